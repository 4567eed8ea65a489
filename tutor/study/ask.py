"""Posing a question: the same question and seed give the same asking, on any machine."""

from __future__ import annotations

import random

from tutor.kit.lesson import AnyQuestion, Predict
from tutor.study.kinds import kind_of
from tutor.study.kinds.base import Asked, Response, Wrong

__all__ = ["Asked", "Response", "Wrong", "fresh_seed", "pose"]


def fresh_seed() -> int:
    """A seed for a new asking; it is kept with the answer."""
    return random.SystemRandom().randrange(1, 2**31)


def pose(question: AnyQuestion | Predict, seed: int) -> Asked:
    """One asking of `question`: options shuffled, numbers drawn, blanks filled, all from `seed`.

    Raises KnobError or KeyError where a lesson names a lab or a drawing function that does not exist.
    """
    return kind_of(question).pose(question, seed)
