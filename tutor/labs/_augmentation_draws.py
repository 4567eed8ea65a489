"""Numbers for the question about the standard error, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def error(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Standard error of the mean of n differences with standard deviation s: s/√n."""
    root, answer = dice.choice((3, 4, 5, 6, 7, 8)), dice.randrange(2, 10) / 1000
    n, s = root**2, root * answer
    wrong = {"deviation": s, "divided": s / n, "interval": 2 * answer}
    return Draw({"n": str(n), "s": f"{s:.3f}".removeprefix("0")}, answer, wrong)


DRAWS: Mapping[str, DrawFunction] = {"error": error}
