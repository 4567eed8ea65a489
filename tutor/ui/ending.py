"""Ending when told to from outside: like the learner's own quit, so that the terminal is as it was.

When the window was closed nothing can be written any more, and Textual may wait for ever to say its last
words. Every answer is on disk by then and the worker ends with the app, so after a while it just ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable

GRACE = 3.0
"""Seconds to end properly."""


def end_on_signals(leave: Callable[[], None]) -> None:
    """Have the running loop call `leave` when the system asks the app to end. For the main thread."""
    loop = asyncio.get_running_loop()

    def told(number: int, _frame: object) -> None:
        last = threading.Timer(GRACE, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        loop.call_soon_threadsafe(leave)

    for name in ("SIGTERM", "SIGHUP"):
        with contextlib.suppress(AttributeError, ValueError):  # no such signal here; not the main thread
            signal.signal(getattr(signal, name), told)
