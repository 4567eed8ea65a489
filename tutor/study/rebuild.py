"""Making the schedule anew from the log, however long that is, while the screen goes on.

The log is read and folded outside of any transaction; each of many short transactions puts a handful of
questions, and folds again those that got a row meanwhile.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tutor.study import schedule
from tutor.study.memory import scheduler
from tutor.study.ratings import Row, Track, fold
from tutor.study.schedule import Item

if TYPE_CHECKING:
    from tutor.study.logfile import LogFile

T = TypeVar("T")
_KEYS = f"SELECT DISTINCT pack, lesson, item FROM answers WHERE {schedule.COUNTS}"
_LATEST = "SELECT max(seq) FROM answers WHERE pack = ? AND lesson = ? AND item = ?"
_BATCH = 0.05
"""Seconds of folding between two transactions."""


class Rebuild:
    """One making anew. `run` does it, in any thread; `share` and `over` may be looked at from another."""

    def __init__(self, log: LogFile) -> None:
        self._log = log
        self.share = 0.0
        """0…1, how far it is."""
        self.over = False
        """It has ended: it is done, or was stopped."""
        self._stopped = threading.Event()

    def start(self, *, only_if_needed: bool = False) -> None:
        """Run in a thread of its own, which ends with the program.

        With `only_if_needed` it first fetches the library, so that the first answer need not, and does no
        more where the schedule is whole and made by that version.
        """
        run = self._run_if_needed if only_if_needed else self.run
        threading.Thread(target=run, name="schedule", daemon=True).start()

    def _run_if_needed(self) -> None:
        with suppress(ImportError, sqlite3.Error):
            scheduler()
            reader = self._log.reader()
            try:
                fine = self._read(
                    reader, lambda db: schedule.is_current(db) and schedule.of_this_scheduler(db)
                )
            finally:
                if reader is not None:
                    reader.close()
            if fine:
                self.share, self.over = 1.0, True
                return
        self.run()

    def stop(self) -> None:
        """Give up soon. The next start begins again."""
        self._stopped.set()

    def run(self, tell: Callable[[float], None] = lambda share: None) -> bool:
        """Make it anew, telling the share done now and then. Whether it is whole."""
        reader = self._log.reader()
        try:
            while not self._stopped.is_set():
                if self._once(reader, tell):
                    return True
            return False
        except (sqlite3.Error, ImportError):
            return False  # the file broke meanwhile, or there is no scheduler; the schedule stays in doubt
        finally:
            if reader is not None:
                reader.close()
            self.over = True

    def _once(self, reader: sqlite3.Connection | None, tell: Callable[[float], None]) -> bool:
        """Through the whole log once. False where it was stopped or rows came in from elsewhere."""
        doubts: list[int] = []
        self._log.write(lambda db: doubts.append(schedule.begin(db)))
        keys: list[Item] = self._read(reader, lambda db: db.execute(_KEYS).fetchall())
        done = 0
        for batch in self._folded(reader, keys):
            self._log.write(partial(_put, batch))
            done += len(batch)
            self.share = done / len(keys)
            tell(self.share)
            if self._stopped.is_set():
                return False
        whole: list[bool] = []
        self._log.write(lambda db: whole.append(schedule.settle(db, doubts[0])))
        return whole[-1]

    def _folded(
        self, reader: sqlite3.Connection | None, keys: Iterable[Item]
    ) -> Iterator[list[tuple[Item, Track, int]]]:
        """Every question's schedule, some at a time, each with the row up to which the log was read."""
        batch: list[tuple[Item, Track, int]] = []
        began = time.monotonic()
        for key in keys:
            latest, rows = self._read(reader, partial(_rows, key))
            batch.append((key, _fold(rows), latest))
            if time.monotonic() > began + _BATCH:
                yield batch
                batch, began = [], time.monotonic()
        if batch:
            yield batch

    def _read(self, reader: sqlite3.Connection | None, read: Callable[[sqlite3.Connection], T]) -> T:
        """From a connection of its own; from the log's where there is no file to connect to."""
        return self._log.read(read) if reader is None else read(reader)


def _rows(key: Item, db: sqlite3.Connection) -> tuple[int, list[Row]]:
    return _latest(db, key), schedule.history(db, key)  # first: `_put` sees what comes between


def _latest(db: sqlite3.Connection, key: Item) -> int:
    return int(db.execute(_LATEST, key).fetchone()[0] or 0)


def _fold(rows: list[Row]) -> Track:
    """A question's schedule; none where its history is so strange that no scheduler takes it."""
    try:
        return fold(rows)
    except (ArithmeticError, ValueError, TypeError):
        return Track()


def _put(batch: Iterable[tuple[Item, Track, int]], db: sqlite3.Connection) -> None:
    """Within a transaction: put some schedules, made again where a row has come since."""
    for key, track, latest in batch:
        if _latest(db, key) != latest:
            track = _fold(schedule.history(db, key))
        schedule.put(db, key, track)
