"""Questions from many lessons, one after another, on screen: what reviews and tests have in common."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tutor.kit.say import N_
from tutor.ui.commands import Command
from tutor.ui.glyphs import bar, signs
from tutor.ui.gone import gone
from tutor.ui.reviewing import Round, Rounds
from tutor.ui.screens.paged import PagedScreen, Words
from tutor.ui.widgets.question_box import QuestionBox
from tutor.ui.words import _, language, spoken


class RoundsScreen(PagedScreen):
    """One question at a time; the next only when the learner says so."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("enter", "on", N_("next"), N_("Read on: the rest of the page, then the next question")),
        Command("n,ctrl+n", "next", N_("next"), N_("The next question"), footer=False),
        *PagedScreen.ACTIONS,
        Command("w", "look_up", N_("why"), N_("Open the page of the lesson that says why"), footer=False),
        Command("escape", "leave", N_("stop"), N_("Back to the map; every answer is kept")),
    )
    DEFAULT_CSS = """
    RoundsScreen .from { color: $text-muted; padding: 0 1 1 1; height: auto; }
    RoundsScreen .grade { color: $text-muted; padding: 0 1; height: auto; margin: 0 0 1 0; }
    RoundsScreen .summary { padding: 0 1 1 1; height: auto; }
    """
    now: Round | None = None
    """The question in view; None before the first and after the last."""
    title: str = ""

    # -- what a subclass says ----------------------------------------------------------------------

    @property
    def rounds(self) -> Rounds | None:
        """The sitting, once it is known."""
        raise NotImplementedError

    def next_round(self) -> Round | None:
        """The question after the one in view."""
        raise NotImplementedError

    def reason(self, round: Round) -> str:
        """Why that question is asked, in a few words, or nothing."""
        return ""

    def head(self) -> tuple[str, float, str]:
        """What the screen is called, the share of it that is done, and where one is."""
        raise NotImplementedError

    def summary(self) -> list[Widget]:
        """What is shown when there is no question: nothing is due, or all is done."""
        raise NotImplementedError

    async def answered(self, round: Round) -> None:
        """The question in view is over."""

    # -- showing -----------------------------------------------------------------------------------

    async def show(self, round: Round | None) -> None:
        """Show that question, or the summary."""
        self.now = round
        if round is None:
            await self.lay_out(None, self.summary())
        else:
            place = [page.id for page in round.lesson.pages].index(round.page.id) + 1
            where = _("{lesson}, page {n}").format(lesson=round.lesson.title, n=place)
            said = f" {signs().dot} ".join(part for part in (where, self.reason(round)) if part)
            words: list[Widget] = [Static(Content(said), classes="from", markup=False)]
            await self.lay_out(
                round.page, [*words, *self.told(round.page), QuestionBox(round.sitting, round.turn)]
            )
        self.draw_head()
        self.refresh_bindings()

    def draw_head(self) -> None:
        """The line at the top."""
        if not self.standing:
            return
        name, share, where = self.head()
        shown = bar(share, 12) + "  " if self.size.width >= 60 else ""
        self.query_one("#name", Static).update(Content(name))
        self.query_one("#where", Static).update(Content(shown + where if where else ""))

    async def say(self, content: Content, kind: str) -> None:
        """A line below the question; in the place of the one of that kind that stands there."""
        words = self.query_one(Words)
        there = [line for line in words.query(f".{kind}").results(Static) if not gone(line)]
        if there:
            there[0].update(content)
        else:
            await words.mount(Static(content, classes=kind, markup=False))
        self.call_after_refresh(words.scroll_end, animate=False)
        self.tell_trouble()

    def tell_trouble(self) -> None:
        """Say what the log could not do."""
        if self.now and self.now.sitting.trouble:
            self.notify(spoken(self.now.sitting.trouble), severity="error", timeout=10, markup=False)

    @on(QuestionBox.Over)
    async def _over(self, message: QuestionBox.Over) -> None:
        if not gone(message.box) and self.now is not None and message.box.turn is self.now.turn:
            await self.answered(self.now)
            self.refresh_bindings()

    # -- commands ----------------------------------------------------------------------------------

    @property
    def is_over(self) -> bool:
        """Whether the question in view is done with."""
        return any(box.over for box in self.query(QuestionBox))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted:
            return action == "leave"
        if action == "on":
            return self.is_over or self.now is None
        if action == "next":
            return self.now is not None and self.now.answered
        if action == "look_up":
            return self.is_over and bool(self._pages())
        return super().check_action(action, parameters)

    def label_of(self, command: Command) -> str:
        if command.action == "on":
            if self.query_one(Words).unread:
                return N_("read on")
            if self.now is None:
                return N_("map")
        if command.action == "leave" and self.now is None:
            return N_("map")
        return super().label_of(command)

    async def action_on(self) -> None:
        """What is below the fold first, then the next question; behind the last, the map."""
        words = self.query_one(Words)
        if words.unread and words.display:
            words.scroll_page_down(animate=False)
        elif self.now is None:
            self.app.leave(self)
        else:
            await self.action_next()

    async def action_next(self) -> None:
        if self.now is not None and self.now.answered:
            await self.show(self.next_round())

    def _pages(self) -> tuple[str, ...]:
        question = self.now.page.question if self.now else None
        return question.see if question else ()

    def action_look_up(self) -> None:
        if self.now:
            self.app.open_lesson(self.now.lesson.id, self._pages()[0])

    async def action_leave(self) -> None:
        self.app.leave(self)

    async def retell(self) -> None:
        """The same in the language now in use; a question that was answered stays as it was read."""
        rounds = self.rounds
        if rounds is not None:
            told = rounds.speak(language(), self.now)
            if self.now is None or told is not self.now:
                await self.show(told)
        self.draw_head()
        self.refresh_footer()
