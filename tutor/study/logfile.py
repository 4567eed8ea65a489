"""The file of a log and its plain copy, and how both are kept in step, mended and done without.

What `write` confirms is on disk. A broken file is set aside and given back from the plain copy and from
what can be read of it. While the file cannot be written, a copy of it in memory serves the sitting, every
answer goes to the plain copy alone, and each further write tries the file again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tutor.kit.say import Say
from tutor.study import damage, progress, rows, schedule, tables
from tutor.study.answers import Answer
from tutor.study.mirror import Mirror
from tutor.study.step import add, agree, agreed, catch_up, copy, follow, merge, out_of_step

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of something that was to be saved."""

    ok: bool
    """It is in the log, on disk."""
    kept: bool
    """It is on disk, in the log or beside it. False only where nothing at all can be written."""
    say: Say | None = None
    """What the learner has to know: always there where not ok."""
    answer: Answer | None = None
    """The row as it stands in the log."""


class LogFile:
    """The log at `path`, made if need be. Never raises for what a disk can do."""

    def __init__(self, path: Path, wait: float) -> None:
        """A write waits `wait` seconds for other processes."""
        self.path = path
        self.says: list[Say] = []
        self.trouble: Say | None = None
        self._wait = wait
        self._lock = threading.RLock()
        self._mirror = Mirror(path.with_suffix(".answers.jsonl"))
        self._aside: list[Answer] = []
        self._mended = False
        self._db = self._opened()

    def check(self) -> bool:
        """Read the whole file; a damaged one is mended. Whether it was sound. Slow for a long history."""
        with self._lock:
            if self.trouble or damage.is_sound(self._db):
                return True
            self._recover(tables.DamagedLog("quick_check"))
            return False

    def close(self) -> None:
        """Close the file. A store need not be closed to be safe."""
        with self._lock, suppress(sqlite3.Error):
            self._db.close()

    def write(
        self, write: Callable[[sqlite3.Connection], Answer | None], answer: Answer | None = None
    ) -> Saved:
        """Have `write` done in one transaction: in the file, or in memory and in the plain copy alone."""
        with self._lock:
            said = self._back_to_file() if self.trouble else None
            while not self.trouble:
                try:
                    with tables.writing(self._db):
                        catch_up(self._db, self._mirror)
                        added = write(self._db)
                    return Saved(ok=True, kept=True, say=said, answer=added)
                except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
                    raise  # not the disk's doing but the caller's
                except sqlite3.Error as error:
                    self._recover(error)
            return self._set_aside(write, answer)

    def write_many(self, write: Callable[[sqlite3.Connection], None]) -> Saved:
        """The same for a `write` that adds any number of rows; their lines in the plain copy follow."""
        last = size = 0

        def marked(db: sqlite3.Connection) -> None:
            nonlocal last, size
            last, size = rows.last(db), agreed(db, self._mirror)
            write(db)
            if self.trouble is None and rows.last(db) > last:
                out_of_step(db)

        with self._lock:
            saved = self.write(marked)
            if saved.ok and rows.last(self._db) > last:
                with suppress(sqlite3.Error, OSError):
                    follow(self._db, self._mirror, last, size)
            return saved

    def add(self, db: sqlite3.Connection, answer: Answer) -> Answer | None:
        """Within a transaction: the row into the log, its line into the plain copy, its item refreshed."""
        added = rows.insert(db, answer)
        if added is None:
            return None
        progress.refresh(db, progress.key(added))
        schedule.follow(db, added)
        if self.trouble is None:
            copy(db, self._mirror, added)
        return added

    def read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """What `read` finds; where the file turns out to be damaged, in the mended one."""
        with self._lock:
            for _ in range(2):
                try:
                    return read(self._db)
                except sqlite3.Error as error:
                    self._recover(error)
            return read(self._db)

    def reader(self) -> sqlite3.Connection | None:
        """Another connection that only reads, for whoever reads long; None where the log is in memory."""
        if self.trouble:
            return None
        return sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)

    def _recover(self, error: Exception) -> None:
        """After `error`: a store that works, on a mended file or in memory."""
        if damage.is_damage(error) and not self._mended:
            self._mended = True  # once: what breaks at once again is no file to write to
            self._db = self._repaired()
        else:
            self._db = self._in_memory(error)

    def _opened(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = tables.connect(self.path, self._wait)
            if not progress.is_current(db):
                with tables.writing(db):
                    progress.rebuild(db)
            schedule.ensure(db)
            self._agree(db)
            return db
        except (sqlite3.Error, OSError, tables.NewerLog) as error:
            return self._repaired() if damage.is_damage(error) else self._in_memory(error)

    def _agree(self, db: sqlite3.Connection) -> None:
        if agree(db, self._mirror):
            self.says.append(Say("Answers that had been kept beside your log are in it now."))

    def _repaired(self) -> sqlite3.Connection:
        """Set the broken file aside, and give back from it and from the plain copy what can be read."""
        with suppress(AttributeError, sqlite3.Error):
            self._db.close()
        try:
            with damage.alone(self.path):
                if db := self._sound():  # another process has mended it meanwhile
                    return db
                kept = damage.set_aside(self.path)
                db = tables.connect(self.path, self._wait)
                with tables.writing(db):
                    self._restore(db, kept)
                    out_of_step(db)
                self._agree(db)
        except (sqlite3.Error, OSError, tables.NewerLog) as error:
            return self._in_memory(error)
        count = db.execute("SELECT count(*) FROM answers WHERE kind <> 'page'").fetchone()[0]
        self.says.append(
            Say(
                "Your log was damaged and has been mended: {count} answers are there. "
                "The damaged file is kept as {file}.",
                {"count": count, "file": kept.name},
            )
        )
        return db

    def _sound(self) -> sqlite3.Connection | None:
        """The file opened, if it is whole. Raises what has nothing to do with damage."""
        try:
            db = tables.connect(self.path, self._wait)
            if damage.is_sound(db):
                self._agree(db)
                return db
            db.close()
        except sqlite3.Error as error:
            if not damage.is_damage(error):
                raise
        return None

    def _in_memory(self, error: Exception) -> sqlite3.Connection:
        """A copy of the log in memory for this sitting."""
        self.trouble = damage.reason(error)
        whole = None if damage.is_damage(error) else damage.duplicate(self.path)
        db = whole or tables.connect(":memory:", 0)
        with tables.writing(db):
            if whole:
                catch_up(db, self._mirror)
            else:
                self._restore(db, self.path)
            merge(db, self._aside)
        self.says.append(Say("Nothing can be saved in your log now: {reason}.", {"reason": self.trouble}))
        return db

    def _restore(self, db: sqlite3.Connection, source: Path) -> None:
        """Within a transaction: all that the plain copy has, and what else the file still tells."""
        add(db, self._mirror.answers())  # places are guessed only once it is known which can be read
        damage.salvage(source, db)
        progress.rebuild(db)
        schedule.doubt(db)

    def _set_aside(
        self, write: Callable[[sqlite3.Connection], Answer | None], answer: Answer | None
    ) -> Saved:
        """The file cannot be written: into memory, and an answer into the plain copy."""
        reason = self.trouble or Say("your log cannot be opened")
        with tables.writing(self._db):
            added = write(self._db)
        if answer is None:
            return Saved(ok=False, kept=False, say=Say("Not saved: {reason}.", {"reason": reason}))
        if added is not None:
            self._aside.append(added)
        try:
            self._mirror.append(added or answer, sync=True)
        except OSError:
            lost = Say(
                "Not saved: {reason}. This is lost when you leave, unless that is mended before.",
                {"reason": reason},
            )
            return Saved(ok=False, kept=False, say=lost, answer=added)
        kept = Say(
            "Not saved in your log: {reason}. It is kept beside it and will be added later.",
            {"reason": reason},
        )
        return Saved(ok=False, kept=True, say=kept, answer=added)

    def _back_to_file(self) -> Say | None:
        """Try the file again; what was set aside goes into it. What to say if that worked."""
        memory, trouble = self._db, self.trouble
        try:
            db = tables.connect(self.path, 0.2)
        except (sqlite3.Error, OSError, tables.NewerLog):
            return None
        try:
            self.trouble = None
            with tables.writing(db):
                catch_up(db, self._mirror)
                for answer in self._aside:
                    self.add(db, answer)
                for pack, lesson, page, moment in memory.execute("SELECT * FROM places").fetchall():
                    progress.set_place(db, pack, lesson, page, moment)
                db.executemany(
                    "REPLACE INTO settings VALUES (?, ?)", memory.execute("SELECT * FROM settings")
                )
            self._agree(db)
        except (sqlite3.Error, OSError):
            db.close()
            self.trouble = trouble
            return None
        memory.close()
        self._db = db
        self._aside.clear()
        return Say("Your log can be written again, and what was kept beside it is in it.")
