"""The command palette: Textual's, with steady hands."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.command import CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.widgets import LoadingIndicator

from tutor.ui.screens.steady import Steady
from tutor.ui.widgets.listing import Prompt


class Lines(Prompt, CommandList):
    """The commands found."""


class Palette(Steady, CommandPalette):
    """Lists what works where it was called."""

    @work(exclusive=True, group=CommandPalette._GATHER_COMMANDS_GROUP)
    async def _gather_commands(self, search_value: str) -> None:
        """A search that goes on when the palette has been closed has nowhere to list what it finds."""
        try:
            await CommandPalette._gather_commands.__wrapped__(self, search_value)  # type: ignore[attr-defined]
        except NoMatches:
            if self.standing:
                raise

    async def retell(self) -> None:
        """It is closed by the choice that changes the language."""

    def compose(self) -> ComposeResult:
        """As Textual's, with a list of ours."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield SearchIcon()
                yield CommandInput(placeholder=self._placeholder, select_on_focus=False)
            with Vertical(id="--results"):
                yield Lines()
                yield LoadingIndicator()
