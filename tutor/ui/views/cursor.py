"""A cursor on cells in rows and columns: moved by arrows and mouse, told to the screen as `Picked`.

Shared by the views that point at cells. In edit mode the mouse paints: `stroke` gives the cells between
two places, so that a quick drag leaves no gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.views.base import P, PanelView


class CursorView(Commanded, PanelView[P]):
    """A view with a cursor; the kind of panel says how many cells there are."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("space,enter", "press", N_("change"), N_("Change what is under the cursor")),
        Command("up", "move(-1, 0)", N_("up"), N_("Move the cursor up"), footer=False),
        Command("down", "move(1, 0)", N_("down"), N_("Move the cursor down"), footer=False),
        Command("left", "move(0, -1)", N_("left"), N_("Move the cursor left"), footer=False),
        Command("right", "move(0, 1)", N_("right"), N_("Move the cursor right"), footer=False),
    )
    row = 0
    column = 0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns that the cursor may be in."""
        raise NotImplementedError

    @property
    def points(self) -> bool:
        """Whether moving the cursor tells the screen something."""
        raise NotImplementedError

    @property
    def action(self) -> str:
        """The panel's action, or ""."""
        return ""

    @property
    def usable(self) -> bool:
        """The arrows move the cursor, or do so in edit mode."""
        return self.points or (self.editing and bool(self.action))

    @property
    def index(self) -> int:
        """The cursor's cell, counted row by row."""
        return self.row * self.shape[1] + self.column

    def settle(self) -> None:
        """Keep the cursor on the panel."""
        self.place(self.row, self.column)

    def place(self, row: int, column: int) -> bool:
        """Put the cursor there, or as near as the panel goes, and tell nobody; whether it moved."""
        rows, columns = self.shape
        before = self.row, self.column
        self.row = min(max(0, row), max(0, rows - 1))
        self.column = min(max(0, column), max(0, columns - 1))
        return before != (self.row, self.column)

    def point(self, row: int, column: int) -> None:
        """Put the cursor there, show it and tell."""
        if self.place(row, column):
            self.repaint()
            if self.points:
                self.post_message(self.Picked(self.panel.name, self.index))

    def press(self) -> None:
        """Do the panel's action at the cursor."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do nothing now are left to the screen."""
        if action == "move":
            return self.usable
        if action == "press":
            return self.editing and bool(self.action)
        return True

    def action_move(self, rows: int, columns: int) -> None:
        """An arrow key."""
        self.point(self.row + rows, self.column + columns)

    def action_press(self) -> None:
        """Space or enter in edit mode."""
        self.press()


def stroke(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The cells of a straight stroke, after `start` up to and with `end`."""
    (r0, c0), (r1, c1) = start, end
    steps = max(abs(r1 - r0), abs(c1 - c0))
    for k in range(1, steps + 1):
        yield r0 + round((r1 - r0) * k / steps), c0 + round((c1 - c0) * k / steps)
