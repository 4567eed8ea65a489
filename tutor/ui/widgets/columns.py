"""Placing a lab's panels in two columns by the height each would like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.kit.panels import AnyPanel
    from tutor.ui.views import PanelView

Placed = list[tuple[str, int]]
"""Panels from top to bottom with their heights in rows."""

SHRINKS = {"curves": 6, "heat": 5, "points": 8, "text": 4, "graph": 6}
"""The least rows a kind is still worth showing in; the others keep their size."""
GROWS = {"points", "heat", "curves", "text"}
"""Kinds that use whatever room is left."""


def columns(
    panels: Sequence[AnyPanel], views: Mapping[str, PanelView[Any]], width: int, height: int
) -> tuple[Placed, Placed]:
    """Left and right column for a room of `width` × `height` cells.

    The first panel, the most telling one, opens the left column; each other goes where less stands so
    far, if it fits there, and where both are full the right column scrolls.
    """
    if not panels:
        return [], []
    if len(panels) == 1 or width < 50:
        placed = [(p.name, _wanted(views[p.name], width, height)) for p in panels]
        return _fit(placed, panels, height), []
    half = width // 2 - 2
    left: Placed = [(panels[0].name, _wanted(views[panels[0].name], half, height))]
    right: Placed = []
    for panel in panels[1:]:
        want = _wanted(views[panel.name], half, height)
        least = min(want, SHRINKS.get(panel.kind, want))
        fits = [c for c in (right, left) if _least(c, panels) + least <= height]
        column = min(fits, key=lambda c: sum(h for _, h in c)) if fits else right
        column.append((panel.name, want))
    return _fit(left, panels, height), _fit(right, panels, height)


def _wanted(view: PanelView[Any], width: int, height: int) -> int:
    return max(2, min(view.wanted(width), height))


def _least(placed: Placed, panels: Sequence[AnyPanel]) -> int:
    kinds = {p.name: p.kind for p in panels}
    return sum(min(h, SHRINKS.get(kinds[name], h)) for name, h in placed)


def _fit(placed: Placed, panels: Sequence[AnyPanel], height: int) -> Placed:
    """Shrink what shrinks until the column fits; let one that grows take what is left."""
    kinds = {p.name: p.kind for p in panels}
    heights = [h for _, h in placed]
    while sum(heights) > height:
        slack = [h - SHRINKS.get(kinds[name], h) for (name, _), h in zip(placed, heights, strict=True)]
        if max(slack) <= 0:
            break
        heights[slack.index(max(slack))] -= 1
    growing = [i for i, (name, _) in enumerate(placed) if kinds[name] in GROWS]
    if growing and sum(heights) < height:
        most = growing[0]
        heights[most] = min(heights[most] * 2, heights[most] + height - sum(heights))
    return [(name, h) for (name, _), h in zip(placed, heights, strict=True)]
