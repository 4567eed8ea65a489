"""From one picture to another: a conditional GAN with an L1 term and a discriminator of patches.

Isola, Zhu, Zhou & Efros (2017), *Image-to-Image Translation with Conditional Adversarial Networks*, in
its notation: x is the picture that is given (an outline), y the picture that belongs to it, G(x) what the
generator makes of x. At this size 16×16 stands for 256×256, three halvings for eight, and patches of 8×8
for 70×70. There is no noise z: the authors found that G learned to ignore it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam

CHANNELS = 24
PATCH = 8
"""Cells to a side that one verdict of D looks at."""
BETAS = 0.5, 0.99


def _filters(out: int, into: int, side: int, g: torch.Generator) -> Tensor:
    """He et al. (2015): variance 2 over the number of inputs."""
    w: Tensor = torch.randn(out, into, side, side, generator=g) * (2 / (into * side * side)) ** 0.5
    return w.requires_grad_()


def _biases(filters: Sequence[Tensor]) -> list[Tensor]:
    return [torch.zeros(len(w), requires_grad=True) for w in filters]


def _even(h: Tensor) -> Tensor:
    """Every place's channels at a mean square of 1 (Karras et al. 2018, §4.2)."""
    return h * torch.rsqrt(h.square().mean(1, keepdim=True) + 1e-6)


class UNet:
    """G: down to 2×2 and up again, with a bridge at each size so that outlines need not pass the bottom."""

    def __init__(self, g: torch.Generator, c: int = CHANNELS) -> None:
        sizes = (
            (c, 1, 4),
            (2 * c, c, 4),
            (2 * c, 2 * c, 4),
            (2 * c, 2 * c, 3),
            (c, 4 * c, 3),
            (c, 2 * c, 3),
            (1, c + 1, 3),
        )
        self.W = [_filters(*size, g) for size in sizes]
        self.b = _biases(self.W)
        with torch.no_grad():
            self.W[-1].mul_(0.3)  # begin in the grey: a saturated σ would hardly learn

    @property
    def parameters(self) -> list[Tensor]:
        """All that is learned."""
        return [*self.W, *self.b]

    def _conv(self, k: int, h: Tensor, stride: int = 1) -> Tensor:
        return F.conv2d(h, self.W[k], self.b[k], stride=stride, padding=1)

    def __call__(self, x: Tensor) -> Tensor:
        """Pictures x (n, 1, 16, 16) in 0…1 → G(x), likewise."""
        x = 2 * x - 1
        a = _even(F.leaky_relu(self._conv(0, x, 2), 0.2))  # (n, c, 8, 8)
        b = _even(F.leaky_relu(self._conv(1, a, 2), 0.2))  # (n, 2c, 4, 4)
        h = _even(F.leaky_relu(self._conv(2, b, 2), 0.2))  # (n, 2c, 2, 2)
        for k, bridge in ((3, b), (4, a), (5, x)):
            h = F.interpolate(h, scale_factor=2.0)
            h = _even(F.leaky_relu(self._conv(k, h), 0.2))
            h = torch.cat([h, bridge], 1)  # (n, 4c, 4, 4), (n, 2c, 8, 8), (n, c + 1, 16, 16)
        return torch.sigmoid(self._conv(6, h))


class PatchGAN:
    """D: a verdict on each patch of 8×8 cells, none on the whole. Blind, it sees y alone, never x."""

    def __init__(self, g: torch.Generator, c: int = 16) -> None:
        sizes = (c, 2, 4), (2 * c, c, 3), (2 * c, 2 * c, 1), (1, 2 * c, 1)
        self.W = [_filters(*size, g) for size in sizes]
        self.b = _biases(self.W)

    @property
    def parameters(self) -> list[Tensor]:
        """All that is learned."""
        return [*self.W, *self.b]

    def __call__(self, x: Tensor, y: Tensor, blind: bool = False) -> Tensor:
        """Pairs x, y (n, 1, 16, 16) → logits (n, 1, 8, 8): above 0 where a patch looks real."""
        h = torch.cat([torch.zeros_like(x) if blind else 2 * x - 1, 2 * y - 1], 1)
        h = F.leaky_relu(F.conv2d(h, self.W[0], self.b[0], stride=2, padding=1), 0.2)  # (n, c, 8, 8)
        h = F.leaky_relu(F.conv2d(h, self.W[1], self.b[1], padding=1), 0.2)  # (n, 2c, 8, 8)
        h = F.leaky_relu(F.conv2d(h, self.W[2], self.b[2]), 0.2)
        return F.conv2d(h, self.W[3], self.b[3])


class Pix2Pix:
    """G, D and their training: what G wants is λ · L1 + what D lets pass, eq. (4).

    `critic` is what D sees: the "pair", the "picture" alone, or "none" where there is no D, and G has L1
    alone. `weight` is λ. Both may change along the way.
    """

    def __init__(self, weight: float, critic: str, rate: float, length: int, seed: int) -> None:
        g = torch.Generator().manual_seed(seed)
        self.G, self.D = UNet(g), PatchGAN(g)
        self.weight, self.critic, self.rate, self.length = weight, critic, rate, length
        self.adams = [Adam(net.parameters, *BETAS) for net in (self.G, self.D)]

    def step(self, number: int, x: NDArray[np.float32], y: NDArray[np.float32]) -> tuple[float, float]:
        """Step `number` (from 0) on pairs (n, 16, 16) → the mean |y − G(x)|, and D's loss (NaN without D).

        D learns first, then G. FloatingPointError, with the tensor's name, if one is no longer finite.
        """
        given, true = torch.from_numpy(x)[:, None], torch.from_numpy(y)[:, None]  # (n, 1, 16, 16)
        made = self.G(given)
        d_loss = float("nan")
        if self.critic != "none":
            loss = self.d_loss(given, true, made.detach())
            d_loss = loss.item()
            self._learn(1, loss, number)
        l1 = (true - made).abs().mean()  # eq. (3)
        self._learn(0, self.g_loss(given, made, l1), number)
        return l1.item(), d_loss

    def d_loss(self, x: Tensor, y: Tensor, made: Tensor) -> Tensor:
        """Eq. (1) for D, halved as in §3.3: the mean over all patches, real and made."""
        blind = self.critic == "picture"
        real, fake = self.D(x, y, blind), self.D(x, made, blind)
        return (F.softplus(-real).mean() + F.softplus(fake).mean()) / 2

    def g_loss(self, x: Tensor, made: Tensor, l1: Tensor) -> Tensor:
        """Eq. (4), with −log D for log(1 − D) as in §3.3."""
        if self.critic == "none":
            return l1
        return F.softplus(-self.D(x, made, self.critic == "picture")).mean() + self.weight * l1

    def _learn(self, who: int, loss: Tensor, number: int) -> None:
        """One step of Adam for G (0) or D (1); rates fall to nothing over the second half."""
        adam = self.adams[who]
        for p, slope in zip(adam.parameters, torch.autograd.grad(loss, adam.parameters), strict=True):
            p.grad = slope
        if not torch.stack([p.grad.sum() for p in adam.parameters if p.grad is not None]).isfinite().all():
            raise FloatingPointError(f"gradient of {'GD'[who]}")
        adam.step(self.rate * min(1.0, 2 * max(0.0, 1 - number / self.length)))

    @torch.no_grad()
    def draw(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """G(x) for outlines x (n, 16, 16)."""
        made: NDArray[np.float32] = self.G(torch.from_numpy(x)[:, None])[:, 0].numpy()
        return made

    @torch.no_grad()
    def verdicts(self, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
        """D(x, y) patch by patch, (n, 8, 8) in 0…1, of pairs (n, 16, 16)."""
        given, shown = torch.from_numpy(x)[:, None], torch.from_numpy(y)[:, None]
        said: NDArray[np.float32] = torch.sigmoid(self.D(given, shown, self.critic == "picture"))[
            :, 0
        ].numpy()
        return said
