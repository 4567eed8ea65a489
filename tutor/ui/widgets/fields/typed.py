"""One line to type in: a number, a word or two, a shape."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from tutor.study.ask import Response
from tutor.ui.dimensions import dimensions
from tutor.ui.widgets.fields.base import Field
from tutor.ui.widgets.number_field import NumberField


class TypedField(Field):
    """Enter gives what was typed, as typed; reading it is grading's business."""

    wide = False

    def inputs(self) -> ComposeResult:
        yield NumberField(self.asked.unit, wide=self.wide)

    def response(self) -> Response:
        return self.query_one(Input).value

    @on(NumberField.Answered)
    def _answered(self, message: NumberField.Answered) -> None:
        message.stop()
        self.commit()


class WordsField(TypedField):
    """Room for a few words."""

    wide = True


class ShapeField(WordsField):
    """The dimensions there are, and a line for the shape."""

    DEFAULT_CSS = """
    ShapeField > .dims { padding: 0 1; margin: 0 0 1 0; height: auto; color: $text-muted; }
    """

    def inputs(self) -> ComposeResult:
        yield Static(Content(dimensions(self.asked)), classes="dims", markup=False)
        yield from super().inputs()
