"""Where the learner stands, counted from the log: how well they know what they know, what they believed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from tutor.study.answers import SURE
from tutor.study.progress import FACET, STANDS
from tutor.study.schedule import Scheduled

ENOUGH = 20
"""Answers with a confidence from which on a calibration says something: with fewer, chance draws it."""
ENOUGH_EACH = 5
"""And at each confidence."""

_SURE = f"""
    SELECT confidence, count(*), sum(result = 'right'), sum(result = 'partly') FROM answers a
    WHERE confidence IS NOT NULL AND tries = 1 AND result IN ('right', 'partly', 'wrong') AND {STANDS}
    GROUP BY confidence"""
_BELIEVED = f"""
    SELECT b.pack, b.lesson, b.item, b.mistake, b.times, b.answer, i.result FROM (
        SELECT pack, lesson, item, {FACET} AS facet, mistake, count(*) AS times, id AS answer,
            max(moment) AS latest FROM answers a WHERE mistake <> '' AND {STANDS}
        GROUP BY pack, lesson, item, facet, mistake
    ) b JOIN items i ON (i.pack, i.lesson, i.item, i.facet) = (b.pack, b.lesson, b.item, b.facet)
    ORDER BY i.result = 'right', b.latest DESC"""


class Sureness(NamedTuple):
    """First tries that were given with one confidence."""

    confidence: int
    """One of `answers.SURE`."""
    answers: int
    right: int
    partly: int

    @property
    def share(self) -> float:
        """The share that was right, a partly right one counted half; 0 of none."""
        return (self.right + self.partly / 2) / self.answers if self.answers else 0.0

    @property
    def says_something(self) -> bool:
        """Whether there are answers enough to read the share as more than chance."""
        return self.answers >= ENOUGH_EACH


class Belief(NamedTuple):
    """A misconception that an answer showed."""

    pack: str
    lesson: str
    item: str
    mistake: str
    """The lesson's name for it."""
    times: int
    answer: str
    """The id of the last answer that showed it."""
    mended: bool
    """Whether the question is right by its last answer."""


def calibration(db: sqlite3.Connection) -> list[Sureness]:
    """For each confidence, how often it was said and how often it was right; the least sure first."""
    found = {row[0]: Sureness(*row) for row in db.execute(_SURE)}
    return [found.get(sure, Sureness(sure, 0, 0, 0)) for sure in SURE]


def is_enough(calibration: Iterable[Sureness]) -> bool:
    """Whether there are answers enough to say how well the learner knows what they know."""
    return sum(one.answers for one in calibration) >= ENOUGH


def believed(db: sqlite3.Connection) -> list[Belief]:
    """What was believed wrongly: what still is comes first, then by how lately it showed."""
    return [
        Belief(pack, lesson, item, mistake, times, answer, result == "right")
        for pack, lesson, item, mistake, times, answer, result in db.execute(_BELIEVED)
    ]


def ahead(schedule: Iterable[Scheduled], today: int, days: int = 14) -> list[int]:
    """How many questions come due on each of the next days; today has what is overdue, too."""
    counts = [0] * days
    for row in schedule:
        day = max(0, row.due - today)
        if day < days:
            counts[day] += 1
    return counts
