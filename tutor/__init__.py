"""dltutor: deep learning in a terminal, one prediction at a time.

The floors, from the ground up; each imports only from those below it:
`models` (the code learners read), `kit` (the plain types all share), `labs`
(one file an experiment), `runner`, `course` and `study` (three neighbours),
and on top `ui` with `cli`.
"""
