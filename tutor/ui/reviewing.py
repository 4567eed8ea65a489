"""A sitting of reviews: which question comes next, what is missed comes back, what was asked can be undone.

The log decides: whether a question was missed is read from its schedule, which follows every answer, rating
and undo. Screen and plain lines share this; they only ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tutor.course.problem import LessonError
from tutor.kit.knobs import KnobError
from tutor.kit.lesson import Lesson, Page
from tutor.study.due import Course, Due
from tutor.study.memory import AGAIN
from tutor.study.schedule import Item
from tutor.study.store import Store
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
class Reviewing:
    """The questions due, one after another. `read` loads a lesson in the learner's language."""

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
        self.queue = self.store.due(self.course)
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
        if last.missed:
            again = [due.key for due in self.queue].index(last.due.key)
            del self.queue[again]
        for answer in self.store.answers(last.lesson.id, last.page.id):
            if answer.seed == last.turn.asked.seed:
                last.sitting.withdraw(answer)
        return self._posed(last.due)

    def _posed(self, due: Due) -> Round | None:
        try:
            sitting = self._sitting(due.lesson)
            page = sitting.lesson.page(due.item)
            if page.question is None:
                return None
            turn = sitting.turn(page, self.seed(due) if self.seed else None)
        except (LessonError, KnobError, KeyError):
            return None
        return Round(due, page, sitting, turn)

    def _sitting(self, lesson: str) -> Sitting:
        if lesson not in self._sittings:
            self._sittings[lesson] = Sitting(self.store, self.read(lesson), self.language)
        return self._sittings[lesson]

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
