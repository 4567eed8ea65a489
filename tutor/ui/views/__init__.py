"""One view for each kind of panel, imported when the first panel of its kind is shown."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tutor.kit.panels import Panel
from tutor.ui.views.base import PanelView

__all__ = ["PanelView", "view_for"]


def view_for(panel: Panel) -> type[PanelView[Any]]:
    """The class of widget that shows `panel`."""
    module = import_module(f"tutor.ui.views.{panel.kind}")
    view: type[PanelView[Any]] = getattr(module, f"{panel.kind.capitalize()}View")
    return view
