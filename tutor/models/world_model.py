"""A recurrent network that learns how a world answers, and can then be lived in instead of the world.

    hₜ = GRU([sₜ, aₜ], hₜ₋₁)
    Δₜ ~ Σₖ πₖ N(μₖ, σₖ²)           what the state changes by: a mixture, from hₜ
    dₜ = σ(v·hₜ + c)                how likely it is that this push ends the game

After Ha & Schmidhuber (2018), "Recurrent world models facilitate policy evolution", the part they call M: a
mixture density network (Bishop 1994) on a recurrent one. Here it reads the world's four numbers themselves
and not the codes of pictures, and the K Gaussians are over all four at once. At a temperature τ the weights
are softmax(ln πₖ / τ) and the widths σₖ √τ: 0 is what the model holds for likeliest, 1 what it believes,
above 1 a dream wilder than that. B games or dreams side by side, T steps, H units.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from tutor.models.adam import Adam
from tutor.models.cartpole import Game
from tutor.models.cells import CELLS
from tutor.models.scan import scan

Array = NDArray[Any]
STATE = 4
SHARPEST, WIDEST = -3.0, 2.0
"""Limits of ln σ, in units of the changes' own spread. The world has no dice of its own, so without
the lower one the model would grow surer and surer of the states, and drown out the ending's gradient."""
WINDOW, WIDTH = 32, 32
"""Pushes in a stretch of a game that is learned from, and stretches in an update."""
GRU = CELLS["gru"]


class WorldModel(nn.Module):
    """The network, and the units it reads and speaks in: means and spreads of states and of changes."""

    def __init__(self, hidden: int, mixtures: int, generator: torch.Generator) -> None:
        super().__init__()
        self.mixtures = mixtures
        blocks = [nn.init.orthogonal_(torch.empty(hidden, hidden), generator=generator) for _ in range(3)]
        width = mixtures * (1 + 2 * STATE) + 1
        self.W = nn.Parameter(torch.randn(STATE + 1, 3 * hidden, generator=generator) * 0.5)
        self.U = nn.Parameter(torch.cat(blocks, dim=1))  # (H, 3H)
        self.b = nn.Parameter(torch.zeros(3 * hidden))
        self.V = nn.Parameter(torch.randn(hidden, width, generator=generator) * (0.3 / hidden**0.5))
        self.c = nn.Parameter(torch.zeros(width))
        self.unit = torch.ones(STATE)  # the spread of each of the four numbers
        self.change = torch.ones(STATE)  # and of what it changes by in a step

    def measure(self, games: list[Game]) -> None:
        """Take the units from these games."""
        states = np.concatenate([g.states for g in games])
        changes = np.concatenate([np.diff(g.states, axis=0) for g in games])
        self.unit = torch.from_numpy(states.std(0) + 1e-6).float()
        self.change = torch.from_numpy(changes.std(0) + 1e-6).float()

    def read(self, s: Tensor, a: Tensor) -> Tensor:
        """States (…, 4) and pushes (…) of 0 and 1 → what they give to the GRU's blocks (…, 3H)."""
        x = torch.cat([s / self.unit, 2 * a[..., None].float() - 1], dim=-1)  # (…, 5)
        return x @ self.W + self.b

    def believe(self, h: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """From h (…, H): ln π (…, K), μ and ln σ (…, K, 4) in units of `change`, logit of the end (…)."""
        out, K = h @ self.V + self.c, self.mixtures  # (…, K + 8K + 1)
        pi, mu, sigma, end = torch.split(out, [K, K * STATE, K * STATE, 1], dim=-1)
        shape = (*h.shape[:-1], K, STATE)
        return (
            pi.log_softmax(-1),
            mu.reshape(shape),
            sigma.reshape(shape).clamp(SHARPEST, WIDEST),
            end[..., 0],
        )

    def forward(self, s: Tensor, a: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Games s (T, B, 4), a (T, B) from their start → what it believed before each next state."""
        states, _ = scan(GRU, self.read(s, a), self.start(s.shape[1]), self.U)  # (T, 1, B, H)
        return self.believe(states[:, 0])

    def start(self, width: int) -> Tensor:
        """The memory before anything was seen: zeros (1, B, H)."""
        return torch.zeros(1, width, self.U.shape[0])

    @torch.no_grad()
    def dream(
        self, s: Tensor, a: Tensor, h: Tensor, tau: Tensor, generator: torch.Generator
    ) -> tuple[Tensor, Tensor, Tensor]:
        """One dreamed step: s (B, 4), a (B,), h (1, B, H), τ (B,) → the next s, the chance that it ended
        (B,), the next h."""
        h = GRU.step(self.read(s, a), h, self.U)  # (1, B, H)
        pi, mu, log_sigma, end = self.believe(h[0])
        dice = torch.rand(pi.shape, generator=generator).clamp(1e-9, 1 - 1e-7)
        gumbel = -torch.log(-torch.log(dice)) * tau[:, None]  # (B, K): argmax draws from softmax(ln π / τ)
        k = (pi + gumbel).argmax(-1)  # (B,)
        rows = torch.arange(len(k))
        noise = torch.randn(s.shape, generator=generator) * tau.sqrt()[:, None]
        delta = mu[rows, k] + log_sigma[rows, k].exp() * noise  # (B, 4)
        return s + delta * self.change, torch.sigmoid(end), h


def surprise(pi: Tensor, mu: Tensor, log_sigma: Tensor, delta: Tensor) -> Tensor:
    """−ln of the density of delta (…, 4) under the mixture: nats (…)."""
    z = (delta[..., None, :] - mu) / log_sigma.exp()  # (…, K, 4)
    each = -0.5 * (z * z).sum(-1) - log_sigma.sum(-1) - 0.5 * STATE * math.log(2 * math.pi)  # (…, K)
    return -torch.logsumexp(pi + each, dim=-1)


class Training:
    """A WorldModel learning from games it watched.

    `weight` is what a nat about the ending counts in the loss, one about the states being 1: endings are
    rare, one push in twenty. With `endings` False each game's last push, if it ended the game, is left out
    of what is learned from: then no push that was ever seen ended anything.
    """

    def __init__(
        self,
        games: list[Game],
        *,
        hidden: int,
        mixtures: int,
        endings: bool,
        weight: float,
        length: int,
        rate: float,
        seed: int,
    ) -> None:
        self.model = WorldModel(hidden, mixtures, torch.Generator().manual_seed(seed))
        self.model.measure(games)
        self.length, self.rate, self.weight = length, rate, weight
        self.adam = Adam(self.model.parameters())
        self.random = np.random.default_rng([seed, 0x1EA])
        self.s, self.a, self.delta, self.end, self.there = table(games, endings, WINDOW)

    def step(self, number: int) -> tuple[float, float, float]:
        """Update `number` → nats a step of the states, nats a step of the ending, length of the gradient.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        rows = torch.from_numpy(self.random.integers(0, self.s.shape[1], WIDTH))
        s, a, there = self.s[:, rows], self.a[:, rows], self.there[:, rows]
        states, ending = self.loss(s, a, self.delta[:, rows], self.end[:, rows], there)
        (states + self.weight * ending).backward()  # type: ignore[no-untyped-call]
        norm = self.adam.clip(1.0)
        if not math.isfinite(norm):
            raise FloatingPointError("gradient of " + (self.adam.broken(NAMES) or "everything together"))
        self.adam.step(self.rate * min((number + 1) / 20, max(0.02, 1 - number / self.length)))
        return states.item(), ending.item(), norm

    def loss(
        self, s: Tensor, a: Tensor, delta: Tensor, end: Tensor, there: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Mean nats a step: of what the state changed by, and of whether it ended. All (T, B, …)."""
        pi, mu, log_sigma, logit = self.model(s, a)
        nats = surprise(pi, mu, log_sigma, delta / self.model.change)
        ended = F.binary_cross_entropy_with_logits(logit, end, reduction="none")
        return (nats * there).sum() / there.sum(), (ended * there).sum() / there.sum()


NAMES = ("W", "U", "b", "V", "c")


def table(games: list[Game], endings: bool, window: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Games cut into windows side by side, empty places at their ends: s (T, B, 4), a, what s changed by
    (T, B, 4), whether the push ended the game, whether there was a push at all (T, B)."""
    cut: list[tuple[Array, Array, Array]] = []
    for g in games:
        n = len(g) - int(g.ended and not endings)
        end = np.zeros(n, dtype=np.float32)
        if g.ended and endings:
            end[-1] = 1.0
        for at in range(0, n, window):
            to = min(n, at + window)
            cut.append((g.states[at : to + 1], g.actions[at:to], end[at:to]))
    T, B = window, max(1, len(cut))
    s, delta = np.zeros((T, B, STATE), np.float32), np.zeros((T, B, STATE), np.float32)
    a, end_, there = np.zeros((T, B), np.int64), np.zeros((T, B), np.float32), np.zeros((T, B), np.float32)
    for i, (states, actions, ends) in enumerate(cut):
        n = len(actions)
        s[:n, i], a[:n, i], end_[:n, i], there[:n, i] = states[:-1], actions, ends, 1.0
        delta[:n, i] = np.diff(states, axis=0)
    s_, a_, d_, e_, t_ = (torch.from_numpy(v) for v in (s, a, delta, end_, there))
    return s_, a_, d_, e_, t_
