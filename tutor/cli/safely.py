"""The last catch: whatever happens, one sentence and the right exit code, never a traceback.

0 done; 2 the user got something wrong; 1 something failed here; 130 after Ctrl-C; 141 when the reader of
a pipe has gone away.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # this file lies on the way to the first screen
    from collections.abc import Callable
    from pathlib import Path


class Wrong(Exception):
    """Something the user got wrong; the message is one sentence with the nearest right word."""


class Failed(Exception):
    """Something that failed here and is understood; the message is one sentence."""


def safely(work: Callable[[], int]) -> int:
    """Do `work` and return its exit code, or the code of what stopped it."""
    try:
        code = work()
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        return 141
    except KeyboardInterrupt:
        return 130
    except Wrong as error:
        complain(str(error))
        return 2
    except Failed as error:
        complain(str(error))
        return 1
    except OSError as error:
        if error.filename is None:
            _forget_stdout()
            complain(f"the output could not be written: {error.strerror or error}")
        else:
            _crashed(error)
        return 1
    except Exception as error:
        _crashed(error)
        return 1
    return code


def complain(sentence: str) -> None:
    """One sentence on stderr, harmless and in characters it can carry."""
    from tutor.kit.inert import clean

    line = f"dltutor: {' '.join(clean(sentence).split())}"
    encoding = sys.stderr.encoding or "utf-8"
    print(line.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)


def _crashed(error: Exception) -> None:
    try:
        where = f"what happened is written in {_report(error)}"
    except OSError:
        where = "and no report of it could be written"
    complain(f"something went wrong inside ({type(error).__name__}); {where}")


def _report(error: Exception) -> Path:
    """Write what happened where the learner's data is kept, or else into the temporary folder."""
    import platform
    import tempfile
    import time
    import traceback
    from pathlib import Path

    from tutor.kit.version import version

    text = "\n".join(
        [
            f"dltutor {version()}, Python {platform.python_version()}, {platform.platform()}",
            f"command: {sys.argv[1:]!r}",
            "",
            *traceback.format_exception(error),
        ]
    )
    name = time.strftime("crash-%Y%m%d-%H%M%S.txt")
    try:
        from tutor.kit.folders import data_folder

        path = data_folder() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except Exception:
        handle, found = tempfile.mkstemp(prefix="dltutor-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        path = Path(found)
    return path


def _forget_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's own last flush is quiet too."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)
