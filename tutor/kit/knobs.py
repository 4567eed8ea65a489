"""Knobs: what a learner may turn on a lab, typed and bounded.

A knob reads a value from text (command line, lesson, keyboard) and refuses in one
sentence what it cannot take. It holds no value itself: labs keep those.
"""

from __future__ import annotations

import difflib
import heapq
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from tutor.kit.say import Say, Verbatim

Value = int | float | str

_ALIKE = 0.5
"""Likeness (0…1) from which on a word may be what was meant."""
_LONGEST_WORD, _MOST_WORDS, _COMPARED = 80, 1_000, 20
"""Letters of a word, and words, that are looked at; of these, how many are compared letter by letter."""
_MOST_LISTED = 24
"""Words that are listed where none is alike."""


class KnobError(ValueError):
    """A value a knob cannot take, or a knob that does not exist; the message is one sentence.

    `say` is that sentence in parts, to be said in another language.
    """

    def __init__(self, why: Say | str) -> None:
        self.say = why if isinstance(why, Say) else Say("{why}", {"why": Verbatim(why)})
        super().__init__(self.say.render())


def hint(word: str, words: Iterable[str]) -> Say | None:
    """The closest of `words`, or all of them if few, or nothing."""
    words = list(words)
    if close := closest(word, words):
        return Say("did you mean {word}?", {"word": Verbatim(close)})
    if words and len(words) <= _MOST_LISTED:
        return Say("choose from {words}", {"words": Verbatim(", ".join(words))})
    return None


def closest(word: str, words: Iterable[str]) -> str:
    """The one of `words` that is most alike, or "". A stranger's lesson may have thousands, and comparing
    takes time with the square of their length: only the few that have most letters in common are."""
    if len(word) > _LONGEST_WORD:
        return ""
    matcher = difflib.SequenceMatcher(b=word.casefold())
    alike: list[tuple[float, str]] = []
    for one in islice(words, _MOST_WORDS):
        if len(one) <= _LONGEST_WORD:
            matcher.set_seq1(one)
            if matcher.real_quick_ratio() >= _ALIKE and (most := matcher.quick_ratio()) >= _ALIKE:
                alike.append((most, one))
    found = []
    for _, one in heapq.nlargest(_COMPARED, alike):
        matcher.set_seq1(one)
        found.append((matcher.ratio(), one))
    ratio, best = max(found, default=(0.0, ""))
    return best if ratio >= _ALIKE else ""


def nearest(word: str, words: Iterable[str]) -> str:
    """`hint` in English; "" for nothing."""
    found = hint(word, words)
    return found.render() if found else ""


def pointed(what: Say, word: str, words: Iterable[str]) -> Say:
    """The sentence `what` about a wrong `word`, with the nearest right one behind it."""
    found = hint(word, words)
    return Say("{what}: {hint}", {"what": what, "hint": found}) if found else what


def typed(value: Value) -> Verbatim:
    """What somebody typed, as a sentence quotes it."""
    return Verbatim(repr(value[:40] if isinstance(value, str) else value))


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
            said = {"knob": Verbatim(self.name), "value": typed(value)}
            raise KnobError(Say("{knob} takes a whole number, not {value}", said))
        if not self.low <= number <= self.high:
            raise KnobError(_beyond(self.name, f"{self.low}", f"{self.high}", f"{int(number)}"))
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
            said = {"knob": Verbatim(self.name), "value": typed(value)}
            raise KnobError(Say("{knob} takes a number, not {value}", said))
        if not self.low <= number <= self.high:
            raise KnobError(_beyond(self.name, f"{self.low:g}", f"{self.high:g}", f"{number:g}"))
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
            said = {"knob": Verbatim(self.name), "value": typed(word)}
            raise KnobError(pointed(Say("{knob} cannot be {value}", said), word, self.choices))
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
            said = Say(
                "{knob} needs at least {least:,} characters, this has {count:,}",
                {"knob": Verbatim(self.name), "least": self.shortest, "count": len(text)},
            )
            raise KnobError(pointed(said, text, self.choices))
        if len(text) > self.longest:
            raise KnobError(
                Say(
                    "{knob} takes at most {most:,} characters, this has {count:,}",
                    {"knob": Verbatim(self.name), "most": self.longest, "count": len(text)},
                )
            )
        return text

    def facts(self) -> dict[str, object]:
        return {
            "choices": list(self.choices),
            "shortest": self.shortest,
            "longest": self.longest,
            "default": self.default,
        }


def _beyond(name: str, low: str, high: str, value: str) -> Say:
    said = {"knob": name, "low": low, "high": high, "value": value}
    return Say("{knob} goes from {low} to {high}, not {value}", {k: Verbatim(v) for k, v in said.items()})


AnyKnob = IntKnob | FloatKnob | ChoiceKnob | TextKnob


def settle(knobs: Iterable[AnyKnob], given: Mapping[str, Value]) -> dict[str, Value]:
    """A value for every knob: those `given`, read and checked, and defaults for the rest.

    Raises KnobError for a name that is no knob's (with the nearest right one) or a bad value.
    """
    by_name = {knob.name: knob for knob in knobs}
    for name in given:
        if name not in by_name:
            raise KnobError(pointed(Say("there is no knob {name}", {"name": typed(name)}), name, by_name))
    return {
        name: knob.read(given[name]) if name in given else knob.default for name, knob in by_name.items()
    }
