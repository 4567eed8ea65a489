"""The learner's runs, run again from what the log keeps of them, and drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Look
from tutor.kit.lesson import LabRef, Predict, Trace
from tutor.runner.failing import LabFailed
from tutor.runner.recorded import recorded
from tutor.runner.run import Run
from tutor.runner.spec import Spec
from tutor.runner.wire import WireError
from tutor.ui.measure import go
from tutor.ui.svg.run import picture
from tutor.ui.told import Told
from tutor.ui.words import _


@dataclass(frozen=True)
class Drawn:
    """A picture of a run."""

    svg: str
    line: str
    """The shell line that starts the run."""
    caption: str
    turned: bool
    """Whether the learner did something to it on the way, which no line can say."""
    now: float | None = None
    """What it came to when it was run again, where that is not what the log says it came to."""


@dataclass(frozen=True)
class Ran:
    """A run that told an answer its truth."""

    spec: Spec
    step: int | None
    """Where it stood; None: at the end, or at `at`."""
    at: str
    metric: str
    truth: float | None
    certain: bool
    """Whether the log says so. If not, it is the lesson's own run, and the truth has to bear it out."""


def run_of(told: Told) -> Ran | None:
    """The run behind an answer, if there was one."""
    question = told.asked.question if told.asked else None
    metric, at, lab = "", "end", None
    if isinstance(question, Predict):
        metric, lab = (
            question.answer.metric if question.answer else "",
            told.page.lab if told.page else None,
        )
    elif isinstance(question, Trace):
        metric, at, lab = question.metric, question.at, told.asked.lab if told.asked else None
    truth = told.answer.truth
    number = float(truth) if isinstance(truth, int | float) else None
    try:
        spec, step = recorded(told.answer.more["run"])
        return Ran(spec, step, at, metric, number, True)
    except (KeyError, WireError):
        if lab is None or number is None or told.answer.result == "committed":
            return None
        return Ran(_spec(lab), None, at, metric, number, False)


def drawn(ran: Ran, tell: Callable[[Run], None] = lambda run: None) -> Drawn | None:
    """The run, run again for as long as it takes, and its picture.

    None where it cannot be run any more (a lab that is gone, a knob that is another), or where it is not
    certain that this was the run and the number it comes to is another than the learner saw.
    """
    try:
        run = Run(ran.spec, history=False)
        there = go(run, ran.step if ran.step is not None else ran.spec.steps, ran.at, tell=tell)
        frame = run.frame(Look(thorough=True))
    except (KnobError, LabFailed):
        return None
    number = frame.metrics.get(ran.metric) if ran.metric and there else None
    same = (
        ran.truth is None or number is None or math.isclose(ran.truth, number, rel_tol=1e-9, abs_tol=1e-12)
    )
    if not ran.certain and not (same and number is not None):
        return None
    caption = _("{lab}, step {step}").format(lab=_(run.lab.title), step=f"{frame.step:,}")
    line = ran.spec.line()
    return Drawn(
        svg=picture(frame, caption, line),
        line=line,
        caption=caption,
        turned=any(event.step > 0 or event.name != "set" for event in ran.spec.events),
        now=None if same else number,
    )


def _spec(lab: LabRef) -> Spec:
    return Spec(lab=lab.name, knobs=lab.set, seed=lab.seed, steps=lab.steps)
