"""Metrics: the numbers a lab reports, each declared with its meaning, unit and better direction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Metrics = dict[str, float | None]
"""Flat: name → finite number, or None where there is nothing to say. Booleans are 0/1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """One declared number. `accuracy` also covers `accuracy.lstm.100` if `parts` says what follows."""

    name: str
    help: str
    unit: str = ""
    better: Literal["higher", "lower", "neither"] = "neither"
    parts: str = ""
    of_breaking: bool = False
    """Whether it may be read off a run that broke: when it did, say. Others count only in whole runs."""

    def covers(self, name: str) -> bool:
        """Whether a reported `name` is this metric or one of its parts."""
        return name == self.name or (bool(self.parts) and name.startswith(self.name + "."))

    def describe(self) -> dict[str, str]:
        """Everything a program may want to know of this metric, ready for JSON."""
        return {
            "name": self.name,
            "help": self.help,
            "unit": self.unit,
            "better": self.better,
            "parts": self.parts,
        }


def finite(numbers: Mapping[str, float | int | bool | None]) -> Metrics:
    """`numbers` as JSON can carry them: NaN and infinity become None."""
    return {
        name: None if value is None or not math.isfinite(value) else float(value)
        for name, value in numbers.items()
    }
