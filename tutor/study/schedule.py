"""When each question is due: the table `schedule`, derived from the log and kept beside it.

It follows each row in the transaction that adds it. It can be thrown away at any time: whatever is missing
or was made by another version is made again from the log (`tutor.study.rebuild`), and comes out the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from tutor.study.answers import Answer, scheduler_version
from tutor.study.memory import Memory, recalled
from tutor.study.ratings import COLUMNS, UNSCHEDULED, Row, Track, fold, rate_of, rated, taken
from tutor.study.tables import SCHEDULE, meta, put_meta, writing

VERSION = 1
"""Raised when a schedule comes to mean something else: it is made anew in the background then."""

Item = tuple[str, str, str]
"""Pack, lesson, page."""

_QUOTED = ", ".join(f'"{name}"' for name in COLUMNS)
COUNTS = f"kind NOT IN {UNSCHEDULED}"
"""SQL: whether a row of `answers` may move a schedule."""
ONE = "pack = ? AND lesson = ? AND item = ?"
"""SQL: one question's rows."""
_ROWS = f"SELECT {_QUOTED} FROM answers WHERE {ONE} AND {COUNTS} ORDER BY moment, id"
_BEFORE = f"SELECT id, moment FROM answers WHERE {ONE} AND {COUNTS} ORDER BY moment DESC, id DESC LIMIT 2"
_MEMORY = ", ".join(Memory._fields)
_TRACK = f"{_MEMORY}, before, surely, kind, rev, answer, seed, tries, moment"
_WIDTH = len(Memory._fields)
_LOST = f"""SELECT NOT EXISTS (SELECT 1 FROM schedule) AND EXISTS
    (SELECT 1 FROM items i JOIN answers a ON a.id = i.answer WHERE {COUNTS} AND a.result <> 'committed')"""
"""SQL: whether somebody has emptied the table."""
_FAILURES = (ImportError, ArithmeticError, ValueError, TypeError)
"""What a scheduler may fail with on a strange history: never at the cost of the answer itself."""


class Scheduled(NamedTuple):
    """One question that was answered, or that a test has shown to be known."""

    pack: str
    lesson: str
    item: str
    kind: str
    """The kind it had when it was last answered; "" if it never was."""
    rev: int
    """The lesson's revision then."""
    due: int
    """The learner's day (see `tutor.study.days`) from which it is asked again."""
    surely: int
    """How sure the learner was of a wrong answer that is not mended yet; 0: there is none."""
    memory: Memory

    @property
    def key(self) -> Item:
        """Pack, lesson, page."""
        return self.pack, self.lesson, self.item

    def recall(self, today: int) -> float:
        """The probability of a right answer on that day; 0 where the last one was missed."""
        return recalled(self.memory.rating, self.memory.stability, today - self.memory.day)


def read(db: sqlite3.Connection, where: str = "1", values: Sequence[str | int] = ()) -> list[Scheduled]:
    """The schedule, or that part of it for which `where` (SQL) holds."""
    wanted = f"SELECT pack, lesson, item, kind, rev, due, surely, {_MEMORY} FROM schedule WHERE {where}"
    return [
        Scheduled(pack, lesson, item, kind, rev, due, surely, Memory(*memory))
        for pack, lesson, item, kind, rev, due, surely, *memory in db.execute(
            wanted, tuple(values)
        ).fetchall()
    ]


def recall(db: sqlite3.Connection, today: int) -> dict[Item, float]:
    """Each question's probability of a right answer on that day; 0 where the last one was missed."""
    wanted = "SELECT pack, lesson, item, rating, stability, day FROM schedule"
    return {
        (pack, lesson, item): recalled(rating, stability, today - day)
        for pack, lesson, item, rating, stability, day in db.execute(wanted).fetchall()
    }


def is_current(db: sqlite3.Connection) -> bool:
    """Whether the table is whole and was made by this version."""
    return meta(db, "schedule") == VERSION and not db.execute(_LOST).fetchone()[0]


def of_this_scheduler(db: sqlite3.Connection) -> bool:
    """Whether the library has the version that made the table. Slow the first time."""
    made_by = meta(db, "scheduler")
    return made_by == scheduler_version() or not db.execute("SELECT 1 FROM schedule LIMIT 1").fetchone()


def doubt(db: sqlite3.Connection) -> None:
    """Within a transaction: note that the table has to be made anew."""
    put_meta(db, "schedule", 0)
    put_meta(db, "doubts", _doubts(db) + 1)


def _doubts(db: sqlite3.Connection) -> int:
    return int(meta(db, "doubts") or 0)


def begin(db: sqlite3.Connection) -> int:
    """Within a transaction: the table is being made anew. What `settle` has to be told."""
    if meta(db, "schedule") not in (0, VERSION):
        db.execute("DELETE FROM schedule")  # another version's rows could not even be read
    put_meta(db, "schedule", 0)
    return _doubts(db)


def settle(db: sqlite3.Connection, doubts: int) -> bool:
    """Within a transaction: the table is whole, unless a doubt has come since `begin`. Whether it is."""
    if _doubts(db) != doubts:
        return False
    put_meta(db, "schedule", VERSION)
    put_meta(db, "scheduler", scheduler_version())
    return True


def ensure(db: sqlite3.Connection) -> None:
    """Make the table, empty and in doubt, if somebody has thrown it away. That of an empty log is whole."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'schedule'").fetchone():
        with writing(db):
            for statement in SCHEDULE:
                db.execute(statement)
            doubt(db)
    if meta(db, "schedule") != VERSION and not db.execute("SELECT 1 FROM answers LIMIT 1").fetchone():
        with writing(db):
            put_meta(db, "schedule", VERSION)


def follow(db: sqlite3.Connection, answer: Answer) -> None:
    """Within the transaction that has added it: the schedule after this row. Imports fsrs."""
    if answer.kind in UNSCHEDULED:
        return
    key: Item = (answer.pack, answer.lesson, answer.item)
    try:
        put(db, key, _next(db, key, answer) or fold(history(db, key)))
    except _FAILURES:
        doubt(db)


def _next(db: sqlite3.Connection, key: Item, answer: Answer) -> Track | None:
    """The track after the newest row, from the one before; None where the history has to be read again."""
    last, *earlier = db.execute(_BEFORE, key).fetchall()
    if last[0] != answer.id:
        return None  # it has come in between older ones
    track = tracked(db, key)
    if track.moment != (earlier[0][1] if earlier else 0):
        return None  # the table has not followed so far
    row = Row(*db.execute(f"SELECT {_QUOTED} FROM answers WHERE id = ?", (answer.id,)).fetchone())
    if row.result == "rated" and row.about == track.answer and (rate := rate_of(row)):
        return rated(track, rate)._replace(moment=row.moment)
    return None if row.result in ("rated", "withdrawn") else taken(track, row)


def history(db: sqlite3.Connection, key: Item) -> list[Row]:
    """The rows that make one question's schedule, in the order of time."""
    return [Row(*row) for row in db.execute(_ROWS, key).fetchall()]


def tracked(db: sqlite3.Connection, key: Item) -> Track:
    """Where the table stands with one question."""
    found = db.execute(f"SELECT {_TRACK} FROM schedule WHERE {ONE}", key).fetchone()
    if found is None:
        return Track()
    before = found[_WIDTH]
    return Track(
        Memory(*found[:_WIDTH]), Memory(*json.loads(before)) if before else None, *found[_WIDTH + 1 :]
    )


def put(db: sqlite3.Connection, key: Item, track: Track) -> None:
    """Within a transaction: that is the question's schedule now."""
    if track.memory is None:
        db.execute(f"DELETE FROM schedule WHERE {ONE}", key)
        return
    before = json.dumps(track.before) if track.before else ""
    row = (*key, track.memory.due, *track.memory, before, *track[2:])
    db.execute(f"INSERT OR REPLACE INTO schedule VALUES ({', '.join('?' * len(row))})", row)
