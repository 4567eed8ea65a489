"""What the app takes while a learner reads: its memory beside a live lab, its processor time when idle.

The app's own process in a real terminal of 80×24; the worker is another process, and is told apart.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from cli_for_tests import command
from table import Row, spread
from terminal_for_tests import Terminal, used

from tutor.course.load import load

ROUNDS = 5
IDLE = 5.0
"""Seconds watched."""


def resident(pid: int) -> float:
    """Megabytes a process holds in memory now."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def idle(terminal: Terminal) -> tuple[float, float]:
    """Percent of a core that the app, and the worker, use while nobody does anything."""
    terminal.settle(1.0)
    watched = [terminal.process.pid, *terminal.children()]
    before, began = [used(pid) for pid in watched], time.monotonic()
    while time.monotonic() < began + IDLE:
        terminal.read(0.5)
    seconds = time.monotonic() - began
    app, *others = [(used(pid) - then) / seconds * 100 for pid, then in zip(watched, before, strict=True)]
    return app, sum(others)


def sitting(home: Path) -> dict[str, float]:
    """From the map into the lesson, its lab played to the end; what was taken on the way."""
    title = " ".join(load("hopfield").pages[0].title.split()[:2])
    with Terminal(command(), home) as terminal:
        terminal.wait("quit")
        terminal.wait(terminal.children, "the worker")
        taken = {"map idle": sum(idle(terminal))}
        terminal.press("\r")
        terminal.wait(title)
        terminal.press(" ")
        terminal.wait(lambda: re.search(r"step +[1-9]", terminal.text), "steps")
        terminal.press(" ")
        taken["lab idle"], taken["its worker idle"] = idle(terminal)
        terminal.press(" ")
        terminal.wait("It came to rest")
        taken["megabytes"] = resident(terminal.process.pid)
        return taken


def rows() -> Iterable[Row]:
    """Medians of whole sittings."""
    with tempfile.TemporaryDirectory() as folder:
        taken = [sitting(Path(folder) / str(n)) for n in range(ROUNDS)]
    megabytes = [one["megabytes"] for one in taken]
    held = max(megabytes) <= 90
    yield Row(
        "app's memory, lesson with its live lab played",
        "-",
        spread(megabytes, ".1f", " MB"),
        "≤ 90 MB",
        held,
    )
    for name, what in (
        ("map idle", "the map with its preview, idle (app and worker)"),
        ("lab idle", "a paused lab in its lesson, idle (app)"),
        ("its worker idle", "the same (worker)"),
    ):
        shares = [one[name] for one in taken]
        yield Row(what, "one core", spread(shares, ".1f", " %"), "≤ 2 %", statistics.median(shares) <= 2)
