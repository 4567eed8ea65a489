"""What every modal shares: a quiet sheet over the screen, a title, and Esc to leave."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.screens.steady import Steady
from tutor.ui.widgets.footer import Footer

Result = TypeVar("Result")


class Sheet(Commanded, Steady, ModalScreen[Result]):
    """A sheet docked at the right; the screen under it stays in sight."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("escape", "leave", N_("back"), N_("Close this sheet")),
    )
    DEFAULT_CSS = """
    Sheet { align: right top; }
    Sheet > #sheet {
        width: 56; max-width: 100%; height: 1fr; padding: 1 2 0 2;
        background: $surface; border-left: solid $border-blurred;
    }
    Sheet > #sheet > #title { text-style: bold; height: auto; padding: 0 0 1 0; }
    Sheet Footer { background: $surface; }
    """
    heading: str = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet"):
            yield Static(self.heading, id="title", markup=False)
            yield from self.contents()
        yield Footer()

    def contents(self) -> ComposeResult:
        """The widgets under the title."""
        yield from ()

    def action_leave(self) -> None:
        """Close without a result."""
        self.dismiss(None)
