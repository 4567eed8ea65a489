"""A question on a page: the asking, hints, feedback, another try, the reveal.

Nothing moves on by itself, and Enter with nothing chosen is not an answer. How a kind is answered is its
field's business (`tutor.ui.widgets.fields`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tutor.kit.lesson import AnyQuestion, Explain, Numeric, Recall, Trace
from tutor.kit.say import N_, Say, Verbatim
from tutor.study.ask import Response
from tutor.study.grade import Grade
from tutor.ui.commands import Command
from tutor.ui.glyphs import signs
from tutor.ui.gone import gone
from tutor.ui.marks import said
from tutor.ui.sitting import SURE, Sitting, Turn
from tutor.ui.widgets.doubtful import Doubtful
from tutor.ui.widgets.fields import field_for
from tutor.ui.widgets.fields.base import Field
from tutor.ui.widgets.fields.card import CardField
from tutor.ui.widgets.prose import Prose
from tutor.ui.words import _, spoken

if TYPE_CHECKING:
    from textual.widget import Widget


class QuestionBox(Doubtful):
    """One asking of one question."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("f2,h", "hint", N_("hint"), N_("One hint more")),
        Command("f3,x", "reveal", N_("skip"), N_("Show the answer and go on; a skip is recorded as one")),
    )
    DEFAULT_CSS = """
    QuestionBox { height: auto; }
    QuestionBox > .said { padding: 0 1; height: auto; margin: 0 0 1 0; }
    QuestionBox > .hint { color: $text-muted; }
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
        super().__init__(sitting, turn)
        self.waiting = False

    @property
    def question(self) -> AnyQuestion:
        """The question as the lesson has it."""
        question = self.turn.page.question
        assert question is not None
        return question

    @property
    def field(self) -> Field:
        """Where it is answered."""
        return self.query_one("#field", Field)

    def compose(self) -> ComposeResult:
        yield Prose(self.turn.asked.ask)
        yield field_for(self.turn.asked)

    @property
    def ready(self) -> bool:
        """Whether the field stands with all its parts: the box may just have been mounted."""
        return any(field.is_mounted for field in self.query("#field"))

    @property
    def answerable(self) -> bool:
        """Whether the learner is still to say something."""
        return not self.over and not self.waiting

    def focus_field(self) -> None:
        """Put the learner where the answer goes, once that is there."""
        if self.ready:
            self.field.focus_field()

    # -- answering -------------------------------------------------------------------------------

    @on(Field.Answered)
    def _answered(self, message: Field.Answered) -> None:
        message.stop()
        if self.over or self.waiting:
            return
        lacking = self.sitting.lacking(self.turn, message.response)
        if lacking:
            self._note(lacking)
            return
        self.turn.confidence = message.confidence
        if isinstance(self.question, Trace):
            assert isinstance(message.response, str)
            self.waiting = True
            self.sitting.commit(self.turn, message.response)
            text = N_("You said {number}. Now the model runs.")
            self._note(Say(text, {"number": Verbatim(message.response)}))
            self.post_message(self.NeedsRun(self, message.response))
        else:
            self.give(message.response)

    @on(Field.Drafted)
    def _drafted(self, message: Field.Drafted) -> None:
        message.stop()
        self.sitting.commit(self.turn, message.response)
        self._trouble()

    @on(Field.Note)
    def _noted(self, message: Field.Note) -> None:
        message.stop()
        self._note(Say(message.text))

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
        if isinstance(self.question, Recall):
            word = f"{spoken(grade.given_text)}."
        elif grade.result == "wrong" and self.turn.tries > 1:
            word = _("Not this either.")
            if isinstance(self.question, Numeric):  # nearly the same number often gets the same message
                word = _("{number}: not this either.").format(number=spoken(grade.given_text))
        self.query(".verdict").remove()  # of an earlier try: hints stay
        parts: list[Content] = [Content.assemble((f"{sign} {word}", colour))]
        if self.turn.confidence is not None:
            parts.append(Content.styled(f"({_(SURE[self.turn.confidence])})", "$foreground-muted"))
        if truth is not None:
            parts.append(Content(_("It was {truth}.").format(truth=spoken(grade.right_text))))
        message = said(grade.message)
        if message and "\n" not in message.plain:
            parts.append(message)
        line = Content(" ").join(parts)
        self._say(Content("\n").join([line, message]) if "\n" in message.plain else line, "verdict")
        self.field.judge(grade)
        if self.turn.once and grade.result != "right" and truth is None:
            self._tell_answer(grade)
        if self.turn.over or truth is not None or self.field.once:
            self._finish()
        else:
            left = len(self.turn.all_hints) - self.turn.hints
            ways = [_("Try again")]
            if left:
                ways.append(_("F2: a hint ({n} left)").format(n=left))
            ways.append(_("F3: show the answer"))
            line = Content.styled(f" {signs().dot} ".join(ways), "$foreground-muted")
            self._say(line, "verdict ways")

    # -- hints, reveal, undo ---------------------------------------------------------------------

    def action_hint(self) -> None:
        hint = self.turn.hint()
        count = len(self.turn.all_hints)
        if hint is None:
            self._note(Say(N_("There are no more hints.") if count else N_("There is no hint here.")))
        else:
            head = _("Hint {n} of {count}.").format(n=self.turn.hints, count=count)
            self._say(Content.assemble((head, "$accent"), " ", said(hint)), "hint")

    def action_reveal(self) -> None:
        if not self.answerable:
            return
        if isinstance(self.question, Trace):
            self.post_message(self.NeedsRun(self, ""))
            return
        self.reveal()

    def reveal(self, truth: float | None = None) -> None:
        """Show the answer; the turn is recorded as skipped or revealed."""
        self._tell_answer(self.sitting.skip(self.turn, truth))
        self._finish()

    def _tell_answer(self, grade: Grade) -> None:
        self.query(".ways").remove()  # there is nothing left to try
        if isinstance(self.question, Explain) and self.question.model:
            return  # it is said when the turn ends, here as after an answer
        if isinstance(self.field, CardField) and self.field.turned:
            return  # the back is up
        if isinstance(self.question, Recall):  # Markdown, and more than a word
            self._say(Content.styled(_("The answer:"), "bold"))
            self._add(Prose(spoken(grade.right_text)))
        else:
            lines = spoken(grade.right_text)
            between = "\n" if "\n" in lines else " "
            self._say(Content.assemble((_("The answer:"), "bold"), between, lines))

    def undo(self) -> None:
        """Take the last answer back and ask again."""
        if self.sitting.undo(self.turn):
            self._note(Say(N_("Your last answer is taken back.")))
            self.over = self.waiting = False
            self.field.open()
            self.focus_field()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.ready:
            return False
        if action == "hint":
            return not self.over and bool(self.turn.all_hints)
        if action == "reveal":
            return self.answerable
        return True

    def label_of(self, command: Command) -> str:
        return N_("show the answer") if command.action == "reveal" and self.turn.tries else command.label

    # -- showing ---------------------------------------------------------------------------------

    def _finish(self) -> None:
        self.over = True
        question = self.question
        if isinstance(question, Explain) and question.model:
            self._say(Content.assemble((_("One good answer:"), "bold"), " ", question.model))
        self.field.reveal()
        self.field.settle()
        if question.explain:
            self._add(Prose(self.turn.asked.explain))
        self.post_message(self.Over(self))

    def _note(self, say: Say | str) -> None:
        """A passing remark, replaced by the next."""
        self.query(".note").remove()
        self._add(Static(Content(spoken(say)), classes="said note", markup=False))

    def _say(self, content: Content, kind: str = "") -> None:
        self.query(".note").remove()
        self._add(Static(content, classes=f"said {kind}", markup=False))
        self._trouble()

    def _trouble(self) -> None:
        if self.sitting.trouble:
            self.app.notify(spoken(self.sitting.trouble), severity="error", timeout=10, markup=False)

    def _add(self, widget: Widget) -> None:
        """At once, so that what comes next finds it there."""
        if gone(self):  # the page was turned meanwhile
            return
        self.mount(widget)
        widget.scroll_visible(animate=False)
