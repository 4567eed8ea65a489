"""A prediction on a page: say a number (or choose), say how sure, then the run tells the truth."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tutor.kit.lesson import Predict
from tutor.kit.say import N_, Say
from tutor.study.ask import Response
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.sitting import Sitting, Turn
from tutor.ui.widgets.number_field import NumberField
from tutor.ui.widgets.picker import Picker
from tutor.ui.widgets.prose import Prose
from tutor.ui.words import _, spoken

SURE = (N_("a guess"), N_("fairly sure"), N_("certain"))


class PredictBox(Commanded, Vertical):
    """One prediction: asked, committed with a confidence, and answered by the run beside it."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("f3", "skip", N_("skip"), N_("Go on without a prediction; the lab unlocks")),
    )
    DEFAULT_CSS = """
    PredictBox { height: auto; }
    PredictBox > .said { padding: 0 1; height: auto; margin: 0 0 1 0; }
    """
    stage: reactive[str] = reactive("saying", bindings=True)
    """saying → sure → running → told (or skipped)."""

    class Committed(Message):
        """The prediction stands; the run may start."""

    class Skipped(Message):
        """The learner passed; the lab is free."""

    def __init__(self, sitting: Sitting, turn: Turn) -> None:
        super().__init__()
        self.sitting = sitting
        self.turn = turn
        self.response: Response = None

    @property
    def predict(self) -> Predict:
        """The prediction as the lesson has it."""
        assert self.turn.page.predict is not None
        return self.turn.page.predict

    def compose(self) -> ComposeResult:
        asked = self.turn.asked
        yield Prose(asked.ask)
        if self.predict.kind == "choice":
            yield Picker("one", [(id, asked.texts[id]) for id in asked.order], id="field")
        else:
            yield NumberField(asked.unit, id="field")

    def focus_field(self) -> None:
        """Put the learner where the prediction goes."""
        for field in self.query("#sure, #field"):
            if isinstance(field, NumberField):
                field.focus_field()
            elif not field.disabled:
                field.focus()

    @on(NumberField.Answered)
    async def _number(self, message: NumberField.Answered) -> None:
        message.stop()
        await self._said(message.text)

    @on(Picker.Answered, "#field")
    async def _picked(self, message: Picker.Answered) -> None:
        message.stop()
        await self._said(message.response)

    async def _said(self, response: Response) -> None:
        if self.stage != "saying":
            return
        lacking = self.sitting.lacking(self.turn, response)
        for old in self.query(".note"):
            await old.remove()
        if lacking:
            await self.mount(Static(Content(spoken(lacking)), classes="said note", markup=False))
            return
        self.response = response
        self.stage = "sure"
        field = self.query_one("#field")
        if isinstance(field, NumberField):
            field.settle()
        else:
            field.disabled = True
        await self.mount(Static(Content(_("How sure are you?")), classes="said", markup=False))
        sure = Picker("one", [(str(n), _(word)) for n, word in enumerate(SURE)], id="sure")
        await self.mount(sure)
        sure.focus()
        sure.scroll_visible(animate=False)

    @on(Picker.Answered, "#sure")
    async def _sure(self, message: Picker.Answered) -> None:
        message.stop()
        if not isinstance(message.response, str) or self.stage != "sure":
            return
        self.turn.confidence = int(message.response)
        self.sitting.commit(self.turn, self.response)
        self.stage = "running"
        self.query_one("#sure").disabled = True
        await self._say(Content(_("It stands. Press space and let the model run.")), "note")
        self.post_message(self.Committed())

    async def action_skip(self) -> None:
        self.sitting.skip(self.turn)
        self.stage = "skipped"
        self.query_one("#field").disabled = True
        await self._say(Content(_("Skipped. The lab is yours: press space.")))
        self.post_message(self.Skipped())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.stage == "saying" if action == "skip" else True

    async def tell(self, truth: float | None) -> None:
        """The run has ended: compare, and say what the difference means."""
        if self.stage not in {"running", "skipped"}:
            return
        if self.stage == "skipped":
            shown = self.sitting.lacking(self.turn, str(truth)) is None and truth is not None
            if shown:
                await self._say(Content(_("It was {truth:g}.").format(truth=truth)))
            self.stage = "told"
            return
        grade = self.sitting.answer(self.turn, self.response, truth)
        self.stage = "told"
        if grade.result == "unanswered":
            await self._say(
                Content(grade.message if isinstance(grade.message, str) else spoken(grade.message))
            )
            return
        sure = _(SURE[self.turn.confidence or 0])
        first = _("You said {said} ({sure}). It was {truth}.").format(
            said=grade.given_text, sure=sure, truth=grade.right_text
        )
        sign, word, colour = {
            "right": (signs().right, _("That is near enough to call it right."), "bold $success"),
            "partly": (signs().partly, _("Close."), "bold $warning"),
            "wrong": (signs().wrong, _("Off."), "bold $error"),
        }[grade.result]
        if self.predict.kind == "choice" and grade.result == "right":
            word = _("Right.")
        said: str | Say = grade.message
        message = said if isinstance(said, str) else spoken(said)
        await self._say(
            Content.assemble(
                (first, "bold"), "\n", (f"{sign} {word}", colour), f" {message}" if message else ""
            )
        )

    async def _say(self, content: Content, kind: str = "") -> None:
        for old in self.query(".note"):
            await old.remove()
        line = Static(content, classes=f"said {kind}", markup=False)
        await self.mount(line)
        line.scroll_visible(animate=False)
        if self.sitting.trouble:
            self.app.notify(spoken(self.sitting.trouble), severity="error", timeout=10, markup=False)
