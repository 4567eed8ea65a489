"""Lines to choose from, to tick, or to put in order; by keys and by mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from textual import events, on
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.widgets.insight import keep_in_sight
from tutor.ui.widgets.listing import Listing
from tutor.ui.widgets.wrapping import wrapped


class Picker(Commanded, Listing):
    """`one`: a press of Enter on a line answers. `many`: space ticks. `order`: space takes a line along.

    Nothing is chosen at first, so that Enter alone is no answer.
    """

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("space", "mark", N_("choose"), N_("Choose the line, tick it, or take it along")),
        Command("shift+up", "carry(-1)", N_("move up"), N_("Move the line up"), footer=False),
        Command("shift+down", "carry(1)", N_("move down"), N_("Move the line down"), footer=False),
        Command("enter", "answer", N_("answer"), N_("Give this answer")),
    )
    DEFAULT_CSS = """
    Picker { height: auto; border: none; padding: 0 1; background: transparent; margin: 0 0 1 0; }
    Picker:focus { border: none; background: transparent; }
    Picker > .option-list--option { padding: 0; }
    Picker > .option-list--option-highlighted { background: $boost; color: $foreground; text-style: none; }
    Picker:focus > .option-list--option-highlighted {
        background: $boost; color: $foreground; text-style: none;
    }
    Picker > .option-list--option-hover { background: $surface; }
    Picker > .option-list--option-disabled { color: $foreground; }
    """

    class Answered(Message):
        """What the learner gives: an id, the ticked ids, or the ids in their order."""

        def __init__(self, picker: Picker, response: str | list[str] | None) -> None:
            super().__init__()
            self.picker = picker
            self.response = response

        @property
        def control(self) -> Picker:
            return self.picker

    def __init__(
        self,
        mode: Literal["one", "many", "order"],
        rows: Sequence[tuple[str, str]],
        *,
        id: str | None = None,
        numbered: bool = False,
    ) -> None:
        super().__init__(id=id, markup=False)
        self.mode = mode
        self.numbered = numbered
        """Whether the ids are numbers to be seen (lines of code); empty lines are passed over then."""
        self.rows = list(rows)
        self.chosen: set[str] = set()
        self.touched = False
        self.carrying = False
        self.verdicts: Mapping[str, str] = {}
        self._laid_out_for = 0

    def on_mount(self) -> None:
        self._fill()
        self.highlighted = 0 if self.mode != "one" else None

    def _fill(self) -> None:
        here = self.highlighted
        self.clear_options()
        self.add_options(
            [
                Option(self._prompt(place), id=id, disabled=self.numbered and not text.strip())
                for place, (id, text) in enumerate(self.rows)
            ]
        )
        self.highlighted = here

    def _prompt(self, place: int) -> Content:
        s = signs()
        id, text = self.rows[place]
        if self.mode == "one":
            mark = s.on if id in self.chosen else s.off
        elif self.mode == "many":
            mark = s.ticked if id in self.chosen else s.unticked
        else:
            mark = s.here if self.carrying and place == self.highlighted else f"{place + 1}"
        verdict = self.verdicts.get(id, "")
        colour = {s.right: "bold $success", s.wrong: "bold $error"}.get(verdict, "")
        if self.numbered:
            chosen = s.here if id in self.chosen else " "
            wide = max(len(id) for id, _text in self.rows)
            return Content.assemble(
                (f"{verdict or chosen} ", colour or "$accent"),
                (f"{id:>{wide}}  ", "$foreground-muted"),
                text,
            )
        hung = self._hung(text, Content(mark).cell_length + 4)
        return Content.assemble((f"{verdict or ' '} ", colour), f"{mark}  ", hung)

    def _hung(self, text: str, indent: int) -> str:
        """`text` in rows that start under the first one."""
        room = self.scrollable_content_region.width - indent
        rows = wrapped(text, room) if room > 8 else text.strip().split("\n")
        return ("\n" + " " * indent).join(rows)

    def on_resize(self, event: events.Resize) -> None:
        if event.size.width != self._laid_out_for:
            self._laid_out_for = event.size.width
            self._fill()

    def judge(self, verdicts: Mapping[str, str]) -> None:
        """Show a sign before lines: id → ✓ or ✗."""
        self.verdicts = verdicts
        self._fill()

    def label_of(self, command: Command) -> str:
        if command.action == "mark":
            return {"one": N_("choose"), "many": N_("tick"), "order": N_("take along")}[self.mode]
        return command.label

    def action_mark(self) -> None:
        if self.highlighted is None:  # nothing is pointed at yet: the first line that can be
            super().action_cursor_down()
        if self.highlighted is None:
            return
        id = self.rows[self.highlighted][0]
        if self.mode == "one":
            self.chosen = {id}
        elif self.mode == "many":
            self.chosen ^= {id}
        else:
            self.carrying = not self.carrying
        self.touched = True
        self._fill()

    def action_carry(self, by: int) -> None:
        if self.mode != "order" or self.highlighted is None:
            return
        here, there = self.highlighted, self.highlighted + by
        if 0 <= there < len(self.rows):
            self.rows[here], self.rows[there] = self.rows[there], self.rows[here]
            self.touched = True
            self.highlighted = there
            self._fill()

    def action_cursor_up(self) -> None:
        if self.carrying:
            self.action_carry(-1)
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        if self.carrying:
            self.action_carry(+1)
        else:
            super().action_cursor_down()

    def action_answer(self) -> None:
        self.post_message(self.Answered(self, self.take()))

    def take(self) -> str | list[str] | None:
        """The answer to be given now: of one line that of the cursor."""
        self.carrying = False
        if self.mode == "one" and self.highlighted is not None:
            self.chosen = {self.rows[self.highlighted][0]}
            self._fill()
        return self.response()

    def response(self) -> str | list[str] | None:
        """The answer as it stands; None where nothing was chosen, ticked or moved."""
        if self.mode == "one":
            return next(iter(self.chosen), None)
        if self.mode == "many":
            return [id for id, _text in self.rows if id in self.chosen] or None
        return [id for id, _text in self.rows] if self.touched else None

    def watch_highlighted(self, highlighted: int | None) -> None:
        super().watch_highlighted(highlighted)
        if highlighted is not None and highlighted in self._index_to_line:
            keep_in_sight(self, self._index_to_line[highlighted], self._heights[highlighted])

    @on(OptionList.OptionSelected)
    def _pressed(self, event: OptionList.OptionSelected) -> None:
        """A press of the mouse marks; answering stays a separate step."""
        event.stop()
        self.action_mark()
