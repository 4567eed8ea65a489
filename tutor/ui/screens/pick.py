"""A sheet with a list to choose one line from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.kit.say import N_
from tutor.ui.commands import Command
from tutor.ui.screens.modal import Sheet
from tutor.ui.widgets.listing import Listing


class PickModal(Sheet[str]):
    """Rows of (id, title, what it is); ends with the id chosen, or None."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "choose", N_("choose"), N_("Choose the line")),
    )
    DEFAULT_CSS = """
    PickModal OptionList { height: auto; max-height: 60%; border: none; background: $surface; padding: 0; }
    PickModal #what { padding: 1 0; color: $text-muted; }
    """

    def __init__(self, heading: str, rows: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.heading = heading
        self.rows = list(rows)

    def contents(self) -> ComposeResult:
        yield Listing(*(Option(Content(title), id=id) for id, title, _what in self.rows), markup=False)
        yield Static(id="what", markup=False)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.query_one("#what", Static).update(Content(self.rows[event.option_index][2]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_choose(self) -> None:
        """Enter on the list chooses; the binding is here for footer and help."""
        self.query_one(OptionList).action_select()
