"""A network that reads a text character by character and says, each time, what may come next.

    aₜ = W xₜ + U hₜ₋₁ + b        xₜ is one-hot, so W xₜ is one row of W
    hₜ = the cell of aₜ           tanh aₜ for the plain one (`tutor.models.cells`)
    oₜ = V hₜ + c,  p = softmax oₜ
    L  = −ln p[xₜ₊₁]              nats; ln(number of symbols) before anything is learned

Trained by truncated backpropagation through time (Williams & Peng 1990): each step reads T more
characters in B places of the text; the state is carried on, the gradient stops at the step's start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from tutor.models.adam import Adam
from tutor.models.cells import CELLS
from tutor.models.hangul import mostly_hangul
from tutor.models.scan import scan
from tutor.models.text import Corpus

Array = NDArray[Any]


class CharRNN(nn.Module):
    """The network. v symbols, H hidden units, a cell of k blocks: v·kH + H·kH + kH + H·v + v parameters."""

    def __init__(self, symbols: int, hidden: int, cell: str, generator: torch.Generator) -> None:
        super().__init__()
        self.cell = CELLS[cell]
        k = self.cell.blocks
        blocks = [nn.init.orthogonal_(torch.empty(hidden, hidden), generator=generator) for _ in range(k)]
        self.W = nn.Parameter(torch.randn(symbols, k * hidden, generator=generator) * INPUT)
        self.U = nn.Parameter(torch.cat(blocks, dim=1))  # (H, kH)
        self.b = nn.Parameter(torch.zeros(k * hidden))
        self.V = nn.Parameter(torch.randn(hidden, symbols, generator=generator) * (0.5 / hidden**0.5))
        self.c = nn.Parameter(torch.zeros(symbols))
        if self.cell.name == "lstm":
            self.b.data.view(k, hidden)[2] = 1.0  # the forget gate open at first (Gers et al. 2000)

    def start(self, width: int) -> Tensor:
        """The state before anything is read: zeros (S, B, H)."""
        return torch.zeros(self.cell.states, width, self.V.shape[0])

    def forward(self, x: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read x (T, B) from `state` → logits (T, B, v), hidden (T, B, H), the last state (S, B, H)."""
        a = F.embedding(x, self.W + self.b)  # (T, B, kH)   W xₜ + b
        states, last = scan(self.cell, a, state, self.U)  # (T, S, B, H)
        h = states[:, 0]  # (T, B, H)
        return h @ self.V + self.c, h, last

    def step(self, x: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """The same for one character each, by the cell's own equations: x (B,) → logits (B, v), state."""
        state = self.cell.step(self.W[x] + self.b, state, self.U)  # (S, B, H)
        return state[0] @ self.V + self.c, state

    @torch.no_grad()
    def nats(self, ids: Tensor, width: int) -> float:
        """Mean loss a symbol on ids (m,), read in `width` pieces side by side from the start state."""
        n = (len(ids) - 1) // width
        x, y = ids[: n * width].view(width, n).t(), ids[1 : n * width + 1].view(width, n).t()  # (n, B)
        state, total = self.start(width), 0.0
        for at in range(0, n, 256):
            logits, _, state = self(x[at : at + 256], state)
            total += F.cross_entropy(
                logits.flatten(0, 1), y[at : at + 256].flatten(), reduction="sum"
            ).item()
        return total / (n * width)

    @torch.no_grad()
    def prices(self, ids: list[int]) -> Array:
        """(n − 1,) −ln p of each of the n symbols but the first, after those before it."""
        x = torch.tensor(ids)
        logits, _, _ = self(x[:-1, None], self.start(1))  # (n − 1, 1, v)
        return np.asarray(F.cross_entropy(logits[:, 0], x[1:], reduction="none"))


@dataclass(frozen=True)
class Passage:
    """A text being read and gone on with, symbol by symbol: what the network saw, held and expected."""

    ids: list[int]
    """n symbols read: `given` of them the reader's, the rest drawn one by one from `p`."""
    given: int
    x: Array
    """(n, kH): what each symbol gave to the cell's blocks, W xₜ + b."""
    h: Array
    """(n + 1, H): the hidden state before each symbol, and after the last."""
    u: Array
    """(n, kH): what the state before gave to the blocks, hₜ₋₁ U."""
    p: Array
    """(n, v): softmax of the logits after each symbol, at temperature 1."""

    def __deepcopy__(self, memo: object) -> Passage:
        return self


@torch.inference_mode()
def go_on(model: CharRNN, given: list[int], count: int, temperature: float, dice: Array) -> Passage:
    """Read `given` (one symbol or more), then draw `count` more from softmax(o / temperature).

    `dice` (count, v) in 0…1, uniform: the next symbol is argmax(o / temperature − ln(−ln dice)), which
    draws from that softmax (Gumbel 1954); the same dice make like networks write alike.
    """
    gumbel = torch.from_numpy(-np.log(-np.log(dice + 1e-12) + 1e-12)) * temperature  # (count, v)
    read, h, state = model(torch.tensor(given)[:, None], model.start(1))  # (m, 1, v), (m, 1, H), (S, 1, H)
    ids, logits, states = list(given), [*read[:, 0]], [model.start(1)[0], *h]
    for noise in gumbel:
        ids.append(int((logits[-1] + noise).argmax()))
        o, state = model.step(torch.tensor(ids[-1:]), state)  # (1, v), (S, 1, H)
        logits.append(o[0])
        states.append(state[0])
    before = torch.cat(states)  # (n + 1, H)
    x = (model.W + model.b)[ids]  # (n, kH)
    u = before[:-1] @ model.U  # (n, kH)
    p = torch.stack(logits).softmax(-1)  # (n, v)
    return Passage(ids, len(given), x.numpy(), before.numpy(), u.numpy(), p.numpy())


def warm_and_cool(step: int, length: int) -> float:
    """The learning rate's share at a step: up over the first fiftieth, then down in a line."""
    return min((step + 1) / (0.02 * length + 1), max(1 - step / length, 0.01))


class Training:
    """A CharRNN being trained on a corpus by Adam (Kingma & Ba 2015), step by step."""

    def __init__(
        self, model: CharRNN, corpus: Corpus, *, sequence: int, length: int, rate: float, seed: int
    ) -> None:
        self.model, self.corpus, self.sequence, self.length, self.rate = (
            model,
            corpus,
            sequence,
            length,
            rate,
        )
        self.width = max(1, min(WIDTH, len(corpus.train) // (4 * sequence)))
        self.state = model.start(self.width)
        self.adam = Adam(model.parameters(), *BETAS)
        self.random = np.random.default_rng([seed, 0x5EED])

    @classmethod
    def of(
        cls,
        text: str,
        *,
        spelled: bool,
        cell: str,
        hidden: int,
        sequence: int,
        length: int,
        rate: float,
        seed: int,
    ) -> Training:
        """A fresh network and its corpus, everything drawn from `seed`."""
        corpus = Corpus.of(text, spelled and mostly_hangul(text))
        model = CharRNN(len(corpus.symbols), hidden, cell, torch.Generator().manual_seed(seed))
        return cls(model, corpus, sequence=sequence, length=length, rate=rate, seed=seed)

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(p.numel() for p in self.model.parameters())

    def held_out(self, most: int | None = None) -> float:
        """Mean nats a symbol on the held-out text, or on its first `most` symbols."""
        if most is None:
            held = self.corpus.held
            return self.model.nats(held, max(1, min(20, len(held) // 1_000)))
        held = self.corpus.held[:most]
        return self.model.nats(held, max(1, len(held) // 100))

    def step(self, number: int) -> tuple[float, float]:
        """Step `number` (from 0) → loss in nats a symbol, gradient norm before clipping.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        x, y = self.corpus.streams(number, self.sequence, self.width)  # (T, B) each
        logits, _, last = self.model(x, self.state)
        loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
        loss.backward()  # type: ignore[no-untyped-call]
        norm = self.adam.clip(CLIP)
        if not math.isfinite(norm):
            raise FloatingPointError(self._broken(loss))
        self.adam.step(self.rate * warm_and_cool(number, self.length))
        # A reader now and then forgets everything, so that the network also learns how to begin.
        carried = torch.from_numpy(self.random.random((self.width, 1)) >= FORGET)  # (B, 1)
        self.state = last.detach() * carried
        return loss.item(), norm

    def _broken(self, loss: Tensor) -> str:
        if not loss.isfinite():
            return "loss"
        broken = self.adam.broken([name for name, _ in self.model.named_parameters()])
        return f"gradient of {broken or 'everything together'}"


INPUT = 1.5
"""Spread of W at first: each character alone drives every unit well off its middle, and so is told from
the others from the first step on. With 2/√H the same loss took some three times as many steps."""
WIDTH = 8
"""Places of the text read at once: few, since at this size many small updates learn more a second."""
BETAS = (0.8, 0.95)
"""Short memories: a run is a thousand steps or two."""
CLIP = 1.0
FORGET = 0.05
"""Probability that a reader starts afresh after a step."""
