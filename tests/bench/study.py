"""A learner of many years: 200,000 logged answers, and what they cost at start, at each answer, at reviews.

The answers are to 600 questions of 50 lessons, the course's own first. What waits for the disk is told
beside a bare sync of the same disk; what takes turns with others, beside the same without a log.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from start import OURS, painted
from study_for_tests import row
from table import Row, percentile, spread

from tutor.course.index import read
from tutor.study import days, progress, schedule, tables
from tutor.study import rows as log
from tutor.study.due import Course, Listed
from tutor.study.store import Store
from tutor.ui.app import Tutor
from tutor.ui.studied import studied

ANSWERS = 200_000
LESSONS, QUESTIONS = 50, 12
SAVES = 2000
STARTS = 15
BEAT = 0.005
"""Seconds between two heartbeats of the app's event loop."""


def course_of(cache: Path) -> Course:
    """The course's lessons, and made-up ones up to `LESSONS`."""
    real = dict(studied(read(cache)))
    made = {("", f"lesson-{n}"): Listed(1, {f"q{k}": "choice" for k in range(QUESTIONS)})
            for n in range(LESSONS - len(real))}  # fmt: skip
    return {**real, **made}


def fill(path: Path, course: Course) -> None:
    """The log: every question again and again over ten years, two of three answers right."""
    keys = [(lesson, item) for (_pack, lesson), listed in course.items() for item in listed.reviewable]
    rng, today = random.Random(1), days.today()
    store = Store(path)
    db = tables.connect(path, 5)
    with tables.writing(db):
        for n in range(ANSWERS):
            lesson, item = keys[n % len(keys)]
            day = today - 3650 + 3600 * n // ANSWERS
            result = "right" if rng.random() < 0.67 else "wrong"
            log.insert(db, row(item, result, day, lesson=lesson, kind=course["", lesson].items[item],
                                moment=n + 1, device="bench", id=f"answer {n}"))  # fmt: skip
        progress.rebuild(db)
        schedule.doubt(db)
        tables.put_meta(db, "copied", -1)  # the plain copy is written at the next start
    db.close()
    store.close()
    Store(path).close()


def timed(what: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds."""
    began = clock()
    what()
    return (clock() - began) * 1e3


def saves(store: Store, course: Course) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of the clock and of the processor for each answer saved; of a bare sync in between."""
    keys = [(lesson, item) for (_pack, lesson), listed in course.items() for item in listed.reviewable]
    wall, cpu, disk = list[float](), list[float](), list[float]()
    with (store.path.parent / "probe").open("wb") as probe:
        for n in range(SAVES):
            lesson, item = random.choice(keys)
            answer = row(item, day=days.today() + n // 200, lesson=lesson)
            began = time.process_time()
            wall.append(timed(lambda answer=answer: store.log(answer)))  # type: ignore[misc]
            cpu.append((time.process_time() - began) * 1e3)
            probe.write(b"x" * 4096)
            probe.flush()
            disk.append(timed(lambda: os.fsync(probe.fileno())))
    return wall, cpu, disk


@contextmanager
def home(folder: Path) -> Iterator[None]:
    """The learner's folder for what runs inside."""
    before = os.environ.get("DLTUTOR_HOME")
    os.environ["DLTUTOR_HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("DLTUTOR_HOME")
        if before is not None:
            os.environ["DLTUTOR_HOME"] = before


async def beats(seconds: float, until: Callable[[], bool]) -> float:
    """The longest time, in milliseconds, that the event loop let nothing run."""
    longest, last, end = 0.0, time.perf_counter(), time.perf_counter() + seconds
    while time.perf_counter() < end and not until():
        await asyncio.sleep(BEAT)
        now = time.perf_counter()
        longest, last = max(longest, now - last - BEAT), now
    return longest * 1e3


async def remade(folder: Path) -> tuple[float, float, float, float]:
    """Seconds of the clock and of the processor to make the schedule anew behind the app's home screen;
    the longest pause of its event loop meanwhile, and in as long a time without."""
    with home(folder):
        app = Tutor(language="en")
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(1.0)
            making = app.rebuild()
            clock, used = time.perf_counter(), time.process_time()
            pause = await beats(300, lambda: making.over)
            seconds, used = time.perf_counter() - clock, time.process_time() - used
            assert app.store.is_scheduled
            return seconds, used, pause, await beats(seconds, lambda: False)


def _measured(folder: Path) -> Iterable[Row]:
    """With the log in `folder / long` and none in `folder / empty`."""
    long, empty = folder / "long", folder / "empty"
    course = course_of(long / "cache")
    fill(long / "default.db", course)
    shutil.copytree(long, folder / "anew")

    seconds, used, pause, calm = asyncio.run(remade(folder / "anew"))
    yield Row(
        "schedules made anew from 200,000 answers, behind the home screen",
        "-",
        f"{used:.1f} s of the processor, {seconds:.1f} s by the clock",
        "-",
    )
    yield Row(
        "longest pause of the screen's event loop meanwhile",
        f"as long without, {calm:.0f} ms",
        f"{pause:.0f} ms",
        "≤ 100 ms",
        pause <= 100,
    )

    store = Store(long / "default.db")
    store.rebuild().run()
    listing = [timed(lambda: store.due(course), time.process_time) for _ in range(30)]
    count = len(store.due(course, days.today()))
    yield Row(f"due list with 200,000 answers ({count} due), processor", "-", spread(listing, ".1f", " ms"),
              "≤ 30 ms", max(listing) <= 30)  # fmt: skip

    wall, cpu, disk = saves(store, course)
    store.close()
    at, middle, used = percentile(wall, 0.99), statistics.median(wall), percentile(cpu, 0.99)
    yield Row(
        "saving an answer with 200,000 there, p99 by the clock",
        f"one bare sync of the disk, p99 {percentile(disk, 0.99):.1f} ms",
        f"{at:.1f} ms (median {middle:.1f}); of the processor {used:.1f} ms",
        "≤ 10 ms",
        at <= 10,
    )

    for there in (long, empty):
        painted(OURS, there, b"quit")
    pairs = [(painted(OURS, empty, b"quit"), painted(OURS, long, b"quit")) for _ in range(STARTS)]
    for place, clock in enumerate(("clock", "processor")):
        theirs, ours = [e[place] for e, _ in pairs], [f[place] for _, f in pairs]
        neighbours = statistics.median(f / e for e, f in zip(theirs, ours, strict=True))
        ratio = neighbours if clock == "clock" else sum(ours) / sum(theirs)  # its ticks are of 10 ms
        yield Row(
            f"exec → first screen painted with 200,000 answers, {clock}",
            f"the same with an empty log, {spread(theirs, '.0f', ' ms')}",
            f"{ratio:.2f}×, {spread(ours, '.0f', ' ms')}",
            "≤ 1.1×",
            ratio <= 1.1,
        )


def rows() -> Iterable[Row]:
    """Making anew, the due list, saving, starting."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured(Path(folder))
