"""The tables of a log: opening and migrating the file, rows to answers and back.

`answers` is the raw log: rows are added, and the database itself refuses to change them. `items` is
derived from it (`tutor.study.progress`) and may be thrown away at any time. `places` and `settings` are
conveniences. `meta` is the store's own: the name of this log, how far the plain copy reaches.
"""

from __future__ import annotations

import dataclasses
import json
import math
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tutor.study.answers import Answer, Json, new_id

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE answers (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            device TEXT NOT NULL,
            at TEXT NOT NULL,
            offset_minutes INTEGER NOT NULL,
            moment INTEGER NOT NULL,
            pack TEXT NOT NULL,
            lesson TEXT NOT NULL,
            rev INTEGER NOT NULL,
            item TEXT NOT NULL,
            kind TEXT NOT NULL,
            seed INTEGER NOT NULL,
            "order" TEXT NOT NULL,
            response TEXT NOT NULL,
            confidence INTEGER,
            hints INTEGER NOT NULL,
            tries INTEGER NOT NULL,
            result TEXT NOT NULL,
            score REAL NOT NULL,
            truth TEXT NOT NULL,
            mistake TEXT NOT NULL,
            language TEXT NOT NULL,
            versions TEXT NOT NULL,
            about TEXT NOT NULL,
            more TEXT NOT NULL
        )""",
        "CREATE INDEX answers_by_item ON answers (pack, lesson, item, moment)",
        "CREATE INDEX answers_by_moment ON answers (moment)",
        "CREATE INDEX answers_about ON answers (about) WHERE about <> ''",
        """CREATE TRIGGER answers_stay BEFORE UPDATE ON answers
            BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END""",
        """CREATE TRIGGER answers_remain BEFORE DELETE ON answers
            BEGIN SELECT RAISE(ABORT, 'answers are never deleted'); END""",
        """CREATE TABLE items (
            pack TEXT NOT NULL,
            lesson TEXT NOT NULL,
            item TEXT NOT NULL,
            facet TEXT NOT NULL,
            answer TEXT NOT NULL REFERENCES answers (id),
            result TEXT NOT NULL,
            score REAL NOT NULL,
            rev INTEGER NOT NULL,
            moment INTEGER NOT NULL,
            PRIMARY KEY (pack, lesson, item, facet)
        ) WITHOUT ROWID""",
        """CREATE TABLE places (
            pack TEXT NOT NULL,
            lesson TEXT NOT NULL,
            page TEXT NOT NULL,
            moment INTEGER NOT NULL,
            PRIMARY KEY (pack, lesson)
        ) WITHOUT ROWID""",
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID",
        "INSERT INTO meta VALUES ('copied', 0)",
    ),
)
"""What takes a file from version i to i + 1. Only ever appended to."""

COLUMNS = tuple(f.name for f in dataclasses.fields(Answer))
_AS_JSON = frozenset({"order", "response", "truth", "versions", "more"})
_QUOTED = ", ".join(f'"{name}"' for name in COLUMNS)
_INSERT = (
    f"INSERT INTO answers ({_QUOTED}) VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT (id) DO NOTHING"
)
_TEXTS = ("id", "device", "at", "pack", "lesson", "item", "kind", "result", "mistake", "language", "about")
_WHOLE = ("offset_minutes", "moment", "rev", "seed", "hints", "tries", "confidence")


class NewerLog(Exception):
    """The file was written by a newer version of this program."""


class DamagedLog(sqlite3.DatabaseError):
    """The file says it is a log and lacks what a log has."""


def connect(path: Path | str, timeout: float) -> sqlite3.Connection:
    """The log at `path`, made or migrated if need be. Writes wait `timeout` seconds for other writers.

    Raises NewerLog, DamagedLog, or what sqlite3 raises.
    """
    until = time.monotonic() + timeout
    while True:
        db = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
        try:
            _prepare(db, path)
            return db
        except sqlite3.OperationalError as error:
            db.close()
            if not is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)  # turning a new file to WAL does not wait for others by itself
        except BaseException:
            db.close()
            raise


def is_busy(error: Exception) -> bool:
    """Whether another process holds the file."""
    return code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def code(error: Exception) -> int:
    """SQLite's primary result code, 0 where there is none."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction that has the write lock from its start; on disk when the block is left."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def insert(db: sqlite3.Connection, answer: Answer) -> Answer | None:
    """Add a row, with device and moment filled in; None where a row of that id is there already."""
    if not answer.device or not answer.moment:
        answer = dataclasses.replace(
            answer,
            device=answer.device or device(db),
            moment=answer.moment or next_moment(db, "answers"),
        )
    row = [dumps(value) if name in _AS_JSON else value for name, value in _values(answer)]
    return answer if db.execute(_INSERT, row).rowcount else None


def select(db: sqlite3.Connection, where: str, values: Iterable[str | int]) -> list[Answer]:
    """The answers for which `where` (SQL over the table `a`) holds, in the order of time."""
    rows = db.execute(
        f"SELECT {_QUOTED} FROM answers a WHERE {where} ORDER BY moment, id", tuple(values)
    ).fetchall()
    found = []
    for row in rows:
        with suppress(ValueError):  # a row that garbage was written over
            found.append(from_plain(dict(zip(COLUMNS, map(_loads, COLUMNS, row), strict=True))))
    return found


def from_plain(fields: dict[str, Json]) -> Answer:
    """An answer from its fields as JSON has them; unknown ones are kept in `more`.

    Raises ValueError for what is no answer.
    """
    known = {name: fields[name] for name in COLUMNS if name in fields}
    unknown = {name: fields[name] for name in fields if name not in COLUMNS}
    order, more = known.pop("order", []), known.pop("more", {})
    good = {"id", "at", "lesson", "item", "kind", "result"} <= known.keys() and all(
        map(_fits, known, known.values())
    )
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
    plain = dict(_values(answer))
    more = plain.pop("more")
    return {**plain, "more": more} if more else plain


def dumps(value: object) -> str:
    """JSON in one line, readable in any language; a lone surrogate becomes an escape."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=list)
    return text.encode("utf-8", "backslashreplace").decode()


def meta(db: sqlite3.Connection, name: str) -> str | int | None:
    """One of the store's own notes."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def put_meta(db: sqlite3.Connection, name: str, value: str | int) -> None:
    """Keep it."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def device(db: sqlite3.Connection) -> str:
    """The name of this log: random, and the same for ever."""
    return str(meta(db, "device"))


def next_moment(db: sqlite3.Connection, table: str) -> int:
    """Now in microseconds since 1970, but later than everything in `table`, whatever the clock says."""
    latest = db.execute(f"SELECT max(moment) FROM {table}").fetchone()[0] or 0
    return int(max(time.time_ns() // 1000, latest + 1))


def _values(answer: Answer) -> list[tuple[str, object]]:
    return [(name, getattr(answer, name)) for name in COLUMNS]


def _loads(name: str, value: Json) -> Json:
    return json.loads(value) if name in _AS_JSON and isinstance(value, str) else value


def _prepare(db: sqlite3.Connection, path: Path | str) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise NewerLog(version)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA checkpoint_fullfsync = ON")
    db.execute("PRAGMA wal_autocheckpoint = 4000")  # pages: seldom enough to stay out of one save in 100
    db.execute("PRAGMA foreign_keys = ON")
    try:
        if version < len(MIGRATIONS):
            with writing(db):
                _migrate(db, path)
        if meta(db, "device") is None:
            raise DamagedLog("a log without a name")
        db.execute("SELECT 1 FROM answers, items, places, settings LIMIT 0")
    except sqlite3.OperationalError as error:
        if code(error) == sqlite3.SQLITE_ERROR:  # a table is missing, or there although it should not be
            raise DamagedLog(str(error)) from error
        raise


def _migrate(db: sqlite3.Connection, path: Path | str) -> None:
    """Within a transaction: bring the file up to date, after a copy of it has been laid aside."""
    version = db.execute("PRAGMA user_version").fetchone()[0]  # another process may have been faster
    if 0 < version < len(MIGRATIONS):
        with (
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(f"{path}.before-version-{version + 1}")) as kept,
        ):
            source.backup(kept)
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    if meta(db, "device") is None:
        put_meta(db, "device", new_id())
