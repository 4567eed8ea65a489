"""One question or prediction asked in lines. Options are lettered as they stand.

What is right is decided in `study`, how a kind is asked in `askers`. An answer is in the log before the
next line is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tutor.kit.lesson import Predict
from tutor.study.ask import Response
from tutor.study.grade import Grade, grade
from tutor.ui.plain.askers import asker_of
from tutor.ui.plain.askers.base import one_of
from tutor.ui.plain.listener import Listener, command
from tutor.ui.plain.paper import Paper
from tutor.ui.plain.telling import Telling
from tutor.ui.sitting import SURE, Sitting, Turn
from tutor.ui.words import _, spoken

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SURE = re.compile(r"\s*#\s*([123])$")
"""How sure somebody is, behind an answer: #1 a guess, #2 fairly sure, #3 certain."""

Truth = Callable[[], float | None]
"""Runs the lab and returns what it measured."""


class Skipped(Exception):
    """The learner passes on."""


def introduce(paper: Paper) -> None:
    """Say what may be typed at any question."""
    paper.say(_("At a question, ? gives a hint, s skips and shows the answer, q leaves."))
    words = ", ".join(f"#{n} {_(word)}" for n, word in enumerate(SURE, 1))
    paper.say(_("Behind an answer you may say how sure you are: {words}.").format(words=words))
    paper.say(_("! reports that the question is wrong."))


class Asking:
    """Asks on paper. Raises Ended at the end of input, Leave when the learner wants to stop."""

    def __init__(self, sitting: Sitting, paper: Paper, listener: Listener) -> None:
        self.sitting = sitting
        self.paper = paper
        self.listener = listener
        self.telling = Telling(paper, sitting.lesson)

    def ask(self, turn: Turn, truth: Truth | None = None) -> None:
        """Ask until it is answered or passed on.

        With `truth` (a trace, a prediction of a number) the answer is written down, then the lab runs.
        Somebody who types may try again; in a pipe each question takes one answer.
        """
        asker = asker_of(turn.question)
        if turn.page.text:
            self.paper.line()
        self.paper.text(turn.asked.ask)
        asker.pose(self, turn.asked)
        while True:
            turn.confidence = None
            try:
                response = asker.response(self, turn)
                if isinstance(turn.question, Predict):
                    turn.confidence = self._confidence(turn)
            except Skipped:
                self._passed(turn, truth)
                return
            given = self._graded(turn, response, truth)
            once = turn.once or truth is not None or isinstance(turn.question, Predict) or asker.once
            if once or given.result == "right" or not self.listener.person:
                self.telling.whole(turn, given)
                return
            self.paper.say(_("Try again, or s to see the answer."))

    # -- asking ----------------------------------------------------------------------------------

    def letters(self, texts: Sequence[str]) -> None:
        """Lines with a letter each."""
        for letter, text in zip(LETTERS, texts, strict=False):
            self.paper.say(f"  {letter}) {text}")

    def line(self, turn: Turn, prompt: str) -> str:
        """A line that is no command; hints are given here, how sure one is is taken off. Raises Skipped."""
        while True:
            text = self.listener.ask(prompt)
            word = command(text)
            if word in ("s", "r"):
                raise Skipped
            if word == "?":
                self._hint(turn)
                continue
            if word.startswith("!"):
                self.report(turn, text[1:])
                continue
            if not isinstance(turn.question, Predict) and (sure := _SURE.search(text)):
                turn.confidence = int(sure[1]) - 1
                text = text[: sure.start()]
            return text

    def report(self, turn: Turn, words: str) -> None:
        """Write down that the question is wrong; somebody who types may say why."""
        if not words.strip() and self.listener.person:
            words = self.listener.ask(_("What is wrong with it? A sentence, or Enter:"))
        self.paper.say(spoken(self.sitting.report(turn, words)))

    def said(self, turn: Turn, prompt: str, skipped: str) -> str:
        """The same where passing on only means `skipped`."""
        try:
            return self.line(turn, prompt)
        except Skipped:
            return skipped

    def _hint(self, turn: Turn) -> None:
        hint = turn.hint()
        if hint is None:
            self.paper.say(_("There is no other hint. s shows the answer."))
        else:
            number, count = turn.hints, len(turn.all_hints)
            told = _("Hint {n} of {count}: {hint}")
            self.paper.text(told.format(n=number, count=count, hint=turn.asked.fill(hint)))

    def prompt(self, turn: Turn) -> str:
        """What is asked for in one line."""
        unit = f" ({turn.asked.unit})" if turn.asked.unit else ""
        left = len(turn.all_hints) - turn.hints
        asking = _("Your answer{unit}, ? for a hint:") if left else _("Your answer{unit}:")
        return asking.format(unit=unit)

    def _confidence(self, turn: Turn) -> int:
        words = list(map(_, SURE))
        self.paper.line(_("How sure are you?"))
        self.letters(words)
        return one_of(self, turn, _("How sure:"), words)

    # -- writing down ----------------------------------------------------------------------------

    def _graded(self, turn: Turn, response: Response, truth: Truth | None) -> Grade:
        asker, measured = asker_of(turn.question), None
        if truth is not None or asker.commits:
            self.sitting.commit(turn, response)
            self._unsaved()
        if truth is not None:
            measured = truth()
            self.paper.line()
        response = asker.judged(self, turn, response)
        graded = self.sitting.answer(turn, response, measured)
        self._unsaved()
        self.telling.verdict(turn, graded, measured)
        return graded

    def _passed(self, turn: Turn, truth: Truth | None) -> None:
        """A skip is written down, then the answer is shown: skipping costs nothing but itself."""
        self.sitting.skip(turn)
        self._unsaved()
        measured = truth() if truth is not None else None
        self.paper.say(_("Skipped."))
        self.telling.answer_is(turn, grade(turn.asked, None, measured).right_text)
        self.telling.why(turn)

    def _unsaved(self) -> None:
        if self.sitting.trouble is not None:
            self.paper.say(spoken(self.sitting.trouble))
