"""When a log cannot be used: why, in words; setting it aside; reading what can be read of it."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tutor.kit.say import Say
from tutor.study.rows import from_row, insert
from tutor.study.tables import MIGRATIONS, DamagedLog, NewerLog, code, connect, is_busy

_KEYS = {"answers": "seq", "places": "", "settings": "", "meta": ""}
_PROBES = 100_000
"""Single rows tried behind the last readable one, where the end cannot be read either."""
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO)


def is_damage(error: Exception) -> bool:
    """Whether `error` says that the file itself is broken."""
    if isinstance(error, DamagedLog) or code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    return isinstance(error, sqlite3.OperationalError) and "decode" in str(error)


def reason(error: Exception) -> Say:
    """Why the log cannot be written, as the middle of a sentence."""
    if isinstance(error, NewerLog):
        return Say("your log was written by a newer version of dltutor")
    if is_busy(error):
        return Say("another program keeps your log busy")
    if code(error) == sqlite3.SQLITE_READONLY or isinstance(error, PermissionError):
        return Say("your log may only be read")
    full = isinstance(error, OSError) and error.errno in _FULL
    if full or code(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return Say("the disk is full or failing")
    return Say("your log cannot be opened")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Only one process at a time repairs a log; the lock ends with the process that holds it."""
    with closing(sqlite3.connect(f"{path}.lock", timeout=5, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
        lock.execute("ROLLBACK")


def is_sound(db: sqlite3.Connection) -> bool:
    """Whether every page of the file can be read."""
    try:
        return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False


def set_aside(path: Path) -> Path:
    """Rename the file and what SQLite keeps beside it; nothing is deleted. The new name."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept, count = path.with_name(f"{path.name}.damaged-{stamp}"), 1
    while kept.exists():
        count += 1
        kept = path.with_name(f"{path.name}.damaged-{stamp}-{count}")
    for ending in ("-wal", "-shm", ""):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + ending))
    return kept


def duplicate(path: Path) -> sqlite3.Connection | None:
    """The sound log at `path`, of this version, in memory; None where it cannot be read."""
    for source in _opened(path):
        with suppress(sqlite3.Error):
            if source.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
                copy = connect(":memory:", 0)
                source.backup(copy)
                return copy
    return None


def salvage(path: Path, into: sqlite3.Connection) -> None:
    """Within a transaction: add every row of the log at `path` that can still be read and makes sense."""
    with ExitStack() as after:
        with suppress(OSError):
            folder = after.enter_context(TemporaryDirectory())
            path = _lengthened(path, Path(folder)) or path
        for source in _opened(path):
            source.text_factory = lambda raw: raw.decode("utf-8", "replace")
            for table, key in _KEYS.items():
                _copy(source, into, table, key)
            return


def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file for reading only; then as if nobody wrote it, for a folder where nothing can be made."""
    for mode in ("mode=ro", "immutable=1"):
        address = f"{path.absolute().as_uri()}?{mode}"
        with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as source:
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield source


def _lengthened(path: Path, folder: Path) -> Path | None:
    """Where the end of a file is missing, a copy with zeros there: of a short file SQLite reads nothing."""
    with path.open("rb") as file:
        head = file.read(100)
    page = int.from_bytes(head[16:18], "big")
    length = int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page)
    if not head.startswith(b"SQLite format 3") or not path.stat().st_size < length < 2**36:
        return None
    copy = folder / path.name
    shutil.copyfile(path, copy)
    os.truncate(copy, length)
    changes = path.with_name(f"{path.name}-wal")
    if changes.exists():
        shutil.copyfile(changes, copy.with_name(f"{copy.name}-wal"))
    return copy


def _copy(source: sqlite3.Connection, into: sqlite3.Connection, table: str, key: str) -> None:
    wanted = [row[1] for row in into.execute(f"PRAGMA table_info({table})") if row[1] != "seq"]
    try:
        there = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    except sqlite3.Error:
        return
    shared = [name for name in wanted if name in there]
    columns = ", ".join(f'"{name}"' for name in shared)
    verb = "REPLACE" if table == "meta" else "IGNORE"
    add = f"INSERT OR {verb} INTO {table} ({columns}) VALUES ({', '.join('?' * len(shared))})"
    for row in _rows(source, f"SELECT {key or 0}, {columns} FROM {table}", key):
        with suppress(sqlite3.Error, ValueError):
            if table == "answers":
                insert(into, from_row(shared, row[1:]))
            else:
                into.execute(add, row[1:])


def _rows(source: sqlite3.Connection, select: str, key: str) -> Iterator[tuple[Any, ...]]:
    """Rows from the front until one can't be read, from the back likewise, then one by one between."""
    low: int = 0
    high: int | None = None
    try:
        for row in source.execute(f"{select} ORDER BY {key}" if key else select):
            low = row[0]
            yield row
        return
    except sqlite3.Error:
        if not key:
            return
    try:
        for row in source.execute(f"{select} WHERE {key} > ? ORDER BY {key} DESC", (low,)):
            high = row[0]
            yield row
    except sqlite3.Error:
        pass
    for place in range(low + 1, high if high is not None else low + 1 + _PROBES):
        try:
            yield from source.execute(f"{select} WHERE {key} = ?", (place,))
        except sqlite3.Error:
            continue
