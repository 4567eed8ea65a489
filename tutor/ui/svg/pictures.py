"""What has no axes: grids, matrices, bars, coloured text, unrolled networks, tables."""

from __future__ import annotations

import itertools
import warnings

import numpy as np

from tutor.kit.panels import (
    BarsPanel,
    GraphPanel,
    GridPanel,
    HeatPanel,
    PicturesPanel,
    TablePanel,
    TextPanel,
)
from tutor.ui import paint
from tutor.ui.paint import ACCENT, CELL, DIM, FAINT, PAPER, TEXT, Array, series
from tutor.ui.plain.paper import cells
from tutor.ui.svg.pen import Pen, wide
from tutor.ui.svg.plots import upright
from tutor.ui.views.base import shown
from tutor.ui.views.numbers import decimal, short
from tutor.ui.words import _

LINE = 16.0
STRIPES = 10
"""Units of a box that are told apart; of more, neighbours are shown together."""
STEPS = 20
"""Columns of an unrolled network that are drawn, the last ones."""


def grid(pen: Pen, panel: GridPanel, width: float) -> float:
    """Dark cells are +1; a dot marks one that differs from the pattern it is compared with."""
    cells_ = np.asarray(panel.cells)
    rows, columns = map(int, cells_.shape)
    side = min(24.0, width / max(1, columns))
    pen.mosaic(0, 0, np.where(cells_ > 0, CELL, PAPER), side, side)
    height = rows * side
    if panel.ghost.size:
        off = np.argwhere(cells_ != panel.ghost)
        pen.dots((off[:, 1] + 0.5) * side, (off[:, 0] + 0.5) * side, side / 5, ACCENT)
        told = _("{n} of {all} cells differ from the pattern it is compared with.")
        height = _folded(pen, told.format(n=len(off), all=cells_.size), height + LINE, width)
    return height


def heat(pen: Pen, panel: HeatPanel, width: float) -> float:
    """A matrix in colour, its range written under it."""
    values = np.asarray(panel.values, dtype=np.float64)
    if not values.size:
        return _folded(pen, _("nothing yet"), LINE, width)
    rows, columns = map(int, values.shape)
    named = panel.rows if 320 / rows >= 11 and rows <= len(panel.rows) else ()
    left = max((wide(shown(name)) for name in named), default=-6) + 6
    across = min(18.0, (width - left) / columns)
    down = max(11.0 if named else 2.0, min(18.0, across, 320 / rows))
    pen.mosaic(left, 0, paint.levels(values, panel.low, panel.high, panel.diverging), across, down)
    for row, name in enumerate(named[:rows]):
        pen.text(left - 4, row * down + down / 2 + 4, shown(name), DIM, end="end")
    height = rows * down
    if panel.columns and across >= max(wide(shown(name)) for name in panel.columns):
        height += 12
        for column, name in enumerate(panel.columns):
            pen.text(left + (column + 0.5) * across, height, shown(name), DIM, end="middle")
    low, high = panel.low, panel.high
    if panel.diverging:
        high = max(abs(low), abs(high))
        low = -high
    ramp = paint.levels(np.linspace(low, high, 32)[None], low, high, panel.diverging)
    pen.mosaic(left + 34, height + 8, ramp, 2, 8)
    pen.text(left + 30, height + 16, short(low), DIM, end="end", size=10)
    pen.text(left + 102, height + 16, short(high), DIM, size=10)
    return height + 20


def small(pen: Pen, panel: PicturesPanel, width: float) -> float:
    """Pictures in rows, each over its label."""
    if not panel.pictures.size:
        return _folded(pen, _("nothing yet"), LINE, width)
    count, rows, columns = map(int, panel.pictures.shape)
    across = min(panel.across or min(count, 8), count)
    side = min(8.0, (width + 6) / across / columns - 6 / columns)
    step = columns * side + 6, rows * side + (LINE if panel.labels else 6)
    for index in range(count):
        x, y = index % across * step[0], index // across * step[1]
        inks = paint.levels(panel.pictures[index], panel.low, panel.high, panel.diverging)
        pen.mosaic(x, y, inks, side, side)
        if index < len(panel.labels):
            chosen = index == panel.chosen
            at = x + columns * side / 2, y + rows * side + 11
            pen.text(*at, shown(panel.labels[index]), TEXT if chosen else DIM, end="middle", size=10)
    return -(-count // across) * step[1]


def bars(pen: Pen, panel: BarsPanel, width: float) -> float:
    """A bar a label, its number at the end; upright ones stand on a scale."""
    if panel.upright:
        return upright(pen, panel, width)
    names = [shown(label) for label in panel.labels]
    left = max(map(wide, names), default=0) + 8
    room = max(20.0, width - left - 44)
    low, high = min(panel.low, 0.0), max(panel.high, panel.low + 1e-9)
    zero = left + room * (0 - low) / (high - low)
    for row, (name, value) in enumerate(zip(names, panel.values, strict=False)):
        y = row * LINE
        chosen = row == panel.chosen
        pen.text(left - 6, y + 12, name, TEXT if chosen else DIM, end="end", bold=chosen)
        if np.isfinite(value):
            end = left + room * (min(max(float(value), low), high) - low) / (high - low)
            pen.rect(min(zero, end), y + 4, max(1.0, abs(end - zero)), 9, ACCENT if chosen else series(0))
        if row < len(panel.spans) and np.isfinite(panel.spans[row]).all():
            at = np.clip(panel.spans[row], low, high)
            start, stop = (left + room * (at - low) / (high - low)).tolist()
            pen.line(start, y + 8.5, stop, y + 8.5, TEXT)
            for x in (start, stop):
                pen.line(x, y + 5, x, y + 12, TEXT)
        pen.text(width - 2, y + 12, decimal(float(value), panel.digits), TEXT, end="end")
    pen.line(zero, 0, zero, len(names) * LINE, FAINT)
    return len(names) * LINE


def text(pen: Pen, panel: TextPanel, width: float) -> float:
    """The text in lines, under each letter its value as a stroke of colour; the learner's part is bold."""
    values = np.asarray(panel.values, dtype=np.float64)
    inks = paint.levels(values, -1.0, 1.0, True) if len(values) == len(panel.text) else None
    letter, x, y = 7.0, 0.0, 12.0
    for at, sign in enumerate(panel.text):
        if sign == "\n" or x + letter * 2 > width:
            x, y = 0.0, y + LINE + 3
        if sign == "\n":
            continue
        step = letter * max(1, cells(sign))
        pen.text(x + step / 2, y, sign, TEXT, end="middle", bold=at < panel.given, even=True)
        if inks is not None:
            pen.rect(x, y + 3, step, 3, int(inks[at]))
        x += step
    return y + 8


def graph(pen: Pen, panel: GraphPanel, width: float) -> float:
    """A column of boxes each step, a stripe of colour a unit; symbols under and over."""
    values = _few(np.asarray(panel.values, dtype=np.float64)[:, -STEPS:])
    rows, columns, units = map(int, values.shape)
    left = max((wide(shown(name)) for name in panel.rows), default=0) + 8
    pitch = (width - left) / max(1, columns)
    side, high, gap = max(4.0, pitch * 0.7), max(14.0, min(30.0, 4.0 * units)), 14.0
    top = LINE if panel.outputs else 0.0
    inks = paint.levels(values, -1.0, 1.0, True)
    for row, column in itertools.product(range(rows), range(columns)):
        x, y = left + column * pitch, top + row * (high + gap)
        if np.isnan(values[row, column]).all():
            continue
        pen.mosaic(x, y, inks[row, column][:, None], side, high / units)
        flow = panel.flows[row] if row < len(panel.flows) else ""
        if flow and column + 1 < columns:
            pen.line(x + side, y + high / 2, x + pitch, y + high / 2, DIM)
        link = panel.links[row] if row < len(panel.links) else "^"
        if link and row + 1 < rows and not np.isnan(values[row + 1, column]).all():
            pen.line(x + side / 2, y + high, x + side / 2, y + high + gap, DIM)
    foot = top + rows * (high + gap) - gap
    for row, name in enumerate(panel.rows[:rows]):
        pen.text(left - 6, top + row * (high + gap) + high / 2 + 4, shown(name), DIM, end="end")
    for y, names in ((11.0, panel.outputs), (foot + 13, panel.columns)):
        for column, name in enumerate(names[-columns:]):
            pen.text(left + column * pitch + side / 2, y, shown(name), TEXT, end="middle")
    return foot + (LINE if panel.columns else 0)


def _few(values: Array) -> Array:
    """At most `STRIPES` units, each the mean of its neighbours; NaN where all are."""
    if values.shape[2] <= STRIPES:
        return values
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # means of nothing are meant to be NaN
        return np.stack([np.nanmean(part, axis=2) for part in np.array_split(values, STRIPES, axis=2)], 2)


def table(pen: Pen, panel: TablePanel, width: float) -> float:
    """Rows of words; the chosen one is bold."""
    rows = [tuple(map(shown, row)) for row in (panel.header, *panel.rows)]
    count = max(map(len, rows), default=0)
    widths = [max((wide(row[n]) for row in rows if n < len(row)), default=0) + 14 for n in range(count)]
    shrink = min(1.0, width / max(1.0, sum(widths)))
    for number, row in enumerate(rows):
        x = 0.0
        for word, room in zip(row, widths, strict=False):
            bold = number > 0 and number - 1 == panel.chosen
            pen.text(x, number * LINE + 12, word, TEXT if number else DIM, bold=bold)
            x += room * shrink
    if panel.header:
        pen.line(0, LINE, min(width, sum(widths)), LINE, FAINT)
    return len(rows) * LINE


def _folded(pen: Pen, told: str, y: float, width: float) -> float:
    """A sentence in as many lines as it takes; returns its foot."""
    from tutor.ui.plain.paper import fold

    for line in fold(told, max(12, int(width / 6.3))):
        pen.text(0, y, line, DIM)
        y += LINE - 2
    return y - LINE + 6
