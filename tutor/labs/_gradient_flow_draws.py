"""Numbers for the gradient-flow lab's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def power(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """What is left after n steps at slope s and stretch g: (s g)^n."""
    g, s, n = dice.choice((0.5, 1.5, 2.0)), dice.choice((0.2, 0.4, 0.5, 0.8)), dice.choice((2, 3, 4))
    answer = (s * g) ** n
    wrong = {"times": n * s * g, "no slope": g**n, "one slope": s * g**n}
    if answer < 0.01 or any(abs(w - answer) < 0.02 for w in wrong.values()):
        g, s, n = 2.0, 0.4, 3
        answer = 0.512
        wrong = {"times": 2.4, "no slope": 8.0, "one slope": 3.2}
    return Draw({"g": f"{g:g}", "s": f"{s:g}", "n": str(n)}, answer, wrong)


def bound(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The stretch σ from which a sigmoid network *may* explode, or any squash of steepest slope γ: 1/γ."""
    gamma = dice.choice((0.2, 0.25, 0.4, 0.5, 2.0))
    return Draw({"gamma": f"{gamma:g}"}, 1 / gamma, {"same": gamma, "one": 1.0})


def clipped(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """One entry of a gradient after clipping by length."""
    a, b, c = dice.choice(((3, 4, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17), (9, 12, 15)))
    most = dice.choice((1.0, 2.0, 0.5))
    wrong = {"by entry": most, "not": float(a), "by sum": most * a / (a + b)}
    return Draw({"a": str(a), "b": str(b), "most": f"{most:g}"}, most * a / c, wrong)


DRAWS: dict[str, DrawFunction] = {"power": power, "bound": bound, "clipped": clipped}
