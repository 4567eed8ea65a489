"""What an answer of the log says in words, by the lesson as it is now."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tutor.kit.knobs import KnobError
from tutor.kit.lesson import AnyQuestion, Lesson, Page, Predict
from tutor.study.answers import Answer
from tutor.study.ask import Asked, pose
from tutor.study.grade import grade
from tutor.study.kinds.base import Response
from tutor.ui.words import spoken

_STRANGE = (KnobError, KeyError, ValueError, TypeError, AttributeError, StopIteration)
"""What asking and grading may raise when the lesson has another question there than the answer is to."""


@dataclass(frozen=True)
class Told:
    """An answer in words, all plain text but `ask` and `why`, which are Markdown."""

    answer: Answer
    ask: str
    given: str
    right: str
    why: str
    page: Page | None = None
    asked: Asked | None = None


def told(answer: Answer, lesson: Lesson | None) -> Told:
    """What was asked, what was said to it, what is right and why.

    Where the lesson or the question is gone, or has become another, what the log itself has is told.
    """
    page = next((page for page in lesson.pages if page.id == answer.item), None) if lesson else None
    question = _question(page, answer.kind)
    if page is not None and question is not None:
        try:
            asked = pose(question, answer.seed)
            graded = grade(asked, _response(answer), _truth(answer))
            return Told(
                answer=answer,
                ask=asked.ask,
                given=spoken(graded.given_text),
                right=spoken(graded.right_text),
                why=asked.fill(spoken(graded.message)),
                page=page,
                asked=asked,
            )
        except _STRANGE:
            pass
    title = page.title if page and page.title else answer.item
    return Told(answer, title, _bare(answer), _number(answer), "", page)


def own_words(answer: Answer) -> str:
    """The text of an answer to an `explain` question; "" where there is none."""
    text = answer.response.get("text") if isinstance(answer.response, dict) else None
    return text.strip() if isinstance(text, str) else ""


def _question(page: Page | None, kind: str) -> AnyQuestion | Predict | None:
    if page is None:
        return None
    if kind == "predict":
        return page.predict
    return page.question if page.question is not None and page.question.kind == kind else None


def _response(answer: Answer) -> Response:
    return answer.response  # type: ignore[return-value]


def _truth(answer: Answer) -> float | None:
    return float(answer.truth) if isinstance(answer.truth, int | float) else None


def _bare(answer: Answer) -> str:
    response = answer.response
    return response if isinstance(response, str) else json.dumps(response, ensure_ascii=False)


def _number(answer: Answer) -> str:
    return f"{answer.truth:g}" if isinstance(answer.truth, int | float) else ""
