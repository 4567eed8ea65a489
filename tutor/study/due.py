"""What is to be asked today, across lessons, and how much of each lesson is remembered.

Only what was studied comes back: a question that was answered (in its lesson, in a review, in a test), or
whose page was seen. What the course no longer has keeps its history and is not due.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from tutor.study import schedule
from tutor.study.ratings import UNSCHEDULED
from tutor.study.schedule import Item, Scheduled

NEW_A_DAY = 20
"""Questions never answered before that one day may bring, unless the learner has set another number."""
_NEW = """
    SELECT pack, lesson, item FROM items i WHERE facet = 'page' AND NOT EXISTS
        (SELECT 1 FROM schedule s WHERE s.pack = i.pack AND s.lesson = i.lesson AND s.item = i.item)
    ORDER BY moment"""

Why = Literal["sure", "changed", "missed", "due", "new", "test"]
"""Why it is asked: an error the learner was sure of; its lesson means something else now; it was missed;
its time has come; it was seen and never answered; a test asks it."""


class Listed(NamedTuple):
    """What reviews have to know of a lesson that there is."""

    rev: int
    items: Mapping[str, str]
    """Page → the kind of its question, or "predict"; in the lesson's order."""
    kin: Mapping[str, str] = {}
    """Page → a name that it shares with the questions which would give its answer away."""

    @property
    def reviewable(self) -> list[str]:
        """The pages whose questions come back in reviews."""
        return [item for item, kind in self.items.items() if kind not in UNSCHEDULED]


Course = Mapping[tuple[str, str], Listed]
"""The lessons there are, by pack and id."""


class Due(NamedTuple):
    """A question to be asked."""

    pack: str
    lesson: str
    item: str
    why: Why
    recall: float
    """The probability that the answer will be right; 0 for one never answered, or missed."""
    reviews: int = 0
    """How often it was asked before."""

    @property
    def key(self) -> Item:
        """Pack, lesson, page."""
        return self.pack, self.lesson, self.item


def due(db: sqlite3.Connection, course: Course, today: int, new_a_day: int) -> list[Due]:
    """The questions due on the learner's day `today`, in the order to ask them.

    First the errors the learner was sure of, then by how likely they are forgotten, with lessons mixed; the
    new ones last. Of kin only one is asked a day, and none once one was answered that day: it would help
    with the others. What was missed today comes back all the same.
    """
    rows = _candidates(db, course, today)
    done = {kin(course, row.key) for row in rows if row.memory.day == today and not _missed(row, today)}
    ripe = [(row, why) for row in rows if (why := _why(row, course, today))]
    ripe.sort(key=lambda one: _place(one[0], course, today))
    wanted = [Due(*row.key, why, row.recall(today), row.memory.reps) for row, why in ripe]
    urgent = {row.key for row, _why in ripe if _missed(row, today)}
    introduced = sum(row.memory.first == today for row in rows)
    fresh = [key for key in _never_answered(db) if _is_reviewable(course, key)]
    found = list(_without_kin(wanted, course, done, urgent))
    found += list(_without_kin((Due(*key, "new", 0.0) for key in fresh), course, done))[
        : max(0, new_a_day - introduced)
    ]
    return found


def _candidates(db: sqlite3.Connection, course: Course, today: int) -> list[Scheduled]:
    """What may be due, and what was answered today."""
    rows = {row.key: row for row in schedule.read(db, "due <= ? OR day >= ?", (today, today))}
    for (pack, lesson), listed in course.items():
        if listed.rev > 1:
            where, values = "pack = ? AND lesson = ? AND rev < ?", (pack, lesson, listed.rev)
            rows |= {row.key: row for row in schedule.read(db, where, values)}
    return list(rows.values())


def _why(row: Scheduled, course: Course, today: int) -> Why | None:
    """Why a question is due; None where it is not."""
    if not _is_reviewable(course, row.key):
        return None
    changed = row.rev < course[row.pack, row.lesson].rev
    ahead = row.memory.day > today + 1  # it was answered while a clock was wrong: no interval can be told
    if not (changed or ahead or row.due <= today):
        return None
    if row.surely > 1:
        return "sure"
    return "changed" if changed else "due" if row.recall(today) else "missed"


def _missed(row: Scheduled, today: int) -> bool:
    return row.memory.day == today and row.due <= today


def _place(row: Scheduled, course: Course, today: int) -> tuple[float | str, ...]:
    items = list(course[row.pack, row.lesson].items)
    return -row.surely, round(row.recall(today), 2), items.index(row.item), row.pack, row.lesson


def _never_answered(db: sqlite3.Connection) -> list[Item]:
    return db.execute(_NEW).fetchall()


def _is_reviewable(course: Course, key: Item) -> bool:
    listed = course.get(key[:2])
    return listed is not None and listed.items.get(key[2], UNSCHEDULED[0]) not in UNSCHEDULED


def kin(course: Course, key: Item) -> Item:
    """What a question shares with its kin; without any, itself."""
    listed = course.get(key[:2])
    shared = listed.kin.get(key[2]) if listed else None
    return (*key[:2], f"kin {shared}" if shared else key[2])


def _without_kin(
    wanted: Iterable[Due], course: Course, done: set[Item], urgent: Iterable[Item] = ()
) -> Iterator[Due]:
    """`wanted` without those whose kin stands before them or is `done`; the kept ones are added to it."""
    for one in wanted:
        family = kin(course, one.key)
        if one.key in urgent or family not in done:
            done.add(family)
            yield one


def mastery(recall: Mapping[Item, float], course: Course) -> dict[tuple[str, str], float]:
    """Of each lesson with questions to review, the mean probability of a right answer; unseen counts 0."""
    return {
        lesson: sum(recall.get((*lesson, item), 0.0) for item in items) / len(items)
        for lesson, listed in course.items()
        if (items := listed.reviewable)
    }
