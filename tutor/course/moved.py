"""Whether `rev` moved with the meaning: each lesson beside the version that was committed last.

Meaning is all that decides whether an answer is right: kinds, options, right ones, numbers, tolerances,
what a run is made of. Known mistakes, messages, hints and names of misconceptions may change freely. Words
may, too; where a question reads quite differently, that is advice.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tutor.course import history, load, shape, yaml
from tutor.course.problem import LessonError, Problem, shown
from tutor.course.walk import Fault, Where, placed
from tutor.kit.lesson import Item, Lesson
from tutor.kit.spelling import fold, key

FREE = frozenset(
    ["wrong", "near_miss", "mistake", "see", "hints", "explain", "say", "other", "why", "low", "high"]
)
"""Fields of a question that change nothing about which answer is right."""
ASKED = frozenset({"ask", "text", "left", "right", "back"})
"""Texts that make the question."""
ALIKE = 0.4
"""Below this likeness (0…1) a text has been written anew."""

LONGEST = 1_000
"""Characters of a text that are compared: comparing takes quadratic time."""


class Change(NamedTuple):
    """One difference between two versions."""

    path: Where
    words: str
    meant: bool
    """Whether it is one of meaning for sure; else only words have changed."""


def check(read: Mapping[Path, Lesson], since: str = history.LAST) -> Iterator[Problem]:
    """Problems of these lessons beside their versions at `since`; none where nothing is known of those."""
    for file, before in history.texts(list(read), since).items():
        try:
            document = yaml.read(file)
            if document.source == before:
                continue
            old = load.lesson_in(yaml.read_text(before, file))
        except LessonError:
            continue  # it was no lesson then
        for fault, is_error in faults(old, read[file]):
            yield placed(fault, document, "error" if is_error else "warning")


def faults(old: Lesson, new: Lesson) -> Iterator[tuple[Fault, bool]]:
    """At most one fault of the lesson's rev, and whether it is an error."""
    if new.rev < old.rev:
        yield Fault(("rev",), "rev-moved-back", f"rev {new.rev}", f"{old.rev} or more, as it was"), True
    if new.rev != old.rev or new.id != old.id:
        return
    found = list(changes(old, new))
    meant = [change for change in found if change.meant]
    if meant:
        more = f" (and {len(meant) - 1} more)" if len(meant) > 1 else ""
        told = f"rev {new.rev} as before, though {_where(new, meant[0])}{more}"
        yield Fault(("rev",), "rev-should-move", told, f"rev {new.rev + 1}, here and in translations"), True
    elif found:
        told = f"rev {new.rev} as before, though {_where(new, found[0])}"
        wanted = f"rev {new.rev + 1} if it asks something else now"
        yield Fault(("rev",), "rev-may-move", told, wanted), False


def _where(lesson: Lesson, change: Change) -> str:
    return f"page {change.path[0]}: {change.words}"


def changes(old: Lesson, new: Lesson) -> Iterator[Change]:
    """What is asked, and what is right, differently; paths begin with the page's id."""
    pages = {page.id: page for page in new.pages}
    for before in old.pages:
        if not (before.question or before.predict):
            continue
        after = pages.get(before.id)
        if after is None:
            yield Change((before.id,), "gone, and answers to it with it", True)
            continue
        for name in ("question", "predict"):
            one, other = getattr(before, name), getattr(after, name)
            if type(one) is not type(other):
                yield Change((before.id, name), f"another kind of {name}", True)
            elif one is not None:
                yield from _record((before.id, name), one, other)
        if before.predict and after.predict and before.lab and after.lab:
            yield from _record((before.id, "lab"), before.lab, after.lab)


def _record(path: Where, old: Any, new: Any) -> Iterator[Change]:
    for name, field in shape.record(type(old)).fields.items():
        if name not in FREE or isinstance(getattr(old, name), bool):
            yield from _value((*path, name), getattr(old, name), getattr(new, name), field.shape)


def _value(path: Where, old: Any, new: Any, wanted: shape.Shape) -> Iterator[Change]:
    match wanted:
        case shape.Leaf(text=True):
            if path[-1] in ASKED and _unlike(old, new):
                yield Change(path, f"{_name(path)} was {shown(old, 32)}", False)
        case shape.Many(adds=True):
            lost = {key(word) for word in old} - {key(word) for word in new}
            if lost:
                yield Change(path, f"{_name(path)} without {shown(min(lost), 32)}", True)
        case shape.Many(shape.Record() as item) if "id" in item.fields:
            yield from _members(path, old, new, item)
        case shape.Many(shape.Leaf(text=True)):
            if len(old) != len(new):
                yield Change(path, f"{len(new)} in {_name(path)}, not {len(old)}", True)
        case shape.Record() | shape.Kinds() if old is not None and type(old) is type(new):
            yield from _record(path, old, new)
        case _ if old != new:
            yield Change(path, f"{_name(path)} was {shown(str(old), 32)}", True)


def _members(path: Where, old: Sequence[Any], new: Sequence[Any], item: shape.Record) -> Iterator[Change]:
    """Members by id; their order means something only where it is the answer."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    if before.keys() != after.keys():
        id = min(before.keys() ^ after.keys())
        yield Change(
            (*path, id), f"{_name(path)} {'without' if id in before else 'with'} {shown(id)}", True
        )
    elif item.cls is Item and list(before) != list(after):
        yield Change(path, f"another order of {_name(path)}", True)
    for id in (id for id in before if id in after):
        yield from _record((*path, id), before[id], after[id])


def _name(path: Where) -> str:
    return " ".join(str(part) for part in path[2:]) or str(path[-1])


def _unlike(old: str, new: str) -> bool:
    one, other = fold(old)[:LONGEST], fold(new)[:LONGEST]
    if one == other:
        return False
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() < ALIKE
