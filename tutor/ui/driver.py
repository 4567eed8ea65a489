"""The app's end of a real terminal: Textual's own driver, for what a terminal and a shell do unasked.

Of bytes that are no UTF-8 (a paste in another encoding, an old mouse report) that would die. A SIGCONT
without the stop that it knows of (`kill -STOP`, a shell that hangs up) would start it twice: two readers of
the keys, and at the end the terminal left in the mode the app had set.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import partial
from typing import Any

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver


def forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """A decoder that has a sign for what is no text."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


linux_driver.getincrementaldecoder = forgiving  # type: ignore[assignment, attr-defined]


class TerminalDriver(LinuxDriver):
    """Starts once, whatever it is told."""

    _away = False
    """Whether the terminal has been given back for a while."""
    _going_on = False
    """Whether a SIGCONT is being seen to: another in the middle of it changes nothing."""

    def suspend_application_mode(self) -> None:
        self._away = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        self._away = False
        super().resume_application_mode()
        self._loop.call_soon_threadsafe(self._draw)

    def _draw(self) -> None:
        """Paint everything: nothing is left of what stood there."""
        if self._app.screen_stack:
            self._app.refresh(layout=True)

    def _sigcont_application(self, *_: Any) -> None:
        """Go on; after a stop nobody told of, give the terminal back first and take it anew."""
        if self._going_on:
            return
        self._going_on = True
        try:
            if self._auto_restart and not self._away and self._writer_thread is not None:
                self.suspend_application_mode()
            super()._sigcont_application()
        finally:
            self._going_on = False
