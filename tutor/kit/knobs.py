"""Knobs: what a learner may turn on a lab, typed and bounded.

A knob reads a value from text (command line, lesson, keyboard) and refuses in one
sentence what it cannot take. It holds no value itself: labs keep those.
"""

from __future__ import annotations

import difflib
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

Value = int | float | str


class KnobError(ValueError):
    """A value a knob cannot take, or a knob that does not exist; the message is one sentence."""


def nearest(word: str, words: Iterable[str]) -> str:
    """`", did you mean X?"` for the closest of `words`, or all of them if few, or nothing."""
    words = list(words)
    close = difflib.get_close_matches(word.casefold(), words, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]}?"
    return f"choose from {', '.join(words)}" if words and len(words) <= 24 else ""


@dataclass(frozen=True, kw_only=True)
class Knob(ABC):
    """What every knob has. `live` knobs may change in mid-run; the others restart it."""

    type: ClassVar[str]
    name: str
    help: str
    live: bool = False
    more: bool = False
    """Shown only under "more": at most three knobs stand in view."""

    @abstractmethod
    def read(self, value: Value) -> Value:
        """`value` as this knob's own type, within its bounds; raises KnobError."""

    @abstractmethod
    def facts(self) -> dict[str, object]:
        """Bounds or choices and the default, ready for JSON."""

    def describe(self) -> dict[str, object]:
        """Everything a program may want to know of this knob, ready for JSON."""
        return {
            "name": self.name,
            "type": self.type,
            **self.facts(),
            "when": "live" if self.live else "restart",
            "help": self.help,
        }


@dataclass(frozen=True, kw_only=True)
class IntKnob(Knob):
    """A whole number from `low` to `high`; `step` is one press of a key."""

    type: ClassVar[str] = "int"
    default: int
    low: int
    high: int
    step: int = 1

    def read(self, value: Value) -> int:
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number) or number != int(number):
            raise KnobError(f"{self.name} takes a whole number, not {value!r}")
        if not self.low <= number <= self.high:
            raise KnobError(f"{self.name} goes from {self.low} to {self.high}, not {int(number)}")
        return int(number)

    def facts(self) -> dict[str, object]:
        return {"low": self.low, "high": self.high, "default": self.default}


@dataclass(frozen=True, kw_only=True)
class FloatKnob(Knob):
    """A number from `low` to `high`; a press of a key adds `step`, or multiplies by it if `ratio`."""

    type: ClassVar[str] = "float"
    default: float
    low: float
    high: float
    step: float = 0.1
    ratio: bool = False

    def read(self, value: Value) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise KnobError(f"{self.name} takes a number, not {value!r}")
        if not self.low <= number <= self.high:
            raise KnobError(f"{self.name} goes from {self.low:g} to {self.high:g}, not {number:g}")
        return number

    def facts(self) -> dict[str, object]:
        return {"low": self.low, "high": self.high, "default": self.default}


@dataclass(frozen=True, kw_only=True)
class ChoiceKnob(Knob):
    """One of a few words."""

    type: ClassVar[str] = "choice"
    default: str
    choices: tuple[str, ...]

    def read(self, value: Value) -> str:
        word = str(value)
        if word not in self.choices:
            raise KnobError(
                f"{self.name} cannot be {word[:40]!r}: {nearest(word, self.choices)}".rstrip(": ")
            )
        return word

    def facts(self) -> dict[str, object]:
        return {"choices": list(self.choices), "default": self.default}


@dataclass(frozen=True, kw_only=True)
class TextKnob(Knob):
    """One of the named `choices`, or any text of `shortest` to `longest` characters.

    On the command line `@file` stands for that file's text; labs see the text only.
    """

    type: ClassVar[str] = "text"
    default: str
    choices: tuple[str, ...] = ()
    shortest: int = 1
    longest: int = 4_000_000

    def read(self, value: Value) -> str:
        text = str(value)
        if text in self.choices:
            return text
        if len(text) < self.shortest:
            raise KnobError(
                f"{self.name} needs at least {self.shortest:,} characters, this has {len(text):,}"
                + (f" ({nearest(text, self.choices)})" if self.choices else "")
            )
        if len(text) > self.longest:
            raise KnobError(
                f"{self.name} takes at most {self.longest:,} characters, this has {len(text):,}"
            )
        return text

    def facts(self) -> dict[str, object]:
        return {
            "choices": list(self.choices),
            "shortest": self.shortest,
            "longest": self.longest,
            "default": self.default,
        }


AnyKnob = IntKnob | FloatKnob | ChoiceKnob | TextKnob


def settle(knobs: Iterable[AnyKnob], given: Mapping[str, Value]) -> dict[str, Value]:
    """A value for every knob: those `given`, read and checked, and defaults for the rest.

    Raises KnobError for a name that is no knob's (with the nearest right one) or a bad value.
    """
    by_name = {knob.name: knob for knob in knobs}
    for name in given:
        if name not in by_name:
            raise KnobError(f"there is no knob {name[:40]!r}: {nearest(name, by_name)}".rstrip(": "))
    return {
        name: knob.read(given[name]) if name in given else knob.default for name, knob in by_name.items()
    }
