"""From exec to the first whole screen, beside a Textual app of one label started the same way in turn.

Both run in a real terminal of 80×24 with compiled files and the course's index warm, on a home without
answers. A first screen is painted when the last word of its last line has arrived.
"""

from __future__ import annotations

import os
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from table import Row, spread
from terminal_for_tests import Terminal, used

STARTS = 11
BARE = """from textual.app import App
from textual.widgets import Label
class Bare(App):
    def compose(self):
        yield Label("whole")
Bare().run()"""
OURS = [sys.executable, "-m", "tutor"]


def painted(command: Sequence[str], home: Path, last: bytes) -> tuple[float, float]:
    """Milliseconds of the clock and of the processor until `last` has arrived."""
    with Terminal(command, home) as terminal:
        data = b""
        while last not in data:
            assert time.monotonic() < terminal.began + 60, data
            if select.select([terminal.master], [], [], 1.0)[0]:
                data += os.read(terminal.master, 1 << 16)
        return (time.monotonic() - terminal.began) * 1e3, used(terminal.process.pid) * 1e3


def rows() -> Iterable[Row]:
    """Clock and processor, each a median of ratios of neighbours."""
    with tempfile.TemporaryDirectory() as folder:
        home, bare = Path(folder), [sys.executable, "-c", BARE]
        painted(OURS, home, b"quit")
        painted(bare, home, b"whole")
        pairs = [(painted(bare, home, b"whole"), painted(OURS, home, b"quit")) for _ in range(STARTS)]
    for place, clock in enumerate(("clock", "processor")):
        theirs, ours = [b[place] for b, _ in pairs], [o[place] for _, o in pairs]
        ratio = statistics.median(o / b for b, o in zip(theirs, ours, strict=True))
        yield Row(
            f"exec → first screen painted, {clock}",
            f"a bare one-label Textual app, {spread(theirs, '.0f', ' ms')}",
            f"{ratio:.2f}×, {spread(ours, '.0f', ' ms')}",
            "≤ 1.6×",
            ratio <= 1.6,
        )
