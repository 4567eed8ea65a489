"""Questions answered by a number: computed by the learner, or to be measured by a run."""

from __future__ import annotations

import math
import random
from dataclasses import replace

from tutor.kit.lesson import LabRef, Numeric, Predict, Trace, WrongNumber
from tutor.kit.say import Say
from tutor.study import typed
from tutor.study.kinds.base import Asked, Grade, Kind, Q, Response, Wrong, fill


def within(one: float, other: float, tolerance: float) -> bool:
    """Whether two numbers differ by no more than `tolerance`; the last bits of a float never decide."""
    return abs(one - other) <= tolerance + 1e-9 * max(1.0, abs(one), abs(other))


class _Typed(Kind[Q]):
    """What is common to answers typed as a number."""

    def missing(self, asked: Asked, response: Response) -> Say | None:
        text = _text(response).strip()
        if not text:
            return Say("No number is typed yet.")
        return None if typed.number(text, asked.unit) is not None else typed.not_a_number(text)


class Computed(_Typed[Numeric]):
    """A number with one answer, fixed or drawn: 1 within the tolerance, else 0."""

    def pose(self, question: Numeric, seed: int) -> Asked:
        if question.draw is None:
            answer, values, mistakes = question.answer, {}, {}
        else:
            from tutor import labs  # here, so that asking anything else needs no lab

            draw = labs.find(question.draw.lab).draws[question.draw.name]
            drawn = draw(random.Random(seed), question.draw.args)
            answer = _number(drawn.answer)
            values = dict(drawn.values)
            mistakes = {name: _number(value) for name, value in drawn.wrong.items()}
        return Asked(
            question=question,
            seed=seed,
            ask=fill(question.ask, values),
            answer=answer,
            wrong=tuple(
                Wrong(value=value, say=fill(wrong.say, values), mistake=wrong.mistake)
                for wrong in question.wrong
                if (value := _known(wrong, mistakes)) is not None
            ),
            unit=question.unit,
            values=values,
        )

    def grade(self, question: Numeric, asked: Asked, response: Response, truth: float | None) -> Grade:
        given, right = _read(response, asked), asked.answer
        assert isinstance(right, int | float)
        said = typed.shown(given, asked.unit)
        if within(given, right, question.tolerance):
            return Grade(result="right", score=1.0, given_text=said)
        known = [wrong for wrong in asked.wrong if within(given, wrong.value, question.tolerance)]
        if known:
            wrong = min(known, key=lambda wrong: abs(wrong.value - given))
            return Grade(result="wrong", message=wrong.say, given_text=said, mistake=wrong.mistake)
        if right and within(given, -right, question.tolerance):
            message = Say("The size is right. Look at the sign.")
        elif given < right:
            message = Say("Your number is too low.")
        else:
            message = Say("Your number is too high.")
        return Grade(result="wrong", message=message, given_text=said)

    def right_text(self, question: Numeric, asked: Asked, truth: float | None) -> str:
        return typed.shown(asked.answer, asked.unit) if isinstance(asked.answer, int | float) else ""


SEEDS = 10_000
"""A trace runs with one of so many seeds: enough to be new each time, short enough to be told."""


class Measured(_Typed[Trace | Predict]):
    """A number that a run will measure.

    Right (1) within `near` of the truth, partly right (½) within twice that, else wrong (0).
    Without a truth (the run ended early, the metric had nothing to say) nothing is graded.
    """

    def pose(self, question: Trace | Predict, seed: int) -> Asked:
        lab: LabRef | None = None
        if isinstance(question, Trace):
            lab = replace(question.lab, seed=seed % SEEDS)
        return Asked(question=question, seed=seed, ask=question.ask, unit=question.unit, lab=lab)

    def grade(
        self, question: Trace | Predict, asked: Asked, response: Response, truth: float | None
    ) -> Grade:
        given = _read(response, asked)
        said = typed.shown(given, asked.unit)
        if truth is None or not math.isfinite(truth):
            return Grade(
                result="unanswered",
                message=Say("The run gave no number to compare yours with."),
                given_text=said,
            )
        if within(given, truth, question.near):
            return Grade(result="right", score=1.0, given_text=said)
        close = question.near > 0 and within(given, truth, 2 * question.near)
        message: str | Say = question.low if given < truth else question.high
        if not message:
            message = Say("The truth is higher.") if given < truth else Say("The truth is lower.")
        return Grade(
            result="partly" if close else "wrong",
            score=0.5 if close else 0.0,
            message=message,
            given_text=said,
        )

    def right_text(self, question: Trace | Predict, asked: Asked, truth: float | None) -> str:
        return "" if truth is None or not math.isfinite(truth) else typed.shown(truth, asked.unit)


def _text(response: Response) -> str:
    if not response:
        return ""
    if not isinstance(response, str):
        raise TypeError(f"a number is answered by the text typed, not {response!r}")
    return response


def _read(response: Response, asked: Asked) -> float:
    value = typed.number(_text(response), asked.unit)
    assert value is not None
    return value


def _number(drawn: float | str) -> float:
    value = typed.number(drawn) if isinstance(drawn, str) else float(drawn)
    if value is None:
        raise ValueError(f"a drawing function gave {drawn!r} where a number is needed")
    return value


def _known(wrong: WrongNumber, mistakes: dict[str, float]) -> float | None:
    return wrong.value if wrong.value is not None else mistakes.get(wrong.drawn)
