"""A lab flat out under the live screen: how soon a key is answered, what the screen costs the run.

Run in a real terminal of its own, idle and training in turn, so that the machine's moods cancel out.
"""

from __future__ import annotations

import json
import os
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent.parent)]

from cli_for_tests import command, environment  # noqa: E402
from table import Row, percentile, spread  # noqa: E402
from terminal_for_tests import Terminal  # noqa: E402

PRESSES = 40
ROUNDS = 5
LABS = {"char-rnn": 600, "gan": 8000}
"""Lab → steps of its run without a screen: some ten seconds of work."""
SHEET = b"What works here"


def drain(terminal: Terminal, seconds: float) -> bytes:
    """What the app writes in so long, unparsed."""
    end, data = time.perf_counter() + seconds, b""
    while (left := end - time.perf_counter()) > 0:
        if select.select([terminal.master], [], [], left)[0]:
            data += os.read(terminal.master, 1 << 16)
    return data


def answered(terminal: Terminal, key: str, text: bytes) -> float:
    """Milliseconds from a key to the first bytes that hold `text`."""
    began, data = time.perf_counter(), b""
    terminal.press(key)
    while text not in data:
        assert time.perf_counter() < began + 10, "no answer in 10 s"
        if select.select([terminal.master], [], [], 0.5)[0]:
            data += os.read(terminal.master, 1 << 16)
    return (time.perf_counter() - began) * 1e3


def presses(terminal: Terminal, count: int) -> list[float]:
    """Help opened and closed, so many times."""
    found = []
    for _ in range(count):
        found.append(answered(terminal, "?", SHEET))
        terminal.press("\x1b")
        drain(terminal, 0.6)
    return found


def worker_of(terminal: Terminal) -> int:
    """The process id of the app's worker."""
    [pid] = [
        pid
        for pid in terminal.children()
        if b"tutor.runner.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    return pid


def memory(pid: int) -> float:
    """Resident megabytes."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def step_shown(terminal: Terminal) -> tuple[float, int] | None:
    """When and at which step the timeline stands, newest last, as far as the screen tells."""
    terminal.read(0.2)
    found = re.findall(r"step\s+([\d,]+)(?: of|/)", terminal.text)
    return (time.perf_counter(), int(found[-1].replace(",", ""))) if found else None


def screened(lab: str, home: Path, seconds: float) -> float:
    """Steps a second of a lab flat out under the live screen."""
    with Terminal(command("lab", lab, "--steps", "200000"), home, (80, 24)) as terminal:
        terminal.wait(" of ")
        terminal.settle()
        terminal.press(" ")
        for _ in range(10):
            step_shown(terminal)
        first = step_shown(terminal)
        while not first:
            first = step_shown(terminal)
        last, end = first, time.perf_counter() + seconds
        while time.perf_counter() < end:
            last = step_shown(terminal) or last
        return (last[1] - first[1]) / (last[0] - first[0])


def alone(lab: str, home: Path) -> float:
    """Steps a second of the same lab without a screen, after the same start."""
    told = subprocess.run(
        command("lab", lab, "--steps", str(LABS[lab]), "--json"),
        capture_output=True, text=True, env=environment(home), check=True,
    )  # fmt: skip
    lines = [json.loads(line) for line in told.stdout.splitlines()[:-1]]
    first = next(line for line in lines if line["seconds"] > 1.5)
    return (lines[-1]["step"] - first["step"]) / (lines[-1]["seconds"] - first["seconds"])


def rows() -> Iterable[Row]:
    """The live screen's figures, lab by lab."""
    for lab in LABS:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            idle, busy, megabytes = [], [], 0.0
            with Terminal(command("lab", lab, "--steps", "200000"), home, (80, 24)) as terminal:
                terminal.wait(" of ")
                terminal.settle()
                presses(terminal, 5)
                for _ in range(ROUNDS):
                    idle.append(percentile(presses(terminal, PRESSES // ROUNDS), 0.95))
                    terminal.press(" ")
                    drain(terminal, 1.0)
                    busy.append(percentile(presses(terminal, PRESSES // ROUNDS), 0.95))
                    megabytes = max(megabytes, memory(worker_of(terminal)))
                    terminal.press(" ")
                    drain(terminal, 0.5)
            ratio = statistics.median(b / i for b, i in zip(busy, idle, strict=True))
            yield Row(
                f"{lab}: key → repaint p95, training flat out", f"idle, {spread(idle, '.0f', ' ms')}",
                f"{ratio:.2f}×, {spread(busy, '.0f', ' ms')}", "≤ 1.5× (proud ≤ 1.1×)", ratio <= 1.5,
            )  # fmt: skip
            yield Row(
                f"{lab}: the worker's memory",
                "-",
                f"{megabytes:.0f} MB",
                "≤ 450 MB (proud ≤ 350)",
                megabytes <= 450,
            )
            shares = [screened(lab, home, 8) / alone(lab, home) for _ in range(ROUNDS)]
            share = statistics.median(shares)
            yield Row(
                f"{lab}: steps a second under the live screen", "the same lab without a screen",
                spread(shares, ".2f"), "≥ .90 (proud ≥ .97)", share >= 0.90,
            )  # fmt: skip


if __name__ == "__main__":
    for row in rows():
        print(row.what, row.against, row.figure, row.must, row.holds, sep="  |  ")
