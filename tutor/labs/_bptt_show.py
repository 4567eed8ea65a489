"""What the BPTT lab shows: the unrolled graph filling up, every step's share, and one unit's arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import CurvesPanel, GraphPanel, HeatPanel, TablePanel
from tutor.kit.say import N_
from tutor.labs._bptt_arithmetic import BLOCKS, below, signed

if TYPE_CHECKING:
    from tutor.models.bptt_walk import Walk

ROWS = 13
"""Of the table of memory; as a rule ten lengths are measured."""
_VISIBLE = str.maketrans({"\n": "↵", " ": "␣", "\t": "⇥"})


def seen(text: str) -> str:
    """A symbol as it can be seen."""
    return text.translate(_VISIBLE)


def entry_name(walk: Walk, entry: int) -> str:
    """U's entry of that number, row by row: from unit i to unit j (of a block)."""
    i, column = divmod(entry, walk.columns)
    block, j = divmod(column, walk.hidden)
    return f"U{BLOCKS[walk.cell.name][block]}{below(i + 1, j + 1)}"


def graph(walk: Walk) -> GraphPanel:
    """States filling from the left, then the loss's gradient with respect to them from the right."""
    gradients = [("∂L/∂h", "dh"), ("∂L/∂c", "dc")][: walk.cell.states]
    rows, T = 2 * walk.cell.states, len(walk.x)
    values = np.full((rows, T, walk.hidden), np.nan, dtype=np.float32)
    for found in walk.back.found if walk.back else ():
        for row, (_name, gradient) in enumerate(gradients):
            values[row, found.t] = getattr(found, gradient)
    for t, state in enumerate(walk.there.states[1:]):
        values[rows // 2 :, t] = state
    return GraphPanel(
        name="unrolled",
        title=N_("There and back"),
        values=values,
        rows=(*(name for name, _ in gradients), *("h", "c")[: walk.cell.states]),
        columns=tuple(map(seen, walk.text[:-1])),
        outputs=tuple(map(seen, walk.text[1:])),
        over=N_("comes next"),
        flows=("<",) * walk.cell.states + (">",) * walk.cell.states,
        links=("",) * rows,
        chosen=walk.at,
    )


def shares(walk: Walk) -> HeatPanel:
    """Every step's share of every entry of ∂L/∂U, and their sum so far."""
    T, entries = len(walk.x), walk.hidden * walk.columns
    values = np.full((entries, T + 1), np.nan, dtype=np.float32)
    if walk.back and walk.back.found:
        for found in walk.back.found:
            values[:, found.t] = found.shares["U"].flatten()
        values[:, T] = walk.back.total["U"].flatten()
    most = float(walk.truth["U"].abs().max()) or 1.0
    return HeatPanel(
        name="shares",
        title=N_("Each step's share of ∂L/∂U, and Σ"),
        values=values,
        low=-most,
        high=most,
        diverging=True,
        rows=tuple(entry_name(walk, entry) for entry in range(entries)),
        columns=(*map(seen, walk.text[:-1]), "Σ"),
        row_focus=True,
    )


def ledger(walk: Walk, entry: int) -> TablePanel:
    """The sum for one entry, share by share, in the order of the walk: the last step comes first."""
    i, column = divmod(entry, walk.columns)
    T, back = len(walk.x), walk.back
    rows: list[tuple[str, ...]] = []
    for k, t in enumerate(range(T - 1, -1, -1)):
        numbers = [""] * 4
        if back is not None and k < len(back.found):
            one = back.found[k]
            share, total = one.shares["U"][i, column], walk.running[k][i, column]
            numbers = [signed(x) for x in (back.state_before(t)[i], one.da[column], share, total)]
        rows.append((f"{t + 1} {seen(walk.text[t])}", *numbers))
    truth = signed(walk.truth["U"][i, column]) if walk.compared else "?"
    return TablePanel(
        name="ledger",
        title=N_("One entry of U, share by share"),
        header=(entry_name(walk, entry), "hₜ₋₁", "∂L/∂a", N_("share"), N_("sum")),
        rows=tuple(rows),
        chosen=len(back.found) - 1 if back else -1,
        note=f"∂L/∂{entry_name(walk, entry)} = {truth}",
    )


def memory(bytes_by_length: dict[int, int], room: float) -> CurvesPanel:
    """What the unrolling keeps against its length, under the room there is (bytes)."""
    points = np.array(sorted(bytes_by_length.items()), dtype=np.float64).reshape(-1, 2).T
    points[1] /= 1e6
    return CurvesPanel(
        name="memory",
        title=N_("Kept for the way back"),
        curves={N_("kept"): points},
        levels={N_("room"): room / 1e6},
        x=N_("steps unrolled"),
        y=N_("MB"),
        low=0.0,
        note=N_("128 units, 16 sequences at once"),
    )


def lengths(bytes_by_length: dict[int, int], room: float) -> TablePanel:
    """The same as numbers."""
    rows = [
        (
            f"{length}",
            f"{kept / 1e6:.2f}",
            f"{kept / length / 1e3:.1f}",
            N_("yes") if kept <= room else N_("no"),
        )
        for length, kept in sorted(bytes_by_length.items())
    ]
    return TablePanel(
        name="lengths",
        title=N_("Memory by length"),
        header=(N_("steps"), N_("MB"), N_("kB a step"), N_("fits")),
        rows=(*rows, *[("",) * 4] * (ROWS - len(rows))),
        chosen=len(rows) - 1,
    )
