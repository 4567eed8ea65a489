"""A walk round a ring of n places, each step 1 to k places on, all equally likely; what can be known of it.

If one place of the walk is hidden, its neighbours say all there is to say: the walk forgets what was
before (it is a Markov chain). So the best anyone can do is found by counting pairs of steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def walks(rng: np.random.Generator, n: int, k: int, length: int, count: int) -> Array:
    """(length, count) places 0 … n − 1; the first is anywhere."""
    start = rng.integers(0, n, count)
    steps = rng.integers(1, k + 1, (length - 1, count))
    return np.asarray(np.concatenate([start[None], start + np.cumsum(steps, axis=0)]) % n)


def posterior(n: int, k: int, before: int | None, after: int | None) -> Array:
    """(n,) probability of each place between `before` and `after`; None is not known.

    p(x | a, c) ∝ p(x | a) p(c | x): the steps from a to x and from x to c, counted. All 0 if no steps lead
    from a to c.
    """
    onward = np.zeros((n, n))  # onward[a, b] of the k steps lead from a to b
    for step in range(1, k + 1):
        onward[np.arange(n), (np.arange(n) + step) % n] += 1
    p = np.ones(n)
    if before is not None:
        p = p * onward[before]
    if after is not None:
        p = p * onward[:, after]
    total = p.sum()
    return np.asarray(p / total if total else p)


def best(n: int, k: int, before: bool, after: bool) -> float:
    """The largest share of hidden places anyone can name, from the neighbour before it, after it, or both.

    With both and n > 2k it is (2k − 1) / k²: of the k² pairs of steps, one is guessed right for each of the
    2k − 1 distances they can add up to.
    """
    if not before and not after:
        return 1 / n
    if not (before and after):
        known = (0, None) if before else (None, 0)
        return float(posterior(n, k, *known).max())
    share = 0.0
    for c in range(n):
        weights = np.array([sum((s + t) % n == c for t in range(1, k + 1)) for s in range(1, k + 1)])
        if weights.sum():  # the pairs of steps from 0 to c: their share of all, times the best guess
            share += weights.sum() / k**2 * float(posterior(n, k, 0, c).max())
    return share
