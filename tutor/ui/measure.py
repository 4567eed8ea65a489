"""Running a lab in this process to have one number from it: the truth of a question, a claim checked.

For the command line and the linear mode only; the app leaves all stepping to the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Look
from tutor.kit.metrics import Metrics
from tutor.runner.failing import LabFailed
from tutor.runner.run import Run
from tutor.runner.spec import Spec

BURST = 0.1
"""Seconds of stepping between two chances to say how far it is."""


def nothing(run: Run) -> None:
    """Say nothing about a run in progress."""


def go(
    run: Run,
    steps: int | None,
    at: str = "end",
    *,
    seconds: float | None = None,
    tell: Callable[[Run], None] = nothing,
) -> bool:
    """Step `run` to where its number is read; False if it never gets there.

    `at` is "end", or "METRIC NUMBER" for the first step where that metric reaches the number; `steps`
    and `seconds` of the lab's own work limit both. `tell` is called some times a second. Raises
    KnobError for a metric the lab has not.
    """
    metric, _, number = at.rpartition(" ")
    limit = run.length if steps is None else steps
    while not (metric and run.reached(metric, float(number))):
        late = seconds is not None and run.seconds >= seconds
        if run.done or late or run.step_now >= limit:
            return not metric
        run.burst(0.0 if metric else BURST, to=limit)
        tell(run)
    return True


def truths(run: Run) -> Metrics:
    """Every metric where the run stands, measured on all its data."""
    return run.frame(Look(thorough=True), panels=False).metrics


class Measure:
    """Runs a lab from its start and reads a number off it, as `tutor.course.verify.Run` wants.

    The numbers of the last runs are kept, so claims about the same runs cost them once.
    """

    KEPT = 64

    def __init__(self) -> None:
        self._kept: list[tuple[tuple[Spec, str], Metrics]] = []

    def __call__(
        self, lab: str, set: Mapping[str, Value], seed: int, steps: int | None, metric: str, at: str = "end"
    ) -> float | None:
        """None where there is no such number. Raises KnobError for what cannot be asked, LabFailed for a
        lab that fails, and for a run that diverges unless the metric is one of its breaking."""
        spec = Spec(lab=lab, knobs=set, seed=seed, steps=steps)
        for asked, metrics in self._kept:
            if asked == (spec, at):
                return metrics.get(metric)
        run = Run(spec, history=False)
        there = go(run, steps, at)
        if run.trouble is not None:
            if any(one.covers(metric) and one.of_breaking for one in run.lab.metrics):
                return truths(run).get(metric)
            raise LabFailed(lab, run.step_now, run.trouble, run.details)
        metrics = truths(run) if there else {}
        self._kept = [((spec, at), metrics), *self._kept[: self.KEPT - 1]]
        return metrics.get(metric)
