"""The view of small pictures in rows, as large as the room allows, two rows of pixels to a line.

Where not all fit, each row shows its first ones, or those about the cursor; where there is no room for a
whole picture either, it is shown smaller, by means over blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from textual import events

from tutor.kit.panels import PicturesPanel
from tutor.ui import paint
from tutor.ui.paint import ACCENT, BAD, BOLD, DIM, FAINT, TEXT, glyph, ink
from tutor.ui.views.base import shown
from tutor.ui.views.canvas import Canvas, size
from tutor.ui.views.cells import scrolled
from tutor.ui.views.cursor import CursorView
from tutor.ui.views.heat import merged
from tutor.ui.words import _

_LARGEST = 4
_GAP = 3
_COMFORT = 18
"""Lines that pictures may ask for to be drawn larger than need be."""


@dataclass(frozen=True)
class Form:
    """How the pictures lie: pixels of `scale` columns, `across` pictures in each of `rows` rows shown."""

    scale: int
    wide: int
    high: int
    """Columns and lines that a picture takes, without the space beside it and its label."""
    across: int
    rows: int
    """Rows shown."""
    all_across: int
    all_rows: int
    """Pictures in a row and rows that there are."""
    label: int
    whole: bool
    """Whether a picture has the room it takes, so that its pixels are square."""

    @property
    def fits(self) -> bool:
        """Whether every picture is shown, and whole."""
        return self.whole and self.across >= self.all_across and self.rows >= self.all_rows

    @property
    def step(self) -> tuple[int, int]:
        """Columns and lines from one picture to the next."""
        gap = 1 if self.scale == 1 else 2
        return self.wide + gap, self.high + max(self.label, int(self.high > 1))


class PicturesView(CursorView[PicturesPanel]):
    """Small pictures."""

    _led = True
    """Whether the lab says which picture is chosen: until the learner does."""

    @property
    def shape(self) -> tuple[int, int]:
        """The cursor goes from picture to picture."""
        form = self.form(self.body.width, self.body.height)
        return form.all_rows, form.all_across

    @property
    def points(self) -> bool:
        """Whether the lab wants to know the chosen picture."""
        return self.panel.focus

    @property
    def action(self) -> str:
        """What a press on a picture does."""
        return self.panel.edit

    def settle(self) -> None:
        """Follow the lab's choice until there is one of the learner's."""
        if self._led and self.panel.chosen >= 0:
            across = max(1, self.shape[1])
            self.place(self.panel.chosen // across, self.panel.chosen % across)
        super().settle()

    def place(self, row: int, column: int) -> bool:
        """Only where there is a picture: the last row may be shorter."""
        before = self.row, self.column
        super().place(row, column)
        if self.index >= len(self.panel.pictures):
            self.row, self.column = divmod(max(0, len(self.panel.pictures) - 1), max(1, self.shape[1]))
        return before != (self.row, self.column)

    def point(self, row: int, column: int) -> None:
        """From here on the learner chooses."""
        self._led = False
        super().point(row, column)

    def press(self) -> None:
        """Do the panel's action with the picture under the cursor."""
        if len(self.panel.pictures):
            values = {"picture": self.index}
            self.post_message(self.Edited(self.panel.name, self.panel.edit, values))

    # Where pictures lie

    def body_wanted(self, width: int) -> int:
        """Lines for all pictures, larger than need be as long as that stays modest."""
        for scale in range(_LARGEST, 0, -1):
            form = self._laid(scale, width, 10_000)
            if scale == 1 or (form.fits and form.rows * form.step[1] <= _COMFORT):
                return form.rows * form.step[1]
        return 1

    def needed(self, width: int) -> int:
        """One row of pictures is always shown whole."""
        return self._laid(1, width, 10_000).step[1] + bool(self.panel.title) + bool(self.panel.note)

    def form(self, width: int, height: int) -> Form:
        """The largest pixels with which every picture fits, or the smallest."""
        for scale in range(_LARGEST, 1, -1):
            form = self._laid(scale, width, height)
            if form.fits:
                return form
        return self._laid(1, width, height)

    def _laid(self, scale: int, width: int, height: int) -> Form:
        count, rows, columns = (int(n) for n in self.panel.pictures.shape)
        wide, high = columns * scale, -(-rows * scale // 2)
        marked = bool(self.panel.labels or self.panel.focus or self.panel.edit or self.panel.chosen >= 0)
        label = int(marked and height > 1)
        gap = 1 if scale == 1 else 2
        fits = max(1, (width + gap) // (max(1, wide) + gap))
        all_across = max(1, min(self.panel.across or fits, count))
        all_rows = -(-count // all_across)
        line = high + max(label, int(high > 1))
        return Form(
            scale=scale,
            wide=max(1, min(wide, width)),
            high=max(1, min(high, height - label)),
            across=min(fits, all_across),
            rows=min(all_rows, max(1, (height + 1 - label) // max(1, line))),
            all_across=all_across,
            all_rows=all_rows,
            label=label,
            whole=wide <= width and high <= height - label,
        )

    # Drawing

    def draw(self, canvas: Canvas) -> None:
        """The pictures; beside them another run's, where there is room for both."""
        if not self.panel.pictures.size or canvas.width < 1 or canvas.height < 1:
            return
        half, other = (canvas.width - _GAP) // 2, self.other
        if other is not None and other.pictures.shape == self.panel.pictures.shape and half >= 16:
            canvas.put(half + _GAP, 0, shown(self.other_name) or _("other run"), ink(DIM))
            for x, panel in ((0, self.panel), (half + _GAP, other)):
                self._draw_all(canvas.window(x, 1, half, canvas.height - 1), panel)
        else:
            self._draw_all(canvas, self.panel)

    def _draw_all(self, canvas: Canvas, panel: PicturesPanel) -> None:
        if not canvas.codes.size:
            return
        form = self.form(canvas.width, canvas.height)
        across, down = form.step
        for row, column, index in self._seen(form):
            x, y = column * across, row * down
            self._draw_one(canvas.window(x, y, form.wide, form.high), panel, index, form.scale)
            if form.label:
                self._draw_label(canvas, x, y + form.high, form, panel, index)

    def _seen(self, form: Form) -> list[tuple[int, int, int]]:
        """Row and column on screen, and index, of each picture that is shown."""
        first_row = scrolled(self.row, form.rows, form.all_rows)
        first = scrolled(self.column, form.across, form.all_across)
        places = [(r, c) for r in range(form.rows) for c in range(form.across)]
        found = [(r, c, (first_row + r) * form.all_across + first + c) for r, c in places]
        return [one for one in found if one[2] < len(self.panel.pictures)]

    def _draw_one(self, canvas: Canvas, panel: PicturesPanel, index: int, scale: int) -> None:
        values = np.asarray(panel.pictures[index], dtype=np.float64)
        values = np.repeat(np.repeat(values, scale, 0), scale, 1)
        if len(values) % 2:
            values = np.concatenate([values, np.full_like(values[:1], np.nan)])
        values = merged(values, 2 * canvas.height, canvas.width)
        high, wide = len(values) // 2, values.shape[1]
        if self.plain:
            pairs = merged(values, high, wide)
            codes = paint.shades(pairs, panel.low, panel.high, panel.diverging)
            canvas.codes[:high, :wide] = np.where(np.isnan(pairs), ord(" "), codes)
            return
        colours = paint.levels(values, panel.low, panel.high, panel.diverging)
        colours = np.where(colours == FAINT, TEXT, colours)  # what is not there shows the paper
        upper, lower = colours[0::2], colours[1::2]
        bare = upper == TEXT
        canvas.codes[:high, :wide] = np.where(upper == lower, ord(" "), np.where(bare, ord("▄"), ord("▀")))
        canvas.inks[:high, :wide] = np.where(bare, lower, upper | lower << 8)

    def _draw_label(
        self, canvas: Canvas, x: int, y: int, form: Form, panel: PicturesPanel, index: int
    ) -> None:
        here = self.points or self.editing or panel.chosen >= 0
        chosen = here and index == self.index
        text = shown(panel.labels[index]) if index < len(panel.labels) else ""
        plain = ink(BAD) if index in panel.warned else ink(DIM)
        colour = ink(ACCENT, attributes=BOLD) if chosen else plain
        if chosen:
            text = glyph("pointer") + text
        room = form.step[0] - (form.step[0] > size(text))
        canvas.put(x + max(0, (form.wide - size(text)) // 2), y, text, colour, room)

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose the picture under the mouse; in edit mode, do the action with it."""
        at = self.in_body(event.get_content_offset_capture(self))
        form = self.form(self.body.width, self.body.height)
        across, down = form.step
        for row, column, index in self._seen(form):
            inside = 0 <= at.x - column * across < form.wide and 0 <= at.y - row * down < down
            if inside and (self.points or (self.editing and self.action)):
                self.point(*divmod(index, form.all_across))
                if self.editing and self.action:
                    self.press()
                return
