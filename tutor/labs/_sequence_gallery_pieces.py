"""The pieces of the gallery as the lab holds them: numbers, symbols, words about them, three orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tutor.kit.panels import Array
from tutor.kit.say import N_

LENGTH = 1_200
"""Values of a piece."""
MOST = 4
"""The longest context that is priced."""
ORDERS = ("in-order", "backwards", "shuffled")

LABELS = {
    "weather": N_("weather"),
    "speech": N_("speech"),
    "melody": N_("melody"),
    "walk": N_("walking"),
    "film": N_("film"),
    "shares": N_("shares"),
    "economy": N_("economy"),
    "ecg": N_("ECG"),
    "eeg": N_("EEG"),
    "fable": N_("fable"),
    "score": N_("sheet music"),
    "dna": N_("DNA"),
    "program": N_("program"),
}
PIECES = tuple(LABELS)
IN_SPACE = ("fable", "score", "dna", "program")
PICTURES = ("walk", "film")
REAL = ("melody", "fable", "score", "program")
"""Not generated."""

ABOUT = {
    "weather": N_("In time: temperature, day by day. Generated: a year's wave, and weather."),
    "speech": N_("In time: a voice, ah, oo, ah, oo; 4,000 values a second. Generated: overtones."),
    "melody": N_("In time: the Ode to Joy as it sounds, beat by beat. Real (Beethoven, 1824)."),
    "walk": N_("In time: somebody walks. Generated: legs and arms are pendulums."),
    "film": N_("In time: a film of a ball, frame by frame. Generated: it falls as balls do."),
    "shares": N_("In time: a share, day by day. Generated: each change is a throw of dice."),
    "economy": N_("In time: an economy's growth, by quarters. Generated: seasons, booms, slumps."),
    "ecg": N_("In time: a heartbeat, 50 values a second. Generated: five bumps to a beat."),
    "eeg": N_("In time: a brain at rest, 100 values a second. Generated: 10 Hz and noise."),
    "fable": N_("In space: a fable, letter by letter. Real, written for this course."),
    "score": N_("In space: the Ode to Joy as it is written, bar by bar. Real (Beethoven, 1824)."),
    "dna": N_("In space: a strand of DNA. Generated: after C there is seldom G, as in our own."),
    "program": N_("In space: a program. Real: the very one that draws this gallery."),
}


@dataclass
class Piece:
    """One sequence of LENGTH values."""

    name: str
    values: Array
    """(n,) in −1…1: how it is coloured on the wall."""
    ids: Array
    """(n,) its symbols by number."""
    numbers: Array
    """(n,) in its own unit; nothing for texts."""
    text: str
    """Its characters; nothing for numbers."""
    shuffle: Array
    """(n,) a random order."""

    def order(self, how: str) -> Array:
        """(n,) which value comes when."""
        straight = np.arange(len(self.ids))
        return {"in-order": straight, "backwards": straight[::-1], "shuffled": self.shuffle}[how]

    @cached_property
    def _read(self) -> dict[str, Array]:
        return {}

    def prices(self, how: str) -> Array:
        """(n, MOST + 1) nats of each value in that order, by counts behind the 0 … MOST before it."""
        from tutor.models.ngram import NGram

        if how not in self._read:
            ids = self.ids[self.order(how)].tolist()
            self._read[how] = NGram(int(self.ids.max()) + 1, MOST).prices(ids)
        return self._read[how]

    def saved(self, how: str, context: int) -> float:
        """How much shorter it is told by who may look back at `context` values: 0 not at all, 1 wholly."""
        total = self.prices(how).sum(axis=0)  # (MOST + 1,)
        return float(1 - total[context] / total[0])

    @cached_property
    def entropy(self) -> float:
        """Nats a value if order is not looked at."""
        from tutor.models.ngram import entropy

        return entropy(self.ids.tolist())


def build(seed: int) -> dict[str, Piece]:
    """All pieces, each from a generator of its own."""
    from tutor.labs import _texts
    from tutor.models import gallery

    texts: dict[str, Callable[[np.random.Generator], str]] = {
        "fable": lambda rng: _texts.text("fables")[:LENGTH],
        "score": lambda rng: gallery.score(LENGTH),
        "dna": lambda rng: gallery.dna(rng, LENGTH),
        "program": lambda rng: gallery.program(LENGTH),
    }
    pieces = {}
    for number, name in enumerate(PIECES):
        rng = np.random.default_rng([seed, number])
        if name in texts:
            text, numbers = texts[name](rng), np.zeros(0)
            known = sorted(set(text))
            ids = np.array([known.index(c) for c in text])
        else:
            text, numbers = "", gallery.IN_TIME[name](rng, LENGTH)
            ids = np.array(gallery.levels(numbers))
        high = numbers if len(numbers) else ids.astype(np.float64)
        values = 2 * (high - high.min()) / (high.max() - high.min()) - 1
        pieces[name] = Piece(name, values, ids, numbers, text, rng.permutation(LENGTH))
    return pieces
