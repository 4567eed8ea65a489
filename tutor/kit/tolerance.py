"""When two numbers count as the same."""

from __future__ import annotations


def within(one: float, other: float, tolerance: float) -> bool:
    """Whether two numbers differ by no more than `tolerance`; the last bits of a float never decide."""
    return abs(one - other) <= tolerance + 1e-9 * max(1.0, abs(one), abs(other))
