"""Questions answered by a number: computed by the learner, or to be measured by a run."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from tutor.kit.lesson import LabRef, Numeric, Predict, Trace, WrongNumber
from tutor.kit.say import Say, Verbatim
from tutor.kit.tolerance import within
from tutor.study import typed
from tutor.study.kinds.base import Asked, Grade, Kind, Q, Response, Wrong, fill, text_of
from tutor.study.kinds.drawing import draw

REDRAWS = 100
"""How often numbers are drawn anew until they tell every known mistake from the answer and the others."""


class _Typed(Kind[Q]):
    """What is common to answers typed as a number."""

    def missing(self, asked: Asked, response: Response) -> Say | None:
        text = text_of(response)
        if not text:
            return Say("No number is typed yet.")
        return None if typed.number(text, asked.unit) is not None else typed.not_a_number(text)


class Computed(_Typed[Numeric]):
    """A number with one answer, fixed or drawn: 1 within the tolerance, else 0."""

    def pose(self, question: Numeric, seed: int) -> Asked:
        dice = random.Random(seed)
        asked = _posed(question, seed, dice)
        if question.draw is not None:
            for _again in range(REDRAWS):
                if _clear(asked, question.tolerance):
                    break
                asked = _posed(question, seed, dice)
        return asked

    def grade(self, question: Numeric, asked: Asked, response: Response, truth: float | None) -> Grade:
        given = _read(response, asked)
        said = typed.shown(given, asked.unit)
        least, most = _bounds(question, asked)
        if any(
            least - _slack(least, n) <= n <= most + _slack(most, n) for n in _meant(given, asked, response)
        ):
            return Grade(result="right", score=1.0, given_text=said)
        known = [wrong for wrong in asked.wrong if _caught(wrong, given, question.tolerance)]
        if known:
            wrong = min(
                known, key=lambda wrong: math.inf if wrong.value is None else abs(wrong.value - given)
            )
            return Grade(result="wrong", message=wrong.say, given_text=said, mistake=wrong.mistake)
        right = asked.answer
        if isinstance(right, int | float) and right and within(given, -right, question.tolerance):
            message = Say("The size is right. Look at the sign.")
        elif given < least:
            message = Say("Your number is too low.")
        else:
            message = Say("Your number is too high.")
        return Grade(result="wrong", message=message, given_text=said)

    def right_text(self, question: Numeric, asked: Asked, truth: float | None) -> str | Say:
        if isinstance(asked.answer, int | float):
            drawn = question.draw is not None
            return typed.told(asked.answer, question.tolerance if drawn else 0.0, asked.unit)
        least, most = (typed.shown(bound, asked.unit) for bound in _bounds(question, asked))
        if question.most is None:
            return Say("{least} or more", {"least": Verbatim(least)})
        if question.least is None:
            return Say("{most} or less", {"most": Verbatim(most)})
        return Say("{least} to {most}", {"least": Verbatim(least), "most": Verbatim(most)})


def _bounds(question: Numeric, asked: Asked) -> tuple[float, float]:
    """What is right lies from the one to the other."""
    if isinstance(asked.answer, int | float):
        return asked.answer - question.tolerance, asked.answer + question.tolerance
    least = -math.inf if question.least is None else question.least
    return least, math.inf if question.most is None else question.most


def _meant(given: float, asked: Asked, response: Response) -> tuple[float, ...]:
    """What a typed number may stand for: where % is asked for, a plain 0.38 may be a share, 38%."""
    share = asked.unit == "%" and 0 < given < 1 and text_of(response).strip()[-1:].isdigit()
    return (given, 100 * given) if share else (given,)


def _slack(bound: float, given: float) -> float:
    return 1e-9 * max(1.0, abs(bound), abs(given)) if math.isfinite(bound) else 0.0


def _caught(wrong: Wrong, given: float, tolerance: float) -> bool:
    if wrong.value is not None:
        return within(given, wrong.value, tolerance)
    return wrong.least <= given <= wrong.most


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
        return "" if truth is None or not math.isfinite(truth) else typed.measured(truth, asked.unit)


def _read(response: Response, asked: Asked) -> float:
    value = typed.number(text_of(response), asked.unit)
    assert value is not None
    return value


def _posed(question: Numeric, seed: int, dice: random.Random) -> Asked:
    if question.draw is None:
        answer, values, mistakes = question.answer, {}, {}
    else:
        drawn = draw(question.draw, dice)
        answer = _number(drawn.answer)
        values = {name: typed.written(value) for name, value in drawn.values.items()}
        mistakes = {name: _number(value) for name, value in drawn.wrong.items()}
    known = (_known(wrong, mistakes, values) for wrong in question.wrong)
    return Asked(
        question=question,
        seed=seed,
        ask=fill(question.ask, values),
        answer=answer,
        wrong=tuple(wrong for wrong in known if wrong is not None),
        unit=question.unit,
        values=values,
    )


def _clear(asked: Asked, tolerance: float) -> bool:
    """Whether no known mistake is taken for the answer, and none comes to the same number as another."""
    assert isinstance(asked.answer, float | int)
    answer, values = asked.answer, [wrong.value for wrong in asked.wrong if wrong.value is not None]
    apart = all(not within(one, other, 0.0) for one, other in combinations(values, 2))
    return apart and not any(within(value, answer, tolerance) for value in values)


def _number(drawn: float | str) -> float:
    value = typed.number(drawn) if isinstance(drawn, str) else float(drawn)
    if value is None:
        raise ValueError(f"a drawing function gave {drawn!r} where a number is needed")
    return value


def _known(wrong: WrongNumber, mistakes: dict[str, float], values: Mapping[str, str]) -> Wrong | None:
    """The known mistake with this asking's numbers; None where this asking has none such."""
    say = fill(wrong.say, values)
    if wrong.least is not None or wrong.most is not None:
        least = -math.inf if wrong.least is None else wrong.least
        most = math.inf if wrong.most is None else wrong.most
        return Wrong(say=say, mistake=wrong.mistake, least=least, most=most)
    value = wrong.value if wrong.value is not None else mistakes.get(wrong.drawn)
    return None if value is None else Wrong(say=say, mistake=wrong.mistake, value=value)
