"""What is remembered of one question: FSRS 6, a model of memory (Ye et al. 2022), by the `fsrs` library.

The library is given the learner's days instead of the clock's time: two reviews on one day are 0 days apart
for it, and a review on the next morning is 1 day later, however few hours that is. Its intervals come back
as days. Nothing random: fuzz is off, so the log alone decides when a question is due.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fsrs import Scheduler

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
"""Ratings."""
LEARNING, REVIEW, RELEARNING = 1, 2, 3
"""States: being learned; known, to be refreshed; known once and forgotten."""
DECAY = 0.1542
"""FSRS 6's exponent of forgetting; it is flatter than that of the versions before."""
_FACTOR = 0.9 ** (-1 / DECAY) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Memory(NamedTuple):
    """What is remembered of a question after some reviews."""

    state: int
    """One of LEARNING, REVIEW, RELEARNING."""
    step: int | None
    """The step of (re)learning."""
    stability: float
    """Days until recall falls to 90%."""
    difficulty: float
    """1…10."""
    day: int
    """The learner's day of the last review."""
    first: int
    """The learner's day of the first."""
    interval: int
    """Days that the library asked to wait; 0 while a question is (re)learned."""
    rating: int
    """The last rating."""
    reps: int
    """How many reviews there were."""
    lapses: int
    """How often it was known and then forgotten."""

    @property
    def due(self) -> int:
        """The learner's day from which it is asked again: at once where it was missed.

        What was right today rests until tomorrow: a second look minutes later would teach little (massed
        against spaced practice).
        """
        return self.day + (0 if self.rating == AGAIN else max(1, self.interval))


@functools.cache
def scheduler() -> Scheduler:
    """The library's scheduler with its published parameters. Imports the library."""
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)


def reviewed(memory: Memory | None, rating: int, day: int) -> Memory:
    """The memory after one more review; `memory` is None before the first.

    A day before the last review's (a clock was set back) counts as the same day.
    """
    from fsrs import Card, Rating, State

    if memory is None:
        card, first, reps, lapses = Card(card_id=0, due=_EPOCH), day, 0, 0
    else:
        card = Card(
            card_id=0,
            state=State(memory.state),
            step=memory.step,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_EPOCH,
            last_review=_time(min(memory.day, day)),
        )
        first, reps, lapses = memory.first, memory.reps, memory.lapses
        lapses += memory.state == REVIEW and rating == AGAIN
    at = _time(day)
    card, _log = scheduler().review_card(card, Rating(rating), at)
    assert card.stability is not None and card.difficulty is not None
    return Memory(
        state=card.state.value,
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        day=day,
        first=first,
        interval=(card.due - at).days,
        rating=rating,
        reps=reps + 1,
        lapses=lapses,
    )


def known(memory: Memory | None, day: int) -> Memory:
    """The memory of a question that a test has shown to be known: good, past its learning steps.

    A question that has been answered keeps what its own answers say.
    """
    if memory is not None:
        return memory
    once = reviewed(None, GOOD, day)
    while once.state != REVIEW:
        once = reviewed(once, GOOD, day)
    return once._replace(reps=1)


def recalled(rating: int, stability: float, days: int) -> float:
    """The probability of a right answer so many days after a review (FSRS 6: R = (1 + F·t/S)^−d).

    0 where that review was missed: it has yet to be right again.
    """
    if rating == AGAIN:
        return 0.0
    return float((1 + _FACTOR * max(0, days) / stability) ** -DECAY)


def _time(day: int) -> datetime:
    return _EPOCH + timedelta(days=day)
