"""A learner at a lesson: every question is posed, graded and written down here, in that order.

An answer is in the log before its feedback is returned; the log's trouble, if any, is kept to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tutor.kit import ids
from tutor.kit.inert import clean
from tutor.kit.lesson import AnyQuestion, Lesson, Page, Predict
from tutor.kit.say import N_, Say, Verbatim
from tutor.study import answers, report
from tutor.study.answers import Answer, Json, answered, withdrawal
from tutor.study.ask import Asked, Response, fresh_seed, pose
from tutor.study.grade import Grade, doubt, grade, missing
from tutor.study.store import Progress, Saved, Store

Ended = Literal["skipped", "revealed", "committed"]
SURE = (N_("a guess"), N_("fairly sure"), N_("certain"))
"""What a confidence of 0, 1 or 2 is called."""


@dataclass
class Turn:
    """One question or prediction being worked on: tries and hints so far, and how it stands."""

    page: Page
    asked: Asked
    once: bool = False
    """One answer is all there is: a test."""
    tries: int = 0
    hints: int = 0
    confidence: int | None = None
    grade: Grade | None = None
    over: bool = False
    committed: str = ""
    doubted: Response = None
    """What looked like a slip of the pen and was asked about; given once more, it counts."""
    last: Answer | None = None
    run: Json = None
    """The run that tells the truth, as the log keeps it."""

    @property
    def question(self) -> AnyQuestion | Predict:
        """What is asked."""
        return self.asked.question

    @property
    def all_hints(self) -> tuple[str, ...]:
        """The hints there are, with this asking's numbers in them; predictions have none."""
        return self.asked.hints

    def hint(self) -> str | None:
        """One hint more, if there is one."""
        if self.hints >= len(self.all_hints):
            return None
        self.hints += 1
        return self.all_hints[self.hints - 1]


class Sitting:
    """One lesson in one language, and the store its answers go to."""

    def __init__(self, store: Store, lesson: Lesson, language: str) -> None:
        self.store = store
        self.lesson = lesson
        self.pack, self.name = ids.parts(lesson.id)
        self.language = language
        self.trouble: Say | None = None
        """What the store said when it last could not save."""

    def visit(self, page: Page) -> Saved:
        """The learner is on that page: it is their place now, and read if it was not."""
        return self.store.visit(
            self.name, page.id, rev=self.lesson.rev, pack=self.pack, language=self.language
        )

    def progress(self) -> Progress:
        """How far the learner is in the lesson."""
        return self.store.progress(self.name, pack=self.pack)

    def turn(self, page: Page, seed: int | None = None) -> Turn:
        """Pose the page's question or prediction; every asking has a seed of its own."""
        question = page.question or page.predict
        assert question is not None
        return Turn(page, pose(question, fresh_seed() if seed is None else seed))

    def lacking(self, turn: Turn, response: Response) -> Say | None:
        """Why `response` is no answer yet, or None. A slip of the pen is asked about once."""
        lacking = missing(turn.asked, response)
        if lacking is None and response != turn.doubted:
            lacking = doubt(turn.asked, response)
            turn.doubted = response if lacking else None
        return lacking

    def answer(self, turn: Turn, response: Response, truth: float | None = None) -> Grade:
        """Grade a response and write it down. What is no answer is neither counted nor written."""
        given = grade(turn.asked, response, truth)
        if given.result == "unanswered":
            return given
        before = turn.grade
        if (
            before
            and before.result != "right"
            and given.given_text
            and given.given_text == before.given_text
        ):
            return Grade(result="unanswered", message=Say(N_("That is the answer you have just given.")))
        turn.tries += 1
        turn.grade = given
        turn.over = turn.once or given.result == "right" or isinstance(turn.question, Predict)
        self._log(turn, given, response, truth)
        return given

    def commit(self, turn: Turn, response: Response) -> None:
        """Write down what was said before the run; the graded row follows with `answer`."""
        self._log(turn, grade(turn.asked, response), response, None, "committed")
        turn.committed = turn.last.id if turn.last else ""

    def skip(self, turn: Turn, truth: float | None = None) -> Grade:
        """Pass on, or ask to see the answer after trying; what is right comes back in the grade."""
        turn.over, turn.confidence = True, None
        given = grade(turn.asked, None, truth)
        self._log(turn, given, None, truth, "revealed" if turn.tries else "skipped")
        return given

    def undo(self, turn: Turn) -> bool:
        """Take the last answer of this turn back; it stays in the log, withdrawn."""
        if turn.last is None:
            return False
        self._save(withdrawal(turn.last))
        if turn.committed and turn.last.id != turn.committed:
            self.store.withdraw(turn.committed)
        turn.committed = ""
        turn.last, turn.grade, turn.over = None, None, False
        turn.tries = max(0, turn.tries - 1)
        return True

    def rate(self, turn: Turn, rating: int) -> None:
        """The learner says how well the last answer was remembered."""
        if turn.last is not None:
            self._save(answers.rating(turn.last, rating))

    def report(self, turn: Turn, words: str) -> Say:
        """Write a file that says this question may be wrong; where it lies, or why there is none."""
        text = report.text(
            turn.asked,
            turn.last.response if turn.last else None,
            words,
            pack=self.pack,
            lesson=self.name,
            item=turn.page.id,
            rev=self.lesson.rev,
            language=self.language,
        )
        try:
            path = report.write(
                self.store.path.parent, f"{ids.as_file(self.lesson.id)}-{turn.page.id}", text
            )
        except OSError as error:
            return Say("The report could not be written: {why}.", {"why": Verbatim(error.strerror or "?")})
        return Say(
            "The report lies in {path}. Send it to the authors.", {"path": Verbatim(clean(str(path)))}
        )

    def withdraw(self, answer: Answer) -> None:
        """Take an answer back."""
        self._save(withdrawal(answer))

    def _log(
        self, turn: Turn, given: Grade, response: Response, truth: float | None, result: Ended | None = None
    ) -> None:
        turn.last = answered(
            turn.asked,
            response,
            given,
            pack=self.pack,
            lesson=self.name,
            item=turn.page.id,
            rev=self.lesson.rev,
            language=self.language,
            confidence=turn.confidence,
            hints=turn.hints,
            tries=max(1, turn.tries),
            truth=truth,
            result=result,
            about=turn.committed,
            run=None if result == "committed" else turn.run,
        )
        self._save(turn.last)

    def _save(self, answer: Answer) -> None:
        saved = self.store.log(answer)
        self.trouble = None if saved.ok else saved.say
