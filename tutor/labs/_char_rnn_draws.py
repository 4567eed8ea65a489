"""Numbers for the character RNN's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def start_nats(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The loss before anything is learned, with V symbols: ln V."""
    v = dice.choice((20, 26, 32, 40, 50, 64, 80, 96, 128))
    wrong = {"bits": math.log2(v), "tens": math.log10(v), "share": 1 / v}
    return Draw({"v": str(v)}, math.log(v), wrong)


def surprise(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The loss of one prediction that gave the true character probability p: −ln p."""
    p = dice.choice((0.02, 0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 0.8))
    return Draw(
        {"p": f"{p:g}"}, -math.log(p), {"bits": -math.log2(p), "sign": math.log(p), "linear": 1 - p}
    )


def one_unit(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """One plain unit by hand: h = tanh(w + u₁h₁ + u₂h₂ + b), x one-hot with W x = w."""
    while True:
        w, u1, u2, b = (dice.randrange(-12, 13) / 10 for _ in range(4))
        h1, h2 = (dice.randrange(-9, 10) / 10 for _ in range(2))
        state = u1 * h1 + u2 * h2
        wrong = {
            "no squash": w + state + b,
            "no state": math.tanh(w + b),
            "no bias": math.tanh(w + state),
            "no input": math.tanh(state + b),
        }
        answer = math.tanh(w + state + b)
        if abs(answer) > 0.1 and all(abs(answer - other) > 0.05 for other in wrong.values()):
            break
    blanks = {"w": w, "u1": u1, "u2": u2, "b": b, "h1": h1, "h2": h2}
    return Draw({name: f"{value:g}" for name, value in blanks.items()}, answer, wrong)


def parameters(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Everything a plain character RNN learns: W, U, b, V and c. The length of the text is not in it."""
    v, h = dice.choice((30, 40, 50, 60)), dice.choice((50, 100, 128, 200))
    t = dice.choice((25, 50, 100))
    whole = v * h + h * h + h + h * v + v
    wrong = {
        "every step": float(whole * t),
        "no recurrence": float(whole - h * h),
        "no output": float(v * h + h * h + h),
    }
    return Draw({"v": str(v), "h": str(h), "t": str(t)}, float(whole), wrong)


def recurrent_weights(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """How many recurrent weights an LSTM or GRU has: 4 or 3 times H²."""
    h, (cell, k) = dice.choice((32, 50, 64, 100)), dice.choice((("LSTM", 4), ("GRU", 3)))
    wrong = {"plain": float(h * h), "other": float((7 - k) * h * h), "no square": float(k * h)}
    return Draw({"h": str(h), "cell": cell}, float(k * h * h), wrong)


def shapes(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Sizes for the shape of all scores of a batch: B texts of T characters, H units, V symbols."""
    b, t = dice.choice((8, 16, 24, 48)), dice.choice((20, 25, 32, 40))
    h, v = dice.choice((64, 96, 128, 192)), dice.choice((57, 65, 80, 90))
    sizes = {"batch": b, "time": t, "units": h, "characters": v}
    wrong = {
        "states": "batch, time, units",
        "last": "batch, characters",
        "no batch": "time, characters",
        "weights": "units, characters",
    }
    return Draw({name: str(size) for name, size in sizes.items()}, "batch, time, characters", wrong)


DRAWS: Mapping[str, DrawFunction] = {
    "start-nats": start_nats,
    "surprise": surprise,
    "one-unit": one_unit,
    "parameters": parameters,
    "recurrent-weights": recurrent_weights,
    "shapes": shapes,
}
