"""Numbers for the questions about the GRU, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def new_state(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """One line of the ledger by hand: h = z · h + (1 − z) · n."""
    while True:
        z = dice.choice((0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9))
        h, n = (dice.choice((-0.9, -0.8, -0.5, -0.4, 0.4, 0.5, 0.8, 0.9)) for _ in range(2))
        new = z * h + (1 - z) * n
        wrong = {
            "swapped": (1 - z) * h + z * n,
            "no write gate": z * h + n,
            "only kept": z * h,
            "only written": (1 - z) * n,
        }
        if all(abs(new - other) > 0.04 for other in wrong.values()):
            return Draw({"z": f"{z:g}", "h": f"{h:g}", "n": f"{n:g}"}, new, wrong)


def recurrent(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The GRU's recurrent weights: 3H²."""
    h = dice.choice((10, 20, 30, 40, 50, 60))
    wrong = {"one block": h * h, "four blocks": 4 * h * h, "no square": 3 * h}
    return Draw({"h": str(h)}, 3.0 * h * h, {name: float(x) for name, x in wrong.items()})


DRAWS: Mapping[str, DrawFunction] = {"new-state": new_state, "recurrent": recurrent}
