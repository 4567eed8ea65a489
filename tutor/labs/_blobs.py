"""Mixtures of equal round Gaussians in the plane, and how well samples match one.

The figures follow VEEGAN (Srivastava et al. 2017, table 1) and PacGAN (Lin et al. 2018, table 2): a
sample is *near* when it lies within 3σ of the nearest centre, and a mode counts once a sample is near it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tutor.kit.panels import Array

WITHIN = 3.0
KEPT = 1 - math.exp(-(WITHIN**2) / 2)
"""Share of a round Gaussian within 3σ in the plane: .98889, so nobody honest has more."""
NARROWED = math.sqrt(1 - WITHIN**2 / 2 * (1 - KEPT) / KEPT)
"""The σ a round Gaussian keeps when cut off at 3σ: .9744 of its own."""


@dataclass(frozen=True, eq=False)
class Blobs:
    """Equal Gaussians of standard deviation `sigma` at `centres` (k, 2), all within ±`scale`."""

    centres: Array
    sigma: float
    scale: float

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """(n, 2) float32, drawn from the mixture."""
        which = rng.integers(len(self.centres), size=n)
        noise = rng.standard_normal((n, 2), dtype=np.float32)
        points: Array = (self.centres[which] + self.sigma * noise).astype(np.float32, copy=False)
        return points

    def nearest(self, x: Array) -> tuple[Array, Array]:
        """Of each of x (n, 2): its nearest centre's index (n,), and whether it is within 3σ of it (n,)."""
        across, up = (x[:, None, i] - self.centres[:, i] for i in (0, 1))  # (n, k) each
        squares = across**2 + up**2  # (n, k)
        which = squares.argmin(1)
        return which, squares[np.arange(len(x)), which] <= (WITHIN * self.sigma) ** 2

    def hits(self, x: Array) -> Array:
        """How many of x (n, 2) are near each centre, (k,)."""
        which, near = self.nearest(x)
        return np.bincount(which[near], minlength=len(self.centres))

    def spread(self, x: Array) -> float | None:
        """Sample σ of the samples near each mode over what true samples near it have; mean over modes.

        σ is about the samples' own mean, √ of the two axes' mean variance. Only samples within 3σ are
        counted, which narrows true ones too (to .9744σ), so true samples score 1.0. Modes with fewer than
        two near samples say nothing; None if all do.
        """
        which, near = self.nearest(x)
        of_mode = [x[near & (which == k)] for k in range(len(self.centres))]
        widths = [math.sqrt(m.var(0, ddof=1).mean()) for m in of_mode if len(m) > 1]
        return float(np.mean(widths)) / (NARROWED * self.sigma) if widths else None

    def histogram(self, x: Array) -> Array:
        """Share of x (n, 2) in square bins 2σ wide over ±1.25 `scale`, the outermost holding all beyond."""
        reach = 1.25 * self.scale
        side = math.ceil(reach / self.sigma)
        at = (np.clip((x + reach) / (2 * reach), 0, 1 - 1e-6) * side).astype(int)  # (n, 2)
        return np.bincount(at[:, 0] * side + at[:, 1], minlength=side * side) / len(x)

    def floor(self, n: int, rng: np.random.Generator, pairs: int = 8) -> float:
        """The Jensen-Shannon divergence of n real samples from n others, mean of a few pairs."""
        drawn = [self.histogram(self.sample(n, rng)) for _ in range(2 * pairs)]
        return float(np.mean([divergence(p, q) for p, q in zip(drawn[::2], drawn[1::2], strict=True)]))


def divergence(p: Array, q: Array) -> float:
    """Jensen-Shannon divergence of two histograms, in nats: 0 if equal, ln 2 if they share no bin."""
    m = (p + q) / 2
    return sum(float((a[a > 0] * np.log(a[a > 0] / m[a > 0])).sum()) for a in (p, q)) / 2


def ring() -> Blobs:
    """Eight modes on the unit circle, σ .01."""
    angles = np.arange(8) * (2 * np.pi / 8)
    return Blobs(np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32), 0.01, 1.0)


def grid() -> Blobs:
    """Twenty-five modes, −4 to 4 in steps of 2, σ .05."""
    line = np.arange(-4, 5, 2, dtype=np.float32)
    return Blobs(np.stack(np.meshgrid(line, line), 2).reshape(-1, 2), 0.05, 4.0)


def drawn(centres: Array) -> Blobs:
    """Modes at the learner's own points (k, 2) within ±1, σ .02."""
    return Blobs(centres.astype(np.float32).reshape(-1, 2), 0.02, 1.0)
