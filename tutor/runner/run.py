"""A run: one lab, its log of events and its history. Knows no screen, process or file, and no clock but
a stopwatch for the lab's own work.

The state at step k is the one after k steps and after every event logged at k. So any step can be had
again: copy the nearest snapshot before it, then repeat steps and events.
"""

from __future__ import annotations

import contextlib
import copy
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import perf_counter as clock

from tutor.kit.knobs import KnobError, Value
from tutor.kit.lab import Diverged, Event, Frame, Lab, Look
from tutor.kit.panels import Array
from tutor.kit.say import N_, Say
from tutor.labs import find
from tutor.runner.events import checked, knob_of, metric_of
from tutor.runner.failing import LabFailed, blamed
from tutor.runner.history import Snapshot, Snapshots, duplicate
from tutor.runner.spec import Spec

NEVER = sys.maxsize
DIVERGED = N_("{tensor} stopped being finite in step {step}. {advice}")


class Run:
    """A lab and everything that makes time a control: step, seek, set, act, branch.

    Raises KnobError for a lab, knob, value or event that cannot be, LabFailed where the lab itself fails.
    Without `history` there are no snapshots: seeking back then replays from the first step.
    """

    def __init__(self, spec: Spec, *, history: bool = True) -> None:
        self.spec = spec
        self.trouble: Say | None = None
        """Why the run can't go on from here: a number diverged, or the lab failed."""
        self.details = ""
        """The traceback, if the lab failed."""
        self.seconds = 0.0
        """The lab's own work up to this step: construction and stepping, not imports, not looking."""
        self.furthest = 0
        """The last step this run has been at since its past was last changed."""
        self._log = sorted(spec.events, key=lambda event: event.step)
        self._applied = 0
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
        """Steps of the complete run."""
        return self.lab.length

    @property
    def done(self) -> bool:
        """Whether nothing is left to do from here, for good or in trouble."""
        return self.trouble is not None or bool(self.lab.done)

    @property
    def events(self) -> tuple[Event, ...]:
        """What the learner did, in order; after a rewind also what lies ahead."""
        return tuple(self._log)

    @property
    def events_so_far(self) -> tuple[Event, ...]:
        """What was done up to this step."""
        return tuple(self._log[: self._applied])

    @property
    def named(self) -> Spec:
        """The spec of this run with everything done to it so far."""
        return replace(self.spec, events=self.events)

    def step(self) -> bool:
        """One step; False if there was nothing left to do."""
        return self.burst(0.0) > 0

    def burst(self, seconds: float, to: int = NEVER) -> int:
        """Step for about `seconds`, at least once, but not past step `to`. Returns the steps made.

        Ends early where the run is done. A number that diverges ends the run and is told in `trouble`.
        """
        lab, first = self.lab, self.lab.steps
        start = clock()
        deadline = start + seconds
        now = start
        try:
            while lab.steps < to and not self.done:
                stop = min(to, self._next_event())
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
        if self._snapshots.due(self.seconds) and self.trouble is None:
            self._keep()
        return lab.steps - first

    def seek(self, step: int) -> None:
        """Stand at `step`, back or ahead (as far as the run goes); bit for bit as it was there before."""
        self.rewind(step)
        while self.step_now < step and not self.done:
            self.burst(1.0, to=step)

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

    def set(self, name: str, value: Value) -> None:
        """Turn a knob. A live one turns here and is logged; what lay ahead of a rewound run is cut off.

        A restart knob begins the run anew at step 0 with the same seed: live knobs stay as they are
        turned, actions are dropped, for the state they were done to is gone.
        """
        knob = knob_of(self.lab, name)
        value = knob.read(value)
        if value == self.lab.values[name]:
            return
        if knob.live:
            self._do(Event(self.step_now, "set", {name: value}))
        else:
            self._become(Run(self._afresh({name: value}), history=not self._snapshots.off))

    def reset(self) -> None:
        """Begin anew: the same seed, knobs as they are turned now, nothing done to it."""
        self._become(Run(self._afresh({}), history=not self._snapshots.off))

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Do one of the lab's actions here and log it; what lay ahead of a rewound run is cut off."""
        self._do(Event(self.step_now, name, dict(values)))

    def branch(self, name: str, value: Value, *, catch_up: bool = True) -> Run:
        """Another run that differs in one knob; this one is not touched.

        A live knob: the other has the same past, and the knob turned at this step. A restart knob: the
        other begins at step 0 with that value and the same seed, repeats this run's events (but those it
        can't take), and is stepped to this step, unless `catch_up` is left to the caller.
        """
        knob = knob_of(self.lab, name)
        value = knob.read(value)
        if knob.live:
            other = copy.copy(self)
            with self._blamed():
                other.lab, _ = duplicate(self.lab)
            other._log = self._log[: self._applied]
            other._snapshots = self._snapshots.shared()
            other.furthest = self.step_now
            other.set(name, value)
            return other
        spec = self.spec.with_knobs({**self.spec.knobs, name: value})
        other = Run(replace(spec, events=()), history=not self._snapshots.off)
        other._log, other._forgiving = self._log[: self._applied], True
        other._apply_due()
        if catch_up:
            other.seek(self.step_now)
        return other

    def until(self, metric: str, at_least: float) -> bool:
        """Go on to the first step at which `metric` is `at_least` so much; False if it never is."""
        while not self.reached(metric, at_least):
            if self.done or not self.step():
                return False
        return True

    def reached(self, metric: str, at_least: float) -> bool:
        """Whether `metric` is `at_least` so much now. Raises KnobError for a metric the lab has not."""
        metric_of(self.lab, metric)
        number = self.frame(panels=False).metrics.get(metric)
        return number is not None and number >= at_least

    def frame(self, look: Look | None = None, panels: bool = True) -> Frame:
        """One look at the run as it stands; never changes it."""
        with self._blamed():
            return self.lab.frame(look, panels=panels)

    def record(self) -> dict[str, Array]:
        """What is needed to recount the metrics."""
        with self._blamed():
            return self.lab.record()

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
        self.lab, self._applied, self.seconds = lab, applied, seconds
        self.trouble, self.details = None, ""
        self._snapshots.rewound(seconds)
        self._apply_due()

    def _afresh(self, changed: Mapping[str, Value]) -> Spec:
        """This run from its start with knobs as they are turned now, then `changed`."""
        turned = {n: v for e in self._log[: self._applied] if e.name == "set" for n, v in e.values.items()}
        return replace(self.spec.with_knobs({**self.spec.knobs, **turned, **changed}), events=())

    def _become(self, fresh: Run) -> None:
        """Go on as `fresh`; only once it could be built."""
        self.__dict__.update(fresh.__dict__)

    def _do(self, event: Event) -> None:
        """Apply an event here, then log it and forget what lay ahead."""
        event = self._apply(event)
        self._log[self._applied :] = [event]
        self._applied += 1
        self._snapshots.cut(self.step_now)
        self.furthest = self.step_now

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
        while self.trouble is None and self._next_event() <= self.step_now:
            try:
                self._apply(self._log[self._applied])
            except KnobError:
                if not self._forgiving:
                    raise
                del self._log[self._applied]
            else:
                self._applied += 1

    def _next_event(self) -> int:
        return self._log[self._applied].step if self._applied < len(self._log) else NEVER

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
        kept = Snapshot(self.step_now, self._applied, self.seconds, twin, size)
        self._snapshots.add(kept, clock() - start)
