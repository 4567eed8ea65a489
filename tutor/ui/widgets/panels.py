"""The panels of a lab in two columns, a wide one over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from tutor.ui.gone import gone
from tutor.ui.views import PanelView, view_for
from tutor.ui.widgets.columns import columns, fill, over

if TYPE_CHECKING:
    from tutor.kit.panels import AnyPanel


class Panels(Vertical):
    """Where the views of a run stand."""

    DEFAULT_CSS = """
    Panels { height: 1fr; }
    Panels .column { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; }
    Panels .column.left { padding: 0 2 0 0; }
    Panels .column.over { height: auto; }
    Panels .column.empty { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._arranged: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield VerticalScroll(classes="column over", can_focus=False)
        with Horizontal():
            yield VerticalScroll(classes="column left", can_focus=False)
            yield VerticalScroll(classes="column right", can_focus=False)

    def put(self, shown: Sequence[AnyPanel]) -> None:
        """Put these panels, and no others, where there is room; only when they or the room changed."""
        now = (tuple((p.name, p.kind) for p in shown), self.size)
        if now == self._arranged or not self.size.width:
            return
        self._arranged = now
        views = {p.name: self.view_of(p) or new_view(p) for p in shown}
        high = over(shown, views, self.size.width, self.size.height)
        first, rest = (shown[:1], shown[1:]) if high else ([], shown)
        top = [(panel.name, high) for panel in first]
        left, right = columns(rest, views, self.size.width, self.size.height - high)
        by_name = {p.name: p for p in shown}
        for column, placed in zip(self.query(".column"), (top, left, right), strict=True):
            for name, _height in placed:
                if views[name].parent not in (None, column):  # it stood in another column, and goes there
                    views[name] = new_view(by_name[name])
            fill(column, [(views[name], height) for name, height in placed])
            column.set_class(not placed, "empty")

    def view_of(self, panel: AnyPanel) -> PanelView[Any] | None:
        """The view of that panel, if it has one that is not about to go."""
        kind = view_for(panel)
        for view in self.query(PanelView):
            if view.panel.name == panel.name and type(view) is kind and not gone(view):
                return view
        return None


def new_view(panel: AnyPanel) -> PanelView[Any]:
    """A view of that panel; without an id, for one that is about to go may stand beside it."""
    return view_for(panel)(panel)
