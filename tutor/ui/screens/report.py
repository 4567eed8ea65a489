"""A sheet that asks what is wrong with a question."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from tutor.kit.say import N_
from tutor.ui.commands import Command
from tutor.ui.screens.modal import Sheet
from tutor.ui.words import _


class ReportModal(Sheet[str]):
    """Ends with what the learner typed, which may be nothing, or with None: no report."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "write", N_("write"), N_("Write the report to a file")),
    )
    DEFAULT_CSS = """
    ReportModal .about { height: auto; padding: 0 0 1 0; color: $text-muted; }
    ReportModal Input { border: none; height: 1; padding: 0 1; background: $boost; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.heading = _("What is wrong with this question?")

    def contents(self) -> ComposeResult:
        about = _(
            "One sentence helps; it may stay empty. Enter writes a report to a file that you can send: the"
            " question, how it was asked, your answer to it, and this sentence. Nothing else about you."
        )
        yield Static(Content(about), classes="about", markup=False)
        yield Input(max_length=500, compact=True)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_write()

    def action_write(self) -> None:
        self.dismiss(self.query_one(Input).value)
