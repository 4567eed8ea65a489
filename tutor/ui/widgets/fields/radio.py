"""A few words to choose one from, beside each other on as few lines as they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.widgets.fields.base import sign
from tutor.ui.widgets.wrapping import wrapped

HEAD = 4
"""Cells before an option: a sign for its verdict, a mark for whether it is chosen, and blanks."""


class Radio(Commanded, Widget, can_focus=True):
    """← and → choose; nothing is chosen at first."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("left", "choose(-1)", N_("choose"), N_("Choose the word before"), footer=False),
        Command("right,space", "choose(1)", N_("choose"), N_("Choose the next word")),
        Command("enter", "done", N_("answer"), N_("Give this answer")),
    )
    DEFAULT_CSS = """
    Radio { height: auto; width: 1fr; padding: 0 1; color: $foreground; }
    Radio:focus { background: $boost; }
    """
    chosen: reactive[str | None] = reactive(None, layout=False)
    verdict: reactive[bool | None] = reactive(None)
    """Whether what is chosen was right; None is not told."""

    class Chosen(Message):
        """Another word is chosen."""

        def __init__(self, radio: Radio) -> None:
            super().__init__()
            self.radio = radio

    class Done(Message):
        """Enter was pressed."""

        def __init__(self, radio: Radio) -> None:
            super().__init__()
            self.radio = radio

    def __init__(self, options: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = list(options)

    def _places(self, width: int) -> list[tuple[int, int, list[str]]]:
        """Row, column and text of each option; one that is wider than a row takes several."""
        x, y = 0, 0
        found: list[tuple[int, int, list[str]]] = []
        for _id, text in self.options:
            rows = wrapped(text, width - HEAD - 1)
            wide = HEAD + Content(rows[0]).cell_length
            if x and (x + wide > width or len(rows) > 1):
                x, y = 0, y + 1
            found.append((y, x, rows))
            x += wide + 1
            if len(rows) > 1:
                x, y = 0, y + len(rows)
        return found

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max((y + len(rows) for y, _x, rows in self._places(width)), default=1)

    def render(self) -> RenderResult:
        line, at = Content(""), 0
        for (y, _x, rows), (id, _text) in zip(self._places(self.size.width), self.options, strict=True):
            chosen = id == self.chosen
            told, colour = sign(self.verdict) if chosen and self.verdict is not None else (" ", "")
            mark = signs().on if chosen else signs().off
            words = ("\n" + " " * HEAD).join(rows)
            between = "\n" * (y - at)
            line = Content.assemble(
                line, between, (told, colour), f" {mark} ", (words, "bold" if chosen else ""), " "
            )
            at = y + len(rows) - 1
        return line

    def choose(self, id: str | None) -> None:
        """Choose that one."""
        if id != self.chosen:
            self.chosen, self.verdict = id, None
            self.post_message(self.Chosen(self))

    def action_choose(self, by: int) -> None:
        ids = [id for id, _text in self.options]
        if self.chosen is None:
            self.choose(ids[0] if by > 0 else ids[-1])
        else:
            self.choose(ids[(ids.index(self.chosen) + by) % len(ids)])

    def action_done(self) -> None:
        self.post_message(self.Done(self))

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset_capture(self)
        for (y, x, rows), (id, _text) in zip(self._places(self.size.width), self.options, strict=True):
            wide = HEAD + max(Content(row).cell_length for row in rows)
            if y <= at.y < y + len(rows) and x <= at.x <= x + wide:
                self.choose(id)
