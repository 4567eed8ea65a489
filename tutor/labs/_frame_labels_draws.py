"""Numbers for the frame labels lab's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def window_needed(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Frames a window must have to reach from the last frame behind the curtain to the ball in sight: the
    most frames it can be hidden, and one."""
    wide, speed = dice.choice(((6, 2), (8, 2), (9, 3), (12, 2), (12, 3), (12, 4), (15, 3), (16, 4)))
    stay = math.ceil(wide / speed)
    wrong = {"only hidden": float(stay), "no speed": float(wide + 1), "width": float(wide)}
    return Draw({"wide": str(wide), "speed": str(speed)}, float(stay + 1), wrong)


def mixed_accuracy(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Accuracy over all frames of a network that is right wherever it sees the ball and guesses between two
    labels where it does not: 1 − hidden/2."""
    hidden = dice.choice((0.1, 0.2, 0.3, 0.4, 0.6))
    wrong = {"all lost": 1 - hidden, "half": 0.5, "mean": (1 + 0.5) / 2, "hidden alone": hidden / 2}
    wrong = {name: value for name, value in wrong.items() if abs(value - (1 - hidden / 2)) > 0.02}
    return Draw({"hidden": f"{hidden:.0%}"}, 1 - hidden / 2, {"all lost": 1 - hidden, "half": 0.5, **wrong})


DRAWS: Mapping[str, DrawFunction] = {
    "window-needed": window_needed,
    "mixed-accuracy": mixed_accuracy,
}
