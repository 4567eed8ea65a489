"""Sentences with a year in them: "in 2009 I went to Nepal", "I went to Nepal by train in 2009"."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from tutor.kit.panels import Array

YEARS = tuple(str(y) for y in range(2000, 2010))
PHRASES = (
    "I went",
    "to Nepal",
    "by train",
    "with my sister",
    "to see the mountains",
    "for a month",
    "my brother",
    "we walked",
    "over the hill",
    "along the river",
    "and",
    "then",
    "it rained",
    "every day",
    "they say",
    "we were young",
    "the old bridge",
    "was still there",
    "a friend",
    "of mine",
    "told us",
    "a long story",
    "happily",
    "at night",
    "we slept",
    "in a tent",
    "under the stars",
    "and sang",
)
UNKNOWN = "…"
WORDS = (*YEARS, UNKNOWN, *sorted({"in"} | {word for phrase in PHRASES for word in phrase.split()}))
"""All words by number; the years are 0 to 9."""
NUMBER = {word: i for i, word in enumerate(WORDS)}
EXAMPLE = "I went to Nepal in 2009 with my sister"
LONGEST = 40
"""Words of a sentence that are read at most."""
RARE = 0.03
"""Share of words that are blotted out in training, so that a word never met does not confuse."""


def unseen(place: int) -> bool:
    """Whether the year never stands there in training (places from 1): 3, 6, 13, 16, …"""
    return place % 10 in (3, 6)


def parse(text: str) -> list[int]:
    """A sentence somebody wrote, by numbers; words nobody taught become UNKNOWN."""
    found: list[int] = []
    for word in text.split()[:LONGEST]:
        year = re.search(r"(?<!\d)200\d(?!\d)", word)
        bare = word.strip(".,;:!?\"'()“”‘’")
        name = year[0] if year else bare if bare in NUMBER else bare.lower()
        found.append(NUMBER.get(name, NUMBER[UNKNOWN]))
    return found


class Stream:
    """An endless talk of phrases, from which sentences are cut."""

    def __init__(self, rng: np.random.Generator, longest: int, length: int = 8_000) -> None:
        """`longest` words can be cut from it at any start."""
        talk: list[int] = []
        starts = []
        while len(talk) < length:
            starts.append(len(talk))
            talk += [NUMBER[word] for word in PHRASES[rng.integers(len(PHRASES))].split()]
        self.talk = np.array(talk)
        self.starts = np.array([s for s in starts if s < len(talk) - longest])

    def sentences(
        self, rng: np.random.Generator, length: int, places: Sequence[int], years: Array
    ) -> tuple[Array, Array]:
        """As many sentences as `years` (B,), of `length` words, the year at one of `places` (from 1).

        → x (L, B) words by number, and where the year stands (B,), from 1.
        """
        count = len(years)
        p = rng.choice(np.asarray(places), count)
        before, after = rng.choice(self.starts, count), rng.choice(self.starts, count)
        t = np.arange(length)[:, None]
        x = np.where(t < p - 1, self.talk[before + t], self.talk[after + np.maximum(t - p, 0)])
        x = np.where(rng.random(x.shape) < RARE, NUMBER[UNKNOWN], x)
        x = np.where(t == p - 2, NUMBER["in"], x)  # "in" before the year, where there is room
        return np.where(t == p - 1, years, x), p
