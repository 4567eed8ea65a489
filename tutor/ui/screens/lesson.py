"""A lesson: one idea a page, a commitment, then the truth."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tutor.course.entry import Entry
from tutor.kit.lesson import Lesson, Page
from tutor.kit.say import N_
from tutor.ui.commands import Command
from tutor.ui.filters import in_ascii
from tutor.ui.glyphs import ASCII, bar, signs
from tutor.ui.gone import gone
from tutor.ui.screens.paged import PagedScreen, Words
from tutor.ui.sitting import Sitting
from tutor.ui.widgets.lab_pane import LabPane
from tutor.ui.widgets.predict_box import PredictBox
from tutor.ui.widgets.prose import Prose
from tutor.ui.widgets.question_box import QuestionBox
from tutor.ui.words import _, language, plural, spoken


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

    def __init__(self, lesson: str, page: str | None = None) -> None:
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
        from tutor.course.load import load
        from tutor.course.problem import LessonError

        try:
            self.lesson = load(self.lesson_id, language())
        except LessonError as error:
            problems = "\n".join(problem.text() for problem in error.problems[:8])
            said = _("This lesson cannot be read. Its author should know:")
            await self.query_one(Words).mount(Static(Content(f"{said}\n\n{problems}"), classes="trouble"))
            self.query_one(Words).focus()
            return
        if signs() is ASCII:
            self.lesson = in_ascii(self.lesson)
        self.sitting = Sitting(self.app.store, self.lesson, language())

    @property
    def page(self) -> Page:
        """The page in view."""
        assert self.lesson is not None
        return self.lesson.pages[self.place]

    # -- pages -----------------------------------------------------------------------------------

    async def watch_place(self) -> None:
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
    def _unlock(self) -> None:
        if self.pane:
            self.pane.locked = ""
            self.pane.repaint()
            self.show_bench()

    async def looked(self, message: LabPane.Looked) -> None:
        """The run that a prediction waited for has ended: tell what came of it."""
        view = message.view
        predict = self.page.predict
        if predict and view.done and not message.pane.locked and not self.told_all:
            self.told_all = True
            metric = predict.answer.metric if predict.answer else ""
            page, asking, words = self.page, self.query_one(PredictBox), self.query_one(Words)
            truth = await message.pane.thorough(metric) if metric else None
            asking.turn.run = message.pane.record()
            told = await asking.tell(truth)
            more = [Prose(page.then)] if page.then else []
            more += [Prose(page.more, classes="more")] if page.more else []
            if gone(asking):  # the page was turned meanwhile
                return
            await words.mount_all(more)
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

    def tell_trouble(self) -> None:
        """Say what the store could not do."""
        if self.sitting and self.sitting.trouble:
            self.notify(spoken(self.sitting.trouble), severity="error", markup=False)
