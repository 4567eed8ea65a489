"""What `dltutor` prints where there is no terminal: one real recall, the course, and how to start it."""

from __future__ import annotations

from itertools import groupby

from tutor.course.index import read
from tutor.kit.lab import Frame
from tutor.kit.panels import GridPanel
from tutor.runner.run import Run
from tutor.runner.spec import Spec
from tutor.study.folders import cache_folder
from tutor.ui.plain.paper import Paper, pad
from tutor.ui.tested import title
from tutor.ui.words import _, language, plural, spoken

SPEC = Spec("hopfield", {"memory": "face", "stored": 3, "noise": 0.2}, seed=7)
"""The run that is shown; the same as on the first page of its lesson."""
ON_THE_WAY = 3
"""States shown between the first and the last."""
GAP = 3


def greet(paper: Paper) -> None:
    """All of it. A real run each time: nothing of it is kept anywhere."""
    paper.say(_("dltutor: deep learning in a terminal. Predict, run the real model, see the number."))
    paper.line()
    _recall(paper)
    paper.line()
    _course(paper)
    paper.line()
    paper.line(_("To start it, in a terminal:  dltutor"))
    paper.line(_("Without a screen:            dltutor learn hopfield --plain"))
    paper.line(_("All commands:                dltutor --help"))


def _recall(paper: Paper) -> None:
    """The broken picture, states on the way down, and what it came to rest at."""
    run = Run(SPEC)
    while run.step():
        pass
    last = run.step_now
    frames = []
    for part in range(ON_THE_WAY + 2):
        run.seek(last * part // (ON_THE_WAY + 1))
        frames.append(run.frame())
    first, end = frames[0].metrics, frames[-1].metrics
    paper.say(
        _(
            "A Hopfield network, run just now. It has {stored} pictures stored; in one of them {wrong} "
            "cells are turned over. Each cell looks at all the others and flips if they outvote it:"
        ).format(stored=SPEC.knobs["stored"], wrong=int(first["bit_errors"] or 0))
    )
    paper.line()
    columns = [_column(frame, paper) for frame in frames]
    for row in zip(*columns, strict=True):
        paper.line((" " * GAP).join(row).rstrip())
    paper.line()
    paper.say(spoken(frames[-1].says[0]))
    paper.say(
        plural("It took {n} flip", "It took {n} flips", int(end["flips"] or 0))
        + _("; cells still wrong: {wrong}.").format(wrong=int(end["bit_errors"] or 0))
    )


def _column(frame: Frame, paper: Paper) -> list[str]:
    """One state: its step, its energy for each cell, its picture."""
    grid = next(panel for panel in frame.panels if isinstance(panel, GridPanel))
    rows = [[cell > 0 for cell in row] for row in grid.cells]
    if paper.ascii_signs or not paper.can("▀▄█"):
        picture = ["".join("#" if cell else "." for cell in row) for row in rows]
    else:
        picture = [
            "".join(" ▀▄█"[upper + 2 * lower] for upper, lower in zip(*pair, strict=True))
            for pair in zip(rows[::2], rows[1::2], strict=True)
        ]
    head = [
        _("step {n}").format(n=frame.step),
        _("energy {value}").format(value=f"{frame.metrics['energy']:.2f}"),
    ]
    width = max(grid.cells.shape[1], 12)
    return [pad(row, width) for row in [*head, *picture]]


def _course(paper: Paper) -> None:
    index = read(cache_folder())
    for chapter, entries in groupby(index.entries, key=lambda entry: entry.chapter):
        paper.line(title(index, chapter))
        for entry in entries:
            minutes = _("{n} min").format(n=entry.minutes)
            paper.line(f"  {entry.title[language()]}, {minutes} (dltutor learn {entry.id})")
