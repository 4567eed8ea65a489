"""A field for one number, on one line with its unit; or, wide, for a few words."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs


class NumberField(Commanded, Horizontal):
    """Enter gives what was typed, as typed; reading it is grading's business."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "give", N_("answer"), N_("Give this answer")),
    )

    DEFAULT_CSS = """
    NumberField { height: 1; margin: 0 0 1 2; }
    NumberField > .prompt { width: auto; color: $accent; }
    NumberField > Input { width: 18; height: 1; border: none; padding: 0 1; background: $boost; }
    NumberField > Input:focus { border: none; }
    NumberField.wide > Input { width: 1fr; max-width: 60; }
    NumberField.wide > .unit { display: none; }
    NumberField > .unit { width: 1fr; padding: 0 1; color: $text-muted; }
    """

    class Answered(Message):
        """What was typed when Enter was pressed."""

        def __init__(self, field: NumberField, text: str) -> None:
            super().__init__()
            self.field = field
            self.text = text

        @property
        def control(self) -> NumberField:
            return self.field

    def __init__(self, unit: str = "", *, wide: bool = False, id: str | None = None) -> None:
        super().__init__(id=id, classes="wide" if wide else None)
        self.unit = unit
        self.longest = 120 if wide else 40

    def compose(self) -> ComposeResult:
        yield Static(f"{signs().here} ", classes="prompt", markup=False)
        yield Input(max_length=self.longest, compact=True)
        yield Static(self.unit, classes="unit", markup=False)

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        event.input.select_all()  # it stays in sight, and is replaced by what is typed next
        self.post_message(self.Answered(self, event.value))

    def action_give(self) -> None:
        """Give what stands in the field."""
        self.post_message(self.Answered(self, self.query_one(Input).value))

    def focus_field(self) -> None:
        """Put the cursor in, once there is a field."""
        for field in self.query(Input):
            field.focus()

    def settle(self) -> None:
        """Take no more input; what was typed stays in sight."""
        self.query_one(Input).disabled = True

    def open(self) -> None:
        """Take input again."""
        self.query_one(Input).disabled = False
