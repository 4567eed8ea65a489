"""The learner's log, as screens use it: what is added to it and what it tells.

What `log` confirms is on disk: a SQLite file with a plain copy of every answer beside it. What a disk can
do to both, and what is done then, is `tutor.study.logfile`'s matter: a store never raises for it, and every
`Saved` that is not ok has a sentence. Opening imports neither numpy nor anything that parses lessons: it
lies on the way to the first screen.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tutor.kit.say import Say
from tutor.study import days, progress, rows, schedule, tables
from tutor.study.answers import SILENT, Answer, Json, known, page_read, withdrawal
from tutor.study.due import NEW_A_DAY, Course, Due, Listed, due
from tutor.study.folders import ProfileError, cache_folder, data_folder, profile, profiles
from tutor.study.logfile import LogFile, Saved
from tutor.study.memory import AGAIN, EASY, GOOD, HARD
from tutor.study.progress import Progress
from tutor.study.ratings import rated
from tutor.study.rebuild import Rebuild
from tutor.study.schedule import Item, Scheduled

if TYPE_CHECKING:
    from tutor.study.everything import TakenIn
    from tutor.study.standing import Belief, Sureness

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


class Store:
    """One learner's log. Any number of processes may have it open at once; one thread writes at a time."""

    def __init__(self, path: Path, *, wait: float = WAIT) -> None:
        """Open the log at `path`, made if need be. Never raises: see `trouble` and `says`."""
        self.path = path
        self._file = LogFile(path, wait)

    @property
    def says(self) -> list[Say]:
        """What was found at opening, or since, that the learner should know. The screen empties it."""
        return self._file.says

    @property
    def trouble(self) -> Say | None:
        """Why nothing can be written at the moment, as the middle of a sentence."""
        return self._file.trouble

    # ---- writing -------------------------------------------------------------------------------

    def log(self, answer: Answer) -> Saved:
        """Add a row. When it returns ok, the row is on disk; logging the same row again changes nothing."""
        return self._file.write(lambda db: self._file.add(db, answer), answer)

    def withdraw(self, id: str) -> Saved:
        """Take the answer of that id back: a row is added that says so."""
        found = self._file.read(lambda db: rows.select(db, "id = ?", [id]))
        if not found:
            return Saved(ok=False, kept=False, say=Say("There is no answer to take back."))
        return self.log(withdrawal(found[0]))

    def visit(self, lesson: str, page: str, *, rev: int = 1, pack: str = "", language: str = "en") -> Saved:
        """The learner is on that page: it is their place now, and read if it was not."""
        seen = page_read(lesson, page, rev=rev, pack=pack, language=language)

        def write(db: sqlite3.Connection) -> Answer | None:
            progress.set_place(db, pack, lesson, page)
            known = "SELECT 1 FROM items WHERE pack = ? AND lesson = ? AND item = ? AND facet = ?"
            return None if db.execute(known, progress.key(seen)).fetchone() else self._file.add(db, seen)

        return self._file.write(write, seen)

    def put_place(self, lesson: str, page: str, *, pack: str = "") -> Saved:
        """The learner is on that page of that lesson now."""
        return self._file.write(lambda db: progress.set_place(db, pack, lesson, page))

    def put_setting(self, name: str, value: Json) -> Saved:
        """Keep a setting; None forgets it."""

        def write(db: sqlite3.Connection) -> None:
            if value is None:
                db.execute("DELETE FROM settings WHERE name = ?", (name,))
            else:
                db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, rows.dumps(value)))

        return self._file.write(write)

    def take_in(self, file: IO[bytes]) -> tuple[Saved, TakenIn | None]:
        """Add everything of a file that `export` wrote: all of it, or nothing where it is not saved.

        Raises Unreadable for any other file, OSError where it cannot be read; nothing is changed then.
        """
        from tutor.study import everything

        parcel = everything.check(file)
        taken: TakenIn | None = None

        def write(db: sqlite3.Connection) -> None:
            nonlocal taken
            taken = everything.take_in(db, file, parcel)

        saved = self._file.write_many(write)
        return saved, taken if saved.ok else None

    # ---- reading -------------------------------------------------------------------------------

    def export(self, out: IO[bytes]) -> tuple[int, int]:
        """Write everything to `out`: how many answers, and how many of the log cannot be read.

        Raises OSError where `out` cannot be written.
        """
        from tutor.study import everything

        return self._file.read(lambda db: everything.write(db, out))

    def answers(
        self,
        lesson: str | None = None,
        item: str | None = None,
        *,
        pack: str = "",
        pages: bool = False,
        withdrawn: bool = False,
    ) -> list[Answer]:
        """The answers (of a lesson, of an item), oldest first; on request with rows that answer nothing
        (`answers.SILENT`: pages seen and the like), and with what was taken back and what says so."""
        where, values = ["1"], list[str | int]()
        if lesson is not None:
            where, values = ["pack = ?", "lesson = ?"], [pack, lesson]
        if item is not None:
            where, values = [*where, "item = ?"], [*values, item]
        if not pages:
            where.append(f"kind NOT IN {SILENT}")
        if not withdrawn:
            where.append(progress.STANDS)
        return self._file.read(lambda db: rows.select(db, " AND ".join(where), values))

    def last(self, lesson: str, item: str, *, pack: str = "", predict: bool = False) -> Answer | None:
        """The last answer to a question (or prediction) that was not taken back."""
        where = "id = (SELECT answer FROM items WHERE pack = ? AND lesson = ? AND item = ? AND facet = ?)"
        facet = "predict" if predict else "question"
        found = self._file.read(lambda db: rows.select(db, where, [pack, lesson, item, facet]))
        return found[0] if found else None

    def progress(self, lesson: str, *, pack: str = "") -> Progress:
        """How far the learner is in that lesson."""
        return self.all_progress().get((pack, lesson), Progress(lesson=lesson, pack=pack))

    def all_progress(self) -> dict[tuple[str, str], Progress]:
        """The same for every lesson there is anything about, by (pack, lesson)."""
        return self._file.read(progress.read)

    def place(self, lesson: str, *, pack: str = "") -> str | None:
        """The page of that lesson where the learner was last."""
        wanted = "SELECT page FROM places WHERE pack = ? AND lesson = ?"
        row = self._file.read(lambda db: db.execute(wanted, (pack, lesson)).fetchone())
        return row[0] if row else None

    def latest_place(self) -> tuple[str, str, str] | None:
        """Pack, lesson and page where the learner was last of all."""
        latest = "SELECT pack, lesson, page FROM places ORDER BY moment DESC LIMIT 1"
        row: tuple[str, str, str] | None = self._file.read(lambda db: db.execute(latest).fetchone())
        return row

    def setting(self, name: str, default: Json = None) -> Json:
        """A setting that was kept."""
        wanted = "SELECT value FROM settings WHERE name = ?"
        row = self._file.read(lambda db: db.execute(wanted, (name,)).fetchone())
        try:
            return json.loads(row[0]) if row else default
        except ValueError:
            return default

    # ---- reviews -------------------------------------------------------------------------------

    @property
    def is_scheduled(self) -> bool:
        """Whether it is known what is due. If not, `rebuild` finds out; until then too little is told."""
        return self._file.read(schedule.is_current)

    def rebuild(self) -> Rebuild:
        """What makes the schedule anew from the log: `run` it, or `start` it in the background."""
        return Rebuild(self._file)

    def schedule(self) -> dict[Item, Scheduled]:
        """Every question that was ever answered and is reviewed, by (pack, lesson, page)."""
        return {row.key: row for row in self._file.read(schedule.read)}

    def scheduled(self, key: Item) -> Scheduled | None:
        """One question's schedule; None before it was answered."""
        found = self._file.read(lambda db: schedule.read(db, schedule.ONE, key))
        return found[0] if found else None

    def outlook(self, key: Item) -> dict[int, int]:
        """In how many days the question would be asked again for each rating of its last answer."""
        track = self._file.read(lambda db: schedule.tracked(db, key))
        if track.memory is None:
            return {}
        told = {rate: rated(track, rate).memory for rate in (AGAIN, HARD, GOOD, EASY)}
        return {rate: memory.due - memory.day for rate, memory in told.items() if memory}

    def due(self, course: Course, today: int | None = None) -> list[Due]:
        """What of `course` is to be asked on the learner's day `today`, in the order to ask it."""
        kept = self.setting("new-a-day")
        new = kept if isinstance(kept, int) else NEW_A_DAY
        day = days.today() if today is None else today
        return self._file.read(lambda db: due(db, course, day, new))

    def recall(self, today: int | None = None) -> dict[Item, float]:
        """The probability that each question would be answered rightly on that day; 0 where it was missed.

        What was never answered is not in it. `due.mastery` makes a lesson's mean of it.
        """
        day = days.today() if today is None else today
        return self._file.read(lambda db: schedule.recall(db, day))

    def know(self, lesson: str, listed: Listed, *, pack: str = "", language: str = "en") -> Saved:
        """A test has shown that lesson to be known: what was never answered of it is scheduled as known."""
        there = {item for one, other, item in self.schedule() if (one, other) == (pack, lesson)}
        found = [
            known(lesson, item, rev=listed.rev, pack=pack, language=language)
            for item in listed.reviewable
            if item not in there
        ]

        def write(db: sqlite3.Connection) -> None:
            for answer in found:
                self._file.add(db, answer)

        return self._file.write(write)

    # ---- standing ------------------------------------------------------------------------------

    def calibration(self) -> list[Sureness]:
        """How often each confidence was said and how often it was right."""
        from tutor.study import standing

        return self._file.read(standing.calibration)

    def believed(self) -> list[Belief]:
        """What was believed wrongly, what still is first."""
        from tutor.study import standing

        return self._file.read(standing.believed)

    def answer(self, id: str) -> Answer | None:
        """The row of that id."""
        found = self._file.read(lambda db: rows.select(db, "id = ?", [id]))
        return found[0] if found else None

    @property
    def device(self) -> str:
        """The name of this log: random, and the same for ever."""
        return self._file.read(tables.device)

    def check(self) -> bool:
        """Read the whole file; a damaged one is mended. Whether it was sound. Slow for a long history."""
        return self._file.check()

    def close(self) -> None:
        """Close the file. A store need not be closed to be safe."""
        self._file.close()
