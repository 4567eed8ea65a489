"""What was done to a run, in the order of its steps, and how far of it the run has come."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tutor.kit.knobs import Value
from tutor.kit.lab import Event

NEVER = sys.maxsize
"""A step that no run reaches."""


class Log:
    """Events by step. The first `applied` have been carried out; the others lie ahead."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._events = sorted(events, key=lambda event: event.step)
        self.applied = 0

    @property
    def events(self) -> tuple[Event, ...]:
        """All, those ahead too."""
        return tuple(self._events)

    @property
    def so_far(self) -> tuple[Event, ...]:
        """Those carried out."""
        return tuple(self._events[: self.applied])

    @property
    def next_step(self) -> int:
        """Where the next event lies."""
        return self._events[self.applied].step if self.applied < len(self._events) else NEVER

    @property
    def turned(self) -> dict[str, Value]:
        """The live knobs as the events so far have left them."""
        return {n: v for event in self.so_far if event.name == "set" for n, v in event.values.items()}

    def next(self) -> Event:
        """The first event ahead."""
        return self._events[self.applied]

    def leave_out(self) -> None:
        """Forget the first event ahead."""
        del self._events[self.applied]

    def add(self, event: Event) -> None:
        """`event` was carried out now; what lay ahead will not be."""
        self._events[self.applied :] = [event]
        self.applied += 1
