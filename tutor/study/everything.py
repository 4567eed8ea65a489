"""Everything of a learner in one JSON file, and back: `write` and `read`.

    {"dltutor":"everything","format":1,"app":"0.1.0","device":"…",
    "settings":{"language":"ko"},
    "places":[{"pack":"","lesson":"hopfield","page":"energy","moment":1730000000000000}],
    "answers":[
    {…},
    {…}
    ]}

An answer has every field of `tutor.study.answers.Answer`, one line each, in the order of time. `device`
names the log it was written from; each answer has the name of the one it was first written to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from tutor.kit.say import Say
from tutor.kit.version import version
from tutor.study import progress, rows, step, tables
from tutor.study.answers import Answer, Json
from tutor.study.stream import NotJson, members

FORMAT = 1
"""Raised when an older version could not make sense of the file."""
KIND = "everything"
_PLACE = ("pack", "lesson", "page", "moment")
_AT_ONCE = 500
"""Lines that are written together."""
_LATEST = 253_402_300_800_000_000
"""The year 10000 in microseconds since 1970: later than any moment."""


class Unreadable(ValueError):
    """A file that is not taken in; `say` is why."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.render())
        self.say = say


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a file holds, apart from its answers."""

    settings: dict[str, Json]
    places: tuple[tuple[str, str, str, int], ...]
    """Pack, lesson, page, moment."""
    count: int
    """Answers in it, pages seen and answers taken back included."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file."""

    new: int
    """Answers that were not there."""
    known: int
    """Answers that were there already."""


# ---- out -----------------------------------------------------------------------------------------


def write(db: sqlite3.Connection, out: IO[bytes]) -> tuple[int, int]:
    """Write everything that the log in `db` holds, as it is at this moment.

    Returns how many answers were written, and how many could not be read in the log (garbage lies over
    them). Raises OSError, or sqlite3.Error for a log that is damaged.
    """
    out.seek(0)
    out.truncate()
    db.execute("BEGIN")
    try:
        return _write(db, out)
    finally:
        db.execute("ROLLBACK")


def _write(db: sqlite3.Connection, out: IO[bytes]) -> tuple[int, int]:
    named = {"dltutor": KIND, "format": FORMAT, "app": version(), "device": tables.device(db)}
    kept: dict[str, Json] = {}
    for name, value in db.execute("SELECT name, value FROM settings ORDER BY name"):
        with suppress(ValueError):  # garbage was written over it
            kept[name] = json.loads(value)
    places = [
        dict(zip(_PLACE, row, strict=True))
        for row in db.execute("SELECT pack, lesson, page, moment FROM places ORDER BY pack, lesson")
    ]
    head = rows.dumps(named)[:-1]
    for name, value in (("settings", kept), ("places", places)):
        head += f',\n"{name}":{rows.dumps(value)}'
    out.write(f'{head},\n"answers":['.encode())
    count = lost = 0
    lines: list[str] = []
    for answer in rows.every(db):
        if answer is None:
            lost += 1
            continue
        lines.append(f"{',' if count else ''}\n{rows.dumps(rows.to_plain(answer))}")
        count += 1
        if len(lines) == _AT_ONCE:
            out.write("".join(lines).encode())
            lines.clear()
    out.write(("".join(lines) + "\n]}\n").encode())
    return count, lost


# ---- in ------------------------------------------------------------------------------------------


def check(file: IO[bytes]) -> Parcel:
    """Read the whole of `file`, which can be sought, and believe nothing. Raises Unreadable, OSError."""
    named: dict[str, Json] = {}
    count = 0
    try:
        for name, value in _begun(file):
            if name == "answers":
                count += 1
                _answer(value)
            else:
                named[name] = value
    except NotJson as error:
        raise Unreadable(Say("it is not a file that dltutor export wrote")) from error
    except Unreadable:
        raise
    except ValueError as error:
        raise Unreadable(Say("its answer number {n} is none", {"n": count})) from error
    _named(named)
    return Parcel(_settings(named.get("settings", {})), _places(named.get("places", [])), count)


def answers(file: IO[bytes]) -> Iterator[Answer]:
    """The answers of a file that `check` found sound, one by one. Raises ValueError if it changed."""
    for name, value in _begun(file):
        if name == "answers":
            yield _answer(value)


def take_in(db: sqlite3.Connection, file: IO[bytes], parcel: Parcel) -> TakenIn:
    """Within a transaction: add what is not there yet.

    An answer counts once, by its id, whichever way it came. A setting that is kept here stays as it is;
    of two places in a lesson the later one holds. Raises ValueError if the file is another meanwhile.
    """
    for place in parcel.places:
        progress.set_place(db, *place)
    db.executemany(
        "INSERT OR IGNORE INTO settings VALUES (?, ?)",
        [(name, rows.dumps(value)) for name, value in parcel.settings.items()],
    )
    new = step.add(db, answers(file))
    return TakenIn(new, parcel.count - new)


def _begun(file: IO[bytes]) -> Iterator[tuple[str, Json]]:
    file.seek(0)
    return members(file, "answers")


def _answer(value: Json) -> Answer:
    """Raises ValueError. Whose device or moment is not known cannot be told from others."""
    if not isinstance(value, dict):
        raise ValueError("an answer is an object")
    answer = rows.from_plain(value)
    if not answer.id or not answer.device or not 0 < answer.moment < _LATEST:
        raise ValueError("an answer has an id, a device and a moment")
    return answer


def _named(named: dict[str, Json]) -> None:
    form = named.get("format")
    if named.get("dltutor") != KIND or isinstance(form, bool) or not isinstance(form, int) or form < 1:
        raise Unreadable(Say("it is not a file that dltutor export wrote"))
    if form > FORMAT:
        raise Unreadable(Say("it was written by a newer version of dltutor"))


def _settings(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict) or not all(map(_word, value)):
        raise Unreadable(Say("its settings cannot be read"))
    return value


def _places(value: Json) -> tuple[tuple[str, str, str, int], ...]:
    found = []
    for place in value if isinstance(value, list) else [None]:
        row = [place.get(name) for name in _PLACE] if isinstance(place, dict) else []
        *words, moment = row or [None]
        sound = isinstance(moment, int) and 0 < moment < _LATEST and all(map(_word, words))
        if not sound:
            raise Unreadable(Say("its places cannot be read"))
        found.append((str(row[0]), str(row[1]), str(row[2]), int(str(moment))))
    return tuple(found)


def _word(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and len(value) <= 1000
