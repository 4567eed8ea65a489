"""A text with blanks: the text as it reads now, and a row for each blank under it."""

from __future__ import annotations

import re

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tutor.kit.lesson import Cloze
from tutor.kit.question import BLANK
from tutor.study.grade import Grade
from tutor.ui.widgets.fields.base import sign
from tutor.ui.widgets.fields.parts import PartsField
from tutor.ui.widgets.fields.radio import Radio


class BlanksField(PartsField):
    """What is filled in shows in the text at once; the blank one is at is marked."""

    DEFAULT_CSS = """
    BlanksField > .text { padding: 0 1; margin: 0 0 1 0; height: auto; }
    BlanksField > .rows { height: auto; margin: 0 0 1 1; }
    BlanksField .row { height: auto; }
    BlanksField .row > .number { width: 6; height: 1; color: $text-muted; }
    BlanksField .row > Input {
        width: 1fr; max-width: 44; height: 1; border: none; padding: 0 1; background: $boost;
    }
    BlanksField .row > Input:focus { border: none; }
    """

    def inputs(self) -> ComposeResult:
        asked = self.asked
        yield Static(classes="text", markup=False)
        with Vertical(classes="rows"):
            for n, part in enumerate(asked.parts, 1):
                with Horizontal(classes="row", id=f"part-{part}"):
                    yield Static(f"  ({n})", classes="number", markup=False)
                    if ids := asked.choices[part]:
                        yield Radio([(id, asked.texts[f"{part}/{id}"]) for id in ids])
                    else:
                        yield Input(max_length=60, compact=True)

    def on_mount(self) -> None:
        self._tell()

    def given(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in self.asked.parts:
            for radio in self.query_one(f"#part-{part}").query(Radio):
                found[part] = radio.chosen or ""
            for field in self.query_one(f"#part-{part}").query(Input):
                found[part] = field.value.strip()
        return {part: text for part, text in found.items() if text}

    @on(Input.Changed)
    @on(Radio.Chosen)
    def _changed(self, message: Input.Changed | Radio.Chosen) -> None:
        message.stop()
        self._tell()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._tell()
        event.widget.scroll_visible(animate=False)

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        self.done_with(self.part_of(message.input))

    @on(Radio.Done)
    def _chosen(self, message: Radio.Done) -> None:
        message.stop()
        self.done_with(self.part_of(message.radio))

    def _tell(self) -> None:
        """The text with what stands in its blanks."""
        question = self.asked.question
        assert isinstance(question, Cloze)
        given, here = self.given(), self.part_of(self.screen.focused)
        told, end, text = Content(""), 0, question.text.strip()
        for blank in re.finditer(BLANK, text):
            part = blank[1]
            if part not in self.asked.parts:
                continue
            n = self.asked.parts.index(part)
            words = self.asked.texts.get(f"{part}/{given.get(part)}", given.get(part, ""))
            style = "bold reverse" if n == here and not self.settled else "bold underline"
            told = Content.assemble(
                told, text[end : blank.start()], (words or f" {n + 1}{'·' * 5} ", style)
            )
            end = blank.end()
        self.query_one(".text", Static).update(Content.assemble(told, text[end:]))

    def judge(self, grade: Grade) -> None:
        for n, part in enumerate(self.asked.parts, 1):
            row = self.query_one(f"#part-{part}")
            right = grade.parts.get(part)
            told, colour = (" ", "") if right is None else sign(right)
            row.query_one(".number", Static).update(Content.assemble((told, colour), f" ({n})"))
            for radio in row.query(Radio):
                radio.verdict = right

    def open(self) -> None:
        super().open()
        self.judge(Grade(result="unanswered"))
        self._tell()

    def settle(self) -> None:
        super().settle()
        self._tell()
