"""Merging a translation into a lesson: the same ids, other words.

A translation mirrors the lesson's texts and nothing else. Lists whose members have ids (pages, options,
items) become mappings by id; lists of texts keep their length; the texts of a page's question stand with
the page's own, or under `question` where both have a text of that name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from tutor.course import shape
from tutor.course.problem import LessonError, Place, Problem, shown
from tutor.course.schema import Reader
from tutor.course.yaml import Document, Listing, Node, Scalar, Table
from tutor.kit.knobs import nearest
from tutor.kit.lesson import Lesson

HEAD = ("translates", "rev")
_ASIDE = re.compile(r"`[^`]*`|\{[^}]*\}")
_WORD = re.compile(r"\w{2,}")


def merge(lesson: Lesson, document: Document) -> tuple[Lesson, list[Problem]]:
    """The lesson with the document's words, English where they are missing; and what is wrong with them.

    Raises LessonError for a file that is a whole lesson itself, one that was copied to be translated, say.
    """
    merging = _Merging(document)
    merging.head(lesson)
    words = _without(document.root, HEAD)
    merged: Lesson = merging.value(lesson, shape.record(Lesson), words, "")
    return merged, merging.reader.problems


def flat(record: shape.Record) -> dict[str, shape.Shape]:
    """The keys that a translation of this record may have; a question's stand with its page's."""
    keys = {name: field.shape for name, field in record.fields.items() if shape.wordy(field.shape)}
    for inner in list(keys.values()):
        if isinstance(inner, shape.Kinds):
            for one in inner.records.values():
                keys = flat(one) | keys
    return keys


class _Merging:
    def __init__(self, document: Document) -> None:
        self.reader = Reader(document.file)
        self.root = document.root

    def head(self, lesson: Lesson) -> None:
        """Check what the file says it is."""
        place, items = self.root.place, self.root.items
        if "translates" not in items and isinstance(items.get("pages"), Listing):
            wanted = (
                "a translation's words by their ids: dltutor new translation writes a file to start from"
            )
            self.reader.refuse(place, "missing-key", "a whole lesson", wanted)
            raise LessonError(self.reader.problems)
        for key, right in (("translates", lesson.id), ("rev", str(lesson.rev))):
            node = items.get(key)
            if not isinstance(node, Scalar):
                self.reader.refuse(place, "missing-key", f"no key {key}", f"{key}: {right}")
            elif node.text != right and key == "rev":
                found = f"a translation of rev {shown(node.text, 12)}"
                self.reader.refuse(
                    node.place, "stale-translation", found, f"one of the lesson's rev {right}"
                )
            elif node.text != right:
                self.reader.refuse(node.place, "wrong-value", shown(node.text), f"the lesson's id {right}")

    def value(self, value: Any, wanted: shape.Shape, node: Node, where: str) -> Any:
        """`value` with the node's words put in; `where` names it to the author."""
        match wanted:
            case shape.Leaf():
                read = self.reader.value(node, wanted)
                if wanted.text and read == value and _sentence(value):
                    self._missing(node.place, where, f"the lesson's own words, {shown(value)}")
                return read if isinstance(read, str) else value
            case shape.Kinds():
                return self.value(value, wanted.records[value.kind], node, where)
            case shape.Record():
                return self._record(value, wanted, node, where)
            case shape.Named(item):
                return self._by_name(dict(value), item, node, where)
            case shape.Many(adds=True):
                own = self.reader.value(node, wanted)
                return tuple(dict.fromkeys((*own, *value))) if isinstance(own, tuple) else value
            case shape.Many(item):
                if isinstance(item, shape.Record) and "id" in item.fields:
                    by_id = {one.id: one for one in value}
                    return tuple(self._by_name(by_id, item, node, where).values())
                return self._in_order(value, item, node, where)

    def _record(self, value: Any, wanted: shape.Record, node: Node, where: str) -> Any:
        if not isinstance(node, Table):
            self.reader.refuse(
                node.place, "wrong-type", "something else", f"a mapping with the texts{where}"
            )
            return value
        changed: dict[str, Any] = {}
        used: set[str] = set()
        keys = {n: f.shape for n, f in wanted.fields.items() if shape.wordy(f.shape) and getattr(value, n)}
        for name, inner in keys.items():
            if name in node.items:
                used.add(name)
                changed[name] = self.value(getattr(value, name), inner, node.items[name], f"{where} {name}")
            elif isinstance(inner, shape.Kinds):
                own = flat(inner.records[getattr(value, name).kind])
                words = _without(node, tuple(key for key in node.items if key in keys or key not in own))
                used |= words.items.keys()
                changed[name] = self.value(getattr(value, name), inner, words, where)
            elif _has_words(getattr(value, name), inner):
                self._missing(node.place, f"{where} {name}")
        for extra in node.items.keys() - used:
            close = nearest(extra, _open_keys(value, wanted) - used)
            place = node.keys[extra]
            self.reader.refuse(
                place, "extra-translation", f"the key {shown(extra)}", "a text that the lesson has", close
            )
        return dataclasses.replace(value, **changed)

    def _by_name(
        self, values: Mapping[str, Any], item: shape.Shape, node: Node, where: str
    ) -> Mapping[str, Any]:
        """Members under their ids (or names), in the lesson's order."""
        if not isinstance(node, Table):
            self.reader.refuse(node.place, "wrong-type", "something else", f"a mapping by id for{where}")
            return values
        for extra in [key for key in node.items if key not in values]:
            close = nearest(extra, values)
            self.reader.refuse(
                node.keys[extra],
                "extra-translation",
                f"the id {shown(extra)}",
                "an id that the lesson has",
                close,
            )
        merged = {}
        for id, value in values.items():
            if id in node.items:
                merged[id] = self.value(value, item, node.items[id], f"{where} {id}")
            else:
                merged[id] = value
                if _has_words(value, item):
                    self._missing(node.place, f"{where} {id}")
        return merged

    def _in_order(self, values: tuple[Any, ...], item: shape.Shape, node: Node, where: str) -> Any:
        """Members without ids: as many as the lesson has."""
        if not isinstance(node, Listing):
            self.reader.refuse(node.place, "wrong-type", "something else", f"a list for{where}")
            return values
        if len(node.items) != len(values):
            found = f"{len(node.items)} texts for{where}"
            self.reader.refuse(node.place, "extra-translation", found, f"{len(values)}, as the lesson has")
            return values
        return tuple(
            self.value(value, item, inner, where) for value, inner in zip(values, node.items, strict=True)
        )

    def _missing(self, place: Place, where: str, found: str = "none") -> None:
        wanted = f"a translation of{where}"
        problem = Problem(
            self.reader.file, *place, "missing-translation", found, wanted, severity="warning"
        )
        self.reader.problems.append(problem)


def _open_keys(value: Any, wanted: shape.Record) -> set[str]:
    """What a translation of this very value may have: the names of its texts that are not empty."""
    keys: set[str] = set()
    for name, field in wanted.fields.items():
        inner = getattr(value, name)
        if inner and isinstance(field.shape, shape.Kinds):
            keys |= _open_keys(inner, field.shape.records[inner.kind])
        elif inner and shape.wordy(field.shape):
            keys.add(name)
    return keys


def _sentence(text: str) -> bool:
    """Whether it is prose, which no two languages share; names, formulas and examples may be the same."""
    words = [word for word in _WORD.findall(_ASIDE.sub("", text)) if word.isalpha()]
    return text.rstrip()[-1:] in tuple(".?!:") and len(words) > 2


def _has_words(value: Any, wanted: shape.Shape) -> bool:
    """Whether there is anything to translate in this very value."""
    if isinstance(wanted, shape.Record):
        return bool(_open_keys(value, wanted))
    if isinstance(value, str):
        return any(letter.isalpha() for letter in value)  # "0.5" is the same in all languages
    return bool(value) and shape.wordy(wanted)


def _without(table: Table, keys: tuple[str, ...]) -> Table:
    items = {key: node for key, node in table.items.items() if key not in keys}
    return Table(table.place, items, table.keys)
