"""Numbers for the attention lab's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction

SCORES = ((3, 1, 0), (3, 2, 0), (3, 2, 1), (3, 1, 1), (3, 2, 2), (2, 1, 1), (2, 2, 1))
"""Scores of three words. Every known mistake gives something else here than the share, by 0.02 or more."""

POWERS = (1.0, 2.7, 7.4, 20.1)
"""e⁰ to e³ as the question gives them: mistakes made with these have to be known again."""


def share(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The share of the first of three words: exp a over the sum of all exp."""
    a, b, c = dice.choice(SCORES)
    first, others = POWERS[a], POWERS[b] + POWERS[c]
    return Draw(
        {"a": str(a), "b": str(b), "c": str(c)},
        first / (first + others),
        {"undivided": first, "scores": a / (a + b + c), "others": first / others},
    )


DRAWS: Mapping[str, DrawFunction] = {"share": share}
