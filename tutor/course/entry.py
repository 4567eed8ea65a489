"""What the index knows of each lesson and chapter: enough to draw the map without reading a lesson.

Named tuples, because they are imported before the first paint and dataclasses take long to make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tutor.kit.knobs import Value


class Pack(NamedTuple):
    """A pack that has lessons."""

    name: str
    title: Mapping[str, str]
    """By language; every language of the course is there."""
    version: str


class Chapter(NamedTuple):
    """A chapter that has lessons."""

    id: str
    """In a pack with the pack's name before it: `bread/basics`."""
    title: Mapping[str, str]
    """By language; every language of the course is there."""
    order: int
    textbook: int | None
    """The textbook's chapter it goes with."""


class Play(NamedTuple):
    """What a press of space on the map plays: the lesson's lab, as in `tutor.kit.lesson.LabRef`."""

    name: str
    set: Mapping[str, Value]
    seed: int
    steps: int | None


class Entry(NamedTuple):
    """One lesson on the map."""

    id: str
    """In a pack with the pack's name before it: `bread/intro`."""
    file: str
    """Its path below the folder of the course or pack, with / between names."""
    chapter: str
    """The chapter's id."""
    order: int
    rev: int
    title: Mapping[str, str]
    """By language; English stands for a translation that is missing."""
    summary: Mapping[str, str]
    minutes: int
    after: tuple[str, ...]
    lab: Play | None
    pages: int
    items: Mapping[str, str]
    """What can be answered: page id → kind of question, or "predict"; in the lesson's order."""
    kin: Mapping[str, str]
    """Questions that help with one another: page id → the name that all of a family share."""

    @property
    def questions(self) -> int:
        """How many questions it asks, predictions aside."""
        return len(self.items) - self.predictions

    @property
    def predictions(self) -> int:
        """How many predictions it asks for."""
        return sum(kind == "predict" for kind in self.items.values())


class Broken(NamedTuple):
    """A lesson that could not be read, and the first reason."""

    file: str
    """Its path below the folder of the course, or with the pack's name before it."""
    line: int
    column: int
    message: str


class Found(NamedTuple):
    """One place that a search found."""

    lesson: str
    page: str
    """The page's id; "" for the lesson itself."""
    title: str
    excerpt: str
    """One line around the first word that matched."""


def entry_from(row: Sequence[Any]) -> Entry:
    """An entry from its JSON, a list in the order of the fields. Raises TypeError or ValueError."""
    entry = Entry(*row)
    lab = Play(*entry.lab) if entry.lab else None
    return entry._replace(after=tuple(entry.after), lab=lab)
