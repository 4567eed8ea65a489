"""What is said to an answer: what it stood for, whether it is right, what is, and why."""

from __future__ import annotations

from tutor.kit.lesson import Explain, Lesson, Predict, Recall, Trace
from tutor.kit.say import N_, Say
from tutor.study.grade import Grade
from tutor.ui.plain.paper import Paper
from tutor.ui.sitting import SURE, Turn
from tutor.ui.words import _, spoken

WORDS = {"right": N_("Right."), "partly": N_("Partly right."), "wrong": N_("Not right.")}


class Telling:
    """Feedback on paper; it names the words of an option, never its letter."""

    def __init__(self, paper: Paper, lesson: Lesson) -> None:
        self.paper = paper
        self.lesson = lesson

    def verdict(self, turn: Turn, grade: Grade, measured: float | None) -> None:
        """What was said, what was measured, and the message to it."""
        given = _joined(spoken(grade.given_text))
        if turn.confidence is not None:
            given = f"{given}, {_(SURE[turn.confidence])}"
        if given and not isinstance(turn.question, Explain):
            self.paper.say(_("You said: {given}.").format(given=given.rstrip(".")))
        if measured is not None and grade.right_text:
            self.paper.say(_("It was: {truth}.").format(truth=spoken(grade.right_text)))
        word = _(WORDS[grade.result]) if grade.result in WORDS else ""
        self.paper.text(f"{word} {turn.asked.fill(spoken(grade.message))}".strip())

    def whole(self, turn: Turn, grade: Grade) -> None:
        """What is right, where the answer was not, and why."""
        question = turn.question
        known = isinstance(question, Trace | Predict | Explain | Recall)  # was told, or is no one answer
        untold = grade.result in ("partly", "wrong") and not known
        if untold or (isinstance(question, Explain) and question.model):
            self.answer_is(turn, grade.right_text)
        self.why(turn)

    def answer_is(self, turn: Turn, text: str | Say) -> None:
        """The right answer, if there is one to be told; a card's back is Markdown."""
        if isinstance(turn.question, Recall):
            self.paper.text(_("The answer: {answer}").format(answer=spoken(text)))
        elif text:
            self.paper.say(_("The answer: {answer}").format(answer=_joined(spoken(text))))

    def why(self, turn: Turn) -> None:
        """The explanation, and the pages that say more."""
        self.paper.text(turn.asked.explain)
        if isinstance(turn.question, Predict):
            return
        pages = [(n, page) for n, page in enumerate(self.lesson.pages, 1) if page.id in turn.question.see]
        told = ", ".join(f"{n} ({page.title})" if page.title else str(n) for n, page in pages)
        if told:
            self.paper.say(_("See page {pages}.").format(pages=told))


def _joined(text: str) -> str:
    """The lines of an answer (an option each) as one."""
    return "; ".join(line for line in text.split("\n") if line)
