"""One reader, with the same weights at every word or with weights of its own for every place.

    hₜ = tanh(W xₜ + U hₜ₋₁ + b)      xₜ is one-hot, so W xₜ is one row of W
    o  = V h_L + c                    after the last word; softmax o is the answer

That is the simple recurrent network (Elman 1990) if W, U, b, V, c are the same at every t. Here they carry
an index k: `places` = 1 has one set, used at every word; `places` = T has T sets, the k-th for the k-th
word, and so no way to read a word T + 1. Nothing else differs. L words, B sentences side by side, v words
known, H hidden units, A possible answers.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam

Array = NDArray[Any]
INPUT = 0.1
"""Spread of W at first: small, so that a row nobody trains says almost nothing."""


class Reader:
    """places · (v·H + H·H + H + H·A + A) numbers to learn."""

    def __init__(
        self, words: int, answers: int, hidden: int, places: int, generator: torch.Generator
    ) -> None:
        def normal(rows: int, columns: int, spread: float) -> Tensor:
            return (torch.randn(rows, columns, generator=generator) * spread).requires_grad_()

        def turned() -> Tensor:  # keeps the length of what passes through it
            U = torch.nn.init.orthogonal_(torch.empty(hidden, hidden), generator=generator)
            return U.requires_grad_()

        every = range(places)
        self.places, self.hidden = places, hidden
        self.W = [normal(words, hidden, INPUT) for _ in every]
        self.U = [turned() for _ in every]
        self.b = [torch.zeros(hidden, requires_grad=True) for _ in every]
        self.V = [normal(hidden, answers, hidden**-0.5) for _ in every]
        self.c = [torch.zeros(answers, requires_grad=True) for _ in every]

    @property
    def parameters(self) -> list[Tensor]:
        """All that is learned."""
        return [*self.W, *self.U, *self.b, *self.V, *self.c]

    @property
    def numbers(self) -> int:
        """How many numbers are learned."""
        return sum(p.numel() for p in self.parameters)

    def place(self, t: int) -> int:
        """Which set of weights reads word t (from 0). Raises IndexError where there is none."""
        if self.places == 1:
            return 0
        if t >= self.places:
            raise IndexError(f"no weights for word {t + 1}: there are {self.places}")
        return t

    def nudged(self, k: int, by: float) -> Reader:
        """The same reader with the weight from unit 1 to unit 1 of set k (from 0) changed by `by`."""
        other = copy.copy(self)
        other.U = list(self.U)
        other.U[k] = self.U[k].detach().clone()
        other.U[k][0, 0] += by
        return other

    def step(self, t: int, x: Tensor, h: Tensor) -> Tensor:
        """Word t (from 0), x (B,) by number, and the state h (B, H) before it → the state after it."""
        k = self.place(t)
        return torch.tanh(F.embedding(x, self.W[k]) + h @ self.U[k] + self.b[k])  # (B, H)

    def states(self, x: Tensor, noise: float = 0.0, dice: torch.Generator | None = None) -> list[Tensor]:
        """x (L, B) → the L states (B, H), each shaken by `noise` times a normal number."""
        h, states = torch.zeros(x.shape[1], self.hidden), []
        for t, word in enumerate(x):
            h = self.step(t, word, h)  # (B, H)
            if noise:
                h = h + noise * torch.randn(h.shape, generator=dice)
            states.append(h)
        return states

    def answer(self, t: int, h: Tensor) -> Tensor:
        """Scores (B, A), if word t (from 0) was the last."""
        k = self.place(t)
        return h @ self.V[k] + self.c[k]

    def __call__(self, x: Tensor, noise: float = 0.0, dice: torch.Generator | None = None) -> Tensor:
        """x (L, B) → scores (B, A) after the last word."""
        return self.answer(len(x) - 1, self.states(x, noise, dice)[-1])

    @torch.no_grad()
    def right(self, x: Array, y: Array) -> Array:
        """x (L, B) words, true answers y (B,) → which were answered right (B,)."""
        return np.asarray(self(torch.from_numpy(x)).argmax(1) == torch.from_numpy(y))

    @torch.no_grad()
    def watch(self, x: Array) -> tuple[Array, Array]:
        """One sentence x (L,), as far as there are weights → states (l, H), probabilities (l, A) of each
        answer if it ended there."""
        length = len(x) if self.places == 1 else min(len(x), self.places)
        states = self.states(torch.from_numpy(x[:length])[:, None])  # l × (1, H)
        p = [self.answer(t, h).softmax(-1) for t, h in enumerate(states)]  # l × (1, A)
        return torch.cat(states).numpy(), torch.cat(p).numpy()


class Learner:
    """A reader being trained by Adam (Kingma & Ba 2015)."""

    def __init__(self, reader: Reader, seed: int) -> None:
        self.reader = reader
        self.adam = Adam(reader.parameters, 0.9, 0.99)
        self.dice = torch.Generator().manual_seed(seed)

    def step(self, x: Array, y: Array, rate: float, noise: float) -> float:
        """Learn from one batch, x (L, B) and y (B,) → its loss in nats. A loss that is not finite is
        returned and not learned from."""
        scores = self.reader(torch.from_numpy(x), noise, self.dice)  # (B, A)
        loss = F.cross_entropy(scores, torch.from_numpy(y))
        if loss.isfinite():
            loss.backward()  # type: ignore[no-untyped-call]
            self.adam.clip(1.0)
            self.adam.step(rate)
        return loss.item()


def generator(seed: int) -> torch.Generator:
    """Random numbers for a new reader."""
    return torch.Generator().manual_seed(seed)
