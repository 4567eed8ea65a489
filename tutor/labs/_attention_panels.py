"""What the attention lab shows: the map of looks, one look as a sum, and what masking changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array, HeatPanel, TablePanel
from tutor.kit.say import N_, Verbatim
from tutor.labs._seq2seq_panels import words_of

if TYPE_CHECKING:
    from tutor.models.pairs import Task
    from tutor.models.translator import Watched


def alignment(task: Task, watched: Watched, row: int) -> HeatPanel:
    """Where it looks for each word that it writes."""
    return HeatPanel(
        name="alignment",
        title=N_("Where it looks"),
        values=watched.alpha.astype(np.float32),
        rows=tuple(words_of(task, watched)),
        columns=tuple(Verbatim(task.source[i]) for i in watched.source),
        row_focus=True,
        chosen=row,
    )


def effects(task: Task, watched: Watched, effect: Array) -> HeatPanel:
    """How far the bets on each word move when a word of the source is masked."""
    return HeatPanel(
        name="effect",
        title=N_("What masking a word changes"),
        values=effect.astype(np.float32),
        rows=tuple(words_of(task, watched)),
        columns=tuple(Verbatim(task.source[i]) for i in watched.source),
    )


def one_look(task: Task, watched: Watched, row: int) -> TablePanel:
    """One look: score, share, and unit 1 of each value mixed by the shares."""
    e, alpha, v = watched.scores[row], watched.alpha[row], watched.v[:, 0]
    rows: list[tuple[str, str, str, str, str]] = [
        (
            Verbatim(task.source[i]),
            f"{e[k]:+.2f}",
            f"{alpha[k]:.3f}",
            f"{v[k]:+.3f}",
            f"{alpha[k] * v[k]:+.3f}",
        )
        for k, i in enumerate(watched.source)
    ]
    rows.append((N_("sum"), "", f"{alpha.sum():.3f}", "", f"{float(alpha @ v):+.3f}"))
    return TablePanel(
        name="look",
        title=N_("One look: score, softmax, mix"),
        header=("", "e", "α", "v₁", "α·v₁"),
        rows=tuple(rows),
        chosen=int(alpha.argmax()),
    )


def translations(task: Task, free: Watched, masked: Watched, right: tuple[int, ...] | None) -> TablePanel:
    """What it writes, what it writes with a word masked, and what is right."""
    rows = [(N_("all in sight"), Verbatim(task.write(free.written) or "–"))]
    if masked is not free:
        rows.append((N_("one masked"), Verbatim(task.write(masked.written) or "–")))
    if right is not None:
        rows.append((N_("the truth"), Verbatim(task.write(right))))
    return TablePanel(
        name="written", title=N_("Translations"), header=("", N_("written")), rows=tuple(rows)
    )
