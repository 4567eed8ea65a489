"""One question or prediction asked in lines. Options are lettered as they stand.

What is right is decided in `study`. An answer is in the log before the next line is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tutor.kit.lesson import Explain, Multi, Order, Predict
from tutor.kit.say import N_, Say
from tutor.study.ask import Response
from tutor.study.grade import Grade, grade
from tutor.ui.plain.listener import Listener, chosen, command
from tutor.ui.plain.paper import Paper
from tutor.ui.plain.telling import SURE, Telling
from tutor.ui.sitting import Sitting, Turn
from tutor.ui.words import _, spoken

LETTERS = "abcdefghijklmnopqrstuvwxyz"
UNREAD = N_("That is none of the letters above.")

Truth = Callable[[], float | None]
"""Runs the lab and returns what it measured."""


class Skipped(Exception):
    """The learner passes on."""


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
        self._pose(turn)
        while True:
            try:
                response = self._response(turn)
                if isinstance(turn.question, Predict):
                    turn.confidence = self._confidence(turn)
            except Skipped:
                self._passed(turn, truth)
                return
            given = self._graded(turn, response, truth)
            once = truth is not None or isinstance(turn.question, Predict | Explain)
            if once or given.result == "right" or not self.listener.person:
                self.telling.whole(turn, given)
                return
            self.paper.say(_("Try again, or s to see the answer."))

    # -- asking ----------------------------------------------------------------------------------

    def _pose(self, turn: Turn) -> None:
        asked = turn.asked
        if turn.page.text:
            self.paper.line()
        self.paper.text(asked.ask)
        self._letters([asked.texts[id] for id in asked.order])
        if isinstance(turn.question, Multi):
            self.paper.say(_("Several may be right: type all their letters."))
        elif isinstance(turn.question, Order):
            self.paper.say(_("Type all the letters in the right order."))
        elif isinstance(turn.question, Explain):
            self.paper.say(_("Answer in your own words, on one line."))

    def _letters(self, texts: list[str] | tuple[str, ...]) -> None:
        for letter, text in zip(LETTERS, texts, strict=False):
            self.paper.say(f"  {letter}) {text}")

    def _line(self, turn: Turn, prompt: str) -> str:
        """A line that is no command; hints are given here. Raises Skipped."""
        while True:
            text = self.listener.ask(prompt)
            word = command(text)
            if word in ("s", "r"):
                raise Skipped
            if word != "?":
                return text
            hint = turn.hint()
            if hint is None:
                self.paper.say(_("There is no other hint. s shows the answer."))
            else:
                number, count = turn.hints, len(turn.all_hints)
                told = _("Hint {n} of {count}: {hint}")
                self.paper.text(told.format(n=number, count=count, hint=turn.asked.fill(hint)))

    def _prompt(self, turn: Turn) -> str:
        unit = f" ({turn.asked.unit})" if turn.asked.unit else ""
        left = len(turn.all_hints) - turn.hints
        asking = _("Your answer{unit}, ? for a hint:") if left else _("Your answer{unit}:")
        return asking.format(unit=unit)

    def _response(self, turn: Turn) -> Response:
        """What somebody answered, once it is an answer."""
        while True:
            text = self._line(turn, self._prompt(turn))
            response = self._read(turn, text)
            lacking = (
                self.sitting.lacking(turn, response) if response is not None or not text else Say(UNREAD)
            )
            if lacking is None:
                return response
            self.paper.say(spoken(lacking))

    def _read(self, turn: Turn, text: str) -> Response:
        """`text` as the response of this kind of question; None where it says none of the letters."""
        asked = turn.asked
        if isinstance(turn.question, Explain):
            return {"text": text, "ticked": []}
        if not asked.order:
            return text
        ids = chosen(text, asked.order, dict(asked.texts))
        if ids is None or len(set(ids)) < len(ids):
            return None
        if isinstance(turn.question, Multi):
            return ids
        if isinstance(turn.question, Order):
            return ids if len(ids) == len(asked.order) else None
        return ids[0] if len(ids) == 1 else None

    def _confidence(self, turn: Turn) -> int:
        self.paper.line(_("How sure are you?"))
        self._letters([_(word) for word in SURE])
        while True:
            picked = _places(self._line(turn, _("How sure:")), [_(word) for word in SURE])
            if picked is not None and len(picked) == 1:
                return picked[0]
            self.paper.say(_(UNREAD))

    def _rubric(self, turn: Turn, question: Explain, text: Response) -> Response:
        """The learner judges their own words by the points of a good answer."""
        assert isinstance(text, dict)
        self.paper.line(_("A good answer says:"))
        self._letters(question.rubric)
        while True:
            try:
                line = self._line(turn, _("Which of these does yours say? Their letters, or - for none:"))
            except Skipped:
                line = "-"
            picked = [] if line in ("-", "−", "–") else _places(line, question.rubric)
            if picked is not None:
                return {**text, "ticked": sorted(set(picked))}
            self.paper.say(_(UNREAD))

    # -- writing down ----------------------------------------------------------------------------

    def _graded(self, turn: Turn, response: Response, truth: Truth | None) -> Grade:
        question, measured = turn.question, None
        if truth is not None or isinstance(question, Explain):
            self.sitting.commit(turn, response)
            self._unsaved()
        if truth is not None:
            measured = truth()
            self.paper.line()
        if isinstance(question, Explain):
            response = self._rubric(turn, question, response)
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
        self.telling.answer_is(grade(turn.asked, None, measured).right_text)
        self.telling.why(turn)

    def _unsaved(self) -> None:
        if self.sitting.trouble is not None:
            self.paper.say(spoken(self.sitting.trouble))


def _places(text: str, lettered: Sequence[str]) -> list[int] | None:
    """Which of some lettered lines somebody means, counted from 0; None where none."""
    ids = tuple(f"line {i}" for i in range(len(lettered)))
    picked = chosen(text, ids, dict(zip(ids, lettered, strict=True)))
    return None if picked is None else [ids.index(id) for id in picked]
