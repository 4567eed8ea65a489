"""One lab that can stand at any of its steps. Knows no screen, process or file, and no clock but a
stopwatch for the lab's own work.

The state at step k is the one after k steps and after every event logged at k. So any step can be had
again: copy the nearest snapshot before it, then repeat steps and events.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from time import perf_counter as clock

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Diverged, Event, Lab
from tutor.kit.say import N_, Say
from tutor.labs import find
from tutor.runner.events import checked
from tutor.runner.failing import LabFailed, blamed
from tutor.runner.history import Snapshot, Snapshots, duplicate
from tutor.runner.log import NEVER, Log
from tutor.runner.spec import Spec

DIVERGED = N_("{tensor} stopped being finite in step {step}. {advice}")


class Timeline:
    """A lab, its log and its history.

    Raises KnobError for a lab, knob, value or event that cannot be, LabFailed where the lab itself fails.
    Without `history` there are no snapshots: going back then replays from the first step.
    """

    def __init__(self, spec: Spec, *, history: bool = True) -> None:
        self.spec = spec
        self.trouble: Say | None = None
        """Why it can't go on from here: a number diverged, or the lab failed."""
        self.details = ""
        """The traceback, if the lab failed."""
        self.seconds = 0.0
        """The lab's own work up to this step: construction and stepping, not imports, not looking."""
        self.furthest = 0
        """The last step it has been at since its past was last changed."""
        self._log = Log(spec.events)
        self._forgiving = False
        self._snapshots = Snapshots()
        self._snapshots.off = not history
        self.lab = self._built()
        self._apply_due()

    @property
    def step_now(self) -> int:
        """Steps made so far."""
        return self.lab.steps

    @property
    def length(self) -> int:
        """Steps of the complete run: the lab's, or fewer where fewer were asked for."""
        return min(self.lab.length, self._end)

    @property
    def _end(self) -> int:
        return NEVER if self.spec.steps is None else self.spec.steps

    @property
    def done(self) -> bool:
        """Whether nothing is left to do from here, for good or in trouble."""
        return self.trouble is not None or bool(self.lab.done) or self.step_now >= self._end

    @property
    def events(self) -> tuple[Event, ...]:
        """What the learner did, in order; after a rewind also what lies ahead."""
        return self._log.events

    @property
    def events_so_far(self) -> tuple[Event, ...]:
        """What was done up to this step."""
        return self._log.so_far

    def step(self) -> bool:
        """One step; False if there was nothing left to do."""
        return self.burst(0.0) > 0

    def burst(self, seconds: float, to: int = NEVER, *, at_rest: bool = False) -> int:
        """Step for about `seconds`, at least once, but not past step `to`. Returns the steps made.

        Ends early where the run is done. A number that diverges ends the run and is told in `trouble`.
        `at_rest`: nobody waits for speed, so the history may be kept closer.
        """
        lab, first = self.lab, self.lab.steps
        start = clock()
        deadline = start + seconds
        now = start
        try:
            while lab.steps < to and not self.done:
                stop = min(to, self._end, self._log.next_step)
                with self._watched():
                    while lab.steps < stop and not lab.done:
                        lab.step()
                        now = clock()
                        if now >= deadline:
                            break
                self._apply_due()
                if now >= deadline:
                    break
        finally:
            self.seconds += clock() - start
            self.furthest = max(self.furthest, lab.steps)
        if self._snapshots.due(self.seconds, at_rest) and self.trouble is None:
            self._keep()
        return lab.steps - first

    def seek(self, step: int) -> None:
        """Stand at `step`, back or ahead (as far as the run goes); bit for bit as it was there before."""
        self.rewind(step)
        while self.step_now < step and not self.done:
            self.burst(0.1, to=step, at_rest=True)

    def rewind(self, step: int) -> None:
        """The quick part of `seek`: stand at the nearest step at or before `step` that is at hand."""
        step = max(0, step)
        here = self.step_now if self.step_now <= step and self.trouble is None else -1
        kept = self._snapshots.before(step)
        if kept is not None and kept.step > here:
            with self._blamed():
                lab, _ = duplicate(kept.lab)
            self._stand(lab, kept.applied, kept.seconds)
        elif here < 0:
            self._stand(self._built(), 0, self.seconds)

    def _built(self) -> Lab:
        """A lab at step 0; adds its construction to the stopwatch, set anew."""
        found = find(self.spec.lab)
        with blamed(self.spec.lab, int):
            found.warm()
            start = clock()
            lab = found(self.spec.knobs, self.spec.seed)
            self.seconds = clock() - start
            lab.length = max(lab.length, self.spec.steps or 0)
        return lab

    def _stand(self, lab: Lab, applied: int, seconds: float) -> None:
        """Be at another moment of this run."""
        self.lab, self._log.applied, self.seconds = lab, applied, seconds
        self.trouble, self.details = None, ""
        self._snapshots.rewound(seconds)
        self._apply_due()

    def _apply(self, event: Event) -> Event:
        """Carry `event` out on the lab; returns it as read. Raises KnobError before anything changes."""
        event = checked(self.lab, event)
        with self._watched():
            if event.name == "set":
                for name, value in event.values.items():
                    self.lab.set(name, value)
            else:
                self.lab.act(event.name, event.values)
        return event

    def _apply_due(self) -> None:
        """Repeat the logged events of this step."""
        while self.trouble is None and self._log.next_step <= self.step_now:
            try:
                self._apply(self._log.next())
            except KnobError:
                if not self._forgiving:
                    raise
                self._log.leave_out()
            else:
                self._log.applied += 1

    def _blamed(self) -> contextlib.AbstractContextManager[None]:
        return blamed(self.spec.lab, lambda: self.lab.steps)

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Run the lab's code: a diverged number ends the run calmly, a failure ends it and is raised."""
        try:
            with self._blamed():
                yield
        except Diverged as stop:
            words: dict[str, str | int | float | Say] = {
                "tensor": stop.tensor,
                "step": self.lab.steps + 1,
                "advice": stop.advice,
            }
            self.trouble = Say(DIVERGED, words)
        except LabFailed as failed:
            self.trouble, self.details = failed.say, failed.details
            raise

    def _keep(self) -> None:
        """Add a snapshot of here to the history."""
        start = clock()
        try:
            twin, size = duplicate(self.lab)
        except Exception:  # a lab that cannot be copied still runs; rewinding then replays from the start
            self._snapshots.off = True
            return
        kept = Snapshot(self.step_now, self._log.applied, self.seconds, twin, size)
        self._snapshots.add(kept, clock() - start)
