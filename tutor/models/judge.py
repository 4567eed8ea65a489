"""Judges of generated digits: a classifier that never saw them, and the kernel distance of two sets.

Neither has a part in any model that it judges. The classifier learns from the real training digits alone.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam
from tutor.models.digits import CLASSES, SIDE, digits

EPOCHS, BATCH, RATE = 25, 60, 3e-3
CHANNELS = (24, 48)
FEATURES = 64
SURE = 0.9
"""From this probability on, a digit counts as told."""
SHARE = 0.02
"""The least share of all samples that must be told as a class for it to be covered."""

Array = NDArray[Any]


class Judge:
    """A small convolutional classifier: conv, conv, halved, a hidden layer, ten classes."""

    def __init__(self, side: int = SIDE, seed: int = 0) -> None:
        """Learn from the 1,200 training digits, moved by up to a pixel. About 1.5 s of one core.

        `side`: how large the images are that it will be shown; it learns from digits as soft as those.
        """
        g = torch.Generator().manual_seed(seed)
        flat = CHANNELS[1] * (SIDE // 2) ** 2
        shapes = ((CHANNELS[0], 1, 3, 3), (*CHANNELS[::-1], 3, 3), (FEATURES, flat), (CLASSES, FEATURES))
        self.W = [_random(shape, g) for shape in shapes]
        self.b = [torch.zeros(shape[0], requires_grad=True) for shape in shapes]
        train = digits().train
        x = _small(train.images if side == SIDE else train.larger(side).images)  # (1200, 1, 8, 8)
        y = torch.tensor(train.labels)  # (1200,)
        adam, steps = Adam([*self.W, *self.b]), EPOCHS * len(x) // BATCH
        for step in range(steps):
            if step % (len(x) // BATCH) == 0:
                order = torch.randperm(len(x), generator=g).view(-1, BATCH)
            some = order[step % len(order)]
            loss = F.cross_entropy(self.logits(_moved(x[some], g)), y[some])
            for w, slope in zip(
                (*self.W, *self.b), torch.autograd.grad(loss, [*self.W, *self.b]), strict=True
            ):
                w.grad = slope
            adam.step(RATE * (1 - step / steps))
        for w in (*self.W, *self.b):
            w.requires_grad_(False)
            w.grad = None

    def __deepcopy__(self, memo: object) -> Judge:
        return self

    def logits(self, x: Tensor) -> Tensor:
        """Images x (n, 1, 8, 8) in 0…1 → (n, 10)."""
        h = F.relu(F.conv2d(x, self.W[0], self.b[0], padding=1))  # (n, 24, 8, 8)
        h = F.max_pool2d(F.relu(F.conv2d(h, self.W[1], self.b[1], padding=1)), 2)  # (n, 48, 4, 4)
        h = F.relu(h.flatten(1) @ self.W[2].t() + self.b[2])  # (n, 64)
        return h @ self.W[3].t() + self.b[3]

    @torch.no_grad()
    def __call__(self, images: Array) -> Array:
        """p(class | image) (n, 10) of images (n, side, side) in 0…1."""
        p: Array = F.softmax(self.logits(_small(images)), dim=1).numpy()
        return p


@cache
def judge(side: int = SIDE) -> Judge:
    """The one that all labs ask about images of that side: always the same, made when first asked."""
    return Judge(side)


def told(p: Array) -> float:
    """Share of the samples told as some digit at `SURE`: p (n, 10) → 0…1. One good sample again and again
    scores 1, so never without `covered`."""
    return float((p.max(axis=1) >= SURE).mean())


def covered(p: Array) -> int:
    """How many classes have at least `SHARE` of the samples, told at `SURE`: p (n, 10) → 0…10."""
    sure = p[p.max(axis=1) >= SURE].argmax(axis=1)
    return int((np.bincount(sure, minlength=CLASSES) >= SHARE * len(p)).sum())


def nearest(images: Array, among: Array) -> Array:
    """Which of `among` (m, …) is nearest, pixel by pixel, to each of images (n, …): indices (n,)."""
    x, y = (np.asarray(s, dtype=np.float64).reshape(len(s), -1) for s in (images, among))
    index: Array = ((y**2).sum(axis=1)[None] - 2 * x @ y.T).argmin(axis=1)
    return index


def kid(a: Array, b: Array) -> float:
    """Kernel distance of two sets of images (n, …) and (m, …) in 0…1; 0 in the mean for sets of one kind.

    The unbiased MMD² with the kernel (x·y/d + 1)³ of Bińkowski et al. (2018), "Demystifying MMD GANs",
    eq. (4), on the d pixels in −1…1 themselves where the paper has features of a network: at this size
    means, spreads and threes of pixels say enough. May be a little below 0. Uniform noise against digits
    is about 1.9. ValueError for fewer than 2 images in a set.
    """
    x, y = (2 * np.asarray(s, dtype=np.float64).reshape(len(s), -1) - 1 for s in (a, b))
    n, m = len(x), len(y)
    if min(n, m) < 2:
        raise ValueError("a distance of sets needs two images in each")
    within = _kernel(x, x), _kernel(y, y)
    own = [(k.sum() - np.trace(k)) / (c * (c - 1)) for k, c in zip(within, (n, m), strict=True)]
    return float(own[0] + own[1] - 2 * _kernel(x, y).mean())


def kid_floor(real: Array, n: int, rng: np.random.Generator, draws: int = 20) -> float:
    """What `kid` says of n real images against the others: the 95th percentile over random halvings."""
    found = []
    for _ in range(draws):
        order = rng.permutation(len(real))
        found.append(kid(real[order[:n]], real[order[n : 2 * n]]))
    return float(np.quantile(found, 0.95))


def _kernel(x: Array, y: Array) -> Array:
    k: Array = x @ y.T / x.shape[1] + 1
    return k * k * k  # ten times as fast as k ** 3


def _small(images: Array) -> Tensor:
    """Images (n, side, side), side 8 or a multiple of it, as (n, 1, 8, 8): means over square blocks."""
    x = torch.tensor(np.asarray(images, dtype=np.float32))[:, None]
    small: Tensor = F.avg_pool2d(x, x.shape[-1] // SIDE)
    return small


def _random(shape: tuple[int, ...], g: torch.Generator) -> Tensor:
    """He et al. (2015): variance 2 over the number of inputs."""
    inputs = int(np.prod(shape[1:]))
    w: Tensor = torch.randn(*shape, generator=g) * (2 / inputs) ** 0.5
    return w.requires_grad_()


def _moved(x: Tensor, g: torch.Generator) -> Tensor:
    """The batch moved by −1, 0 or 1 pixels both ways, blank paper coming in."""
    dx, dy = torch.randint(-1, 2, (2,), generator=g).tolist()
    moved: Tensor = torch.roll(F.pad(x, (1, 1, 1, 1)), (dx, dy), (2, 3))
    return moved[:, :, 1:-1, 1:-1]
