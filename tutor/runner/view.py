"""What the screen sees of a run: a frame and where it stands in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.kit.lab import Frame
from tutor.kit.panels import Array
from tutor.kit.say import Say
from tutor.runner.parcel import need, unpack_frame, unpack_say


@dataclass(frozen=True, slots=True)
class View:
    """One look."""

    frame: Frame
    """Of the run. While a seek is under way `frame.step` is not yet `step`, but near."""
    other: Frame | None
    """Of the branch, if there is one."""
    playing: bool
    step: int
    """Where the run stands, or was sent."""
    furthest: int
    """How far it has been; from 0 to here it can be scrubbed."""
    length: int
    """Steps of the complete run."""
    done: bool
    """Whether nothing is left to do from here."""
    rate: float | None
    """Steps a second asked for; None is flat out."""
    seconds: float
    """The lab's own work up to here."""
    trouble: Say | None
    """Why it cannot go on: a number diverged, or the lab failed. Going back is possible."""
    events: int
    """How many things the learner did to it."""
    line: str
    """The shell line that starts this run."""
    busy: bool = False
    """On its way to a step, or the branch is catching up: look again soon."""
    details: str = ""
    """The traceback, if the lab failed."""


def unpack_view(plain: object, arrays: Sequence[Array]) -> View:
    """The view of a worker's answer. Raises WireError."""
    told = need(plain, dict)
    other, rate, trouble = told.get("other"), told.get("rate"), told.get("trouble")
    return View(
        frame=unpack_frame(told.get("frame"), arrays),
        other=None if other is None else unpack_frame(other, arrays),
        playing=need(told.get("playing"), bool),
        step=need(told.get("step"), int),
        furthest=need(told.get("furthest"), int),
        length=need(told.get("length"), int),
        done=need(told.get("done"), bool),
        rate=None if rate is None else need(rate, float),
        seconds=need(told.get("seconds"), float),
        trouble=None if trouble is None else unpack_say(trouble),
        events=need(told.get("events"), int),
        line=need(told.get("line"), str),
        busy=need(told.get("busy"), bool),
        details=need(told.get("details"), str),
    )
