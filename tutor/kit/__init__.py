"""The plain types that labs, runner, course, study and screens share.

Here live data only: no torch, no Textual, no file and no process.
"""
