"""Numbers for the questions about densities, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def square(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """k of n points in a square of side w: the density there is k/(n w²)."""
    while True:
        n, w = dice.choice((100, 200, 500, 1000)), dice.choice((0.1, 0.2, 0.5))
        k = dice.randrange(2, n // 10)
        share = k / n
        answer = share / w**2
        wrong = {"share": share, "side": share / w, "times": share * w * w}
        if all(abs(answer - other) > 0.03 for other in wrong.values()):
            return Draw({"n": str(n), "k": str(k), "w": f"{w:g}"}, answer, wrong)


def chained(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """p(x₁, x₂) from p(x₁) and p(x₂|x₁): their product, whatever p(x₂) is."""
    while True:
        first, second, alone = (dice.randrange(1, 20) / 10 for _ in range(3))
        answer = first * second
        wrong = {"sum": first + second, "independent": first * alone, "mean": (first + second) / 2}
        values = [answer, *wrong.values()]
        if all(abs(a - b) > 0.05 for k, a in enumerate(values) for b in values[:k]):
            break
    given = {"first": first, "second": second, "alone": alone}
    return Draw({name: f"{value:g}" for name, value in given.items()}, answer, wrong)


def gap(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The true log p from a bound and the divergence that it gives away."""
    while True:
        bound, kl = -dice.randrange(5, 40) / 10, dice.randrange(1, 15) / 10
        wrong = {"below": bound - kl, "bound": bound, "probability": math.exp(bound)}
        if all(abs(bound + kl - other) > 0.05 for other in wrong.values()):
            blanks = {"bound": f"{bound:g}".replace("-", "−"), "kl": f"{kl:g}"}
            return Draw(blanks, bound + kl, wrong)


DRAWS: dict[str, DrawFunction] = {"square": square, "chained": chained, "gap": gap}
