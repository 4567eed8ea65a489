"""Running the real command line: in this process where that is enough, else in one of its own."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
WITH_LABS = """import sys, tutor.labs
tutor.labs.__path__.append(sys.argv.pop(1))
from tutor.cli import main
main()"""


class Said(NamedTuple):
    code: int
    out: str
    err: str


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    return {**kept, "DLTUTOR_HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **more}


def command(*args: str, labs: Path | None = None) -> list[str]:
    if labs:
        return [sys.executable, "-c", WITH_LABS, str(labs), *args]
    return [sys.executable, "-m", "tutor", *args]


def dltutor(home: Path, *args: str, labs: Path | None = None, stdin: str = "", **more: str) -> Said:
    done = subprocess.run(
        command(*args, labs=labs), input=stdin.encode(), capture_output=True,
        env=environment(home, **more), cwd=home, timeout=120,
    )  # fmt: skip
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def in_terminal(
    home: Path,
    *args: str,
    answer: bytes = b"",
    keys: bytes = b"",
    upon: bytes = b"",
    size: tuple[int, int] = (80, 24),
    **more: str,
) -> tuple[int, str, bool]:
    """Run in a real pseudo-terminal. It answers the question for the cursor's place with `answer`, and
    types `keys` once `upon` was written.

    Returns exit code, what was written, and whether the terminal's mode is as it was.
    """
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, size[::-1])
    before = termios.tcgetattr(slave)
    process = subprocess.Popen(
        command(*args), stdin=slave, stdout=slave, stderr=slave, start_new_session=True, cwd=home,
        env=environment(home, **{"TERM": "xterm-256color", **more}),
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    out, deadline, asked = b"", time.monotonic() + 60, 0
    while time.monotonic() < deadline:
        if select.select([master], [], [], 0.05)[0]:
            out += os.read(master, 65536)
        elif process.poll() is not None:
            break
        if answer and out.count(b"\x1b[6n") > asked:
            asked += 1
            os.write(master, answer)
        if keys and upon in out:
            os.write(master, keys)
            keys = b""
    else:
        process.kill()
    after = termios.tcgetattr(slave)
    os.close(slave)
    os.close(master)
    return process.wait(10), out.decode(errors="replace"), before == after
