"""Where parameterised questions get their numbers: a named function of a lab, and the asking's seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tutor.kit.lesson import DrawRef

if TYPE_CHECKING:
    from tutor.kit.lab import Draw


def draw(ref: DrawRef, dice: random.Random) -> Draw:
    """Numbers, answer and known mistakes of one asking. Raises KnobError or KeyError: no such function."""
    from tutor import labs  # here, so that asking anything else needs no lab

    return labs.find(ref.lab).draws[ref.name](dice, ref.args)
