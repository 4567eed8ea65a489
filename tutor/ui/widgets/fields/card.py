"""A card: Enter turns it, then the learner says how it was."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult, RenderResult
from textual.content import Content
from textual.widget import Widget

from tutor.kit.lesson import Recall
from tutor.kit.say import N_
from tutor.study.ask import Asked, Response
from tutor.study.kinds.recall import KNEW
from tutor.ui.commands import Command, Commanded
from tutor.ui.gone import gone
from tutor.ui.widgets.fields.base import Field, Sureness
from tutor.ui.widgets.picker import Picker
from tutor.ui.widgets.prose import Prose
from tutor.ui.words import _


class Back(Commanded, Widget, can_focus=True):
    """The card's back, face down."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter,space", "turn", N_("turn over"), N_("Turn the card")),
    )
    DEFAULT_CSS = """
    Back { height: 3; margin: 0 1 1 1; padding: 1 2; background: $boost; color: $text-muted; }
    Back:focus { color: $foreground; }
    """

    def render(self) -> RenderResult:
        return Content(_("Say it to yourself. Enter turns the card."))

    def action_turn(self) -> None:
        self._turn(None)

    def on_click(self) -> None:
        self._turn(None)

    def _turn(self, confidence: int | None) -> None:
        field = self.parent
        if isinstance(field, CardField):
            field.run_worker(field.turn_over(confidence))


class CardField(Field):
    """Front (the question), back, and how well it was known."""

    DEFAULT_CSS = """
    CardField > .back { margin: 0 1 1 1; padding: 1 1 0 1; background: $boost; }
    """
    once = True
    sure_head = N_("how sure?")

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.confidence: int | None = None
        self.turned = False

    def inputs(self) -> ComposeResult:
        yield Back()

    async def turn_over(self, confidence: int | None) -> None:
        """Show the back, and ask how it was."""
        question = self.asked.question
        assert isinstance(question, Recall)
        if self.turned:
            return
        self.turned = True
        self.confidence = confidence
        self.query_one(Sureness).display = False
        await self.query(Back).remove()
        if gone(self):  # the page was turned meanwhile
            return
        picker = Picker("one", [(id, _(word)) for id, word in KNEW.items()], id="knew")
        await self.mount(Prose(question.back, classes="back"), picker)
        picker.focus()
        picker.scroll_visible(animate=False)
        self.screen.refresh_bindings()

    def response(self) -> Response:
        knew = [picker.take() for picker in self.query(Picker)]
        return {"knew": knew[0]} if knew and knew[0] else None

    @on(Picker.Answered)
    def _said(self, message: Picker.Answered) -> None:
        message.stop()
        self.commit(self.confidence)

    def action_sure(self, confidence: int) -> None:
        self.run_worker(self.turn_over(confidence))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.query(Back)) and not self.settled if action == "sure" else True

    def reveal(self) -> None:
        """A card passed over shows its back all the same: the box says it."""

    def _set(self, settled: bool) -> None:
        super()._set(settled)
        self.query_one(Sureness).display = not settled and bool(self.query(Back))
