"""A curve of points; one of them is pointed at."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult, RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tutor.kit.lesson import SpotIt
from tutor.kit.say import N_
from tutor.study.ask import Asked, Response
from tutor.study.grade import Grade
from tutor.study.kinds.spot import points
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import signs
from tutor.ui.widgets.fields.base import Field, sign
from tutor.ui.widgets.fields.lines import CodeField
from tutor.ui.words import _

HEIGHT = 9
"""Rows for the points; axis and reading come below."""
MARGIN = 10
"""Cells left of the points, for the numbers of the y axis."""


class Curve(Commanded, Widget, can_focus=True):
    """← and → go from point to point; its x and y are told below."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("left", "move(-1)", N_("point"), N_("Point at the point before"), footer=False),
        Command("right,space", "move(1)", N_("point"), N_("Point at the next point")),
        Command("home", "move(-99)", N_("first"), N_("Point at the first point"), footer=False),
        Command("end", "move(99)", N_("last"), N_("Point at the last point"), footer=False),
        Command("enter", "done", N_("answer"), N_("Give this answer")),
    )
    DEFAULT_CSS = """
    Curve { height: 11; width: 1fr; padding: 0 1; margin: 0 0 1 0; color: $foreground; }
    """
    at: reactive[int | None] = reactive(None)
    """The point one is at, counted from 0; nothing at first."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(id="curve")
        question = asked.question
        assert isinstance(question, SpotIt)
        self.xs = [int(id) for id in asked.order]
        self.ys = points(asked)
        self.names = question.x or "x", question.y or "y"
        self.told: dict[int, bool] = {}
        """Place → whether it is the answer."""

    def _column(self, place: int) -> int:
        room = max(len(self.xs), self.size.width - MARGIN - 1)
        step = min(6.0, (room - 1) / max(1, len(self.xs) - 1))
        return round(place * step)

    def render(self) -> RenderResult:
        low, high = min(self.ys), max(self.ys)
        span = (high - low) or 1.0
        across = self._column(len(self.xs) - 1) + 1
        cells: list[list[tuple[str, str]]] = [[(" ", "")] * across for _ in range(HEIGHT)]
        if self.at is not None:
            for cell in cells:
                cell[self._column(self.at)] = (signs().wall, "$foreground-muted")
        for place, y in enumerate(self.ys):
            row = HEIGHT - 1 - round((y - low) / span * (HEIGHT - 1))
            mark = (signs().done, "bold $accent" if place == self.at else "")
            if place in self.told:
                mark = sign(self.told[place])
            cells[row][self._column(place)] = mark
        lines = [Content(f"{self.names[1]:>{MARGIN - 1}}")]
        for n, line in enumerate(cells):
            number = {0: f"{high:.4g}", HEIGHT - 1: f"{low:.4g}"}.get(n, "")
            lines.append(
                Content.assemble((f"{number:>{MARGIN - 2}} ", "$foreground-muted"), signs().wall, *line)
            )
        lines.append(self._reading())
        return Content("\n").join(lines)

    def _reading(self) -> Content:
        """What is under the cursor, in numbers."""
        if self.at is None:
            return Content.styled(
                " " * MARGIN + _("Point with the arrow keys or the mouse."), "$foreground-muted"
            )
        x, y = self.names
        return Content(f"{' ' * MARGIN}{x} {self.xs[self.at]}   {y} {self.ys[self.at]:.6g}")

    def action_move(self, by: int) -> None:
        last = len(self.xs) - 1
        start = self.at if self.at is not None else (-1 if by > 0 else last + 1)
        self.at = max(0, min(last, start + by))

    def action_done(self) -> None:
        field = self.parent
        if isinstance(field, CurveField):  # the page may have been turned meanwhile
            field.commit()

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset_capture(self).x - MARGIN
        if not self.disabled:
            self.at = min(range(len(self.xs)), key=lambda place: abs(self._column(place) - at))


class CurveField(Field):
    """The curve; the point one is at is the answer."""

    def inputs(self) -> ComposeResult:
        yield Curve(self.asked)

    @property
    def curve(self) -> Curve:
        """The points."""
        return self.query_one(Curve)

    def response(self) -> Response:
        return None if self.curve.at is None else self.asked.order[self.curve.at]

    def _tell(self, told: dict[str, bool]) -> None:
        places = {id: place for place, id in enumerate(self.asked.order)}
        self.curve.told |= {places[id]: right for id, right in told.items()}
        self.curve.refresh()

    def judge(self, grade: Grade) -> None:
        self._tell(dict(grade.parts))

    def reveal(self) -> None:
        self._tell({str(self.asked.answer): True})

    def open(self) -> None:
        super().open()
        self.curve.told = {}
        self.curve.refresh()


def spot_field(asked: Asked) -> Field:
    """Lines of code to point at, or a curve."""
    assert isinstance(asked.question, SpotIt)
    return CodeField(asked) if asked.question.code else CurveField(asked)
