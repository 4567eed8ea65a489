"""A text with its order broken, more or less, and a text that never had any."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from tutor.labs import _texts

NAMES = (*_texts.NAMES, "dice")
"""Texts by name: those of all labs, and one that dice have written."""
DICE = 20_000


def text(named: str, seed: int) -> str:
    """The text of that name, or `named` itself. `dice` is thrown letter by letter, all equally likely."""
    if named == "dice":
        thrown = np.random.default_rng([seed, 0xD1CE]).integers(0, 27, DICE)
        return "".join(" abcdefghijklmnopqrstuvwxyz"[k] for k in thrown)
    return _texts.text(named)


def _mixed(parts: Sequence[str], rng: np.random.Generator) -> str:
    return "".join(parts[i] for i in rng.permutation(len(parts)))


def letters(text: str, rng: np.random.Generator) -> str:
    """All characters in a random order."""
    return _mixed(text, rng)


def words(text: str, rng: np.random.Generator) -> str:
    """All words in a random order, each whole; the blanks between them stay where they are."""
    parts = re.split(r"(\s+)", text)  # word, blank, word, blank, … word
    parts[::2] = [parts[::2][i] for i in rng.permutation(len(parts[::2]))]
    return "".join(parts)


def sentences(text: str, rng: np.random.Generator) -> str:
    """All sentences in a random order, each whole."""
    return _mixed(re.findall(r".+?(?:[.!?][\"”’)]*\s+|\n+|\Z)|\s+", text, re.DOTALL), rng)


def backwards(text: str, rng: np.random.Generator) -> str:
    """From the last character to the first: nothing is random."""
    return text[::-1]


BREAKS: dict[str, Callable[[str, np.random.Generator], str]] = {
    "letters": letters,
    "words": words,
    "sentences": sentences,
    "backwards": backwards,
}


def broken(text: str, how: str, cut: int, rng: np.random.Generator) -> str:
    """`text` with its order broken in the part before `cut` and in the part after it, each by itself.

    So both networks are tested on the very same characters, and have learned from the very same ones.
    """
    return BREAKS[how](text[:cut], rng) + BREAKS[how](text[cut:], rng)
