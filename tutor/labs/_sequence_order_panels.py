"""The pictures of the sequence-order lab: two losses, two priced texts, how far back it pays to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array, CurvesPanel, TextPanel
from tutor.kit.say import N_
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.models.char_rnn import Training

SEEN = 140
"""Characters of the held-out text that are shown with their prices."""


def losses(ordered: Trace, shuffled: Trace, unigram: float, start: float) -> CurvesPanel:
    """Both held-out losses over steps, and the two levels they start from and may end at."""
    return CurvesPanel(
        name="loss",
        title=N_("Cost on pages never read"),
        curves={N_("order"): ordered.curve(), N_("broken"): shuffled.curve()},
        levels={N_("counts alone"): unigram, N_("ln V"): start},
        x=N_("step"),
        y=N_("nats a character"),
    )


def priced(name: str, title: str, training: Training, text: str, typed: bool) -> TextPanel:
    """A text, each character coloured by what it cost the network: blue expected, orange a surprise."""
    ids = training.corpus.encode(text)[:SEEN]
    shown, ends = training.corpus.decode(ids)
    nats = prices(training, ids)
    even = np.log(len(training.corpus.symbols))
    whole = np.add.reduceat(nats, [0, *(e + 1 for e in ends[:-1])]) if len(ends) else nats
    return TextPanel(
        name=name,
        title=title,
        text=shown,
        values=np.clip(2 * whole / max(even, 1e-9) - 1, -1, 1).astype(np.float32),
        typed=typed,
        asks=N_("write what it is to read"),
        note=N_("blue: expected, orange: a surprise") if typed else "",
    )


def prices(training: Training, ids: list[int]) -> Array:
    """(n,) nats of each symbol after those before it; the first is guessed from how often it occurs."""
    if not ids:
        return np.zeros(0)
    share = float((training.corpus.train == ids[0]).double().mean())
    later = training.model.prices(ids) if len(ids) > 1 else np.zeros(0)
    return np.array([-np.log(max(share, 1e-6)), *later])


def reach(ordered: Array, shuffled: Array, unigram: float) -> CurvesPanel:
    """What counting costs when it may look back at 0, 1, 2 … characters: (n,) nats each."""
    x = np.arange(len(ordered))
    return CurvesPanel(
        name="reach",
        title=N_("Counting: how far back it looks"),
        curves={N_("order"): np.stack([x, ordered]), N_("broken"): np.stack([x, shuffled])},
        levels={N_("counts alone"): unigram},
        x=N_("characters back"),
        y=N_("nats a character"),
    )
