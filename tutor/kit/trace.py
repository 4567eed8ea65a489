"""A growing record of numbers a step, cheap to append to and to copy."""

from __future__ import annotations

import numpy as np

from tutor.kit.panels import Array


class Trace:
    """Rows of (x, y…) that grow by doubling. Copying a lab copies it as one array."""

    def __init__(self, columns: int = 2) -> None:
        self._rows = np.empty((64, columns), dtype=np.float64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, *row: float) -> None:
        """Add one row; `row` has as many numbers as there are columns."""
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = row
        self._count += 1

    def rows(self) -> Array:
        """(count, columns), a view."""
        return self._rows[: self._count]

    def curve(self, column: int = 1, at_most: int = 600) -> Array:
        """(2, n): x and one column, thinned to about `at_most` points by means of equal runs."""
        rows = self.rows()
        run = -(-len(rows) // at_most) if len(rows) else 1
        whole = len(rows) // run * run
        xy = rows[:whole, [0, column]].reshape(-1, run, 2).mean(axis=1)
        if whole < len(rows):
            xy = np.concatenate([xy, rows[whole:, [0, column]].mean(axis=0, keepdims=True)])
        thinned: Array = xy.T
        return thinned
