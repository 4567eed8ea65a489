"""Networks that grow while they learn: 4×4 pictures first, then 8×8, then 16×16.

Karras, Aila, Laine & Lehtinen (2018), "Progressive growing of GANs for improved quality, stability, and
variation": a new layer is faded in by α going from 0 to 1 (figure 2); pixels are repeated and then
convolved; pixelwise normalisation in G (section 4.2), the spread over a batch as one more map in D (section
3). The loss is that of `image_game`, theirs was WGAN-GP.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.image_game import Game, bias, noise, weight

NOISE = 16
"""Dimensions of z ~ N(0, 1)."""
SIDES = (4, 8, 16)
"""The side of the pictures at each stage."""
LEAK = 0.2


class Conv(NamedTuple):
    """A convolution of kernel k; what comes out is as large as what went in."""

    W: Tensor
    """(made, c, k, k)."""
    b: Tensor
    """(made,)."""

    @classmethod
    def of(cls, c: int, made: int, k: int, rng: torch.Generator) -> Conv:
        return cls(weight((made, c, k, k), c * k * k, rng), bias(made))

    def __call__(self, h: Tensor) -> Tensor:
        """h (m, c, s, s) → (m, made, s, s)."""
        return F.conv2d(h, self.W, self.b, padding=self.W.shape[-1] // 2)

    def work(self, side: int) -> int:
        """Multiply-adds for one map of that side."""
        return self.W.numel() * side * side


class Growing:
    """What both networks know: the stage they have grown to, and how far its last layer is faded in."""

    def __init__(self) -> None:
        self.stage, self.alpha = 0, 1.0
        """An index into `SIDES`, and α: 0 while the newest layer does not count, 1 when it is in."""


class Generator(Growing):
    """z (m, 16) → x (m, 1, s, s) in −1…1, s the side of the stage."""

    def __init__(self, channels: int, rng: torch.Generator) -> None:
        super().__init__()
        self.c = channels
        self.first = Conv.of(NOISE, channels * 16, 1, rng)
        self.convs = [Conv.of(channels, channels, 3, rng) for _ in SIDES]
        self.grey = [Conv.of(channels, 1, 1, rng) for _ in SIDES]  # "toRGB" of the paper

    @property
    def theta(self) -> list[Tensor]:
        return [w for conv in (self.first, *self.convs, *self.grey) for w in conv]

    def __call__(self, x: Tensor) -> Tensor:
        """Noise x (m, 16) → pictures."""
        h = self.first(x[:, :, None, None]).view(-1, self.c, 4, 4)
        h = settled(self.convs[0](settled(h)))  # (m, c, 4, 4)
        for stage in range(1, self.stage + 1):
            before, h = h, settled(self.convs[stage](repeated(h)))  # (m, c, s, s)
        made = self.grey[self.stage](h)  # (m, 1, s, s)
        if self.alpha < 1:
            old = repeated(self.grey[self.stage - 1](before))
            made = torch.lerp(old, made, self.alpha)
        return made


class Discriminator(Growing):
    """x (m, 1, s, s) → logits (m,): the generator's way back, halving by means over 2×2 pixels."""

    def __init__(self, channels: int, rng: torch.Generator) -> None:
        super().__init__()
        self.grey = [Conv.of(1, channels, 1, rng) for _ in SIDES]
        self.convs = [Conv.of(channels + (i == 0), channels, 3, rng) for i in range(len(SIDES))]
        self.last = Conv.of(channels * 16, 1, 1, rng)

    @property
    def theta(self) -> list[Tensor]:
        return [w for conv in (*self.grey, *self.convs, self.last) for w in conv]

    def __call__(self, x: Tensor) -> Tensor:
        h = leaky(self.grey[self.stage](x))  # (m, c, s, s)
        for stage in range(self.stage, 0, -1):
            h = F.avg_pool2d(leaky(self.convs[stage](h)), 2)
            if stage == self.stage and self.alpha < 1:
                old = leaky(self.grey[stage - 1](F.avg_pool2d(x, 2)))
                h = torch.lerp(old, h, self.alpha)
        h = leaky(self.convs[0](with_spread(h)))  # (m, c, 4, 4)
        s: Tensor = self.last(h.flatten(1)[:, :, None, None]).flatten()
        return s


def leaky(h: Tensor) -> Tensor:
    """h where it is above 0, a fifth of it below."""
    return F.leaky_relu(h, LEAK)


def settled(h: Tensor) -> Tensor:
    """ReLU, then each pixel's channels scaled to a mean square of 1: h (m, c, s, s), section 4.2."""
    h = leaky(h)
    return h * torch.rsqrt(h.square().mean(1, keepdim=True) + 1e-8)


def repeated(h: Tensor) -> Tensor:
    """Twice as large, each pixel four times."""
    return F.interpolate(h, scale_factor=2.0, mode="nearest")


def with_spread(h: Tensor) -> Tensor:
    """One more map, the mean standard deviation of a pixel over the batch: (m, c + 1, s, s)."""
    spread = (h.var(0, unbiased=False) + 1e-8).sqrt().mean()
    return torch.cat([h, spread.expand(len(h), 1, *h.shape[2:])], 1)


class Pggan(Game):
    """G and D that grow together."""

    def __init__(self, channels: int, seed: int) -> None:
        rng = torch.Generator().manual_seed(seed)
        super().__init__(Generator(channels, rng), Discriminator(channels, rng), NOISE, rng)
        self.images, self.work = 0, 0
        """Real images shown so far, and multiply-adds of one way through G and D for as many images."""

    def grow(self, stage: int, alpha: float) -> None:
        """Be at that stage (0, 1, 2), its layer faded in by `alpha` (0…1)."""
        for net in (self.G, self.D, self.mean):
            grown = cast(Growing, net)
            grown.stage, grown.alpha = stage, alpha

    @property
    def stage(self) -> int:
        return cast(Growing, self.G).stage

    @property
    def alpha(self) -> float:
        return cast(Growing, self.G).alpha

    def learn(self, pictures: NDArray[np.float32], slowed: float) -> tuple[float, float, float]:
        """One step on real pictures (m, 16, 16) in 0…1, made as small and as coarse as what G draws now."""
        told = self.step(seen_as(pictures, self.stage, self.alpha), slowed)
        self.images += len(pictures)
        self.work += len(pictures) * self.cost(self.stage)
        return told

    def cost(self, stage: int) -> int:
        """Multiply-adds for one image on its way through G and D at that stage."""
        G, D = cast(Generator, self.G), cast(Discriminator, self.D)
        ends = G.first.work(1) + D.last.work(1)
        convs = sum(net.convs[i].work(SIDES[i]) for net in (G, D) for i in range(stage + 1))
        return ends + convs + sum(net.grey[stage].work(SIDES[stage]) for net in (G, D))

    @torch.no_grad()
    def steps_of_fading(self, n: int, seed: int) -> list[NDArray[np.float32]]:
        """n pictures of the averaged generator with its newest layer at α = 0, as now, and at α = 1."""
        G, now = cast(Generator, self.mean), self.alpha
        made = []
        for alpha in (0.0, now, 1.0):
            G.alpha = alpha if G.stage else 1.0
            made.append(self.pictures(n, seed))
        G.alpha = now
        return made

    @torch.no_grad()
    def alpha0_diff(self, n: int, seed: int) -> float:
        """Largest difference of n pictures at α = 0 from the old stage's, pixels repeated.

        At the first stage, of the pictures of the next.
        """
        G = cast(Generator, self.mean)
        stage, alpha, z = G.stage, G.alpha, noise(n, NOISE, seed)
        G.stage, G.alpha = max(stage, 1), 0.0
        new = G(z)
        G.stage, G.alpha = G.stage - 1, 1.0
        old = repeated(G(z))
        G.stage, G.alpha = stage, alpha
        return float((new - old).abs().max())


def smaller(pictures: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Pictures (m, s, s) as (m, side, side): means over square blocks."""
    k = pictures.shape[1] // side
    means: NDArray[np.float32] = pictures.reshape(len(pictures), side, k, side, k).mean((2, 4))
    return means


def seen_as(pictures: NDArray[np.float32], stage: int, alpha: float) -> NDArray[np.float32]:
    """Real pictures (m, 16, 16) at a stage's side; while α < 1 as coarse as fakes: old side mixed in."""
    x = smaller(pictures, SIDES[stage])
    if alpha < 1:
        old = smaller(x, SIDES[stage - 1]).repeat(2, 1).repeat(2, 2)
        x = (old + np.float32(alpha) * (x - old)).astype(np.float32)
    return x
