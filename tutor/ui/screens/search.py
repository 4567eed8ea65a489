"""Search over all lessons, in every language they are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tutor.ui.screens.modal import Sheet
from tutor.ui.widgets.listing import Listing, in_place
from tutor.ui.words import _, language

if TYPE_CHECKING:
    from tutor.ui.app import Tutor


class SearchModal(Sheet[tuple[str, str]]):
    """Ends with (lesson id, page id) of the line chosen, or None."""

    app: Tutor

    DEFAULT_CSS = """
    SearchModal > #sheet { width: 72; }
    SearchModal Input { border: none; height: 1; padding: 0; margin: 0 0 1 0; background: $boost; }
    SearchModal OptionList { border: none; height: 1fr; background: $surface; padding: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.heading = _("Search all lessons")
        self.hits: list[tuple[str, str]] = []

    def contents(self) -> ComposeResult:
        yield Input(placeholder=_("a word, in English or Korean"), compact=True)
        yield Listing(markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        found = self.app.course.search(event.value, language())[:40] if event.value.strip() else []
        self.hits = [(lesson, page) for lesson, page, _title, _excerpt in found]
        listing = self.query_one(OptionList)
        listing.clear_options()
        for _lesson, _page, title, excerpt in found:
            listing.add_option(Option(Content.assemble((title, "bold"), "\n  ", (excerpt, "$text-muted"))))
        if event.value.strip() and not found:
            listing.add_option(Option(Content(_("Nothing found.")), disabled=True))

    @on(Input.Submitted)
    def _first(self) -> None:
        if self.hits:
            self.dismiss(self.hits[0])

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if in_place(event):
            self.dismiss(self.hits[event.option_index])

    def key_down(self) -> None:
        """From the field into the list."""
        if self.query_one(Input).has_focus and self.hits:
            listing = self.query_one(OptionList)
            listing.focus()
            listing.highlighted = 0
