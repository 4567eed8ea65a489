"""Lines to choose from, to tick, to put in order, or to point at."""

from __future__ import annotations

from typing import Literal

from textual import on
from textual.app import ComposeResult

from tutor.kit.lesson import Choice, Multi
from tutor.study.ask import Response
from tutor.study.grade import Grade
from tutor.ui.widgets.fields.base import Field, sign
from tutor.ui.widgets.picker import Picker


class LinesField(Field):
    """A picker; Enter answers."""

    mode: Literal["one", "many", "order"] = "one"
    numbered = False

    def inputs(self) -> ComposeResult:
        rows = [(id, self.asked.texts[id]) for id in self.asked.order]
        yield Picker(self.mode, rows, id="lines", numbered=self.numbered)

    @property
    def picker(self) -> Picker:
        """The lines."""
        return self.query_one("#lines", Picker)

    def response(self) -> Response:
        return self.picker.take()

    @on(Picker.Answered)
    def _answered(self, message: Picker.Answered) -> None:
        message.stop()
        self.commit()

    def reveal(self) -> None:
        question, picker = self.asked.question, self.picker
        right: set[str] = set()
        if isinstance(question, Choice | Multi):
            right = {option.id for option in question.options if option.right}
        elif self.numbered:
            right = {str(self.asked.answer)}
        if right:
            seen = [id for id in self.asked.order if id in right or id in picker.chosen]
            picker.judge({id: sign(id in right)[0] for id in seen})

    def open(self) -> None:
        super().open()
        self.picker.judge({})


class OneField(LinesField):
    """One line; what was chosen keeps its sign."""

    def judge(self, grade: Grade) -> None:
        told = {id: sign(right)[0] for id, right in grade.parts.items()}
        self.picker.judge({**self.picker.verdicts, **told})


class ManyField(LinesField):
    """Any number of lines."""

    mode = "many"


class OrderField(LinesField):
    """All lines, moved."""

    mode = "order"


class CodeField(OneField):
    """Lines of code with their numbers."""

    numbered = True
