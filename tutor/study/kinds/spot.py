"""One line of code, or one point of a curve, that is wrong."""

from __future__ import annotations

import random

from tutor.kit.lesson import SpotIt
from tutor.kit.say import Say, Verbatim
from tutor.study import typed
from tutor.study.kinds.base import Asked, Grade, Kind, Response, fill, text_of
from tutor.study.kinds.drawing import draw


class PointedAt(Kind[SpotIt]):
    """1 for the place that is wrong, 0 for any other."""

    def pose(self, question: SpotIt, seed: int) -> Asked:
        values: dict[str, str] = {}
        if question.draw is not None:
            drawn = draw(question.draw, random.Random(seed))
            values = dict(drawn.values)
            answer = f"{float(drawn.answer):.0f}"
        else:
            answer = next(str(spot.at) for spot in question.spots if spot.right)
        texts = _places(question, values)
        return Asked(
            question=question,
            seed=seed,
            ask=fill(question.ask, values),
            order=tuple(texts),
            texts=texts,
            answer=answer,
            values=values,
        )

    def missing(self, asked: Asked, response: Response) -> Say | None:
        text = text_of(response)
        if not text:
            return Say("You point at nothing yet.")
        return None if text in asked.order and asked.texts[text].strip() else Say("There is nothing there.")

    def grade(self, question: SpotIt, asked: Asked, response: Response, truth: float | None) -> Grade:
        at = text_of(response)
        right = at == asked.answer
        spot = next((spot for spot in question.spots if str(spot.at) == at), None)
        message: str | Say = spot.why if spot else "" if right else asked.fill(question.other)
        if not message and not right:
            message = Say("That line is as it should be.") if question.code else Say("That point is right.")
        return Grade(
            result="right" if right else "wrong",
            score=float(right),
            message=message,
            given_text=_told(question, asked, at),
            mistake=spot.mistake if spot else "",
            parts={at: right},
        )

    def right_text(self, question: SpotIt, asked: Asked, truth: float | None) -> str | Say:
        return _told(question, asked, str(asked.answer))


def points(asked: Asked) -> tuple[float, ...]:
    """The y of the curve's points, from left to right."""
    return tuple(float(text) for text in asked.texts.values())


def _places(question: SpotIt, values: dict[str, str]) -> dict[str, str]:
    """Where one can point, and what is there."""
    if question.code:
        return {str(n): line for n, line in enumerate(question.code.rstrip("\n").split("\n"), 1)}
    ys = [float(y) for y in values["points"].split()] if values else question.points
    return {str(x): typed.shown(y) for x, y in enumerate(ys, question.first)}


def _told(question: SpotIt, asked: Asked, at: str) -> str | Say:
    if question.code:
        return f"{at}  {asked.texts[at].strip()}"
    return Say("the point at {x}, {y}", {"x": Verbatim(at), "y": Verbatim(asked.texts[at])})
