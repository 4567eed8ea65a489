"""A lesson as its author sees it: the very screen learners get, read anew whenever its file is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.content import Content
from textual.css.query import NoMatches
from textual.reactive import reactive
from textual.widgets import Static

from tutor.course.problem import Problem, shown_path
from tutor.course.watch import Watch, nearest
from tutor.kit.lesson import Lesson
from tutor.kit.say import N_
from tutor.ui.commands import Command
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.paged import Words
from tutor.ui.screens.problems import ProblemsModal
from tutor.ui.widgets.footer import Footer
from tutor.ui.words import _, plural

EVERY = 0.25
"""Seconds between two looks at the files."""
MOST = 30
"""Problems that are told."""


class PreviewScreen(LessonScreen):
    """The pages of the lesson in one file."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("f12,d", "problems", N_("to mend"), N_("What lint finds in this lesson")),
        Command("escape", "leave", N_("close"), N_("Close the preview; no answer of it is kept")),
    )
    DEFAULT_CSS = """
    PreviewScreen #page .broken { padding: 0 1; }
    """
    problems: reactive[tuple[Problem, ...]] = reactive((), init=False, bindings=True)
    """What lint found when the file was last read."""

    def __init__(self, file: Path, page: str | None = None) -> None:
        super().__init__(file, page)
        self.file = file
        self._watch = Watch(file)
        self._kept: tuple[list[str], int] | None = None
        """The pages of the last lesson that could be read, and which was in view."""

    async def on_mount(self) -> None:
        # (Textual calls the base's handler too, which loads the lesson and shows its first page.)
        self._lint()
        self.set_interval(EVERY, self._look)

    # -- reading ---------------------------------------------------------------------------------

    async def _load(self) -> None:
        if self.lesson:
            self._kept = [page.id for page in self.lesson.pages], self.place
        await super()._load()
        if self.lesson:
            self._find_place(self.lesson)

    async def _look(self) -> None:
        """Read the lesson anew if its file was saved; the same page stays in view."""
        if not self._watch.changed():
            return
        before = self.page if self.lesson else None
        await self._load()
        self._lint()
        if self.lesson is None:
            return
        now = self.page
        if before == now:
            self._head()
        else:
            words = self.query_one(Words)
            scrolled = words.scroll_y
            await self._turn_to()
            if before and before.id == now.id:
                words.call_after_refresh(words.scroll_to, y=scrolled, animate=False)
        self.refresh_bindings()

    def _find_place(self, lesson: Lesson) -> None:
        """The page that was in view, or the one nearest to it; at first the one asked for."""
        now = [page.id for page in lesson.pages]
        if self._kept:
            at = nearest(*self._kept, now)
        else:
            at = now.index(self.first_page) if self.first_page in now else 0
        self.set_reactive(LessonScreen.place, at)

    # -- what is to be mended --------------------------------------------------------------------

    async def _unreadable(self, problems: Sequence[Problem]) -> None:
        """The problems in place of the page, until the file can be read again."""
        self.lesson = self.sitting = None
        said = _("This cannot be shown yet. Save the file once it is mended:")
        lines = [p.text() for p in sorted(problems, key=lambda p: (p.line, p.column))[:MOST]]
        self.query_one("#name", Static).update(Content(shown_path(self.file)))
        self.query_one("#where", Static).update(Content(""))
        await self.lay_out(None, [Static(Content("\n\n".join([said, *lines])), classes="broken")])
        self.refresh_bindings()

    def _lint(self) -> None:
        self.run_worker(self._ask_lint(), group="lint", exclusive=True, exit_on_error=False)

    async def _ask_lint(self) -> None:
        from tutor.course.lint import lint

        self.problems = tuple(await asyncio.to_thread(lint, [self.file]))

    def watch_problems(self) -> None:
        try:
            self.query_one(Footer).refresh()
        except NoMatches:  # not laid out yet
            return

    def action_problems(self) -> None:
        self.app.push_screen(ProblemsModal(self.file, self.problems[:MOST]))

    # -- commands --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "problems":
            return bool(self.problems) and self.lesson is not None
        return super().check_action(action, parameters)

    def label_of(self, command: Command) -> str:
        if command.action == "problems":
            return plural("{n} to mend", "{n} to mend", len(self.problems))
        return super().label_of(command)

    def _end(self) -> None:
        self.notify(_("That was the last page."), timeout=3, markup=False)

    def action_leave(self) -> None:
        if self.app.screen_stack[0] is self:
            self.app.exit()
        else:
            self.app.leave(self)
