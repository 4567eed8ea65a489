"""The command line. This file is the front door: it opens the app, or hands on to the commands.

`dltutor` alone in a terminal must show its first screen soon, so nothing is imported here that the app
does not need; each command's file is imported only when that command is used.
"""

from __future__ import annotations

import gc
import os
import sys

from tutor.cli.safely import safely
from tutor.runner.threads import one_thread
from tutor.ui import terminal


def main() -> None:
    """Run the command line given in `sys.argv` and exit with its code."""
    for stream, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, stream) is None:  # it was closed before the start
            setattr(sys, stream, open(os.devnull, mode))  # noqa: PTH123, SIM115
    one_thread()
    sys.exit(safely(_app if not sys.argv[1:] and terminal.real() else _command))


def _app() -> int:
    gc.disable()  # what is made before the first screen stays; once that stands, the app turns it on again
    from tutor.ui.app import run

    return run()


def _command() -> int:
    from tutor.cli.front import run

    return run(sys.argv[1:])
