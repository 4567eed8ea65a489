"""Several things asked at once, one under the other: ↑ and ↓ go between them, Enter on to what is empty."""

from __future__ import annotations

from typing import ClassVar

from textual.widget import Widget

from tutor.kit.say import N_
from tutor.study.ask import Response
from tutor.ui.commands import Command
from tutor.ui.widgets.fields.base import Field


class PartsField(Field):
    """Parts, each with a widget `#part-ID`."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("up", "go(-1)", N_("up"), N_("Go to the part above"), footer=False),
        Command("down", "go(1)", N_("down"), N_("Go to the part below"), footer=False),
        Command("enter", "done", N_("answer"), N_("Give this answer")),
    )

    def given(self) -> dict[str, str]:
        """What each part holds that holds something."""
        raise NotImplementedError

    def response(self) -> Response:
        return dict(self.given())

    def part_of(self, widget: Widget | None) -> int:
        """Which part, counted from 0, the widget is in."""
        for node in widget.ancestors_with_self if widget else ():
            if node.id and node.id.startswith("part-"):
                return self.asked.parts.index(node.id.removeprefix("part-"))
        return -1

    def stop_of(self, part: int) -> Widget:
        """The widget of a part that takes the focus."""
        there = self.query_one(f"#part-{self.asked.parts[part]}")
        return there if there.can_focus else next(inner for inner in there.query("*") if inner.can_focus)

    def focus_field(self) -> None:
        self.stop_of(0).focus()

    def action_go(self, by: int) -> None:
        here = self.part_of(self.screen.focused)
        if 0 <= here + by < len(self.asked.parts):
            self.stop_of(here + by).focus()

    def action_done(self) -> None:
        self.done_with(max(0, self.part_of(self.screen.focused)))

    def done_with(self, part: int) -> None:
        """Enter at a part: on to the next empty one, or the answer is given."""
        given, parts = self.given(), self.asked.parts
        if parts[part] in given:
            for later in (*range(part + 1, len(parts)), *range(part)):
                if parts[later] not in given:
                    self.stop_of(later).focus()
                    return
        self.commit()
