"""How far one cloud of points must be carried to become another: W₁ between equal numbers of points.

Monge's problem of 1781, with heaps of sand that are single grains. Carrying costs the way times the share
of sand, so W₁ is the mean way under the cheapest pairing of the one cloud's points with the other's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def wasserstein(x: NDArray[Any], y: NDArray[Any]) -> float:
    """W₁ of the points x (n, d) from y (n, d): exact, by the best of all n! pairings.

    On a line no two ways of a cheapest pairing cross, so sorting finds it. In more dimensions it is the
    assignment problem: 4 ms for 256 points, 15 ms for 512.
    """
    if x.shape != y.shape or x.ndim != 2:
        raise ValueError(f"as many points in as many dimensions are needed, not {x.shape} and {y.shape}")
    if x.shape[1] == 1:
        return float(np.abs(np.sort(x[:, 0]) - np.sort(y[:, 0])).mean())
    from scipy.optimize import linear_sum_assignment  # 0.3 s and 40 MB, so only where it is needed

    far = np.sqrt(((x[:, None].astype(np.float64) - y) ** 2).sum(2))  # (n, n)
    return float(far[linear_sum_assignment(far)].mean())


def rank_correlation(a: NDArray[Any], b: NDArray[Any]) -> float | None:
    """Spearman's ρ of two series (n,): whether they rise and fall together, by order alone, −1 to 1.

    None for fewer than three or where one never changes. Equal values share their mean rank.
    """
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(np.corrcoef(_ranks(a), _ranks(b))[0, 1])


def _ranks(a: NDArray[Any]) -> NDArray[Any]:
    """The rank of each of a (n,), from 0."""
    _, which, count = np.unique(a, return_inverse=True, return_counts=True)
    ranks: NDArray[Any] = (np.cumsum(count) - (count + 1) / 2)[which]
    return ranks
