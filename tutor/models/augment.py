"""What augmentation is worth: classifiers that have few real digits, and extra ones.

Copies of digits, moved or with noise (Simard, Steinkraus & Platt 2003, *Best practices for convolutional
neural networks*; Shorten & Khoshgoftaar 2019, *A survey on image data augmentation for deep learning*), or
digits of a generator that saw the same few (as in Antoniou, Storkey & Edwards 2017, *Data augmentation
generative adversarial networks*). Each kind of extra digits is an *arm*; each choice of the few real digits
is a *draw*. In one draw all arms have the same real digits, first weights and batches: pairs to compare.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam

Array = NDArray[Any]
CLASSES, HIDDEN = 10, 128
BATCH, RATE = 40, 0.01
NAMES = ("W1", "b1", "W2", "b2")


def moved(images: Array, right: Array, down: Array) -> Array:
    """Images (n, h, w), each moved by its own whole pixels, right (n,) and down (n,).

    What leaves the box is lost; blank paper comes in.
    """
    _, h, w = images.shape
    rows = np.arange(h)[None] - down[:, None]  # (n, h): where each row comes from
    columns = np.arange(w)[None] - right[:, None]  # (n, w)
    there = ((rows >= 0) & (rows < h))[:, :, None] & ((columns >= 0) & (columns < w))[:, None]  # (n, h, w)
    which = np.arange(len(images))[:, None, None]
    taken = images[which, rows.clip(0, h - 1)[:, :, None], columns.clip(0, w - 1)[:, None]]  # (n, h, w)
    result: Array = np.where(there, taken, 0).astype(np.float32)
    return result


def noisy(images: Array, strength: float, rng: np.random.Generator) -> Array:
    """Images with normal noise of that σ on each pixel, cut off at 0 and 1."""
    noise = rng.normal(0.0, strength, images.shape)
    result: Array = np.clip(images + noise, 0, 1).astype(np.float32)
    return result


class Classifiers:
    """A networks (arms) for each of d draws, all trained at once: 64 pixels, 128 hidden, 10 classes."""

    def __init__(self, real: Array, extra: Array, seed: int) -> None:
        """real (d, 10, k, 64): k digits of each class; extra (a, d, 10, m, 64): what each arm adds."""
        torch.set_num_threads(1)
        self.arms, self.draws, _, m, pixels = extra.shape
        k = real.shape[2]
        self.rng = torch.Generator().manual_seed(seed)
        n = self.arms * self.draws
        self.real = torch.tensor(real.reshape(1, self.draws, -1, pixels)).repeat(self.arms, 1, 1, 1)
        self.real = self.real.view(n, -1, pixels)  # (a·d, 10k, 64)
        self.extra = torch.tensor(extra.reshape(n, -1, pixels))  # (a·d, 10m, 64)
        self.labels = [torch.arange(CLASSES).repeat_interleave(each) for each in (k, m)]
        self.layers = [*self._layer(pixels, HIDDEN, 2.0), *self._layer(HIDDEN, CLASSES, 1.0)]
        self.adam = Adam(self.layers)

    def _layer(self, n: int, out: int, gain: float) -> tuple[Tensor, Tensor]:
        """W (a·d, n, out) of variance gain/n, the same in all arms of a draw; b (a·d, 1, out) of zeros."""
        W = torch.randn(self.draws, n, out, generator=self.rng) * math.sqrt(gain / n)
        b = torch.zeros(self.arms * self.draws, 1, out)
        return W.repeat(self.arms, 1, 1).requires_grad_(), b.requires_grad_()

    def step(self, slowed: float = 1.0) -> float:
        """One step on a batch that is half real digits, half extra ones → the mean loss before it.

        The rate is multiplied by `slowed`. FloatingPointError with the gradient's name if it is not finite.
        """
        loss = self.loss(*self._batch())  # (a·d,)
        slopes = torch.autograd.grad(loss.sum(), self.layers)
        for w, slope in zip(self.layers, slopes, strict=True):
            w.grad = slope
        if broken := self.adam.broken(NAMES):
            raise FloatingPointError(f"gradient of {broken}")
        self.adam.step(RATE * slowed)
        return float(loss.detach().mean())

    def _batch(self) -> tuple[Tensor, Tensor]:
        """x (a·d, 40, 64) and labels (40,): the same places in the lists of all networks."""
        some = [torch.randint(len(y), (BATCH // 2,), generator=self.rng) for y in self.labels]
        x = torch.cat([self.real[:, some[0]], self.extra[:, some[1]]], dim=1)
        return x, torch.cat([y[i] for y, i in zip(self.labels, some, strict=True)])

    def loss(self, x: Tensor, y: Tensor) -> Tensor:
        """x (a·d, n, 64), y (n,) → −log p(y|x) of each network (a·d,), mean over the images."""
        logits = self.logits(x).flatten(0, 1)  # (a·d·n, 10)
        each = F.cross_entropy(logits, y.repeat(len(x)), reduction="none")
        return each.view(len(x), -1).mean(1)

    def logits(self, x: Tensor) -> Tensor:
        """x (a·d, n, 64) → (a·d, n, 10)."""
        W1, b1, W2, b2 = self.layers
        h = F.relu(torch.baddbmm(b1, x, W1))  # (a·d, n, 128)
        return torch.baddbmm(b2, h, W2)

    @torch.no_grad()
    def accuracy(self, x: Array, y: Array) -> Array:
        """Share of images x (n, 64) that each network tells right: (a, d)."""
        told = self.logits(torch.tensor(x).expand(len(self.real), -1, -1)).argmax(2)  # (a·d, n)
        right = (told == torch.tensor(y)).double().mean(1)
        share: Array = right.view(self.arms, self.draws).numpy()
        return share


def nearest_accuracy(real: Array, extra: Array, x: Array, y: Array) -> Array:
    """The same share (a, d) for a classifier that learns nothing: a digit is what the nearest one is.

    real (d, 10, k, 64) and extra (a, d, 10, m, 64) as above; nearest by the sum of squared differences.
    """
    share = np.empty(extra.shape[:2])
    labels = np.arange(CLASSES).repeat(real.shape[2] + extra.shape[3])
    for a, d in np.ndindex(*share.shape):
        known = np.concatenate([real[d], extra[a, d]], axis=1).reshape(-1, x.shape[1])  # (10(k+m), 64)
        away = (known**2).sum(1) - 2 * x @ known.T  # (n, 10(k+m)), short of |x|²
        share[a, d] = (labels[away.argmin(1)] == y).mean()
    return share


class Difference(NamedTuple):
    """A mean of differences, and how sure it is."""

    mean: float
    error: float
    """Standard error: the differences' standard deviation by √n. NaN for fewer than two."""
    low: float
    high: float
    """The interval that holds the true mean in 95 of 100 such experiments (NaN as above)."""

    @property
    def verdict(self) -> int:
        """1 or −1 where the whole interval lies on one side of 0; 0 where it covers 0 or is not known."""
        return int(self.low > 0) - int(self.high < 0)


def difference(values: Array) -> Difference:
    """Mean, standard error and 95 % interval (Student 1908) of differences (n,), n ≥ 1."""
    n, mean = len(values), float(np.mean(values))
    if n < 2:
        return Difference(mean, math.nan, math.nan, math.nan)
    error = float(np.std(values, ddof=1)) / math.sqrt(n)
    reach = student(n - 1) * error
    return Difference(mean, error, mean - reach, mean + reach)


def student(freedom: int) -> float:
    """How many standard errors 95 % of Student's t lie within, for that many degrees of freedom.

    Exact for 1 and 2; from 3 on Abramowitz & Stegun (1964) 26.7.5, whose error is below .004.
    """
    if freedom < 3:
        return (12.7062, 4.3027)[freedom - 1]
    z, v = 1.959964, freedom
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    g4 = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + g1 / v + g2 / v**2 + g3 / v**3 + g4 / v**4
