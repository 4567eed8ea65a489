"""Associative memory: Hopfield's network, three ways to store, and its modern form as attention.

Nothing is trained: the weights are computed from the patterns beforehand, once. Here are the rules, the
fields and the energy; how cells follow their fields is in `hopfield_recall`, where they end in
`hopfield_ends`. Symbols: N cells, P patterns ξ^μ (the rows of X), state s, all ±1; weights W with
w_ii = 0; bias b; field h.

Hopfield (1982), PNAS 79, 2554, wrote 0/1 cells; ±1 cells as in Amit, Gutfreund & Sompolinsky (1985).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TIE = 1e-9
"""A field smaller than this is no push at all and the cell keeps its state: rounding never flips one."""


def hebb(X: Floats) -> Floats:
    """Hebb's rule, Hopfield 1982 eq. 2: w_ij = 1/N Σ_μ ξ_i^μ ξ_j^μ, w_ii = 0.  X (P, N) → W (N, N)."""
    W: Floats = X.T @ X / X.shape[1]  # (N, N)
    np.fill_diagonal(W, 0.0)
    return W


def pseudo_inverse(X: Floats) -> Floats:
    """The projection rule, Personnaz, Guyon & Dreyfus 1985: W = Xᵀ C⁺ X with C = X Xᵀ, then w_ii = 0.

    Every pattern is a fixed point, however alike they are, if P < N. Dropping w_ii (Kanter & Sompolinsky
    1987) keeps that so and lets recall reach farther.
    X (P, N) → W (N, N).
    """
    W: Floats = X.T @ (np.linalg.pinv(X @ X.T) @ X)  # (N, N)
    W = (W + W.T) / 2
    np.fill_diagonal(W, 0.0)
    return W


def storkey(X: Floats) -> Floats:
    """Storkey 1997: as Hebb's rule, less what the pattern's own fields already say; one pattern by one.

    w_ij += 1/N (ξ_i ξ_j − ξ_i h_ji − h_ij ξ_j),  h_ij = Σ_{k≠i,j} w_ik ξ_k.  X (P, N) → W (N, N).
    """
    N = X.shape[1]
    W = np.zeros((N, N))
    for xi in X:
        H = (W @ xi)[:, None] - np.diag(W)[:, None] * xi[:, None] - W * xi  # (N, N) h_ij
        W += (np.outer(xi, xi) - xi[:, None] * H.T - H * xi) / N  # (N, N)
    np.fill_diagonal(W, 0.0)
    return W


RULES: dict[str, Callable[[Floats], Floats]] = {
    "hebb": hebb,
    "pseudo-inverse": pseudo_inverse,
    "storkey": storkey,
}


class Network(Protocol):
    """What recall needs to know of a memory."""

    def fields(self, s: Floats) -> Floats:
        """The push h_i on each cell, for one state or many. s (…, N) → (…, N)."""

    def refresh(self, h: Floats, s: Floats, i: int) -> None:
        """Bring the fields h (N,) up to date, in place, after s_i has flipped."""

    def energy(self, s: Floats) -> float:
        """E(s), which no flip along the field can raise."""


@dataclass(frozen=True, eq=False)
class Weights:
    """The classical network: symmetric W (N, N) without diagonal, bias b (N,)."""

    W: Floats
    b: Floats

    def fields(self, s: Floats) -> Floats:
        """h_i = Σ_j w_ij s_j + b_i, Hopfield 1982 eq. 1.  (…, N) → (…, N)."""
        h: Floats = s @ self.W + self.b  # W is symmetric
        return h

    def refresh(self, h: Floats, s: Floats, i: int) -> None:
        """One cell's flip changes each field by one entry of one column: h_j += 2 s_i w_ji.  O(N)."""
        h += (2.0 * s[i]) * self.W[i]  # row i is column i: W is symmetric

    def energy(self, s: Floats) -> float:
        """E = −½ Σ_ij s_i w_ij s_j − Σ_i b_i s_i, Hopfield 1982 eq. 7. A flip of cell i adds 2 s_i h_i."""
        return float(-0.5 * s @ (self.W @ s) - self.b @ s)


@dataclass(frozen=True, eq=False)
class Attention:
    """The modern network, Ramsauer et al. 2020: the patterns X (P, N) are keys and values, s the query."""

    X: Floats
    beta: float
    b: Floats

    def attention(self, s: Floats) -> Floats:
        """How much each pattern is attended to: softmax(β X s).  (…, N) → (…, P)."""
        a = self.beta * (s @ self.X.T)  # (…, P)
        e: Floats = np.exp(a - a.max(axis=-1, keepdims=True))  # (…, P)
        e /= e.sum(axis=-1, keepdims=True)
        return e

    def fields(self, s: Floats) -> Floats:
        """ξ_new = Xᵀ softmax(β X s), eq. 3; a cell takes its sign.  (…, N) → (…, N)."""
        h: Floats = self.attention(s) @ self.X + self.b
        return h

    def refresh(self, h: Floats, s: Floats, i: int) -> None:
        """The softmax moves with every flip, so nothing can be saved.  O(P N)."""
        h[:] = self.fields(s)

    def energy(self, s: Floats) -> float:
        """E = −lse(β, X s) + ½ s·s + ln(P)/β + ½ N, eq. 2, less b·s.  At least 0 without bias.

        lse is convex, so a flip along the field lowers E by 2|h_i| or more, and a whole sweep does too.
        """
        a = self.beta * (self.X @ s)  # (P,)
        lse = (a.max() + np.log(np.exp(a - a.max()).sum())) / self.beta
        return float(-lse + 0.5 * s @ s + np.log(len(a)) / self.beta + 0.5 * len(s) - self.b @ s)


def network(X: Floats, rule: str, bias: float = 0.0, beta: float = 1.0) -> Weights | Attention:
    """The network that stores X (P, N) by one of `RULES`, or `modern`, whose β is then `beta`/√N.

    Raises KeyError for another rule.
    """
    N = X.shape[1]
    b = np.full(N, bias)  # (N,)
    return Attention(X, beta / N**0.5, b) if rule == "modern" else Weights(RULES[rule](X), b)


def spoil(s: ArrayLike, share: float, rng: np.random.Generator) -> Floats:
    """s (N,) with round(share · N) of its cells flipped, chosen at random, none twice."""
    spoilt = np.array(s, dtype=np.float64)  # (N,)
    spoilt[rng.choice(len(spoilt), size=round(share * len(spoilt)), replace=False)] *= -1
    return spoilt


def random_patterns(P: int, N: int, rng: np.random.Generator) -> Floats:
    """P patterns of N fair ±1 cells. (P, N)."""
    return 2.0 * rng.integers(0, 2, size=(P, N), dtype=np.int8).astype(np.float64) - 1.0


def overlaps(X: Floats, s: Floats) -> Floats:
    """m^μ = 1/N Σ_i ξ_i^μ s_i for each pattern. X (P, N), s (N,) → (P,) in −1…1."""
    m: Floats = X @ s / len(s)
    return m
