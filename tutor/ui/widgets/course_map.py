"""The course as a map: chapters, lessons in order, and how far the learner is in each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import bar, signs

if TYPE_CHECKING:
    from tutor.course.entry import Entry


class Heading(NamedTuple):
    """What stands over the lessons of a chapter."""

    chapter: str
    """Its id."""
    title: str
    """"" where the pack's title says it all."""
    pack: str = ""
    """The title of the pack that begins here, else ""."""


class _Pack(str):
    """A line with a pack's title."""


class CourseMap(Commanded, ScrollView):
    """Lines of chapters and lessons; up and down go from lesson to lesson."""

    can_focus = True
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "open", N_("open"), N_("Open the lesson where you left it")),
        Command("up,k", "move(-1)", N_("up"), N_("The lesson above"), footer=False),
        Command("down,j", "move(1)", N_("down"), N_("The lesson below"), footer=False),
        Command("pageup", "move(-10)", N_("far up"), N_("Ten lessons up"), footer=False),
        Command("pagedown", "move(10)", N_("far down"), N_("Ten lessons down"), footer=False),
        Command("home", "move(-9999)", N_("first"), N_("The first lesson"), footer=False),
        Command("end", "move(9999)", N_("last"), N_("The last lesson"), footer=False),
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "map--pack",
        "map--chapter",
        "map--here",
        "map--lesson",
        "map--bar",
    }
    DEFAULT_CSS = """
    CourseMap { height: 1fr; padding: 0; }
    CourseMap > .map--pack { color: $foreground; text-style: bold; }
    CourseMap > .map--chapter { color: $text-muted; }
    CourseMap > .map--lesson { color: $foreground; }
    CourseMap > .map--here { color: $accent; text-style: bold; }
    CourseMap > .map--bar { color: $secondary; }
    """
    here: reactive[int] = reactive(0)

    class Moved(Message):
        """Another lesson is under the cursor."""

        def __init__(self, lesson: str) -> None:
            super().__init__()
            self.lesson = lesson

    class Opened(Message):
        """The learner wants that lesson."""

        def __init__(self, lesson: str) -> None:
            super().__init__()
            self.lesson = lesson

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lessons: list[tuple[Entry, str, float | None]] = []
        self.done: frozenset[str] = frozenset()
        self.lines: list[int | str] = []

    def show(
        self,
        chapters: Sequence[Heading],
        entries: Sequence[Entry],
        titles: Mapping[str, str],
        shares: Mapping[str, float | None],
        done: Collection[str],
        here: str | None,
    ) -> None:
        """Chapters, their lessons, the share of each that is remembered (None: not begun), and
        which are done."""
        self.lessons, self.lines, self.done = [], [], frozenset(done)
        for chapter in chapters:
            mine = [entry for entry in entries if entry.chapter == chapter.chapter]
            if not mine:
                continue
            if self.lines:
                self.lines.append("")
            if chapter.pack:
                self.lines.append(_Pack(chapter.pack))
            if chapter.title:
                self.lines.append(chapter.title)
            for entry in mine:
                self.lines.append(len(self.lessons))
                self.lessons.append((entry, titles[entry.id], shares[entry.id]))
        places = [entry.id for entry, _title, _share in self.lessons]
        self.set_reactive(CourseMap.here, places.index(here) if here in places else 0)
        self.virtual_size = Size(0, len(self.lines))
        self.refresh()
        self.call_after_refresh(self._into_sight)

    @property
    def lesson(self) -> str | None:
        """The lesson under the cursor."""
        return self.lessons[self.here][0].id if self.lessons else None

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        y += self.scroll_offset.y
        if y >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        line = self.lines[y]
        if isinstance(line, _Pack):
            content = self._pack(line, width)
        elif isinstance(line, str):
            content = Content.styled(f" {line}", self._style("map--chapter"))
        else:
            content = self._lesson(line, width)
        return Strip(_segments(content, self.visual_style)).adjust_cell_length(width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_visual_style(name)

    def _pack(self, title: str, width: int) -> Content:
        """A pack's title on a rule: what stands below is not the course's."""
        rule = signs().rule
        name = Content(title).truncate(max(4, width - 6), ellipsis=True)
        tail = max(0, width - name.cell_length - 5)
        return Content.assemble(
            (f" {rule} ", self._style("map--chapter")),
            name.stylize(self._style("map--pack")),
            (f" {rule * tail}", self._style("map--chapter")),
        )

    def _lesson(self, place: int, width: int) -> Content:
        s = signs()
        entry, title, share = self.lessons[place]
        here = place == self.here
        sign = s.new if share is None else s.done if entry.id in self.done else s.begun
        tail = "" if share is None else f" {bar(share)} {share:>4.0%}"
        room = max(4, width - 8 - len(tail))
        name = Content(title).truncate(room, ellipsis=True, pad=True)
        return Content.assemble(
            (f" {s.here if here else ' '}", self._style("map--here")),
            f"{sign}{entry.order:>3}  ",
            name.stylize(self._style("map--here" if here else "map--lesson")),
            (tail, self._style("map--bar")),
        )

    def action_move(self, by: int) -> None:
        if self.lessons:
            self.here = max(0, min(len(self.lessons) - 1, self.here + by))

    def _into_sight(self) -> None:
        """Scroll to the cursor."""
        if self.lessons:
            self.scroll_to_region(Region(0, self.lines.index(self.here), 1, 1), animate=False)

    def watch_here(self) -> None:
        if self.lessons:
            self._into_sight()
            self.refresh()
            self.post_message(self.Moved(self.lessons[self.here][0].id))

    def action_open(self) -> None:
        if self.lesson:
            self.post_message(self.Opened(self.lesson))

    def on_click(self, event: events.Click) -> None:
        y = event.y + self.scroll_offset.y
        line = self.lines[y] if 0 <= y < len(self.lines) else ""
        if isinstance(line, int):
            if line == self.here:
                self.action_open()
            self.here = line

    def label_of(self, command: Command) -> str:
        if command.action == "open" and self.lessons and self.lessons[self.here][2] is not None:
            return N_("continue")
        return command.label


def _segments(content: Content, base: Style) -> list[Segment]:
    return [
        Segment(text, style.rich_style if isinstance(style, Style) else None)
        for text, style in content.render(base, end="")
    ]
