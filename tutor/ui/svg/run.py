"""The picture of a run: its panels, the most telling one first, over the line that runs it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.kit.lab import Frame
from tutor.kit.panels import AnyPanel
from tutor.ui.paint import DIM, TEXT, WHITE
from tutor.ui.plain.paper import fold
from tutor.ui.svg import pictures, plots
from tutor.ui.svg.pen import LETTER, Pen, whole
from tutor.ui.views.base import shown

WIDTH, EDGE, GAP = 360.0, 14.0, 28.0
MOST = 4
"""Panels of a frame that are drawn."""

DRAWN: dict[str, Callable[[Pen, Any, float], float]] = {
    "grid": pictures.grid,
    "heat": pictures.heat,
    "bars": pictures.bars,
    "text": pictures.text,
    "graph": pictures.graph,
    "table": pictures.table,
    "curves": plots.curves,
    "points": plots.points,
    "pictures": pictures.small,
}


def picture(frame: Frame, title: str, line: str) -> str:
    """An SVG of the frame: two columns of panels, a heading, and the shell line that runs it again."""
    boxes = [_box(panel) for panel in frame.panels[:MOST]]
    columns: tuple[list[tuple[list[str], float]], list[tuple[list[str], float]]] = ([], [])
    for box in boxes:
        heights = [sum(height + GAP for _shapes, height in column) for column in columns]
        columns[heights[1] < heights[0]].append(box)
    width = EDGE * 2 + (WIDTH * 2 + GAP if columns[1] else WIDTH)
    pen, foot = Pen(), EDGE + 14
    pen.text(EDGE, foot, title, TEXT, size=14, bold=True)
    top = foot + 18
    for number, column in enumerate(columns):
        y = top
        for shapes, height in column:
            pen.inside(EDGE + number * (WIDTH + GAP), y, shapes)
            y += height + GAP
        foot = max(foot, y)
    for part in fold(line, int((width - 2 * EDGE) / LETTER)):
        pen.text(EDGE, foot, part, DIM)
        foot += 14
    under = Pen()
    under.rect(0, 0, width, foot, WHITE)
    return whole(width, foot, f"{title}: {line}", [*under.shapes, *pen.shapes])


def _box(panel: AnyPanel) -> tuple[list[str], float]:
    """A panel's shapes under its title, and its height."""
    pen, inside = Pen(), Pen()
    top = 0.0
    if panel.title:
        pen.text(0, 11, shown(panel.title), TEXT, bold=True)
        top = 20.0
    height = DRAWN[panel.kind](inside, panel, WIDTH)
    for line in fold(shown(panel.note), int(WIDTH / LETTER)) if panel.note else ():
        height += 15
        inside.text(0, height, line, DIM, size=10)
    pen.inside(0, top, inside.shapes)
    return pen.shapes, top + height
