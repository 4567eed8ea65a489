"""Testing out of a chapter on screen."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tutor.kit.say import N_
from tutor.study.ask import fresh_seed
from tutor.ui.commands import Command
from tutor.ui.reading import read_lesson
from tutor.ui.reviewing import ChapterTest, Round
from tutor.ui.screens.rounds import RoundsScreen
from tutor.ui.studied import studied
from tutor.ui.tested import lessons_of, rules, title, verdicts
from tutor.ui.words import _, language, spoken


class TestScreen(RoundsScreen):
    """The rules, one question after another with one answer each, and what it has shown."""

    __test__ = False

    def __init__(self, chapter: str, seed: int | None = None) -> None:
        super().__init__()
        self.chapter = chapter
        self.draw_seed = fresh_seed() if seed is None else seed
        self.test: ChapterTest | None = None
        self.begun = False

    async def on_mount(self) -> None:
        self.test = ChapterTest(self.app.store, studied(self.app.course), read_lesson, language())
        self.test.lessons = lessons_of(self.app.course, self.chapter)
        self.test.draw(self.draw_seed)
        await self.show(None)

    @property
    def rounds(self) -> ChapterTest | None:
        return self.test

    def next_round(self) -> Round | None:
        assert self.test is not None
        if self.now is not None:
            self.test.settle(self.now)
        return self.test.next()

    def head(self) -> tuple[str, float, str]:
        name = _("Test: {chapter}").format(chapter=title(self.app.course, self.chapter))
        if self.test is None or self.now is None:
            return name, 0.0, ""
        done, count = len(self.test.past), len(self.test.drawn)
        return name, done / count, _("{n} of {count}").format(n=done + 1, count=count)

    def summary(self) -> list[Widget]:
        """The rules before it, the verdicts after it."""
        assert self.test is not None
        if not self.begun:
            said = (
                rules(self.test) if self.test.drawn else _("There is nothing to ask about in this chapter.")
            )
            return [Static(Content(said), classes="summary", markup=False)]
        lines = verdicts(self.test, self.test.finish())
        if self.test.trouble is not None:
            self.notify(spoken(self.test.trouble), severity="error", timeout=10, markup=False)
        over = Static(Content(_("The test is over.")), id="title", markup=False)
        return [over, Static(Content("\n".join(lines)), classes="summary", markup=False)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "undo" and super().check_action(action, parameters)

    def label_of(self, command: Command) -> str:
        if command.action == "on" and not self.begun and self.test is not None and self.test.drawn:
            return N_("begin")
        return super().label_of(command)

    async def action_on(self) -> None:
        if self.begun or self.test is None or not self.test.drawn:
            await super().action_on()
            return
        self.begun = True
        await self.show(self.test.next())

    async def action_leave(self) -> None:
        """Stop; the lessons that were asked about in full are judged all the same."""
        if self.begun and self.now is not None and self.test is not None:
            self.test.settle(self.now)
            if self.test.results():
                self.test.queue.clear()
                await self.show(None)
                return
        self.app.leave(self)
