"""A question on a page: the asking, hints, feedback, another try, the reveal.

Nothing moves on by itself, and Enter with nothing chosen is not an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static, TextArea

from tutor.kit.lesson import (
    AnyQuestion,
    Choice,
    Explain,
    Multi,
    Numeric,
    Order,
    Short,
    SpotIt,
    TensorShape,
    Trace,
)
from tutor.kit.say import N_, Say
from tutor.study.ask import Response
from tutor.study.grade import Grade
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.sitting import Sitting, Turn
from tutor.ui.widgets.number_field import NumberField
from tutor.ui.widgets.picker import Picker
from tutor.ui.widgets.prose import Prose
from tutor.ui.words import _, spoken

if TYPE_CHECKING:
    from textual.widget import Widget


class QuestionBox(Commanded, Vertical):
    """One asking of one question."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("f2,h", "hint", N_("hint"), N_("One hint more")),
        Command("f3,x", "reveal", N_("skip"), N_("Show the answer and go on; a skip is recorded as one")),
        Command("f5", "written", N_("done"), N_("You have written enough; compare it")),
    )
    DEFAULT_CSS = """
    QuestionBox { height: auto; }
    QuestionBox > .said { padding: 0 1; height: auto; margin: 0 0 1 0; }
    QuestionBox > .hint { color: $text-muted; }
    QuestionBox > TextArea { height: 7; margin: 0 1 1 1; border: none; background: $boost; padding: 0 1; }
    """
    over: reactive[bool] = reactive(False, bindings=True)

    class NeedsRun(Message):
        """A trace question was answered; its lab has to run and tell the truth."""

        def __init__(self, box: QuestionBox, response: str) -> None:
            super().__init__()
            self.box = box
            self.response = response

    class Over(Message):
        """The question is answered or revealed; the page may be left."""

        def __init__(self, box: QuestionBox) -> None:
            super().__init__()
            self.box = box

    def __init__(self, sitting: Sitting, turn: Turn) -> None:
        super().__init__()
        self.sitting = sitting
        self.turn = turn
        self.waiting = False

    @property
    def question(self) -> AnyQuestion:
        """The question as the lesson has it."""
        question = self.turn.page.question
        assert question is not None
        return question

    def compose(self) -> ComposeResult:
        yield Prose(self.turn.asked.ask)
        yield from self._field()

    def _field(self) -> ComposeResult:
        question, asked = self.question, self.turn.asked
        rows = [(id, asked.texts[id]) for id in asked.order]
        if isinstance(question, Choice | SpotIt):
            yield Picker("one", rows, id="field")
        elif isinstance(question, Multi):
            yield Picker("many", rows, id="field")
        elif isinstance(question, Order):
            yield Picker("order", rows, id="field")
        elif isinstance(question, Explain):
            yield TextArea(id="field")
        elif isinstance(question, Numeric | Trace | Short | TensorShape):
            yield NumberField(asked.unit, id="field")
        else:
            said = _("This kind of question is asked in --plain only, for now. F3 shows its answer.")
            yield Static(Content(said), markup=False)

    def focus_field(self) -> None:
        """Put the learner where the answer goes."""
        for field in self.query("#field"):
            if isinstance(field, NumberField):
                field.focus_field()
            else:
                field.focus()

    # -- answering -------------------------------------------------------------------------------

    @on(NumberField.Answered)
    def _number(self, message: NumberField.Answered) -> None:
        message.stop()
        lacking = self.sitting.lacking(self.turn, message.text)
        if lacking:
            self._note(lacking)
        elif isinstance(self.question, Trace):
            if not self.waiting:
                self.waiting = True
                self.sitting.commit(self.turn, message.text)
                self._note(Say(N_("You said {number}. Now the model runs.")), number=message.text)
                self.post_message(self.NeedsRun(self, message.text))
        else:
            self.give(message.text)

    @on(Picker.Answered, "#field")
    def _picked(self, message: Picker.Answered) -> None:
        message.stop()
        self.give(message.response)

    @on(Picker.Answered, "#rubric")
    def _ticked(self, message: Picker.Answered) -> None:
        message.stop()
        ticked = [int(id) for id in message.picker.chosen]
        self.give({"text": self.query_one(TextArea).text, "ticked": sorted(ticked)})
        if not self.over:
            self._finish()

    async def action_written(self) -> None:
        """The words stand; now the rubric is shown and the learner grades."""
        field = self.query_one(TextArea)
        assert isinstance(self.question, Explain)
        if not field.text.strip():
            self._note(Say(N_("Nothing is written yet.")))
            return
        field.disabled = True
        rubric = Picker(
            "many", [(str(n), point) for n, point in enumerate(self.question.rubric)], id="rubric"
        )
        await self._add(
            Static(Content(_("Which of these did you say? Tick them, then Enter.")), classes="said")
        )
        await self._add(rubric)
        rubric.focus()

    def give(self, response: Response, truth: float | None = None) -> None:
        """Grade an answer (with the run's truth, for a trace) and show what there is to say."""
        if self.over:
            return
        self.waiting = False
        grade = self.sitting.answer(self.turn, response, truth)
        if grade.result == "unanswered":
            self._note(grade.message)
            return
        self._feedback(grade, truth)

    def _feedback(self, grade: Grade, truth: float | None) -> None:
        sign, word, colour = {
            "right": (signs().right, _("Right."), "bold $success"),
            "partly": (signs().partly, _("Partly right."), "bold $warning"),
            "wrong": (signs().wrong, _("Not this."), "bold $error"),
        }[grade.result]
        parts: list[Content] = [Content.assemble((f"{sign} {word}", colour))]
        if truth is not None:
            parts.append(Content(_("It was {truth}.").format(truth=spoken(grade.right_text))))
        if grade.message:
            said = grade.message if isinstance(grade.message, str) else spoken(grade.message)
            parts.append(Content(said))
        self._say(Content(" ").join(parts))
        self._judge(grade)
        if self.turn.over or truth is not None or isinstance(self.question, Explain):
            self._finish()
        else:
            left = len(self.turn.all_hints) - self.turn.hints
            ways = [_("Try again")]
            if left:
                ways.append(_("F2: a hint ({n} left)").format(n=left))
            ways.append(_("F3: show the answer"))
            self._say(Content.assemble((f" {signs().dot} ".join(ways), "$text-muted")))

    def _judge(self, grade: Grade) -> None:
        """A sign before what was chosen."""
        field = self.query_one("#field")
        if isinstance(field, Picker) and field.mode == "one" and field.chosen:
            sign = signs().right if grade.result == "right" else signs().wrong
            field.judge({**field.verdicts, **dict.fromkeys(field.chosen, sign)})

    # -- hints, reveal, undo ---------------------------------------------------------------------

    def action_hint(self) -> None:
        hint = self.turn.hint()
        count = len(self.turn.all_hints)
        if hint is None:
            self._note(Say(N_("There are no more hints.") if count else N_("There is no hint here.")))
        else:
            head = _("Hint {n} of {count}.").format(n=self.turn.hints, count=count)
            self._say(Content.assemble((head, "$accent"), " ", hint), "hint")

    def action_reveal(self) -> None:
        if self.over:
            return
        if isinstance(self.question, Trace):
            self.post_message(self.NeedsRun(self, ""))
            return
        self.reveal()

    def reveal(self, truth: float | None = None) -> None:
        """Show the answer; the turn is recorded as skipped or revealed."""
        grade = self.sitting.skip(self.turn, truth)
        self._say(Content.assemble((_("The answer:"), "bold"), " ", spoken(grade.right_text)))
        self._finish()

    def undo(self) -> None:
        """Take the last answer back and ask again."""
        if self.sitting.undo(self.turn):
            self._note(Say(N_("Your last answer is taken back.")))
            self.over = False
            for field in self.query("#field"):
                field.disabled = False
                if isinstance(field, Picker):
                    field.judge({})
                elif isinstance(field, NumberField):
                    field.open()
            self.focus_field()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "hint":
            return not self.over and bool(self.turn.all_hints)
        if action == "reveal":
            return not self.over
        if action == "written":
            return isinstance(self.question, Explain) and not self.query("#rubric")
        return True

    def label_of(self, command: Command) -> str:
        return N_("show the answer") if command.action == "reveal" and self.turn.tries else command.label

    # -- showing ---------------------------------------------------------------------------------

    def _finish(self) -> None:
        self.over = True
        question = self.question
        if isinstance(question, Explain) and question.model:
            self._say(Content.assemble((_("One good answer:"), "bold"), " ", question.model))
        for field in self.query("#field"):
            if isinstance(field, Picker):
                self._show_right(field)
            elif isinstance(field, NumberField):
                field.settle()
        if question.explain:
            self.call_later(self._add, Prose(self.turn.asked.explain))
        self.post_message(self.Over(self))

    def _show_right(self, field: Picker) -> None:
        """A sign before every right option; for an order, the lines as they belong."""
        question = self.question
        if isinstance(question, Choice | Multi):
            right = {option.id for option in question.options if option.right}
            field.judge(
                {
                    id: signs().right if id in right else signs().wrong
                    for id in self.turn.asked.order
                    if id in right or id in field.chosen
                }
            )
        field.disabled = True

    def _note(self, say: Say | str, **values: str) -> None:
        """A passing remark, replaced by the next."""
        text = say if isinstance(say, str) else _(say.text).format(**{**say.values, **values})
        for old in self.query(".note"):
            old.remove()
        self.call_later(self._add, Static(Content(text), classes="said note", markup=False))

    def _say(self, content: Content, kind: str = "") -> None:
        for old in self.query(".note"):
            old.remove()
        self.call_later(self._add, Static(content, classes=f"said {kind}", markup=False))
        if self.sitting.trouble:
            self.app.notify(spoken(self.sitting.trouble), severity="error", timeout=10, markup=False)

    async def _add(self, widget: Widget) -> None:
        await self.mount(widget)
        widget.scroll_visible(animate=False)
