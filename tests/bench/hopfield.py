"""How fast recall is beside the package `hopfieldnetwork` 1.0.1: `python tests/bench/hopfield.py`.

Both store the same 50 patterns of 1024 cells with Hebb's rule, begin at the same patterns with a fifth of
their cells flipped, and visit the cells in the same random orders, drawn from numpy's old global generator
as the package does. So both must flip the same cells and end at the same state, which is checked each time,
and checked to be a fixed point with weights computed by the other. Only recall is timed, best of three,
with one thread for linear algebra, as in the app.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # before numpy is imported

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a checkout as it is

import numpy as np  # noqa: E402

from tutor.models.hopfield import TIE, Floats, Weights, hebb, random_patterns, spoil  # noqa: E402
from tutor.models.hopfield_recall import recall  # noqa: E402

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


def main() -> int:
    """Print one line a round and the median; 1 if a fixed point differs or the ratio is under 5."""
    package = theirs()
    if package is None:
        print("skipped: the package hopfieldnetwork is not installed (pip install hopfieldnetwork==1.0.1)")
        return 0
    ratios, same = [], True
    for seed in range(1, ROUNDS + 1):
        rng = np.random.default_rng(seed)
        X = random_patterns(P, N, rng)  # (P, N)
        net = Weights(hebb(X), np.zeros(N))
        other = package.HopfieldNetwork(N=N)
        other.train_pattern(X.T.astype("int8"))
        same &= np.allclose(other.w, net.W)
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
            s, flips = mine()
            same &= np.array_equal(s, other.S)
            same &= bool(other.check_stability(s)) and not (net.fields(s) * s < -TIE).any()
        ratios.append(others / ours)
        each = f"ours {ours / PROBES * 1e3:.2f} ms, hopfieldnetwork {others / PROBES * 1e3:.2f} ms a recall"
        print(f"round {seed}: {each} ({flips} flips in the last), ratio {ratios[-1]:.1f}")
    median = statistics.median(ratios)
    print(f"median ratio {median:.1f} of {ROUNDS} rounds; same fixed points: {'yes' if same else 'NO'}")
    return 0 if same and median >= 5.0 else 1


if __name__ == "__main__":
    raise SystemExit(main())
