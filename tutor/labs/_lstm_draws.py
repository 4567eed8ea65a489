"""Numbers for the questions about the LSTM, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction
from tutor.labs._long_memory_draws import half_life


def new_cell(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """One line of the ledger by hand: c = f · c + i · g."""
    while True:
        f, i, o = (dice.randrange(1, 10) / 10 for _ in range(3))
        g = dice.choice((-0.9, -0.8, -0.6, -0.5, 0.5, 0.6, 0.8, 0.9))
        c = dice.choice((-2.0, -1.5, -1.0, 0.5, 1.0, 1.5, 2.0))
        new = f * c + i * g
        wrong = {
            "no forget": c + i * g,
            "no write gate": f * c + g,
            "only kept": f * c,
            "only written": i * g,
            "shown": o * math.tanh(new),
        }
        if all(abs(new - other) > 0.04 for other in wrong.values()):
            break
    blanks = {"f": f, "i": i, "o": o, "g": g, "c": c}
    return Draw({name: f"{value:g}" for name, value in blanks.items()}, new, wrong)


def parameters(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Everything one LSTM layer learns: four blocks of W, U and b."""
    n, h = dice.choice((10, 20, 30, 50)), dice.choice((16, 32, 64, 100))
    one = n * h + h * h + h
    wrong = {
        "one block": one,
        "three": 3 * one,
        "no state": 4 * (n * h + h),
        "no bias": 4 * (n * h + h * h),
    }
    return Draw({"n": str(n), "h": str(h)}, 4.0 * one, {name: float(x) for name, x in wrong.items()})


def settles(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Where a unit comes to rest that keeps f and gets 1 at every letter: 1 / (1 − f)."""
    f = dice.choice((0.5, 0.75, 0.8, 0.9, 0.95))
    return Draw({"f": f"{f:g}"}, 1 / (1 - f), {"lost": 1 - f, "kept": f, "one more": 1 + f})


DRAWS: Mapping[str, DrawFunction] = {
    "new-cell": new_cell,
    "parameters": parameters,
    "settles": settles,
    "half-life": half_life,
}
