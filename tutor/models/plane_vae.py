"""A variational autoencoder of points in the plane, small enough that what it hides can be summed up.

Kingma and Welling (2014): the encoder q(z|x) and the decoder p(x|z) are Gaussians, z has two numbers. The
likelihood p(x) = ∫ p(x|z) p(z) dz has no formula; with two numbers it can be summed over a lattice of z,
so the gap between the bound and the truth is a number here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam

HIDDEN, LATENT = 48, 2
NODES = 6
"""Gauss-Hermite nodes along each latent number: expectations under q are sums over 36 places."""
FARTHEST, SIDE = 4.5, 181
"""The lattice of z: ±4.5 in steps of .05; beyond lies 1e-5 of the prior."""

Array = NDArray[Any]


class PlaneVae:
    """Encoder, decoder and the decoder's spread σ, which is learned too."""

    def __init__(self, seed: int) -> None:
        torch.set_num_threads(1)
        self.rng = torch.Generator().manual_seed(seed)

        def layers(*sizes: int) -> list[Tensor]:
            W = [torch.randn(n, m, generator=self.rng) * n**-0.5 for n, m in pairwise(sizes)]
            return [p.requires_grad_() for w in W for p in (w, torch.zeros(w.shape[1]))]

        self.encoder = layers(2, HIDDEN, HIDDEN, 2 * LATENT)
        self.decoder = layers(LATENT, HIDDEN, HIDDEN, 2)
        self.log_spread = torch.tensor(-1.0, requires_grad=True)
        self.theta = [*self.encoder, *self.decoder, self.log_spread]
        self.adam = Adam(self.theta)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """μ and log σ of q(z|x) for x (n, 2): (n, 2) each."""
        mean, log_spread = _through(self.encoder, 2 * x).chunk(2, dim=1)
        return mean, log_spread - 1

    def decode(self, z: Tensor) -> Tensor:
        """The mean of p(x|z) for z (…, 2) → (…, 2)."""
        return _through(self.decoder, z)

    def log_given(self, x: Tensor, z: Tensor) -> Tensor:
        """log p(x|z), x and z (…, 2) → (…)."""
        square = ((x - self.decode(z)) ** 2).sum(-1) * torch.exp(-2 * self.log_spread)
        return -0.5 * square - 2 * self.log_spread - math.log(2 * math.pi)

    def step(self, x: Array, lr: float) -> float:
        """One step up the bound on x (m, 2), one z for each; gives −bound before it, mean in nats."""
        points = _float(x)
        mean, log_spread = self.encode(points)
        noise = torch.randn(mean.shape, generator=self.rng)
        z = mean + torch.exp(log_spread) * noise  # (m, 2), eq. (4): noise from outside, so z has a gradient
        loss = (divergence(mean, log_spread) - self.log_given(points, z)).mean()
        slopes = torch.autograd.grad(loss, self.theta)
        for w, slope in zip(self.theta, slopes, strict=True):
            w.grad = slope
        if math.isfinite(loss.item()):
            self.adam.step(lr)
        return loss.item()

    @torch.no_grad()
    def log_bound(self, x: Array) -> Array:
        """The evidence lower bound, eq. (3), at x (n, 2) → (n,), in nats: log p(x) is at least that."""
        node, weight = np.polynomial.hermite_e.hermegauss(NODES)
        e = _float(np.stack(np.meshgrid(node, node), 2).reshape(-1, 2))  # (36, 2)
        share = _float(np.outer(weight, weight).reshape(-1) / (2 * np.pi))  # (36,)
        found = []
        for points in _parts(x, 2048):
            mean, log_spread = self.encode(points)
            z = mean[:, None] + torch.exp(log_spread)[:, None] * e  # (n, 36, 2)
            given = (self.log_given(points[:, None], z) * share).sum(1)
            found.append(given - divergence(mean, log_spread))
        log: Array = torch.cat(found).double().numpy()
        return log

    @torch.no_grad()
    def summed_log_density(self, x: Array) -> Array:
        """log p(x) (n,) of x (n, 2), in nats, summed over 181 × 181 places of z.

        No formula: with ten latent numbers instead of two it would take 181¹⁰ places.
        """
        line = torch.linspace(-FARTHEST, FARTHEST, SIDE)
        z = torch.cartesian_prod(line, line)  # (S², 2)
        prior = -0.5 * (z**2).sum(1)
        prior = prior - torch.logsumexp(prior, dim=0)  # (S²,), the weights of the places
        centre, spread = self.decode(z), torch.exp(self.log_spread)
        found = []
        for points in _parts(x, 64):
            square = torch.cdist(points, centre) ** 2  # (n, S²)
            found.append(torch.logsumexp(prior - 0.5 * square / spread**2, dim=1))
        log: Array = torch.cat(found).double().numpy()
        return log - 2 * self.log_spread.item() - math.log(2 * math.pi)

    @torch.no_grad()
    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """n new points (n, 2): z from the prior, its decoded mean, and σ of noise."""
        z = _float(rng.standard_normal((n, LATENT)))
        noise = math.exp(self.log_spread.item()) * rng.standard_normal((n, 2))
        points: Array = self.decode(z).double().numpy() + noise
        return points


def divergence(mean: Tensor, log_spread: Tensor) -> Tensor:
    """KL(q‖p) of N(μ, σ²) from N(0, 1), summed over latent numbers, appendix B: (n, d) each → (n,)."""
    return 0.5 * (mean**2 + torch.exp(2 * log_spread) - 1 - 2 * log_spread).sum(1)


def _float(x: Array) -> Tensor:
    return torch.as_tensor(x, dtype=torch.float32)


def _parts(x: Array, most: int) -> Iterator[Tensor]:
    """x (n, 2) in parts of at most so many rows."""
    for i in range(0, len(x), most):
        yield _float(x[i : i + most])


def _through(layers: list[Tensor], x: Tensor) -> Tensor:
    """x (…, n) through the layers, a squash between them."""
    for i in range(0, len(layers), 2):
        x = x @ layers[i] + layers[i + 1]
        if i + 2 < len(layers):
            x = torch.tanh(x)
    return x
