"""Numbers for the questions about gaps, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def between(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """How many places can stand between a and c on a ring of n, steps of 1 to k."""
    k = dice.choice((3, 4, 5))
    n = dice.choice((24, 30, 40))
    a = dice.randrange(n)
    while True:
        distance = dice.randrange(2, 2 * k + 1)
        possible = sum(1 <= distance - step <= k for step in range(1, k + 1))
        wrong = {"left only": float(k), "all between": float(distance - 1), "both lists": float(2 * k - 1)}
        if all(value != possible for value in wrong.values()):
            break
    blanks = {"n": n, "k": k, "a": a, "c": (a + distance) % n}
    return Draw({name: str(value) for name, value in blanks.items()}, float(possible), wrong)


def optimum(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The best share right from both sides, steps of 1 to k: (2k − 1) / k²."""
    k = dice.choice((2, 3, 4, 5, 6))
    wrong = {"one side": 1 / k, "squared": 1 / k**2}
    if k > 2:
        wrong["twice"] = 2 / k
    return Draw({"k": str(k), "pairs": str(k * k)}, (2 * k - 1) / k**2, wrong)


DRAWS: Mapping[str, DrawFunction] = {"between": between, "optimum": optimum}
