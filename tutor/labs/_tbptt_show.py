"""What the truncated-BPTT lab shows: the cut in the unrolled graph, what gets past it, what is learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array, BarsPanel, CurvesPanel, GraphPanel, TablePanel
from tutor.kit.say import N_
from tutor.models.balance import BEST, influences
from tutor.models.lag_stream import CHANCE, LETTERS, SYMBOLS

if TYPE_CHECKING:
    from tutor.labs._tbptt_runs import InBalance, OnStream

UNITS = 3
"""Of the state, in the graph."""
FAINTEST, STRONGEST = 1e-4, 10.0
"""Ends of the scale of gradients, where the question's own is 1."""


def graph(runs: OnStream, k: int, h: Array, cut: Array) -> GraphPanel:
    """The example unrolled: the state passes the cuts, the gradient does not. h, cut (T, H)."""
    most = float(np.abs(cut).max()) or 1.0
    values = np.stack([cut[:, :UNITS] / most, h[:, :UNITS]]).astype(np.float32)
    outputs = [""] * (len(runs.example) - 1) + [LETTERS[runs.letter]]
    return GraphPanel(
        name="cut",
        title=N_("A letter, and the question about it"),
        values=values,
        rows=("∂L/∂h", "h"),
        columns=tuple(SYMBOLS[i] for i in runs.example),
        outputs=tuple(outputs),
        over=N_("asked for"),
        flows=("<", ">"),
        links=("",),
        cuts=tuple(runs.cuts(k)),
    )


def accuracy(runs: OnStream) -> CurvesPanel:
    """The share of questions answered right along the stream, for every k."""
    return CurvesPanel(
        name="accuracy",
        title=N_("Questions answered right"),
        curves={f"k={k}": runs.curve(k) for k in runs.ks},
        levels={N_("chance"): CHANCE},
        x=N_("steps"),
        low=0.0,
        high=1.0,
    )


def reached(runs: OnStream, cut: Array, uncut: Array) -> BarsPanel:
    """How long ∂L/∂h is at every step of the example, as cut; marked, how long it would be uncut."""
    symbols = tuple(SYMBOLS[i] for i in runs.example)
    at_question = float(np.linalg.norm(uncut[-1])) or 1.0
    return BarsPanel(
        name="reached",
        title=N_("Length of ∂L/∂h; lines: if uncut"),
        labels=symbols,
        values=np.linalg.norm(cut, axis=1) / at_question,
        marks=np.linalg.norm(uncut, axis=1) / at_question,
        low=FAINTEST,
        high=STRONGEST,
        log=True,
        upright=True,
    )


def memory(runs: OnStream) -> CurvesPanel:
    """What one update keeps, over the length of the stream so far."""
    rows = runs.kept.rows().T
    names = [N_("uncut"), *(f"k={k}" for k in runs.ks)]
    return CurvesPanel(
        name="memory",
        title=N_("Kept for one update"),
        curves={name: np.stack([rows[0], rows[c] / 1e3]) for c, name in enumerate(names, start=1)},
        x=N_("steps"),
        y=N_("kB"),
        log=True,
    )


def thetas(runs: InBalance, k: int) -> CurvesPanel:
    """θ over updates, for every look back; k's own first."""
    return CurvesPanel(
        name="theta",
        title=N_("θ of the line in balance"),
        curves={f"K={K}": runs.thetas.curve(c) for c, K in enumerate(runs.lines, start=1)},
        levels={"θ*": BEST},
        x=N_("updates"),
        low=-0.4,
        high=1.4,
    )


def influence(sign_change: int | None, most: int) -> CurvesPanel:
    """The sum of the influences that a look back of K steps hears."""
    total = np.cumsum(influences(most))
    return CurvesPanel(
        name="influence",
        title=N_("∂s/∂θ, as heard within K steps"),
        curves={N_("heard"): np.stack([np.arange(1, most + 1), total])},
        levels={"": 0.0},
        marks={f"{sign_change}": float(sign_change)} if sign_change else {},
        x="K",
    )


def directions(runs: InBalance, k: int) -> TablePanel:
    """For every look back: what it hears, which way it goes, where θ is."""
    rows = []
    way = {True: N_("wrong"), False: N_("correct")}
    for K, line in runs.lines.items():
        heard = float(line.pushed[0])
        rows.append(
            (
                f"{K}",
                f"{heard:+.2f}".replace("-", "−"),
                way[heard > 0],
                f"{line.theta:+.3f}".replace("-", "−"),
            )
        )
    return TablePanel(
        name="directions",
        title=N_("Which way is down?"),
        header=("K", N_("heard"), N_("way"), "θ"),
        rows=tuple(rows),
        chosen=0,
    )
