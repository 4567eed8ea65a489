"""The learner's log on disk, and what to do when the disk will not have it.

What `log` confirms is on disk: a SQLite file in WAL mode, synchronous, with a plain copy of every answer
beside it (`tutor.study.mirror`). A store never raises for what a disk can do. A broken file is set aside
and given back from the copy and from what can be read of it. While the file cannot be written, a copy of
it in memory serves the sitting, every answer goes to the plain copy alone and says so, and each further
answer tries the file again.

Opening imports neither numpy nor anything that parses lessons: it lies on the way to the first screen.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tutor.kit.say import Say
from tutor.study import damage, progress, tables
from tutor.study.answers import Answer, Json, page_read, withdrawal
from tutor.study.folders import ProfileError, cache_folder, data_folder, profile, profiles
from tutor.study.mirror import Mirror
from tutor.study.progress import Progress

__all__ = [
    "ProfileError",
    "Progress",
    "Saved",
    "Store",
    "cache_folder",
    "data_folder",
    "profile",
    "profiles",
]

WAIT = 5.0
"""Seconds to wait for another process that is writing."""
COPIED = "copied"
"""Note in `meta`: bytes of the plain copy that are in the database, −1 where the copy lacks something."""

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


class Store:
    """One learner's log. Any number of processes may have it open at once; one thread writes at a time."""

    def __init__(self, path: Path, *, wait: float = WAIT) -> None:
        """Open the log at `path`, made if need be. Never raises: see `trouble` and `says`."""
        self.path = path
        self.says: list[Say] = []
        """What was found at opening, or since, that the learner should know. The screen empties it."""
        self.trouble: Say | None = None
        """Why nothing can be written at the moment."""
        self._wait = wait
        self._lock = threading.RLock()
        self._mirror = Mirror(path.with_suffix(".answers.jsonl"))
        self._aside: list[Answer] = []
        self._mended = False
        self._db = self._opened()

    # ---- writing -------------------------------------------------------------------------------

    def log(self, answer: Answer) -> Saved:
        """Add a row. When it returns ok, the row is on disk; logging the same row again changes nothing."""
        return self._save(lambda db: self._add(db, answer), answer)

    def withdraw(self, id: str) -> Saved:
        """Take the answer of that id back: a row is added that says so."""
        found = self._read(lambda db: tables.select(db, "id = ?", [id]))
        if not found:
            return Saved(ok=False, kept=False, say=Say("There is no answer to take back."))
        return self.log(withdrawal(found[0]))

    def visit(self, lesson: str, page: str, *, rev: int = 1, pack: str = "", language: str = "en") -> Saved:
        """The learner is on that page: it is their place now, and read if it was not."""
        seen = page_read(lesson, page, rev=rev, pack=pack, language=language)

        def write(db: sqlite3.Connection) -> Answer | None:
            _set_place(db, pack, lesson, page)
            known = "SELECT 1 FROM items WHERE pack = ? AND lesson = ? AND item = ? AND facet = ?"
            return None if db.execute(known, progress.key(seen)).fetchone() else self._add(db, seen)

        return self._save(write, seen)

    def put_place(self, lesson: str, page: str, *, pack: str = "") -> Saved:
        """The learner is on that page of that lesson now."""
        return self._save(lambda db: _set_place(db, pack, lesson, page))

    def put_setting(self, name: str, value: Json) -> Saved:
        """Keep a setting; None forgets it."""

        def write(db: sqlite3.Connection) -> None:
            if value is None:
                db.execute("DELETE FROM settings WHERE name = ?", (name,))
            else:
                db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, tables.dumps(value)))

        return self._save(write)

    # ---- reading -------------------------------------------------------------------------------

    def answers(
        self,
        lesson: str | None = None,
        item: str | None = None,
        *,
        pack: str = "",
        pages: bool = False,
        withdrawn: bool = False,
    ) -> list[Answer]:
        """The answers (of a lesson, of an item), oldest first; on request with pages seen, and with what
        was taken back and the rows that say so."""
        where, values = ["1"], list[str | int]()
        if lesson is not None:
            where, values = ["pack = ?", "lesson = ?"], [pack, lesson]
        if item is not None:
            where, values = [*where, "item = ?"], [*values, item]
        if not pages:
            where.append("kind <> 'page'")
        if not withdrawn:
            where.append(progress.STANDS)
        return self._read(lambda db: tables.select(db, " AND ".join(where), values))

    def last(self, lesson: str, item: str, *, pack: str = "", predict: bool = False) -> Answer | None:
        """The last answer to a question (or prediction) that was not taken back."""
        where = "id = (SELECT answer FROM items WHERE pack = ? AND lesson = ? AND item = ? AND facet = ?)"
        facet = "predict" if predict else "question"
        found = self._read(lambda db: tables.select(db, where, [pack, lesson, item, facet]))
        return found[0] if found else None

    def progress(self, lesson: str, *, pack: str = "") -> Progress:
        """How far the learner is in that lesson."""
        return self.all_progress().get((pack, lesson), Progress(lesson=lesson, pack=pack))

    def all_progress(self) -> dict[tuple[str, str], Progress]:
        """The same for every lesson there is anything about, by (pack, lesson)."""
        return self._read(progress.read)

    def place(self, lesson: str, *, pack: str = "") -> str | None:
        """The page of that lesson where the learner was last."""
        wanted = "SELECT page FROM places WHERE pack = ? AND lesson = ?"
        row = self._read(lambda db: db.execute(wanted, (pack, lesson)).fetchone())
        return row[0] if row else None

    def latest_place(self) -> tuple[str, str, str] | None:
        """Pack, lesson and page where the learner was last of all."""
        latest = "SELECT pack, lesson, page FROM places ORDER BY moment DESC LIMIT 1"
        row: tuple[str, str, str] | None = self._read(lambda db: db.execute(latest).fetchone())
        return row

    def setting(self, name: str, default: Json = None) -> Json:
        """A setting that was kept."""
        wanted = "SELECT value FROM settings WHERE name = ?"
        row = self._read(lambda db: db.execute(wanted, (name,)).fetchone())
        try:
            return json.loads(row[0]) if row else default
        except ValueError:
            return default

    @property
    def device(self) -> str:
        """The name of this log: random, and the same for ever."""
        return self._read(tables.device)

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

    # ---- how it is done ------------------------------------------------------------------------

    def _save(
        self, write: Callable[[sqlite3.Connection], Answer | None], answer: Answer | None = None
    ) -> Saved:
        """Have `write` done in one transaction: in the file, or in memory and in the plain copy alone."""
        with self._lock:
            said = self._back_to_file() if self.trouble else None
            while not self.trouble:
                try:
                    with tables.writing(self._db):
                        self._catch_up(self._db)
                        added = write(self._db)
                    return Saved(ok=True, kept=True, say=said, answer=added)
                except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
                    raise  # not the disk's doing but the caller's
                except sqlite3.Error as error:
                    self._recover(error)
            return self._set_aside(write, answer)

    def _add(self, db: sqlite3.Connection, answer: Answer) -> Answer | None:
        """Within a transaction: the row into the log, its line into the plain copy, its item refreshed."""
        added = tables.insert(db, answer)
        if added is None:
            return None
        progress.refresh(db, progress.key(added))
        if self.trouble is None:
            self._copy(db, added)
        return added

    def _copy(self, db: sqlite3.Connection, answer: Answer) -> None:
        try:
            length = self._mirror.append(answer)
        except OSError:
            length = -1
        if tables.meta(db, COPIED) != -1:
            tables.put_meta(db, COPIED, length)

    def _catch_up(self, db: sqlite3.Connection) -> int:
        """Within a transaction: take in the lines that only the plain copy has. How many were new."""
        copied, size = tables.meta(db, COPIED), self._mirror.size()
        if copied == size or copied == -1:
            return 0
        if not isinstance(copied, int) or size < copied:
            tables.put_meta(db, COPIED, -1)
            return 0
        taken = merge(db, self._mirror.answers(copied))
        tables.put_meta(db, COPIED, size)
        return taken

    def _read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            for _ in range(2):
                try:
                    return read(self._db)
                except sqlite3.Error as error:
                    self._recover(error)
            return read(self._db)

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
            self._agree(db)
            return db
        except (sqlite3.Error, OSError, tables.NewerLog) as error:
            return self._repaired() if damage.is_damage(error) else self._in_memory(error)

    def _agree(self, db: sqlite3.Connection) -> None:
        """Bring the file and its plain copy to the same state, if they are not."""
        if tables.meta(db, COPIED) == self._mirror.size():
            return
        with tables.writing(db):
            if self._catch_up(db):
                self.says.append(Say("Answers that had been kept beside your log are in it now."))
            if tables.meta(db, COPIED) == -1:
                merge(db, self._mirror.answers())
                with suppress(OSError):
                    tables.put_meta(db, COPIED, self._mirror.rewrite(tables.select(db, "1", [])))

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
                    tables.put_meta(db, COPIED, -1)
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
        db = tables.connect(":memory:", 0)
        with tables.writing(db):
            self._restore(db, self.path)
        self.says.append(Say("Nothing can be saved in your log now: {reason}.", {"reason": self.trouble}))
        return db

    def _restore(self, db: sqlite3.Connection, source: Path) -> None:
        damage.salvage(source, db)
        merge(db, self._mirror.answers())
        merge(db, self._aside)
        progress.rebuild(db)

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
            text = "Not saved: {reason}. This is lost when you leave, unless that is mended before."
            return Saved(ok=False, kept=False, say=Say(text, {"reason": reason}), answer=added)
        text = "Not saved in your log: {reason}. It is kept beside it and will be added later."
        return Saved(ok=False, kept=True, say=Say(text, {"reason": reason}), answer=added)

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
                self._catch_up(db)
                for answer in self._aside:
                    self._add(db, answer)
                for pack, lesson, page, moment in memory.execute("SELECT * FROM places").fetchall():
                    _set_place(db, pack, lesson, page, moment)
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


def merge(db: sqlite3.Connection, answers: Iterable[Answer]) -> int:
    """Within a transaction: add the rows that are not there yet. How many there were."""
    added = {row.id: progress.key(row) for answer in answers if (row := tables.insert(db, answer))}
    for key in set(added.values()):
        progress.refresh(db, key)
    return len(added)


def _set_place(db: sqlite3.Connection, pack: str, lesson: str, page: str, moment: int = 0) -> None:
    db.execute(
        "INSERT INTO places VALUES (?, ?, ?, ?) ON CONFLICT (pack, lesson) DO UPDATE"
        " SET page = excluded.page, moment = excluded.moment WHERE excluded.moment >= moment",
        (pack, lesson, page, moment or tables.next_moment(db, "places")),
    )
