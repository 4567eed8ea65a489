"""How well the GAN lab meets ring and grid: `python tests/bench/gan.py [--seeds 10] [--data ring]`.

Whole runs at the lab's default budget and knobs, one thread. The figures to beat are published ones (Lin et
al. 2018, table 2): PacGAN2 on the ring has 7.9 of 8 modes and 95.6% within 3σ, PacGAN4 on the grid 24.8 of
25 and 93.6%. True samples measured the same way have 98.9% and a spread of 1. Ends with 1 if fewer than
eight seeds in ten reach the bar.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # before numpy and torch are imported

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]  # so that it runs from a checkout as it is

from table import Row, spread  # noqa: E402

from tutor.kit.lab import Look  # noqa: E402
from tutor.labs.gan import GanLab  # noqa: E402

BARS = {"ring": (8, 0.95, 0.4), "grid": (24, 0.88, 0.4)}
PROUD = {"ring": (8, 0.97, 0.7), "grid": (25, 0.95, 0.7)}
FIGURES = ("modes", "high_quality", "spread")


def run(data: str, seed: int, tell: bool = True) -> tuple[float, ...]:
    """Modes, share within 3σ, spread, divergence and CPU seconds of one whole run."""
    lab = GanLab({"data": data}, seed)
    begun = time.process_time()
    while not lab.done:
        lab.step()
    seconds = time.process_time() - begun
    m = lab.measure(Look(thorough=True))
    found = tuple(float(m[name] or 0.0) for name in (*FIGURES, "js"))
    if tell:
        print(f"{data} {seed:3d}  {told(found)} (floor {m['js_floor']:.3f})  {seconds:.1f} s", flush=True)
    return (*found, seconds)


def told(figures: Sequence[float]) -> str:
    """The four figures in words."""
    modes, near, spread, js = figures
    return f"modes {modes:2g}  within 3σ {near:.3f}  spread {spread:.2f}  js {js:.3f}"


def reached(runs: list[tuple[float, ...]], bar: tuple[float, ...]) -> int:
    """How many runs are at or above all three figures."""
    return sum(all(got >= wanted for got, wanted in zip(r, bar, strict=False)) for r in runs)


def rows() -> Iterable[Row]:
    """Ring and grid over ten seeds each."""
    against = {"ring": "PacGAN2's table: 7.9 modes, 95.6%", "grid": "PacGAN4's table: 24.8, 93.6%"}
    for data, bar in BARS.items():
        runs = [run(data, seed, tell=False) for seed in range(1, 11)]
        modes, near, width, _js, seconds = zip(*runs, strict=True)
        good, proud = reached(runs, bar), reached(runs, PROUD[data])
        yield Row(
            f"gan on the {data}, 10 seeds, {spread(seconds, '.0f', ' s')} of processor",
            against[data],
            f"modes {spread(modes, 'g')}, within 3σ {spread(near, '.3f')}, spread {spread(width, '.2f')};"
            f" {good} of 10 reach the bar, {proud} the proud one",
            f"≥ {bar[0]} modes, ≥ {bar[1]:.0%}, spread ≥ {bar[2]} for ≥ 8 of 10",
            good >= 8,
        )


def main() -> int:
    """Print each run, then medians and how many reach each bar."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--data", choices=tuple(BARS), action="append")
    given = parser.parse_args()
    failed = False
    for data in given.data or BARS:
        runs = [run(data, seed) for seed in range(1, given.seeds + 1)]
        *figures, seconds = (statistics.median(column) for column in zip(*runs, strict=True))
        good, proud = reached(runs, BARS[data]), reached(runs, PROUD[data])
        print(f"{data} median  {told(figures)}  {seconds:.1f} s")
        print(f"{good} of {len(runs)} reach {BARS[data]}, {proud} reach {PROUD[data]}")
        failed |= good < 0.8 * len(runs)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
