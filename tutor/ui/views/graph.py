"""The view of a network unrolled in time: a column of boxes each step, symbols under, outputs over.

Every unit of a box is a cell of colour; a few units, where there is room, are rows with their numbers.
Symbols too long for their column stand in two rows by turns. Where there is no room for all steps the last
ones show. Left and right look back, or choose the step that the lab is to look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from textual import events

from tutor.kit.panels import GraphPanel
from tutor.kit.say import N_
from tutor.ui import paint
from tutor.ui.commands import Command, Commanded
from tutor.ui.paint import ACCENT, BAD, BOLD, DIM, TEXT, Array, glyph, ink
from tutor.ui.views.base import PanelView, shown, widest
from tutor.ui.views.braille import codes, pack, polyline
from tutor.ui.views.canvas import Canvas, fit, size
from tutor.ui.views.heat import merged
from tutor.ui.views.numbers import decimal

_WIDEST, _HIGHEST = 8, 3  # cells of a box
_NUMBERED = 5  # cells of a unit that carries its number
_LINKS = {"^": "arrow up", "v": "arrow down"}


@dataclass(frozen=True)
class Form:
    """Sizes in cells: the label column, a box, the gap between boxes, and lines between rows."""

    left: int
    wide: int
    high: int
    gap: int
    between: int
    labelled: bool
    seen: int
    numbered: bool
    """One row a unit, with its number."""
    turns: int
    """Rows that the symbols on one side take: two where they are too long for one."""

    @property
    def pitch(self) -> int:
        """From one step to the next."""
        return self.wide + self.gap


class GraphView(Commanded, PanelView[GraphPanel]):
    """An unrolled network."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("left", "look(1)", N_("earlier"), N_("Choose an earlier step, or look back"), footer=False),
        Command("right", "look(-1)", N_("later"), N_("Choose a later step, or look ahead"), footer=False),
    )
    back = 0
    """How many steps before the last one the picture ends."""
    _followed = -1
    """The chosen column that was last brought into view."""
    _pointed = -1
    """The column that the learner chose, or none yet."""

    @property
    def chosen(self) -> int:
        """The column that is marked: the learner's choice where there is one, else the lab's."""
        pointed = self.panel.focus and self._pointed >= 0
        return min(self._pointed, self.steps - 1) if pointed else self.panel.chosen

    @property
    def steps(self) -> int:
        """Columns of the network."""
        return int(self.panel.values.shape[1])

    @property
    def usable(self) -> bool:
        """There is something to choose, or to scroll to."""
        return self.panel.focus or (
            self.is_mounted
            and bool(self.size)
            and self.steps > self.form(self.body.width, self.body.height).seen
        )

    def body_wanted(self, width: int) -> int:
        """Boxes, a line of arrows between them, and labels above and below."""
        form = self.form(width, 99)
        rows = self.panel.values.shape[0]
        labels = bool(self.panel.outputs) + bool(self.panel.columns)
        return int(rows * form.high + max(0, rows - 1) * form.between + labels * form.turns)

    def needed(self, width: int) -> int:
        """Symbols too long for one row have two; the arrows between the rows give way first."""
        rows, labels = self.panel.values.shape[0], bool(self.panel.outputs) + bool(self.panel.columns)
        turns = self.form(width, 99).turns
        return int(bool(self.panel.title) + rows + labels * turns) if turns > 1 else 0

    def form(self, width: int, height: int) -> Form:
        """Boxes as roomy as they can be with all steps in view; narrow ones before scrolling."""
        rows, steps, units = self.panel.values.shape
        left = min(widest(self.panel.rows), width // 4) + 1 if self.panel.rows else 0
        symbol = max(widest(self.panel.columns), widest(self.panel.outputs), 1)
        room = max(1, width - left)
        labels = bool(self.panel.columns) + bool(self.panel.outputs)
        for gap in (3, 2, 1):
            fits = steps * (_NUMBERED + gap) - gap <= room and rows * (units + 1) - 1 + labels <= height
            if fits and 0 < units <= _HIGHEST:
                return Form(left, _NUMBERED, units, gap, int(rows > 1), labels > 0, steps, True, 1)
        full = max(1, min(units, _WIDEST), min(symbol, _WIDEST))
        wide, gap = full, 3
        for gap, parts in ((3, 1), (3, 2), (1, 2), (1, 4)):
            wide = -(-full // parts)
            if steps * (wide + gap) - gap <= room:
                break
        wide = max(wide, min(full, (room + gap) // max(1, steps) - gap))
        labelled = height >= rows + labels
        tight = symbol > wide + gap - 1 and height >= rows + 2 * labels
        turns = 2 if labelled and tight else 1
        free = height - labels * labelled * turns - rows
        between = int(rows < 2 or free >= rows - 1)
        if len(self.panel.wires) and free >= 2 * (rows - 1):
            between = 2
        free -= between * max(0, rows - 1)
        high = max(1, min(-(-units // wide), 1 + free // max(1, rows), _HIGHEST))
        seen = max(1, (room + gap) // (wide + gap))
        return Form(left, wide, high, gap, between, labelled, min(seen, max(1, steps)), False, turns)

    def draw(self, canvas: Canvas) -> None:
        """The steps in view, from left to right."""
        rows, steps, _units = self.panel.values.shape
        if not self.panel.values.size or canvas.width < 2 or canvas.height < 1:
            return
        form = self.form(canvas.width, canvas.height)
        self.back = min(self.back, steps - form.seen)
        if self.chosen not in (-1, self._followed):
            self.back = steps - form.seen - self._first_with_chosen(form.seen)
        self._followed = self.chosen
        first = steps - form.seen - self.back
        over = self._over(form)
        bottom = over + rows * (form.high + form.between) - form.between
        values = np.asarray(self.panel.values, dtype=np.float64)
        there = np.asarray(~np.isnan(values).all(axis=2))  # (rows, steps)
        for r in range(rows):
            y = over + r * (form.high + form.between)
            if r < len(self.panel.rows):
                canvas.put(0, y + (form.high - 1) // 2, shown(self.panel.rows[r]), ink(DIM), form.left - 1)
            for k in range(form.seen):
                x = form.left + k * form.pitch
                if there[r, first + k]:
                    box = canvas.window(x, y, form.wide, form.high)
                    if form.numbered:
                        self._draw_numbers(box, values[r, first + k])
                    else:
                        self._draw_box(box, values[r, first + k])
                    link = self.panel.links[r] if r < len(self.panel.links) else "^"
                    if form.between and r + 1 < rows and there[r + 1, first + k] and link in _LINKS:
                        canvas.put(x + form.wide // 2, y + form.high, glyph(_LINKS[link]), ink(DIM))
            self._draw_flow(canvas, form, r, y + (form.high - 1) // 2, there[r], first)
        self._draw_wires(canvas, form, over, first)
        if form.labelled:
            self._draw_symbols(canvas, form, over - 1, -1, self.panel.outputs, first)
            self._draw_symbols(canvas, form, bottom, 1, self.panel.columns, first)
        self._draw_cuts(canvas, form, first, bottom)
        if first:
            canvas.put(max(0, form.left - 1), over, glyph("ellipsis"), ink(DIM))

    def _draw_box(self, box: Canvas, units: Array) -> None:
        """One cell a unit, row by row; means of several where there are too many."""
        room = box.width * box.height
        if not room:
            return
        values = merged(units[None, :], 1, min(room, len(units)))[0]
        codes = np.full(room, ord(" "), dtype=np.uint32)
        inks = np.full(room, paint.PAPER << 8, dtype=np.int32)
        if self.plain:
            inks[:] = ink(TEXT)
            codes[: len(values)] = np.where(values == 0, ord("."), paint.shades(values, -1, 1, True))
        else:
            inks[: len(values)] = paint.levels(values, -1, 1, True) << 8
        box.codes[:] = codes.reshape(box.codes.shape)
        box.inks[:] = inks.reshape(box.inks.shape)

    def _draw_numbers(self, box: Canvas, units: Array) -> None:
        """One row a unit, in its colour, with its number."""
        colours = paint.levels(units, -1, 1, True)
        text_on = self.palette.on(colours)
        for y, value in enumerate(units.tolist()):
            if value == value:
                colour = ink(TEXT) if self.plain else ink(int(text_on[y]), int(colours[y]))
                box.inks[y : y + 1] = colour
                box.right(box.width, y, decimal(value, 2 if abs(value) < 10 else 0), colour)

    def _draw_flow(self, canvas: Canvas, form: Form, r: int, y: int, there: Array, first: int) -> None:
        """Arrows from box to box along a row."""
        flow = self.panel.flows[r] if r < len(self.panel.flows) else ""
        if flow not in ("<", ">"):
            return
        line = glyph("line") * (form.gap - 1)
        arrow = line + glyph("arrow right") if flow == ">" else glyph("arrow left") + line
        for k in range(form.seen):
            c = first + k
            stopped = flow == "<" and c in self.panel.cuts
            if c > 0 and there[c] and there[c - 1] and not stopped:
                x = form.left + k * form.pitch - form.gap
                if k:
                    canvas.put(x, y, arrow, ink(DIM))

    def _draw_wires(self, canvas: Canvas, form: Form, over: int, first: int) -> None:
        """Lines between boxes of neighbouring rows, in the gap between these."""
        high, wide = form.between * 4, canvas.width * 2
        if not high or not len(self.panel.wires):
            return
        ends = np.asarray(self.panel.wires, dtype=np.float64)  # (n, 3)
        middles = (form.left + (ends[:, 1:] - first) * form.pitch) * 2 + form.wide - 0.5  # (n, 2) in dots
        for r in range(self.panel.values.shape[0] - 1):
            x = np.full((int((ends[:, 0] == r).sum()), 3), np.nan)
            x[:, :2] = middles[ends[:, 0] == r]
            y = np.broadcast_to([0.0, high - 1.0, np.nan], x.shape)
            columns, rows, _along = polyline(x.ravel(), y.ravel(), wide, high)
            dots = np.zeros((high, wide), dtype=bool)
            dots[rows, columns] = True
            dots[:, : 2 * form.left] = False
            top = over + r * (form.high + form.between) + form.high
            gap = canvas.window(0, top, canvas.width, form.between)
            bits = pack(dots)[: gap.codes.shape[0]]
            gap.codes[bits > 0] = ord(glyph("mark")) if paint.ASCII else codes(bits)[bits > 0]
            gap.inks[bits > 0] = ink(DIM)

    def _over(self, form: Form) -> int:
        """Rows above the boxes."""
        return form.turns * int(form.labelled and bool(self.panel.outputs))

    def _draw_symbols(
        self, canvas: Canvas, form: Form, y: int, away: int, labels: tuple[str, ...], first: int
    ) -> None:
        """Symbols on one side of the boxes: from row y, which is next to them, by turns one row `away`."""
        room = form.turns * form.pitch - (form.gap > 0 or form.turns > 1)
        ends = [0] * form.turns
        for k in range(min(form.seen, len(labels) - first)):
            turn = (first + k) % form.turns
            text = fit(shown(labels[first + k]), room)
            x = form.left + k * form.pitch + (form.wide - size(text)) // 2
            x = max(ends[turn], min(x, canvas.width - size(text)), 0 if form.turns > 1 else form.left)
            ends[turn] = x + size(text) + 1
            chosen = first + k == self.chosen
            canvas.put(x, y + away * turn, text, ink(ACCENT if chosen else TEXT, attributes=BOLD))
            if chosen and text and x > 0:
                canvas.put(x - 1, y + away * turn, glyph("pointer"), ink(ACCENT, attributes=BOLD))

    def _first_with_chosen(self, seen: int) -> int:
        """The first step in view: as it was, unless the chosen one would be out of sight."""
        steps, chosen = self.steps, self.chosen
        first = steps - seen - self.back
        return max(0, min(max(min(first, chosen - 1), chosen + 2 - seen), steps - seen))

    def _draw_cuts(self, canvas: Canvas, form: Form, first: int, bottom: int) -> None:
        """A broken upright before each column at which the gradient stops; what flows on breaks it."""
        passed = {
            self._over(form) + r * (form.high + form.between) + (form.high - 1) // 2
            for r, flow in enumerate(self.panel.flows)
            if flow == ">"
        }
        for cut in self.panel.cuts:
            k = cut - first
            if 0 < k < form.seen:
                x = form.left + k * form.pitch - form.gap // 2 - 1
                for y in sorted({*range(bottom)} - passed):
                    canvas.put(x, y, glyph("cut"), ink(BAD, attributes=BOLD))

    def on_resize(self, event: events.Resize) -> None:
        """With more or less room there may be something to scroll to."""
        self.can_focus = self.usable

    def action_look(self, steps: int) -> None:
        """Choose the step so many before, or scroll there where nothing can be chosen."""
        if self.panel.focus:
            self._point(self.chosen - steps)
        else:
            self._scroll(steps)

    def _scroll(self, steps: int) -> None:
        most = self.steps - self.form(self.body.width, self.body.height).seen
        self.back = min(max(0, self.back + steps), max(0, most))
        self.repaint()

    def _point(self, column: int) -> None:
        """Mark a column as the learner's choice and tell the lab."""
        self._pointed = min(max(0, column), self.steps - 1)
        self.repaint()
        self.post_message(self.Picked(self.panel.name, self._pointed))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose the step under the mouse."""
        at = self.in_body(event.get_content_offset_capture(self))
        if self.panel.focus and self.panel.values.size:
            form = self.form(self.body.width, self.body.height)
            k = (at.x - form.left) // form.pitch
            if 0 <= k < form.seen:
                self._point(self.steps - form.seen - self.back + k)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look back."""
        self._wheel(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look ahead again."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, steps: int) -> None:
        if self.usable:
            event.stop()
            self._scroll(steps)
