"""Recall: cells follow their fields, one after another or all at once, until nothing changes.

Event-driven: what is visited without effect costs nothing. The cells of a sweep are visited in the order of
a random permutation as Hopfield (1982) has it, but recall jumps straight to the next cell that will flip.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tutor.models.hopfield import TIE, Floats, Network

FEW = 16
"""Cells that the search for the next flip looks at first."""


class Shuffler(Protocol):
    """Where visiting orders come from: any numpy generator, new or old."""

    def permutation(self, x: int, /) -> NDArray[Any]:
        """0…x−1 in random order."""


class AsyncRecall:
    """One cell at a time, in a new random order each sweep; cells that agree with their field are passed.

    The next cell to flip is found by one vectorised search along the order, and a flip costs one column.
    """

    def __init__(self, net: Network, s: Floats, rng: Shuffler) -> None:
        """Begin at s (N,), which is copied."""
        self.rng = rng
        self.order = rng.permutation(len(s))  # (N,) the cells in the order of this sweep
        self.place = 0
        self.sweeps = 0
        """Sweeps completed."""
        self.restart(net, s)

    def restart(self, net: Network, s: Floats) -> None:
        """Go on from another state or network, in the middle of the present sweep if there is one."""
        self.net = net
        self.s = np.array(s, dtype=np.float64)  # (N,)
        self.h = net.fields(self.s)  # (N,)
        self.next = self._find()
        """The cell that flips next; −1 when every cell agrees with its field."""

    def _find(self) -> int:
        """Look ahead in visiting order, a few cells first and then ever farther, for one that will flip."""
        ahead = FEW
        while True:
            cells = self.order[self.place : self.place + ahead]  # (≤ ahead,)
            unstable = self.s.take(cells) * self.h.take(cells) < -TIE  # (≤ ahead,)
            k = int(unstable.argmax()) if len(cells) else 0
            if len(cells) and unstable[k]:
                self.place += k
                return int(cells[k])
            self.place += len(cells)
            ahead *= 2
            if self.place == len(self.order):
                self.sweeps += 1
                self.place = 0
                if not (self.s * self.h < -TIE).any():
                    return -1
                self.order = self.rng.permutation(len(self.s))

    def step(self) -> list[int]:
        """Flip the next unstable cell and name it; nothing if there is none."""
        i = self.next
        if i < 0:
            return []
        self.s[i] = -self.s[i]
        self.net.refresh(self.h, self.s, i)
        self.place += 1
        self.next = self._find()
        return [i]

    @property
    def settled(self) -> bool:
        """Whether no cell wants to flip."""
        return self.next < 0


def recall(net: Network, s: Floats, rng: Shuffler) -> tuple[Floats, int]:
    """Flip cells until none wants to: where s (N,) flows to (N,), and after how many flips.

    It ends, since each flip lowers the energy and there are finitely many states.
    """
    going = AsyncRecall(net, s, rng)
    flips = 0
    while going.step():
        flips += 1
    return going.s, flips


class SyncRecall:
    """All cells at once, each by the fields of one moment. It ends at rest or swings between two states."""

    def __init__(self, net: Network, s: Floats) -> None:
        """Begin at s (N,), which is copied."""
        self.sweeps = 0
        self.restart(net, s)

    def restart(self, net: Network, s: Floats) -> None:
        """Go on from another state or network."""
        self.net = net
        self.s = np.array(s, dtype=np.float64)  # (N,)
        self.h = net.fields(self.s)  # (N,)
        self.before: Floats | None = None
        self.cycle = False
        """Whether the state of two sweeps ago has come back."""

    def step(self) -> list[int]:
        """One sweep; names the cells that flipped."""
        flipped = np.flatnonzero(self.s * self.h < -TIE)
        last = self.s.copy()  # (N,)
        self.s[flipped] *= -1
        back = self.before is not None and np.array_equal(self.s, self.before)
        self.cycle = back and len(flipped) > 0
        self.before = last
        self.h = self.net.fields(self.s)
        self.sweeps += 1
        return [int(i) for i in flipped]

    @property
    def settled(self) -> bool:
        """Whether no cell wants to flip, or the net swings."""
        return self.cycle or not bool((self.s * self.h < -TIE).any())
