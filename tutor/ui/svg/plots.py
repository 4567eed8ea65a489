"""What has axes: curves over x, upright bars on a scale, points in a plane."""

from __future__ import annotations

import math

import numpy as np

from tutor.kit.panels import BarsPanel, CurvesPanel, PointsPanel
from tutor.ui import paint
from tutor.ui.paint import ACCENT, DIM, FAINT, TEXT, Array, series
from tutor.ui.svg.pen import DASHES, Pen, wide
from tutor.ui.views.axes import Axis, fit_x, fit_y
from tutor.ui.views.base import shown
from tutor.ui.views.numbers import figure, short
from tutor.ui.words import _

LEFT, LINE = 38.0, 16.0
"""Room for the numbers of y, and height of a line of text."""
LONGEST = 400
"""Points of a curve that are drawn; a longer one is thinned, and keeps its lows and highs."""


def curves(pen: Pen, panel: CurvesPanel, width: float) -> float:
    """Lines over x with their names and last values; returns the height."""
    lines = {name: np.asarray(xy, dtype=np.float64).reshape(2, -1) for name, xy in panel.curves.items()}
    levels = {name: value for name, value in panel.levels.items() if math.isfinite(value)}
    x = fit_x([xy[0][np.isfinite(xy[1])] for xy in lines.values()] + [np.array([*panel.marks.values()])])
    ys = [*(xy[1] for xy in lines.values()), np.array([*levels.values()])]
    y = fit_y(ys, panel.low, panel.high, panel.log, 12)
    top = _legend(pen, panel, lines, width)
    right, foot = width - 6, top + max(120.0, (width - LEFT) * 0.5)
    _frame(pen, panel, x, y, (LEFT, top, right, foot))
    for name, value in panel.marks.items():
        px = _across(x, value, LEFT, right)
        if px is not None:
            pen.line(px, top, px, foot, DIM, "3 3")
            near = px + wide(shown(name)) + 4 > right
            pen.text(px + (-4 if near else 4), top + 11, shown(name), DIM, end="end" if near else "start")
    for name, value in levels.items():
        py = _down(y, value, top, foot)
        if py is not None:
            pen.line(LEFT, py, right, py, DIM, "5 3")
            pen.text(right - 2, py - 3, f"{shown(name)} {short(value)}", DIM, end="end")
    for number, xy in reversed([*enumerate(lines.values())]):
        thin = _thinned(xy[0], xy[1])
        across = LEFT + x.place(thin[0], 2) * (right - LEFT)
        down = foot - np.clip(y.place(thin[1], 2), -0.02, 1.02) * (foot - top)
        pen.curve(across, down, series(number), DASHES[number % len(DASHES)])
    return foot + 30


def upright(pen: Pen, panel: BarsPanel, width: float) -> float:
    """Bars side by side on a scale, each with its mark across it; returns the height."""
    values = np.asarray(panel.values, dtype=np.float64)
    marks = np.asarray(panel.marks, dtype=np.float64)
    y = fit_y([np.concatenate([values, marks])], panel.low, panel.high, panel.log, 12)
    top, right, foot = 8.0, width - 6, 148.0
    for at, text in y.ticks(5):
        py = _down(y, at, top, foot)
        if py is not None:
            pen.line(LEFT, py, right, py, FAINT)
            pen.text(LEFT - 4, py + 4, text, DIM, end="end")
    pitch = (right - LEFT) / max(1, len(values))
    names = [shown(label) for label in panel.labels]
    apart = math.ceil((max(map(wide, names), default=0) + 6) / pitch) if names else 1
    shares = np.clip(np.nan_to_num(y.place(values, 2), nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    for n, share in enumerate(shares):
        left, chosen = LEFT + n * pitch, n == panel.chosen
        height = float(share) * (foot - top)
        if height > 0:
            pen.rect(
                left + pitch * 0.15, foot - height, pitch * 0.7, height, ACCENT if chosen else series(0)
            )
        mark = _down(y, float(marks[n]), top, foot) if n < len(marks) else None
        if mark is not None:
            pen.line(left, mark, left + pitch, mark, TEXT)
        if n < len(names) and (chosen or n % apart == 0):
            pen.text(left + pitch / 2, foot + 14, names[n], TEXT if chosen else DIM, end="middle")
    pen.line(LEFT, foot, right, foot, FAINT)
    return foot + 20


def _legend(pen: Pen, panel: CurvesPanel, lines: dict[str, Array], width: float) -> float:
    """Names in their colours, and the last value of each; returns where the plot begins."""
    x, y = 0.0, 12.0
    for number, (name, xy) in enumerate(lines.items()):
        last = figure(float(xy[1][-1])) if xy.shape[1] else "–"
        text = f"{shown(name)} {last}"
        if x and x + 24 + wide(text) > width:
            x, y = 0.0, y + LINE
        pen.line(x, y - 4, x + 18, y - 4, series(number), DASHES[number % len(DASHES)])
        pen.text(x + 22, y, text, TEXT)
        x += 34 + wide(text)
    return y + 12


def _frame(pen: Pen, panel: CurvesPanel, x: Axis, y: Axis, box: tuple[float, float, float, float]) -> None:
    left, top, right, foot = box
    for at, text in y.ticks(5):
        py = _down(y, at, top, foot)
        if py is not None:
            pen.line(left, py, right, py, FAINT)
            pen.text(left - 4, py + 4, text, DIM, end="end")
    for at, text in x.ticks(6):
        px = _across(x, at, left, right)
        if px is not None:
            pen.line(px, foot, px, foot + 3, FAINT)
            pen.text(px, foot + 15, text, DIM, end="middle")
    pen.line(left, top, left, foot, FAINT)
    pen.line(left, foot, right, foot, FAINT)
    names = [shown(name) for name in (panel.x, panel.y) if name]
    pen.text(right, foot + 27, " · ".join(names), DIM, end="end", size=10)


def _across(axis: Axis, at: float, left: float, right: float) -> float | None:
    share = float(axis.place(np.array(at), 2))
    return left + share * (right - left) if math.isfinite(share) and -1e-6 <= share <= 1 + 1e-6 else None


def _down(axis: Axis, at: float, top: float, foot: float) -> float | None:
    share = float(axis.place(np.array(at), 2))
    return foot - share * (foot - top) if math.isfinite(share) and -1e-6 <= share <= 1 + 1e-6 else None


def _thinned(x: Array, y: Array) -> tuple[Array, Array]:
    """Of each of `LONGEST` / 2 equal parts the lowest and the highest point."""
    if len(x) <= LONGEST:
        return x, y
    keep: set[int] = {0, len(x) - 1}
    for part in np.array_split(np.arange(len(x)), LONGEST // 2):
        there = part[np.isfinite(y[part])]
        keep |= (
            {int(there[y[there].argmin()]), int(there[y[there].argmax()])} if len(there) else {int(part[0])}
        )
    chosen = np.array(sorted(keep))
    return x[chosen], y[chosen]


def points(pen: Pen, panel: PointsPanel, width: float) -> float:
    """What was made as dots, what it should be like as rings, over the field; returns the height."""
    x0, x1, y0, y1 = panel.bounds
    height = min(1.5 * width, max(0.3 * width, width * abs((y1 - y0) / (x1 - x0)))) if x1 != x0 else width
    field = np.asarray(panel.field, dtype=np.float64)
    if field.size:
        rows, columns = field.shape
        pen.mosaic(0, 0, paint.backdrop(field), width / columns, height / rows)
    else:
        pen.rect(0, 0, width, height, paint.PAPER)

    def placed(xy: Array) -> tuple[Array, Array]:
        if x0 == x1 or y0 == y1:
            return np.zeros(0), np.zeros(0)
        xy = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        inside = np.isfinite(xy).all(1) & (xy >= (x0, y0)).all(1) & (xy <= (x1, y1)).all(1)
        px, py = (xy[inside] - (x0, y0)).T / np.array([[x1 - x0], [y1 - y0]])
        return px * width, (1 - py) * height

    pen.dots(*placed(panel.real), 2.4, series(1), rings=True)
    dot = 1.6 if len(panel.points) > 300 else 2.4
    if len(panel.classes) == len(panel.points):
        for k in np.unique(panel.classes)[:64].tolist():
            pen.dots(*placed(panel.points[panel.classes == k]), dot, series(int(k)))
    else:
        pen.dots(*placed(panel.points), dot, series(0))
    for x, y in zip(*placed(panel.crosses), strict=True):
        pen.line(x - 5, y, x + 5, y, TEXT)
        pen.line(x, y - 5, x, y + 5, TEXT)
    for x, y, dx, dy in np.asarray(panel.arrows, dtype=np.float64).reshape(-1, 4):
        ends = placed(np.array([[x, y], [x + dx, y + dy]]))
        if len(ends[0]) == 2:
            pen.line(ends[0][0], ends[1][0], ends[0][1], ends[1][1], TEXT)
            pen.dots(ends[0][1:], ends[1][1:], 1.4, TEXT)
    at = 0.0
    if panel.classes.size:
        for k, name in enumerate(panel.names[:12]):
            pen.dots(np.array([at + 5]), np.array([height + 12]), 3, series(k))
            pen.text(at + 12, height + 16, shown(name), DIM)
            at += 22 + wide(shown(name))
        return height + 22
    for rings, text in ((False, _("made by the model")), (True, _("the real ones"))):
        if len(panel.real if rings else panel.points):
            pen.dots(np.array([at + 5]), np.array([height + 12]), 3, series(int(rings)), rings=rings)
            pen.text(at + 13, height + 16, text, DIM)
            at += 28 + wide(text)
    return height + 22
