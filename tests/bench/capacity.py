"""One-step bit errors of a network of 1000 cells beside the published table, from the command line.

The table is Hertz, Krogh and Palmer's (1991, chapter 2), for endless networks. The standard error is the
lab's own, over networks.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cli_for_tests import dltutor
from table import Row

PUBLISHED = {0.105: 0.001, 0.138: 0.0036, 0.185: 0.01, 0.37: 0.05, 0.61: 0.1}


def rows() -> Iterable[Row]:
    """One for each load."""
    for load, published in PUBLISHED.items():
        knobs = ("n=1000", "mode=one-step", f"load={load}")
        line = ["lab", "hopfield-capacity", "--json", *(word for knob in knobs for word in ("--set", knob))]
        with tempfile.TemporaryDirectory() as home:
            told = json.loads(dltutor(Path(home), *line).out.splitlines()[-1])["metrics"]
        error, sampling = told["bit_error"], told["bit_error_se"]
        yield Row(
            f"one-step bit error, N = 1000, load {load:g}",
            f"{published:g}",
            f"{error:.3g} ± {sampling:.1g} ({error / published - 1:+.1%})",
            "within 10 %",
            abs(error / published - 1) <= 0.1,
        )
