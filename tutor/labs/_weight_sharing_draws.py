"""Numbers for the questions about shared weights, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def parameters(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """W, U and b of a reader with weights of its own for each of T places."""
    v, h, t = dice.choice((50, 80, 100)), dice.choice((10, 20, 30)), dice.choice((5, 10, 20, 50))
    once = v * h + h * h + h
    wrong = {
        "shared": float(once),
        "no recurrence": float(t * (v * h + h)),
        "no input": float(t * (h * h + h)),
    }
    return Draw({"v": str(v), "h": str(h), "t": str(t)}, float(t * once), wrong)


def pairs(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """How many pairs of a place and a word an untied reader has to meet, each by itself."""
    words, places = dice.choice((7, 10, 12, 26, 31)), dice.choice((5, 8, 15, 20))
    wrong = {"sum": float(words + places), "words": float(words), "power": float(words**2)}
    return Draw({"words": str(words), "places": str(places)}, float(words * places), wrong)


def gradient(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The gradient of a weight used three times: the sum over its uses."""
    while True:
        uses = [dice.randrange(-9, 10) / 10 for _ in range(3)]
        total = sum(uses)
        wrong = {"mean": total / 3, "last": uses[-1], "product": uses[0] * uses[1] * uses[2]}
        if all(uses) and all(abs(total - other) > 0.05 for other in wrong.values()):
            break
    return Draw({f"g{i + 1}": f"{use:g}" for i, use in enumerate(uses)}, total, wrong)


DRAWS: Mapping[str, DrawFunction] = {"parameters": parameters, "pairs": pairs, "gradient": gradient}
