"""How the cells of a grid of ±1 lie on the screen and what each looks like, state by state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from textual.geometry import Offset

from tutor.ui import paint
from tutor.ui.paint import ACCENT, CELL, CELL_MARK, DIM, PAPER, PAPER_MARK, TEXT, Array
from tutor.ui.views.canvas import Canvas

FULL = (ord("█"), ord("#"))
# One row a state (as it was, differs, just changed): a cell that is on, and one that is off.
TINY = np.array([[ord(c) for c in pair] for pair in ("#.", "Xx", "Oo")], dtype=np.uint32)


def _pairs(*states: tuple[str, str]) -> Array:
    """(state, on or off, column) code points of cells that are two columns wide."""
    return np.array([[[ord(c) for c in cell] for cell in state] for state in states], dtype=np.uint32)


_COLOURED = _pairs(("  ", "  "), ("╱╱", "╱╱"), ("▐▌", "▐▌"))
_COLOURLESS = _pairs(("██", "· "), ("█×", "·×"), ("█•", "·•"))
_ASCII = _pairs(("##", ". "), ("#x", ".x"), ("#*", ".*"))


@dataclass(frozen=True)
class Form:
    """How cells lie on the screen: `wide` columns by `high` rows each, or half a row if `half`."""

    wide: int
    high: int
    half: bool
    left: int
    top: int
    first_row: int = 0
    first_column: int = 0

    def cell(self, at: Offset, lower: bool = False) -> tuple[int, int]:
        """Row and column of the cell there; may lie outside the grid."""
        y, x = at.y - self.top, (at.x - self.left) // self.wide
        row = 2 * y + lower if self.half else y // self.high
        return self.first_row + row, self.first_column + x


def dress(on: Array, changed: Array, differs: Array, plain: bool) -> tuple[Array, Array, Array, Array]:
    """Foreground, background, first and second character of each cell, by its state."""
    state = np.where(changed, 2, np.where(differs, 1, 0))  # (rows, columns)
    glyphs = _ASCII if paint.ASCII else _COLOURLESS if plain else _COLOURED
    pair = glyphs[state, np.where(on, 0, 1)]  # (rows, columns, 2)
    if plain:
        fore = np.where(state > 0, ACCENT, np.where(on, TEXT, DIM))
        return fore, np.zeros_like(fore), pair[..., 0], pair[..., 1]
    ground = np.where(on, CELL, PAPER)
    fore = np.where(state == 2, np.where(on, CELL_MARK, PAPER_MARK), np.where(on, PAPER, CELL))
    return fore, ground, pair[..., 0], pair[..., 1]


def draw_halves(canvas: Canvas, on: Array, colours: Array, plain: bool) -> None:
    """Two rows of cells in each row of the screen; the last one may be alone."""
    if len(on) % 2:
        on = np.concatenate([on, np.zeros_like(on[:1])])
        colours = np.concatenate([colours, np.zeros_like(colours[:1])])
    high, wide = len(on) // 2, on.shape[1]
    upper, lower = on[0::2], on[1::2]
    if plain:
        table = np.array([ord(c) for c in " ▄▀█"], dtype=np.uint32)
        canvas.codes[:high, :wide] = table[upper * 2 + lower]
        return
    canvas.codes[:high, :wide] = ord("▀")
    canvas.inks[:high, :wide] = colours[0::2] | colours[1::2] << 8


def scrolled(at: int, seen: int, size: int) -> int:
    """The first of `size` cells to show when `seen` fit and `at` must be among them."""
    return min(max(0, at - seen // 2), max(0, size - seen))
