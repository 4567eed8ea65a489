"""Two tasks with nothing in them but distance: what came early is asked for late.

Both are made up afresh for every step of training, so there is nothing to learn by heart.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor


def recall(symbols: int, lag: int, width: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Say the first symbol, `lag` symbols later: x (lag + 1, B) of 0 … symbols − 1, y (B,) = x[0].

    The symbols between are drawn from the same alphabet: only their place tells the first from the others.
    After Hochreiter & Schmidhuber (1997), experiment 2, whose distractors were of another alphabet.
    """
    x = torch.randint(symbols, (lag + 1, width), generator=generator)  # (T, B)
    return x, x[0]


def adding(length: int, width: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Add the two marked numbers: x (T, B, 2) is a number in 0…1 and its mark, y (B,) their sum.

    One mark lies in the first half, one in the second, as in Le, Jaitly & Hinton (2015); after
    Hochreiter & Schmidhuber (1997), experiment 4. Always saying 1 has a mean squared error of 1/6.
    """
    half = length // 2
    number = torch.rand(length, width, generator=generator)  # (T, B)
    first = torch.randint(half, (width,), generator=generator)  # (B,)
    second = torch.randint(half, length, (width,), generator=generator)  # (B,)
    row = torch.arange(width)
    mark = torch.zeros(length, width)
    mark[first, row] = mark[second, row] = 1.0
    return torch.stack([number, mark], dim=-1), number[first, row] + number[second, row]


@dataclass(frozen=True)
class Task:
    """One of the two, at one lag."""

    name: str
    """recall or adding."""
    lag: int
    """Symbols read after the first one, or numbers read, 2 or more."""
    symbols: int = 8

    @property
    def inputs(self) -> int:
        """Symbols there are, or numbers at each step."""
        return self.symbols if self.name == "recall" else 2

    @property
    def outputs(self) -> int:
        """One score a symbol, or the sum."""
        return self.symbols if self.name == "recall" else 1

    @property
    def chance(self) -> float:
        """What who remembers nothing scores: the share right by guessing, or the error of saying 1."""
        return 1 / self.symbols if self.name == "recall" else 1 / 6

    def batch(self, width: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """x (T, B) or (T, B, 2), and y (B,)."""
        if self.name == "recall":
            return recall(self.symbols, self.lag, width, generator)
        return adding(self.lag, width, generator)

    def loss(self, o: Tensor, y: Tensor) -> Tensor:
        """Of the answers o (B, m): nats, or the mean squared error."""
        return F.cross_entropy(o, y) if self.name == "recall" else F.mse_loss(o[:, 0], y)

    def score(self, o: Tensor, y: Tensor) -> float:
        """Of the answers o (B, m): the share right, or the mean squared error."""
        if self.name == "recall":
            return float((o.argmax(-1) == y).float().mean())
        return float(F.mse_loss(o[:, 0], y))
