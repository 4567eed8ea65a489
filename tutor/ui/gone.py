"""Whether a part of the screen is still there: asked after everything that takes a while."""

from __future__ import annotations

from textual.dom import DOMNode


def gone(node: DOMNode) -> bool:
    """Whether a widget or screen has been taken away, is about to be, or the app itself is leaving."""
    return not node.is_attached or node._pruning or node._closing or node._closed or not node.app._running
