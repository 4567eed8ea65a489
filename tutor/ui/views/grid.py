"""The view of a grid of ±1: a picture to look at, to point at and to draw on.

A cell is two columns by one row, so it looks square, larger still where there is room; in little room
two rows of cells share a row of half blocks. What does not fit is scrolled to with the cursor.
"""

from __future__ import annotations

import numpy as np
from textual import events

from tutor.kit.panels import GridPanel
from tutor.ui import paint
from tutor.ui.paint import (
    ACCENT,
    BOLD,
    CELL,
    CELL_MARK,
    DIM,
    PAPER,
    PAPER_MARK,
    REVERSE,
    Array,
    glyph,
    ink,
)
from tutor.ui.views.canvas import Canvas
from tutor.ui.views.cells import FULL, TINY, Form, draw_halves, dress, scrolled
from tutor.ui.views.cursor import CursorView, stroke
from tutor.ui.words import _

_LARGEST = 3
_PATIENCE = 2  # frames that may still show a cell as it was before the learner's press


class GridView(CursorView[GridPanel]):
    """A grid of ±1."""

    _brush: int | None = None
    """What the mouse paints while it is held down."""
    _last: tuple[int, int] = (0, 0)
    """The cell it was over last."""

    def __init__(self, panel: GridPanel, *, id: str | None = None, classes: str | None = None) -> None:
        self._pressed: dict[tuple[int, int], list[int]] = {}
        super().__init__(panel, id=id, classes=classes)

    # What the base asks for

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        rows, columns = self.panel.cells.shape
        return rows, columns

    @property
    def points(self) -> bool:
        """Whether the lab wants to know the cell under the cursor."""
        return self.panel.focus

    @property
    def action(self) -> str:
        """What a press on a cell does."""
        return self.panel.edit

    def settle(self) -> None:
        """Forget presses that the new cells show, or have not taken up in time."""
        super().settle()
        if not (self._last[0] < self.shape[0] and self._last[1] < self.shape[1]):
            self.on_mouse_up()  # another grid has come under the brush
        kept = {}
        for (row, column), (value, lives) in self._pressed.items():
            inside = row < self.shape[0] and column < self.shape[1]
            if inside and lives > 1 and self.panel.cells[row, column] != value:
                kept[row, column] = [value, lives - 1]
        self._pressed = kept

    def body_wanted(self, width: int) -> int:
        """One row a row of cells, half of that when the width asks for half blocks."""
        rows, columns = self.shape
        if width >= 2 * columns or paint.ASCII:
            return rows
        return -(-rows // 2) + 2 * self._marginal

    # Where cells lie

    @property
    def _marginal(self) -> bool:
        return bool(self.panel.focus or self.panel.edit)

    def form(self, width: int, height: int) -> Form:
        """The largest form that shows all cells in that room, or one that scrolls."""
        rows, columns = self.shape
        scale = min(width // max(1, 2 * columns), height // max(1, rows), _LARGEST)
        if scale >= 1:
            return Form(2 * scale, scale, False, 0, 0)
        half = not paint.ASCII
        margin = int(self._marginal and height - 2 >= min(-(-rows // (1 + half)), 6))
        seen = max(1, (height - 2 * margin) * (1 + half))
        return Form(
            wide=1,
            high=1,
            half=half,
            left=margin,
            top=margin,
            first_row=scrolled(self.row, seen, rows) // 2 * 2 if half else scrolled(self.row, seen, rows),
            first_column=scrolled(self.column, max(1, width - margin), columns),
        )

    # Drawing

    def draw(self, canvas: Canvas) -> None:
        """The cells, their marks, and the cursor if it matters."""
        if not self.panel.cells.size or not canvas.codes.size:
            return
        form = self.form(canvas.width, canvas.height)
        on = self.panel.cells > 0
        for (row, column), (value, _lives) in self._pressed.items():
            on[row, column] = value > 0
        changed = np.zeros(on.size, dtype=bool)
        inside = [i for i in self.panel.changed if 0 <= i < on.size]
        changed[inside] = True
        ghost = self.panel.ghost
        if not ghost.size and self.other is not None:
            ghost = self.other.cells
        differs = (ghost > 0) != on if ghost.shape == on.shape else np.zeros(on.shape, dtype=bool)
        if form.wide == 1:
            self._draw_small(canvas, form, on, changed.reshape(on.shape), differs)
        else:
            self._draw_large(canvas, form, on, changed.reshape(on.shape), differs)

    def _draw_large(self, canvas: Canvas, form: Form, on: Array, changed: Array, differs: Array) -> None:
        rows, columns = on.shape
        window = canvas.window(0, 0, columns * form.wide, rows * form.high)
        fore, ground, first, second = dress(on, changed, differs, self.plain)
        fill = np.where(on, FULL[paint.ASCII], ord(" ")) if self.plain else np.full_like(first, ord(" "))
        spread = (np.repeat(np.repeat(a, form.high, 0), form.wide, 1) for a in (fill, fore | ground << 8))
        window.codes[:], window.inks[:] = spread
        middle, left = (form.high - 1) // 2, (form.wide - 2) // 2
        window.codes[middle :: form.high, left :: form.wide] = first
        window.codes[middle :: form.high, left + 1 :: form.wide] = second
        if self._cursor_shown:
            x, y = self.column * form.wide, self.row * form.high + middle
            here = int(ground[self.row, self.column])
            mark = CELL_MARK if here == CELL else PAPER_MARK
            attributes = BOLD | (REVERSE if self.plain else 0)
            if not self.plain:
                window.put(x, y, "[", ink(mark, here, attributes))
            window.put(x + form.wide - 1, y, "]", ink(mark, here, attributes))

    def _draw_small(self, canvas: Canvas, form: Form, on: Array, changed: Array, differs: Array) -> None:
        margin = form.top
        room = canvas.window(form.left, form.top, canvas.width, canvas.height - 2 * margin)
        columns = slice(form.first_column, form.first_column + room.width)
        rows = slice(form.first_row, form.first_row + room.height * (2 if form.half else 1))
        part, hot, off = on[rows, columns], changed[rows, columns], differs[rows, columns]
        colours = np.where(hot | off, np.where(part, CELL_MARK, PAPER_MARK), np.where(part, CELL, PAPER))
        if form.half:
            draw_halves(room, part, colours, self.plain)
        else:
            high, wide = part.shape
            room.codes[:high, :wide] = TINY[np.where(hot, 2, np.where(off, 1, 0)), np.where(part, 0, 1)]
        x = self.column - form.first_column + form.left
        y = (self.row - form.first_row) // (2 if form.half else 1) + form.top
        if not margin and self._cursor_shown:
            canvas.inks[y, x] |= REVERSE
        elif margin:
            mark = ink(ACCENT if self._cursor_shown else DIM, attributes=BOLD)
            canvas.put(x, 0, glyph("down"), mark)
            canvas.put(0, y, glyph("pointer"), mark)
            said = _("{n} differ").format(n=int(differs.sum())) if differs.any() else ""
            used = -(-len(part) // 2) if form.half else len(part)
            canvas.put(form.left, form.top + used, said, ink(DIM))

    @property
    def _cursor_shown(self) -> bool:
        return self.editing or (self.panel.focus and self.has_focus)

    # Editing

    def press(self) -> None:
        """Turn the cell under the cursor over."""
        self._turn(self.row, self.column)
        self.repaint()

    def _value(self, row: int, column: int) -> int:
        if (row, column) in self._pressed:
            return self._pressed[row, column][0]
        return 1 if self.panel.cells[row, column] > 0 else -1

    def _turn(self, row: int, column: int) -> None:
        """Turn a cell over: on screen at once, in the run when the lab has heard of it."""
        if self.panel.cells.size:
            self._pressed[row, column] = [-self._value(row, column), _PATIENCE]
            self.post_message(self.Edited(self.panel.name, self.panel.edit, {"row": row, "col": column}))

    def _under(self, event: events.MouseEvent) -> tuple[int, int] | None:
        """The cell under the mouse, if there is one."""
        at = self.in_body(event.get_content_offset_capture(self))
        body = self.body
        form = self.form(body.width, body.height)
        row, column = form.cell(at, lower=event.pointer_y % 1 >= 0.5)
        inside = 0 <= row < self.shape[0] and 0 <= column < self.shape[1]
        return (row, column) if inside and at.x >= form.left and at.y >= form.top else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Point at a cell; in edit mode, turn it over and start painting with what it became."""
        cell = self._under(event)
        if cell is None or not ((self.editing and self.action) or self.points):
            return
        if self.editing and self.action:
            self._turn(*cell)
            self._brush, self._last = self._value(*cell), cell
            self.capture_mouse()
        self.point(*cell)
        self.repaint()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Paint the cells that the mouse has passed."""
        if self._brush is None or (cell := self._under(event)) is None or cell == self._last:
            return
        for row, column in stroke(self._last, cell):
            if self._value(row, column) != self._brush:
                self._turn(row, column)
        self._last = cell
        self.point(*cell)
        self.repaint()

    def on_mouse_up(self) -> None:
        """Lift the brush."""
        if self._brush is not None:
            self._brush = None
            self.release_mouse()
