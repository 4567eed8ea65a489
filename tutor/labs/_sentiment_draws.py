"""Numbers for the sentiment lab's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def bag_score(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """What a bag of words says of "not good": the sum of the two words' weights, in whatever order."""
    good, no = dice.choice((1.5, 1.8, 2.0, 2.4)), dice.choice((-0.3, -0.5, -0.6, -0.8))
    score = good + no
    wrong = {"product": good * no, "turned": -good, "alone": good}
    return Draw({"good": f"{good:g}", "not": f"{no:g}"}, score, wrong)


def left_out(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """How much a word counts by leaving it out: p with it minus p without it."""
    with_it, without = dice.choice(((0.9, 0.4), (0.2, 0.85), (0.95, 0.9), (0.3, 0.75), (0.8, 0.15)))
    wrong = {"turned": without - with_it, "sum": with_it + without}
    return Draw({"with": f"{with_it:g}", "without": f"{without:g}"}, with_it - without, wrong)


def verdict_loss(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The loss of a verdict p for a review that is bad: −ln(1 − p)."""
    p = dice.choice((0.4, 0.6, 0.8, 0.9))
    wrong = {"of good": -math.log(p), "linear": p}
    return Draw({"p": f"{p:g}"}, -math.log(1 - p), wrong)


DRAWS: Mapping[str, DrawFunction] = {
    "bag-score": bag_score,
    "left-out": left_out,
    "verdict-loss": verdict_loss,
}
