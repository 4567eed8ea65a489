"""A conditional GAN for digits: say which digit, and G draws one.

Mirza & Osindero (2014), *Conditional Generative Adversarial Nets*: the class y is given to G beside the
noise z, and to D beside the picture x, eq. (2). That is the whole change. D's slope at real digits is held
down (R1, Mescheder et al. 2018), and pictures are made with averaged weights (Yazıcı et al. 2019).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam
from tutor.models.digits import CLASSES, SIDE, digits

NOISE = 16
HIDDEN = 192
BATCH = 60
PIXELS = SIDE * SIDE
R1 = 0.3
AVERAGED = 0.99
BETAS = 0.5, 0.99

Array = NDArray[Any]


def _layers(sizes: tuple[int, ...], g: torch.Generator) -> list[Tensor]:
    """Weights (in, out) and biases (out,) in turn; He et al. (2015)."""
    found: list[Tensor] = []
    for i, o in pairwise(sizes):
        found += [torch.randn(i, o, generator=g) * (2 / i) ** 0.5, torch.zeros(o)]
    return [p.requires_grad_() for p in found]


def _through(h: Tensor, layers: list[Tensor]) -> Tensor:
    for k in range(0, len(layers), 2):
        h = h @ layers[k] + layers[k + 1]
        if k < len(layers) - 2:
            h = F.leaky_relu(h, 0.2)
    return h


class ClassGan:
    """G(z, y) and D(x, y). With the critic "picture" D is not told y; with "none" nobody learns."""

    def __init__(self, critic: str, rate: float, length: int, seed: int) -> None:
        self.critic, self.rate, self.length = critic, rate, length
        self.random = torch.Generator().manual_seed(seed)
        self.G = _layers((NOISE + CLASSES, HIDDEN, HIDDEN, PIXELS), self.random)
        self.D = _layers((PIXELS + CLASSES, HIDDEN, HIDDEN, 1), self.random)
        with torch.no_grad():
            self.G[-2].mul_(0.3)
        self.averaged = [p.detach().clone() for p in self.G]
        self.adams = Adam(self.G, *BETAS), Adam(self.D, *BETAS)
        train = digits().train
        self.x, self.y = torch.tensor(train.flat), torch.eye(CLASSES)[torch.tensor(train.labels)]

    def make(self, z: Tensor, y: Tensor, layers: list[Tensor] | None = None) -> Tensor:
        """z (n, 16), y (n, 10) one-hot → pictures (n, 64) in 0…1."""
        return torch.sigmoid(_through(torch.cat([z, y], 1), layers or self.G))

    def judged(self, x: Tensor, y: Tensor) -> Tensor:
        """Pictures x (n, 64) in 0…1 said to be of class y (n, 10) → logits (n,)."""
        told = torch.zeros_like(y) if self.critic == "picture" else y
        return _through(torch.cat([2 * x - 1, told], 1), self.D)[:, 0]

    def step(self, number: int) -> tuple[float, float]:
        """Step `number` (from 0) → the losses of D and G. FloatingPointError as in `Pix2Pix.step`."""
        some = torch.randint(len(self.x), (BATCH,), generator=self.random)
        x, y = self.x[some].requires_grad_(), self.y[some]  # (60, 64), (60, 10)
        z = torch.randn(BATCH, NOISE, generator=self.random)
        if self.critic == "none":
            return float("nan"), float("nan")
        made = self.make(z, y)
        d_loss = self._d_loss(x, y, made.detach())
        self._learn(1, d_loss, number)
        g_loss = F.softplus(-self.judged(made, y)).mean()
        self._learn(0, g_loss, number)
        with torch.no_grad():
            for mean, p in zip(self.averaged, self.G, strict=True):
                mean.lerp_(p, 1 - AVERAGED)
        return d_loss.item(), g_loss.item()

    def _d_loss(self, x: Tensor, y: Tensor, made: Tensor) -> Tensor:
        """What D pays on real and made digits of the same classes, and R1 by its input in −1…1."""
        real, fake = self.judged(x, y), self.judged(made, y)
        (slope,) = torch.autograd.grad(real.sum(), x, create_graph=True)  # (60, 64); x is half as long
        r1 = R1 / 2 * (slope / 2).square().sum(1).mean()
        return F.softplus(-real).mean() + F.softplus(fake).mean() + r1

    def _learn(self, who: int, loss: Tensor, number: int) -> None:
        adam = self.adams[who]
        for p, slope in zip(adam.parameters, torch.autograd.grad(loss, adam.parameters), strict=True):
            p.grad = slope
        if not loss.isfinite():
            raise FloatingPointError(f"loss of {'GD'[who]}")
        adam.step(self.rate * min(1.0, 2 * max(0.0, 1 - number / self.length)))

    @torch.no_grad()
    def samples(self, labels: Array, seed: int, same: bool = False) -> Array:
        """Digits (n, 8, 8) of the asked classes (n,). With `same`, the k-th of each has z k."""
        g = torch.Generator().manual_seed(seed)
        if same:
            z = torch.randn(int(np.bincount(labels).max()), NOISE, generator=g)
            turn = [int((labels[:k] == c).sum()) for k, c in enumerate(labels)]
            z = z[turn]
        else:
            z = torch.randn(len(labels), NOISE, generator=g)
        y = torch.eye(CLASSES)[torch.tensor(np.asarray(labels, dtype=np.int64))]
        made: Array = self.make(z, y, self.averaged).view(-1, SIDE, SIDE).numpy()
        return made

    @torch.no_grad()
    def belief(self, images: Array, labels: Array) -> Array:
        """D's word (n,) in 0…1 on pictures (n, 8, 8) said to be of these classes."""
        y = torch.eye(CLASSES)[torch.tensor(np.asarray(labels, dtype=np.int64))]
        flat = torch.tensor(np.asarray(images, dtype=np.float32).reshape(-1, PIXELS))
        said: Array = torch.sigmoid(self.judged(flat, y)).numpy()
        return said
