"""A prediction on a page: say a number (or choose), say how sure, then the run tells the truth."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tutor.kit.lesson import Predict
from tutor.kit.say import N_
from tutor.study.ask import Response
from tutor.study.grade import Grade
from tutor.study.typed import measured
from tutor.ui.commands import Command
from tutor.ui.glyphs import signs
from tutor.ui.gone import gone
from tutor.ui.marks import said
from tutor.ui.sitting import SURE, Sitting, Turn
from tutor.ui.widgets.doubtful import Doubtful
from tutor.ui.widgets.fields.base import KEYS
from tutor.ui.widgets.number_field import NumberField
from tutor.ui.widgets.picker import Picker
from tutor.ui.widgets.prose import Prose
from tutor.ui.words import _, spoken


class PredictBox(Doubtful):
    """One prediction: asked, committed with a confidence, and answered by the run beside it."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("f3", "skip", N_("skip"), N_("Go on without a prediction; the lab unlocks")),
        *(
            Command(",".join(keys), f"sure({n})", word, N_("Say how sure you are"), footer=False)
            for n, (keys, word) in enumerate(zip(KEYS, SURE, strict=True))
        ),
    )
    DEFAULT_CSS = """
    PredictBox { height: auto; }
    PredictBox > .said { padding: 0 1; height: auto; margin: 0 0 1 0; }
    """
    stage: reactive[str] = reactive("saying", bindings=True)
    """saying → sure → running → told (or skipped)."""

    class Committed(Message):
        """The prediction stands; the run may start."""

        def __init__(self, box: PredictBox) -> None:
            super().__init__()
            self.box = box

    class Skipped(Committed):
        """The learner passed; the lab is free."""

    def __init__(self, sitting: Sitting, turn: Turn) -> None:
        super().__init__(sitting, turn)
        self.response: Response = None

    @property
    def predict(self) -> Predict:
        """The prediction as the lesson has it."""
        assert self.turn.page.predict is not None
        return self.turn.page.predict

    @property
    def answerable(self) -> bool:
        """Whether the learner is still to say something."""
        return self.stage in {"saying", "sure"}

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
    def _number(self, message: NumberField.Answered) -> None:
        message.stop()
        self._said(message.text)

    @on(Picker.Answered, "#field")
    def _picked(self, message: Picker.Answered) -> None:
        message.stop()
        self._said(message.response)

    def _said(self, response: Response) -> None:
        """All at once, as each step here: the next key finds the stage and what belongs to it."""
        if self.stage != "saying":
            return
        lacking = self.sitting.lacking(self.turn, response)
        self.query(".note").remove()
        if lacking:
            self.mount(Static(Content(spoken(lacking)), classes="said note", markup=False))
            return
        self.response = response
        self.stage = "sure"
        field = self.query_one("#field")
        if isinstance(field, NumberField):
            field.settle()
        else:
            field.disabled = True
        rows = [(str(n), f"{KEYS[n][0]}  {_(word)}") for n, word in enumerate(SURE)]
        sure = Picker("one", rows, id="sure")
        self.mount(Static(Content(_("How sure are you?")), classes="said", markup=False), sure)
        sure.focus()
        sure.scroll_visible(animate=False)

    @on(Picker.Answered, "#sure")
    def _sure(self, message: Picker.Answered) -> None:
        message.stop()
        if isinstance(message.response, str):
            self.action_sure(int(message.response))

    def action_sure(self, confidence: int) -> None:
        """The prediction stands, with how sure one is of it."""
        if self.stage != "sure":
            return
        self.turn.confidence = confidence
        self.sitting.commit(self.turn, self.response)
        self.stage = "running"
        self.query_one("#sure").disabled = True
        self._say(Content(_("It stands. Press space and let the model run.")), "note")
        self.post_message(self.Committed(self))

    def action_skip(self) -> None:
        self.sitting.skip(self.turn)
        self.stage = "skipped"
        self.query_one("#field").disabled = True
        self._say(Content(_("Skipped. The lab is yours: press space.")))
        self.post_message(self.Skipped(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.stage == {"skip": "saying", "sure": "sure"}.get(action, self.stage)

    def tell(self, truth: float | None) -> str:
        """The run has ended: compare, and say what the difference means; the first sentence of it."""
        if self.stage not in {"running", "skipped"}:
            return ""
        if self.stage == "skipped":
            self.stage = "told"
            first = "" if truth is None else _("It was {truth}.").format(truth=measured(truth))
            self._say(Content.styled(first, "bold"))
            return first
        grade = self.sitting.answer(self.turn, self.response, truth)
        self.stage = "told"
        message = spoken(grade.message)
        if grade.result == "unanswered":
            self._say(Content(message))
            return message
        first = self._compared(grade)
        sign, word, colour = self._verdict(grade)
        line = Content.assemble((f"{sign} {word}", colour), " " if message else "", said(grade.message))
        self._say(Content("\n").join([Content.styled(first, "bold"), line]) if first else line)
        return first or f"{sign} {word}"

    def _compared(self, grade: Grade) -> str:
        """What was said beside what was seen; nothing for a choice, whose options are in sight."""
        if self.predict.kind == "choice":
            return ""
        return _("You said {said} ({sure}). It was {truth}.").format(
            said=spoken(grade.given_text),
            sure=_(SURE[self.turn.confidence or 0]),
            truth=spoken(grade.right_text),
        )

    def _verdict(self, grade: Grade) -> tuple[str, str, str]:
        """Sign, word and colour."""
        if grade.result == "right":
            near = _("Near enough to call it right.") if self.predict.kind == "numeric" else _("Right.")
            return signs().right, near, "bold $success"
        if grade.result == "partly":
            return signs().partly, _("Close."), "bold $warning"
        return signs().wrong, _("Off."), "bold $error"

    def _say(self, content: Content, kind: str = "") -> None:
        if gone(self):  # the page was turned meanwhile
            return
        self.query(".note").remove()
        line = Static(content, classes=f"said {kind}", markup=False)
        self.mount(line)
        line.scroll_visible(animate=False)
        if self.sitting.trouble:
            self.app.notify(spoken(self.sitting.trouble), severity="error", timeout=10, markup=False)
