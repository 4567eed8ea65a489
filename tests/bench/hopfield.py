"""How fast recall is beside the package `hopfieldnetwork` 1.0.1.

Both store the same 50 patterns of 1024 cells with Hebb's rule, begin at the same patterns with a fifth of
their cells flipped, and visit the cells in the same random orders, drawn from numpy's old global generator
as the package does. So both must flip the same cells and end at the same state, which is checked each time,
and checked to be a fixed point with weights computed by the other. Only recall is timed, best of three.
"""

from __future__ import annotations

import statistics
import sys
import time
import types
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from table import Row, spread

from tutor.models.hopfield import TIE, Floats, Weights, hebb, random_patterns, spoil
from tutor.models.hopfield_recall import recall

N, P, NOISE, ROUNDS, PROBES = 1024, 50, 0.2, 7, 10


def theirs() -> types.ModuleType | None:
    """The package without its window toolkit, which recall does not need and a server may not have."""
    for name in ("PIL", "PIL.Image", "matplotlib", "matplotlib.pyplot"):
        sys.modules.setdefault(name, types.ModuleType(name))
    try:
        import hopfieldnetwork.libary as package
    except ImportError:
        return None
    return package


def best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of three."""
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def compared(package: types.ModuleType, seed: int) -> tuple[float, float, bool]:
    """Milliseconds a recall, ours and theirs, over some patterns; whether all ended alike."""
    rng = np.random.default_rng(seed)
    X = random_patterns(P, N, rng)  # (P, N)
    net = Weights(hebb(X), np.zeros(N))
    other = package.HopfieldNetwork(N=N)
    other.train_pattern(X.T.astype("int8"))
    same = np.allclose(other.w, net.W)
    ours = others = 0.0
    for k in range(PROBES):
        start = spoil(X[k], NOISE, rng)  # (N,)
        order = 1000 * seed + k

        def mine(start: Floats = start, net: Weights = net, order: int = order) -> tuple[Floats, int]:
            return recall(net, start, np.random.RandomState(order))

        def his(start: Floats = start, other: Any = other, order: int = order) -> None:
            np.random.seed(order)
            other.set_initial_neurons_state(start.astype("int8"))
            other.update_neurons(0, "async", run_max=True)

        ours += best(mine)
        others += best(his)
        s, _flips = mine()
        same &= np.array_equal(s, other.S)
        same &= bool(other.check_stability(s)) and not (net.fields(s) * s < -TIE).any()
    return ours / PROBES * 1e3, others / PROBES * 1e3, bool(same)


def rows() -> Iterable[Row]:
    """The median of the rounds; nothing where the package is not installed."""
    package = theirs()
    if package is None:
        yield Row("async recall", "hopfieldnetwork 1.0.1: not installed here", "-", "≥ 5×")
        return
    rounds = [compared(package, seed) for seed in range(1, ROUNDS + 1)]
    ratio = statistics.median(others / ours for ours, others, _ in rounds)
    same = all(alike for *_, alike in rounds)
    yield Row(
        f"async recall, N = {N}, {P} patterns, {NOISE:.0%} noise",
        f"hopfieldnetwork 1.0.1, {spread([others for _, others, _ in rounds], '.1f', ' ms')}",
        f"{ratio:.1f}×, {spread([ours for ours, *_ in rounds], '.2f', ' ms')};"
        f" {'the same' if same else 'OTHER'} fixed points",
        "≥ 5×, the same fixed points",
        same and ratio >= 5.0,
    )
