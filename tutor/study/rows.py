"""Answers as rows of the log and as lines of JSON, and back."""

from __future__ import annotations

import dataclasses
import json
import math
import operator
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from tutor.study.answers import Answer, Json
from tutor.study.tables import device, next_moment

COLUMNS = tuple(f.name for f in dataclasses.fields(Answer))
_KNOWN = frozenset(COLUMNS)
_NEEDED = {"id", "at", "lesson", "item", "kind", "result"}
_AS_JSON = frozenset({"order", "response", "truth", "versions", "more"})
_QUOTED = ", ".join(f'"{name}"' for name in COLUMNS)
_INSERT = (
    f"INSERT INTO answers ({_QUOTED}) VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT (id) DO NOTHING"
)
_TEXTS = frozenset(
    ("id", "device", "at", "pack", "lesson", "item", "kind", "result", "mistake", "language", "about")
)
_WHOLE = frozenset(("offset_minutes", "moment", "rev", "seed", "hints", "tries", "confidence"))
_VALUES = operator.attrgetter(*COLUMNS)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=list)


def insert(db: sqlite3.Connection, answer: Answer) -> Answer | None:
    """Add a row, with device and moment filled in; None where a row of that id is there already."""
    if not answer.device or not answer.moment:
        answer = dataclasses.replace(
            answer,
            device=answer.device or device(db),
            moment=answer.moment or next_moment(db, "answers"),
        )
    row = [
        dumps(value) if name in _AS_JSON else value
        for name, value in zip(COLUMNS, _VALUES(answer), strict=True)
    ]
    return answer if db.execute(_INSERT, row).rowcount else None


def select(db: sqlite3.Connection, where: str, values: Iterable[str | int]) -> list[Answer]:
    """The answers for which `where` (SQL over the table `a`) holds, in the order of time."""
    rows = db.execute(
        f"SELECT {_QUOTED} FROM answers a WHERE {where} ORDER BY moment, id", tuple(values)
    ).fetchall()
    found = []
    for row in rows:
        with suppress(ValueError):  # a row that garbage was written over
            found.append(from_row(COLUMNS, row))
    return found


def every(db: sqlite3.Connection) -> Iterator[Answer | None]:
    """Every answer in the order of time, one at a time; None for a row that cannot be read."""
    return _read(db.execute(f"SELECT {_QUOTED} FROM answers ORDER BY moment, id"))


def behind(db: sqlite3.Connection, last: int) -> Iterator[Answer]:
    """The answers in the rows behind row `last`, one at a time in the order in which they were added."""
    found = db.execute(f"SELECT {_QUOTED} FROM answers WHERE seq > ? ORDER BY seq", (last,))
    return (answer for answer in _read(found) if answer is not None)


def last(db: sqlite3.Connection) -> int:
    """The number of the row that was added last; 0 where there is none."""
    return int(db.execute("SELECT max(seq) FROM answers").fetchone()[0] or 0)


def _read(found: Iterable[Sequence[Json]]) -> Iterator[Answer | None]:
    for row in found:
        try:
            yield from_row(COLUMNS, row)
        except ValueError:
            yield None


def from_row(columns: Sequence[str], row: Sequence[Json]) -> Answer:
    """An answer from a row of the table. Raises ValueError for what is no answer."""
    return from_plain(dict(zip(columns, map(_loads, columns, row), strict=True)))


def from_plain(fields: dict[str, Json]) -> Answer:
    """An answer from its fields as JSON has them; unknown ones are kept in `more`.

    Raises ValueError for what is no answer.
    """
    known = {name: value for name, value in fields.items() if name in _KNOWN}
    unknown = {name: value for name, value in fields.items() if name not in _KNOWN}
    order, more = known.pop("order", []), known.pop("more", {})
    good = known.keys() >= _NEEDED and all(map(_fits, known, known.values()))
    if not good or not isinstance(order, list) or not isinstance(more, dict):
        raise ValueError("this is no answer")
    return Answer(order=tuple(map(str, order)), more={**more, **unknown}, **known)  # type: ignore[arg-type]


def _fits(name: str, value: Json) -> bool:
    if name in _TEXTS:
        return isinstance(value, str) and value.isprintable()
    if name in _WHOLE:
        return (isinstance(value, int) and abs(value) < 2**63) or (name == "confidence" and value is None)
    if name == "score":
        return isinstance(value, int | float) and math.isfinite(value)
    return isinstance(value, dict) if name == "versions" else True


def to_plain(answer: Answer) -> dict[str, object]:
    """An answer's fields as JSON has them; `from_plain` gives it back."""
    plain = dict(zip(COLUMNS, _VALUES(answer), strict=True))
    more = plain.pop("more")
    return {**plain, "more": more} if more else plain


def dumps(value: object) -> str:
    """JSON in one line, readable in any language; a lone surrogate becomes an escape."""
    text = _ENCODER.encode(value)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _loads(name: str, value: Json) -> Json:
    return json.loads(value) if name in _AS_JSON and isinstance(value, str) else value
