"""What the character RNN shows: each function makes one panel from a passage the network has read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import (
    BarsPanel,
    CurvesPanel,
    GraphPanel,
    HeatPanel,
    TablePanel,
    TextPanel,
)
from tutor.kit.say import N_
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.models.char_rnn import Passage
    from tutor.models.text import Corpus

LIVE, LONG = 48, 400
"""Symbols written for a passing look, and for a thorough one."""
UNITS = 32
"""Hidden units in the strip."""
COLUMNS = 8
"""Steps of the unrolled graph."""
_VISIBLE = str.maketrans({"\n": "↵", " ": "␣", "\t": "⇥"})
_BLOCKS = {"rnn": ("h",), "gru": ("r", "z", "n"), "lstm": ("o", "i", "f", "g")}
_SQUASHED_BY_TANH = {"h", "n", "g"}


def curves(trace: Trace, held: Trace, start: float) -> CurvesPanel:
    """Both losses over steps, under the line where every run begins."""
    return CurvesPanel(
        name="loss",
        title=N_("Loss"),
        curves={N_("reading"): trace.curve(), N_("held-out"): held.curve()},
        levels={N_("ln V"): start},
        x=N_("step"),
        y=N_("nats a character"),
    )


def sample(corpus: Corpus, passage: Passage, unit: int) -> TextPanel:
    """The text, each character coloured by one unit's state after it."""
    text, ends = corpus.decode(passage.ids)
    given, _ = corpus.decode(passage.ids[: passage.given])
    values = passage.h[1:][ends, unit].astype(np.float32)
    return TextPanel(
        name="sample", title=N_("It writes"), text=text, values=values, given=len(given), typed=True
    )


def hidden(corpus: Corpus, passage: Passage) -> HeatPanel:
    """The states of the first units over the characters of the sample."""
    text, ends = corpus.decode(passage.ids)
    values = passage.h[1:][ends, :UNITS].T.astype(np.float32)
    return HeatPanel(
        name="hidden",
        title=N_("Hidden state"),
        values=values,
        low=-1.0,
        high=1.0,
        diverging=True,
        rows=tuple(f"{i + 1}" for i in range(len(values))),
        columns=tuple(text.translate(_VISIBLE)),
        row_focus=True,
    )


def bars(corpus: Corpus, passage: Passage, most: int = 8) -> BarsPanel:
    """What may come after the given beginning: the likeliest symbols, the one drawn marked."""
    p = passage.p[passage.given - 1]
    likeliest = np.argsort(-p, kind="stable")[:most]
    drawn = passage.ids[passage.given] if len(passage.ids) > passage.given else -1
    chosen = np.flatnonzero(likeliest == drawn)
    return BarsPanel(
        name="next",
        title=N_("Next character"),
        labels=tuple(corpus.decode([i])[0].translate(_VISIBLE) for i in likeliest.tolist()),
        values=p[likeliest],
        chosen=int(chosen[0]) if len(chosen) else -1,
    )


def window(passage: Passage) -> range:
    """The steps that the graph unrolls: up to the end of the given beginning, where there are enough."""
    stop = min(max(passage.given, COLUMNS), len(passage.ids))
    return range(max(0, stop - COLUMNS), stop)


def unrolled(corpus: Corpus, passage: Passage, units: int = 6) -> GraphPanel:
    """Some steps side by side: input's share, state, and the probabilities of the likeliest symbols."""
    at = window(passage)
    likeliest = np.argsort(-passage.p[at.start : at.stop], axis=1)[:, :units]  # (T, units)
    p = np.take_along_axis(passage.p[at.start : at.stop], likeliest, axis=1)
    shares = np.tanh(passage.x[at.start : at.stop, :units])
    states = passage.h[at.start + 1 : at.stop + 1, :units]
    values = np.full((3, len(at), units), np.nan, dtype=np.float32)
    for row, part in enumerate((p, states, shares)):
        values[row, :, : part.shape[1]] = part
    return GraphPanel(
        name="unrolled",
        title=N_("Unrolled"),
        values=values,
        rows=(N_("output"), N_("hidden"), N_("input")),
        columns=tuple(corpus.decode([passage.ids[t]])[0].translate(_VISIBLE) for t in at),
        outputs=tuple(corpus.decode([i])[0].translate(_VISIBLE) for i in likeliest[:, 0].tolist()),
        flows=("", ">", ""),
    )


def sums(cell: str, corpus: Corpus, passage: Passage, unit: int) -> TablePanel:
    """One unit's arithmetic at the last given symbol: what input and state gave, and what it became."""
    t, H = passage.given - 1, passage.h.shape[1]
    rows = []
    for k, block in enumerate(_BLOCKS[cell]):
        x, u = float(passage.x[t, k * H + unit]), float(passage.u[t, k * H + unit])
        if block == "n":  # the reset gate stands between the state and the candidate
            u *= _sigmoid(float(passage.x[t, unit] + passage.u[t, unit]))
        a = x + u
        became = math.tanh(a) if block in _SQUASHED_BY_TANH else _sigmoid(a)
        rows.append((block, f"{x:+.3f}", f"{u:+.3f}", f"{a:+.3f}", f"{became:+.3f}"))
    before, after = passage.h[t, unit], passage.h[t + 1, unit]
    symbol = corpus.decode([passage.ids[t]])[0].translate(_VISIBLE)
    return TablePanel(
        name="sum",
        title=N_("One unit, one step"),
        header=("", "W x + b", "U h", "a", N_("squashed")),
        rows=tuple(rows),
        note=f"{symbol}: h {before:+.3f} → {after:+.3f}",
    )


def _sigmoid(a: float) -> float:
    return 0.5 + 0.5 * math.tanh(a / 2)
