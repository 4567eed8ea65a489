"""An encoder–decoder (`tutor.models.seq2seq`) that learns a task, is examined, and can be watched.

Each step reads a batch of fresh pairs with teacher forcing: the decoder is given the right words so far.
In an exam and while it is watched it has to go on from its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tutor.models.adam import Adam
from tutor.models.pairs import Exam, Pair, Task, table
from tutor.models.seq2seq import Seq2Seq, Settings

Array = NDArray[Any]
LONGEST = 16
"""Words written at most."""
BETAS = (0.9, 0.98)
CLIP = 1.0


class Translator:
    """A network, its optimiser, and the order in which it is given the source."""

    def __init__(
        self, task: Task, settings: Settings, *, turned: bool, rate: float, length: int, seed: int
    ) -> None:
        self.task, self.settings, self.turned = task, settings, turned
        self.rate, self.length = rate, length
        generator = torch.Generator().manual_seed(seed)
        self.net = Seq2Seq(len(task.source), len(task.target) + 1, settings, generator)
        self.adam = Adam(self.net.parameters(), *BETAS)

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(p.numel() for p in self.net.parameters())

    def given(self, source: Sequence[int]) -> tuple[int, ...]:
        """A source as this one reads it: from the last word to the first if `turned`."""
        return tuple(source)[::-1] if self.turned else tuple(source)

    def step(self, pairs: Sequence[Pair], number: int) -> tuple[float, float]:
        """Step `number` (from 0) → loss in nats a written word, length of the gradient before clipping.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        x = table([self.given(pair.source) for pair in pairs])  # (S, B)
        y = table([pair.target for pair in pairs], end=self.net.end)  # (T, B)
        loss = self.net.loss(x, y)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = self.adam.clip(CLIP)
        if not math.isfinite(norm) or not loss.isfinite():
            names = [name for name, _ in self.net.named_parameters()]
            broken = self.adam.broken(names) or "everything together"
            raise FloatingPointError("loss" if not loss.isfinite() else f"gradient of {broken}")
        warm, cool = (number + 1) / (0.03 * self.length + 1), max(1 - number / self.length, 0.01)
        self.adam.step(self.rate * min(warm, cool))
        return loss.item(), norm

    def translate(self, sources: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        """Each source's translation, one likeliest word after another."""
        return self.net.translate([self.given(source) for source in sources], LONGEST)

    def examined(self, exam: Exam) -> Marks:
        """What it makes of every source of the exam."""
        written = self.translate([pair.source for pair in exam.pairs])
        good = [_alike(w, pair.target) for w, pair in zip(written, exam.pairs, strict=True)]
        return Marks(
            np.array([len(pair.source) for pair in exam.pairs]),
            np.array([w == pair.target for w, pair in zip(written, exam.pairs, strict=True)]),
            np.array([same for same, _ in good]),
            np.array([of for _, of in good]),
            np.array([w[:1] == pair.target[:1] for w, pair in zip(written, exam.pairs, strict=True)]),
            np.array([w[-1:] == pair.target[-1:] for w, pair in zip(written, exam.pairs, strict=True)]),
            np.array([self.task.proper(w) for w in written]),
        )

    @torch.inference_mode()
    def watch(self, source: Sequence[int], masked: Sequence[int] = ()) -> Watched:
        """Everything that happens while it translates one source, not looking at the places `masked`."""
        net, given = self.net, self.given(source)
        n = len(given)
        hidden = torch.zeros(n, 1, dtype=torch.bool)  # (S, 1)
        for i in masked:
            hidden[n - 1 - i if self.turned else i] = True
        x = table([given])  # (S, 1)
        written = net.translate([given], LONGEST, hidden)[0]
        y = table([written], end=net.end)[:LONGEST]  # (T, 1)
        read = net.encode(x)
        start = net.start(read.c)  # (1, 1, H)
        w, _ = net.decode(read, net.before(y), start, hidden)
        attention = w.scores is not None and w.alpha is not None
        return Watched(
            source=given,
            written=written,
            h=read.h[:, 0].numpy(),
            v=read.v[:, 0].numpy(),
            c=read.c[0].numpy(),
            s=torch.cat([start[0], w.s[:, 0]]).numpy(),
            p=w.logits[:, 0].softmax(-1).numpy(),
            scores=w.scores[0].numpy() if attention and w.scores is not None else np.zeros((len(y), 0)),
            alpha=w.alpha[0].numpy() if attention and w.alpha is not None else np.zeros((len(y), 0)),
        )


@dataclass(frozen=True)
class Marks:
    """How an exam went, source by source."""

    lengths: Array
    """(n,): words of each source."""
    right: Array
    """(n,): whether the translation is right from the first word to the last."""
    same: Array
    """(n,): how many words of it stand where they should, the end counted as a word …"""
    of: Array
    """(n,): … out of how many."""
    first: Array
    """(n,): whether the first word is right."""
    last: Array
    """(n,): whether the last word is, wherever it stands."""
    proper: Array
    """(n,): whether it could be the translation of something."""

    def __deepcopy__(self, memo: object) -> Marks:
        return self

    @property
    def exact(self) -> float:
        """Share of sources that are wholly right."""
        return float(self.right.mean())

    @property
    def by_word(self) -> float:
        """Share of words that are right."""
        return float(self.same.sum() / self.of.sum())

    def by_length(self, least: int = 1) -> dict[int, float]:
        """Share wholly right for each source length of which there are `least` or more."""
        found = {int(n): self.right[self.lengths == n] for n in np.unique(self.lengths)}
        return {n: float(right.mean()) for n, right in found.items() if len(right) >= least}


@dataclass(frozen=True)
class Watched:
    """One source being translated: n words read, T written, the end among them if it was reached."""

    source: tuple[int, ...]
    """As it was read."""
    written: tuple[int, ...]
    """Without the end."""
    h: Array
    """(n, D): the encoder's state for each word."""
    v: Array
    """(n, D): what attention mixes."""
    c: Array
    """(w,): the bottleneck."""
    s: Array
    """(T + 1, H): the decoder's state before the first word, and as each is written."""
    p: Array
    """(T, V): the bets on each word, the end the last of them."""
    scores: Array
    """(T, n): e, or (T, 0) without attention."""
    alpha: Array
    """(T, n): shares of attention, or (T, 0)."""

    def __deepcopy__(self, memo: object) -> Watched:
        return self


def _alike(written: tuple[int, ...], target: tuple[int, ...]) -> tuple[int, int]:
    """Words that stand where they should, the end among them, and how many there are."""
    same = sum(a == b for a, b in zip(written, target, strict=False))
    return same + (len(written) == len(target)), len(target) + 1
