"""One curve as it is drawn: colour, dash, letter, and its bit of line for a legend."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tutor.ui import paint
from tutor.ui.paint import Array, glyph, ink, series
from tutor.ui.views.braille import codes, pack
from tutor.ui.views.numbers import figure

# Lengths of stroke and gap in dots: no two curves need colour to be told apart.
_DASHES: tuple[tuple[int, ...], ...] = ((1,), (5, 2), (2, 2), (5, 1, 1, 1), (1, 3), (3, 1))
_OTHER_DASH = (1, 2)
WIDEST = 6
"""Cells kept for a last value in the legend."""
_LETTERS, _OTHER_LETTERS = "*+ox#%", ".,:'~\""


@dataclass(frozen=True)
class Line:
    """One curve as it is drawn: what it is called, its points, and its look."""

    name: str
    x: Array
    y: Array
    number: int
    other: bool

    @property
    def ink(self) -> int:
        """Its colour, paler for the other run."""
        return ink(series(self.number, pale=self.other))

    @property
    def dash(self) -> tuple[int, ...]:
        """Its strokes and gaps."""
        return _OTHER_DASH if self.other else _DASHES[self.number % len(_DASHES)]

    @property
    def letter(self) -> str:
        """Its mark where there is no braille."""
        letters = _OTHER_LETTERS if self.other else _LETTERS
        return letters[self.number % len(letters)]

    def sample(self) -> str:
        """A bit of the line for the legend."""
        return self.letter * 3 if paint.ASCII else sample(self.dash)

    def last(self) -> str:
        """Its last value, or a dash."""
        if not len(self.y):
            return glyph("nothing")
        text = figure(float(self.y[-1]))
        return text if len(text) <= WIDEST else figure(float(self.y[-1]), 2)


@cache
def sample(dash: tuple[int, ...]) -> str:
    """Four characters of a level line of that dash."""
    dots = np.zeros((4, 8), dtype=bool)
    dots[1, drawn(np.arange(8.0), dash)] = True
    return "".join(map(chr, codes(pack(dots))[0]))


def drawn(along: Array, dash: tuple[int, ...]) -> Array:
    """Whether the pen is down at each distance along a line of that dash (stroke, gap, stroke…)."""
    if len(dash) == 1:
        return np.ones(len(along), dtype=bool)
    pen = np.repeat(np.arange(len(dash)) % 2 == 0, dash)
    return np.asarray(pen[np.floor(along).astype(np.intp) % len(pen)])
