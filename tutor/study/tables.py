"""The tables of a log: making, migrating and opening the file.

`answers` is the raw log: rows are added, and the database itself refuses to change them. `items` and
`schedule` are derived from it and may be thrown away at any time. `places` and `settings` are
conveniences. `meta` is the store's own: the name of this log, how far the plain copy reaches.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tutor.study.answers import new_id

SCHEDULE = (
    """CREATE TABLE IF NOT EXISTS schedule (
        pack TEXT NOT NULL,
        lesson TEXT NOT NULL,
        item TEXT NOT NULL,
        due INTEGER NOT NULL,
        state INTEGER NOT NULL,
        step INTEGER,
        stability REAL NOT NULL,
        difficulty REAL NOT NULL,
        day INTEGER NOT NULL,
        first INTEGER NOT NULL,
        interval INTEGER NOT NULL,
        rating INTEGER NOT NULL,
        reps INTEGER NOT NULL,
        lapses INTEGER NOT NULL,
        before TEXT NOT NULL,
        surely INTEGER NOT NULL,
        kind TEXT NOT NULL,
        rev INTEGER NOT NULL,
        answer TEXT NOT NULL,
        seed INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        moment INTEGER NOT NULL,
        PRIMARY KEY (pack, lesson, item)
    ) WITHOUT ROWID""",
)
"""Derived from `answers` too (`tutor.study.schedule`); made anew where it is missing.

Of some hundred rows a scan takes less than a millisecond; an index would cost every answer another page."""
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
    SCHEDULE,
)
"""What takes a file from version i to i + 1. Only ever appended to."""


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
