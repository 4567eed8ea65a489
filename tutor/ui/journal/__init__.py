"""The post about a week of study: what was done, in the learner's own words, numbers and pictures.

Nothing in it is invented: words are the learner's (or the lesson's, where it asks and answers), numbers
come from the log, pictures are drawn from the runs, run again. What was not done does not appear.
"""
