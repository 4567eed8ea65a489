"""Pairs of sequences to learn from: a source and its target, by numbers, every tenth held out for testing.

Three tasks: number words from English into Korean, a row of letters turned round, and a sum. No pair is
written down anywhere; they are drawn as they are needed, and a held-out source is never trained on.
"""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from tutor.models import number_words as words

LONGEST = 11
"""Words of a source, at most."""


class Pair(NamedTuple):
    """A source and what it should become."""

    source: tuple[int, ...]
    target: tuple[int, ...]


class Task(ABC):
    """Where pairs come from. `source`, `target`: the words of both sides; a word's place is its number."""

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    example: str
    """What is translated before a learner types something."""

    def __deepcopy__(self, memo: object) -> Task:
        return self

    @abstractmethod
    def draw(self, rng: np.random.Generator, count: int) -> list[Pair]:
        """`count` random pairs."""

    @abstractmethod
    def read(self, text: str) -> tuple[int, ...]:
        """What somebody typed, as a source; what cannot be read is left out."""

    @abstractmethod
    def answer(self, source: Sequence[int]) -> tuple[int, ...] | None:
        """The right target of a source, if it has one."""

    def proper(self, target: Sequence[int]) -> bool:
        """Whether a target could be the answer to something."""
        return len(target) > 0

    def say(self, source: Sequence[int]) -> str:
        """A source to read."""
        return " ".join(self.source[i] for i in source)

    def write(self, target: Sequence[int]) -> str:
        """A target to read."""
        return "".join(self.target[i] for i in target)


class Numbers(Task):
    """English number words → Korean ones. All lengths are equally likely, and round numbers come often."""

    name, example = "numbers", "42,000"
    source, target = words.ENGLISH, words.KOREAN
    _PLACES = 10 ** np.arange(7)

    def draw(self, rng: np.random.Generator, count: int) -> list[Pair]:
        """Numbers of 1 to 7 digits; in half of them each digit but the first is 0 half of the time."""
        length = rng.integers(1, 8, count)[:, None]  # (n, 1)
        digits = rng.integers(0, 10, (count, 7))
        digits[np.arange(count), length[:, 0] - 1] = rng.integers(1, 10, count)
        zero = (rng.random((count, 7)) < 0.5) & (rng.random((count, 1)) < 0.5)
        place = np.arange(7)
        digits[(place >= length) | (zero & (place < length - 1))] = 0
        numbers = (digits * self._PLACES).sum(axis=1).tolist()  # (n,)
        return [Pair((s := words.spoken(n)).english, s.korean) for n in numbers]

    def read(self, text: str) -> tuple[int, ...]:
        return words.read(text)[: LONGEST + 3]

    def answer(self, source: Sequence[int]) -> tuple[int, ...] | None:
        number = words.value(source)
        return None if number is None else words.spoken(number).korean

    def proper(self, target: Sequence[int]) -> bool:
        return words.korean_value(target) is not None

    def write(self, target: Sequence[int]) -> str:
        return words.write(target)


class Reversal(Task):
    """Letters → the same letters from the last to the first: what was read last is needed first."""

    name, example = "reversal", "face"
    source = target = tuple("abcdefghij")

    def draw(self, rng: np.random.Generator, count: int) -> list[Pair]:
        lengths = rng.integers(1, LONGEST, count).tolist()
        letters = [tuple(rng.integers(0, 10, n).tolist()) for n in lengths]
        return [Pair(s, s[::-1]) for s in letters]

    def read(self, text: str) -> tuple[int, ...]:
        return tuple(self.source.index(c) for c in text.lower() if c in self.source)[: LONGEST + 3]

    def answer(self, source: Sequence[int]) -> tuple[int, ...]:
        return tuple(source)[::-1]

    def say(self, source: Sequence[int]) -> str:
        return "".join(self.source[i] for i in source)


class Addition(Task):
    """Two numbers of up to three digits → their sum, digit by digit, as in the example that Keras has."""

    name, example = "addition", "27+58"
    source, target = tuple("0123456789+"), tuple("0123456789")
    PLUS = 10

    def draw(self, rng: np.random.Generator, count: int) -> list[Pair]:
        below = 10 ** rng.integers(1, 4, (count, 2))  # (n, 2)
        pairs = rng.integers(0, below).tolist()
        return [self.pair(a, b) for a, b in pairs]

    def pair(self, a: int, b: int) -> Pair:
        """The question a + b and its answer."""
        source = (*map(int, str(a)), self.PLUS, *map(int, str(b)))
        return Pair(source, tuple(map(int, str(a + b))))

    def read(self, text: str) -> tuple[int, ...]:
        return tuple(self.source.index(c) for c in text if c in self.source)[: LONGEST + 3]

    def answer(self, source: Sequence[int]) -> tuple[int, ...] | None:
        terms = self.say(source).split("+")
        if len(terms) != 2 or not all(term and str(int(term)) == term for term in terms):
            return None
        return self.pair(int(terms[0]), int(terms[1])).target

    def proper(self, target: Sequence[int]) -> bool:
        return len(target) == 1 or (len(target) > 1 and target[0] != 0)

    def say(self, source: Sequence[int]) -> str:
        return "".join(self.source[i] for i in source)


TASKS: dict[str, type[Task]] = {task.name: task for task in (Numbers, Reversal, Addition)}


def held_out(source: Sequence[int], seed: int) -> bool:
    """Whether a source is never trained on: about every tenth, but none of a single word."""
    return len(source) > 1 and zlib.crc32(bytes(source), seed) % 10 == 0


def training(task: Task, rng: np.random.Generator, count: int, seed: int) -> list[Pair]:
    """`count` pairs that are not held out."""
    found: list[Pair] = []
    while len(found) < count:
        drawn = task.draw(rng, count - len(found) + 16)
        found += [pair for pair in drawn if not held_out(pair.source, seed)]
    return found[:count]


@dataclass(frozen=True)
class Exam:
    """Held-out pairs, as many of each source length as there are or `each`. Copies of a run share them."""

    pairs: tuple[Pair, ...]

    def __deepcopy__(self, memo: object) -> Exam:
        return self

    @classmethod
    def of(cls, task: Task, seed: int, each: int = 60, draws: int = 40) -> Exam:
        """Drawn from `seed` alone, apart from the run's own numbers; each source once."""
        rng = np.random.default_rng([seed, 0xE8A3])
        by_length: dict[int, dict[tuple[int, ...], Pair]] = {}
        for _ in range(draws):
            for pair in task.draw(rng, 500):
                kept = by_length.setdefault(len(pair.source), {})
                if len(kept) < each and held_out(pair.source, seed):
                    kept[pair.source] = pair
        return cls(tuple(pair for n in sorted(by_length) for pair in by_length[n].values()))

    def some(self, each: int) -> Exam:
        """A shorter one: at most `each` of every length."""
        count: dict[int, int] = {}
        kept = []
        for pair in self.pairs:
            n = len(pair.source)
            count[n] = count.get(n, 0) + 1
            if count[n] <= each:
                kept.append(pair)
        return Exam(tuple(kept))


def table(rows: Sequence[Sequence[int]], end: int | None = None) -> Tensor:
    """Rows of different lengths as one table (longest, rows) of int64, time going down, −1 where there is
    nothing; with `end`, that number behind each."""
    ended = rows if end is None else [(*row, end) for row in rows]
    longest = max((len(row) for row in ended), default=0)
    filled = np.full((len(rows), longest), -1)
    for b, row in enumerate(ended):
        filled[b, : len(row)] = row
    return torch.from_numpy(np.ascontiguousarray(filled.T))  # (T, B)
