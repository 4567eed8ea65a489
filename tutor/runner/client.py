"""The app's side of a run: every control of time as one call. The screen never waits for a model.

All calls are bounded: a worker that dies, hangs or talks nonsense ends in WorkerLost, one sentence; the
next `open` has a fresh one, and `client.spec` still names the run with everything the learner did to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tutor.kit.inert import clean
from tutor.kit.knobs import Value
from tutor.runner.connection import Connection, WorkerLost
from tutor.runner.failing import LabFailed
from tutor.runner.parcel import need, pack_spec, unpack_spec
from tutor.runner.spec import Spec
from tutor.runner.view import View, unpack_view
from tutor.runner.wire import Message, WireError

__all__ = ["Client", "LabFailed", "View", "WorkerLost"]

OPENING = 4
"""How many times as long as a step it may take to open a lab: auxiliary training, imports."""


class Client:
    """At most one worker process and one run in it.

    `patience` is how many seconds one step or frame may take, `idle` after how many seconds of silence the
    worker ends; the next call starts one again, at the same step of the same run.
    """

    def __init__(self, *, patience: float = 30.0, idle: float = 300.0) -> None:
        self.spec: Spec | None = None
        """The run that is open, or was when the worker was lost, with everything done to it."""
        self._patience = patience
        self._connection = Connection(idle)
        self._seen = self._known = -1
        self._opening = 0

    async def warm(self, lab: str | None = None) -> None:
        """Start the process, import what `lab` computes with. Raises WorkerLost, LabFailed, KnobError."""
        if lab is None:
            await self._connection.alive(self._patience * OPENING)
        else:
            await self._ask("warm", OPENING, lab=lab)

    async def open(self, spec: Spec, *, length: int | None = None) -> None:
        """Build the run of `spec`, paused at step 0; `length` is as in Spec.steps.

        Of several at once the one called last is open in the end; the others return early, and looks
        asked for before it see nothing.
        Raises WorkerLost, LabFailed, KnobError (lab, knob or event that cannot be).
        """
        self.spec = spec if length is None else replace(spec, steps=length)
        self._seen = self._known = -1
        self._opening += 1
        mine = self._opening
        await self._connection.free()
        if self._opening != mine:
            return
        self._connection.lab = spec.lab
        await self._ask("open", OPENING, spec=pack_spec(self.spec))
        self._connection.opened = True

    async def look(
        self, focus: Mapping[str, int | str] | None = None, thorough: bool = False
    ) -> View | None:
        """The newest frame; None if nothing has changed since the last look, or nothing is open.

        While a run plays flat out, looks that come too soon to be worth their cost are None as well.
        """
        if not self._connection.opened:
            return None
        since = {"seen": self._seen, "known": self._known}
        opening = self._opening
        answer = await self._ask("look", focus=dict(focus or {}), thorough=thorough, since=since)
        try:
            told = answer.header.get("view")
            if told is None or opening != self._opening:
                return None
            view = unpack_view(told, answer.arrays)
            if "spec" in told:
                self.spec = unpack_spec(told["spec"])
            self._seen, self._known = need(told.get("serial"), int), need(told.get("changes"), int)
        except WireError as error:
            raise await self._connection.garbled() from error
        self._connection.step = view.step
        return view

    async def play(self, rate: float | None = None) -> None:
        """Go on: `rate` (over 0) steps a second, or flat out."""
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
        await self._ask("reset", OPENING)

    async def set(self, name: str, value: Value) -> None:
        """Turn a knob: a live one here, another by beginning anew. Raises KnobError."""
        await self._ask("set", OPENING, name=name, value=value)

    async def act(self, name: str, values: Mapping[str, Value] | None = None) -> None:
        """Do one of the lab's actions. Raises KnobError."""
        await self._ask("act", name=name, values=dict(values or {}))

    async def branch(self, name: str, value: Value) -> None:
        """Put beside the run another that differs in one knob: a live one from this step on, another from
        step 0 (it catches up, `busy`). From then on both go in alternation. Raises KnobError."""
        await self._ask("branch", OPENING, name=name, value=value)

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
        await self._ask("save", OPENING, path=str(Path(path).expanduser().absolute()))

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
            raise await self._connection.garbled() from error

    async def close(self) -> None:
        """End the worker; the client may be used again."""
        await self._connection.close()

    async def _ask(self, op: str, times: float = 1.0, **fields: object) -> Message:
        return await self._connection.ask(op, self._patience * times, **fields)
