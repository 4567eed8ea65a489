"""What every screen and sheet owes hasty hands: closed once, and never left for another's sake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual import events
from textual.await_complete import AwaitComplete
from textual.errors import NoWidget
from textual.geometry import Offset
from textual.widget import Widget

from tutor.ui.gone import gone

if TYPE_CHECKING:
    from textual.screen import Screen

    Base = Screen[Any]
else:
    Base = object  # not a screen itself: styles are handed down from the first base that is one


class Steady(Base):
    """Mix-in before a Textual screen."""

    @property
    def standing(self) -> bool:
        """Whether it has not been left: what takes a while asks before it goes on."""
        return not gone(self)

    def refresh_footer(self) -> None:
        """Say in the last line what works now, in the language now in use."""
        for footer in self.query("Footer"):
            footer.refresh()

    async def on_event(self, event: events.Event) -> None:
        """A screen that was left before it stood has no parts, and nothing to set up."""
        if self.standing or not isinstance(event, events.Mount):
            await super().on_event(event)

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close, if this is what lies in front: of two presses in one moment the second finds it gone."""
        return super().dismiss(result) if self.is_active else AwaitComplete.nothing()  # type: ignore[no-untyped-call]

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What the mouse selects there; nothing of a widget that has just been taken away."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        off = widget is not None and widget is not self and gone(widget)
        return (None, None) if off else (widget, offset)

    def get_style_at(self, x: int, y: int) -> Style:
        """What is drawn there; nothing of a widget that has just been taken away."""
        try:
            widget, _region = self.get_widget_at(x, y)
        except NoWidget:
            return Style.null()
        there = widget is self or not gone(widget)
        return super().get_style_at(x, y) if there else Style.null()

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Give the keys to a widget; never to one that has been taken away, where no key would lead out."""
        if widget is None or not gone(widget):
            super().set_focus(widget, scroll_visible, from_app_focus)
