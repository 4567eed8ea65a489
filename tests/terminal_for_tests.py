"""The app in a real pseudo-terminal, with a terminal emulator that reads what it writes.

Nothing sleeps: `wait` reads until something holds or `PATIENCE` is over, and then says what was on screen.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyte
from cli_for_tests import environment

PATIENCE = 60.0
"""Seconds until a wait is in vain; a loaded machine starts a worker in five."""

UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
"""What Textual asks a terminal and pyte would print: keyboard protocol, questions for modes."""

Place = tuple[int, int]


class Terminal:
    """One command in a terminal of its own; use it as a context."""

    def __init__(
        self, command: Sequence[str], home: Path, size: tuple[int, int] = (80, 24), **more: str
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.master, self.slave = pty.openpty()
        termios.tcsetwinsize(self.slave, size[::-1])
        self.before = termios.tcgetattr(self.slave)
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._held = b""
        self.raw = bytearray()
        """Every byte the app has written."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave, cwd=home,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env=environment(home, **{"TERM": "xterm-256color", "COLORTERM": "truecolor", **more}),
        )  # fmt: skip

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        children = self.children()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os.close(self.slave)
        os.close(self.master)

    # -- reading -----------------------------------------------------------------------------------

    def read(self, seconds: float = 0.02) -> bool:
        """Take what has been written, waiting so long for it; whether anything came."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        data = os.read(self.master, 1 << 16)
        self.raw += data
        data = self._held + data
        cut = data.rfind(b"\x1b", max(0, len(data) - 24))  # a sequence may be cut in two
        whole = cut < 0 or re.match(rb"\x1b(\[[^@-~]*[@-~]|[^\[])", data[cut:])
        self._held = b"" if whole else data[cut:]
        self._stream.feed(UNKNOWN.sub(b"", data if whole else data[:cut]))
        return True

    def wait(self, holds: str | Callable[[], object], what: str = "") -> None:
        """Read until a text is on screen, or something holds."""
        test = (lambda: holds in self.text) if isinstance(holds, str) else holds
        end = time.monotonic() + PATIENCE
        while not test():
            assert time.monotonic() < end, f"waited in vain for {what or holds}:\n{self.text}"
            self.read()

    def settle(self, seconds: float = 0.3) -> None:
        """Read until nothing has come for so long."""
        end = time.monotonic() + PATIENCE
        while self.read(seconds) and time.monotonic() < end:
            pass

    @property
    def text(self) -> str:
        """What is on screen, as lines."""
        return "\n".join(self.rows)

    @property
    def rows(self) -> list[str]:
        """The screen's lines; a wide letter stands in its first cell, the second is left out."""
        return ["".join(cell for cell in self.cells(y)).rstrip() for y in range(self.screen.lines)]

    def cells(self, y: int) -> list[str]:
        """What each cell of a row holds; nothing behind a wide letter."""
        return [self.screen.buffer[y][x].data for x in range(self.screen.columns)]

    def place(self, text: str) -> Place:
        """Column and row of the cell where a text begins; it must be on screen."""
        for y in range(self.screen.lines):
            cells = self.cells(y)
            at = "".join(cells).find(text)
            if at >= 0:
                passed = 0
                for x, cell in enumerate(cells):
                    if passed >= at and cell:
                        return x, y
                    passed += len(cell)
        raise AssertionError(f"not on screen: {text}\n{self.text}")

    # -- doing -------------------------------------------------------------------------------------

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.master, keys.encode())

    def click(self, x: int, y: int) -> None:
        """Press and release the mouse at a cell."""
        self.press(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m")

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size; the system tells the app."""
        self.screen.resize(lines, columns)
        termios.tcsetwinsize(self.slave, (lines, columns))

    def signal(self, number: int) -> None:
        """Send a signal to the app alone."""
        os.kill(self.process.pid, number)

    def ended(self) -> int:
        """Wait until the app has ended; its exit code (a negative signal)."""
        self.wait(lambda: self.process.poll() is not None, "the end")
        self.settle(0.05)
        return self.process.returncode

    def taken(self) -> bool:
        """Whether the terminal is the app's: it hands on keys as they are typed."""
        return termios.tcgetattr(self.slave) != self.before

    def sane(self) -> bool:
        """Whether the terminal is as it was: its mode, the screen, the cursor, no mouse, no paste."""
        modes = dict[bytes, bytes]()
        for numbers, way in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", bytes(self.raw)):
            modes.update(dict.fromkeys(numbers.split(b";"), way))
        off = {number for number, way in modes.items() if way == b"h"} - {b"25", b"7"}
        keyboard = self.raw.count(b"\x1b[>") == self.raw.count(b"\x1b[<u")
        return (
            termios.tcgetattr(self.slave) == self.before
            and not off
            and modes.get(b"25", b"h") == modes.get(b"7", b"h") == b"h"
            and keyboard
        )

    # -- processes ---------------------------------------------------------------------------------

    def children(self) -> list[int]:
        """The processes the app has started."""
        return children(self.process.pid)


def children(pid: int) -> list[int]:
    """The child processes of a process, as the system lists them."""
    with contextlib.suppress(OSError):
        found = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(word) for file in found for word in file.read_text().split()]
    return []


def state(pid: int) -> str:
    """A process's state: R, S, T (stopped), Z; nothing if there is none."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def used(pid: int) -> float:
    """Seconds of processor a process has used."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


@contextlib.contextmanager
def dltutor(home: Path, *args: str, size: tuple[int, int] = (80, 24), **more: str) -> Iterator[Terminal]:
    """The app itself in a terminal."""
    with Terminal([sys.executable, "-m", "tutor", *args], home, size, **more) as terminal:
        yield terminal
