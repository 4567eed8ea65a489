"""Axes for line plots: limits that seldom move, ticks that are round, and data to dots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tutor.ui.paint import Array
from tutor.ui.views.numbers import figure, ticks, tidy_above, tidy_step

_FAR, _NEAR = 1e150, 1e-150  # beyond them differences overflow and quotients vanish


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`; on a `log` axis both are powers of ten's exponents."""

    low: float
    high: float
    log: bool = False

    def scale(self, values: Array) -> Array:
        """Values in the axis' own terms: exponents on a log axis, NaN where there is none."""
        values = np.asarray(values, dtype=np.float64)
        if not self.log:
            return np.clip(values, -_FAR, _FAR)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values > 0, np.log10(values), np.nan)

    def place(self, values: Array, size: int) -> Array:
        """Where values lie, 0 at `low` and size − 1 at `high`."""
        return (self.scale(values) - self.low) * ((size - 1) / (self.high - self.low))

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Round values (as they stand on the data) and their texts."""
        if not self.log:
            return ticks(self.low, self.high, most)
        step = max(1, round(tidy_step(self.high - self.low, most)))
        first = int(np.ceil(self.low - 1e-9))
        exponents = range(first, int(np.floor(self.high + 1e-9)) + 1, step)
        return [(10.0**k, figure(10.0**k, 1)) for k in exponents if -300 < k < 300]


def fit_x(values: Iterable[Array]) -> Axis:
    """An x axis over all `values`: from 0 where they start near it, to a round end."""
    low, high = _extent(values)
    if 0 <= low <= 0.3 * high:
        low = 0.0
    if low == 0 and high > _NEAR:
        return Axis(0.0, tidy_above(high))
    return Axis(*_apart(low, high))


def fit_y(values: Iterable[Array], low: float | None, high: float | None, log: bool, rows: int) -> Axis:
    """A y axis over all `values`, out to the next ticks; `low` and `high` win where given."""
    scaled = [Axis(0, 1, log).scale(v) for v in values]
    a, b = _apart(*_extent(scaled))
    step = 1.0 if log else tidy_step(b - a, max(2, rows // 3))
    a, b = np.floor(a / step + 1e-9) * step, np.ceil(b / step - 1e-9) * step
    if low is not None and (low > 0 or not log) and np.isfinite(low):
        a = float(np.log10(low)) if log else low
    if high is not None and (high > 0 or not log) and np.isfinite(high):
        b = float(np.log10(high)) if log else high
    return Axis(*_apart(float(a), float(b)), log)


def _extent(values: Iterable[Array]) -> tuple[float, float]:
    """The least and the most of all finite numbers; 0 and 1 if there are none."""
    finite = [v[np.isfinite(v)] for v in values]
    finite = [v for v in finite if v.size]
    if not finite:
        return 0.0, 1.0
    low, high = min(float(v.min()) for v in finite), max(float(v.max()) for v in finite)
    return max(low, -_FAR), min(high, _FAR)


def _apart(low: float, high: float) -> tuple[float, float]:
    """`low` and `high`, or a little around them where they are too close to tell apart."""
    least = max(abs(low), abs(high)) * 1e-9 + 1e-12
    if high - low > least:
        return low, high
    around = max(abs(low) * 0.1, 0.5)
    return low - around, low + around
