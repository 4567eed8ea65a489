"""Keeping the rows one is at in sight, where the page around them scrolls and they do not."""

from __future__ import annotations

from textual.containers import ScrollableContainer
from textual.geometry import Region
from textual.widget import Widget


def keep_in_sight(widget: Widget, y: int, height: int) -> None:
    """Scroll the page so that these rows of the widget are seen."""
    region = Region(0, y, max(1, widget.size.width), height).translate(widget.gutter.top_left)
    node: Widget = widget
    while isinstance(node.parent, Widget):
        region = region.translate(node.virtual_region.offset)
        node = node.parent
        if isinstance(node, ScrollableContainer):
            node.scroll_to_region(region, animate=False, force=True)
            return
