"""A connection to a worker: started when needed, replaced when lost, resumed when it had gone idle.

Knows how requests fail, not what they do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import tutor.labs
from tutor.kit.inert import clean
from tutor.kit.knobs import KnobError
from tutor.kit.say import N_, Say
from tutor.runner.child import Child, Lost, command
from tutor.runner.failing import LabFailed
from tutor.runner.parcel import need, unpack_say
from tutor.runner.wire import Message, WireError

ENDED = N_("The lab {lab} ended unexpectedly at step {step} and was started afresh.")
SILENT = N_("The lab {lab} stopped answering at step {step} and was started afresh.")
NOT_STARTED = N_("The process that runs the labs could not be started: {error}")
NOT_OPEN = N_("No lab is open.")
IMPATIENT = 1.0
"""Seconds: a worker that is at one piece of work for longer is replaced when another lab is opened."""


class WorkerLost(Exception):
    """The worker is gone. `say` is one sentence naming lab and step, `details` its last words."""

    def __init__(self, say: Say, details: str = "") -> None:
        super().__init__(say.render())
        self.say = say
        self.details = details


class Connection:
    """At most one worker."""

    def __init__(self, idle: float) -> None:
        self.command = command(idle, [str(folder) for folder in list(tutor.labs.__path__)[1:]])
        self.child: Child | None = None
        self.lab = "?"
        self.step = 0
        """The step last seen."""
        self.opened = False
        """Whether the worker has a run."""
        self._lost: WorkerLost | None = None
        self._starting = asyncio.Lock()
        self._building = 0
        """Runs asked for and not yet open."""

    async def ask(self, op: str, patience: float, **fields: object) -> Message:
        """The answer to a request. Raises what the worker says went wrong, or WorkerLost."""
        if not self.opened and op not in ("open", "warm"):
            raise self._lost or WorkerLost(Say(NOT_OPEN))
        self._building += op == "open"
        try:
            answer = await self._answer(op, fields, patience)
        finally:
            self._building -= op == "open"
        try:
            error = answer.header.get("error")
            failure = None if error is None else _failure(need(error, dict))
        except WireError as broken:
            raise await self.garbled() from broken
        if failure is not None:
            raise failure
        return answer

    async def alive(self, patience: float) -> Child:
        """The worker; started, or started again where it had ended by itself, idle."""
        async with self._starting:
            child = self.child
            if child is not None and child.bye is None:
                if child.lost is None:
                    return child
                if self.opened:
                    raise await self._gone(child, child.lost)
            left = child.bye.header["bye"] if child is not None and child.bye is not None else None
            if child is not None:
                await child.close()
            try:
                self.child = child = await Child.start(self.command)
            except OSError as error:
                self.child, self.opened = None, False
                raise WorkerLost(Say(NOT_STARTED, {"error": error.strerror or str(error)})) from error
            if self.opened and isinstance(left, dict):
                await self._resume(child, left, patience)
            return child

    async def free(self) -> None:
        """Let go of a worker that is gone, or that has been at one thing for too long to be asked."""
        self.opened, self._lost, self.step = False, None, 0
        while self._building and self.child is None:
            await asyncio.sleep(0.05)
        child = self.child
        if child is None:
            return
        with suppress(Lost):
            engaged = await child.engaged()
            while self._building and engaged < IMPATIENT:
                await asyncio.sleep(0.05)
                engaged = await child.engaged()
            if engaged < IMPATIENT:
                return
        self.child = None
        child.kill()
        await child.close()

    async def close(self) -> None:
        """End the worker."""
        child, self.child, self.opened = self.child, None, False
        if child:
            await child.close()

    async def garbled(self) -> WorkerLost:
        """What to raise when the worker talks nonsense; it is put away."""
        return await self._gone(self.child, Lost("garbled"))

    async def _answer(self, op: str, fields: Mapping[str, object], patience: float) -> Message:
        """What the worker answers; asked again of a new one if it went, idle, just then."""
        for again in (True, False):
            child = await self.alive(patience)
            try:
                return await child.ask(op, fields, patience)
            except Lost as lost:
                if child.bye is None or not again:
                    raise await self._gone(child, lost) from lost
        raise AssertionError

    async def _resume(self, child: Child, left: Mapping[str, object], patience: float) -> None:
        """Open on a new worker what an idle one left, and go to the step where it stood."""
        try:
            await child.ask("open", {"spec": left.get("spec")}, patience)
            await child.ask("seek", {"step": left.get("step")}, patience)
        except Lost as lost:
            raise await self._gone(child, lost) from lost

    async def _gone(self, child: Child | None, lost: Lost) -> WorkerLost:
        """Put a lost worker away; what to raise."""
        words: dict[str, str | int | float | Say] = {"lab": self.lab, "step": max(self.step, lost.step)}
        details = clean(child.overheard) if child else ""
        error = WorkerLost(Say(ENDED if lost.how == "ended" else SILENT, words), details)
        if child is self.child:
            self.child, self.opened, self._lost = None, False, error
        if child:
            child.kill()
            await child.close()
        return error


def _failure(error: Mapping[str, object]) -> Exception:
    """What the worker's answer says went wrong. Raises WireError."""
    kind = error.get("kind")
    if kind == "knob":
        return KnobError(unpack_say(error.get("say")))
    if kind == "file":
        return OSError(need(error.get("text"), str))
    lab, step = need(error.get("lab"), str), need(error.get("step"), int)
    return LabFailed(lab, step, unpack_say(error.get("say")), need(error.get("details"), str))
