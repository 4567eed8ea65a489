"""The pictures of the Hopfield lab: the cells, the energy, the overlaps, and one cell's field as a sum."""

from __future__ import annotations

import numpy as np

from tutor.kit.panels import Array, BarsPanel, CurvesPanel, GridPanel, TablePanel
from tutor.kit.say import N_
from tutor.labs._hopfield_facts import SIDE, N
from tutor.labs._hopfield_memories import Memories
from tutor.models.hopfield import TIE, Attention, Floats, Weights, overlaps

MOST_TERMS = 5
"""Memories listed one by one in a field's sum; the rest are added up in one row."""


def cells_panel(memories: Memories, s: Floats, changed: tuple[int, ...]) -> GridPanel:
    """The state s (N,), what the last step changed in it, and the memory it should become."""
    return GridPanel(
        name="cells",
        cells=s.astype(np.int8).reshape(SIDE, SIDE),
        ghost=memories.wanted.astype(np.int8).reshape(SIDE, SIDE),
        changed=changed,
        edit="flip",
        focus=True,
    )


def energy_panel(memories: Memories, curve: Array) -> CurvesPanel:
    """The energy per cell so far, curve (2, steps), and how deep the memory lies."""
    rest = memories.net.energy(memories.wanted) / N
    return CurvesPanel(
        name="energy",
        title=N_("energy per cell"),
        curves={N_("energy"): curve},
        levels={N_("the memory"): rest},
        x=N_("step"),
        low=min(rest, float(curve[1].min())) - 0.05,
        high=max(0.0, float(curve[1].max())),
    )


def overlap_panel(memories: Memories, s: Floats) -> BarsPanel:
    """How much s (N,) is like each memory."""
    return BarsPanel(
        name="overlap",
        title=N_("overlap"),
        labels=tuple(memories.names),
        values=overlaps(memories.X, s),
        low=-1.0,
        high=1.0,
        chosen=memories.target,
    )


def votes(net: Weights | Attention, X: Floats, rule: str, s: Floats) -> tuple[Floats, bool]:
    """How strongly each memory speaks: c (P,) with h_i = Σ_μ c^μ ξ_i^μ − (own share) s_i + b_i.

    The flag says whether that holds for this rule at all (Storkey's weights do not split by memory).
    """
    if isinstance(net, Attention):
        return net.attention(s), True
    if rule == "hebb":
        return overlaps(X, s), True
    if rule == "pseudo-inverse":
        return np.asarray(np.linalg.pinv(X @ X.T) @ (X @ s)), True
    return overlaps(X, s), False


def field_table(memories: Memories, rule: str, s: Floats, i: int) -> TablePanel:
    """The field of cell i (flat index) in state s (N,) as a sum of few terms that add up."""
    net, X, names = memories.net, memories.X, memories.names
    h = float(net.fields(s)[i])
    c, splits = votes(net, X, rule, s)  # (P,)
    bias = float(net.b[i])
    rows: list[tuple[str, str, str, str]]
    if splits:
        terms = c * X[:, i]  # (P,)
        listed = sorted(np.argsort(-np.abs(terms), kind="stable")[:MOST_TERMS])
        rows = [
            (names[k], signed(c[k]), f"{X[k, i]:+.0f}".replace("-", "−"), signed(terms[k])) for k in listed
        ]
        if len(terms) > len(listed):
            rest = float(terms.sum() - terms[listed].sum())
            rows.append((N_("the other memories"), "", "", signed(rest)))
        own = h - bias - float(terms.sum())
        if abs(own) > TIE:
            rows.append(
                (N_("minus itself"), signed(own * s[i]), f"{s[i]:+.0f}".replace("-", "−"), signed(own))
            )
    else:
        assert isinstance(net, Weights)
        pulls = net.W[i] * s  # (N,)
        up, down = pulls > TIE, pulls < -TIE
        rows = [
            (N_("cells that pull it to +1"), f"{up.sum()}", "", signed(pulls[up].sum())),
            (N_("cells that pull it to −1"), f"{down.sum()}", "", signed(pulls[down].sum())),
        ]
    if bias:
        rows.append((N_("its bias"), "", "", signed(bias)))
    rows.append((N_("field"), "", "", signed(h)))
    return TablePanel(
        name="field",
        title=N_("Its field, a sum"),
        header=(
            N_("from"),
            N_("weight") if splits else N_("cells"),
            N_("cell") if splits else "",
            N_("term"),
        ),
        rows=tuple(rows),
        chosen=len(rows) - 1,
    )


def signed(number: float) -> str:
    """Three digits behind the point, none before it where that is 0: +.097."""
    number = 0.0 if abs(number) < 5e-4 else number  # no −.000
    return f"{number:+.3f}".replace("+0.", "+.").replace("-0.", "−.").replace("-", "−")
