"""One line of docs/measurements.md, and how figures of several runs become one."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured against what, the figure, the bound it has to keep, and whether it does."""

    what: str
    against: str
    figure: str
    must: str
    holds: bool | None = None


def spread(numbers: Sequence[float], form: str = ".3g", unit: str = "") -> str:
    """`median (least to most)`."""
    low, middle, high = min(numbers), statistics.median(numbers), max(numbers)
    return f"{middle:{form}}{unit} ({low:{form}} to {high:{form}})"


def percentile(numbers: Sequence[float], share: float) -> float:
    """The value that `share` (0…1) of the numbers stay under."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
