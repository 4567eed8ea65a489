"""The game of a GAN on images, whichever two networks play it: DCGAN and PGGAN here.

Goodfellow et al. (2014), with D's loss and the non-saturating loss of G worked out from logits; R1 is
Mescheder et al. (2018), "Which training methods for GANs do actually converge?", section 4.1; averaged
weights are Yazıcı et al. (2019). The players see images (m, 1, side, side) in −1…1, where 1 is ink.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam

BETA1 = 0.5
"""Radford et al. (2016), section 4: with .9 the two swing."""


FASTER = 4.0
"""D's learning rate over G's (Heusel et al. 2017 have D learn faster; at 1, D falls behind here)."""


class Player(Protocol):
    """A network of the game: noise → images, or images → logits."""

    def __call__(self, x: Tensor) -> Tensor: ...

    @property
    def theta(self) -> list[Tensor]:
        """All that it learns."""
        ...


class Game:
    """G, D, and what it takes to train them."""

    def __init__(self, G: Player, D: Player, noise: int, rng: torch.Generator) -> None:
        torch.set_num_threads(1)
        self.G, self.D, self.noise, self.rng = G, D, noise, rng
        self.rate, self.r1, self.averaging = 1e-3, 0.01, 300
        """G's learning rate, γ of R1 (0 is off), steps over which G's weights are averaged (0 is off)."""
        self.mean = copy.deepcopy(G)
        """G, averaged over time."""
        self.adam_G, self.adam_D = Adam(G.theta, BETA1), Adam(D.theta, BETA1)
        self.moves = 0

    def step(self, x: NDArray[Any], slowed: float = 1.0) -> tuple[float, float, float]:
        """D learns from m real images x (m, side, side) in 0…1 and m fakes, then G from its verdict.

        The rate is multiplied by `slowed`. Gives, as means over the batch: −log D(x) and −log(1 − D(G(z)))
        in nats a picture, ln 2 when D tells nothing; −log D(G(z)); ‖∂s/∂x‖², or NaN
        where R1 is off. Raises FloatingPointError before a number that is not finite is learned.
        """
        real = torch.tensor(2 * x - 1)[:, None].requires_grad_(self.r1 > 0)  # (m, 1, side, side)
        fake = self.G(torch.randn(len(x), self.noise, generator=self.rng))  # (m, 1, side, side)
        s, t = self.D(real), self.D(fake.detach())  # (m,) each, D = σ(s)
        d_loss = F.softplus(-s).mean() + F.softplus(t).mean()
        slope = steepness(s, real) if self.r1 else torch.tensor(torch.nan)
        penalty = self.r1 / 2 * slope if self.r1 else 0.0
        learn("discriminator", self.adam_D, d_loss + penalty, self.rate * FASTER * slowed)
        g_loss = F.softplus(-self.D(fake)).mean()
        learn("generator", self.adam_G, g_loss, self.rate * slowed)
        self.moves += 1
        average(self.mean.theta, self.G.theta, 1 / max(1, min(self.averaging, self.moves)))
        return d_loss.item() / 2, g_loss.item(), slope.item()

    @property
    def parameters(self) -> int:
        """Numbers that G and D learn."""
        return sum(p.numel() for player in (self.G, self.D) for p in player.theta)

    @torch.no_grad()
    def pictures(self, n: int, seed: int) -> NDArray[np.float32]:
        """n images (n, side, side) in 0…1 of the averaged generator."""
        return shown(self.mean(noise(n, self.noise, seed))[:, 0])


def noise(n: int, dimensions: int, seed: int) -> Tensor:
    """z (n, dimensions) for looking: not from the noise that trains."""
    return torch.randn(n, dimensions, generator=torch.Generator().manual_seed(seed))


def shown(x: Tensor) -> NDArray[np.float32]:
    """Images in −1…1 as arrays in 0…1."""
    values: NDArray[np.float32] = ((x.detach() + 1) / 2).numpy()
    return values


def steepness(s: Tensor, x: Tensor) -> Tensor:
    """Mean ‖∂s/∂x‖² of logits s (m,) by their images x (m, …), itself to be differentiated."""
    (slope,) = torch.autograd.grad(s.sum(), x, create_graph=True)  # (m, …)
    return slope.square().sum() / len(x)


def learn(who: str, adam: Adam, loss: Tensor, rate: float) -> None:
    """One step down the slope of `loss`, for one player's weights only; those not in use stay."""
    if not loss.isfinite():
        raise FloatingPointError(f"loss of the {who}")
    for p, slope in zip(
        adam.parameters, torch.autograd.grad(loss, adam.parameters, allow_unused=True), strict=True
    ):
        p.grad = slope
    adam.step(rate)


@torch.no_grad()
def average(mean: Sequence[Tensor], now: Sequence[Tensor], share: float) -> None:
    """mean ← mean + share · (now − mean), for each weight."""
    for m, p in zip(mean, now, strict=True):
        m.lerp_(p, share)


def weight(shape: tuple[int, ...], inputs: int, rng: torch.Generator) -> Tensor:
    """A random weight with variance 2 over the number of inputs to a unit (He et al. 2015)."""
    w: Tensor = torch.randn(*shape, generator=rng) * (2 / inputs) ** 0.5
    return w.requires_grad_()


def bias(n: int, at: float = 0.0) -> Tensor:
    """n biases (or scales), all alike."""
    return torch.full((n,), at).requires_grad_()
