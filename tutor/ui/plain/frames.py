"""A frame as lines of text: what the panels show, for those who hear it or read it on paper.

A grid is drawn with # and ., bars are numbers, a curve is said from its start to its end. One function
for each kind of panel; none of them knows a stream or a lab.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from tutor.kit.panels import (
    AnyPanel,
    Array,
    BarsPanel,
    CurvesPanel,
    GraphPanel,
    GridPanel,
    HeatPanel,
    PicturesPanel,
    PointsPanel,
    TablePanel,
    TextPanel,
)
from tutor.ui.paint import shades
from tutor.ui.plain.paper import cells, pad
from tutor.ui.words import _

LARGEST = 12
"""Rows or columns of a matrix that is still written number by number."""
PICTURES, MOST = 72, 3
"""Columns that pictures side by side may take, and rows of them."""


def number(value: float | None) -> str:
    """A number as text, short enough to be listened to."""
    if value is None or not np.isfinite(value):
        return _("none")
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value):,}"
    return f"{value:.4g}"


def metrics(numbers: Mapping[str, float | None], only: tuple[str, ...] = ()) -> str:
    """Metrics on one line; `only` these where given."""
    shown = {name: numbers[name] for name in only if name in numbers} if only else numbers
    return ", ".join(f"{name} {number(value)}" for name, value in shown.items())


def columns(rows: list[tuple[str, ...]], gap: int = 2) -> list[str]:
    """Rows of words, each column as wide as its widest."""
    width = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return [
        (" " * gap).join(pad(word, w) for word, w in zip(row, width, strict=True)).rstrip() for row in rows
    ]


def _grid(panel: GridPanel) -> Iterator[str]:
    for row in panel.cells:
        yield " ".join("#" if cell > 0 else "." for cell in row)
    if panel.ghost.size:
        off = int(np.count_nonzero(panel.cells != panel.ghost))
        yield _("{n} of {all} cells differ from the pattern it is compared with.").format(
            n=off, all=panel.cells.size
        )


def _matrix(values: Array, rows: tuple[str, ...], names: tuple[str, ...]) -> Iterator[str]:
    head = ("", *(names or tuple(str(i + 1) for i in range(values.shape[1]))))
    body = [
        (rows[i] if i < len(rows) else str(i + 1), *(number(float(v)) for v in row))
        for i, row in enumerate(values)
    ]
    yield from columns([head, *body])


def _heat(panel: HeatPanel) -> Iterator[str]:
    values = panel.values
    if not values.size:
        yield _("nothing yet")
    elif max(values.shape) <= LARGEST:
        yield from _matrix(values, panel.rows, panel.columns)
    else:
        yield _("{rows} rows, {columns} columns; lowest {low}, mean {mean}, highest {high}").format(
            rows=values.shape[0],
            columns=values.shape[1],
            low=number(float(np.nanmin(values))),
            mean=number(float(np.nanmean(values))),
            high=number(float(np.nanmax(values))),
        )


def _curves(panel: CurvesPanel) -> Iterator[str]:
    for name, xy in panel.curves.items():
        known = xy[:, np.isfinite(xy[1])]
        if not known.shape[1]:
            yield f"{_(name)}: " + _("nothing yet")
            continue
        (x0, x1), (y0, y1) = known[0, [0, -1]], known[1, [0, -1]]
        lowest = int(np.argmin(known[1]))
        yield _("{name}: from {start} at {x0} to {end} at {x1}; lowest {low} at {xlow}").format(
            name=_(name),
            start=number(float(y0)),
            end=number(float(y1)),
            x0=number(float(x0)),
            x1=number(float(x1)),
            low=number(float(known[1, lowest])),
            xlow=number(float(known[0, lowest])),
        )
    for name, level in panel.levels.items():
        yield _("{name}: {value} throughout").format(name=_(name), value=number(level))
    for name, x in panel.marks.items():
        yield _("{name}: at {value}").format(name=_(name), value=number(x))


def _cloud(name: str, points: Array) -> str:
    if not len(points):
        return f"{name}: " + _("no points")
    (cx, cy), (sx, sy) = points.mean(axis=0), points.std(axis=0)
    return _("{name}: {n} points, centre ({cx}, {cy}), spread ({sx}, {sy})").format(
        name=name,
        n=len(points),
        cx=number(float(cx)),
        cy=number(float(cy)),
        sx=number(float(sx)),
        sy=number(float(sy)),
    )


def _points(panel: PointsPanel) -> Iterator[str]:
    left, right, bottom, top = panel.bounds
    height, width = 12, 36
    picture = np.full((height, width), ".")
    real, made = (points[np.isfinite(points).all(axis=1)] for points in (panel.real, panel.points))
    for points, sign in ((real, "o"), (made, "#")):
        if len(points):
            x = ((points[:, 0] - left) / (right - left) * width).astype(int)
            y = ((top - points[:, 1]) / (top - bottom) * height).astype(int)
            inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
            picture[y[inside], x[inside]] = sign
    if len(panel.classes) == len(panel.points) and panel.names:
        yield from _classes(panel)
        return
    yield from ("".join(row) for row in picture)
    yield _cloud(_("made by the model (#)"), made)
    if len(panel.real):
        yield _cloud(_("the real ones (o)"), real)


def _classes(panel: PointsPanel) -> Iterator[str]:
    """Where the points of each class are, and the places marked by a cross."""
    for k, name in enumerate(panel.names):
        some = panel.points[(panel.classes == k) & np.isfinite(panel.points).all(axis=1)]
        if len(some):
            yield _cloud(_(name), some)
    for x, y in panel.crosses.tolist():
        yield _("a cross at ({x}, {y})").format(x=number(x), y=number(y))


def _pictures(panel: PicturesPanel) -> Iterator[str]:
    """The first pictures side by side, a sign a pixel, each with its label; the number of all."""
    count, high, wide = (int(n) for n in panel.pictures.shape)
    if not panel.pictures.size:
        yield _("nothing yet")
        return
    across = max(1, min(panel.across or count, count, PICTURES // (wide + 2)))
    signs = shades(np.asarray(panel.pictures, dtype=np.float64), panel.low, panel.high, panel.diverging)
    rows = range(0, min(count, MOST * (panel.across or across)), panel.across or across)
    for start in rows:
        some = range(start, min(start + across, count))
        for y in range(high):
            yield "  ".join("".join(map(chr, signs[i, y])) for i in some).rstrip()
        labels = [_(panel.labels[i]) if i < len(panel.labels) else "" for i in some]
        if any(labels):
            yield "  ".join(pad(label, wide) for label in labels).rstrip()
    if across * len(rows) < count:
        yield _("{n} pictures in all").format(n=count)


def _bars(panel: BarsPanel) -> Iterator[str]:
    def said(value: float) -> str:
        if not np.isfinite(value):
            return _("none")
        return number(float(value)) if panel.log else f"{float(value): .{panel.digits}f}"

    rows: list[tuple[str, ...]] = [
        (_(label), said(v)) for label, v in zip(panel.labels, panel.values, strict=False)
    ]
    some = panel.upright and len(rows) > LARGEST  # then those that are labelled will do
    if panel.marks.size:
        rows = [(*row, said(v)) for row, v in zip(rows, panel.marks, strict=False)]
    if panel.spans.size:
        rows = [(*row, said(a), "…", said(b)) for row, (a, b) in zip(rows, panel.spans, strict=False)]
    for i, line in enumerate(columns(rows) if rows else ()):
        if not some or panel.labels[i] or i == panel.chosen:
            yield line + ("  <" if i == panel.chosen else "")


def _text(panel: TextPanel) -> Iterator[str]:
    yield from panel.text.split("\n")


def _graph(panel: GraphPanel) -> Iterator[str]:
    values = panel.values
    if values.shape[1] > LARGEST:
        yield _("the last {n} of {all} time steps").format(n=LARGEST, all=values.shape[1])
    last = slice(max(values.shape[1] - LARGEST, 0), None)
    names = (
        panel.columns[last] if panel.columns else tuple(str(i + 1) for i in range(values.shape[1]))[last]
    )
    rows: list[tuple[str, ...]] = [("", *names)]
    for name, row in zip(panel.rows, values[:, last], strict=False):
        there = [cell[np.isfinite(cell)] for cell in row]
        rows.append((_(name), *(number(float(cell.mean())) if len(cell) else "" for cell in there)))
    if panel.outputs:
        rows.append((_(panel.over), *panel.outputs[last]))
    yield _("mean of the units in each box:")
    yield from columns([(row + ("",) * len(rows[0]))[: len(rows[0])] for row in rows])


def _table(panel: TablePanel) -> Iterator[str]:
    wide = max([len(panel.header), *map(len, panel.rows)])
    rows = [tuple(map(_, panel.header)), *(tuple(map(_, row)) for row in panel.rows)]
    yield from columns([(row + ("",) * wide)[:wide] for row in rows])


_KINDS: dict[str, Callable[[Any], Iterator[str]]] = {
    "grid": _grid,
    "heat": _heat,
    "curves": _curves,
    "points": _points,
    "pictures": _pictures,
    "bars": _bars,
    "text": _text,
    "graph": _graph,
    "table": _table,
}


def panel_lines(panel: AnyPanel) -> list[str]:
    """One panel: its title, what it shows, its note."""
    title = [_(panel.title) + ":"] if panel.title else []
    note = [_(panel.note)] if panel.note else []
    return [*title, *("  " + line for line in _KINDS[panel.kind](panel)), *note]
