"""Placing a lab's panels in two columns by the height each would like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.widget import Widget

    from tutor.kit.panels import AnyPanel
    from tutor.ui.views import PanelView

Placed = list[tuple[str, int]]
"""Panels from top to bottom with their heights in rows."""

SHRINKS = {"curves": 6, "heat": 5, "points": 8, "text": 4, "graph": 6, "upright": 6, "pictures": 5}
"""The least rows a kind is still worth showing in; the others keep their size."""
GROWS = {"points", "heat", "pictures", "curves", "text", "upright"}
"""Kinds that use whatever room is left."""
FIRST = 0.75
"""The part of the height that the first panel keeps, if it wants it."""
SPLIT = 50
"""Cells of width from which there are two columns."""
BELOW = 8
"""Rows that a wide panel leaves to the columns, unless it cannot do with less."""


def over(panels: Sequence[AnyPanel], views: Mapping[str, PanelView[Any]], width: int, height: int) -> int:
    """Rows for the first panel above both columns; 0 where it opens the left one as usual."""
    if not panels or not panels[0].wide or width < SPLIT:
        return 0
    view = views[panels[0].name]
    room = height - BELOW if len(panels) > 1 else height
    return min(height, max(view.needed(width), min(view.wanted(width), room)))


def columns(
    panels: Sequence[AnyPanel], views: Mapping[str, PanelView[Any]], width: int, height: int
) -> tuple[Placed, Placed]:
    """Left and right column for a room of `width` × `height` cells.

    The first panel, the most telling one, opens the left column; each other goes where less stands so
    far, if it fits there, and where both are full the right column scrolls.
    """
    if not panels:
        return [], []
    split = len(panels) > 1 and width >= SPLIT
    room = width // 2 - 2 if split else width
    wanted = {p.name: max(2, min(views[p.name].wanted(room), height)) for p in panels}
    least = {
        p.name: min(wanted[p.name], max(SHRINKS.get(_sort(p), height), views[p.name].needed(room)))
        for p in panels
    }
    first = panels[0].name
    least[first] = max(least[first], min(wanted[first], int(FIRST * height)))
    grows = {p.name for p in panels if _sort(p) in GROWS}
    columns: tuple[list[str], list[str]] = ([first], [])
    for panel in panels[1:]:
        fits = [c for c in columns[::-1] if sum(least[n] for n in [*c, panel.name]) <= height]
        if not split:
            columns[0].append(panel.name)
        elif fits:
            min(fits, key=lambda c: sum(wanted[n] for n in c)).append(panel.name)
        else:
            columns[1].append(panel.name)
    left, right = (_fit(names, wanted, least, grows, height) for names in columns)
    return left, right


def _sort(panel: AnyPanel) -> str:
    """The panel's kind; bars that stand upright are a picture of their own."""
    return "upright" if getattr(panel, "upright", False) else panel.kind


def _fit(
    names: Sequence[str], wanted: Mapping[str, int], least: Mapping[str, int], grows: set[str], height: int
) -> Placed:
    """Shrink what shrinks until the column fits; let one that grows take what is left."""
    heights = {name: wanted[name] for name in names}
    while sum(heights.values()) > height:
        slack = {name: heights[name] - least[name] for name in names}
        if max(slack.values()) <= 0:
            break
        heights[max(slack, key=lambda name: slack[name])] -= 1
    growing = next((name for name in names if name in grows), None)
    if growing and sum(heights.values()) < height:
        heights[growing] = min(heights[growing] * 2, heights[growing] + height - sum(heights.values()))
    return list(heights.items())


def fill(column: Widget, placed: Sequence[tuple[Widget, int]]) -> None:
    """Have these views, and no others, stand in a column in this order, each so many rows high."""
    order = [view for view, _height in placed]
    for child in list(column.children):
        if child not in order:
            child.remove()  # it stays among the children until it has ended
    for view, height in placed:
        view.styles.height = height
    column.mount_all(view for view in order if view.parent is None)
    for place, view in enumerate(order):
        standing = [child for child in column.children if child in order]
        if standing[place] is not view:
            column.move_child(view, before=standing[place])
