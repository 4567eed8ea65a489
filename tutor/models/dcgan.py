"""A DCGAN: a generator that draws an image from coarse to fine, and a discriminator that reads it back.

Radford, Metz & Chintala (2016), "Unsupervised representation learning with deep convolutional generative
adversarial networks": strided convolutions instead of pooling, batch normalisation, ReLU in G and leaky
ReLU in D, tanh at the end. Theirs goes 4 → 8 → 16 → 32 → 64, this one 2 → 4 → 8. How G doubles is a choice:
by a transposed convolution of kernel 2, 3 or 4, or by repeating pixels and then convolving (Odena et al.
2016, "Deconvolution and checkerboard artifacts").
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
START = 2
"""Side of G's first maps and of D's last."""
LEAK = 0.2
KERNELS = {"transposed-4": 4, "transposed-3": 3, "transposed-2": 2, "resize": 3}
"""How a map may be made twice as large, and how wide the kernel is."""


class Up(NamedTuple):
    """Twice as large: h (m, c, s, s) → (m, c', 2s, 2s)."""

    way: str
    W: Tensor
    """(c, c', k, k); for "resize" (c', c, 3, 3)."""

    @classmethod
    def of(cls, way: str, c: int, made: int, rng: torch.Generator) -> Up:
        """A random one. Each pixel of a transposed convolution has k²/4 taps in the mean, of "resize" 9."""
        k = KERNELS[way]
        if way == "resize":
            return cls(way, weight((made, c, k, k), c * k * k, rng))
        return cls(way, weight((c, made, k, k), c * k * k // 4, rng))

    @classmethod
    def even(cls, way: str, c: int, made: int) -> Up:
        """One whose weights are all 1: what it makes of ones counts its taps."""
        return cls(way, torch.ones_like(cls.of(way, c, made, torch.Generator()).W))

    def __call__(self, h: Tensor) -> Tensor:
        if self.way == "resize":
            return F.conv2d(F.interpolate(h, scale_factor=2.0, mode="nearest"), self.W, padding=1)
        k = self.W.shape[-1]  # sides: (s − 1)·2 + k − 2·pad + extra = 2s
        return F.conv_transpose2d(h, self.W, stride=2, padding=(k - 1) // 2, output_padding=k % 2)


class Generator:
    """z (m, 16) → x (m, 1, 8, 8) in −1…1: maps of 2×2, then 4×4, then the image."""

    def __init__(self, way: str, channels: int, norm: bool, rng: torch.Generator) -> None:
        self.norm, self.c = norm, channels
        self.W0 = weight((NOISE, channels * START**2), NOISE, rng)
        self.ups = [Up.of(way, channels, channels // 2, rng), Up.of(way, channels // 2, 1, rng)]
        self.gain, self.b = ([bias(c, at) for c in (channels, channels // 2)] for at in (1.0, 0.0))
        self.last = bias(1)

    @property
    def theta(self) -> list[Tensor]:
        return [self.W0, *(up.W for up in self.ups), *(self.gain if self.norm else ()), *self.b, self.last]

    def maps(self, z: Tensor) -> list[Tensor]:
        """Coarse to fine, what each layer makes of z: (m, c, 2, 2), (m, c/2, 4, 4), (m, 1, 8, 8)."""
        h0 = (z @ self.W0).view(-1, self.c, START, START)
        h1 = F.relu(self._settled(h0, 0))  # (m, c, 2, 2)
        h2 = F.relu(self._settled(self.ups[0](h1), 1))  # (m, c/2, 4, 4)
        return [h1, h2, torch.tanh(self.ups[1](h2) + self.last)]

    def __call__(self, x: Tensor) -> Tensor:
        return self.maps(x)[-1]

    def _settled(self, h: Tensor, i: int) -> Tensor:
        """Batch normalisation (Ioffe & Szegedy 2015) by the batch at hand, or only a bias without it."""
        if self.norm:
            return F.batch_norm(h, None, None, self.gain[i], self.b[i], training=True)
        return h + self.b[i].view(-1, 1, 1)


class Discriminator:
    """x (m, 1, 8, 8) → logits s (m,): two strided convolutions of kernel 4, then one number."""

    def __init__(self, channels: int, norm: bool, rng: torch.Generator) -> None:
        half = channels // 2
        self.norm = norm
        self.W1, self.b1 = weight((half, 1, 4, 4), 16, rng), bias(half)
        self.W2, self.b2 = weight((channels, half, 4, 4), half * 16, rng), bias(channels)
        self.gain = bias(channels, 1.0)
        self.W3 = weight((channels * START**2, 1), channels * START**2, rng)

    @property
    def theta(self) -> list[Tensor]:
        return [self.W1, self.b1, self.W2, self.b2, *([self.gain] if self.norm else ()), self.W3]

    def maps(self, x: Tensor) -> list[Tensor]:
        """What each layer makes of x: (m, c/2, 4, 4), (m, c, 2, 2)."""
        h1 = F.leaky_relu(F.conv2d(x, self.W1, self.b1, stride=2, padding=1), LEAK)
        h2 = F.conv2d(h1, self.W2, None if self.norm else self.b2, stride=2, padding=1)
        if self.norm:
            h2 = F.batch_norm(h2, None, None, self.gain, self.b2, training=True)
        return [h1, F.leaky_relu(h2, LEAK)]

    def __call__(self, x: Tensor) -> Tensor:
        s: Tensor = (self.maps(x)[-1].flatten(1) @ self.W3).squeeze(1)
        return s


def dcgan(way: str, channels: int, norm: str, seed: int) -> Game:
    """A DCGAN before its first step. `norm`: who has batch normalisation, "generator", "both" or "none"."""
    rng = torch.Generator().manual_seed(seed)
    G = Generator(way, channels, norm != "none", rng)
    return Game(G, Discriminator(channels, norm == "both", rng), NOISE, rng)


@torch.no_grad()
def layers(game: Game, n: int, seed: int, chosen: int) -> list[NDArray[np.float32]]:
    """The maps of one of `game.pictures(n, seed)`: (c, 2, 2), (c/2, 4, 4), (1, 8, 8)."""
    G = cast(Generator, game.mean)
    return [some[chosen].numpy() for some in G.maps(noise(n, NOISE, seed))]
