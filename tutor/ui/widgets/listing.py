"""Textual's list of options, for windows that leave it no room and for hands quicker than it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.widgets import OptionList

if TYPE_CHECKING:
    Base = OptionList
else:
    Base = object  # not a widget itself: styles are handed down from the first base that is one


class Prompt(Base):
    """Mix-in before a list of options."""

    def _move_page(self, direction: int) -> None:
        """Without a row to show there are no pages to turn."""
        if self.scrollable_content_region:
            super()._move_page(direction)  # type: ignore[arg-type]

    async def _on_click(self, event: events.Click) -> None:
        """A line that has gone since it was painted cannot be pressed."""
        line = event.style.meta.get("option")
        if line is not None and line >= self.option_count:
            event.prevent_default()


class Listing(Prompt, OptionList):
    """A list of options."""


def in_place(event: OptionList.OptionSelected) -> bool:
    """Whether the line chosen is still the one in its place: the list may have been filled anew since."""
    listing, at = event.option_list, event.option_index
    return at < listing.option_count and listing.get_option_at_index(at) is event.option
