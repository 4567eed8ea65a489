"""A lesson: one idea a page, a commitment, then the truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tutor.course.entry import Entry
from tutor.kit.lesson import Lesson, Page
from tutor.kit.say import N_
from tutor.ui.commands import Command
from tutor.ui.glyphs import bar
from tutor.ui.gone import gone
from tutor.ui.reading import read_lesson
from tutor.ui.screens.paged import PagedScreen, Words
from tutor.ui.sitting import Sitting
from tutor.ui.widgets.lab_pane import LabPane
from tutor.ui.widgets.predict_box import PredictBox
from tutor.ui.widgets.prose import Prose
from tutor.ui.widgets.question_box import QuestionBox
from tutor.ui.words import _, language, plural

if TYPE_CHECKING:
    from tutor.course.problem import Problem


class LessonScreen(PagedScreen):
    """The pages of one lesson, one at a time."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "on", N_("next"), N_("Read on: the rest of the page, then the next one")),
        Command("n,ctrl+n", "next", N_("next page"), N_("The next page"), footer=False),
        Command("p,ctrl+b", "previous", N_("previous"), N_("The page before")),
        *PagedScreen.ACTIONS,
        Command("escape", "leave", N_("map"), N_("Back to the map; your place is kept")),
    )
    place: reactive[int] = reactive(0, init=False, bindings=True)

    def __init__(self, lesson: str | Path, page: str | None = None) -> None:
        """The lesson of that id, or in that file; at `page`, else where it was left."""
        super().__init__()
        self.lesson_id = lesson
        self.first_page = page
        self.lesson: Lesson | None = None
        self.sitting: Sitting | None = None
        self.told_all = False

    async def on_mount(self) -> None:
        await self._load()
        if self.lesson and self.sitting:
            ids = [page.id for page in self.lesson.pages]
            at = self.first_page or self.app.store.place(self.sitting.name, pack=self.sitting.pack)
            self.set_reactive(LessonScreen.place, ids.index(at) if at in ids else 0)
            await self._turn_to()

    async def _load(self) -> None:
        """Read the lesson in the language now in use; what was read before stays where it cannot be."""
        from tutor.course.problem import LessonError

        try:
            lesson = read_lesson(self.lesson_id)
        except LessonError as error:
            await self._unreadable(error.problems)
            return
        self.lesson = lesson
        self.sitting = Sitting(self.app.store, lesson, language())
        self.set_reactive(LessonScreen.place, min(self.place, len(lesson.pages) - 1))

    async def _unreadable(self, problems: Sequence[Problem]) -> None:
        """Say why there is no lesson."""
        if self.lesson is None:
            said = _("This lesson cannot be read. Its author should know:")
            lines = "\n".join(problem.text() for problem in problems[:8])
            await self.lay_out(None, [Static(Content(f"{said}\n\n{lines}"), classes="trouble")])

    @property
    def page(self) -> Page:
        """The page in view."""
        assert self.lesson is not None
        return self.lesson.pages[self.place]

    # -- pages -----------------------------------------------------------------------------------

    async def watch_place(self) -> None:
        if self.lesson is not None:  # else it can no longer be read, since the key was pressed
            await self._turn_to()

    async def _turn_to(self) -> None:
        """Show the page at `place`; the learner's place is kept."""
        assert self.lesson is not None and self.sitting is not None
        page = self.page
        self.sitting.visit(page)
        self._head()
        self.told_all = False
        await self.lay_out(page, self._words(page))

    def _words(self, page: Page) -> list[Widget]:
        assert self.sitting is not None
        found = self.told(page)
        if page.predict:
            found.append(PredictBox(self.sitting, self.sitting.turn(page)))
        if page.question:
            found.append(QuestionBox(self.sitting, self.sitting.turn(page)))
        if page.more and not page.predict and not page.question:
            found.append(Prose(page.more, classes="more"))
        return found

    def _head(self) -> None:
        assert self.lesson is not None
        entry = self._entry()
        number = f"{entry.order} " if entry else ""
        count = len(self.lesson.pages)
        where = _("{n} of {count}").format(n=self.place + 1, count=count)
        wide = bar((self.place + 1) / count, min(count, 12)) + "  " if self.size.width >= 60 else ""
        self.query_one("#name", Static).update(Content(f"{number}{self.lesson.title}"))
        self.query_one("#where", Static).update(Content(wide + where))

    def _entry(self) -> Entry | None:
        return next((entry for entry in self.app.course.entries if entry.id == self.lesson_id), None)

    # -- predictions -------------------------------------------------------------------------------

    @on(PredictBox.Committed)
    @on(PredictBox.Skipped)
    def _unlock(self, message: PredictBox.Committed | PredictBox.Skipped) -> None:
        if self.pane and not gone(message.box):
            self.pane.locked = ""
            self.pane.repaint()
            self.show_bench()

    async def looked(self, message: LabPane.Looked) -> None:
        """The run that a prediction waited for has ended: tell what came of it."""
        pane, asked = message.pane, self.query(PredictBox)
        if not asked or not message.view.done or pane.locked or self.told_all:
            return
        self.told_all = True
        asking = asked.first()  # its page is the one in sight, while `place` may be further already
        predict, page = asking.predict, asking.turn.page
        metric = predict.answer.metric if predict.answer else ""
        truth = await pane.thorough(metric) if metric else None
        asking.turn.run = pane.record()
        told = asking.tell(truth)
        if gone(asking):  # the page was turned meanwhile
            return
        more = [Prose(page.then)] if page.then else []
        more += [Prose(page.more, classes="more")] if page.more else []
        await self.query_one(Words).mount_all(more)
        self.back_to_words(told)

    # -- commands --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted or self.lesson is None:
            return action in {"leave"}
        if action == "previous":
            return self.place > 0
        return super().check_action(action, parameters)

    def label_of(self, command: Command) -> str:
        if command.action == "on" and self.lesson:
            if self.query_one(Words).unread:
                return N_("read on")
            if self.place == len(self.lesson.pages) - 1:
                return N_("finish")
        return super().label_of(command)

    def action_on(self) -> None:
        """What is below the fold first, then the next page."""
        words = self.query_one(Words)
        if words.unread and words.display:
            words.scroll_page_down(animate=False)
        else:
            self.action_next()

    def action_next(self) -> None:
        if self.lesson is None:
            return
        if self.place + 1 < len(self.lesson.pages):
            self.place += 1
        else:
            self._end()

    def _end(self) -> None:
        """The last page is read: say how it went, and go back to the map."""
        assert self.lesson is not None and self.sitting is not None
        progress = self.sitting.progress()
        ids = [page.id for page in self.lesson.questions]
        said = _("{right} of {count} right.").format(right=progress.right, count=len(ids))
        left = sum(id not in progress.questions for id in ids)
        if left:
            said += " " + plural("{n} question is open.", "{n} questions are open.", left)
        self.app.notify(said, title=self.lesson.title, timeout=8, markup=False)
        self.app.leave(self)

    def action_previous(self) -> None:
        self.place = max(0, self.place - 1)

    def action_leave(self) -> None:
        self.app.leave(self)

    async def retell(self) -> None:
        """The same page in the language now in use."""
        await self._load()
        if self.lesson:
            await self._turn_to()
        self.refresh_footer()
