"""What the LSTM lab shows: the ledger, the gates, one letter in slow motion; and how biases learn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.kit.panels import AnyPanel, Array, BarsPanel, CurvesPanel, GraphPanel, TablePanel
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.models.lstm_walk import Letter, Walk

LETTERS = "+−.?"
BARS = (2, 1, 0)
"""The bars from top to bottom, as blocks of the cell: keep, write, show."""
NAMES = {2: "f", 1: "i", 0: "o", 3: "g"}
OWN = (N_("f keep"), N_("i write"), N_("o show"))
HELD = (N_("f keep, held"), N_("i write, held"), N_("o show, held"))
NAMED = {
    "0": N_("bias 0"),
    "1": N_("bias 1"),
    "4": N_("bias 4"),
    "timed": N_("bias timed"),
    "none": N_("no gate, f = 1"),
}
LINES = 9
"""Of the ledger in view."""


def number(x: float) -> str:
    """A number in a table."""
    return f"{x:.3f}".replace("-", "−")


def ledger(walk: Walk, unit: int) -> TablePanel:
    """One line a letter: what was kept, what was written, and what stands there now.

    The lines around the letter being read; there are as many of them at every step.
    """
    at = max(0, len(walk.read) - 1)
    start = max(0, min(at - LINES + 2, len(walk.letters) - LINES))
    rows = []
    for t, name in enumerate(walk.letters[start : start + LINES], start):
        cells = ["", "", "", ""]
        if t < len(walk.read):
            one = walk.read[t]
            c, h = (None, None) if one.after is None else (one.after[1], one.after[0])
            parts = (one.kept, one.written, c, h)
            cells = [number(float(part[unit])) if part is not None else "" for part in parts]
        rows.append((LETTERS[name], *cells))
    return TablePanel(
        name="ledger",
        title=N_("Ledger: new = kept + written"),
        header=("", N_("kept"), N_("+ written"), N_("= new c"), N_("h")),
        rows=tuple(rows),
        chosen=at - start,
    )


def gates(walk: Walk, unit: int) -> BarsPanel:
    """The three gates at the letter being read, ½ before the first; a learner may set them."""
    last = walk.read[-1].gates if walk.read else None
    own = [0.5 if last is None else float(last[gate, unit]) for gate in BARS]
    # What is held shows at once, also where this letter has used the gate already.
    values = [walk.held.get((gate, unit), mine) for gate, mine in zip(BARS, own, strict=True)]
    held = [(gate, unit) in walk.held for gate in BARS]
    return BarsPanel(
        name="gates",
        title=N_("Gates: e to set them by hand"),
        labels=tuple(HELD[k] if held[k] else OWN[k] for k in range(3)),
        values=np.array(values),
        edit="gate",
        digits=3,
    )


def slow(walk: Walk, unit: int) -> TablePanel:
    """The letter being read, sub-step by sub-step: sums, gates, kept, written, new, shown."""
    if not walk.read:
        names = ("f", "i", "g", "o", N_("kept"), N_("written"), N_("new c"), N_("shown h"))
        rows = [(name, "", "") for name in names]
        at, letter = -1, walk.letters[0]
    else:
        one = walk.read[-1]
        rows, letter = _lines(one, unit, walk.held), one.name
        at = 3 if one.kept is None else 4 if one.written is None else 5 if one.after is None else 7
    return TablePanel(
        name="slow",
        title=N_("This letter, in slow motion"),
        header=("", N_("out of"), N_("becomes")),
        rows=tuple(rows),
        chosen=at,
        note=LETTERS[letter],
    )


def _lines(one: Letter, unit: int, held: Mapping[tuple[int, int], float]) -> list[tuple[str, str, str]]:
    gates: Any = one.gates
    x, u, g = one.x, one.u, gates
    before = float(one.before[1, unit])
    rows = []
    for block in (2, 1, 3, 0):
        squash = "tanh" if block == 3 else "σ"
        total = float(x[block, unit] + u[block, unit])
        text: str = Verbatim(f"{squash}({number(total)})")
        if block < 3 and held.get((block, unit)) == float(g[block, unit]):
            text = N_("held")
        rows.append((NAMES[block], text, number(float(g[block, unit]))))
    f, i, o, cand = (float(g[block, unit]) for block in (2, 1, 0, 3))
    later = (
        (N_("kept"), f"{number(f)} · {number(before)}", one.kept),
        (N_("written"), f"{number(i)} · {number(cand)}", one.written),
    )
    for name, text, value in later:
        done = value is not None
        rows.append((name, text if done else "", number(float(value[unit])) if value is not None else ""))
    if one.after is not None and one.kept is not None and one.written is not None:
        c, h = float(one.after[1, unit]), float(one.after[0, unit])
        both = f"{number(float(one.kept[unit]))} + {number(float(one.written[unit]))}"
        rows.append((N_("new c"), both, number(c)))
        rows.append((N_("shown h"), Verbatim(f"{number(o)} · tanh({number(c)})"), number(h)))
    else:
        rows += [(N_("new c"), "", ""), (N_("shown h"), "", "")]
    return rows


def curves(walk: Walk, unit: int) -> CurvesPanel:
    """What stands in the unit and what it shows, letter by letter."""
    whole = walk.whole()
    at = np.arange(len(whole) + 1, dtype=float)
    c = np.array([0.0, *(float(one.after[1, unit]) for one in whole if one.after is not None)])
    h = np.array([0.0, *(float(one.after[0, unit]) for one in whole if one.after is not None)])
    return CurvesPanel(
        name="memory",
        title=N_("What stands in it, what it shows"),
        curves={"c": np.stack([at, c]), "h": np.stack([at, h])},
        x=N_("letter"),
    )


def graph(walk: Walk) -> GraphPanel:
    """Both units over the letters: what they show above, what stands in them below."""
    steps = max(1, len(walk.letters))
    values = np.full((2, steps, 2), np.nan, dtype=np.float32)
    for t, one in enumerate(walk.whole()):
        values[:, t] = one.after
    return GraphPanel(
        name="unrolled",
        title=N_("Unrolled: latch and counter"),
        values=values,
        rows=("h", "c"),
        columns=tuple(LETTERS[name] for name in walk.letters) or ("",),
        flows=("", ">"),
        chosen=len(walk.read) - 1,
    )


def cell(walk: Walk, unit: int) -> tuple[AnyPanel, ...]:
    """Every panel of the cell in slow motion, the ledger first."""
    return ledger(walk, unit), gates(walk, unit), slow(walk, unit), curves(walk, unit), graph(walk)


def learning(traces: Mapping[str, Trace], chance: float) -> CurvesPanel:
    """Right answers while it learns, one curve a bias."""
    return CurvesPanel(
        name="learning",
        title=N_("Right answers, by the forget gate's bias"),
        curves={NAMED[bias]: trace.curve(2) for bias, trace in traces.items()},
        levels={N_("by chance"): chance},
        x=N_("update"),
        low=0.0,
        high=1.0,
    )


def felt(along: Mapping[str, Array]) -> CurvesPanel:
    """How strongly the loss feels each step."""
    curves = {
        NAMED[bias]: np.stack([np.arange(len(y), dtype=float), np.maximum(y, 1e-30)])
        for bias, y in along.items()
    }
    return CurvesPanel(
        name="felt", title=N_("How far back learning feels"), curves=curves, x=N_("step read"), log=True
    )


def says(walk: Walk, unit: int) -> Say:
    """What the last sub-step did, in words."""
    if not walk.read:
        return Say(N_("Nothing read yet. Each step is a quarter of a letter."))
    one = walk.read[-1]
    words: dict[str, str | int | float] = {"letter": LETTERS[one.name]}
    if one.kept is None:
        return Say(N_("{letter} comes in: the sums are squashed into gates."), words)
    words["kept"] = number(float(one.kept[unit]))
    if one.written is None:
        return Say(N_("Keep: f times the old c leaves {kept}."), words)
    words["written"] = number(float(one.written[unit]))
    if one.after is None:
        return Say(N_("Write: i times g makes {written}."), words)
    words["new"], words["shown"] = (number(float(one.after[row, unit])) for row in (1, 0))
    return Say(N_("New = {kept} + {written} = {new}. It shows {shown}."), words)
