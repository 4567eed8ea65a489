"""Keeping the database and its plain copy in step.

A note in the database says up to which byte of the plain copy both agree. A line behind it was added by
somebody who could not write to the database; a copy shorter than it has lost something.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress

from tutor.study import progress, rows, schedule
from tutor.study.answers import Answer
from tutor.study.mirror import Mirror
from tutor.study.tables import meta, put_meta, writing

_COPIED = "copied"
_LACKING = -1


def copy(db: sqlite3.Connection, mirror: Mirror, answer: Answer) -> None:
    """Within a transaction: the line of a row just added."""
    try:
        length = mirror.append(answer)
    except OSError:
        length = _LACKING
    if meta(db, _COPIED) != _LACKING:
        put_meta(db, _COPIED, length)


def catch_up(db: sqlite3.Connection, mirror: Mirror) -> int:
    """Within a transaction: take in the lines that only the plain copy has. How many were new."""
    copied, size = meta(db, _COPIED), mirror.size()
    if copied in (size, _LACKING):
        return 0
    if not isinstance(copied, int) or size < copied:
        out_of_step(db)
        return 0
    taken = merge(db, mirror.answers(copied))
    put_meta(db, _COPIED, size)
    return taken


def follow(db: sqlite3.Connection, mirror: Mirror, last: int, size: int) -> None:
    """After rows were added with the copy left `out_of_step`: the lines of all behind row `last`.

    `size` is the length that the copy had then. Where somebody else has written to it meanwhile, or it
    lacked something before, it is written anew. Raises sqlite3.Error.
    """
    with writing(db), suppress(OSError):
        if size >= 0 and mirror.size() == size and meta(db, _COPIED) == _LACKING:
            length = mirror.extend(rows.behind(db, last))
            put_meta(db, _COPIED, _LACKING if length is None else length)
    agree(db, mirror)


def agreed(db: sqlite3.Connection, mirror: Mirror) -> int:
    """The length of the copy where it has all that the database has, else -1."""
    return mirror.size() if meta(db, _COPIED) == mirror.size() else -1


def out_of_step(db: sqlite3.Connection) -> None:
    """Within a transaction: note that the plain copy lacks something, so that `agree` writes it anew."""
    put_meta(db, _COPIED, _LACKING)


def agree(db: sqlite3.Connection, mirror: Mirror) -> bool:
    """Bring both to the same state, if they are not. Whether the database got something new."""
    if meta(db, _COPIED) == mirror.size():
        return False
    with writing(db):
        taken = catch_up(db, mirror)
        if meta(db, _COPIED) == _LACKING:
            taken += merge(db, mirror.answers())
            with suppress(OSError):
                put_meta(db, _COPIED, mirror.rewrite(rows.select(db, "1", [])))
    return taken > 0


def merge(db: sqlite3.Connection, answers: Iterable[Answer]) -> int:
    """Within a transaction: add the rows that are not there yet. How many there were."""
    added = add(db, answers)
    if added:
        progress.guess_places(db)
    return added


def add(db: sqlite3.Connection, answers: Iterable[Answer]) -> int:
    """The same, and nobody's place is guessed."""
    added = {row.id: progress.key(row) for answer in answers if (row := rows.insert(db, answer))}
    for key in set(added.values()):
        progress.refresh(db, key)
    if added:
        schedule.doubt(db)
    return len(added)
