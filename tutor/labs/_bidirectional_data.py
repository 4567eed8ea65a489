"""What the two readers read: walks round a ring, or windows of a text. And what a learner types."""

from __future__ import annotations

import re
from typing import Protocol

import numpy as np

from tutor.kit.panels import Array

GAPS = "_?"
"""Signs for the gap in what a learner types."""
TESTED = 40_000
"""Gaps of walks the readers are tested on."""


class Data(Protocol):
    """Sequences of symbols by number."""

    symbols: tuple[str, ...]

    def batch(self, rng: np.random.Generator, length: int, count: int) -> Array:
        """(length, count) to learn from."""

    def test(self, rng: np.random.Generator, length: int) -> Array:
        """(length, m) never learned from."""

    def parse(self, text: str) -> tuple[list[int], int | None]:
        """What somebody typed, by numbers, and where they left the gap (0 stands in it)."""

    def best(self, before: bool, after: bool) -> float | None:
        """The largest share anyone can name; None where that is not known."""

    def posterior(self, before: int | None, after: int | None) -> Array | None:
        """(v,) what is best believed of the symbol between these two; None where that is not known."""


class Ring:
    """Walks round a ring of `n`, steps of 1 to `k`."""

    def __init__(self, n: int, k: int) -> None:
        self.n, self.k = n, k
        self.symbols = tuple(str(place) for place in range(n))

    def batch(self, rng: np.random.Generator, length: int, count: int) -> Array:
        from tutor.models.ring_walk import walks

        return walks(rng, self.n, self.k, length, count)

    def test(self, rng: np.random.Generator, length: int) -> Array:
        return self.batch(rng, length, TESTED // length)

    def parse(self, text: str) -> tuple[list[int], int | None]:
        words = re.findall(rf"\d+|[{GAPS}]", text)
        gap = next((i for i, word in enumerate(words) if word in GAPS), None)
        return [0 if word in GAPS else int(word[:6]) % self.n for word in words], gap

    def best(self, before: bool, after: bool) -> float | None:
        from tutor.models.ring_walk import best

        return best(self.n, self.k, before, after)

    def posterior(self, before: int | None, after: int | None) -> Array | None:
        from tutor.models.ring_walk import posterior

        return posterior(self.n, self.k, before, after)


class Text:
    """Windows of a text; its last tenth is kept for the test."""

    def __init__(self, text: str) -> None:
        from tutor.models.text import Corpus

        corpus = Corpus.of(text)
        self.symbols = tuple(corpus.symbols)
        self.train, self.held = corpus.train.numpy(), corpus.held.numpy()

    def batch(self, rng: np.random.Generator, length: int, count: int) -> Array:
        starts = rng.integers(0, len(self.train) - length, count)
        return np.asarray(self.train[starts + np.arange(length)[:, None]])

    def test(self, rng: np.random.Generator, length: int) -> Array:
        starts = np.arange(0, len(self.held) - length, max(1, (len(self.held) - length) // 400))
        return np.asarray(self.held[starts + np.arange(length)[:, None]])

    def parse(self, text: str) -> tuple[list[int], int | None]:
        found: list[int] = []
        gap = None
        for character in text:
            if character == GAPS[0] and gap is None:
                gap = len(found)
                found.append(0)
            elif character in self.symbols:
                found.append(self.symbols.index(character))
        return found, gap

    def best(self, before: bool, after: bool) -> float | None:
        return None

    def posterior(self, before: int | None, after: int | None) -> Array | None:
        return None
