"""The command palette: Textual's, with steady hands."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.widgets import LoadingIndicator

from tutor.ui.screens.steady import Steady
from tutor.ui.widgets.listing import Prompt


class Lines(Prompt, CommandList):
    """The commands found."""


class Palette(Steady, CommandPalette):
    """Lists what works where it was called."""

    def compose(self) -> ComposeResult:
        """As Textual's, with a list of ours."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield SearchIcon()
                yield CommandInput(placeholder=self._placeholder, select_on_focus=False)
            with Vertical(id="--results"):
                yield Lines()
                yield LoadingIndicator()
