"""The past of a run: copies of its lab, few and spaced by their cost, from which any step is replayed."""

from __future__ import annotations

import copy
from bisect import bisect_right
from dataclasses import dataclass

from tutor.kit.lab import Lab

AT_MOST = 64
"""Copies of one run."""
BYTES = 32_000_000
"""What they may hold together."""
SHARE = 0.008
"""Of the stepping time that may go into copying."""
SHARE_AT_REST = 0.1
"""The same where nobody waits for speed: single steps and replays, whose neighbours are wanted next."""
APART = 0.05
"""Seconds of stepping between two copies at least: a replay that short is not felt."""


def duplicate(lab: Lab) -> tuple[Lab, int]:
    """A copy that goes on exactly as `lab` would, and about how many bytes it holds.

    The lab's `constants` are shared. Raises whatever copying raises (torch refuses non-leaf tensors).
    """
    memo: dict[int, object] = {id(value): value for value in (getattr(lab, n) for n in lab.constants)}
    shared = set(memo)
    twin = copy.deepcopy(lab, memo)
    size = 0
    for key, value in memo.items():
        held = 0 if key in shared else getattr(value, "nbytes", 64)
        size += held if isinstance(held, int) else 0
    return twin, size


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A lab after `step` steps and the first `applied` events."""

    step: int
    applied: int
    seconds: float
    lab: Lab
    size: int


class Snapshots:
    """Copies ordered by step: dense near where the run stands, ever sparser the farther from there."""

    def __init__(self) -> None:
        self._kept: list[Snapshot] = []
        self._bytes = 0
        self._seconds = 0.0
        self._cost = 0.0
        self.off = False
        """Set when a lab cannot be copied or is too large; replays then start from the first step."""

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """About what the copies hold."""
        return self._bytes

    def due(self, seconds: float, at_rest: bool) -> bool:
        """Whether, after `seconds` of the run's stepping, another copy is worth its cost."""
        share = SHARE_AT_REST if at_rest else SHARE
        return not self.off and seconds - self._seconds >= max(APART, self._cost / share)

    def add(self, snapshot: Snapshot, cost: float) -> None:
        """Keep one more, which took `cost` seconds to make, and thin the rest to their bounds."""
        self._seconds, self._cost = snapshot.seconds, cost
        if snapshot.size > BYTES:
            self.off = True
            return
        place = bisect_right(self._kept, snapshot.step, key=lambda kept: kept.step)
        if place and self._kept[place - 1].step == snapshot.step:
            self._drop(place - 1)
            place -= 1
        self._kept.insert(place, snapshot)
        self._bytes += snapshot.size
        while len(self._kept) > AT_MOST or self._bytes > BYTES:
            self._drop(self._least_missed(snapshot.step))

    def before(self, step: int) -> Snapshot | None:
        """The last one at or before `step`."""
        place = bisect_right(self._kept, step, key=lambda kept: kept.step)
        return self._kept[place - 1] if place else None

    def cut(self, step: int) -> None:
        """Forget what lies after `step`: the run goes on otherwise from there."""
        while self._kept and self._kept[-1].step > step:
            self._drop(len(self._kept) - 1)

    def rewound(self, seconds: float) -> None:
        """The run stands at `seconds` of its stepping time again: space new copies from there."""
        self._seconds = seconds

    def shared(self) -> Snapshots:
        """The same copies for a branch; nobody steps a copy, so sharing is safe."""
        twin = copy.copy(self)
        twin._kept = list(self._kept)
        return twin

    def _drop(self, place: int) -> None:
        self._bytes -= self._kept.pop(place).size

    def _least_missed(self, here: int) -> int:
        """Whose gap, if it were gone, is smallest against its distance from `here`."""
        steps = [kept.step for kept in self._kept]
        gaps = [
            (after - before) / (abs(here - step) + 1)
            for before, step, after in zip([0, *steps], steps, [*steps[1:], 2 * steps[-1]], strict=False)
        ]
        return min(range(len(gaps)), key=gaps.__getitem__)
