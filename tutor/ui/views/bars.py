"""The view of named bars: label, bar, number, each in its own column; or upright, side by side.

In edit mode lying bars are set by hand: up and down choose one, left and right push it, a press of space
sends it to its other end, a click sets it.
"""

from __future__ import annotations

import math

from textual import events

from tutor.kit.panels import BarsPanel
from tutor.ui.paint import ACCENT, BOLD, DIM, FAINT, TEXT, glyph, ink, series
from tutor.ui.views import upright
from tutor.ui.views.base import shown, widest
from tutor.ui.views.canvas import Canvas, size
from tutor.ui.views.cursor import CursorView
from tutor.ui.views.numbers import decimal
from tutor.ui.words import _

_LONGEST = 40  # cells of a bar: longer ones are no easier to read
_PUSHES = 20  # presses of an arrow from one end of a bar to the other


class BarsView(CursorView[BarsPanel]):
    """One bar a label."""

    _place: tuple[int, int, int] = (0, 0, 0)
    """Where bars were drawn: the first one shown, the cell where they start, their length."""

    @property
    def shape(self) -> tuple[int, int]:
        """The cursor chooses bars."""
        return min(len(self.panel.labels), len(self.panel.values)), 1

    @property
    def points(self) -> bool:
        """Bars are not pointed at, only set."""
        return False

    @property
    def action(self) -> str:
        """What setting a bar does."""
        return "" if self.panel.upright else self.panel.edit

    def body_wanted(self, width: int) -> int:
        """A row a bar, and one that names the other run."""
        if self.panel.upright:
            return upright.wanted(width)
        return len(self.panel.labels) + self._compared

    @property
    def _compared(self) -> bool:
        return self.other is not None and len(self.other.values) > 0

    def draw(self, canvas: Canvas) -> None:
        """As many bars as there are rows, the chosen one among them."""
        panel = self.panel
        if panel.upright:
            upright.draw(canvas, panel, self.other)
            return
        count = min(len(panel.labels), len(panel.values))
        compared = self._compared and canvas.height > 1
        room = canvas.height - compared
        if not count or room <= 0:
            return
        chosen = self.row if self._setting else panel.chosen
        first = 0 if count <= room else min(max(0, chosen - room + 2), count - room)
        hidden = count - room if count > room > 1 else 0
        last = min(count, first + room - bool(hidden))
        label = min(widest(panel.labels), max(1, int(canvas.width * 0.4)))
        number = max(size(decimal(float(v), panel.digits)) for v in (panel.low, panel.high, *panel.values))
        bar = min(_LONGEST, canvas.width - 2 - label - 1 - 1 - number)
        self._place = first, 3 + label, bar
        for y, k in enumerate(range(first, last)):
            self._draw_row(canvas, y, k, label, bar, number)
        if hidden:
            text = _("{n} more").format(n=count - (last - first))
            canvas.put(2, last - first, f"{glyph('ellipsis')} {text}", ink(DIM))
        if compared:
            name = shown(self.other_name) or _("other run")
            canvas.put(
                2,
                min(canvas.height - 1, last - first + bool(hidden)),
                f"{glyph('other')} {name}",
                ink(series(1)),
            )

    def _draw_row(self, canvas: Canvas, y: int, k: int, label: int, bar: int, number: int) -> None:
        panel = self.panel
        chosen = k == (self.row if self._setting else panel.chosen)
        text = ink(TEXT, attributes=BOLD) if chosen else ink(TEXT)
        if chosen:
            canvas.put(0, y, glyph("pointer"), ink(ACCENT, attributes=BOLD))
        canvas.put(2, y, shown(panel.labels[k]), text, label)
        value = float(panel.values[k])
        if bar >= 4:
            self._draw_bar(canvas.window(3 + label, y, bar, 1), value)
            if k < len(panel.spans):
                self._draw_span(canvas.window(3 + label, y, bar, 1), *map(float, panel.spans[k]))
            if self.other is not None and k < len(self.other.values):
                at = self._share(float(self.other.values[k]))
                if not math.isnan(at):
                    x = 3 + label + min(bar - 1, int(at * bar))
                    canvas.put(x, y, glyph("other"), ink(TEXT, attributes=BOLD))
        end = min(canvas.width, 3 + label + (bar + 1 if bar >= 4 else 0) + number)
        canvas.right(end, y, decimal(value, panel.digits), text)

    def _share(self, value: float) -> float:
        """Where `value` lies between low and high, 0…1; NaN stays NaN."""
        low, high = self.panel.low, self.panel.high
        if math.isnan(value) or not high > low:
            return math.nan
        return min(1.0, max(0.0, (value - low) / (high - low)))

    def _draw_bar(self, canvas: Canvas, value: float) -> None:
        """A thick line on a thin one, to half a cell; from 0 to both sides if there is a negative side."""
        wide = canvas.width
        canvas.put(0, 0, glyph("bar track") * wide, ink(FAINT))
        at, zero = self._share(value), self._share(0.0) if self.panel.low < 0 else 0.0
        if math.isnan(at) or math.isnan(zero):
            return
        start, end = sorted((round(zero * wide * 2), round(at * wide * 2)))  # in half cells
        colour = ink(series(0 if at >= zero else 1))
        full_start, full_end = -(-start // 2), end // 2
        if full_end > full_start:
            canvas.put(full_start, 0, glyph("bar") * (full_end - full_start), colour)
        if end % 2 and end > start:
            canvas.put(end // 2, 0, glyph("bar half"), colour)
        if start % 2 and end > start:
            canvas.put(start // 2, 0, glyph("bar half left"), colour)
        if self.panel.low < 0 < self.panel.high:
            canvas.put(min(wide - 1, round(zero * wide * 2) // 2), 0, glyph("bar zero"), ink(DIM))

    def _draw_span(self, canvas: Canvas, low: float, high: float) -> None:
        """A bracket at each end of where the true value may be; one that lies off the scale is left out."""
        for value, name in ((low, "span from"), (high, "span to")):
            if self.panel.low <= value <= self.panel.high:
                at = min(canvas.width - 1, int(self._share(value) * canvas.width))
                canvas.put(at, 0, glyph(name), ink(TEXT, attributes=BOLD))

    # Setting bars by hand

    @property
    def _setting(self) -> bool:
        return self.editing and bool(self.action)

    def action_move(self, rows: int, columns: int) -> None:
        """Up and down choose a bar; left and right push it."""
        super().action_move(rows, 0)
        if columns and self._setting and self.shape[0]:
            step = (self.panel.high - self.panel.low) / _PUSHES
            self._set(float(self.panel.values[self.row]) + columns * step)

    def press(self) -> None:
        """Send the bar to the end it is farther from."""
        if self.shape[0]:
            panel = self.panel
            middle = (panel.low + panel.high) / 2
            self._set(panel.high if float(panel.values[self.row]) < middle else panel.low)

    def _set(self, value: float) -> None:
        value = min(self.panel.high, max(self.panel.low, value))
        if math.isfinite(value):
            values = {"bar": self.row, "value": round(value, 6)}
            self.post_message(self.Edited(self.panel.name, self.action, values))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """In edit mode: the bar under the mouse ends there."""
        at = self.in_body(event.get_content_offset_capture(self))
        first, left, length = self._place
        row = first + at.y
        if not self._setting or length < 4 or at.y < 0 or not first <= row < self.shape[0]:
            return
        self.point(row, 0)
        if left <= at.x < left + length:
            share = (at.x - left) / max(1, length - 1)
            self._set(self.panel.low + share * (self.panel.high - self.panel.low))
        self.repaint()
