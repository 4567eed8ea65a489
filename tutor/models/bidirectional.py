"""Two readers of one sequence, one from each end, who say together what stands in a gap.

    hₜ = tanh(W xₜ₋₁ + U hₜ₋₁ + b)        from the left: all before t, and not xₜ itself
    gₜ = tanh(W′xₜ₊₁ + U′gₜ₊₁ + b′)       from the right: all after t
    o  = [hₜ, gₜ] V + c                  softmax o: what stands at t

The bidirectional recurrent network of Schuster & Paliwal (1997), each reader stopping one short, so that
every place of a sequence can be the gap in turn and all train at once. With one reader it is the usual
network. T places, B sequences side by side, v symbols, H hidden units a reader.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam
from tutor.models.cells import CELLS
from tutor.models.scan import scan

Array = NDArray[Any]
CELL = CELLS["rnn"]


class Reader:
    """A simple recurrent network: v·H + H·H + H numbers."""

    def __init__(self, symbols: int, hidden: int, generator: torch.Generator) -> None:
        self.hidden = hidden
        self.W = torch.randn(symbols, hidden, generator=generator).requires_grad_()  # (v, H)
        U = torch.nn.init.orthogonal_(torch.empty(hidden, hidden), generator=generator)
        self.U = U.requires_grad_()  # (H, H)
        self.b = torch.zeros(hidden, requires_grad=True)

    def states(self, x: Tensor) -> Tensor:
        """x (T, B), read from the first on → (T + 1, B, H): the state before each symbol, and the last."""
        start = torch.zeros(1, x.shape[1], self.hidden)
        states, _ = scan(CELL, F.embedding(x, self.W + self.b), start, self.U)  # (T, 1, B, H)
        return torch.cat([start, states[:, 0]])


class Filler:
    """Says what stands in a gap, from a reader on the left, on the right, or both."""

    def __init__(self, symbols: int, hidden: int, left: bool, right: bool, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        self.left = Reader(symbols, hidden, generator) if left else None
        self.right = Reader(symbols, hidden, generator) if right else None
        width = hidden * (left + right)
        self.V = (torch.randn(width, symbols, generator=generator) / width**0.5).requires_grad_()
        self.c = torch.zeros(symbols, requires_grad=True)
        self.adam = Adam(self.parameters, 0.9, 0.99)

    @property
    def parameters(self) -> list[Tensor]:
        """All that is learned."""
        readers = [reader for reader in (self.left, self.right) if reader]
        return [*(p for r in readers for p in (r.W, r.U, r.b)), self.V, self.c]

    @property
    def numbers(self) -> int:
        """How many numbers are learned."""
        return sum(p.numel() for p in self.parameters)

    def contexts(self, x: Tensor, peek: bool = False) -> list[Tensor]:
        """x (T, B) → for each reader (T, B, H), its state at each gap.

        The right one stops after having read the symbol at t instead of before it if it may `peek`.
        """
        found = []
        if self.left:
            found.append(self.left.states(x)[:-1])  # h: has read 0 … t − 1
        if self.right:
            g = self.right.states(x.flip(0)).flip(0)  # (T + 1, B, H)   g[t] has read T − 1 … t
            found.append(g[:-1] if peek else g[1:])
        return found

    def __call__(self, x: Tensor, peek: bool = False) -> Tensor:
        """x (T, B) → scores (T, B, v) of every symbol, each place being the gap in turn."""
        scores: Tensor = torch.cat(self.contexts(x, peek), dim=-1) @ self.V + self.c  # (T, B, v)
        return scores

    def learn(self, x: Array, rate: float, peek: bool) -> float:
        """One step on sequences x (T, B) → the loss in nats a symbol. A loss that is not finite is returned
        and not learned from."""
        at = torch.from_numpy(x)
        loss = F.cross_entropy(self(at, peek).flatten(0, 1), at.flatten())
        if loss.isfinite():
            loss.backward()  # type: ignore[no-untyped-call]
            self.adam.clip(1.0)
            self.adam.step(rate)
        return loss.item()

    @torch.no_grad()
    def right_at(self, x: Array, peek: bool = False) -> Array:
        """(T,) share of the sequences x (T, B) whose symbol is named, by place."""
        at = torch.from_numpy(x)
        return np.asarray((self(at, peek).argmax(-1) == at).double().mean(dim=1))

    @torch.no_grad()
    def watch(self, x: Array, peek: bool = False) -> tuple[list[Array], Array]:
        """One sequence x (T,) → each reader's states at every gap (T, H), and probabilities (T, v)."""
        at = torch.from_numpy(x)[:, None]  # (T, 1)
        return [s[:, 0].numpy() for s in self.contexts(at, peek)], self(at, peek)[:, 0].softmax(-1).numpy()


def equal_width(symbols: int, hidden: int) -> int:
    """The hidden units of one reader alone that has about as many numbers as two of `hidden` together.

    One: v·H + H² + H + H·v + v. Two: twice that but for c. Solved for the H of the one.
    """
    linear = 2 * symbols + 1
    two = 2 * (hidden * hidden + linear * hidden)
    return max(1, round((math.sqrt(linear * linear + 4 * two) - linear) / 2))
