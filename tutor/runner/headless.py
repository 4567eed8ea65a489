"""Runs without a screen: one JSON object for each reported frame, and a last one with every metric."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter as clock
from types import FrameType

from tutor.kit.knobs import settle
from tutor.kit.lab import Frame, Look
from tutor.kit.metrics import Metrics
from tutor.labs import find
from tutor.runner import saved
from tutor.runner.run import NEVER, Run
from tutor.runner.spec import Spec
from tutor.runner.threads import one_thread

APART = 0.1
"""Seconds from one reported frame to the next, at least."""
SHARE = 0.05
"""Of the time that may go into measuring for reports."""

Report = dict[str, object]


def line(report: Report) -> str:
    """`report` as one line of JSON; a NaN in it would raise ValueError."""
    return json.dumps(report, ensure_ascii=False, allow_nan=False)


def play(
    spec: Spec,
    *,
    steps: int | None = None,
    seconds: float | None = None,
    report: Callable[[Report], None],
    save: Path | None = None,
) -> Report:
    """Run `spec` until it is done, has made `steps` steps or `seconds` seconds of its own work.

    Reports as it goes, at last with `"done": true`; returns that last report. The clock counts the lab's
    construction and steps. Raises KnobError, LabFailed, OSError (from saving). After Ctrl-C the step in
    hand is finished, the last line reported and the file saved, then KeyboardInterrupt raised; a second
    Ctrl-C does not wait for the step.
    """
    one_thread()
    if steps is not None and spec.steps is None:
        spec = replace(spec, steps=steps)
    stop = NEVER if steps is None else steps
    run: Run | None = None
    with _asked_to_stop() as asked:
        try:
            run = Run(spec, history=False)
            asked.may_wait = True
            _play_on(run, stop, seconds, report, asked)
        except KeyboardInterrupt:
            asked.stop = True
        asked.may_wait = False
        try:
            frame = run.frame(Look(thorough=True)) if run else None
            if run and save:
                saved.save(save, run, frame)
        except KeyboardInterrupt:
            asked.stop, frame = True, None
    last = _last(spec, run, frame)
    report(last)
    if asked.stop:
        raise KeyboardInterrupt
    return last


class _Asked:
    """Whether Ctrl-C was pressed, and whether it may wait for the end of a step."""

    stop = False
    may_wait = False

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        if self.stop or not self.may_wait:
            raise KeyboardInterrupt
        self.stop = True


@contextmanager
def _asked_to_stop() -> Iterator[_Asked]:
    """Ctrl-C as something to ask for; outside the main thread it stays what it is."""
    asked = _Asked()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = signal.signal(signal.SIGINT, asked)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def _play_on(
    run: Run, stop: int, seconds: float | None, report: Callable[[Report], None], asked: _Asked
) -> None:
    due = 0.0
    while not run.done and run.step_now < stop and not asked.stop:
        left = APART if seconds is None else min(APART, seconds - run.seconds)
        if left <= 0:
            return
        if clock() >= due:
            start = clock()
            frame = run.frame(panels=False)
            report({"step": run.step_now, "seconds": round(run.seconds, 6), "metrics": frame.metrics})
            due = clock() + max(APART, (clock() - start) / SHARE)
        run.burst(max(0.0, min(left, due - clock())), to=stop)


def _last(spec: Spec, run: Run | None, frame: Frame | None) -> Report:
    """The last line. Without a run or a frame (Ctrl-C came first) its metrics are null."""
    lab = run.lab if run else find(spec.lab)
    knobs = run.lab.values if run else settle(lab.knobs, spec.knobs)
    reported: Metrics = frame.metrics if frame else {}
    metrics = {metric.name: reported.get(metric.name) for metric in lab.metrics} | reported
    last: Report = {
        "done": True,
        "lab": spec.lab,
        "seed": spec.seed,
        "knobs": {name: spec.shown(name, value) for name, value in knobs.items()},
        "step": run.step_now if run else 0,
        "seconds": round(run.seconds, 6) if run else 0.0,
        "metrics": metrics,
    }
    if run and run.trouble:
        last["trouble"] = run.trouble.render()
    return last
