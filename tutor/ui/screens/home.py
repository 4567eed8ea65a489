"""Home: the course as a map, one key away from a live model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from tutor.course.entry import Entry
from tutor.course.index import Index
from tutor.kit import ids
from tutor.kit.say import N_
from tutor.study.due import Course, Listed, mastery
from tutor.study.progress import Progress
from tutor.study.schedule import Item
from tutor.ui.commands import Command, Commanded
from tutor.ui.glyphs import bar, signs
from tutor.ui.gone import gone
from tutor.ui.screens.steady import Steady
from tutor.ui.studied import studied
from tutor.ui.widgets.course_map import CourseMap, Heading
from tutor.ui.widgets.footer import Footer
from tutor.ui.words import _, in_language, plural

if TYPE_CHECKING:
    from tutor.runner.spec import Spec
    from tutor.study.rebuild import Rebuild
    from tutor.ui.app import Tutor
    from tutor.ui.widgets.lab_pane import LabPane

FIRST = "hopfield"
"""Where a new learner lands."""


class HomeScreen(Commanded, Steady, Screen[None]):
    """The map on the left; on the right what the lesson under the cursor is, and its lab, live."""

    app: Tutor
    AUTO_FOCUS = ""
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("space", "live", N_("live now"), N_("Run the lesson's lab right here")),
        Command("r", "review", N_("review"), N_("Answer what is due today")),
        Command("c", "test", N_("test"), N_("Test out of the chapter under the cursor"), footer=False),
        Command("o", "lab", N_("lab"), N_("Open the lab on a screen of its own"), footer=False),
        Command("g", "progress", N_("stats"), N_("What you remember, and what comes next")),
    )
    DEFAULT_CSS = """
    HomeScreen > #top { height: 1; padding: 0 1; }
    HomeScreen > #top > #name { width: 1fr; text-style: bold; }
    HomeScreen > #top > #done { width: auto; color: $text-muted; }
    HomeScreen .rule { height: 1; color: $border-blurred; }
    HomeScreen > #middle { height: 1fr; }
    HomeScreen #left { width: 5fr; }
    HomeScreen #right { width: 6fr; border-left: solid $border-blurred; padding: 0 0 0 1; }
    HomeScreen.-wide #left { width: 4fr; } HomeScreen.-wide #right { width: 7fr; }
    HomeScreen #title { text-style: bold; padding: 0 1; height: auto; }
    HomeScreen #summary { padding: 0 1 1 1; height: auto; color: $foreground; }
    HomeScreen #facts { padding: 0 1; height: auto; color: $text-muted; }
    HomeScreen #live { height: 1fr; }
    HomeScreen LabPane > #head, HomeScreen LabPane > #says, HomeScreen LabPane > Timeline { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._debounce: Timer | None = None
        self._poll: Timer | None = None
        self._making: Rebuild | None = None
        self._left = False
        """Whether another screen has been in front since the map was drawn first."""
        self._done: Mapping[tuple[str, str], Progress] = {}
        self._share = 0.0
        self._due = ""
        """How many questions are due, in words."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static("dltutor", id="name", markup=False)
            yield Static(id="done", markup=False)
        yield Static(signs().rule * 400, classes="rule", markup=False)
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield CourseMap(id="map")
            with Vertical(id="right"):
                yield Static(id="title", markup=False)
                yield Static(id="summary", markup=False)
                yield Vertical(id="live")
                yield Static(id="facts", markup=False)
        yield Static(signs().rule * 400, classes="rule", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.draw(self._last() or FIRST)
        self.query_one(CourseMap).focus()

    def on_screen_suspend(self) -> None:
        """Something else comes to the front."""
        self._left = True

    def on_screen_resume(self) -> None:
        """Back from a lesson: the map shows what was done there."""
        if self._left and self.query_one(CourseMap).lessons:
            self.draw(self._last() or self.query_one(CourseMap).lesson)

    def _last(self) -> str | None:
        """The lesson the learner was in last."""
        place = self.app.store.latest_place()
        last = ids.whole(*place[:2]) if place else None
        return last if any(entry.id == last for entry in self.app.course.entries) else None

    async def retell(self) -> None:
        """Say everything again in the language now in use."""
        self.draw(self.query_one(CourseMap).lesson)
        self.refresh_footer()

    def draw(self, here: str | None) -> None:
        """Draw the map from the index and the learner's log, with the cursor on `here`."""
        all_entries = self.app.course.entries
        done = self._done = self.app.store.all_progress()
        course = studied(self.app.course)
        recall = self.app.store.recall()
        known = mastery(recall, course)
        shares = {
            entry.id: share(known.get(key := ids.parts(entry.id)), done.get(key)) for entry in all_entries
        }
        self.query_one(CourseMap).show(
            headings(self.app.course),
            all_entries,
            {entry.id: in_language(entry.title) for entry in all_entries},
            shares,
            {entry.id for entry in all_entries if is_done(key := ids.parts(entry.id), course[key], recall)},
            here,
        )
        own = [part or 0.0 for id, part in shares.items() if not ids.pack_of(id)]
        self._share = sum(own) / max(1, len(own))
        self._tell_due(course)
        self._tell()

    def _tell_due(self, course: Course) -> None:
        """How many questions are due; while that is being worked out, how far it is."""
        if self.app.store.is_scheduled:
            count = len(self.app.store.due(course))
            self._due = _("{n} due").format(n=count) if count else ""
        elif self._poll is None:
            self._poll = self.set_interval(0.2, self._follow)
        self._head()

    def _follow(self) -> None:
        self._making = self._making or self.app.rebuild()
        if not self._making.over:
            self._due = _("working out what is due {bar}").format(bar=bar(self._making.share, 10))
            self._head()
            return
        assert self._poll is not None
        self._poll.stop()
        self._making = self._poll = None
        self._due = ""
        if self.app.store.is_scheduled:
            self.draw(self.query_one(CourseMap).lesson)
        else:
            self._head()

    def _head(self) -> None:
        told = _("course {share:.0%}").format(share=self._share)
        self.query_one("#done", Static).update(Content(f"{self._due}    {told}".strip()))

    def on_course_map_moved(self, message: CourseMap.Moved) -> None:
        self._tell()

    def on_course_map_opened(self, message: CourseMap.Opened) -> None:
        if self.is_active:  # of two presses in one moment the second finds the lesson open
            self.app.open_lesson(message.lesson)

    def _tell(self) -> None:
        """The right side: what the lesson under the cursor is."""
        lesson = self.query_one(CourseMap).lesson
        if lesson is None:
            self.query_one("#title", Static).update(Content(_("No lessons were found.")))
            return
        entry = self._entry(lesson)
        self.query_one("#title", Static).update(Content(in_language(entry.title)))
        self.query_one("#summary", Static).update(Content(in_language(entry.summary)))
        dot = f" {signs().dot} "
        facts = [plural("{n} minute", "{n} minutes", entry.minutes)]
        if entry.lab:
            facts.append(_("live lab"))
        facts.append(plural("{n} question", "{n} questions", entry.questions))
        lines = [dot.join(facts)]
        lines += [
            _("from the pack {title}").format(title=in_language(pack.title))
            for pack in self.app.course.packs
            if pack.name == ids.pack_of(lesson)
        ]
        after = [in_language(other.title) for other in self.app.course.entries if other.id in entry.after]
        if after:
            lines.append(_("after: {lessons}").format(lessons=", ".join(after)))
        progress = self._done.get(ids.parts(lesson))
        if progress and progress.questions:
            lines.append(
                _("so far {right} of {count} right").format(right=progress.right, count=entry.questions)
            )
        self.query_one("#facts", Static).update(Content("\n".join(lines)))
        self.query("LabPane").remove()
        if self._debounce:
            self._debounce.stop()
        self._debounce = self.set_timer(0.35, self._preview)

    def _entry(self, lesson: str) -> Entry:
        return next(entry for entry in self.app.course.entries if entry.id == lesson)

    def _spec(self) -> Spec | None:
        from tutor.runner.spec import Spec

        lesson = self.query_one(CourseMap).lesson
        lab = self._entry(lesson).lab if lesson else None
        return Spec(lab=lab.name, knobs=lab.set, seed=lab.seed) if lab else None

    def _panes(self) -> list[LabPane]:
        """The lab in sight, if it is there already: not the one of the lesson before, which is going."""
        from tutor.ui.widgets.lab_pane import LabPane

        return [pane for pane in self.query(LabPane) if not gone(pane)]

    async def _preview(self) -> None:
        """The lab's first picture, from the lab itself, once the cursor rests."""
        if gone(self) or not self.is_active or self._panes():
            return
        spec = self._spec()
        if spec:
            from tutor.ui.widgets.lab_pane import LabPane

            pane = LabPane(spec)
            pane.can_focus = False
            pane.only_first = True
            await self.query_one("#live").mount(pane)

    async def action_live(self) -> None:
        """Play in place; press again to pause."""
        await self._preview()
        for pane in self._panes():
            pane.action_play()

    def action_review(self) -> None:
        self.app.open_review()

    def action_progress(self) -> None:
        self.app.open_progress()

    def action_test(self) -> None:
        lesson = self.query_one(CourseMap).lesson
        if lesson:
            self.app.open_test(self._entry(lesson).chapter)

    def action_lab(self) -> None:
        spec = self._spec()
        if spec:
            self.app.open_lab(spec)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "test":
            return self.is_mounted and bool(self.query_one(CourseMap).lesson)
        if action in {"live", "lab"} and self.is_mounted:
            lesson = self.query_one(CourseMap).lesson
            return bool(lesson and self._entry(lesson).lab)
        return True


def headings(course: Index) -> list[Heading]:
    """The chapters of the map; the first of each pack has the pack's title over it."""
    packs = {pack.name: in_language(pack.title) for pack in course.packs}
    found = []
    for chapter in course.chapters:
        over, title = packs.pop(ids.pack_of(chapter.id), ""), in_language(chapter.title)
        found.append(Heading(chapter.id, "" if over == title else title, over))
    return found


def share(recall: float | None, progress: Progress | None) -> float | None:
    """How much of a lesson is remembered; None before it was begun."""
    begun = bool(recall) or (progress is not None and (progress.pages or progress.questions))
    return (recall or 0.0) if begun else None


def is_done(lesson: tuple[str, str], listed: Listed, recall: Collection[Item]) -> bool:
    """Whether every question of a lesson (pack, id) that comes back in reviews was answered, or shown to be
    known by a test."""
    return bool(listed.reviewable) and all((*lesson, item) in recall for item in listed.reviewable)
