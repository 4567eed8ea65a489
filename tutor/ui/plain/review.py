"""Reviews in the linear mode: one due question after another, in plain lines."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import partial

from tutor.kit import ids
from tutor.kit.lesson import Trace
from tutor.study.days import today
from tutor.study.due import Due
from tutor.study.store import Store
from tutor.ui.plain.asking import Asking, introduce
from tutor.ui.plain.listener import Ended, Leave, Listener, command
from tutor.ui.plain.paper import Paper
from tutor.ui.plain.watch import truth_of
from tutor.ui.remembered import RATINGS, coming, when, why
from tutor.ui.reviewing import Reviewing, Round
from tutor.ui.words import _, plural, spoken

STEP = 0.25
"""The share of the schedule between two lines about it."""


class Review:
    """One learner at their reviews on paper."""

    def __init__(self, reviewing: Reviewing, paper: Paper, listener: Listener) -> None:
        self.reviewing = reviewing
        self.paper = paper
        self.listener = listener
        self.now: Round | None = None

    def hold(self) -> None:
        """From the first due question to the last, or until the learner leaves."""
        paper, reviewing = self.paper, self.reviewing
        for say in reviewing.store.says:
            paper.say(spoken(say))
        if not reviewing.queue:
            paper.say(_("Nothing is due. What you study comes back here when its time has come."))
            return
        lessons = len({due.key[:2] for due in reviewing.queue})
        told = plural("{n} question is due", "{n} questions are due", reviewing.left)
        where = plural("from {n} lesson", "from {n} lessons", lessons)
        paper.say(f"{told}, {where}.")
        introduce(paper)
        try:
            self.now = reviewing.next()
            while self.now is not None:
                self._ask(self.now)
                self.now = self._onwards(self.now)
        except (Ended, Leave, KeyboardInterrupt) as stop:
            if self.now is not None:
                reviewing.settle(self.now)
            paper.line()
            if isinstance(stop, Ended):
                paper.say(_("The input has ended."))
            self._end()
            if isinstance(stop, KeyboardInterrupt):
                raise
            return
        self._end()

    def _ask(self, round: Round) -> None:
        paper, page, lesson = self.paper, round.page, round.lesson
        paper.line()
        place = [one.id for one in lesson.pages].index(page.id) + 1
        head = _("From {lesson}, page {n}").format(lesson=lesson.title, n=place)
        reason = why(round.due)
        paper.say(f"{head}: {reason}." if reason else f"{head}.")
        if page.text:
            paper.text(page.text)
        if page.formula:
            paper.say(page.reads)
        asking = Asking(round.sitting, paper, self.listener)
        if isinstance(page.question, Trace):
            lab = round.turn.asked.lab or page.question.lab
            asking.ask(
                round.turn,
                partial(truth_of, paper, lab, lab.seed, page.question.metric, page.question.at, round.turn),
            )
            return
        if page.lab:
            truth_of(paper, page.lab, page.lab.seed, "", "end")
        asking.ask(round.turn)

    def _onwards(self, round: Round) -> Round | None:
        """The next question; before it the learner may grade the answer, or take it back."""
        self._tell(round)
        names = ", ".join(_(name) for name in RATINGS.values())
        grades = _("1 to 4 grade it yourself ({names})").format(names=names)
        prompt = ", ".join((_("Enter goes on"), grades, _("u takes your answer back"))) + ":"
        while self.listener.person:
            word = command(self.listener.ask(prompt))
            if not word:
                break
            if word in map(str, RATINGS):
                round.sitting.rate(round.turn, int(word))
                self._tell(round)
            elif word == "u":
                self.reviewing.settle(round)
                self.paper.say(_("Taken back."))
                return self.reviewing.undo(None)
        self.reviewing.settle(round)
        return self.reviewing.next()

    def _tell(self, round: Round) -> None:
        """How the answer counts, and when the question comes back."""
        found = self.reviewing.store.scheduled(round.due.key)
        if found is not None:
            grade = _(RATINGS[found.memory.rating])
            days = found.due - found.memory.day
            self.paper.say(_("Graded {grade}; it comes back {when}.").format(grade=grade, when=when(days)))
        if round.sitting.trouble is not None:
            self.paper.say(spoken(round.sitting.trouble))

    def _end(self) -> None:
        """How it went, and when what was asked comes back."""
        reviewing, paper = self.reviewing, self.paper
        asked = len(reviewing.asked)
        paper.line()
        told = _("{right} of {count} right at once.").format(right=reviewing.right, count=asked)
        if asked:
            paper.say(told)
            days = [f"{name} {n}" for name, n in coming(reviewing.coming(today()))]
            paper.say(_("They come back: {days}.").format(days=", ".join(days)))
        left = reviewing.left
        if left:
            paper.say(plural("{n} question is left for today.", "{n} questions are left for today.", left))
        else:
            paper.say(_("That was all for today."))


def reschedule(store: Store, tell: Callable[[str], None]) -> None:
    """If it is not known what is due: find out from the log, telling how far that is."""
    if store.is_scheduled:
        return
    told = 0.0

    def news(share: float) -> None:
        nonlocal told
        if share >= told:
            told = share + STEP
            tell(_("Working out from your answers what is due: {share:.0%}").format(share=share))

    store.rebuild().run(news)


def fixed_seed(due: Due) -> int:
    """Where nobody types: new at each review of a question, and the same for whoever runs it again."""
    lesson = ids.whole(due.pack, due.lesson)
    return zlib.crc32(f"{lesson}/{due.item}/{due.reviews}/{due.why}".encode()) >> 1
