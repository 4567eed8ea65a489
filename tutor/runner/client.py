"""The app's side of a run: every control of time as one call. The screen never waits for a model.

All calls are bounded: a worker that dies, hangs or talks nonsense ends in WorkerLost, one sentence; the
next `open` has a fresh one, and `client.spec` still names the run with everything the learner did to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import tutor.labs
from tutor.kit.inert import clean
from tutor.kit.knobs import KnobError, Value
from tutor.kit.say import N_, Say
from tutor.runner.child import Child, Lost, command
from tutor.runner.failing import LabFailed
from tutor.runner.parcel import need, pack_spec, unpack_say, unpack_spec
from tutor.runner.spec import Spec
from tutor.runner.view import View, unpack_view
from tutor.runner.wire import Message, WireError

__all__ = ["Client", "LabFailed", "View", "WorkerLost"]

ENDED = N_("The lab {lab} ended unexpectedly at step {step} and was started afresh.")
SILENT = N_("The lab {lab} stopped answering at step {step} and was started afresh.")
NOT_STARTED = N_("The process that runs the labs could not be started: {error}")
NOT_OPEN = N_("No lab is open.")
OPENING = 4
"""How many times as long as a step it may take to open a lab: auxiliary training, imports."""
IMPATIENT = 1.0
"""Seconds: a worker that is at one piece of work for longer is replaced when another lab is opened."""


class WorkerLost(Exception):
    """The worker is gone. `say` is one sentence naming lab and step, `details` its last words."""

    def __init__(self, say: Say, details: str = "") -> None:
        super().__init__(say.render())
        self.say = say
        self.details = details


class Client:
    """At most one worker process and one run in it.

    `patience` is how many seconds one step or frame may take, `idle` after how many seconds of silence the
    worker ends; the next call starts one again, at the same step of the same run.
    """

    def __init__(self, *, patience: float = 30.0, idle: float = 300.0) -> None:
        self.spec: Spec | None = None
        """The run that is open, or was when the worker was lost, with everything done to it."""
        self._patience = patience
        self._command = command(idle, [str(folder) for folder in list(tutor.labs.__path__)[1:]])
        self._child: Child | None = None
        self._opened = False
        self._starting = asyncio.Lock()
        self._lost: WorkerLost | None = None
        self._step = 0
        self._seen = self._known = -1

    async def warm(self, lab: str | None = None) -> None:
        """Start the process, import what `lab` computes with. Raises WorkerLost, LabFailed, KnobError."""
        if lab is None:
            await self._alive()
        else:
            await self._ask("warm", self._patience * OPENING, lab=lab)

    async def open(self, spec: Spec, *, length: int | None = None) -> None:
        """Build the run of `spec`, paused at step 0; `length` is as in Spec.steps.

        Raises WorkerLost, LabFailed, KnobError (lab, knob or event that cannot be).
        """
        self.spec = spec if length is None else replace(spec, steps=length)
        self._opened, self._step, self._seen, self._known = False, 0, -1, -1
        await self._free()
        await self._ask("open", self._patience * OPENING, spec=pack_spec(self.spec))
        self._opened = True

    async def look(
        self, focus: Mapping[str, int | str] | None = None, thorough: bool = False
    ) -> View | None:
        """The newest frame; None if nothing has changed since the last look, or nothing is open.

        While a run plays flat out, looks that come too soon to be worth their cost are None as well.
        """
        if not self._opened:
            return None
        asked = {"focus": dict(focus or {}), "thorough": thorough, "seen": self._seen, "known": self._known}
        answer = await self._ask("look", self._patience, **asked)
        try:
            told = answer.header.get("view")
            if told is None:
                return None
            view = unpack_view(told, answer.arrays)
            if "spec" in told:
                self.spec = unpack_spec(told["spec"])
            self._seen, self._known = need(told.get("serial"), int), need(told.get("changes"), int)
        except WireError as error:
            raise await self._garbled() from error
        self._step = view.step
        return view

    async def play(self, rate: float | None = None) -> None:
        """Go on: `rate` steps a second, or flat out."""
        await self._ask("play", rate=rate)

    async def pause(self) -> None:
        """Stand still where the run is."""
        await self._ask("pause")

    async def step(self, n: int = 1) -> None:
        """Make `n` steps and stand still."""
        await self._ask("step", count=n)

    async def seek(self, step: int) -> None:
        """Stand at `step`, back or ahead; pauses. Looks show the way there, `busy`."""
        await self._ask("seek", step=step)

    async def reset(self) -> None:
        """Begin anew: the same seed, knobs as they are turned now, nothing done to it."""
        await self._ask("reset")

    async def set(self, name: str, value: Value) -> None:
        """Turn a knob: a live one here, another by beginning anew. Raises KnobError."""
        await self._ask("set", name=name, value=value)

    async def act(self, name: str, values: Mapping[str, Value] | None = None) -> None:
        """Do one of the lab's actions. Raises KnobError."""
        await self._ask("act", name=name, values=dict(values or {}))

    async def branch(self, name: str, value: Value) -> None:
        """Put beside the run another that differs in one knob: a live one from this step on, another from
        step 0 (it catches up, `busy`). From then on both go in alternation. Raises KnobError."""
        await self._ask("branch", self._patience * OPENING, name=name, value=value)

    async def unbranch(self) -> None:
        """Put the branch away."""
        await self._ask("unbranch")

    async def finish(self) -> None:
        """Play to the end, flat out; looks show the progress."""
        await self.play()

    async def until(self, metric: str, number: float) -> None:
        """Play flat out to the first step at which `metric` is at least `number`. Raises KnobError."""
        await self._ask("play", rate=None, until=[metric, float(number)])

    async def save(self, path: Path | str) -> None:
        """Write the run to a file, as `--save` does. Raises OSError."""
        await self._ask("save", self._patience * OPENING, path=str(Path(path).expanduser().absolute()))

    async def source(self) -> list[tuple[str, str, int, str]]:
        """The functions that are running: title, file, first line number, text."""
        answer = await self._ask("source")
        try:
            told = [need(source, dict) for source in need(answer.header.get("ok"), list)]
            return [
                (
                    clean(need(source.get("title"), str)),
                    clean(need(source.get("file"), str)),
                    need(source.get("line"), int),
                    clean(need(source.get("text"), str)),
                )
                for source in told
            ]
        except WireError as error:
            raise await self._garbled() from error

    async def close(self) -> None:
        """End the worker; the client may be used again."""
        child, self._child, self._opened = self._child, None, False
        if child:
            await child.close()

    async def _ask(self, op: str, patience: float | None = None, **fields: object) -> Message:
        """The answer to a request, or what it raises."""
        if not self._opened and op not in ("open", "warm"):
            raise self._lost or WorkerLost(Say(NOT_OPEN))
        answer = await self._answer(op, fields, patience or self._patience)
        try:
            error = answer.header.get("error")
            failure = None if error is None else _failure(need(error, dict))
        except WireError as broken:
            raise await self._garbled() from broken
        if failure is not None:
            raise failure
        return answer

    async def _answer(self, op: str, fields: Mapping[str, object], patience: float) -> Message:
        """What the worker answers; asked again of a new one if it went, idle, just then."""
        for again in (True, False):
            child = await self._alive()
            try:
                return await child.ask(op, fields, patience)
            except Lost as lost:
                if child.bye is None or not again:
                    raise await self._gone(child, lost) from lost
        raise AssertionError

    async def _alive(self) -> Child:
        """The worker; started, or started again where it had ended by itself, idle."""
        async with self._starting:
            child = self._child
            if child is not None and child.bye is None:
                if child.lost is None:
                    return child
                if self._opened:
                    raise await self._gone(child, child.lost)
            left = child.bye.header["bye"] if child is not None and child.bye is not None else None
            if child is not None:
                await child.close()
            try:
                self._child = child = await Child.start(self._command)
            except OSError as error:
                self._child, self._opened = None, False
                raise WorkerLost(Say(NOT_STARTED, {"error": error.strerror or str(error)})) from error
            if self._opened and isinstance(left, dict):
                await self._resume(child, left)
            return child

    async def _resume(self, child: Child, left: Mapping[str, object]) -> None:
        """Open on a new worker what an idle one left, and go to the step where it stood."""
        self._seen = self._known = -1
        try:
            await child.ask("open", {"spec": left.get("spec")}, self._patience * OPENING)
            await child.ask("seek", {"step": left.get("step")}, self._patience)
        except Lost as lost:
            raise await self._gone(child, lost) from lost

    async def _free(self) -> None:
        """Let go of a worker that is gone, or too deep in something to be asked."""
        self._lost = None
        child = self._child
        if child is None:
            return
        try:
            if await child.engaged() < IMPATIENT:
                return
        except Lost:
            pass
        self._child = None
        child.kill()
        await child.close()

    async def _gone(self, child: Child | None, lost: Lost) -> WorkerLost:
        """Put a lost worker away; what to raise."""
        text = ENDED if lost.how == "ended" else SILENT
        lab = self.spec.lab if self.spec else "?"
        error = WorkerLost(
            Say(text, {"lab": lab, "step": max(self._step, lost.step)}),
            clean(child.overheard if child else ""),
        )
        if child is self._child:
            self._child, self._opened, self._lost = None, False, error
        if child:
            child.kill()
            await child.close()
        return error

    async def _garbled(self) -> WorkerLost:
        return await self._gone(self._child, Lost("garbled"))


def _failure(error: Mapping[str, object]) -> Exception:
    """What the worker's answer says went wrong. Raises WireError."""
    kind = error.get("kind")
    if kind == "knob":
        return KnobError(need(error.get("text"), str))
    if kind == "file":
        return OSError(need(error.get("text"), str))
    lab, step = need(error.get("lab"), str), need(error.get("step"), int)
    return LabFailed(lab, step, unpack_say(error.get("say")), need(error.get("details"), str))
