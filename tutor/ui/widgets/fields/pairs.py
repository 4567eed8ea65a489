"""Lines on the left, each to be put together with one of the lettered lines below."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult, RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tutor.kit.say import N_
from tutor.study.ask import Asked, Response
from tutor.study.grade import Grade
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.widgets.fields.base import Field, sign
from tutor.ui.widgets.insight import keep_in_sight
from tutor.ui.widgets.wrapping import wrapped

LETTERS = "abcdefg"


class Board(Commanded, Widget, can_focus=True):
    """Two columns: what is given, and what was put to it; the lettered lines stand under them."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("a", "put", N_("match"), N_("a, b, c …: put the line of that letter to this one")),
        Command("right,space", "turn(1)", N_("change"), N_("Put the next line to this one"), footer=False),
        Command("left", "turn(-1)", N_("change"), N_("Put the line before to this one"), footer=False),
        Command("backspace", "clear", N_("clear"), N_("Put nothing to this one"), footer=False),
        Command("up", "move(-1)", N_("up"), N_("The line above"), footer=False),
        Command("down", "move(1)", N_("down"), N_("The line below"), footer=False),
        Command("enter", "done", N_("answer"), N_("Give this answer")),
    )
    DEFAULT_CSS = """
    Board { height: auto; width: 1fr; padding: 0 1; margin: 0 0 1 0; color: $foreground; }
    """
    at: reactive[int] = reactive(0)
    """The line on the left that one is at."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(id="board")
        self.lefts = asked.parts
        self.rights = asked.choices[asked.parts[0]]
        self.texts = asked.texts
        self.given: dict[str, str] = {}
        self.told: dict[str, bool] = {}
        """Left → whether it was right."""

    # -- drawing ---------------------------------------------------------------------------------

    def _columns(self, width: int) -> tuple[int, int]:
        """Widths of the left and the right text, for "✓ ❯ left  →  c  right"."""
        room = max(20, width - 11)
        widest = max(Content(self.texts[id]).cell_length for id in self.lefts)
        left = min(widest, room // 2)
        return left, room - left

    def _rows(self, width: int) -> list[tuple[Content, int, str]]:
        """Each row with the left line's place it belongs to (or −1), and the right line's id (or "")."""
        left, right = self._columns(width)
        rows: list[tuple[Content, int, str]] = []
        for place, id in enumerate(self.lefts):
            taken = self.given.get(id)
            one = wrapped(self.texts[id], left)
            other = wrapped(self.texts[f"/{taken}"], right) if taken else [""]
            letter = LETTERS[self.rights.index(taken)] if taken else signs().dot
            here = place == self.at and not self.disabled
            for n in range(max(len(one), len(other))):
                told = sign(self.told[id]) if id in self.told and n == 0 else (" ", "")
                cursor = signs().here if here and n == 0 else " "
                text = one[n] if n < len(one) else ""
                gap = " " * (left - Content(text).cell_length)
                mid = f" {signs().right_key} {letter} " if n == 0 else " " * (len(signs().right_key) + 4)
                line = Content.assemble(
                    told, " ", (cursor, "$accent"), " ", (text, "bold" if here else ""), gap,
                    (mid, "$accent" if taken else "$foreground-muted"), other[n] if n < len(other) else "",
                )  # fmt: skip
                rows.append((line, place, ""))
        rows.append((Content(""), -1, ""))
        used = set(self.given.values())
        for letter, id in zip(LETTERS, self.rights, strict=False):
            for n, text in enumerate(wrapped(self.texts[f"/{id}"], max(10, width - 8))):
                head = (f"    {letter}  ", "bold $accent") if n == 0 else " " * 7
                rows.append(
                    (Content.assemble(head, (text, "$foreground-muted" if id in used else "")), -1, id)
                )
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> RenderResult:
        return Content("\n").join([row for row, _place, _id in self._rows(self.size.width)])

    def _changed(self) -> None:
        self.refresh(layout=True)
        self.call_after_refresh(self._follow)

    def watch_at(self) -> None:
        self._changed()

    def _follow(self) -> None:
        rows = [y for y, row in enumerate(self._rows(self.size.width)) if row[1] == self.at]
        if rows and self.has_focus:
            keep_in_sight(self, rows[0], len(rows))

    # -- doing -----------------------------------------------------------------------------------

    def put(self, right: str) -> None:
        """Put that line to the one on the left one is at, and go to the next one without a partner."""
        self.given[self.lefts[self.at]] = right
        self.told.pop(self.lefts[self.at], None)
        later = [*range(self.at + 1, len(self.lefts)), *range(self.at)]
        self.at = next((place for place in later if self.lefts[place] not in self.given), self.at)
        self._changed()

    async def on_key(self, event: events.Key) -> None:
        place = LETTERS.find(event.key) if len(event.key) == 1 else -1
        if 0 <= place < len(self.rights):
            event.stop()
            event.prevent_default()
            self.put(self.rights[place])

    def action_put(self) -> None:
        self.put(self.rights[0])

    def action_turn(self, by: int) -> None:
        left = self.lefts[self.at]
        now = self.rights.index(self.given[left]) if left in self.given else -1 if by > 0 else 0
        self.given[left] = self.rights[(now + by) % len(self.rights)]
        self.told.pop(left, None)
        self._changed()

    def action_clear(self) -> None:
        self.given.pop(self.lefts[self.at], None)
        self._changed()

    def action_move(self, by: int) -> None:
        self.at = max(0, min(len(self.lefts) - 1, self.at + by))

    def action_done(self) -> None:
        field = self.parent
        if isinstance(field, PairsField):  # the page may have been turned meanwhile
            field.commit()

    def on_click(self, event: events.Click) -> None:
        y, rows = event.get_content_offset_capture(self).y, self._rows(self.size.width)
        if 0 <= y < len(rows) and not self.disabled:
            _row, place, right = rows[y]
            if right:
                self.put(right)
            elif place >= 0:
                self.at = place


class PairsField(Field):
    """The board; its parts are judged one by one."""

    def inputs(self) -> ComposeResult:
        yield Board(self.asked)

    @property
    def board(self) -> Board:
        """The two columns."""
        return self.query_one(Board)

    def response(self) -> Response:
        return dict(self.board.given)

    def judge(self, grade: Grade) -> None:
        self.board.told = dict(grade.parts)
        self.board.refresh(layout=True)

    def open(self) -> None:
        super().open()
        self.board.told = {}
        self.board.refresh(layout=True)
