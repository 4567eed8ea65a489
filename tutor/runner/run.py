"""A run: what people do to a lab over time. Turn a knob, act, branch, look, wait for a number."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace

from tutor.kit.knobs import Value
from tutor.kit.lab import Event, Frame, Look
from tutor.kit.panels import Array
from tutor.runner.events import knob_of, metric_of
from tutor.runner.failing import LabFailed
from tutor.runner.history import duplicate
from tutor.runner.log import NEVER, Log
from tutor.runner.spec import Spec
from tutor.runner.timeline import Timeline

__all__ = ["NEVER", "LabFailed", "Run"]


class Run(Timeline):
    """A lab and everything that makes time a control.

    Its own methods raise KnobError for what cannot be, LabFailed where the lab fails.
    """

    @property
    def named(self) -> Spec:
        """The spec of this run with everything done to it so far."""
        return replace(self.spec, events=self.events)

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
            other._log = Log(self.events_so_far)
            other._log.applied = self._log.applied
            other._snapshots = self._snapshots.shared()
            other.furthest = self.step_now
            other.set(name, value)
            return other
        spec = self.spec.with_knobs({**self.spec.knobs, name: value})
        other = Run(replace(spec, events=()), history=not self._snapshots.off)
        other._log, other._forgiving = Log(self.events_so_far), True
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
            frame = self.lab.frame(look, panels=panels)
        speeds = {
            rate: total / self.seconds
            for rate, name in self.lab.rates.items()
            if self.seconds and (total := frame.metrics.get(name)) is not None
        }
        return replace(frame, metrics={**frame.metrics, **speeds}) if speeds else frame

    def record(self) -> dict[str, Array]:
        """What is needed to recount the metrics."""
        with self._blamed():
            return self.lab.record()

    def _afresh(self, changed: Mapping[str, Value]) -> Spec:
        """This run from its start with knobs as they are turned now, then `changed`."""
        knobs = {**self.spec.knobs, **self._log.turned, **changed}
        return replace(self.spec.with_knobs(knobs), events=())

    def _become(self, fresh: Run) -> None:
        """Go on as `fresh`; only once it could be built."""
        self.__dict__.update(fresh.__dict__)

    def _do(self, event: Event) -> None:
        """Apply an event here, then log it and forget what lay ahead."""
        self._log.add(self._apply(event))
        self._snapshots.cut(self.step_now)
        self.furthest = self.step_now
