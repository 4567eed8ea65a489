"""A lab run for real and told in lines: the picture at first, how far it is, how it ended."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from tutor.kit.lab import Look
from tutor.kit.lesson import LabRef
from tutor.runner.failing import LabFailed
from tutor.runner.recorded import record
from tutor.runner.run import Run
from tutor.runner.spec import Spec
from tutor.ui.measure import go, truths
from tutor.ui.plain.frames import metrics, panel_lines
from tutor.ui.plain.paper import Paper
from tutor.ui.sitting import Turn
from tutor.ui.words import _, spoken

FIRST_NEWS = 2.0
"""Seconds of silence before the first line about how far a run is; each later one comes half as often."""
SHOWN = 3
"""Metrics on a line about a run in progress."""


class News:
    """Says how far a run is: soon at first, then ever more sparsely."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.start = monotonic()
        self.due = FIRST_NEWS

    def __call__(self, run: Run) -> None:
        """To be called often."""
        gone = monotonic() - self.start
        if gone < self.due:
            return
        self.due = gone + min(gone, 30.0)
        frame = run.frame(panels=False)
        told = {name: frame.metrics[name] for name in list(frame.metrics)[:SHOWN]}
        self.paper.say(
            _("Step {step} of {all}: {metrics}").format(
                step=f"{frame.step:,}", all=f"{run.length:,}", metrics=metrics(told)
            )
        )


def shown(
    spec: Spec, paper: Paper, *, steps: int | None = None, at: str = "end", seconds: float | None = None
) -> tuple[Run, bool]:
    """Run `spec` to `steps` or its end (or to `at`, as in a trace question) and tell it.

    Returns the run as it stands, and whether it came to where it was to be looked at. Raises LabFailed
    where the lab fails, KnobError where it cannot be run as asked. After Ctrl-C it is said how far the
    run got, then KeyboardInterrupt goes on.
    """
    paper.line(_("Running: {line}").format(line=spec.line()))
    run = Run(spec, history=False)
    begun = run.frame()
    if begun.panels:
        paper.line(_("At the start:"))
        paper.lines(panel_lines(begun.panels[0]))
    try:
        there = go(run, steps, at, seconds=seconds, tell=News(paper))
    except KeyboardInterrupt:
        paper.line()
        paper.say(_("Stopped at step {step}.").format(step=f"{run.step_now:,}"))
        raise
    paper.line()
    if run.trouble is not None:
        paper.say(spoken(run.trouble))
    elif not there:
        paper.say(_("The run ended before it got there."))
    ended = run.frame(Look(thorough=True))
    paper.line(_("After {step} steps:").format(step=f"{ended.step:,}"))
    for panel in ended.panels:
        paper.lines(panel_lines(panel))
    for say in ended.says:
        paper.say(spoken(say))
    return run, there


def truth_of(
    paper: Paper, lab: LabRef, seed: int, metric: str, at: str, turn: Turn | None = None
) -> float | None:
    """Run a lab and tell it; the metric where it came to, None where there is none to be had.

    The `turn` that it is the truth of gets a record of the run.
    """
    paper.line()
    try:
        spec = Spec(lab=lab.name, knobs=lab.set, seed=seed, steps=lab.steps)
        run, there = shown(spec, paper, steps=lab.steps, at=at)
        if turn is not None:
            turn.run = record(run.named, run.step_now)
        return truths(run).get(metric) if there else None
    except LabFailed as failed:
        paper.say(spoken(failed.say))
        return None


def watch(spec: Spec, paper: Paper, stop: int | None, seconds: float | None, save: Path | None) -> None:
    """`dltutor lab NAME --plain`: the run, its metrics, and the file it is saved in."""
    from tutor.runner.saved import save as write

    run, _there = shown(spec, paper, steps=stop, seconds=seconds)
    paper.say(_("At the end: {metrics}").format(metrics=metrics(truths(run))))
    if save is not None:
        write(save, run)
        paper.say(_("Saved in {file}.").format(file=save))
