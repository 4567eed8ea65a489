"""What the screen is shown of a player: the newest frame, as often as it is worth its cost.

Frames that were shown are kept within a bound of bytes, so that scrubbing has a picture at once while
the run is still on its way.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from time import monotonic as now

import numpy as np

from tutor.kit.lab import Frame, Look
from tutor.kit.panels import Array
from tutor.runner.failing import LabFailed
from tutor.runner.parcel import pack_frame, pack_say, pack_spec
from tutor.runner.player import Player
from tutor.runner.run import Run
from tutor.runner.wire import Plain

SHARE = 0.018
"""Of the time of a run played flat out that goes into frames."""
SHARE_MOST = 0.05
"""The same where frames cost so much that they would come less often than each SLOW seconds."""
SLOW = 0.25
SHARE_PACED = 0.3
"""The same of a run played at a rate, which mostly waits."""
APART = 1 / 15
"""Seconds between two frames of a playing run at least, unless the learner does something."""
KEPT_BYTES = 6_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """Frames as they are sent: of the run, and of its branch."""

    step: int
    look: Look
    frame: Plain
    other: Plain | None
    arrays: tuple[Array, ...]

    @property
    def size(self) -> int:
        """Bytes."""
        return 2000 + sum(array.nbytes for array in self.arrays)


class Looks:
    """The looks at one player. `changed` must be called after whatever a learner did to it."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.changes = 0
        """Counts what was done; the log of events is sent again when it differs."""
        self.serial = 0
        """Counts what was shown; whoever has seen the last one is told there is nothing new."""
        self._key: tuple[object, ...] = ()
        self._due = 0.0
        self._failed: LabFailed | None = None
        self._kept: deque[Picture] = deque()
        self._kept_bytes = 0

    def changed(self) -> None:
        """Something was done to the runs: frames shown before may no longer be true."""
        self.changes += 1
        self._kept.clear()
        self._kept_bytes = 0
        self._failed = None

    def paid(self, seconds: float) -> None:
        """A view took so long to build and send: the next one waits until that is a small share."""
        if self.player.rate is None:
            wait = min(seconds / SHARE, max(SLOW, seconds / SHARE_MOST))
        else:
            wait = seconds / SHARE_PACED
        self._due = now() + max(APART, wait)

    def view(self, look: Look, seen: int, known: int) -> tuple[Plain, tuple[Array, ...]] | None:
        """What there is to see for somebody who has `seen` that serial; None if it is nothing new.

        The log of events is in it unless it is the one `known`.
        """
        player = self.player
        pointed = (tuple(look.focus.items()), look.thorough)
        asked = (self.changes, player.playing, player.rate, player.seeking, player.busy, pointed)
        key = (*asked, player.run.step_now, player.other and player.other.step_now, player.done)
        if key == self._key and seen == self.serial:
            return None
        if player.playing and asked == self._key[: len(asked)] and now() < self._due:
            return None
        picture = self._picture(look)
        if key != self._key:
            self._key = key
            self.serial += 1
        return self._told(picture, known), picture.arrays

    def _picture(self, look: Look) -> Picture:
        """Of where the runs stand; on the way to a step, the kept one nearest to it."""
        self._failed = None
        player = self.player
        target = player.run.step_now if player.seeking is None else player.seeking
        if not player.playing and player.run.trouble is None:
            alike = [picture for picture in self._kept if picture.look == look]
            nearest = min(alike, key=lambda picture: abs(picture.step - target), default=None)
            if nearest and (player.seeking is not None or (nearest.step == target and not player.other)):
                return nearest
        picture = self._taken(look)
        if self._failed is None and player.run.trouble is None:
            self._keep(picture)
        return picture

    def _taken(self, look: Look) -> Picture:
        arrays: list[Array] = []
        frame = pack_frame(self._frame(self.player.run, look), arrays)
        other = self.player.other
        beside = pack_frame(self._frame(other, look), arrays) if other else None
        own = tuple(np.array(array) for array in arrays)
        return Picture(self.player.run.step_now, look, frame, beside, own)

    def _frame(self, run: Run, look: Look) -> Frame:
        try:
            return run.frame(look)
        except LabFailed as failed:
            if run.trouble is None:
                self._failed = failed
            return Frame(run.step_now, {})

    def _keep(self, picture: Picture) -> None:
        self._kept.append(picture)
        self._kept_bytes += picture.size
        while self._kept_bytes > KEPT_BYTES:
            self._kept_bytes -= self._kept.popleft().size

    def _told(self, picture: Picture, known: int) -> Plain:
        player, run, other = self.player, self.player.run, self.player.other
        trouble = run.trouble or (other.trouble if other else None)
        details = run.details or (other.details if other else "")
        if self._failed is not None and trouble is None:
            trouble, details = self._failed.say, self._failed.details
        told: Plain = {
            "serial": self.serial,
            "changes": self.changes,
            "frame": picture.frame,
            "other": picture.other,
            "playing": player.playing,
            "busy": player.busy,
            "step": run.step_now if player.seeking is None else player.seeking,
            "furthest": run.furthest,
            "length": run.length,
            "done": player.done,
            "rate": player.rate,
            "seconds": run.seconds,
            "trouble": pack_say(trouble) if trouble else None,
            "details": details,
            "events": len(run.events),
            "line": run.named.line(),
        }
        if known != self.changes:
            told["spec"] = pack_spec(run.named)
        return told
