"""True or false, and because of what."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tutor.kit.lesson import TrueFalse
from tutor.study.grade import Grade
from tutor.ui.widgets.fields.base import sign
from tutor.ui.widgets.fields.parts import PartsField
from tutor.ui.widgets.fields.radio import Radio
from tutor.ui.widgets.picker import Picker
from tutor.ui.words import _


class Reasons(Picker):
    """The reasons; from the first one ↑ goes back to the verdict."""

    def action_cursor_up(self) -> None:
        if self.highlighted in (None, 0):
            field = self.parent
            if isinstance(field, VerdictField):  # the page may have been turned meanwhile
                field.action_go(-1)
        else:
            super().action_cursor_up()


class VerdictField(PartsField):
    """The verdict in one row, the reasons under it."""

    DEFAULT_CSS = """
    VerdictField > Radio { margin: 0 1 1 1; width: auto; min-width: 30; }
    VerdictField > .because { padding: 0 1; height: 1; color: $text-muted; }
    """

    def inputs(self) -> ComposeResult:
        asked = self.asked
        words = [(id, _(asked.texts[f"verdict/{id}"])) for id in asked.choices["verdict"]]
        yield Radio(words, id="part-verdict")
        yield Static(Content(_("because")), classes="because", markup=False)
        reasons = [(id, asked.texts[f"reason/{id}"]) for id in asked.choices["reason"]]
        yield Reasons("one", reasons, id="part-reason")

    @property
    def verdict(self) -> Radio:
        """The row."""
        return self.query_one(Radio)

    @property
    def reasons(self) -> Reasons:
        """The lines."""
        return self.query_one(Reasons)

    def given(self) -> dict[str, str]:
        found = {"verdict": self.verdict.chosen, "reason": next(iter(self.reasons.chosen), None)}
        return {part: id for part, id in found.items() if id}

    @on(Radio.Done)
    def _judged(self, message: Radio.Done) -> None:
        message.stop()
        self.done_with(0)

    @on(Picker.Answered)
    def _reasoned(self, message: Picker.Answered) -> None:
        message.stop()
        self.done_with(1)

    def action_sure(self, confidence: int) -> None:
        if self.reasons.has_focus:
            self.reasons.take()
        super().action_sure(confidence)

    def judge(self, grade: Grade) -> None:
        self.verdict.verdict = grade.parts.get("verdict")
        told = {id: sign(grade.parts.get("reason", False))[0] for id in self.reasons.chosen}
        self.reasons.judge({**self.reasons.verdicts, **told})

    def reveal(self) -> None:
        question = self.asked.question
        assert isinstance(question, TrueFalse)
        self.verdict.chosen = str(self.asked.answer)
        self.verdict.verdict = True
        right = {reason.id for reason in question.reasons if reason.right}
        seen = right | self.reasons.chosen
        self.reasons.judge({id: sign(id in right)[0] for id in seen})

    def open(self) -> None:
        super().open()
        self.verdict.verdict = None
        self.reasons.judge({})
