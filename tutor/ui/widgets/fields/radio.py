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

    def _places(self, width: int) -> list[tuple[int, int, int]]:
        """Row, column and width of each option."""
        x, y = 0, 0
        found: list[tuple[int, int, int]] = []
        for _id, text in self.options:
            wide = Content(f"  {signs().off} {text}").cell_length
            if x and x + wide > width and found:
                x, y = 0, y + 1
            found.append((y, x, wide))
            x += wide + 1
        return found

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        places = self._places(width)
        return places[-1][0] + 1 if places else 1

    def render(self) -> RenderResult:
        line, row = Content(""), 0
        for (y, _x, _wide), (id, text) in zip(self._places(self.size.width), self.options, strict=True):
            if y > row:
                line, row = Content.assemble(line, "\n"), y
            chosen = id == self.chosen
            told, colour = sign(self.verdict) if chosen and self.verdict is not None else (" ", "")
            mark = signs().on if chosen else signs().off
            style = "bold" if chosen else ""
            line = Content.assemble(line, (told, colour), f" {mark} ", (text, style), " ")
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
        for (y, x, wide), (id, _text) in zip(self._places(self.size.width), self.options, strict=True):
            if y == at.y and x <= at.x <= x + wide:
                self.choose(id)
