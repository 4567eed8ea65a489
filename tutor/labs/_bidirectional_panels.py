"""The pictures of the bidirectional lab: two readers meet at a gap, what each expects, where it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tutor.kit.panels import Array, CurvesPanel, GraphPanel, HeatPanel, TextPanel
from tutor.kit.say import N_

UNITS = 12
LIKELIEST = 12
"""Symbols whose probabilities are shown, at most."""
_VISIBLE = str.maketrans({"\n": "↵", " ": "␣", "\t": "⇥"})


def unrolled(
    symbols: Sequence[str], ids: Sequence[int], gap: int, states: Sequence[Array], p: Array
) -> GraphPanel:
    """Both readers up to the gap: states h and g (T, H) at every place, p (T, v) what both say together."""
    values = np.full((3, len(ids), UNITS), np.nan, dtype=np.float32)
    h, g = (state[:, :UNITS] for state in states)
    values[0, gap:, : g.shape[1]] = g[gap:]
    values[1, gap, : min(UNITS, p.shape[1])] = (
        np.sort(p[gap])[::-1][:UNITS] if p.shape[1] > UNITS else p[gap]
    )
    values[2, : gap + 1, : h.shape[1]] = h[: gap + 1]
    said = symbols[int(p[gap].argmax())].translate(_VISIBLE)
    return GraphPanel(
        name="unrolled",
        title=N_("Two readers meet at the gap"),
        values=values,
        rows=(N_("right"), N_("both"), N_("left")),
        columns=tuple("?" if t == gap else symbols[i].translate(_VISIBLE) for t, i in enumerate(ids)),
        outputs=tuple(said if t == gap else "" for t in range(len(ids))),
        over=N_("said to stand in the gap"),
        flows=("<", "", ">"),
        links=("v", "^"),
        chosen=gap,
        focus=True,
    )


def expected(symbols: Sequence[str], said: Mapping[str, Array], best: Array | None) -> HeatPanel:
    """What each expects in the gap: name → (v,) probabilities; `best` is what is best believed."""
    together = list(said.values())[-1]
    few = len(symbols) <= 2 * LIKELIEST
    shown = np.arange(len(symbols)) if few else np.argsort(-together, kind="stable")[:LIKELIEST]
    rows = {**said, **({N_("at best"): best} if best is not None else {})}
    return HeatPanel(
        name="expected",
        title=N_("What is expected in the gap"),
        values=np.stack([p[shown] for p in rows.values()]).astype(np.float32),
        rows=tuple(rows),
        columns=tuple(symbols[i].translate(_VISIBLE) for i in shown.tolist()),
    )


def by_place(right: Mapping[str, Array], levels: Mapping[str, float]) -> CurvesPanel:
    """Shares right, name → (T,), with the gap at each place."""
    return CurvesPanel(
        name="places",
        title=N_("Right, by the place of the gap"),
        curves={name: np.stack([np.arange(1, len(share) + 1), share]) for name, share in right.items()},
        levels=dict(levels),
        x=N_("place"),
        low=0.0,
        high=1.0 if max(float(share.max()) for share in right.values()) > 0.7 else 0.7,
    )


def gap_text(text: str) -> TextPanel:
    """What is read, the gap as _; the learner may write their own."""
    asks = N_("write a sequence, with one _ in it")
    return TextPanel(name="gap", title=N_("The sequence, the gap as _"), text=text, typed=True, asks=asks)
