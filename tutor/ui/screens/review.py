"""Reviews on screen: what is due today, across lessons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tutor.kit.say import N_
from tutor.study.days import today
from tutor.study.rebuild import Rebuild
from tutor.ui.commands import Command
from tutor.ui.glyphs import bar, signs
from tutor.ui.reading import read_lesson
from tutor.ui.remembered import RATINGS, coming, when, why
from tutor.ui.reviewing import Reviewing, Round
from tutor.ui.screens.paged import Words
from tutor.ui.screens.rounds import RoundsScreen
from tutor.ui.studied import studied
from tutor.ui.widgets.question_box import QuestionBox
from tutor.ui.words import _, language, plural


class ReviewScreen(RoundsScreen):
    """One due question after another; after each, when it comes back, and the learner's own grade."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        RoundsScreen.ACTIONS[0],
        Command("1", "rate(1)", RATINGS[1], N_("Grade it: you did not know it; it comes back today")),
        Command("2", "rate(2)", RATINGS[2], N_("Grade it: you knew it, with an effort")),
        Command("3", "rate(3)", RATINGS[3], N_("Grade it: you knew it")),
        Command("4", "rate(4)", RATINGS[4], N_("Grade it: it is too easy to be asked so soon")),
        *RoundsScreen.ACTIONS[1:],
    )

    def __init__(self) -> None:
        super().__init__()
        self.reviewing: Reviewing | None = None
        self._making: Rebuild | None = None
        self._poll: Timer | None = None

    async def on_mount(self) -> None:
        self._making = self.app.rebuild()
        if self._making.over:
            await self._begin()
        else:
            self._poll = self.set_interval(0.1, self._wait)
            await self._wait()

    async def _wait(self) -> None:
        """The schedule is being made anew from the log; say how far that is."""
        making = self._making
        assert making is not None and self._poll is not None
        if making.over:
            self._poll.stop()
            self.call_later(self._begin)  # not from here: stopping a timer cancels what it has called
            return
        said = _("Working out from your answers what is due: {share:.0%}").format(share=making.share)
        if not self.query(".making"):
            await self.lay_out(None, [Static(classes="summary making", markup=False)])
            self.draw_head()
        for line in self.query(".making").results(Static):
            line.update(Content(f"{said}\n{bar(making.share, 30)}"))

    async def _begin(self) -> None:
        if self.reviewing is not None:  # the clock had struck twice
            return
        self.reviewing = Reviewing(self.app.store, studied(self.app.course), read_lesson, language())
        await self.show(self.reviewing.next())

    @property
    def rounds(self) -> Reviewing | None:
        return self.reviewing

    # -- one question ------------------------------------------------------------------------------

    def next_round(self) -> Round | None:
        assert self.reviewing is not None
        if self.now is not None:
            self.reviewing.settle(self.now)
        return self.reviewing.next()

    def reason(self, round: Round) -> str:
        return why(round.due)

    def head(self) -> tuple[str, float, str]:
        reviewing = self.reviewing
        if reviewing is None or self.now is None:
            return _("Review"), 0.0, ""
        left = reviewing.left + 1
        done = len(reviewing.past)
        return _("Review"), done / (done + left), _("{n} left").format(n=left)

    async def answered(self, round: Round) -> None:
        await self._grade(round)

    async def _grade(self, round: Round) -> None:
        """How the answer counts, when the question comes back, and what other grades would do."""
        found = self.app.store.scheduled(round.due.key)
        if found is None:
            return
        grades: list[Content] = []
        for rating, days in self.app.store.outlook(round.due.key).items():
            said = f"{rating} {_(RATINGS[rating])} {when(days)}"
            if rating == found.memory.rating:
                grades.append(Content.styled(f"{signs().here} {said}", "bold $accent"))
            else:
                grades.append(Content(said))
        room = self.query_one(Words).scrollable_content_region.width - 2
        await self.say(_in_lines(grades, room), "grade")

    async def action_rate(self, rating: int) -> None:
        if self.now is not None:
            self.now.sitting.rate(self.now.turn, rating)
            await self._grade(self.now)

    async def action_undo(self) -> None:
        """The last answer is taken back: of this question, else the whole asking before it."""
        assert self.reviewing is not None
        if self.now is not None and self.now.turn.last is not None:
            for box in self.query(QuestionBox):
                box.undo()
            for old in self.query(".grade"):
                await old.remove()
            self.refresh_bindings()
        elif before := self.reviewing.undo(self.now):
            await self.show(before)
            self.notify(_("Your last answer is taken back."), timeout=4, markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "rate":
            return self.is_mounted and self.is_over
        if action == "undo" and self.reviewing is not None and self.reviewing.past:
            return True
        return super().check_action(action, parameters)

    # -- how it went -------------------------------------------------------------------------------

    def summary(self) -> list[Widget]:
        assert self.reviewing is not None
        reviewing = self.reviewing
        lines: list[Widget] = []
        asked = len(reviewing.asked)
        if asked:
            lines.append(Static(Content(_("That was all for today.")), id="title", markup=False))
            told = _("{right} of {count} right at once.").format(right=reviewing.right, count=asked)
            lines.append(Static(Content(told), classes="summary", markup=False))
            lines.append(_table(_("They come back"), reviewing.coming(today())))
        else:
            said = _("Nothing is due. What you study comes back here when its time has come.")
            lines.append(Static(Content(said), classes="summary", markup=False))
            ahead = {key: row for key, row in self.app.store.schedule().items() if row.due > today()}
            if ahead:
                days: dict[int, int] = {}
                for row in ahead.values():
                    days[row.due - today()] = days.get(row.due - today(), 0) + 1
                lines.append(_table(_("Coming"), days))
        if reviewing.lost:
            count = len(reviewing.lost)
            gone = plural(
                "{n} question could not be asked: its lesson cannot be read.",
                "{n} questions could not be asked: their lessons cannot be read.",
                count,
            )
            lines.append(Static(Content(gone), classes="summary", markup=False))
        return lines

    async def action_leave(self) -> None:
        """Stop; what is left stays due."""
        reviewing = self.reviewing
        if reviewing is not None and self.now is not None:
            reviewing.settle(self.now)
            if asked := len(reviewing.asked):
                told = _("{right} of {count} right at once.").format(right=reviewing.right, count=asked)
                left = plural(
                    "{n} question is left for today.", "{n} questions are left for today.", reviewing.left
                )
                self.app.notify(f"{told} {left}", timeout=6, markup=False)
        await super().action_leave()


def _in_lines(parts: Sequence[Content], width: int) -> Content:
    """Words side by side, none of them broken at the end of a line."""
    text = parts[0]
    line = parts[0].cell_length
    for part in parts[1:]:
        line += 3 + part.cell_length
        if line > width:
            line = part.cell_length
        text = text + ("\n" if line == part.cell_length else "   ") + part
    return text


def _table(title: str, days: dict[int, int]) -> Static:
    """When how many questions come back, a line each."""
    rows = [f"  {n:>3}  {name}" for name, n in coming(days)]
    return Static(Content("\n".join((f"{title}:", *rows))), classes="summary", markup=False)
