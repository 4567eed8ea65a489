"""The worker process: `python -m tutor.runner.worker`. Labs run here; the app asks through a pipe.

Two threads. One reads: it answers a ping at once, even while a step takes long, and ends the process the
moment the app is gone. The other carries out requests in the order they came and steps the runs between
them. File descriptor 1 leads to stderr, so a stray `print` breaks no message.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from time import monotonic as now
from typing import BinaryIO, NoReturn

import tutor.labs
from tutor.runner.desk import Desk
from tutor.runner.failing import LabFailed
from tutor.runner.wire import PREFIX, Message, Plain, WireError, decode, encode, sizes

PR_SET_PDEATHSIG = 1
FORGOTTEN = 2.0
"""Seconds after which a run that nobody looks at rests."""


class Doing:
    """What the working thread is at, for pings."""

    def __init__(self) -> None:
        self.what = ""
        self.since = 0.0
        self.step: Callable[[], int] = int
        """Where the run stands, also in the middle of a burst of steps."""

    @contextlib.contextmanager
    def now(self, what: str) -> Iterator[None]:
        """Doing `what` inside."""
        self.what, self.since = what, now()
        try:
            yield
        finally:
            self.what = ""

    def told(self) -> Plain:
        """For a ping: what, for how many seconds, at which step."""
        return {"what": self.what, "seconds": now() - self.since if self.what else 0.0, "step": self.step()}


class Pipe:
    """Both ends of the connection, and the thread that reads."""

    def __init__(self, source: BinaryIO, sink: BinaryIO, doing: Doing) -> None:
        self.heard = now()
        """When the app was last heard."""
        self._source, self._sink, self._doing = source, sink, doing
        self._writing = threading.Lock()
        self._inbox: SimpleQueue[Message] = SimpleQueue()
        threading.Thread(target=self._read, daemon=True, name="reader").start()

    def take(self, wait: float) -> Message | None:
        """The next request, waiting so many seconds for it; None if there is none."""
        if wait <= 0 and self._inbox.empty():
            return None
        try:
            return self._inbox.get(timeout=max(wait, 0.0))
        except Empty:
            return None

    def send(self, message: bytes) -> None:
        """Write a message whole. Ends the process if nobody is there to read it."""
        with self._writing:
            try:
                self._sink.write(message)
                self._sink.flush()
            except OSError:
                leave()

    def _read(self) -> None:
        while True:
            try:
                head, body = sizes(self._exactly(PREFIX.size))
                message = decode(self._exactly(head), self._exactly(body))
            except (OSError, WireError):
                leave()
            self.heard = now()
            if message.header.get("op") == "ping":
                self.send(encode({"id": message.header.get("id"), "pong": self._doing.told()}))
            else:
                self._inbox.put(message)

    def _exactly(self, count: int) -> bytes:
        data = self._source.read(count)
        if len(data) < count:
            leave()
        return data


def leave() -> NoReturn:
    """End at once, from whichever thread, amid whatever the other does; what it started, too."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():  # a group of its own
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def serve(pipe: Pipe, doing: Doing, idle: float) -> None:
    """Answer requests and step the runs until the app is gone, or silent for `idle` seconds."""
    desk = Desk()
    doing.step = lambda: desk.step_now
    pipe.send(encode({"hello": os.getpid()}))
    while True:
        wait = desk.wait()
        if wait is not None and now() - pipe.heard > FORGOTTEN:
            wait = None
        message = pipe.take(idle if wait is None else wait)
        if message is not None:
            with doing.now(str(message.header.get("op"))):
                answer = desk.answer(message)
            pipe.send(answer)
        elif wait is None:
            pipe.send(encode({"bye": desk.left_off()}))
            return
        else:
            with doing.now("step"), contextlib.suppress(LabFailed):  # told with the next look
                desk.work()


def main() -> None:
    """Take the pipes away from everybody else, then serve."""
    parser = argparse.ArgumentParser(prog="tutor.runner.worker")
    parser.add_argument("--idle", type=float, default=300.0, help="seconds of silence after which it ends")
    parser.add_argument("--labs", action="append", default=[], help="another folder with labs")
    options = parser.parse_args()
    tutor.labs.__path__.extend(options.labs)
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    widen(sink.fileno())
    die_with_the_app()
    faulthandler.enable()
    gc.collect()
    gc.freeze()
    doing = Doing()
    serve(Pipe(source, sink, doing), doing, options.idle)
    leave()


def die_with_the_app() -> None:
    """Where the system offers it: end with the app even while a lab never lets go of the interpreter.

    Elsewhere the closed pipe is noticed as soon as it does.
    """
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            prctl = ctypes.CDLL(None).prctl
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.register_at_fork(after_in_child=lambda: prctl(PR_SET_PDEATHSIG, signal.SIGKILL))


def widen(descriptor: int) -> None:
    """Room for whole frames in the pipe, where the system offers it, so that writing never waits."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)


if __name__ == "__main__":
    main()
