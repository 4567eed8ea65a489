"""The view of a matrix in colour, with a legend from low to high.

Cells grow with the room, down to half blocks and then to means of several; where cells are wide enough
they carry their number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from textual import events

from tutor.kit.panels import HeatPanel
from tutor.ui import paint
from tutor.ui.paint import ACCENT, BOLD, DIM, TEXT, Array, glyph, ink
from tutor.ui.views.base import shown, widest
from tutor.ui.views.canvas import Canvas, size
from tutor.ui.views.cursor import CursorView
from tutor.ui.views.numbers import decimal, short
from tutor.ui.words import _

_WIDEST, _HIGHEST = 7, 3
_NUMBERED = 5  # a cell this wide has room for its number
_GAP = 3
_LEGEND = 16
_FEW = 6  # named rows that are not merged for lack of room
_NAMES = 24  # so many rows that a learner chooses by name are scrolled, where room lacks, not merged


@dataclass(frozen=True)
class Form:
    """How a matrix lies in its room: cells of `wide` × `high`, two rows of them to a line if `half`."""

    left: int
    top: int
    wide: int
    high: int
    half: bool
    rows: int
    columns: int
    """Rows and columns drawn: fewer than the matrix has where cells are merged or rows are scrolled."""
    first: int | None = None
    """The first row in sight where rows are scrolled; None where all are drawn or merged."""


class HeatView(CursorView[HeatPanel]):
    """A matrix in colour."""

    _led = True
    """Whether the lab says which row is chosen: until the learner does."""

    @property
    def shape(self) -> tuple[int, int]:
        """The cursor chooses rows."""
        return int(self.panel.values.shape[0]), 1

    @property
    def points(self) -> bool:
        """Whether the lab wants to know the chosen row."""
        return self.panel.row_focus

    def settle(self) -> None:
        """Follow the lab's choice of a row until there is one of the learner's."""
        if self._led and self.panel.chosen >= 0:
            self.place(self.panel.chosen, 0)
        super().settle()

    def point(self, row: int, column: int) -> None:
        """From here on the learner chooses."""
        self._led = False
        super().point(row, column)

    def body_wanted(self, width: int) -> int:
        """A row a row of the matrix, and the legend."""
        return int(self.panel.values.shape[0]) + 1 + bool(self.panel.columns)

    def needed(self, width: int) -> int:
        """A few rows with names are all to be read: none gives way, nor does the legend."""
        rows = len(self.panel.rows)
        few = 0 < rows <= _FEW
        return rows + 1 + bool(self.panel.title) + bool(self.panel.note) if few else 0

    def draw(self, canvas: Canvas) -> None:
        """One map; two side by side where there is another run and room for it."""
        if not self.panel.values.size or canvas.width < 1 or canvas.height < 1:
            return
        legend = int(canvas.height >= 4)
        room = canvas.window(0, 0, canvas.width, canvas.height - legend)
        half = (canvas.width - _GAP) // 2
        other = self.other
        columns = self.panel.values.shape[1]
        if other is not None and other.values.shape == self.panel.values.shape and half >= max(16, columns):
            name = shown(self.other_name) or _("other run")
            canvas.put(half + _GAP, 0, name, ink(DIM))
            bottom = 1 + self._draw_map(canvas.window(0, 1, half, room.height - 1), self.panel)
            self._draw_map(canvas.window(half + _GAP, 1, half, room.height - 1), other)
        else:
            bottom = self._draw_map(room, self.panel)
        if legend:
            self._draw_legend(canvas.window(0, min(bottom, canvas.height - 1), canvas.width, 1))

    def form(self, width: int, height: int) -> Form:
        """The largest cells that fit."""
        rows, columns = (max(1, n) for n in self.panel.values.shape)
        labels = min(widest(self.panel.rows), width // 3)
        gutter = 2 * bool(self.panel.row_focus) + labels + bool(labels)
        first, rows = self._in_sight(rows, height)
        top = int(bool(self.panel.columns) and height > rows and width - gutter >= 2 * columns)
        room, tall = max(1, width - gutter), max(1, height - top)
        wide = min(_WIDEST, room // columns)
        high = min(_HIGHEST, tall // rows, max(1, wide // 2))
        half = high < 1 and not self.plain
        if half:
            gutter = 2 * bool(self.panel.row_focus)
            wide = min(_WIDEST // 2, (width - gutter) // columns)
            top = int(bool(self.panel.columns) and wide >= 2 and height >= 3)
            tall = max(1, height - top)
        return Form(
            left=gutter,
            top=top,
            wide=max(1, wide),
            high=max(1, high),
            half=half,
            rows=min(rows, tall * (2 if half else 1)),
            columns=min(columns, max(1, width - gutter)),
            first=first,
        )

    def _in_sight(self, rows: int, height: int) -> tuple[int | None, int]:
        """The first row in sight and how many there are, around the chosen one, where rows are scrolled."""
        room = height - bool(self.panel.columns)
        if not self.panel.row_focus or not room >= 3 or not room < rows == len(self.panel.rows) <= _NAMES:
            return None, rows
        return min(max(0, self.row - room // 2), rows - room), room

    def _draw_map(self, canvas: Canvas, panel: HeatPanel) -> int:
        """The matrix; returns the first line below it."""
        form = self.form(canvas.width, canvas.height)
        values = np.asarray(panel.values, dtype=np.float64)
        if form.first is not None:
            values = values[form.first : form.first + form.rows]
        values = merged(values, form.rows, form.columns)
        picture = canvas.window(form.left, form.top, canvas.width, canvas.height)
        if form.half:
            self._draw_halves(picture, values, form)
        else:
            self._draw_cells(picture, values, form)
        self._draw_labels(canvas, form)
        if self.panel.row_focus:
            y = self._line_of(self.row, form)
            mark = ink(ACCENT if self.has_focus else DIM, attributes=BOLD)
            canvas.put(0, y, glyph("pointer"), mark)
            self._draw_more(canvas, form)
        return form.top + (-(-form.rows // 2) if form.half else form.rows * form.high)

    def _draw_more(self, canvas: Canvas, form: Form) -> None:
        """Dots where rows lie out of sight. (The chosen row is never the outermost one there.)"""
        if form.first is None:
            return
        if form.first:
            canvas.put(0, form.top, glyph("ellipsis"), ink(DIM))
        if form.first + form.rows < self.shape[0]:
            canvas.put(0, form.top + form.rows - 1, glyph("ellipsis"), ink(DIM))

    def _inks(self, values: Array) -> Array:
        return paint.levels(values, self.panel.low, self.panel.high, self.panel.diverging)

    def _draw_halves(self, picture: Canvas, values: Array, form: Form) -> None:
        colours = np.repeat(self._inks(values), form.wide, 1)
        if len(colours) % 2:
            colours = np.concatenate([colours, np.full_like(colours[:1], TEXT)])
        upper, lower = colours[0::2], colours[1::2]
        high, wide = upper.shape
        alone = len(values) % 2 == 1
        codes = np.where(upper == lower, ord(" "), ord("▀"))
        picture.codes[:high, :wide] = codes[: picture.height, : picture.width]
        picture.inks[:high, :wide] = (upper | lower << 8)[: picture.height, : picture.width]
        if alone and high <= picture.height:
            picture.codes[high - 1, :wide] = ord("▀")

    def _draw_cells(self, picture: Canvas, values: Array, form: Form) -> None:
        panel = self.panel
        colours = self._inks(values)
        high, wide = form.rows * form.high, form.columns * form.wide
        if self.plain:
            codes = paint.shades(values, panel.low, panel.high, panel.diverging)
            block = np.repeat(np.repeat(codes, form.high, 0), form.wide, 1)
            picture.codes[:high, :wide] = block[: picture.height, : picture.width]
            return
        block = np.repeat(np.repeat(colours, form.high, 0), form.wide, 1) << 8
        picture.inks[:high, :wide] = block[: picture.height, : picture.width]
        middle = picture.codes[
            (form.high - 1) // 2 : high : form.high, (form.wide - 1) // 2 : wide : form.wide
        ]
        middle[np.isnan(values)[: middle.shape[0], : middle.shape[1]]] = ord("?")
        whole = form.first is not None or values.shape == panel.values.shape
        if form.wide >= _NUMBERED and whole and form.columns == panel.values.shape[1]:
            self._draw_numbers(picture, values, colours, form)

    def _draw_numbers(self, picture: Canvas, values: Array, colours: Array, form: Form) -> None:
        """Each cell's number in it, in black or white, whichever reads better there."""
        text_on = self.palette.on(colours)
        for r, row in enumerate(values.tolist()):
            for c, value in enumerate(row):
                text = decimal(value)
                if value == value and size(text) < form.wide:
                    x = c * form.wide + (form.wide - size(text)) // 2
                    y = r * form.high + (form.high - 1) // 2
                    picture.put(x, y, text, ink(int(text_on[r, c]), int(colours[r, c])))

    def _draw_labels(self, canvas: Canvas, form: Form) -> None:
        rows, columns = self.panel.values.shape
        start = 2 * bool(self.panel.row_focus)
        if (form.rows == rows or form.first is not None) and not form.half:
            first = form.first or 0
            for k, label in enumerate(self.panel.rows[first : first + form.rows]):
                chosen = self.panel.row_focus and first + k == self.row
                y = form.top + k * form.high + (form.high - 1) // 2
                colour = ink(TEXT, attributes=BOLD) if chosen else ink(DIM)
                canvas.put(start, y, shown(label), colour, form.left - start - 1)
        if form.top and form.columns == columns:
            labels = [shown(label) for label in self.panel.columns[:columns]]
            longest = max(map(size, labels), default=0)
            every = 1 + (longest >= form.wide > 1 and all(map(str.isdecimal, labels)))  # numbers keep apart
            room = form.wide - (form.wide > 2) if every == 1 else 2 * form.wide - 1
            for k, text in enumerate(labels):
                if k % every:
                    continue
                shift = max(0, form.wide - size(text)) // 2
                canvas.put(form.left + k * form.wide + shift, 0, text, ink(DIM), room)

    def _draw_legend(self, canvas: Canvas) -> None:
        """The scale, from the lowest to the highest value."""
        panel = self.panel
        low, high = panel.low, panel.high
        if panel.diverging:
            high = max(abs(low), abs(high))
            low = -high
        at = canvas.put(0, 0, short(low), ink(DIM)) + 1
        steps = min(_LEGEND, canvas.width - at - 8)
        if steps < 4:
            return
        scale = np.linspace(low, high, steps)
        if self.plain:
            canvas.codes[0, at : at + steps] = paint.shades(scale, low, high, panel.diverging)
        else:
            canvas.inks[0, at : at + steps] = self._inks(scale) << 8
        canvas.put(at + steps + 1, 0, short(high), ink(DIM))

    def _line_of(self, row: int, form: Form) -> int:
        """The line of the screen on which a row of the matrix lies."""
        if form.first is not None:
            return form.top + row - form.first
        seen = row * form.rows // max(1, self.shape[0])
        return form.top + (seen // 2 if form.half else seen * form.high + (form.high - 1) // 2)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose the row under the mouse."""
        at = self.in_body(event.get_content_offset_capture(self))
        if not self.panel.row_focus:
            return
        body = self.body
        form = self.form(body.width, body.height - (body.height >= 4))
        line = at.y - form.top
        seen = line * 2 if form.half else line // form.high
        if form.first is not None and 0 <= seen < form.rows:
            self.point(form.first + seen, 0)
        elif 0 <= seen < form.rows:
            self.point(seen * self.shape[0] // form.rows, 0)


def merged(values: Array, rows: int, columns: int) -> Array:
    """(rows, columns): `values` if it is no larger, else means over equal blocks (NaN left out)."""
    for axis, wanted in ((0, rows), (1, columns)):
        if values.shape[axis] > wanted:
            starts = np.arange(wanted) * values.shape[axis] // wanted
            known = np.add.reduceat(~np.isnan(values), starts, axis=axis)
            total = np.add.reduceat(np.nan_to_num(values), starts, axis=axis)
            values = np.where(known > 0, total / np.maximum(known, 1), np.nan)
    return values
