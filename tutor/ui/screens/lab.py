"""A lab on a screen of its own: free to play with, nothing asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.screens.steady import Steady
from tutor.ui.widgets.footer import Footer
from tutor.ui.widgets.lab_pane import LabPane

if TYPE_CHECKING:
    from tutor.runner.spec import Spec
    from tutor.ui.app import Tutor


class LabScreen(Commanded, Steady, Screen[None]):
    """The pane fills the screen."""

    app: Tutor
    AUTO_FOCUS = ""
    ACTIONS: ClassVar[tuple[Command, ...]] = (Command("escape", "leave", N_("leave"), N_("Leave the lab")),)
    DEFAULT_CSS = """
    LabScreen .rule { height: 1; color: $border-blurred; }
    """

    def __init__(self, spec: Spec, *, playing: bool = False) -> None:
        super().__init__()
        self.spec = spec
        self.playing = playing

    def compose(self) -> ComposeResult:
        yield LabPane(self.spec)
        yield Static(signs().rule * 400, classes="rule", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(LabPane).focus()
        if self.playing:
            self.query_one(LabPane).play()

    def action_leave(self) -> None:
        self.app.leave(self)

    async def retell(self) -> None:
        """Say everything again in the language now in use."""
        pane = self.query_one(LabPane)
        if pane.view:
            pane.repaint()
        self.refresh_footer()
