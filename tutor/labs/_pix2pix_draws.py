"""Numbers for the questions of the pix2pix lesson, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def median(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The one number with the least summed distance from the inks that a cell may have."""
    inks = sorted(dice.sample(range(0, 11), 5))
    while abs(sum(inks) / 5 - inks[2]) < 0.6 or len({inks[2], 5, inks[4], inks[0], sum(inks) / 5}) < 5:
        inks = sorted(dice.sample(range(0, 11), 5))
    shuffled = inks[:]
    dice.shuffle(shuffled)
    wrong = {"mean": sum(inks) / 50, "middle": 0.5, "most": inks[4] / 10, "least": inks[0] / 10}
    return Draw({"inks": ", ".join(f"{i / 10:g}" for i in shuffled)}, inks[2] / 10, wrong)


def weighed(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """What G pays: D's term and λ times the mean distance."""
    d = dice.choice((0.3, 0.5, 0.7, 0.9, 1.2))
    lam = dice.choice((5, 10, 20, 100))
    l1 = dice.choice((0.02, 0.03, 0.04, 0.06))
    wrong = {"unweighed": d + l1, "d weighed": lam * d + l1, "both": lam * (d + l1), "l1 only": lam * l1}
    return Draw({"d": f"{d:g}", "lam": str(lam), "l1": f"{l1:g}"}, d + lam * l1, wrong)


DRAWS: Mapping[str, DrawFunction] = {"median": median, "weighed": weighed}
