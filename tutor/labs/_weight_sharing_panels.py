"""The pictures of the weight-sharing lab: two unrolled readers, where they fail, one weight at each use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.kit.panels import Array, CurvesPanel, GraphPanel, HeatPanel, TablePanel, TextPanel
from tutor.kit.say import N_
from tutor.kit.trace import Trace
from tutor.labs._weight_sharing_sentences import WORDS, YEARS

UNITS = 6
USES = 10
"""Words in the table of one weight's uses, at most."""


def nudged(places: int) -> int:
    """The place (from 0) whose weight is nudged where each place has its own."""
    return min(6, places - 1)


def unrolled(words: Sequence[int], shared: tuple[Array, Array], untied: tuple[Array, Array]) -> GraphPanel:
    """Both readers over one sentence; each a pair of states (l, H) and answers (l, A), l words read."""
    values = np.full((2, len(words), UNITS), np.nan, dtype=np.float32)
    for row, (states, _answers) in enumerate((shared, untied)):
        values[row, : len(states), : states.shape[1]] = states[:, :UNITS]
    best = [YEARS[i] for i in shared[1].argmax(axis=1)] if len(words) else []
    return GraphPanel(
        name="unrolled",
        title=N_("Both read one sentence"),
        values=values,
        rows=(N_("shared"), N_("untied")),
        columns=tuple(WORDS[i] for i in words),
        outputs=tuple(best),
        flows=(">", ">"),
        links=("",),
        note=N_("on top: its answer, if it ended there"),
    )


def by_place(shared: Array, untied: Array) -> HeatPanel:
    """(n,) shares right with the year at each place."""
    return HeatPanel(
        name="places",
        title=N_("Right, by the place of the year"),
        values=np.stack([shared, untied]).astype(np.float32),
        rows=(N_("shared"), N_("untied")),
        columns=tuple(f"{p % 100}" for p in range(1, len(shared) + 1)),
        note=N_("untrained: 3, 6, longer. ?: can't read"),
    )


def uses(words: Sequence[int], shared: Array, untied: Array, u: float, own: list[float]) -> TablePanel:
    """One weight, from unit 1 to unit 1, at each word, beside unit 1 as it comes in.

    shared, untied (l, H) are states; `u` is the shared weight, `own` that of each place.
    """
    rows = []
    for t in range(min(len(words), USES)):
        row = [f"{t + 1}", _signed(shared[t - 1, 0] if t else 0.0), _signed(u)]
        if t < len(own):
            row += [_signed(untied[t - 1, 0] if t else 0.0), _signed(own[t])]
        rows.append(tuple(row))
    return TablePanel(
        name="uses",
        title=N_("One weight u, at every use"),
        header=(N_("place"), "h", N_("shared"), "h", N_("untied")),
        rows=tuple(rows),
    )


def _signed(number: float) -> str:
    """Two digits behind the point, none before it where that is 0: −.45."""
    return f"{number:+.2f}".replace("+0.", "+.").replace("-0.", "−.").replace("-", "−")


def flashes(words: Sequence[int], shared: Array, untied: Array, nudge: float, places: int) -> HeatPanel:
    """Where a nudge of that one weight pushes, and how hard: by `nudge` times what comes in.

    shared, untied (l, H) are states. With weights of its own for each place, one place alone is nudged.
    """
    values = np.full((2, max(1, len(words))), np.nan, dtype=np.float32)
    for row, states in enumerate((shared, untied)):
        before = np.concatenate([[0.0], states[:-1, 0]])  # (l,) unit 1 before each word
        values[row, : len(states)] = nudge * before[: len(states)]
    values[1, [t for t in range(len(untied)) if t != nudged(places)]] = 0.0
    return HeatPanel(
        name="flashes",
        title=N_("One weight nudged: each use flashes"),
        values=values,
        low=-1.0,
        high=1.0,
        diverging=True,
        rows=(N_("shared"), N_("untied")),
        columns=tuple(WORDS[i] for i in words),
    )


def curves(traces: dict[str, Trace], chance: float) -> CurvesPanel:
    """Shares right over steps."""
    return CurvesPanel(
        name="right",
        title=N_("Right (new: places never trained)"),
        curves={name: trace.curve() for name, trace in traces.items()},
        levels={N_("chance"): chance},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def sentence(text: str) -> TextPanel:
    """What is read; the learner may write their own."""
    asks = N_("write a sentence")
    return TextPanel(name="sentence", title=N_("The sentence"), text=text, typed=True, asks=asks)
