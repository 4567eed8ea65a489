"""What a lesson's words must keep in another language: blanks where they are, what is alike alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutor.course import lab_rules
from tutor.course.form_items import answerable
from tutor.course.problem import shown
from tutor.course.walk import Fault, Where, Whole
from tutor.course.yaml import Document, Node, Table
from tutor.kit.lesson import Lesson, Match


def faults(lesson: Whole, merged: Whole) -> Iterator[Fault]:
    """What is wrong with the questions of `merged`, the good `lesson` with a translation's words."""
    yield from answerable(merged)
    yield from (fault for fault in lab_rules.check(merged) if fault.path[-1:] == ("ask",))
    before = dict(lesson.every(Match))
    for path, match in merged.every(Match):
        if path in before:
            yield from _alike(path, before[path], match)


def _alike(path: Where, before: Match, after: Match) -> Iterator[Fault]:
    """Pairs that share a text on the right share one in every language."""
    first: dict[str, str] = {}
    for i, (old, new) in enumerate(zip(before.pairs, after.pairs, strict=True)):
        if first.setdefault(old.right, new.right) != new.right:
            wanted = f"{shown(first[old.right])}: the lesson has one text for both"
            yield Fault((*path, "pairs", i, "right"), "not-alike", shown(new.right), wanted)
    if len(set(first.values())) < len(first):
        found = "one text for pairs that differ in the lesson"
        yield Fault((*path, "pairs"), "not-alike", found, "a text for each")


def path(path: Where, lesson: Lesson, document: Document) -> Where:
    """Where the text at `path` in the lesson stands in its translation: members by id, a page's question's
    texts among the page's own."""
    found: list[str | int] = []
    value: Any = lesson
    node: Node | None = document.root
    for part in path:
        inner = node if isinstance(node, Table) else None
        if part == "question" and inner is not None and "question" not in inner.items:
            value = value.question
            continue
        value = value[part] if isinstance(part, int) else getattr(value, part, None)
        key = value.id if isinstance(part, int) and inner is not None and hasattr(value, "id") else part
        found.append(key)
        node = inner.items.get(str(key)) if inner is not None else None
    return tuple(found)
