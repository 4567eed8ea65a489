"""What the terminal is and can do, found out with the standard library only.

`real` is asked at each start, so this file imports next to nothing.
"""

from __future__ import annotations

import os
import sys
import time


def real() -> bool:
    """Whether a screen can be drawn: both ends are a terminal, and one that moves its cursor."""
    return bool(sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty()) and os.environ.get(
        "TERM", ""
    ) not in ("dumb", "unknown")


def colours() -> str:
    """ "none", "16", "256" or "16 million", as far as the environment tells."""
    if os.environ.get("NO_COLOR"):
        return "none"
    if os.environ.get("COLORTERM", "").casefold() in ("truecolor", "24bit"):
        return "16 million"
    term = os.environ.get("TERM", "")
    if term.endswith(("256color", "kitty", "alacritty", "ghostty")):
        return "256"
    return "none" if term in ("", "dumb", "unknown") else "16"


def answer(question: str, last: str, timeout: float) -> str:
    """Send a question to the terminal and read its answer up to the character `last`.

    Returns what came within `timeout` seconds; the terminal is left in the mode it was in.
    Raises OSError where there is no terminal.
    """
    import select
    import termios
    import tty

    fd = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    try:
        before = termios.tcgetattr(fd)
        got = ""
        try:
            tty.setcbreak(fd, termios.TCSAFLUSH)
            os.write(fd, question.encode())
            end = time.monotonic() + timeout
            while not got.endswith(last) and (left := end - time.monotonic()) > 0:
                if select.select([fd], [], [], left)[0]:
                    got += os.read(fd, 1).decode("ascii", "replace")
        finally:
            termios.tcsetattr(fd, termios.TCSAFLUSH, before)
        return got
    finally:
        os.close(fd)


def width_of(char: str, timeout: float = 0.3) -> int | None:
    """Cells that `char` takes in this terminal, measured; None where the terminal does not say."""
    try:
        got = answer(f"\r{char}\x1b[6n", "R", timeout)
        column = int(got.rpartition("[")[2].rstrip("R").split(";")[1])
    except (OSError, ImportError, ValueError, IndexError):
        return None
    finally:
        _wipe()
    return column - 1


def _wipe() -> None:
    if sys.stdout.isatty():
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
