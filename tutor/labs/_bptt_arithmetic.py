"""One unit at one step, there or back, with the numbers filled in: the slow motion of the BPTT lab."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, SupportsFloat

from tutor.kit.panels import TablePanel
from tutor.kit.say import N_

if TYPE_CHECKING:
    from tutor.models.bptt import Found
    from tutor.models.bptt_walk import Walk

BLOCKS = {"rnn": ("",), "lstm": (".o", ".i", ".f", ".g")}
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def signed(value: SupportsFloat) -> str:
    """Three decimals with a sign, and no zero before the point."""
    return f"{float(value):+.3f}".replace("+0.", "+.").replace("-0.", "−.").replace("-", "−")


def below(*numbers: int) -> str:
    """Indices as subscripts."""
    return "".join(map(str, numbers)).translate(_BELOW)


def one_step(walk: Walk, entry: int) -> TablePanel:
    """What the cursor's step does to the unit that the chosen entry of U leads to."""
    i, column = divmod(entry, walk.columns)
    found = walk.back.found[-1] if walk.back and walk.back.found else None
    rows = _back(walk, found, i, column) if found else _there(walk, column)
    t = found.t if found else len(walk.there.a) - 1
    room = [("", "")] * ((7 if walk.cell.name == "rnn" else 9) - len(rows))
    return TablePanel(
        name="unit",
        title=N_("One unit, one step"),
        header=(f"t = {t + 1}" if t >= 0 else "", f"h{below(column % walk.hidden + 1)}"),
        rows=(*rows, *room),
        chosen=len(rows) - 1,
    )


def _there(walk: Walk, column: int) -> list[tuple[str, str]]:
    """Forward: the sum that went into the cell, and what it became."""
    t = len(walk.there.a) - 1
    if t < 0:
        return [("a = W x + b + U h", ""), ("h", "")]
    a = float(walk.there.a[t][column])
    wx = float((walk.weights["W"][walk.x[t]] + walk.weights["b"])[column])
    rows = [("W x + b", signed(wx)), ("+ U h", signed(a - wx)), ("= a", signed(a))]
    if walk.cell.name == "rnn":
        return [*rows, (N_("h = tanh a"), signed(math.tanh(a)))]
    j = column % walk.hidden
    o, i, f, g = (float(walk.there.a[t][k * walk.hidden + j]) for k in range(4))
    before, now = walk.there.states[t], walk.there.states[t + 1]
    return [
        *rows,
        (N_("f · c before"), signed(_sigmoid(f) * before[1][j])),
        (N_("+ i · tanh g"), signed(_sigmoid(i) * math.tanh(g))),
        ("= c", signed(now[1][j])),
        (N_("h = o · tanh c"), signed(_sigmoid(o) * math.tanh(now[1][j]))),
    ]


def _back(walk: Walk, found: Found, i: int, column: int) -> list[tuple[str, str]]:
    """Back: what is said of h from two sides, through the cell, and the share it makes."""
    assert walk.back is not None
    j = column % walk.hidden
    rows = [
        (N_("from its own bet"), signed(found.own[j])),
        (N_("+ from later steps"), signed(found.later[j])),
        ("= ∂L/∂h", signed(found.dh[j])),
    ]
    if walk.cell.name == "lstm":
        rows += [
            (N_("+ by c, from later"), signed(found.later_c[j])),
            ("→ ∂L/∂c", signed(found.dc[j])),
        ]
    dh_or_dc = found.dh if walk.cell.name == "rnn" or column < walk.hidden else found.dc
    block = BLOCKS[walk.cell.name][column // walk.hidden]
    through = float(found.da[column] / dh_or_dc[j]) if dh_or_dc[j] else 0.0
    before = walk.back.state_before(found.t)[i]
    return [
        *rows,
        (f"· ∂{'h' if block in ('', '.o') else 'c'}/∂a{block}", signed(through)),
        (f"= ∂L/∂a{block}", signed(found.da[column])),
        (f"· h{below(i + 1)}(t−1)", signed(before)),
        (N_("= its share"), signed(found.shares["U"][i, column])),
    ]


def _sigmoid(a: float) -> float:
    return 0.5 + 0.5 * math.tanh(a / 2)
