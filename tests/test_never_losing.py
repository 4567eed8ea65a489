"""The learner's work through everything that can happen to it, in the real app: nothing confirmed is lost.

What each of these does to the store alone is in `test_store_failures.py`. Here it is done to the app in a
terminal: each time one clear sentence, and the app goes on.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from app_for_tests import text_of, until
from terminal_for_tests import Terminal, dltutor

from tutor.course import find
from tutor.course.index import read
from tutor.course.load import load
from tutor.kit.lesson import Choice, Option
from tutor.study.answers import Answer
from tutor.study.days import answered_on, date_of, today
from tutor.study.store import Store, cache_folder, profile
from tutor.study.tables import MIGRATIONS
from tutor.ui.app import Tutor
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.studied import studied

proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
LESSON = load("hopfield")
PAGE = next(page for page in LESSON.pages if isinstance(page.question, Choice))
assert isinstance(PAGE.question, Choice)
OPTIONS = sorted(PAGE.question.options, key=lambda option: option.right)
"""The wrong ones, then the right one: each is answered once in a sitting, and each has its own message."""
SIZE = (100, 36)
BESIDE = "Answers that had been kept beside your log are in it now."
"""What is said, and all that may be, after a kill between the plain copy's line and the log's."""


def words(text: str, count: int = 3) -> str:
    return " ".join(text.split()[:count])


def at_question(terminal: Terminal) -> None:
    terminal.wait(lambda: all(words(o.text, 2) in terminal.text for o in OPTIONS), "the options")
    terminal.wait("F3 skip", "the focus in the question")


def give(terminal: Terminal, option: Option) -> None:
    """Choose an option and press Enter; not waiting for what comes."""
    rows = sorted(terminal.place(words(one.text, 2))[1] for one in OPTIONS)
    down = rows.index(terminal.place(words(option.text, 2))[1])
    terminal.press("\x1b[A" * 9 + "\x1b[H" + "\x1b[B" * down + "\r")


def is_told(terminal: Terminal, option: Option) -> bool:
    """Whether the verdict on this option, and no other's, is on screen."""
    return words(option.why) in terminal.text


def given(store: Store | None = None) -> list[str]:
    """The options answered, as another process reads them in the log."""
    return [str(a.response) for a in (store or Store(profile())).answers("hopfield", PAGE.id)]


def sitting(home: Path, *, hold: Callable[[Terminal, int], bool] = lambda t, n: True) -> list[str]:
    """Every option answered in turn in an app of its own; what was confirmed. `hold` may end it early."""
    confirmed = []
    with dltutor(home, "learn", "hopfield", size=SIZE) as terminal:
        at_question(terminal)
        for n, option in enumerate(OPTIONS):
            give(terminal, option)
            if not hold(terminal, n):
                terminal.settle(0.05)
                confirmed += [option.id] if is_told(terminal, option) else []
                break
            terminal.wait(lambda option=option: is_told(terminal, option), option.why)
            confirmed.append(option.id)
        else:
            terminal.press("\x11")
            assert terminal.ended() == 0
    return confirmed


# ---- killed ----------------------------------------------------------------------------------------


def killed(home: Path, seed: int, times: int) -> None:
    """The scripted sitting, killed at a random moment around a random answer, again and again."""
    rng = random.Random(seed)
    Store(profile()).put_place("hopfield", PAGE.id)
    confirmed: list[str] = []
    for _ in range(times):
        last, wait = (
            rng.randrange(len(OPTIONS)),
            rng.choice((0.0, rng.uniform(0, 0.03), rng.uniform(0, 0.15))),
        )

        def hold(terminal: Terminal, n: int, last: int = last, wait: float = wait) -> bool:
            if n < last:
                return True
            terminal.read(wait)
            terminal.signal(signal.SIGKILL)
            return False

        now = sitting(home, hold=hold)
        before, confirmed = len(confirmed), [*confirmed, *now]
        store = Store(profile())
        found = given(store)
        store.close()
        assert store.trouble is None and [say.text for say in store.says] in ([], [BESIDE])
        assert found[:before] == confirmed[:before], "what was there stays there"
        assert found[before : before + len(now)] == now, "every answer confirmed on screen is in the log"
        assert len(found) - len(confirmed) in (0, 1), "beyond it at most the one that was in hand"
        confirmed = found
    assert sitting(home) == [option.id for option in OPTIONS], "the app is as usable as ever"
    assert len(given()) == len(confirmed) + len(OPTIONS)


@proc
def test_killed_at_8_moments_of_a_sitting_nothing_confirmed_is_lost(home: Path) -> None:
    killed(home, 1, 8)


@proc
@pytest.mark.soak
def test_killed_at_200_moments_of_a_sitting_nothing_confirmed_is_lost(home: Path) -> None:
    killed(home, 2, 200)


# ---- two at once -----------------------------------------------------------------------------------


@proc
def test_two_apps_on_one_log_at_once(home: Path) -> None:
    Store(profile()).put_place("hopfield", PAGE.id)
    with (
        dltutor(home, "learn", "hopfield", size=SIZE) as one,
        dltutor(home, "learn", "hopfield", size=SIZE) as two,
    ):
        for terminal in (one, two):
            at_question(terminal)
        for first, second in zip(OPTIONS, OPTIONS, strict=True):
            give(one, first)
            give(two, second)
            for terminal, option in ((one, first), (two, second)):
                terminal.wait(lambda t=terminal, o=option: is_told(t, o), option.why)
                assert "Not saved" not in terminal.text
        one.press("\x1b")
        one.wait("course ")
        one.wait("so far 1 of ")
        for terminal in (one, two):
            terminal.press("\x11")
            assert terminal.ended() == 0
    found = given()
    assert sorted(found) == sorted([option.id for option in OPTIONS] * 2)
    assert len({a.moment for a in Store(profile()).answers()}) == 8


# ---- the disk and the file -------------------------------------------------------------------------


def older() -> Store:
    """A log with a history, its learner at the question."""
    store = Store(profile())
    for n in range(200):
        answer = Answer(
            lesson="hopfield", item="q-field", kind="numeric", result="right", response="x" * 200, seed=n
        )
        assert store.log(answer).ok
    store.put_place("hopfield", PAGE.id)
    store.close()
    return store


def newer(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(3).randbytes(path.stat().st_size))


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def said_once(terminal: Terminal, sentence: str) -> None:
    """The sentence is on screen, however it is folded, within its notice."""
    terminal.wait(lambda: sentence in " ".join(terminal.text.replace("▌", " ").split()), sentence)


@proc
@pytest.mark.parametrize("harm", [garbage, pytest.param(truncated, marks=pytest.mark.soak)])
def test_a_broken_log_is_mended_before_the_first_screen(home: Path, harm: Callable[[Path], None]) -> None:
    store = older()
    harm(store.path)
    with dltutor(home, "learn", "hopfield", size=SIZE) as terminal:
        said_once(terminal, "Your log was damaged and has been mended: 200 answers are there.")
        ids = [page.id for page in LESSON.pages]
        answered_last = LESSON.page("q-field").title  # where the place itself could not be read
        terminal.wait(lambda: any(t in terminal.text for t in (PAGE.title, answered_last)), "a page")
        if answered_last in terminal.text:
            for page in LESSON.pages[ids.index("q-field") + 1 : ids.index(PAGE.id) + 1]:
                terminal.press("\x0e")
                terminal.wait(page.title)
        at_question(terminal)
        give(terminal, OPTIONS[0])
        terminal.wait(lambda: is_told(terminal, OPTIONS[0]), "the verdict")
        terminal.press("\x11")
        assert terminal.ended() == 0
    assert given() == [OPTIONS[0].id] and len(Store(profile()).answers()) == 201
    assert list(store.path.parent.glob("*.damaged-*"))


@proc
def test_a_log_from_a_newer_version_is_left_alone_and_the_answer_is_kept_beside_it(home: Path) -> None:
    store = older()
    newer(store.path)
    content = store.path.read_bytes()
    with dltutor(home, "learn", "hopfield", size=SIZE) as terminal:
        said_once(terminal, "written by a newer version of dltutor")
        at_question(terminal)
        give(terminal, OPTIONS[0])
        said_once(terminal, "Not saved in your log")
        terminal.wait(lambda: is_told(terminal, OPTIONS[0]), "the verdict")
        terminal.signal(signal.SIGKILL)
        terminal.ended()
    assert store.path.read_bytes() == content
    db = sqlite3.connect(store.path)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    db.close()
    assert given() == [OPTIONS[0].id], "the version that can read it finds it"


NO_MASTER = """import ctypes, sys
libc = ctypes.CDLL(None)
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 bits
assert libc.capget(header, sets) == 0
sets[0] &= ~0b110
sets[1] &= ~0b110
assert libc.capset(header, sets) == 0
from tutor.cli import main
main()"""
"""The command line for whom permissions hold, whoever runs the tests: root obeys them, too."""


@proc
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="drops what Linux calls a capability")
def test_a_log_that_may_only_be_read_is_read_and_each_answer_says_that_it_is_not_saved(home: Path) -> None:
    store = older()
    for file in home.iterdir():
        file.chmod(0o444 if file.is_file() else 0o755)
    home.chmod(0o555)
    try:
        with Terminal([sys.executable, "-c", NO_MASTER, "learn", "hopfield"], home, SIZE) as terminal:
            said_once(terminal, "your log may only be read")
            at_question(terminal)
            give(terminal, OPTIONS[0])
            said_once(terminal, "Not saved: your log may only be read.")
            terminal.wait(lambda: is_told(terminal, OPTIONS[0]), "the verdict")
            terminal.press("\x11")
            assert terminal.ended() == 0 and terminal.sane()
    finally:
        home.chmod(0o755)
        for file in home.iterdir():
            file.chmod(0o644 if file.is_file() else 0o755)
    assert given() == [] and len(Store(store.path).answers()) == 200


FULL = """import resource, sys
free = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), free))
from tutor.cli import main
main()"""
"""The command line on a disk that is full behind so many bytes of each file."""


@proc
def test_on_a_full_disk_each_answer_says_so_and_the_lesson_goes_on(home: Path) -> None:
    older()
    command = [sys.executable, "-c", FULL, "0", "learn", "hopfield"]
    with Terminal(command, home, SIZE) as terminal:
        at_question(terminal)
        for option in OPTIONS[:2]:
            give(terminal, option)
            said_once(terminal, "Not saved: the disk is full or failing. This is lost when you leave")
            terminal.wait(lambda option=option: is_told(terminal, option), "the verdict")
        terminal.press("\x11")
        assert terminal.ended() == 0 and terminal.sane()
    assert given() == [] and len(Store(profile()).answers()) == 200


@proc
def test_where_the_log_may_grow_no_more_the_answer_is_kept_beside_it(home: Path) -> None:
    store = older()
    copy = store.path.with_name("default.answers.jsonl").stat().st_size
    command = [sys.executable, "-c", FULL, str(copy + 4000), "learn", "hopfield"]
    grown = store.path.with_name("default.db-wal")
    other = Store(
        profile()
    )  # it holds the file open: what it has written waits there, longer than the limit
    n = 0
    while not grown.exists() or grown.stat().st_size <= copy + 4000:
        other.put_setting("filler", "x" * 4000 + str(n := n + 1))
    with Terminal(command, home, SIZE) as terminal:
        at_question(terminal)
        give(terminal, OPTIONS[0])
        said_once(terminal, "Not saved in your log: the disk is full or failing. It is kept beside it")
        terminal.signal(signal.SIGKILL)
        terminal.ended()
    other.close()
    assert given() == [OPTIONS[0].id]


# ---- clocks ----------------------------------------------------------------------------------------


def test_clocks_that_go_back_time_zones_and_the_nights_when_clocks_are_changed(tmp_path: Path) -> None:
    """A learner who flies, through both changes of a clock, with one that was wrong for a while."""
    store = Store(tmp_path / "default.db")
    journey = [
        (datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/New_York")), "2026-03-07"),
        (datetime(2026, 3, 8, 3, 30, tzinfo=ZoneInfo("America/New_York")), "2026-03-07"),
        (datetime(2026, 3, 8, 4, 30, tzinfo=ZoneInfo("America/New_York")), "2026-03-08"),
        (datetime(2031, 1, 1, 12, tzinfo=UTC), "2031-01-01"),
        (datetime(2026, 3, 10, 23, 0, tzinfo=ZoneInfo("Asia/Seoul")), "2026-03-10"),
        (datetime(2026, 3, 9, 23, 0, tzinfo=ZoneInfo("Asia/Seoul")), "2026-03-09"),
        (datetime(2026, 11, 1, 1, 30, fold=0, tzinfo=ZoneInfo("America/New_York")), "2026-10-31"),
        (datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=ZoneInfo("America/New_York")), "2026-10-31"),
        (datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), "1970-01-01"),
    ]
    for n, (moment, _day) in enumerate(journey):
        with time_machine.travel(moment, tick=False):
            item = Answer(
                lesson="hopfield",
                item=f"q{n}",
                kind="choice",
                result="right",
                order=("a", "b"),
                response="a",
            )
            assert store.log(item).ok
            assert store.visit("hopfield", f"p{n}").ok and store.place("hopfield") == f"p{n}"
            store.due(studied(read(cache_folder())))
    found = Store(tmp_path / "default.db").answers()
    assert [a.item for a in found] == [f"q{n}" for n in range(len(journey))], "in the order they were given"
    assert [date_of(answered_on(a)).isoformat() for a in found] == [day for _moment, day in journey]
    assert len({a.moment for a in found}) == len(journey)
    (tmp_path / "default.db").unlink()
    assert Store(tmp_path / "default.db").answers() == found, "the plain copy says the same"


# ---- lessons that change ---------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the course that may be changed."""
    root = tmp_path / "lessons"
    shutil.copytree(find.folder(), root)
    monkeypatch.setattr(find, "folder", lambda: root)
    return root / "recurrent" / "hopfield.yaml"


def studied_before() -> Store:
    """A learner who has answered the question rightly, long enough ago not to be asked today."""
    from tutor.ui.sitting import Sitting

    store = Store(profile())
    sitting = Sitting(store, load("hopfield"), "en")
    store.visit("hopfield", PAGE.id)
    sitting.answer(sitting.turn(PAGE, 3), OPTIONS[-1].id)
    return store


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


async def test_a_mended_typo_keeps_all_and_another_meaning_asks_again(home: Path, course: Path) -> None:
    store = studied_before()
    before = store.all_progress()
    change(course, "which *other* pattern".capitalize(), "Which **other** pattern")
    assert [due.why for due in store.due(studied(read(cache_folder())), today() + 1)] == ["due"]
    app = Tutor(language="en")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "so far 1 of" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.lesson)
        assert app.screen.page.id == PAGE.id, "the place is kept"
    assert store.all_progress() == before
    change(course, "\nrev: 1\n", "\nrev: 2\n")
    [due] = store.due(studied(read(cache_folder())), today() + 1)
    assert (due.item, due.why) == (PAGE.id, "changed")
    assert store.answers("hopfield", PAGE.id)[0].rev == 1, "and the history stays what it was"


@pytest.mark.parametrize("gone", ["lesson", "page", "kind"])
async def test_a_lesson_or_page_that_is_gone_takes_no_history_with_it(
    home: Path, course: Path, gone: str
) -> None:
    store = studied_before()
    if gone == "lesson":
        course.unlink()
        course.with_name("hopfield.ko.yaml").unlink()
    elif gone == "page":
        change(course, f"id: {PAGE.id}\n", "id: q-another\n")
    else:
        change(course, f"id: {PAGE.id}\n", "id: q-another\n")
        change(course, "id: q-capacity\n", f"id: {PAGE.id}\n")
    answers = store.answers()
    assert all(one.item != PAGE.id or gone == "kind" for one in store.due(studied(read(cache_folder()))))
    app = Tutor(language="en")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.screen.query("CourseMap").first().lessons)
        await pilot.press("g")
        await until(pilot, lambda: "What you remember" in text_of(app))
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.lesson)
        if gone == "page":
            assert app.screen.page.id == app.screen.lesson.pages[0].id
    assert [a for a in Store(profile()).answers() if a.item == PAGE.id] == answers
