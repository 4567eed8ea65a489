"""The learner's own words, then the points of a good answer to hold them against."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from tutor.kit.lesson import Explain
from tutor.kit.say import N_
from tutor.study.ask import Response
from tutor.ui.commands import Command
from tutor.ui.gone import gone
from tutor.ui.widgets.fields.base import Field
from tutor.ui.widgets.picker import Picker
from tutor.ui.words import _


class OwnWordsField(Field):
    """Written, kept, then graded by the learner."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("f5", "written", N_("done"), N_("You have written enough; compare it")),
    )
    DEFAULT_CSS = """
    OwnWordsField > TextArea {
        height: 7; margin: 0 1 1 1; border: none; background: $boost; padding: 0 1;
    }
    OwnWordsField > .said { padding: 0 1; height: auto; margin: 0 0 1 0; }
    """
    once = True

    def compose(self) -> ComposeResult:
        yield TextArea()

    @property
    def text(self) -> str:
        """What is written."""
        return self.query_one(TextArea).text

    def response(self) -> Response:
        ticked = sorted(int(id) for picker in self.query(Picker) for id in picker.chosen)
        return {"text": self.text, "ticked": ticked}

    async def action_written(self) -> None:
        """The words stand, and are kept; now the rubric is shown and the learner grades."""
        if self.query_one(TextArea).disabled:  # said already
            return
        if not self.text.strip():
            self.post_message(self.Note(N_("Nothing is written yet.")))
            return
        question = self.asked.question
        assert isinstance(question, Explain)
        self.query_one(TextArea).disabled = True
        self.post_message(self.Drafted(self, self.response()))
        said = _("Which of these did you say? Tick them, then Enter.")
        rubric = Picker("many", [(str(n), point) for n, point in enumerate(question.rubric)], id="rubric")
        await self.query("Picker, .said").remove()  # of what was taken back
        if gone(self) or not self.query_one(TextArea).disabled:  # or it was taken back meanwhile
            return
        await self.mount(Static(Content(said), classes="said"), rubric)
        rubric.focus()
        rubric.scroll_visible(animate=False)
        self.screen.refresh_bindings()

    @on(Picker.Answered)
    def _ticked(self, message: Picker.Answered) -> None:
        message.stop()
        self.commit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "sure":
            return False
        return not self.query(Picker) and not self.settled if action == "written" else True

    def open(self) -> None:
        """The words may be changed, and are compared anew."""
        self.query("Picker, .said").remove()
        super().open()

    def _set(self, settled: bool) -> None:
        self.settled = settled
        for widget in self.query("TextArea, Picker"):
            widget.disabled = settled
