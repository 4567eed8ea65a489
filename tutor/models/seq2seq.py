"""Encoder–decoder: one network reads a sequence, another writes one of another length.

    →hᵢ = GRU(W xᵢ + b, →hᵢ₋₁)            the encoder reads; ←hᵢ the same from the right, hᵢ = [→hᵢ; ←hᵢ]
    c  = tanh(A [→h_S; ←h₁] + a)           the bottleneck: all of it in w numbers
    s₀ = tanh(C c + d)
    sₜ = GRU(E yₜ₋₁ + Z c + g, sₜ₋₁)        the decoder writes, word after word; yₜ₋₁ is the one before
    pₜ = softmax(V tanh(R sₜ + M cₜ + r) + v)

Cho et al. (2014) hand c over at every step; handed over once (Sutskever et al. 2014) there is no Z. With
attention (`tutor.models.attention`) there is no Z either: at each step the decoder mixes a cₜ of its own
from all hᵢ (Bahdanau et al. 2015; asked with sₜ after its step as in Luong et al. 2015). Without it, no M.

S words are read and T written in B sequences side by side; D is the size of an hᵢ: H, or 2H if read both
ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from tutor.models.attention import additive, attend, scaled_dot
from tutor.models.cells import CELLS
from tutor.models.pairs import table
from tutor.models.scan import scan

Array = NDArray[Any]
GRU = CELLS["gru"]
KEPT = 40.0
"""Added to the keep gate where there is no word: σ(40) is 1 in floating point, so the state stays."""
INPUT = 2.0
"""Spread of W and E at first: a word is loud in its own state, and so that state stays the word's own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What kind of encoder–decoder."""

    attention: str = "none"
    """none, additive or dot."""
    encoder: str = "bidirectional"
    """bidirectional or forward."""
    handed: str = "always"
    """always: c is read at every step; once: s₀ alone comes of it; never: s₀ is 0."""
    width: int = 96
    hidden: int = 96
    values: str = "states"
    """What attention mixes: the reader's states, or words: a row of numbers for each word by itself."""


class Reading(NamedTuple):
    """What the encoder hands over."""

    h: Tensor
    """(S, B, D): a state for each word, of what was read with it."""
    blank: Tensor
    """(S, B): where there is no word."""
    c: Tensor
    """(B, w): the bottleneck."""
    v: Tensor
    """(S, B, D): what attention mixes."""


class Writing(NamedTuple):
    """What the decoder makes of it."""

    logits: Tensor
    """(T, B, V)."""
    s: Tensor
    """(T, B, H)."""
    scores: Tensor | None
    """(B, T, S): e, where there is attention."""
    alpha: Tensor | None
    """(B, T, S)."""


class Seq2Seq(nn.Module):
    """The network, for `words` that are read and V − 1 that are written; number V − 1 is end and start."""

    def __init__(self, words: int, V: int, s: Settings, generator: torch.Generator) -> None:
        super().__init__()
        H, w, self.settings, self.end = s.hidden, s.width, s, V - 1
        D = 2 * H if s.encoder == "bidirectional" else H

        def random(*shape: int, spread: float = 0.0) -> nn.Parameter:
            return nn.Parameter(torch.randn(*shape, generator=generator) * (spread or shape[0] ** -0.5))

        def square() -> nn.Parameter:
            blocks = [nn.init.orthogonal_(torch.empty(H, H), generator=generator) for _ in range(3)]
            return nn.Parameter(torch.cat(blocks, dim=1))  # (H, 3H)

        def zeros(n: int) -> nn.Parameter:
            return nn.Parameter(torch.zeros(n))

        self.W, self.U, self.b = random(words, 3 * H, spread=INPUT), square(), zeros(3 * H)
        if D > H:
            self.W2, self.U2, self.b2 = random(words, 3 * H, spread=INPUT), square(), zeros(3 * H)
        self.A, self.a = random(D, w), zeros(w)
        self.C, self.d = random(w, H), zeros(H)
        self.E, self.U3, self.g = random(V, 3 * H, spread=INPUT), square(), zeros(3 * H)
        if s.attention == "none" and s.handed == "always":
            self.Z = random(w, 3 * H)
        if s.attention != "none":
            self.Q, self.K, self.M = random(H, H), random(D, H), random(D, H)
        if s.attention != "none" and s.values == "words":
            self.X = random(words, D, spread=1.0)
        if s.attention == "additive":
            self.w = random(H)
        self.R, self.r = random(H, H), zeros(H)
        self.V, self.v = random(H, V, spread=0.5 * H**-0.5), zeros(V)

    def encode(self, x: Tensor) -> Reading:
        """Read x (S, B), −1 where there is no word."""
        blank = x < 0  # (S, B)
        keep = x.new_zeros((*x.shape, 3), dtype=self.b.dtype)
        keep[..., GRU.keeps or 0] = KEPT * blank  # (S, B, 3)
        still = keep.repeat_interleave(self.U.shape[0], dim=2)  # (S, B, 3H)
        x, zero = x.clamp(min=0), self.b.new_zeros(1, x.shape[1], self.U.shape[0])
        states, last = scan(GRU, F.embedding(x, self.W + self.b) + still, zero, self.U)
        h, ends = states[:, 0], last[0]  # (S, B, H), (B, H)
        if self.settings.encoder == "bidirectional":
            a = (F.embedding(x, self.W2 + self.b2) + still).flip(0)
            states, last = scan(GRU, a, zero, self.U2)
            h = torch.cat([h, states[:, 0].flip(0)], dim=-1)  # (S, B, 2H)
            ends = torch.cat([ends, last[0]], dim=-1)  # (B, 2H)
        v = F.embedding(x, self.X) if hasattr(self, "X") else h
        return Reading(h, blank, torch.tanh(ends @ self.A + self.a), v)

    def start(self, c: Tensor) -> Tensor:
        """s₀ (1, B, H)."""
        if self.settings.handed == "never":
            return c.new_zeros(1, len(c), self.C.shape[1])
        return torch.tanh(c @ self.C + self.d)[None]

    def decode(
        self, read: Reading, y: Tensor, state: Tensor, masked: Tensor | None = None
    ) -> tuple[Writing, Tensor]:
        """Go on from `state` (1, B, H) with y (T, B), the word before each that is written.

        Keys that are `masked` (S, B) may not be looked at.
        """
        a = F.embedding(y, self.E + self.g)  # (T, B, 3H)
        if hasattr(self, "Z"):
            a = a + read.c @ self.Z
        states, last = scan(GRU, a, state, self.U3)
        s = states[:, 0]  # (T, B, H)
        out = s @ self.R + self.r  # (T, B, H)
        e = alpha = None
        if self.settings.attention != "none":
            e = self.score(s.transpose(0, 1), read.h.transpose(0, 1))  # (B, T, S)
            hidden = read.blank if masked is None else read.blank | masked
            alpha, c = attend(e, hidden.t(), read.v.transpose(0, 1))  # (B, T, S), (B, T, D)
            out = out + c.transpose(0, 1) @ self.M
        return Writing(torch.tanh(out) @ self.V + self.v, s, e, alpha), last

    def score(self, s: Tensor, h: Tensor) -> Tensor:
        """How well each hᵢ answers each sₜ: s (B, T, H), h (B, S, D) → (B, T, S)."""
        q, k = s @ self.Q, h @ self.K  # (B, T, H), (B, S, H)
        return additive(q, k, self.w) if self.settings.attention == "additive" else scaled_dot(q, k)

    def before(self, y: Tensor) -> Tensor:
        """The word before each of y (T, B): y moved on by one, the end as the start."""
        return torch.cat([torch.full_like(y[:1], self.end), y[:-1].clamp(min=0)])

    def loss(self, x: Tensor, y: Tensor) -> Tensor:
        """Mean nats a written word, the end included: x (S, B), y (T, B), −1 where there is none."""
        read = self.encode(x)
        written, _ = self.decode(read, self.before(y), self.start(read.c))
        return F.cross_entropy(written.logits.flatten(0, 1), y.flatten(), ignore_index=-1)

    @torch.inference_mode()
    def translate(
        self, sources: Sequence[Sequence[int]], longest: int, masked: Tensor | None = None
    ) -> list[tuple[int, ...]]:
        """Write what is likeliest word by word, until the end or for `longest` words."""
        read = self.encode(table(sources))
        state, y = self.start(read.c), torch.full((1, len(sources)), self.end)
        rows, over = [], torch.zeros(len(sources), dtype=torch.bool)
        for _ in range(longest):
            written, state = self.decode(read, y, state, masked)
            y = written.logits.argmax(-1)  # (1, B)
            rows.append(y[0])
            over |= y[0] == self.end
            if over.all():
                break
        columns = torch.stack(rows).t().tolist()
        return [tuple(row[: row.index(self.end)] if self.end in row else row) for row in columns]
