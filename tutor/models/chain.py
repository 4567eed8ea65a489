"""An autoregressive model of points in the plane: p(x) = p(x₁) p(x₂ | x₁), each factor a mixture.

What PixelRNN (van den Oord et al. 2016, eq. 1) does with the pixels of a picture, one after the other,
with two numbers for pixels; the mixture of each step is Bishop's (1994, "Mixture density networks").
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam

MIXED, HIDDEN = 12, 48
"""Gaussians in each factor; units in each of the two hidden layers."""
NARROWEST = 0.02
"""No Gaussian gets narrower: one on a single training point would make the likelihood infinite."""

Array = NDArray[Any]


class Chain:
    """The first number from a mixture of Gaussians; the second from one that depends on the first."""

    def __init__(self, seed: int) -> None:
        torch.set_num_threads(1)
        g = torch.Generator().manual_seed(seed)

        def random(*shape: int) -> Tensor:
            w: Tensor = torch.randn(*shape, generator=g) * shape[0] ** -0.5
            return w.requires_grad_()

        def zeros(n: int) -> Tensor:
            return torch.zeros(n, requires_grad=True)

        spread = torch.linspace(-1, 1, MIXED)  # means lie side by side at first
        first = torch.cat([torch.zeros(MIXED), spread, torch.full((MIXED,), -1.0)])  # (3K,)
        self.first = first.requires_grad_()
        self.W = [random(1, HIDDEN), random(HIDDEN, HIDDEN), random(HIDDEN, 3 * MIXED)]
        self.b = [zeros(HIDDEN), zeros(HIDDEN), first.detach().clone().requires_grad_()]
        self.theta = [self.first, *self.W, *self.b]
        self.adam = Adam(self.theta)

    def second(self, x1: Tensor) -> Tensor:
        """What x₁ (n, 1) says of x₂: weights, means and spreads (n, 3K)."""
        h = torch.tanh(2 * x1 @ self.W[0] + self.b[0])  # (n, H)
        h = torch.tanh(h @ self.W[1] + self.b[1])  # (n, H)
        return h @ self.W[2] + self.b[2]

    def log_factors(self, x: Tensor) -> Tensor:
        """log p(x₁) and log p(x₂ | x₁) of x (n, 2) → (n, 2)."""
        one = log_mixture(x[:, :1], self.first.expand(len(x), -1))
        return torch.stack([one, log_mixture(x[:, 1:], self.second(x[:, :1]))], dim=1)

    def step(self, x: Array, lr: float) -> float:
        """One step up the likelihood of x (m, 2); gives −log p(x) before it, mean in nats."""
        loss = -self.log_factors(torch.as_tensor(x, dtype=torch.float32)).sum(1).mean()
        slopes = torch.autograd.grad(loss, self.theta)
        for w, slope in zip(self.theta, slopes, strict=True):
            w.grad = slope
        if math.isfinite(loss.item()):
            self.adam.step(lr)
        return loss.item()

    @torch.no_grad()
    def log_density(self, x: Array) -> Array:
        """log p(x) (n,) of x (n, 2), in nats: exact, the sum over the chain."""
        log: Array = self.log_factors(torch.as_tensor(x, dtype=torch.float32)).sum(1).double().numpy()
        return log

    @torch.no_grad()
    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """n new points (n, 2): x₁ first, x₂ when it is known."""
        x1 = _draw(self.first.expand(n, -1), rng)
        x2 = _draw(self.second(torch.as_tensor(x1, dtype=torch.float32)[:, None]), rng)
        return np.stack([x1, x2], axis=1)


def log_mixture(x: Tensor, parts: Tensor) -> Tensor:
    """log Σₖ πₖ N(x; μₖ, σₖ) of x (n, 1) with parts (n, 3K): logits of π, means, logarithms of σ → (n,)."""
    logits, mean, log_spread = parts.chunk(3, dim=1)  # (n, K) each
    spread = NARROWEST + torch.exp(log_spread)
    heap = -0.5 * ((x - mean) / spread) ** 2 - torch.log(spread) - 0.5 * math.log(2 * math.pi)
    return torch.logsumexp(torch.log_softmax(logits, dim=1) + heap, dim=1)


def _draw(parts: Tensor, rng: np.random.Generator) -> Array:
    """One number (n,) from each mixture (n, 3K)."""
    logits, mean, log_spread = (part.double().numpy() for part in parts.chunk(3, dim=1))
    gumbel = rng.gumbel(size=logits.shape)
    which = (logits + gumbel).argmax(axis=1)
    row = np.arange(len(which))
    spread = NARROWEST + np.exp(log_spread[row, which])
    drawn: Array = mean[row, which] + spread * rng.standard_normal(len(which))
    return drawn
