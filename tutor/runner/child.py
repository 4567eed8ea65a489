"""The app's end of the pipe: starts the worker, asks it, notices when it is gone, ends it.

asyncio only; nothing here waits without a bound. Knows messages, not what they mean.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import tutor
from tutor.runner.threads import ONE_THREAD
from tutor.runner.wire import PREFIX, Message, Plain, WireError, decode, encode, sizes

SLICE = 0.5
"""Seconds between two questions whether the worker is still there."""
SILENCE = 8
"""Slices without a byte after which it is given up."""
STARTING = 60
"""Slices it may take to say its first word: importing from a cold disk."""
TAIL = 8_000
"""Bytes kept of what it wrote to stderr."""


class Lost(Exception):
    """The worker is gone or was given up; it has been killed. `how`: ended, silent, stuck, garbled."""

    def __init__(self, how: str, step: int = 0) -> None:
        super().__init__(how)
        self.how = how
        self.step = step
        """The last one known."""


class Child:
    """One worker process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.bye: Message | None = None
        """Its last words if it ended by itself, idle."""
        self.lost: Lost | None = None
        self._asked: dict[int, asyncio.Future[Message]] = {}
        self._number = 0
        self._swept = False
        self._heard = 0
        self._pong: Plain = {}
        self._tail = bytearray()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._overhear())]

    @classmethod
    async def start(cls, command: Sequence[str]) -> Child:
        """A process in a session of its own, so that Ctrl-C is the app's. Raises OSError."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment(os.environ),
            limit=1 << 20,
            start_new_session=True,
        )
        return cls(process)

    @property
    def overheard(self) -> str:
        """The end of what it wrote to stderr: a traceback, stray prints."""
        return self._tail.decode("utf-8", "replace")

    async def ask(self, op: str, fields: Mapping[str, object], patience: float) -> Message:
        """The answer to a request. Raises Lost, also if one piece of work takes over `patience` seconds."""
        if self.lost:
            raise self.lost
        answer = self._send(op, fields)
        silent = 0
        while True:
            heard = self._heard
            await asyncio.wait([answer], timeout=SLICE)
            if answer.done():
                return answer.result()
            silent = silent + 1 if self._heard == heard else 0
            if silent >= (SILENCE if self._heard else STARTING):
                self._lose("silent")
            elif self._pong.get("seconds", 0.0) > patience:
                self._lose("stuck")
            elif self._heard:
                self._send("ping", {})

    async def engaged(self) -> float:
        """Seconds that it has been at one piece of work; raises Lost."""
        await self.ask("ping", {}, patience=60.0)
        return float(self._pong.get("seconds", 0.0))

    def kill(self) -> None:
        """End it now, whatever it does, and once more what it has started, which may have outlived it."""
        if self._swept:
            return
        self._swept = self.process.returncode is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)

    async def close(self) -> None:
        """End it and leave nothing behind."""
        if self.process.stdin:
            self.process.stdin.close()
        if self.lost is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), SLICE)
        self._lose("ended")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), 5.0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _send(self, op: str, fields: Mapping[str, object]) -> asyncio.Future[Message]:
        self._number += 1
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._asked[self._number] = answer
        assert self.process.stdin
        if self.process.stdin.is_closing():
            self._lose("ended")
        else:
            self.process.stdin.write(encode({"id": self._number, "op": op, **fields}))
        return answer

    def _lose(self, how: str) -> None:
        """Give the worker up; whoever waits is told."""
        self.kill()
        self.lost = self.lost or Lost(how, int(self._pong.get("step", 0)))
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(self.lost)
                answer.exception()  # nobody need fetch it
        self._asked.clear()

    async def _read(self) -> None:
        assert self.process.stdout
        exactly = self.process.stdout.readexactly
        how = "garbled"
        try:
            while True:
                head, body = sizes(await exactly(PREFIX.size))
                self._take(decode(await exactly(head), await exactly(body)))
        except WireError:
            pass
        except (asyncio.IncompleteReadError, OSError):
            how = "ended"
        self._lose(how)

    def _take(self, message: Message) -> None:
        self._heard += 1
        header = message.header
        if isinstance(pong := header.get("pong"), dict):
            self._pong = pong
        if "bye" in header:
            self.bye = message
        answer = self._asked.pop(header.get("id", 0), None)
        if answer is not None and not answer.done():
            answer.set_result(message)

    async def _overhear(self) -> None:
        assert self.process.stderr
        while data := await self.process.stderr.read(4096):
            self._tail += data
            del self._tail[:-TAIL]


def command(idle: float, labs: Sequence[str] = ()) -> list[str]:
    """How to start a worker. `-P`: a folder named tutor where the learner stands is not taken for ours."""
    more = [word for folder in labs for word in ("--labs", folder)]
    return [sys.executable, "-P", "-m", "tutor.runner.worker", "--idle", str(idle), *more]


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """The app's environment, one thread, and this very package first on the path."""
    root = str(Path(tutor.__file__).resolve().parent.parent)
    path = os.pathsep.join([root, *filter(None, [own.get("PYTHONPATH")])])
    return {**own, **ONE_THREAD, "PYTHONPATH": path}
