"""Sittings of reviews and tests: which question comes next, and what becomes of it.

In reviews what is missed comes back, and what was asked can be undone. The log decides: whether a question
was missed is read from its schedule, which follows every answer, rating and undo. A test asks once.
Screen and plain lines share this; they only ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tutor.course.problem import LessonError
from tutor.kit import ids
from tutor.kit.knobs import KnobError
from tutor.kit.lesson import Lesson, Page
from tutor.kit.say import Say
from tutor.study import testout
from tutor.study.due import Course, Due
from tutor.study.memory import AGAIN
from tutor.study.schedule import Item
from tutor.study.store import Store
from tutor.study.testout import Verdict
from tutor.ui.sitting import Sitting, Turn

GAP = 6
"""So many questions stand between a miss and its return, if there are so many: long enough to have to
recall it, soon enough for a short sitting."""


@dataclass
class Round:
    """One asking of one question in a sitting."""

    due: Due
    page: Page
    sitting: Sitting
    turn: Turn
    missed: bool = False
    """Whether it was a miss, once it is settled."""

    @property
    def lesson(self) -> Lesson:
        """The lesson it is from."""
        return self.sitting.lesson

    @property
    def answered(self) -> bool:
        """Whether there is an answer, or a skip, that stands."""
        return self.turn.last is not None and self.turn.last.result != "committed"


@dataclass
class Rounds:
    """Questions one after another. `read` loads a lesson, by its whole id, in the learner's language."""

    store: Store
    course: Course
    read: Callable[[str], Lesson]
    language: str
    seed: Callable[[Due], int] | None = None
    """Where nobody types, the seed of each asking; else every asking draws its own."""
    queue: list[Due] = field(default_factory=list)
    past: list[Round] = field(default_factory=list)
    lost: list[Due] = field(default_factory=list)
    """What could not be asked after all: its lesson cannot be read any more."""

    def __post_init__(self) -> None:
        self._sittings: dict[str, Sitting] = {}

    @property
    def asked(self) -> list[Item]:
        """The questions asked so far, each once."""
        return list(dict.fromkeys(round.due.key for round in self.past))

    @property
    def left(self) -> int:
        """How many different questions are still to come."""
        return len({due.key for due in self.queue})

    def next(self) -> Round | None:
        """The next question, posed anew: options shuffled, numbers drawn. None at the end."""
        while self.queue:
            due = self.queue.pop(0)
            if round := self._posed(due):
                return round
            self.lost.append(due)
        return None

    def _posed(self, due: Due) -> Round | None:
        try:
            sitting = self._sitting(ids.whole(due.pack, due.lesson))
            page = sitting.lesson.page(due.item)
            if page.question is None:
                return None
            turn = sitting.turn(page, self.seed(due) if self.seed else None)
        except (LessonError, KnobError, KeyError):
            return None
        return Round(due, page, sitting, turn)

    def speak(self, language: str, now: Round | None) -> Round | None:
        """Go on in another language; `now` too, with the same numbers, if it has no answer yet."""
        self.language = language
        self._sittings.clear()
        if now is None or now.turn.last is not None:
            return now
        drawn, self.seed = self.seed, lambda due: now.turn.asked.seed
        again = self._posed(now.due)
        self.seed = drawn
        return again or now

    def _sitting(self, lesson: str) -> Sitting:
        if lesson not in self._sittings:
            self._sittings[lesson] = Sitting(self.store, self.read(lesson), self.language)
        return self._sittings[lesson]


@dataclass
class Reviewing(Rounds):
    """What is due today."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.queue = self.store.due(self.course)

    def settle(self, round: Round) -> None:
        """That question is left. If it was missed, it stands in the queue again."""
        if not round.answered:
            self.queue.insert(0, round.due)
            return
        round.missed = self._missed(round.due.key)
        self.past.append(round)
        if round.missed:
            self.queue.insert(min(GAP, len(self.queue)), round.due._replace(why="missed"))

    def _missed(self, key: Item) -> bool:
        found = self.store.scheduled(key)
        return found is not None and found.memory.rating == AGAIN

    def undo(self, now: Round | None) -> Round | None:
        """Take back the whole asking before `now`, and ask it once more; None where there is none before.

        `now`, which has no answer yet, comes after it.
        """
        if not self.past:
            return None
        last = self.past.pop()
        if now is not None:
            self.queue.insert(0, now.due)
        waiting = [due.key for due in self.queue]
        if last.missed and last.due.key in waiting:  # else its lesson could not be read meanwhile
            del self.queue[waiting.index(last.due.key)]
        for answer in self.store.answers(last.due.lesson, last.page.id, pack=last.due.pack):
            if answer.seed == last.turn.asked.seed:
                last.sitting.withdraw(answer)
        return self._posed(last.due)

    # -- how it went -----------------------------------------------------------------------------

    @property
    def right(self) -> int:
        """How many questions were not missed when they were first asked in this sitting."""
        first = {round.due.key: round for round in reversed(self.past)}
        return sum(not round.missed for round in first.values())

    def coming(self, today: int) -> dict[int, int]:
        """In how many days how many of the questions asked come back; 0: still today."""
        found = (self.store.scheduled(key) for key in self.asked)
        return dict(sorted(Counter(max(0, row.due - today) for row in found if row).items()))


@dataclass
class ChapterTest(Rounds):
    """A test of some lessons: one answer to each question drawn, and no hints."""

    lessons: Sequence[str] = ()
    drawn: list[Due] = field(default_factory=list)
    trouble: Say | None = None

    def draw(self, seed: int) -> None:
        """Draw the questions; the same seed draws the same."""
        self.drawn = testout.draw(self.course, [ids.parts(lesson) for lesson in self.lessons], seed)
        self.queue = list(self.drawn)

    def settle(self, round: Round) -> None:
        """That question is left, answered or passed on."""
        if round.answered:
            self.past.append(round)
        else:
            self.queue.insert(0, round.due)

    def results(self) -> list[Verdict]:
        """Each lesson all of whose questions were asked, and whether it was passed."""
        right = {round.due.key: _right(round) for round in self.past}
        askable = [due for due in self.drawn if due not in self.lost]
        return testout.judged(askable, right)

    def finish(self) -> list[Verdict]:
        """The results; the lessons passed are known from now on. What the log could not do is `trouble`."""
        results = self.results()
        self.trouble = None
        for verdict in results:
            if verdict.passed:
                pack, lesson = verdict.pack, verdict.lesson
                listed = self.course[pack, lesson]
                saved = self.store.know(lesson, listed, pack=pack, language=self.language)
                self.trouble = saved.say or self.trouble
        return results

    def to_read(self, lesson: str) -> list[Page]:
        """The pages of a lesson that say what was missed, in its order."""
        missed = [round for round in self.past if round.lesson.id == lesson and not _right(round)]
        wanted = {
            page for round in missed for page in (round.page.question.see if round.page.question else ())
        }
        return [page for round in missed[:1] for page in round.lesson.pages if page.id in wanted]

    def _posed(self, due: Due) -> Round | None:
        round = super()._posed(due)
        if round is not None:
            question = round.page.question
            assert question is not None
            bare = replace(question, hints=())
            round.turn.once, round.turn.asked = True, replace(round.turn.asked, question=bare)
        return round


def _right(round: Round) -> bool:
    return round.turn.grade is not None and round.turn.grade.result == "right"
