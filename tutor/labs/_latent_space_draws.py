"""Numbers for the questions about the latent space, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def along(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """A place on a straight walk, first coordinate: (1 − t) a + t b."""
    while True:
        a, b = (dice.randrange(-20, 21) / 10 for _ in range(2))
        t = dice.choice((0.25, 0.75, 0.2, 0.8, 0.4))
        z = (1 - t) * a + t * b
        wrong = {
            "from the other end": t * a + (1 - t) * b,
            "only the way": t * (b - a),
            "half": (a + b) / 2,
        }
        if all(abs(z - other) > 0.06 for other in wrong.values()):
            return Draw({"a": f"{a:g}", "b": f"{b:g}", "t": f"{t:g}"}, z, wrong)


def borrowed(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """First coordinate of: leaning one − upright one + another."""
    while True:
        lean, upright, other = (dice.randrange(-20, 21) / 10 for _ in range(3))
        z = lean - upright + other
        wrong = {
            "turned round": upright - lean + other,
            "all added": lean + upright + other,
            "mean": (lean + other) / 2,
        }
        apart = len({round(value, 6) for value in wrong.values()}) == len(wrong)
        if apart and all(abs(z - value) > 0.06 for value in wrong.values()):
            blanks = {"lean": f"{lean:g}", "upright": f"{upright:g}", "other": f"{other:g}"}
            return Draw(blanks, z, wrong)


DRAWS: Mapping[str, DrawFunction] = {"along": along, "borrowed": borrowed}
