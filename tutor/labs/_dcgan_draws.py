"""Numbers for the questions about doubling, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def doubled(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The side after a transposed convolution: (s − 1)·stride − 2·padding + kernel."""
    s = dice.choice((4, 5, 7, 8, 14, 16))
    # with a padding of 1 two known mistakes, no padding and a gap too many, would come to one number
    kernel, padding = dice.choice(((6, 2), (3, 0), (5, 2), (4, 0), (7, 2), (5, 0), (7, 3)))
    out = (s - 1) * 2 - 2 * padding + kernel
    wrong: dict[str, float | str] = {
        "forward": (s + 2 * padding - kernel) // 2 + 1,
        "always double": 2 * s,
        "no padding": (s - 1) * 2 + kernel,
        "one gap too many": s * 2 - 2 * padding + kernel,
    }
    values = {"s": str(s), "kernel": str(kernel), "padding": str(padding)}
    return Draw(values, out, {name: number for name, number in wrong.items() if number != out})


def overlap(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Taps on the busiest pixel of a kernel k×k at a stride of 2: ⌈k/2⌉ a direction, squared."""
    k = dice.choice((2, 3, 4, 5, 6, 7))
    most = ((k + 1) // 2) ** 2
    wrong: dict[str, float | str] = {
        "fewest": (k // 2) ** 2,
        "one direction": (k + 1) // 2,
        "all taps": k * k,
        "mean": k * k / 4,
    }
    return Draw({"k": str(k)}, most, {name: number for name, number in wrong.items() if number != most})


DRAWS: Mapping[str, DrawFunction] = {"doubled": doubled, "overlap": overlap}
