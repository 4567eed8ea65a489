"""What a recall came to rest at: a memory, the negative of one, a mixture, or two states in turn.

Mixtures are states nobody stored: sgn(±ξ^a ± ξ^b ± ξ^c) is one for any three memories (Amit, Gutfreund &
Sompolinsky 1985), and there are mixtures of five, seven … too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from tutor.models.hopfield import Floats, overlaps

CLOSE = 0.9
"""An overlap of at least this much, a twentieth of the cells wrong at most, counts as the state itself."""

Kind = Literal["memory", "negative", "mixture", "cycle"]


@dataclass(frozen=True)
class Ending:
    """Where a recall ended. Signed parts: +1 means memory 0, −1 its negative, +2 memory 1 …"""

    kind: Kind
    parts: tuple[int, ...]
    """The memory (one), or the memories mixed; for a mixture without clear parts the three nearest."""
    overlap: float
    """With the state that `kind` and `parts` describe, 0…1."""


def recalled(X: Floats, s: Floats) -> int:
    """The index of the memory that s shows (overlap of `CLOSE` at least), −1 for none."""
    m = overlaps(X, s)  # (P,)
    best = int(m.argmax())
    return best if m[best] >= CLOSE else -1


def mixture(X: Floats, parts: tuple[int, ...]) -> Floats:
    """sgn of the sum of the signed memories (an odd number of them, so never 0). → (N,)."""
    votes = np.array([np.sign(k) * X[abs(k) - 1] for k in parts], dtype=np.float64)  # (parts, N)
    return np.asarray(np.sign(votes.sum(axis=0)))


def ending(X: Floats, s: Floats, *, cycle: bool = False) -> Ending:
    """What state s (N,) is, given the memories X (P, N) and whether the net swings between two states."""
    m = overlaps(X, s)  # (P,)
    near = [int(k) for k in np.argsort(-np.abs(m), kind="stable")]
    signed = [(k + 1) * (1 if m[k] >= 0 else -1) for k in near]
    first = abs(float(m[near[0]]))
    if cycle:
        return Ending("cycle", (signed[0],), first)
    if first >= CLOSE:
        return Ending("memory" if signed[0] > 0 else "negative", (signed[0],), first)
    best = Ending("mixture", tuple(signed[:3]), 0.0)
    for size in (3, 5):
        for parts in combinations(signed[:7], size):
            close = float(mixture(X, parts) @ s) / len(s)
            if close > best.overlap + 1e-12:
                best = Ending("mixture", parts, close)
    return best if best.overlap >= CLOSE else Ending("mixture", tuple(signed[:3]), best.overlap)
