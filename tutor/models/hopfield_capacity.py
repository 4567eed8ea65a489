"""How many random patterns a network holds: the published theory, and one trial to set beside it.

N cells, P patterns, load α = P/N. Two questions that are easily mixed up: how many bits of a stored pattern
are wrong after *one* update, and what is left when recall has run until nothing changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tutor.models.hopfield import TIE, network, random_patterns, spoil
from tutor.models.hopfield_ends import CLOSE
from tutor.models.hopfield_recall import recall


def one_step_error(load: float) -> float:
    """The chance that a bit of a stored pattern flips at once, Hebb's rule, N → ∞: ½ erfc(1/√(2α)).

    The others' noise on a field is Gaussian with variance α, the pattern's own push is 1 (Hertz, Krogh &
    Palmer 1991, chapter 2). load > 0.
    """
    return 0.5 * math.erfc(1.0 / math.sqrt(2.0 * load))


def _load_of(y: float) -> float:
    """α at which y = m/√(2αr) solves the mean-field equations below."""
    return 0.5 * (math.erf(y) / y - 2.0 / math.sqrt(math.pi) * math.exp(-y * y)) ** 2


def _critical() -> float:
    """The y at which `_load_of` is largest, by golden-section search."""
    low, high, golden = 0.5, 4.0, (math.sqrt(5.0) - 1.0) / 2.0
    while high - low > 1e-10:
        a, b = high - golden * (high - low), low + golden * (high - low)
        low, high = (a, high) if _load_of(a) < _load_of(b) else (low, b)
    return low


Y_CRITICAL = _critical()
CRITICAL_LOAD = _load_of(Y_CRITICAL)
"""α_c = 0.138, above which no state near a pattern is left (Amit, Gutfreund & Sompolinsky 1985)."""


def retrieved_overlap(load: float) -> float:
    """m(α), the overlap at which recall from a stored pattern settles, Hebb's rule, N → ∞; 0 above α_c.

    Amit, Gutfreund & Sompolinsky (1985, 1987) at temperature 0:
        m = erf(m/√(2αr)),  r = 1/(1 − C)²,  C = √(2/(παr)) exp(−m²/(2αr)),
    which y = m/√(2αr) turns into √(2α) = erf(y)/y − 2/√π exp(−y²). load > 0.
    """
    if load > CRITICAL_LOAD:
        return 0.0
    low, high = Y_CRITICAL, 40.0  # on this branch the load falls as y grows
    for _ in range(80):
        y = (low + high) / 2.0
        low, high = (y, high) if _load_of(y) > load else (low, y)
    return math.erf(low)


@dataclass(frozen=True)
class Trial:
    """What one random network did; means over its patterns."""

    bit_error: float
    """Share of cells that are wrong."""
    recalled: float
    """Share of patterns with an overlap of `CLOSE` or more."""

    @property
    def overlap(self) -> float:
        """With the pattern wanted: m = 1 − 2 bit_error."""
        return 1.0 - 2.0 * self.bit_error


def one_step_trial(P: int, N: int, rule: str, networks: int, rng: np.random.Generator) -> Trial:
    """Store P random patterns of N cells, start at each, update all cells once; mean over some networks."""
    trials = []
    for _ in range(networks):
        X = random_patterns(P, N, rng)  # (P, N)
        wrong = network(X, rule).fields(X) * X < -TIE  # (P, N)
        each = wrong.mean(axis=1)  # (P,)
        trials.append((float(each.mean()), float((1.0 - 2.0 * each >= CLOSE).mean())))
    return Trial(*np.mean(trials, axis=0).tolist())


def converged_trial(
    P: int, N: int, rule: str, noise: float, probes: int, rng: np.random.Generator
) -> Trial:
    """Store P random patterns of N cells, spoil up to `probes` of them and let each flow, cell by cell."""
    X = random_patterns(P, N, rng)  # (P, N)
    net = network(X, rule)
    each = []
    for xi in X[:probes]:
        s, _ = recall(net, spoil(xi, noise, rng), rng)  # (N,)
        each.append(float((s != xi).mean()))
    return Trial(float(np.mean(each)), float(np.mean([1.0 - 2.0 * e >= CLOSE for e in each])))
