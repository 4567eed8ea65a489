"""Numbers for the questions about the art studio, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction
from tutor.labs._art_declared import COPY


def novelty(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The share of ten new glyphs that is no copy, from how far each lies from its nearest."""
    n = 10
    while True:
        copies, edge = dice.randrange(2, 5), dice.randrange(1, 3)
        cells = [dice.randrange(0, COPY) for _ in range(copies)] + [COPY] * edge
        cells += [dice.randrange(COPY + 2, 36) for _ in range(n - len(cells))]
        dice.shuffle(cells)
        new = sum(c > COPY for c in cells) / n
        wrong = {
            "copies": 1 - new,
            "edge": sum(c >= COPY for c in cells) / n,
            "only exact": sum(c > 0 for c in cells) / n,
            "mean": sum(cells) / n,
        }
        if all(abs(new - other) > 0.05 for other in wrong.values()) and len(
            {round(other, 6) for other in wrong.values()}
        ) == len(wrong):
            return Draw({"cells": ", ".join(map(str, cells)), "copy": str(COPY)}, new, wrong)


def varied(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """One number of the next code: √(1 − v²) · kept + v · ε."""
    while True:
        v, root = dice.choice(((0.6, 0.8), (0.8, 0.6)))
        kept = dice.choice((-2.0, -1.5, -1.0, 1.0, 1.5, 2.0))
        eps = dice.choice((-2.0, -1.0, -0.5, 0.5, 1.0, 2.0))
        answer = root * kept + v * eps
        wrong = {
            "swapped": v * kept + root * eps,
            "line": (1 - v) * kept + v * eps,
            "added": kept + v * eps,
            "square": (1 - v**2) * kept + v * eps,
        }
        apart = len({round(other, 6) for other in wrong.values()}) == len(wrong)
        if apart and all(abs(answer - other) > 0.05 for other in wrong.values()):
            blanks = {"v": f"{v:g}", "kept": f"{kept:g}", "eps": f"{eps:g}", "root": f"{root:g}"}
            return Draw(blanks, answer, wrong)


DRAWS: Mapping[str, DrawFunction] = {"novelty": novelty, "varied": varied}
