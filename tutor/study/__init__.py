"""The learner's work: asking, grading, and the log that is never lost."""
