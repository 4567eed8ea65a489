"""What the dilated-conv lab shows: the lit tree, what a poke changes, who copies how well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import AnyPanel, Array, CurvesPanel, GraphPanel, HeatPanel, TablePanel
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.models.tcn import TCN

NAMES = {"tcn": N_("convolutions"), "gru": N_("GRU"), "lstm": N_("LSTM")}
COLUMNS, LAYERS = 32, 6
"""The most steps and layers of which a tree is drawn; larger ones are drawn as a map."""
WIDE = 240
"""The most steps on the map."""
COPIES = 0.99
LOST = 0.2
"""Accuracy from which a model is said to copy, and up to which it is said to guess (1/8 is chance)."""
SIGNS = "·12345678◉"
"""Silence, the eight symbols, the bell."""


def sources(model: TCN, layer: int, step: int) -> list[int]:
    """The steps of the layer below that step `step` of a layer is made from, its own step included."""
    taps = {step - j * model.d[layer] + model.ahead[layer] for j in range(model.kernel)} | {step}
    return sorted(taps)


def lit(model: TCN, steps: int, chosen: int) -> Array:
    """(L + 1, steps), top layer first: 1 where there is a path to the chosen output, else 0."""
    rows = np.zeros((len(model.d) + 1, steps))
    rows[0, chosen] = 1
    for row, layer in enumerate(range(len(model.d) - 1, -1, -1)):
        for step in np.flatnonzero(rows[row]):
            below = [s for s in sources(model, layer, int(step)) if 0 <= s < steps]
            rows[row + 1, below] = 1
    return rows


def tree(model: TCN, x: Array, answers: Array | None, chosen: int) -> AnyPanel:
    """Which steps an output sees: as a tree, or where that is too large, as a map."""
    steps, depth = len(x), len(model.d)
    names = (*(f"h{layer}" for layer in range(depth, 0, -1)), N_("input"))
    if steps > COLUMNS or depth > LAYERS:
        shown = min(steps, WIDE)
        return HeatPanel(
            name="tree",
            title=N_("What the last output sees"),
            values=lit(model, steps, steps - 1)[:, -shown:],
            rows=names,
            note=N_("lit: has a path to the last output; at most the last 240 steps"),
        )
    values = lit(model, steps, chosen)
    wires = [
        (row, step, below)
        for row, layer in enumerate(range(depth - 1, -1, -1))
        for step in np.flatnonzero(values[row]).tolist()
        for below in sources(model, layer, step)
        if 0 <= below < steps
    ]
    said = ["" for _ in range(steps)]
    for back, answer in enumerate(reversed([] if answers is None else answers.tolist()), 1):
        said[-back] = str(answer + 1)
    return GraphPanel(
        name="tree",
        title=N_("What one output sees"),
        values=values[:, :, None],
        rows=names,
        columns=tuple(SIGNS[i] for i in x.tolist()),
        outputs=tuple(said),
        links=("",) * depth,
        wires=np.array(wires, dtype=np.int64).reshape(-1, 3),
        chosen=chosen,
        focus=True,
    )


def poke(model: TCN, x: Array, chosen: int) -> HeatPanel:
    """Change the input at the chosen step: how much each layer changes, and when."""
    changes = model.poked(x, chosen)
    rows = np.stack(changes[::-1])[:, -WIDE:]
    rows = rows / np.maximum(rows.max(axis=1, keepdims=True), 1e-30)
    return HeatPanel(
        name="poke",
        title=N_("What changes when one input is changed"),
        values=np.sqrt(rows).astype(np.float32),
        rows=(*(f"h{layer}" for layer in range(len(model.d), 0, -1)), N_("input")),
        note=N_("empty is exactly 0; each row over its largest change"),
    )


def learning(traces: Mapping[str, Trace]) -> CurvesPanel:
    """Symbols said right while it learns, and the line of who guesses."""
    return CurvesPanel(
        name="learning",
        title=N_("Symbols said right"),
        curves={NAMES[name]: trace.curve(2, 200) for name, trace in traces.items()},
        levels={N_("by chance"): 1 / 8},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def table(asked: Array, answers: Mapping[str, Array]) -> TablePanel:
    """One sequence: what was to be kept, and what each model says."""
    rows = [(N_("to keep"), " ".join(str(i + 1) for i in asked.tolist()))]
    rows += [(NAMES[name], " ".join(str(i + 1) for i in said.tolist())) for name, said in answers.items()]
    return TablePanel(
        name="copies", title=N_("One sequence"), header=("", N_("after the bell")), rows=tuple(rows)
    )


HEALTH = (
    (N_("Blind"), N_("an output sees fewer steps than lie between a symbol and its place")),
    (N_("copies"), N_("at least 0.99 said rightly")),
    (N_("guesses"), N_("at most 0.2 said rightly; one in eight is chance")),
    (N_("learning"), N_("in between")),
)
"""What each word means, for `?`."""


def health(field: int, needed: int, accuracy: Mapping[str, float], steps: int) -> Sequence[Say]:
    """Whether what is asked can be seen at all, and who copies."""
    words: dict[str, str | int | float | Say] = {"field": field, "needed": needed}
    if field < needed:
        first = Say(N_("Blind: an output sees {field} steps and would need {needed}."), words)
    else:
        first = Say(N_("In view: an output sees {field} steps and needs {needed}."), words)
    parts = [first]
    for name, share in accuracy.items():
        said: dict[str, str | int | float | Say] = {
            "model": Say(NAMES[name]),
            "share": Verbatim(f"{share:.0%}"),
        }
        if not steps:
            continue
        if share >= COPIES:
            parts.append(Say(N_("{model}: copies, {share} right."), said))
        elif share <= LOST:
            parts.append(Say(N_("{model}: guesses, {share} right."), said))
        else:
            parts.append(Say(N_("{model}: learning, {share} right."), said))
    return parts
