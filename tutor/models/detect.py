"""Telling what does not belong: detectors that have seen normal examples only, and how they are judged.

A detector gives each example x a score s(x), the higher the stranger, and an alarm is raised above a
threshold. Here are two that need no network, and every figure by which detectors are compared. Scores of
the VAE are those of `tutor.models.vae`.

    linear      what is left of x beside its shadow on L principal axes (Pearson 1901)
    nearest     how far the nearest normal example is (Cover & Hart 1967)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Linear:
    """Principal components: the flat space of L dimensions that lies nearest to the normal examples."""

    def __init__(self, normal: Array, latents: int) -> None:
        """`normal` (n, pixels), float. ValueError with more latents than pixels."""
        if not 0 < latents <= normal.shape[1]:
            raise ValueError(f"{latents} axes in a space of {normal.shape[1]}")
        self.mean = normal.mean(0, dtype=np.float64)  # (pixels,)
        scatter = np.cov(normal.T.astype(np.float64))  # (pixels, pixels)
        self.axes = np.linalg.eigh(scatter)[1][:, ::-1][:, :latents]  # (pixels, L), the longest first

    def rebuilt(self, x: Array) -> Array:
        """x (n, pixels) → its shadow, (n, pixels): down to L numbers and back."""
        z = (x - self.mean) @ self.axes  # (n, L)
        back: Array = self.mean + z @ self.axes.T
        return back

    def scores(self, x: Array) -> Array:
        """Squared distance of each x (n, pixels) from its shadow, (n,)."""
        left: Array = ((x - self.rebuilt(x)) ** 2).sum(1)
        return left


def nearest(x: Array, normal: Array) -> Array:
    """Squared distance of each x (n, pixels) to the nearest of normal (m, pixels), (n,).

    ‖a − b‖² = ‖a‖² − 2ab + ‖b‖², for all pairs by one product.
    """
    a, b = x.astype(np.float64), normal.astype(np.float64)
    pairs = (a**2).sum(1)[:, None] - 2 * a @ b.T + (b**2).sum(1)[None]  # (n, m)
    closest: Array = pairs.min(1).clip(0)
    return closest


def auroc(normal: Array, strange: Array) -> float:
    """How likely a strange example (m,) has a higher score than a normal one (n,); a tie counts half.

    The area under the ROC curve, by ranks (Mann & Whitney 1947): .5 is guessing, 1 a clean cut, 0 the same
    cut with the labels exchanged.
    """
    both = np.concatenate([normal, strange])
    _, which, count = np.unique(both, return_inverse=True, return_counts=True)
    rank = (count.cumsum() - (count - 1) / 2)[which]  # of equal scores the mean of their places, from 1
    m = len(strange)
    return float((rank[len(normal) :].sum() - m * (m + 1) / 2) / (m * len(normal)))


def roc(normal: Array, strange: Array) -> Array:
    """False alarms and recall at every threshold, the strictest first: (2, k), each from 0 to 1."""
    at = np.unique(np.concatenate([normal, strange]))[::-1]  # (k,)
    raised = [
        1 - np.searchsorted(np.sort(some), at, side="right") / len(some) for some in (normal, strange)
    ]
    curve: Array = np.concatenate([np.array(raised), np.ones((2, 1))], 1)
    return curve


def threshold(normal: Array, below: float) -> float:
    """The lowest score that at least a share `below` of the normal ones does not exceed."""
    ranked = np.sort(normal)
    return float(ranked[min(len(ranked), max(1, int(np.ceil(below * len(ranked) - 1e-9)))) - 1])


def above(scores: Array, at: float) -> float:
    """The share of scores over a threshold: recall of strange ones, false alarms of normal ones."""
    return float((scores > at).mean())


def precision(recall: float, alarms: float, base: float) -> float | None:
    """How many of the alarms are true, if a share `base` of all examples is strange. Bayes (1763).

    `alarms` is the share of normal examples that raise one. None where nothing raises an alarm.
    """
    true, false = base * recall, (1 - base) * alarms
    return true / (true + false) if true + false else None
