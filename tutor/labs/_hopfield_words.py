"""What the Hopfield lab says and tabulates: where a recall ended, why a cell flips or stays. No state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.kit.panels import TablePanel
from tutor.kit.say import N_, Say
from tutor.models.hopfield import TIE, Attention, Floats, Weights, overlaps
from tutor.models.hopfield_ends import CLOSE, Ending

MOST_TERMS = 5
"""Memories listed one by one in a field's sum; the rest are added up in one row."""

ENDS = {
    "memory": N_("It came to rest at a memory: {a}."),
    "negative": N_("It came to rest at the negative of a memory: {a}, every cell turned."),
    "mixture": N_("It came to rest at a mixture of {a}, {b} and {c}: a state nobody stored."),
    "mixture5": N_("It came to rest at a mixture of {a}, {b}, {c}, {d} and {e}: a state nobody stored."),
    "unclear": N_("It came to rest at a mixture without clear parts; nearest to {a}."),
    "cycle": N_("It swings between two states for ever: a 2-cycle."),
}


def _part(names: Sequence[str], part: int, *, mixed: bool) -> str | Say:
    """The name of a signed part; in a mixture a negative one is told apart."""
    name = names[abs(part) - 1]
    return Say(N_("{name} (turned)"), {"name": name}) if mixed and part < 0 else name


def said_of(end: Ending, names: Sequence[str], cells: int) -> tuple[Say, ...]:
    """Where it ended, in one or two sentences. `cells` is N."""
    mixed = end.kind == "mixture"
    parts = (_part(names, part, mixed=mixed) for part in end.parts)
    blanks: dict[str, str | int | float | Say] = dict(zip("abcde", parts, strict=False))
    key: str = end.kind
    if end.kind == "mixture":
        whole = end.overlap >= CLOSE
        key = (
            ("mixture5" if len(end.parts) == 5 else "mixture")
            if whole and len(end.parts) >= 3
            else "unclear"
        )
    says = [Say(ENDS[key], blanks)]
    wrong = round((1 - end.overlap) / 2 * cells)
    if wrong and end.kind in ("memory", "negative"):
        says.append(
            Say(N_("{wrong} cells of it stay wrong: the other memories push them over."), {"wrong": wrong})
        )
    return tuple(says)


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


def field_table(
    net: Weights | Attention, X: Floats, names: Sequence[str], rule: str, s: Floats, i: int
) -> TablePanel:
    """The field of cell i (flat index) as a sum of few terms that add up."""
    h = float(net.fields(s)[i])
    c, splits = votes(net, X, rule, s)  # (P,)
    bias = float(net.b[i])
    rows: list[tuple[str, str, str, str]]
    if splits:
        terms = c * X[:, i]  # (P,)
        listed = sorted(np.argsort(-np.abs(terms), kind="stable")[:MOST_TERMS])
        rows = [(names[k], f"{c[k]:+.3f}", f"{X[k, i]:+.0f}", f"{terms[k]:+.3f}") for k in listed]
        if len(terms) > len(listed):
            rest = float(terms.sum() - terms[listed].sum())
            rows.append((N_("the other memories"), "", "", f"{rest:+.3f}"))
        own = h - bias - float(terms.sum())
        if abs(own) > TIE:
            rows.append(
                (N_("its own share, taken out"), f"{own * s[i]:+.3f}", f"{s[i]:+.0f}", f"{own:+.3f}")
            )
    else:
        assert isinstance(net, Weights)
        pulls = net.W[i] * s  # (N,)
        up, down = pulls > TIE, pulls < -TIE
        rows = [
            (N_("cells that pull it to +1"), f"{up.sum()}", "", f"{pulls[up].sum():+.3f}"),
            (N_("cells that pull it to −1"), f"{down.sum()}", "", f"{pulls[down].sum():+.3f}"),
        ]
    if bias:
        rows.append((N_("bias"), "", "", f"{bias:+.3f}"))
    rows.append((N_("field"), "", "", f"{h:+.3f}"))
    return TablePanel(
        name="field",
        title=N_("Its field, a sum"),
        header=(
            N_("from"),
            N_("weight") if splits else N_("cells"),
            N_("its cell") if splits else "",
            N_("term"),
        ),
        rows=tuple(rows),
        chosen=len(rows) - 1,
    )


def why(h: float, s: float, row: int, column: int, at_once: bool) -> tuple[Say, ...]:
    """Whether the cell at (row, column), counted from 1, will flip, and why. h its field, s its state."""
    values: dict[str, str | int] = {
        "row": row,
        "column": column,
        "now": f"{s:+.0f}".replace("-", "−"),
        "h": f"{h:+.3f}".replace("-", "−"),
    }
    here = Say(N_("Cell ({row},{column}) is {now}; its field is {h}."), values)
    if abs(h) <= TIE:
        return here, Say(N_("No push either way: it stays as it is."))
    if s * h > 0:
        return here, Say(N_("They agree in sign, so it stays."))
    if at_once:
        return here, Say(N_("They disagree, so it flips in the next sweep, with all others that disagree."))
    return here, Say(
        N_("They disagree, so it flips when its turn comes, unless its field has changed by then.")
    )
