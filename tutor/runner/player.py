"""What stands on the worker's desk: a run, perhaps its branch, and who wants them where.

Work is done in short bursts between which requests are read. Whoever is behind steps first: the run goes
to its goal, the branch catches up with it, then both play on in alternation.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from time import monotonic as now

from tutor.kit.knobs import KnobError, Value
from tutor.runner.events import knob_of
from tutor.runner.failing import LabFailed
from tutor.runner.run import NEVER, Run
from tutor.runner.spec import Spec

BURST = 0.005
"""Seconds of stepping between two looks at the requests."""
MAKE_UP = 0.25
"""Seconds that a paced run may fall behind and catch up."""


class Player:
    """Plays a run and its branch: flat out, at a rate, to a step, or until a metric."""

    def __init__(self, spec: Spec) -> None:
        self.run = Run(spec)
        self.other: Run | None = None
        self.playing = False
        self.rate: float | None = None
        self.seeking: int | None = None
        """The step somebody asked to stand at, while the run is on its way."""
        self._steps = 0
        self._metric: tuple[str, float] | None = None
        self._paced_from = (0.0, 0)

    @property
    def done(self) -> bool:
        """Whether neither run can go on."""
        return self.run.done and (self.other is None or self.other.done)

    @property
    def busy(self) -> bool:
        """Whether something asked for is still on its way: a seek, single steps, a branch catching up."""
        return self.seeking is not None or self._steps > 0 or self._behind()

    def play(self, rate: float | None, until: tuple[str, float] | None = None) -> None:
        """Go on, `rate` steps a second or flat out, to the end or until a metric is so much."""
        if until is not None and self.run.reached(*until):
            return
        self._metric = until
        self.playing, self.rate, self._steps = not self.done, rate, 0
        self._pace()

    def pause(self) -> None:
        """Stop where the runs are."""
        self.playing, self._steps, self.seeking = False, 0, None

    def step(self, count: int) -> None:
        """Make so many steps, then stand still."""
        self.playing = False
        self._steps += max(0, count)

    def seek(self, step: int) -> None:
        """Stand at `step` and stay; both runs."""
        self.pause()
        self.seeking = max(0, step)
        for run in self._both():
            run.rewind(self.seeking)
        self._arrive()

    def reset(self) -> None:
        """Both runs anew from step 0, paused."""
        self.pause()
        for run in self._both():
            run.reset()

    def set(self, name: str, value: Value) -> None:
        """Turn a knob of the run, and of the branch unless it is the one in which they differ.

        A knob that restarts the run puts the branch away.
        """
        if not knob_of(self.run.lab, name).live:
            self.run.set(name, value)
            self.pause()
            self.other = None
            return
        same = self.other is not None and self.other.lab.values[name] == self.run.lab.values[name]
        self.run.set(name, value)
        if self.other is not None and same:
            self.other.set(name, value)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Do something to the run, and the same to the branch if it can take it."""
        self.run.act(name, values)
        if self.other is not None:
            with contextlib.suppress(KnobError):
                self.other.act(name, values)

    def branch(self, name: str, value: Value) -> None:
        """Put another run beside this one, different in one knob from here (or, restarted, from 0)."""
        self.other = self.run.branch(name, value, catch_up=False)

    def wait(self) -> float | None:
        """Seconds until there is something to do: 0 for now, None for nothing."""
        if self.busy:
            return 0.0
        if not self.playing:
            return None
        if self.rate is None or self._owed() > 0:
            return 0.0
        start, first = self._paced_from
        return max(0.0, start + (self._lead.step_now + 1 - first) / self.rate - now())

    def work(self) -> None:
        """One burst. Raises LabFailed; the runs are paused then."""
        try:
            self._work()
        except LabFailed:
            self.pause()
            raise

    def _work(self) -> None:
        lead = self._lead
        if self.seeking is not None:
            self.run.burst(BURST, to=self.seeking, at_rest=True)
            self._arrive()
        elif self._steps:
            made = lead.burst(BURST, to=lead.step_now + self._steps, at_rest=True)
            self._steps = 0 if lead.done else self._steps - made
        elif self.other is not None and self._behind():
            self.other.burst(BURST, to=self.run.step_now)
        elif self.playing:
            self._play_on(lead)

    def _play_on(self, lead: Run) -> None:
        owed = NEVER if self.rate is None else lead.step_now + self._owed()
        lead.burst(0.0 if self._metric else BURST, to=owed)
        if self._metric and self.run.reached(*self._metric):
            self.playing = False
        if lead.done:
            self.playing = not self.done
            self._pace()

    @property
    def _lead(self) -> Run:
        """Who goes first: the run, and once it is done its branch."""
        return self.other if self.other is not None and self.run.done else self.run

    def _both(self) -> list[Run]:
        return [self.run] if self.other is None else [self.run, self.other]

    def _behind(self) -> bool:
        other = self.other
        return other is not None and not other.done and other.step_now < self.run.step_now

    def _arrive(self) -> None:
        if self.seeking is not None and (self.run.done or self.run.step_now >= self.seeking):
            self.seeking = None

    def _pace(self) -> None:
        self._paced_from = (now(), self._lead.step_now)

    def _owed(self) -> int:
        """Steps that should have been made by now at the rate asked for. Time lost is not made up."""
        assert self.rate is not None
        start, first = self._paced_from
        owed = int((now() - start) * self.rate) - (self._lead.step_now - first)
        if owed > max(1.0, self.rate * MAKE_UP):
            self._paced_from = (now() - 1 / self.rate, self._lead.step_now)
            return 1
        return owed
