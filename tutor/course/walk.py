"""Ways through a lesson: each of its parts with its path in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeVar

from tutor.course import shape
from tutor.course.problem import Problem, Severity
from tutor.course.yaml import Document
from tutor.kit.lesson import Choice, Lesson, Option, Page, Predict, TrueFalse

T = TypeVar("T")
AT = re.compile(r"end|(?P<metric>\S+) (?P<number>-?\d+(\.\d+)?)", re.ASCII)
"""When a number is read off a run: at its end, or once a metric reaches a number."""

Where = tuple[str | int, ...]
"""A place in a lesson, from its top: names of fields, and numbers (from 0) of members."""


class Fault(NamedTuple):
    """A problem before it has a file and a line: where in the lesson, and the sentence's parts."""

    path: Where
    rule: str
    found: str
    wanted: str
    nearest: str = ""


def placed(fault: Fault, document: Document, severity: Severity = "error") -> Problem:
    """The fault as a problem of that file."""
    line, column = document.place(*fault.path)
    return Problem(
        document.file, line, column, fault.rule, fault.found, fault.wanted, fault.nearest, severity
    )


@cache
def _wordy(kind: type[object]) -> tuple[tuple[str, bool], ...]:
    """The fields of a part that are text, and whether each holds several."""
    found: list[tuple[str, bool]] = []
    for name, field in shape.record(kind).fields.items():
        match field.shape:
            case shape.Leaf(text=True):
                found.append((name, False))
            case shape.Many(shape.Leaf(text=True), adds=False):
                found.append((name, True))
    return tuple(found)


class Whole:
    """A lesson with all its parts at hand: walked once, asked by every rule."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.parts: list[tuple[Where, Any]] = []
        """Every dataclass in the lesson with its path, the lesson first, in the order of their fields."""
        self._walk(lesson, ())

    def every(self, kind: type[T]) -> Iterator[tuple[Where, T]]:
        """Every part of one kind with its path: each lab that is run, each question that is asked."""
        return ((path, part) for path, part in self.parts if isinstance(part, kind))

    @cached_property
    def texts(self) -> list[tuple[Where, str]]:
        """Every text for the learner with its path; spellings of what is typed are none."""
        found: list[tuple[Where, str]] = []
        for path, part in self.parts:
            for name, is_many in _wordy(part.__class__):
                text = getattr(part, name)
                if is_many:
                    found += (((*path, name, i), one) for i, one in enumerate(text))
                elif text:
                    found.append(((*path, name), text))
        return found

    def choices(self) -> Iterator[tuple[Where, tuple[Option, ...]]]:
        """Wherever one of several options is right: choices, predictions among options, reasons."""
        for path, part in self.parts:
            match part:
                case Choice() | Predict(kind="choice"):
                    yield (*path, "options"), part.options
                case TrueFalse():
                    yield (*path, "reasons"), part.reasons

    def claims(self) -> Iterator[tuple[Where, str]]:
        """Every mention of a claim by a page."""
        for path, page in self.every(Page):
            for i, claim in enumerate(page.claims):
                yield (*path, "claims", i), claim
            if page.predict and page.predict.answer and page.predict.answer.claim:
                yield (*path, "predict", "answer", "claim"), page.predict.answer.claim

    def _walk(self, value: object, path: Where) -> None:
        if isinstance(value, str | int | float | None):
            return
        if isinstance(value, tuple):
            for i, inner in enumerate(value):
                self._walk(inner, (*path, i))
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                self._walk(inner, (*path, name))
        else:
            self.parts.append((path, value))
            for name, inner in vars(value).items():
                self._walk(inner, (*path, name))
