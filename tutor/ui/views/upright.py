"""Bars that stand side by side on a scale at the left: one for each time step, say.

Drawn for `tutor.ui.views.bars`. Where there are more bars than columns, neighbours share one and the
longest of them shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutor.kit.panels import BarsPanel
from tutor.ui import paint
from tutor.ui.paint import ACCENT, BAD, BOLD, DIM, FAINT, TEXT, Array, glyph, ink, series
from tutor.ui.views.axes import Axis
from tutor.ui.views.base import shown
from tutor.ui.views.canvas import Canvas, size

_WIDEST = 4
_FAR = 1e150  # beyond it differences overflow
_EIGHTHS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Form:
    """Columns left of the bars, columns a bar and between two, bars to one drawn, bars drawn."""

    left: int
    wide: int
    gap: int
    together: int
    count: int

    def x(self, k: int) -> int:
        """Where the drawn bar k begins."""
        return self.left + k * (self.wide + self.gap)


def wanted(width: int) -> int:
    """Rows that upright bars would like."""
    return min(14, max(8, width // 5))


def draw(canvas: Canvas, panel: BarsPanel, other: BarsPanel | None) -> None:
    """Scale, bars, their marks, and the other run's values on them."""
    values = np.asarray(panel.values, dtype=np.float64)
    if not len(values) or canvas.width < 2 or canvas.height < 1:
        return
    axis = _axis(panel)
    labels = int(bool(panel.labels) and canvas.height >= 4)
    picture = canvas.window(0, 0, canvas.width, canvas.height - labels)
    form = _form(picture, len(values), axis)
    _draw_scale(picture, axis, form.left)
    for k, value in enumerate(_together(values, form)):
        column = picture.window(form.x(k), 0, form.wide, picture.height)
        chosen = 0 <= panel.chosen - k * form.together < form.together
        _draw_bar(column, axis, float(value), ink(ACCENT if chosen else series(0)))
    if panel.marks.size:
        _draw_marks(picture, axis, form, panel.marks, glyph("level"), ink(TEXT, attributes=BOLD))
    if other is not None:
        _draw_marks(picture, axis, form, other.values, glyph("other"), ink(series(1), attributes=BOLD))
    if labels:
        _draw_labels(canvas, form, panel)


def _axis(panel: BarsPanel) -> Axis:
    ends = np.nan_to_num(np.array([panel.low, panel.high]), nan=0.0, posinf=_FAR, neginf=-_FAR)
    if panel.log:
        ends = np.log10(np.maximum(ends, 1 / _FAR))
    low, high = (float(end) for end in np.clip(ends, -_FAR, _FAR))
    return Axis(low, high if high > low else low + max(1.0, abs(low)), panel.log)


def _form(canvas: Canvas, bars: int, axis: Axis) -> Form:
    texts = [text for _at, text in axis.ticks(_ticks(canvas))]
    scale = canvas.height >= 3 and canvas.width >= 24
    left = max(5, max(map(size, texts), default=0)) + 1 if scale else 0
    room = max(1, canvas.width - left)
    together = -(-bars // room)
    count = -(-bars // together)
    gap = int(room >= 2 * count)
    wide = max(1, min(_WIDEST, (room + gap) // count - gap))
    return Form(left, wide, gap, together, count)


def _ticks(canvas: Canvas) -> int:
    return max(2, min(6, canvas.height // 2))


def _together(values: Array, form: Form) -> Array:
    """(count,): the longest of each run of bars that share a column; NaN where there is none."""
    padded = np.full(form.count * form.together, -np.inf)
    values = values[: len(padded)]
    padded[: len(values)] = np.where(np.isnan(values), -np.inf, values)
    longest = padded.reshape(form.count, form.together).max(axis=1)
    return np.where(longest == -np.inf, np.nan, longest)


def _draw_scale(canvas: Canvas, axis: Axis, left: int) -> None:
    if not left:
        return
    canvas.codes[:, left - 1] = ord(glyph("axis"))
    canvas.inks[:, left - 1] = ink(FAINT)
    for at, text in axis.ticks(_ticks(canvas)):
        row = _row(axis, at, canvas.height)
        if row is not None:
            canvas.right(left - 1, row, text, ink(DIM))
            canvas.put(left - 1, row, glyph("axis tick"), ink(FAINT))


def _eighths(axis: Axis, value: float, height: int) -> float:
    """How high a bar is, in eighths of a row; NaN for what has no place (0 on a log scale)."""
    return float(axis.place(np.array(value), 2)) * height * 8


def _row(axis: Axis, value: float, height: int) -> int | None:
    """The row in which a bar of that value ends; None off the scale."""
    at = _eighths(axis, value, height)
    if not -1e-6 <= at <= height * 8 + 1e-6:
        return None
    return min(height - 1, max(0, height - 1 - int((at - 1e-6) // 8)))


def _draw_bar(column: Canvas, axis: Axis, value: float, colour: int) -> None:
    if np.isnan(value) or not column.width:
        return
    if value == 0:
        column.put((column.width - 1) // 2, column.height - 1, "0", ink(DIM))
        return
    beyond = not np.isfinite(value)
    at = column.height * 8.0 if beyond else _eighths(axis, value, column.height)
    full, part = divmod(round(min(column.height * 8, max(1.0, at))), 8)
    block = glyph("bar") if paint.ASCII else _EIGHTHS[8]
    column.codes[column.height - full :] = ord(block)
    column.inks[column.height - full :] = ink(BAD) if beyond else colour
    if part and full < column.height and not (paint.ASCII and part < 4):
        column.codes[column.height - full - 1] = ord(block if paint.ASCII else _EIGHTHS[part])
        column.inks[column.height - full - 1] = colour


def _draw_marks(canvas: Canvas, axis: Axis, form: Form, marks: Array, sign: str, colour: int) -> None:
    for k, value in enumerate(_together(np.asarray(marks, dtype=np.float64), form)):
        row = None if np.isnan(value) else _row(axis, float(value), canvas.height)
        if row is not None:
            canvas.put(form.x(k), row, sign * form.wide, colour, form.wide)


def _draw_labels(canvas: Canvas, form: Form, panel: BarsPanel) -> None:
    """As many labels as stand apart; the chosen bar's first of all."""
    texts = [shown(text) for text in panel.labels[:: form.together]][: form.count]
    chosen = panel.chosen // form.together
    taken = np.zeros(canvas.width + 1, dtype=bool)
    for k in sorted(range(len(texts)), key=lambda k: k != chosen):
        wide = size(texts[k])
        start = max(0, min(form.x(k) + (form.wide - wide) // 2, canvas.width - wide))
        end = start + wide + (wide > 1)
        if wide and not taken[max(0, start - (wide > 1)) : end].any():
            canvas.put(start, canvas.height - 1, texts[k], ink(ACCENT if k == chosen else DIM))
            taken[start:end] = True
