"""Numbers for the truncated-BPTT lab's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction

LAGS = (4, 5, 8, 10, 15, 16, 20, 30, 40)


def _lag(dice: random.Random, k: int) -> int:
    """A lag that fits into k, and for which neither mistake is right by chance."""
    return dice.choice([n for n in LAGS if 0.2 * k < n < 0.9 * k and 2 * n != k])


def teachers(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Of the questions, the share that stand in one chunk with their letter: (k − lag)/k."""
    k = dice.choice((10, 20, 25, 40, 50))
    lag = _lag(dice, k)
    answer = 100 * (k - lag) / k
    return Draw({"k": str(k), "lag": str(lag)}, answer, {"other": 100 * lag / k, "all": 100.0})


def forgetful(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The best accuracy where no state passes a cut: those in one chunk, and a quarter of the rest."""
    k = dice.choice((10, 20, 25, 40, 50))
    lag = _lag(dice, k)
    share = 100 * (k - lag) / k
    answer = share + (100 - share) / 4
    return Draw({"k": str(k), "lag": str(lag)}, answer, {"no guess": share, "chance": 25.0, "all": 100.0})


def how_many(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Uses of the weights that the loss at step t teaches: those since the last cut."""
    k = dice.choice((8, 10, 16, 20))
    chunk, place = dice.randrange(2, 7), dice.randrange(2, k - 1)
    t = chunk * k + place
    wrong = {"whole chunk": float(k), "all": float(t), "before": float(place - 1)}
    return Draw({"k": str(k), "t": str(t), "last": str(chunk * k)}, float(place), wrong)


def rest(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """θ* of a line with p plus and m minus: s¹ = 2θ(p − m) must be 1."""
    plus = dice.randrange(1, 10)
    minus = dice.choice([m for m in range(1, 15) if m != plus and abs(m - plus) != 2])
    answer = 1 / (2 * (plus - minus))
    wrong = {"sign": -answer, "no half": 2 * answer, "sum": 1 / (2 * (plus + minus))}
    return Draw({"plus": str(plus), "minus": str(minus)}, answer, wrong)


DRAWS: dict[str, DrawFunction] = {
    "teachers": teachers,
    "forgetful": forgetful,
    "how-many": how_many,
    "rest": rest,
}
