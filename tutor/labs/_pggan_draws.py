"""Numbers for the question about work, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def work(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Multiply-adds of a convolution on a map of twice the side, in thousands."""
    side, small = dice.choice((4, 8, 16, 32)), dice.choice((5, 15, 20, 36, 60, 147))
    values = {"side": str(side), "large": str(2 * side), "small": str(small)}
    return Draw(values, 4 * small, {"twice": 2 * small, "same": small, "eight": 8 * small})


DRAWS: Mapping[str, DrawFunction] = {"work": work}
