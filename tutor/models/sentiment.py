"""Networks that read a whole text and give one verdict: one word by word, one as a bag of words.

hₜ = the cell of W E wₜ + U hₜ₋₁ + b,   p = σ(v·h_T + c)          many in, one out (`tutor.models.cells`)
p = σ(Σₜ β[wₜ] + c)                                             a bag: the order is lost
L = −ln p of the true verdict
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from tutor.models.adam import Adam
from tutor.models.cells import CELLS
from tutor.models.scan import scan

Array = NDArray[Any]
UNKNOWN, NOTHING = 0, 1
"""Numbers of a word that was never learned, and of the emptiness behind a text's end."""


class Reader(nn.Module):
    """Reads word by word. W words of M numbers each, H hidden units, a cell of k blocks."""

    def __init__(
        self, words: int, meaning: int, hidden: int, cell: str, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.cell = CELLS[cell]
        k = self.cell.blocks
        blocks = [nn.init.orthogonal_(torch.empty(hidden, hidden), generator=generator) for _ in range(k)]
        self.E = nn.Parameter(torch.randn(words, meaning, generator=generator) * SPREAD)
        self.W = nn.Parameter(torch.randn(meaning, k * hidden, generator=generator) / meaning**0.5)
        self.U = nn.Parameter(torch.cat(blocks, dim=1))  # (H, kH)
        self.b = nn.Parameter(torch.zeros(k * hidden))
        self.v = nn.Parameter(torch.randn(hidden, generator=generator) * (0.5 / hidden**0.5))
        self.c = nn.Parameter(torch.zeros(()))
        if self.cell.name == "lstm":
            self.b.data.view(k, hidden)[2] = 1.0  # the forget gate open at first (Gers et al. 2000)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Words as numbers, x = E w (T, B, M) → scores after each word (T, B), states (T, B, H)."""
        start = x.new_zeros(self.cell.states, x.shape[1], len(self.v))
        states, _ = scan(self.cell, x @ self.W + self.b, start, self.U)  # (T, S, B, H)
        h = states[:, 0]  # (T, B, H)
        return h @ self.v + self.c, h

    def verdict(self, words: Tensor, lengths: Tensor, blur: Tensor | float = 0.0) -> Tensor:
        """Words (T, B), each text so many words long (B,) → the score after its last word (B,). `blur`
        (T, B, M) is added to the words' numbers: in training, so that their last digits tell nothing."""
        scores, _ = self(F.embedding(words, self.E) + blur)
        last: Tensor = scores.gather(0, lengths[None] - 1)[0]
        return last


class Bag(nn.Module):
    """Adds up a weight for each word that occurs, wherever it stands."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.beta = nn.Parameter(torch.zeros(words))
        self.c = nn.Parameter(torch.zeros(()))

    def verdict(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Words (T, B) → scores (B,). What stands behind the end counts nothing."""
        return (self.beta[words] * (words != NOTHING)).sum(0) + self.c


class Training:
    """A reader and a bag learning from the same reviews in the same order by Adam (Kingma & Ba 2015)."""

    def __init__(
        self,
        texts: Sequence[Sequence[str]],
        good: Sequence[bool],
        *,
        meaning: int,
        blur: float,
        hidden: int,
        cell: str,
        length: int,
        rate: float,
        seed: int,
    ) -> None:
        seen = sorted({word for text in texts for word in text})
        self.number = {word: i + 2 for i, word in enumerate(seen)}
        self.words, self.lengths = self.encode(texts)  # (T, n), (n,)
        self.good = torch.tensor([float(g) for g in good])  # (n,)
        self.reader = Reader(len(seen) + 2, meaning, hidden, cell, torch.Generator().manual_seed(seed))
        self.bag = Bag(len(seen) + 2)
        self.adams = [Adam(net.parameters(), *BETAS) for net in (self.reader, self.bag)]
        self.length, self.rate, self.blur = length, rate, blur
        self.random = np.random.default_rng([seed, 0x5E7])
        self.noise = torch.Generator().manual_seed(seed + 1)

    def encode(self, texts: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """Texts as numbers (T, n), filled up at the end, and their lengths (n,)."""
        words = torch.full((max(map(len, texts)), len(texts)), NOTHING)
        for i, text in enumerate(texts):
            words[: len(text), i] = torch.tensor([self.number.get(word, UNKNOWN) for word in text])
        return words, torch.tensor([len(text) for text in texts])

    def step(self, number: int) -> tuple[float, float]:
        """Step `number` (from 0) for both → the reader's loss in nats a review, and the length of its
        gradient before clipping. Now and then a word is made unknown, so that it meets unknown words.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        at = torch.from_numpy(self.random.integers(len(self.good), size=BATCH))
        lengths, good = self.lengths[at], self.good[at]
        words = self.words[: int(lengths.max()), at]  # (T, B)
        lost = torch.from_numpy(self.random.random(words.shape) < LOST) & (words != NOTHING)
        words = torch.where(lost, UNKNOWN, words)
        rate = self.rate * min((number + 1) / (0.05 * self.length + 1), max(1 - number / self.length, 0.01))
        blur = self.blur * torch.randn(
            *words.shape, self.reader.E.shape[1], generator=self.noise
        )  # (T, B, M)
        read, summed = self.reader.verdict(words, lengths, blur), self.bag.verdict(words, lengths)  # (B,)
        found = []
        for net, scores, adam, pace in zip(
            (self.reader, self.bag), (read, summed), self.adams, (1.0, BAG_PACE), strict=True
        ):
            loss = F.binary_cross_entropy_with_logits(scores, good)
            loss.backward()  # type: ignore[no-untyped-call]
            norm = adam.clip(CLIP)
            if not math.isfinite(norm):
                broken = adam.broken([name for name, _ in net.named_parameters()])
                raise FloatingPointError(
                    "loss" if not loss.isfinite() else f"gradient of {broken or 'all'}"
                )
            adam.step(rate * pace)
            found.append((loss.item(), norm))
        return found[0]

    @torch.no_grad()
    def verdicts(self, words: Tensor, lengths: Tensor) -> tuple[Array, Array]:
        """Probabilities of "good" (n,) by the reader, and by the bag."""
        nets: tuple[Reader | Bag, ...] = (self.reader, self.bag)
        reader, bag = (net.verdict(words, lengths).sigmoid().numpy() for net in nets)
        return reader, bag

    def read(self, text: Sequence[str]) -> dict[str, Array]:
        """One text of T words, word by word: the belief after each, `p` (T,); the states `h` (T, H); what
        each word gave `x` (T, M); how much p falls when it is left out, `left_out` (T,); and gradient
        times input of the score, `gradient` (T,)."""
        words, _ = self.encode([text])  # (T, 1)
        x = F.embedding(words, self.reader.E).detach().requires_grad_()  # (T, 1, kH)
        scores, h = self.reader(x)
        (slope,) = torch.autograd.grad(scores[-1, 0], x)
        p = scores[:, 0].sigmoid().detach()
        without = torch.full((len(text),), 0.5)
        if len(text) > 1:
            shorter, ends = self.encode([[*text[:i], *text[i + 1 :]] for i in range(len(text))])
            without = self.reader.verdict(shorter, ends).sigmoid().detach()
        found = {"p": p, "h": h[:, 0].detach(), "x": x[:, 0].detach()}
        found |= {"left_out": p[-1] - without, "gradient": (slope * x).sum(-1)[:, 0].detach()}
        return {name: part.numpy() for name, part in found.items()}


SPREAD = 0.5
"""Of the words' shares at first."""
BATCH = 32
BETAS = (0.9, 0.98)
CLIP = 1.0
LOST = 0.1
"""Probability that a word is made unknown in training."""
BAG_PACE = 5.0
"""The bag's learning rate over the reader's: it has one number a word, and would else not be done."""
