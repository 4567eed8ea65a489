"""CMA-ES: search for the best of a few numbers when there is no gradient, only a score.

The evolution strategy of Hansen & Ostermeier (2001), as Hansen's tutorial (2016, arXiv:1604.00772) puts it:
draw λ candidates from N(m, σ²C), score them, move m to the mean of the better half, and learn from the same
candidates how far (σ) and along which directions (C) to look next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Cma:
    """A search in n dimensions: `ask` for candidates, `tell` their scores."""

    def __init__(self, n: int, size: int, spread: float, rng: np.random.Generator) -> None:
        self.n, self.size, self.rng = n, size, rng
        self.m, self.sigma, self.C = np.zeros(n), spread, np.eye(n)
        half = size // 2
        w = np.log(half + 0.5) - np.log(np.arange(1, half + 1))
        self.w = w / w.sum()  # the best counts most
        self.mu = 1 / (self.w**2).sum()  # how many candidates that amounts to
        mu = self.mu
        self.c_sigma = (mu + 2) / (n + mu + 5)
        self.d_sigma = 1 + 2 * max(0.0, np.sqrt((mu - 1) / (n + 1)) - 1) + self.c_sigma
        self.c_c = (4 + mu / n) / (n + 4 + 2 * mu / n)
        self.c_1 = 2 / ((n + 1.3) ** 2 + mu)
        self.c_mu = min(1 - self.c_1, 2 * (mu - 2 + 1 / mu) / ((n + 2) ** 2 + mu))
        self.usual = np.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))  # E‖N(0, I)‖
        self.p_sigma, self.p_c = np.zeros(n), np.zeros(n)
        self.generation = 0

    def ask(self) -> Array:
        """λ candidates (λ, n) around the mean."""
        d2, B = np.linalg.eigh(self.C)
        self.root = B * np.sqrt(np.maximum(d2, 1e-20))  # (n, n): C = root rootᵀ
        self.inverse = (B / np.sqrt(np.maximum(d2, 1e-20))) @ B.T  # C^(−½)
        self.y = self.rng.standard_normal((self.size, self.n)) @ self.root.T
        candidates: Array = self.m + self.sigma * self.y
        return candidates

    def tell(self, scores: Array) -> None:
        """Learn from the scores (λ,) of the candidates asked for last; more is better."""
        # Equal scores in an order of chance, lest the first drawn be the best.
        order = np.lexsort((self.rng.random(self.size), -np.asarray(scores)))
        y = self.y[order[: len(self.w)]]  # (half, n)
        step = self.w @ y
        self.m = self.m + self.sigma * step
        self.generation += 1
        a, b = self.c_sigma, self.c_c
        self.p_sigma = (1 - a) * self.p_sigma + np.sqrt(a * (2 - a) * self.mu) * (self.inverse @ step)
        length = np.linalg.norm(self.p_sigma)
        fair = np.sqrt(1 - (1 - a) ** (2 * self.generation))
        going = float(length / fair < (1.4 + 2 / (self.n + 1)) * self.usual)
        self.p_c = (1 - b) * self.p_c + going * np.sqrt(b * (2 - b) * self.mu) * step
        left = 1 - self.c_1 - self.c_mu + (1 - going) * self.c_1 * b * (2 - b)
        self.C = left * self.C + self.c_1 * np.outer(self.p_c, self.p_c) + self.c_mu * (y.T * self.w) @ y
        self.sigma = float(self.sigma * np.exp(a / self.d_sigma * (length / self.usual - 1)))
