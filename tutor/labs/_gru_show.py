"""What the GRU lab shows: both ledgers letter by letter, gates as bars, one letter's sums, the race."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array, BarsPanel, CurvesPanel, GraphPanel, TablePanel, TextPanel
from tutor.kit.say import N_, Verbatim
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.models.gated_ledger import Ledger

LINES = 8
"""Letters in a ledger."""
SKIP = 4
"""Looks at the start that the curves leave out once there are more: they dwarf all that follows."""
NAMES = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
VISIBLE = str.maketrans({"\n": "↵", " ": "␣", "\t": "⇥"})


def short(x: float) -> str:
    """A number in a table, short: two ledgers have to fit beside a curve."""
    return f"{x:.2f}".replace("-", "−")


def race(held: Mapping[str, Trace], x: str) -> CurvesPanel:
    """Held-out losses over what all get alike, overlaid."""
    return CurvesPanel(
        name="loss",
        title=N_("Held-out loss"),
        curves={
            NAMES[cell]: trace.curve()[:, SKIP if len(trace) > 2 * SKIP else 0 :]
            for cell, trace in held.items()
        },
        x=x,
        y=N_("nats a character"),
    )


def ledger(cell: str, book: Ledger, text: str, unit: int, at: int) -> TablePanel:
    """A line a letter: what was kept, what was written, what stands there now."""
    gate = {"gru": ("z",), "lstm": ("f", "i")}[cell]
    start = max(0, min(at - LINES // 2, len(text) - LINES))
    rows = []
    for t in range(start, min(len(text), start + LINES)):
        gates = (short(float(book.gates[g][t, unit])) for g in gate)
        parts = (short(float(part[t, unit])) for part in (book.kept, book.written, book.new))
        rows.append((text[t].translate(VISIBLE), *gates, *parts))
    return TablePanel(
        name=f"ledger_{cell}",
        title=N_("GRU: new = kept + written") if cell == "gru" else N_("LSTM: new = kept + written"),
        header=("", *gate, N_("kept"), N_("written"), "h" if cell == "gru" else "c"),
        rows=tuple(rows),
        chosen=at - start,
    )


def gates(books: Mapping[str, Ledger], unit: Mapping[str, int], at: int) -> BarsPanel:
    """The gates of one unit of each cell at the chosen letter."""
    rows: list[tuple[str, float]] = []
    for cell, book in books.items():
        g, u = book.gates, unit[cell]
        if cell == "gru":
            z = float(g["z"][at, u])
            rows += [(N_("GRU z keeps"), z), (N_("GRU 1−z writes"), 1 - z)]
            rows += [(N_("GRU r listens"), float(g["r"][at, u]))]
        else:
            rows += [
                (N_("LSTM f keeps"), float(g["f"][at, u])),
                (N_("LSTM i writes"), float(g["i"][at, u])),
            ]
            rows += [(N_("LSTM o shows"), float(g["o"][at, u]))]
    return BarsPanel(
        name="gates",
        title=N_("Gates at the marked letter"),
        labels=tuple(label for label, _ in rows),
        values=np.array([value for _, value in rows]),
        digits=3,
    )


def added(a: float, b: float) -> str:
    """A sum with its numbers filled in; a minus stands once."""
    return f"{short(a)} {'−' if short(b).startswith('−') else '+'} {short(abs(b))}"


def sums(cell: str, book: Ledger, text: str, unit: int, at: int) -> TablePanel:
    """The arithmetic of one unit at one letter, numbers filled in, short enough for half of 80 columns."""

    def value(part: dict[str, Array], block: str) -> float:
        return float(part[block][at, unit])

    rows: list[tuple[str, str, str]] = []
    for block in ("r", "z", "n") if cell == "gru" else ("f", "i", "g", "o"):
        squash = "tanh" if block in "ng" else "σ"
        x, u = value(book.x, block), value(book.u, block)
        if block == "n":
            r = value(book.gates, "r")
            rows.append(("r · U h", f"{short(r)} · {short(u)}", short(r * u)))
            u *= r
        rows.append((block, Verbatim(f"{squash}({added(x, u)})"), short(value(book.gates, block))))
    before, kept, written, new, shown = (
        float(part[at, unit]) for part in (book.before, book.kept, book.written, book.new, book.shown)
    )
    if cell == "gru":
        z, n = value(book.gates, "z"), value(book.gates, "n")
        rows += [
            (N_("kept"), f"{short(z)} · {short(before)}", short(kept)),
            (N_("written"), f"(1 − {short(z)}) · {short(n)}", short(written)),
            (N_("new h"), added(kept, written), short(new)),
        ]
    else:
        f, i, o, g = (value(book.gates, name) for name in "fiog")
        rows += [
            (N_("kept"), f"{short(f)} · {short(before)}", short(kept)),
            (N_("written"), f"{short(i)} · {short(g)}", short(written)),
            (N_("new c"), added(kept, written), short(new)),
            (N_("shown h"), Verbatim(f"{short(o)} · tanh({short(new)})"), short(shown)),
        ]
    return TablePanel(
        name=f"sum_{cell}",
        title=N_("GRU: one unit, one letter") if cell == "gru" else N_("LSTM: one unit, one letter"),
        header=("", N_("out of"), N_("becomes")),
        rows=tuple(rows),
        note=text[at].translate(VISIBLE),
    )


def read(books: Mapping[str, Ledger], text: str, unit: Mapping[str, int]) -> TextPanel:
    """The letters both cells read, a learner's own if they write some, coloured by the GRU's unit.

    (Where only the LSTM learns, by what its unit shows.)
    """
    cell = "gru" if "gru" in books else "lstm"
    return TextPanel(
        name="sample",
        title=N_("It reads (colour: h of the unit)"),
        text=text.translate(VISIBLE),
        values=books[cell].shown[:, unit[cell]].astype(np.float32),
        typed=True,
        asks=N_("write what it is to read"),
        note=NAMES[cell],
    )


def unrolled(books: Mapping[str, Ledger], text: str, unit: Mapping[str, int], at: int) -> GraphPanel:
    """What stands in a unit of each cell, letter by letter; here a learner chooses the letter."""
    values = np.stack([book.new[:, unit[cell]] for cell, book in books.items()])[..., None]
    return GraphPanel(
        name="letters",
        title=N_("Memory, letter by letter"),
        values=values.astype(np.float32),
        rows=tuple(Verbatim(f"{NAMES[cell]} {'h' if cell == 'gru' else 'c'}") for cell in books),
        columns=tuple(text.translate(VISIBLE)),
        flows=(">",) * len(books),
        links=("",) * len(books),
        chosen=at,
        focus=True,
    )
