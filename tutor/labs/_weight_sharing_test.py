"""What both readers are tested on: sentences of all lengths and places, the same all through a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array
from tutor.labs._weight_sharing_sentences import YEARS, Stream, unseen

if TYPE_CHECKING:
    from tutor.models.weight_sharing import Reader

LENGTHS = 6
"""Trained lengths that are tested, at most."""
TWICE, LONG = 2, 4
"""The lengths beyond those trained that are tested too, in longest ones."""
MOST, FEWEST = 400, 3
"""Sentences of one length: about this many, and at least so many to a place."""


class Test:
    """At each length and place every year (long sentences: some), among words of a stream of its own."""

    def __init__(self, stream: Stream, shortest: int, places: int, rng: np.random.Generator) -> None:
        self.places = places
        self.lengths = np.unique(np.linspace(shortest, places, LENGTHS).astype(int)).tolist()
        self.double, self.long = TWICE * places, LONG * places
        self.sets: dict[int, tuple[Array, Array, Array]] = {}
        """Length L → words (L, B), years (B,), where the year stands (B,)."""
        for length in (*self.lengths, self.double, self.long):
            years = np.tile(np.arange(len(YEARS)), 2)[: max(FEWEST, min(20, MOST // length))]
            parts = [stream.sentences(rng, length, [p], years)[0] for p in range(1, length + 1)]
            where = np.repeat(np.arange(1, length + 1), len(years))
            self.sets[length] = np.concatenate(parts, axis=1), np.tile(years, length), where

    def __deepcopy__(self, memo: object) -> Test:
        return self

    def score(self, reader: Reader) -> dict[str, float | None]:
        """Shares answered right: at places trained and never trained, at twice and four times the length.

        None where there is no such place, or where the reader cannot read so far.
        """
        right, where = self._trained_lengths(reader)
        new = np.array([unseen(p) for p in where.tolist()])
        double, long = (self._right(reader, length) for length in (self.double, self.long))
        return {
            "seen": float(right[~new].mean()),
            "unseen": float(right[new].mean()) if new.any() else None,
            "double": None if double is None else float(double.mean()),
            "long": None if long is None else float(long.mean()),
        }

    def by_place(self, reader: Reader) -> Array:
        """(2 · places,) share right with the year at each place, beyond those trained in sentences of twice
        the length. NaN where the reader cannot read."""
        right, where = self._trained_lengths(reader)
        found = [float(right[where == p].mean()) for p in range(1, self.places + 1)]
        double = self._right(reader, self.double)
        for p in range(self.places + 1, self.double + 1):
            there = self.sets[self.double][2] == p
            found.append(float("nan") if double is None else float(double[there].mean()))
        return np.array(found)

    def _trained_lengths(self, reader: Reader) -> tuple[Array, Array]:
        right = [r for length in self.lengths if (r := self._right(reader, length)) is not None]
        return np.concatenate(right), np.concatenate([self.sets[length][2] for length in self.lengths])

    def _right(self, reader: Reader, length: int) -> Array | None:
        """(B,) which sentences of that length were answered right; None if it cannot read them."""
        x, y, _where = self.sets[length]
        try:
            return reader.right(x, y)
        except IndexError:
            return None
