"""Bounds that rules of form share: how many of something, exactly one that is right, a time of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from tutor.course.problem import shown
from tutor.course.walk import AT, Fault, Where


class CanBeRight(Protocol):
    """An option, a line of code, a point."""

    @property
    def right(self) -> bool:
        """Whether choosing it is right."""


def count(path: Where, number: int, low: int, high: int) -> Iterator[Fault]:
    """That there are `low` to `high` of something."""
    if not low <= number <= high:
        yield Fault(path, "how-many", str(number), f"{low} to {high}")


def right(path: Where, options: Sequence[CanBeRight], least: int = 1, most: int = 1) -> Iterator[Fault]:
    """That as many of them as should be are right."""
    found = sum(option.right for option in options)
    if not least <= found <= most:
        wanted = "exactly one" if most == 1 else "at least one"
        yield Fault(path, "right-options", f"{found or 'no'} right options", f"{wanted} (right: true)")


def time(path: Where, at: str) -> Iterator[Fault]:
    """That `at` names a time of a run."""
    if not AT.fullmatch(at):
        yield Fault(path, "bad-time", shown(at), "end, or METRIC NUMBER")
