"""Grading an answer. Nothing given is "unanswered", never wrong."""

from __future__ import annotations

import dataclasses

from tutor.kit.say import Say
from tutor.study.kinds import kind_of
from tutor.study.kinds.base import Asked, Grade, Response

__all__ = ["Grade", "doubt", "grade", "missing"]


def missing(asked: Asked, response: Response) -> Say | None:
    """What to say where `response` is no answer yet (nothing chosen, not a number), else None.

    A number is checked by this before a run measures the truth it will be graded by.
    """
    return kind_of(asked.question).missing(asked, response)


def doubt(asked: Asked, response: Response) -> Say | None:
    """What to ask where `response` looks like a slip of the pen; given once more, it counts as it is."""
    kind = kind_of(asked.question)
    return kind.doubt(asked, response) if kind.missing(asked, response) is None else None


def grade(asked: Asked, response: Response, truth: float | None = None) -> Grade:
    """Grade `response`; `truth` is what the run measured, for a trace or a prediction of a number.

    `grade(asked, None).right_text` is the right answer in words, for a reveal. Raises TypeError or
    ValueError for a response that the question cannot have got (an id that is not on screen).
    """
    kind = kind_of(asked.question)
    lacking = kind.missing(asked, response)
    if lacking is not None:
        found = Grade(result="unanswered", message=lacking)
    else:
        found = kind.grade(asked.question, asked, response, truth)
    return dataclasses.replace(found, right_text=kind.right_text(asked.question, asked, truth))
