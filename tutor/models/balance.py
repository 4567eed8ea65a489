"""Influence balancing: a line of units where a short look back always points the wrong way.

    sₜ₊₁ = A sₜ + θ σ             A: every unit keeps a half and takes a half of the next one's
    L    = ½ (s¹ − 1)²            only the first unit is judged

σ says with which sign each unit receives θ: ten times +, thirteen times −. The ten are near the first
unit and reach it soon, the thirteen are far and reach it late. In the end the thirteen win: at rest
s¹ = 2θ(10 − 13) = −6θ, so θ* = −1/6. Cut after K steps, the gradient has heard only the near ones
(Tallec & Ollivier 2017, "Unbiasing truncated backpropagation through time", section 4.1).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

PLUS, MINUS = 10, 13
BEST = -1 / 6
"""θ*, where the line rests with s¹ = 1."""
START, RATE = 0.5, 1e-4
GONE = 10.0
"""A θ that far from 0 is not followed any farther."""


def line() -> tuple[Floats, Floats]:
    """A (n, n) and σ (n,) for n = 23 units."""
    n = PLUS + MINUS
    A = 0.5 * np.eye(n) + 0.5 * np.eye(n, k=1)  # (n, n)
    return A, np.repeat([1.0, -1.0], [PLUS, MINUS])  # (n,)


def influences(most: int) -> Floats:
    """(most,): what the θ that was added j steps ago has to do with s¹ now, e₁ᵀ Aʲ σ for j = 0, 1, …

    Backpropagation through time, seen by age: its gradient is (s¹ − 1) times their sum, and cutting after
    K steps keeps the first K of them.
    """
    A, sign = line()
    back = np.eye(len(sign))[0]  # (n,)   ∂s¹/∂s, at first of the same moment
    found = []
    for _ in range(most):
        found.append(float(back @ sign))
        back = back @ A  # one step further back
    return np.array(found)


class Balance:
    """θ learned by stochastic gradient descent, the way back cut every K steps and the state carried on.

    The loss is taken at each chunk's last step only, where the whole chunk lies before it.
    """

    def __init__(self, K: int) -> None:
        A, sign = line()
        steps = [np.linalg.matrix_power(A, j) for j in range(K + 1)]
        self.A_K = steps[K]  # (n, n)   K steps at once: nothing comes in from outside
        self.pushed = np.sum(steps[:K], axis=0) @ sign  # (n,)   what θ = 1 adds in K steps
        self.s = np.zeros(len(sign))  # (n,)
        self.theta = START

    def chunk(self) -> None:
        """K steps forward, K steps back, and θ a little against the gradient."""
        if abs(self.theta) > GONE:
            return
        self.s = self.A_K @ self.s + self.theta * self.pushed  # (n,)
        error = self.s[0] - 1
        gradient = error * self.pushed[0]  # ∂L/∂θ, the K youngest influences
        self.theta -= RATE * gradient
