"""Spoiled lesson files through load, lint and both ways of showing them: sentences, never a traceback.

No file takes two seconds of processor, none of its bytes commands the terminal, and no action of the app
is started by a lesson's words. A seed gives the same files again: `Spoiler(seed)`.
"""

import io
import json
import os
import re
import select
import sys
import time
from pathlib import Path

import pytest
from showing_for_tests import write
from spoiling_for_tests import ROOT, Spoiler
from terminal_for_tests import Terminal
from test_inert import SENT

from tutor.course.lint import lint
from tutor.course.load import load
from tutor.course.problem import LessonError
from tutor.study.store import Store
from tutor.ui.plain import lesson as plain
from tutor.ui.plain.lesson import Reading
from tutor.ui.plain.listener import Listener
from tutor.ui.plain.paper import Paper

SECONDS = 2.0
COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ANSWERS = "1\na\n?\n\nb, a\n0.5\nyes\n![x]\n2 1\nnone\n" * 40


def survive(folder: Path, monkeypatch: pytest.MonkeyPatch, count: int, seed: int) -> int:
    """Lint, load and read aloud so many spoiled lessons; how many could be read."""
    monkeypatch.setattr(plain, "truth_of", lambda *_: 0.5)  # runs are the labs' matter, and take long
    monkeypatch.setattr(os, "fsync", lambda _: None)  # what is written down is another test's matter
    store, readable = Store(folder / "home"), 0
    for number, spoiled in enumerate(Spoiler(seed).draw(count)):
        file = write(folder, spoiled)
        began = time.process_time()
        for problem in lint([file]):
            assert not COMMANDING.search(problem.text()), f"seed {seed}, {number}: {problem}"
        try:
            lesson = load(file, ("en", "ko")[number % 2])
        except LessonError as error:
            assert not COMMANDING.search(str(error))
            continue
        readable += 1
        out = io.StringIO()
        Reading(lesson, store, Paper(out), Listener(io.StringIO(ANSWERS), Paper(out))).read()
        found = COMMANDING.search(out.getvalue())
        assert not found, f"seed {seed}, {number}: {found}"
        took = time.process_time() - began
        assert took < SECONDS, f"seed {seed}, {number}: {took:.1f} s"
    store.close()
    return readable


def test_spoiled_lessons_are_refused_or_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert survive(tmp_path, monkeypatch, 60, seed=1) > 15


@pytest.mark.soak
def test_five_thousand_spoiled_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert survive(tmp_path, monkeypatch, 5_000, seed=2) > 1_500


class Deaf(Terminal):
    """A terminal that only keeps what is written to it."""

    def read(self, seconds: float = 0.02) -> bool:
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.raw += os.read(self.master, 1 << 16)
        return True


def show(tmp_path: Path, count: int, seed: int, patience: float) -> dict[str, int]:
    """Show so many spoiled lessons on the real screen; what the app told at its end."""
    told, home = tmp_path / "told", tmp_path / "home"
    script = Path(__file__).with_name("showing_for_tests.py")
    command = [sys.executable, str(script), str(seed), str(count), str(tmp_path / "course"), str(told)]
    python = f"{ROOT}{os.pathsep}{script.parent}"
    end = time.monotonic() + patience
    with Deaf(command, home, (90, 30), PYTHONPATH=python) as terminal:
        while terminal.process.poll() is None:
            terminal.read()
            assert time.monotonic() < end, f"stands still: {told.read_text() if told.exists() else ''}"
        terminal.settle(0.1)
        written = bytes(terminal.raw).decode("utf-8")
        assert terminal.process.returncode == 0 and terminal.sane(), written[-2000:]
    rest = SENT.sub("", written)
    found = re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", rest)
    assert not found, repr(rest[max(0, found.start() - 60) : found.start() + 60])
    lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    assert not lines[:-1], lines[:3]
    return dict(lines[-1])


def test_spoiled_lessons_on_screen(tmp_path: Path) -> None:
    told = show(tmp_path, 16, seed=3, patience=120)
    assert told["shown"] > 3 and told["quits"] == 0


@pytest.mark.soak
def test_five_thousand_spoiled_lessons_on_screen(tmp_path: Path) -> None:
    told = show(tmp_path, 5_000, seed=4, patience=5_400)
    assert told["shown"] > 1_500 and told["quits"] == 0
