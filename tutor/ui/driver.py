"""The app's end of a real terminal: Textual's own driver, for what a terminal and a shell do unasked.

Of bytes that are no UTF-8 (a paste in another encoding, an old mouse report) that would die. A SIGCONT
without the stop that it knows of (`kill -STOP`, a shell that hangs up) would start it twice: two readers of
the keys, and at the end the terminal left in the mode the app had set. And it would write from inside the
signal's handler, where the queue of its writer may be locked by what the signal has interrupted. And in a
paste it would take what follows an escape character for keys, and if the end of one came in two pieces, or
never, it would be deaf to every key.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import signal
import termios
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message

BEGUN: Final = "\x1b[200~"
ENDED: Final = "\x1b[201~"
"""What a terminal sends around a paste."""
ESCAPE: Final = "\x1b"
PATIENCE: Final = 5.0
"""Seconds without a byte after which a paste has ended without its end."""


def forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """A decoder that has a sign for what is no text."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


class Parser(XTermParser):
    """A paste is text, whatever is in it: Textual takes what follows an escape character in it for keys.

    Its beginning and end are read whole though they come in pieces, and its end is not waited for for ever.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: list[str] | None = None
        """What has come of a paste so far; nothing between pastes."""
        self._held = ""
        """What may be the first piece of a mark."""
        self._heard = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        self._heard = time.monotonic()
        data, self._held = self._held + data, ""
        while data:
            before, mark, data = data.partition(BEGUN if self._pasted is None else ENDED)
            if not mark:
                self._held = _piece(before, BEGUN if self._pasted is None else ENDED)
                before = before.removesuffix(self._held)
            if self._pasted is not None:
                self._pasted.append(before)
                if mark:
                    yield self._paste()
                continue
            if before:
                yield from super().feed(before)
            if mark:
                self._pasted = []

    def tick(self) -> Iterable[Message]:
        yield from super().tick()
        quiet = time.monotonic() - self._heard
        if self._pasted is not None and quiet > PATIENCE:
            self._pasted.append(self._held)
            self._held = ""
            yield self._paste()
        elif self._pasted is None and self._held and quiet > constants.ESCAPE_DELAY:
            held, self._held = self._held, ""
            if held == ESCAPE:
                yield Key("escape", ESCAPE)
            else:
                yield from super().feed(held)

    def _paste(self) -> Paste:
        text, self._pasted = "".join(self._pasted or ()), None
        return Paste(text.replace("\0", ""))


def _piece(text: str, mark: str) -> str:
    """The longest end of a text that a mark begins with."""
    return next((mark[:n] for n in range(len(mark) - 1, 0, -1) if text.endswith(mark[:n])), "")


linux_driver.getincrementaldecoder = forgiving  # type: ignore[assignment, attr-defined]
linux_driver.XTermParser = Parser  # type: ignore[attr-defined]


class TerminalDriver(LinuxDriver):
    """Starts once, whatever it is told; stops and goes on between two callbacks of the loop."""

    _taken = False
    """Whether the terminal is the app's and has not been given back."""
    _mode: list[Any] | None = None
    """The attributes it has while it is the app's; nothing if the keys come from no terminal."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._loop.add_signal_handler(signal.SIGTSTP, self._sigtstp_application)
        self._loop.add_signal_handler(signal.SIGCONT, self._sigcont_application)

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is not None and self._writer_thread.is_alive():  # not in the background
            self._taken = True
            with contextlib.suppress(termios.error):
                self._mode = termios.tcgetattr(self.fileno)
            self._loop.call_soon_threadsafe(self._draw)

    def stop_application_mode(self) -> None:
        if self._taken:
            self._taken = False
            super().stop_application_mode()

    def write(self, data: str) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def _draw(self) -> None:
        """Paint everything: nothing is left of what stood there."""
        if self._app.screen_stack:
            self._app.refresh(layout=True)

    def _sigtstp_application(self, *_: Any) -> None:
        """Give the terminal back and stop; a stop asked for while it is given back has been obeyed."""
        if self._taken or not self._auto_restart:
            super()._sigtstp_application()

    def _sigcont_application(self, *_: Any) -> None:
        """Go on; after a stop nobody told of the terminal is still the app's, but as somebody left it."""
        if self._taken and self._auto_restart:
            self._take_back()
        elif not self._app._exit:
            super()._sigcont_application()

    def _take_back(self) -> None:
        """Every mode again, and not a key lost: the reader of the keys has never stopped."""
        if self._mode is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._mode)
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        if self._in_band_window_resize:
            self._enable_in_band_window_resize()
        os.kill(os.getpid(), signal.SIGWINCH)
        self._draw()
