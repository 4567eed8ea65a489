"""Two densities that are counted, not trained: the histogram and the kernel estimate, in the plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Histogram:
    """Squares of one width over ±`reach`; a square's share of the points over its area is its density.

    Each square starts with `given` points that nobody saw, so that none has density 0.
    """

    def __init__(self, x: Array, width: float, reach: float, given: float = 0.01) -> None:
        """Count x (n, 2). ValueError for a width that is not above 0."""
        if not width > 0:
            raise ValueError("a square needs a width")
        self.reach, self.side = reach, max(1, round(2 * reach / width))
        self.width = 2 * reach / self.side
        count = np.bincount(self._square(x), minlength=self.side**2) + given
        self.share = count / count.sum()  # (side²,)

    def _square(self, x: Array) -> Array:
        """Which square each of x (n, 2) is in, (n,); what lies outside belongs to the nearest."""
        at = np.floor((x + self.reach) / self.width).clip(0, self.side - 1).astype(int)  # (n, 2)
        squares: Array = at[:, 0] * self.side + at[:, 1]
        return squares

    def log_density(self, x: Array) -> Array:
        """log p(x) (n,) of x (n, 2), in nats; −∞ outside."""
        inside = (np.abs(x) <= self.reach).all(axis=1)
        with np.errstate(divide="ignore"):  # log 0 = −∞ is meant
            log = np.log(self.share[self._square(x)] / self.width**2)
        return np.where(inside, log, -np.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """n new points (n, 2): a square by its share, then anywhere in it."""
        square = rng.choice(len(self.share), n, p=self.share)
        corner = np.stack(np.divmod(square, self.side), axis=1)  # (n, 2)
        points: Array = (corner + rng.random((n, 2))) * self.width - self.reach
        return points


class Kernels:
    """A little Gaussian heap of spread `width` on every point; their mean is the density.

    Rosenblatt (1956) and Parzen (1962), "On estimation of a probability density function and mode".
    """

    def __init__(self, x: Array, width: float) -> None:
        """Keep x (n, 2). ValueError for a width that is not above 0."""
        if not width > 0:
            raise ValueError("a heap needs a width")
        self.x, self.width = np.asarray(x, dtype=np.float64), width

    def log_density(self, x: Array) -> Array:
        """log p(x) (m,) of x (m, 2), in nats."""
        return log_mean_of_heaps(np.asarray(x, dtype=np.float64), self.x, self.width)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """n new points (n, 2): one of the old, and noise."""
        points: Array = self.x[rng.integers(len(self.x), size=n)] + self.width * rng.standard_normal((n, 2))
        return points


def log_mean_of_heaps(x: Array, centres: Array, width: float, at_once: int = 2_000_000) -> Array:
    """log of the mean of Gaussians of spread `width` at centres (k, 2), at x (n, 2) → (n,)."""
    found = np.empty(len(x))
    step = max(1, at_once // max(1, len(centres)))
    for i in range(0, len(x), step):
        part = x[i : i + step]
        square = (part**2).sum(1)[:, None] - 2 * part @ centres.T + (centres**2).sum(1)  # (m, k)
        e = square.clip(min=0) / (-2 * width**2)
        top = e.max(axis=1)
        found[i : i + step] = top + np.log(np.exp(e - top[:, None]).mean(axis=1))
    log: Array = found - np.log(2 * np.pi * width**2)
    return log
