"""Numbers for the questions about long lags, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def left_over(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """What is left after n steps of what each step multiplies by f: fⁿ, in hundredths."""
    f, n = dice.choice(((0.9, 10), (0.9, 20), (0.95, 20), (0.95, 40), (0.98, 50), (0.99, 100), (0.8, 5)))
    wrong = {
        "linear": max(0.0, 100 * (1 - n * (1 - f))),
        "one step": 100 * f,
        "product": 100 * f * n,
        "lost": 100 * (1 - f**n),
    }
    return Draw({"f": f"{f:g}", "n": str(n)}, 100 * f**n, wrong)


def half_life(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Steps until half is left of what each step multiplies by f: ln ½ / ln f."""
    f = dice.choice((0.8, 0.85, 0.9, 0.95, 0.98, 0.99))
    return Draw(
        {"f": f"{f:g}"}, math.log(0.5) / math.log(f), {"linear": 0.5 / (1 - f), "tenth": 1 / (1 - f)}
    )


def blind_error(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The error of always saying the mean of a sum of n even numbers of 0…1: their variance, n/12."""
    n = dice.choice((3, 4, 5, 6, 8, 9))
    return Draw(
        {"n": str(n)}, n / 12, {"two": 1 / 6, "spread": math.sqrt(n / 12), "mean": n / 2, "one": 1 / 12}
    )


DRAWS: Mapping[str, DrawFunction] = {
    "left-over": left_over,
    "half-life": half_life,
    "blind-error": blind_error,
}
