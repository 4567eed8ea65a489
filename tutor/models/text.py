"""A text as a network reads it: symbols by number, the last tenth held out, readers side by side.

Hangul may be read by letters instead of syllables (`tutor.models.hangul`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from tutor.models.hangul import compose, spell

HELD_OUT = 0.1
"""Share of the text, at its end, that is never trained on."""


@dataclass(frozen=True)
class Corpus:
    """A text by symbols. It never changes, so copies of whatever reads it share it."""

    symbols: str
    """Every symbol once; its place is its number. v of them."""
    train: Tensor
    """(n,) int64."""
    held: Tensor
    """(m,) int64: the last tenth."""
    spelled: bool
    """Whether Hangul is read by letters."""
    per_character: float
    """Symbols to one character of the text as written: 1 unless spelled."""

    def __deepcopy__(self, memo: object) -> Corpus:
        return self

    @classmethod
    def of(cls, text: str, spelled: bool = False) -> Corpus:
        """The corpus of `text`; a text of a hundred characters or more has something to hold out."""
        cut = len(text) - int(len(text) * HELD_OUT)
        before, after = (spell(text[:cut]), spell(text[cut:])) if spelled else (text[:cut], text[cut:])
        symbols = "".join(sorted(set(before + after)))
        number = {symbol: i for i, symbol in enumerate(symbols)}
        train, held = (torch.tensor([number[c] for c in part]) for part in (before, after))
        return cls(symbols, train, held, spelled, (len(train) + len(held)) / len(text))

    def encode(self, text: str) -> list[int]:
        """`text` as numbers; symbols that the corpus does not have are left out."""
        return [i for c in (spell(text) if self.spelled else text) if (i := self.symbols.find(c)) >= 0]

    def decode(self, ids: Sequence[int]) -> tuple[str, list[int]]:
        """Numbers as text to read, and for each of its characters the index of its last number."""
        return compose("".join(self.symbols[i] for i in ids))

    def streams(self, step: int, length: int, width: int) -> tuple[Tensor, Tensor]:
        """Input and target (length, width) of one training step: `width` readers, evenly apart, who go
        round the training text and take up at each step where they stopped at the one before."""
        n = len(self.train) - 1
        starts = torch.arange(width) * n // width + step * length  # (B,)
        at = (starts + torch.arange(length)[:, None]) % n  # (T, B)
        return self.train[at], self.train[at + 1]

    def unigram_nats(self) -> float:
        """Nats a symbol of the training text when only how often each occurs is known: its entropy."""
        share = np.bincount(self.train.numpy(), minlength=len(self.symbols)) / len(self.train)
        share = share[share > 0]
        return float(-(share * np.log(share)).sum())
