"""Numbers for the BPTT lab's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def apart(answer: float, wrong: Mapping[str, float], least: float) -> bool:
    """Whether every known mistake can be told from the answer and from the others."""
    values = [answer, *wrong.values()]
    return all(abs(a - b) > least for k, a in enumerate(values) for b in values[:k])


def one_unit(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """∂L/∂a of one plain unit: what its bet and two later units say of h, times 1 − h²."""
    while True:
        own, d1, d2 = (dice.choice((-1, 1)) * dice.randrange(1, 11) / 10 for _ in range(3))
        u1, u2 = (dice.choice((-1, 1)) * dice.randrange(2, 11) / 10 for _ in range(2))
        h = dice.choice((-0.9, -0.8, -0.6, -0.5, 0.5, 0.6, 0.8, 0.9))
        dh = own + u1 * d1 + u2 * d2
        answer = dh * (1 - h * h)
        wrong = {
            "no slope": dh,
            "deaf": own * (1 - h * h),
            "no bet": (dh - own) * (1 - h * h),
            "slope of a": dh * (1 - h),
        }
        if abs(answer) > 0.05 and apart(answer, wrong, 0.03):
            break
    given = {"own": own, "d1": d1, "d2": d2, "u1": u1, "u2": u2, "h": h}
    return Draw({name: f"{value:g}" for name, value in given.items()}, answer, wrong)


def one_weight(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """hₜ = w hₜ₋₁ + xₜ without a squash, L = h₃: ∂L/∂w = h₂ + w h₁ + w² h₀."""
    while True:
        w = dice.choice((0.5, 2.0, -0.5, -2.0, 3.0, -1.0))
        h0, h1, h2 = (dice.choice((-1, 1)) * dice.randrange(1, 7) for _ in range(3))
        shares = (h2, w * h1, w * w * h0)
        answer = sum(shares)
        wrong = {
            "last": h2,
            "mean": answer / 3,
            "no path": float(h0 + h1 + h2),
            "product": h2 * w * h1 * w * w * h0,
        }
        if apart(answer, wrong, 0.2):
            break
    given = {"w": w, "h0": h0, "h1": h1, "h2": h2}
    return Draw({name: f"{value:g}".replace("-", "−") for name, value in given.items()}, answer, wrong)


def memory(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Megabytes of states kept for T steps of B sequences, H units, 4 bytes each."""
    T, B, H = dice.choice((500, 1000, 2000, 5000)), dice.choice((10, 20, 50)), dice.choice((100, 200, 500))
    answer = T * B * H * 4 / 1e6
    wrong = {"no bytes": answer / 4, "no batch": answer / B, "no time": answer / T}
    return Draw({"T": str(T), "B": str(B), "H": str(H)}, answer, wrong)


DRAWS: dict[str, DrawFunction] = {"one-unit": one_unit, "one-weight": one_weight, "memory": memory}
