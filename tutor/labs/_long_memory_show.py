"""What the long-memory lab shows: what is learned, what is still known along the way, what is felt."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import AnyPanel, Array, BarsPanel, CurvesPanel, GraphPanel, HeatPanel, TextPanel
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.models.lags import Task
    from tutor.models.pupil import Along, Read

LETTERS = string.ascii_uppercase
NAMES = {"lstm": N_("LSTM"), "gru": N_("GRU"), "rnn": N_("plain RNN")}
NEAR = 0.15
"""Recall this near chance is lost."""
LEARNED = 0.95
FELT = -6.0
"""Below this power of ten the first step is as good as unfelt: noise of the other steps drowns it."""
UNITS = 8


def learning(traces: Mapping[str, Trace], task: Task) -> CurvesPanel:
    """Score over steps, one curve a cell, and the line of who remembers nothing."""
    recall = task.name == "recall"
    return CurvesPanel(
        name="learning",
        title=N_("Right answers while it learns") if recall else N_("Squared error while it learns"),
        curves={NAMES[cell]: trace.curve(2) for cell, trace in traces.items()},
        levels={N_("by chance") if recall else N_("always saying 1"): task.chance},
        x=N_("step"),
        low=0.0,
        high=1.0 if recall else 0.35,
    )


def ladder(scores: Mapping[str, Sequence[tuple[int, float | None]]], task: Task) -> CurvesPanel:
    """Score over the lag, one curve a cell."""
    recall = task.name == "recall"
    curves = {
        NAMES[cell]: np.array(points, dtype=float).reshape(-1, 2).T for cell, points in scores.items()
    }
    return CurvesPanel(
        name="ladder",
        title=N_("Right answers by lag") if recall else N_("Squared error by length"),
        curves=curves,
        levels={N_("by chance") if recall else N_("always saying 1"): task.chance},
        x=N_("lag"),
        low=0.0,
        high=1.0 if recall else 0.35,
    )


def known(along: Mapping[str, Along], task: Task) -> CurvesPanel:
    """If it were asked earlier: how much it gives to the right letter after every letter read."""
    return CurvesPanel(
        name="known",
        title=N_("Right letter, if it were asked sooner"),
        curves={NAMES[cell]: over_steps(one.known) for cell, one in along.items()},
        levels={N_("by chance"): task.chance},
        x=N_("letters read since"),
        low=0.0,
        high=1.0,
    )


def felt(along: Mapping[str, Along]) -> CurvesPanel:
    """How strongly the loss feels each step: what learning has to go by."""
    return CurvesPanel(
        name="felt",
        title=N_("How far back learning feels"),
        curves={NAMES[cell]: over_steps(np.maximum(one.felt, 1e-30)) for cell, one in along.items()},
        x=N_("step read"),
        log=True,
    )


def over_steps(y: Array) -> Array:
    """(2, n): y over 0, 1, 2 …"""
    return np.stack([np.arange(len(y), dtype=float), y.astype(float)])


def text(read: Read, cell: str) -> TextPanel:
    """The letters as read, coloured by what it then gives to the first one."""
    p = read.o[np.arange(len(read.x)), read.x[0]]
    return TextPanel(
        name="read",
        title=N_("It reads: does it still know the first?"),
        text="".join(LETTERS[i] for i in read.x),
        values=(2 * p - 1).astype(np.float32),
        given=len(read.x),
        typed=True,
        asks=N_("write letters of your own"),
        note=NAMES[cell],
    )


def answer(read: Read) -> BarsPanel:
    """What it answers at the end, the right letter marked."""
    likeliest = np.sort(np.argsort(-read.o[-1], kind="stable")[:UNITS])
    right = np.flatnonzero(likeliest == read.x[0])
    return BarsPanel(
        name="answer",
        title=N_("It answers"),
        labels=tuple(LETTERS[i] for i in likeliest),
        values=read.o[-1][likeliest],
        chosen=int(right[0]) if len(right) else -1,
    )


def unrolled(read: Read) -> GraphPanel:
    """The letters, some units of the state over each, and the letter it would say there."""
    states = read.h[:, :UNITS]
    values = np.full((2, len(read.x), UNITS), np.nan, dtype=np.float32)
    values[0, :, : min(UNITS, read.o.shape[1])] = read.o[:, :UNITS]
    values[1, :, : states.shape[1]] = states
    return GraphPanel(
        name="unrolled",
        title=N_("Unrolled"),
        values=values,
        rows=(N_("answer"), N_("hidden")),
        columns=tuple(LETTERS[i] for i in read.x),
        outputs=tuple(LETTERS[i] for i in read.o.argmax(axis=1)),
        flows=("", ">"),
    )


def numbers(read: Read) -> HeatPanel:
    """The numbers and their marks, over the steps."""
    return HeatPanel(
        name="read",
        title=N_("It reads"),
        values=read.x.T.astype(np.float32),
        rows=(N_("number"), N_("mark")),
    )


def sums(read: Read) -> CurvesPanel:
    """What it would say after each step, beside the sum of the marked numbers so far."""
    so_far = np.cumsum(read.x[:, 0] * read.x[:, 1])
    return CurvesPanel(
        name="sums",
        title=N_("The sum so far, and what it would say"),
        curves={N_("the sum"): over_steps(so_far), N_("it says"): over_steps(read.o[:, 0])},
        x=N_("step read"),
        low=0.0,
        high=2.0,
    )


def passage(read: Read, cell: str, task: Task) -> tuple[AnyPanel, ...]:
    """One sequence read: letters and answer, or numbers and sum."""
    if task.name == "recall":
        return text(read, cell), answer(read), unrolled(read)
    return numbers(read), sums(read)


HEALTH = (
    (
        N_("learned"),
        N_("at least 0.95 of the letters recalled, or a tenth of the error of always saying 1"),
    ),
    (
        N_("vanishing"),
        N_("within 0.15 of guessing, and less than a 1,000,000th of the message arrives"),
    ),
    (N_("no better than chance so far"), N_("within 0.15 of guessing, though more of the message arrives")),
    (N_("learning"), N_("in between")),
)
"""What each word means, for `?`."""


def health(cell: str, score: float | None, reach: float, task: Task) -> Say:
    """One cell's run in words, by plain thresholds; `score` is None before the first step."""
    words: dict[str, str | int | float] = {
        "cell": NAMES[cell],
        "score": "" if score is None else f"{score:.3f}",
        "lag": task.lag,
        "chance": f"{task.chance:.3f}",
        "power": f"{reach:.0f}",
    }
    recall = task.name == "recall"
    if score is not None and recall and score >= LEARNED:
        return Say(N_("{cell}: learned. It recalls {score} of the first letters over {lag} others."), words)
    if score is not None and not recall and score <= 0.1 * task.chance:
        return Say(N_("{cell}: learned. Squared error {score}; always saying 1 has {chance}."), words)
    lost = score is None or (score <= task.chance + NEAR if recall else score >= 0.85 * task.chance)
    if lost and reach < FELT:
        return Say(
            N_("{cell}: vanishing. Of the last step's message 10^{power} arrives at the first."), words
        )
    if score is None:
        return Say(
            N_("{cell}: nothing learned yet; 10^{power} of the message arrives at the first step."), words
        )
    if lost:
        return Say(N_("{cell}: no better than chance so far ({score}, chance {chance})."), words)
    return Say(N_("{cell}: learning. It stands at {score}, chance at {chance}."), words)
