"""Ways through a lesson: each of its parts with its path in the file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from tutor.course.problem import Problem, Severity
from tutor.course.yaml import Document
from tutor.kit.lesson import Lesson

T = TypeVar("T")
AT = re.compile(r"end|(?P<metric>\S+) (?P<number>-?\d+(\.\d+)?)", re.ASCII)
"""When a number is read off a run: at its end, or once a metric reaches a number."""

Path = tuple[str | int, ...]


class Fault(NamedTuple):
    """A problem before it has a file and a line: where in the lesson, and the sentence's parts."""

    path: Path
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


def parts(value: object, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every dataclass in a lesson with its path, the lesson first, in the order of their fields."""
    if dataclasses.is_dataclass(value):
        yield path, value
        for field in dataclasses.fields(value):
            yield from parts(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield from parts(inner, (*path, i))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from parts(inner, (*path, name))


def every(kind: type[T], lesson: Lesson) -> Iterator[tuple[Path, T]]:
    """Every part of one kind with its path: each lab that is run, each question that is asked."""
    return ((path, part) for path, part in parts(lesson) if isinstance(part, kind))


def named_claims(lesson: Lesson) -> Iterator[tuple[Path, str]]:
    """Every mention of a claim by a page."""
    for i, page in enumerate(lesson.pages):
        for k, claim in enumerate(page.claims):
            yield ("pages", i, "claims", k), claim
        if page.predict and page.predict.answer and page.predict.answer.claim:
            yield ("pages", i, "predict", "answer", "claim"), page.predict.answer.claim
