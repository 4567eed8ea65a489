"""From nodes to dataclasses: each value is read as what the schema wants there, and refused with its place.

Text is made inert here, once. Whatever is wrong is collected, so an author sees all of it at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tutor.course import shape
from tutor.course.problem import MOST_PROBLEMS, LessonError, Place, Problem, shown
from tutor.course.yaml import Document, Listing, Node, Scalar, Table
from tutor.kit.inert import clean
from tutor.kit.knobs import nearest

T = TypeVar("T")

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,18})(?P<part>\.\d{1,30})?(?P<power>[eE][+-]?\d{1,3})?", re.ASCII)
_WANTED: dict[type, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
_BOOLS = {"true": True, "false": False}
_MEANT = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_BAD: Any = object()
LONGEST, MOST_LINES = 20_000, 400
"""Characters and lines of one text: a screen lays out no more in reasonable time."""
MOST_MEMBERS = 200
"""Members of one list or mapping: pages, claims, accepted words. The longest in the course is 38."""
GREATEST = 1e15
"""No number of a lesson is further from 0: their differences are numbers, and take no screen's width."""


def read(cls: type[T], document: Document) -> T:
    """The document as a `cls`. Raises LessonError with every problem of form."""
    reader = Reader(document.file)
    value = reader.value(document.root, shape.record(cls))
    if reader.problems:
        raise LessonError(reader.problems)
    found: T = value
    return found


def number(scalar: Scalar) -> int | float | None:
    """The number that a plain scalar is in JSON's syntax, or None: `010`, `1_000` and `12:30` are text, and
    so is what is greater than GREATEST."""
    match = _NUMBER.fullmatch(scalar.text) if scalar.plain else None
    if match is None:
        return None
    whole = match["part"] is None and match["power"] is None
    value = int(match[0]) if whole else float(match[0])
    return value if abs(value) <= GREATEST else None


class Reader:
    """Reads nodes by shapes and keeps the problems it meets."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def refuse(self, place: Place, rule: str, found: str, wanted: str, nearest: str = "") -> Any:
        """Note a problem; gives the value that stands for "could not be read". Raises LessonError once
        there are more than anybody reads."""
        if len(self.problems) >= MOST_PROBLEMS:
            raise LessonError(self.problems)
        self.problems.append(Problem(self.file, *place, rule, found, wanted, nearest))
        return _BAD

    def value(self, node: Node, wanted: shape.Shape) -> Any:
        """What `node` is as the shape wants it."""
        match wanted:
            case shape.Leaf():
                return self._leaf(node, wanted)
            case shape.Many(item):
                if not isinstance(node, Listing):
                    return self._refuse_node(node, "a list, `- …` on each line or [in, brackets]")
                if len(node.items) > MOST_MEMBERS:
                    return self._crowded(node)
                return self._all(node.items, lambda one: self.value(one, item), tuple)
            case shape.Named(item):
                if not isinstance(node, Table):
                    return self._refuse_node(node, "a mapping, `name: value`")
                if len(node.items) > MOST_MEMBERS:
                    return self._crowded(node)
                values = self._all(list(node.items.values()), lambda one: self.value(one, item), list)
                return values if values is _BAD else dict(zip(node.items, values, strict=True))
            case shape.Kinds():
                return self._one_of(node, wanted)
            case shape.Record():
                return self._record(node, wanted)

    def _crowded(self, node: Listing | Table) -> Any:
        found = f"{len(node.items):,} members"
        return self.refuse(node.place, "too-many", found, f"at most {MOST_MEMBERS}")

    def _all(self, nodes: list[Node], read: Callable[[Node], Any], make: Callable[[list[Any]], Any]) -> Any:
        values = [read(node) for node in nodes]
        return _BAD if any(value is _BAD for value in values) else make(values)

    def _record(self, node: Node, wanted: shape.Record) -> Any:
        if not isinstance(node, Table):
            return self._refuse_node(node, f"a mapping with {_some(wanted)}")
        values: dict[str, Any] = {}
        for key, inner in node.items.items():
            field = wanted.fields.get(key)
            if field is None:
                self.refuse(
                    node.keys[key], "unknown-key", f"the key {shown(key)}", "a key of this place",
                    nearest(key, [name for name in wanted.fields if name not in node.items]),
                )  # fmt: skip
            elif field.empty and isinstance(inner, Scalar) and inner.plain and inner.text in ("", "null"):
                values[key] = None
            else:
                values[key] = self.value(inner, field.shape)
        missing = [
            name for name, field in wanted.fields.items() if field.required and name not in node.items
        ]
        if missing:
            self.refuse(node.place, "missing-key", f"no key {', '.join(missing)}", "it here")
        if missing or len(values) < len(node.items) or any(value is _BAD for value in values.values()):
            return _BAD
        return wanted.cls(**values)

    def _one_of(self, node: Node, wanted: shape.Kinds) -> Any:
        if not isinstance(node, Table):
            return self._refuse_node(node, "a mapping with kind and what that kind needs")
        kind = node.items.get("kind")
        if isinstance(kind, Scalar) and kind.text in wanted.records:
            return self._record(node, wanted.records[kind.text])
        if isinstance(kind, Scalar):
            close = nearest(kind.text, wanted.records)
            return self.refuse(kind.place, "unknown-kind", shown(kind.text), "a kind of question", close)
        place = kind.place if kind else node.place
        close = f"choose from {', '.join(wanted.records)}"
        return self.refuse(place, "unknown-kind", "no kind", "the kind of question", close)

    def _leaf(self, node: Node, wanted: shape.Leaf) -> Any:
        if not isinstance(node, Scalar):
            return self._refuse_node(node, _leaf_words(wanted))
        if node.plain and not node.text:
            return self.refuse(node.place, "wrong-type", "nothing", _leaf_words(wanted))
        if len(node.text) > LONGEST or node.text.count("\n") > MOST_LINES:
            found = f"a text of {len(node.text):,} characters and {node.text.count(chr(10)) + 1:,} lines"
            wanted_words = f"at most {LONGEST:,} characters and {MOST_LINES} lines"
            return self.refuse(node.place, "long-text", found, wanted_words)
        value = _read_scalar(node, wanted.types)
        if wanted.choices and value not in wanted.choices:
            close = nearest(node.text, map(str, wanted.choices)) if len(wanted.choices) > 4 else ""
            return self.refuse(node.place, "wrong-value", shown(node.text), _leaf_words(wanted), close)
        if value is None:
            found = shown(node.text) if node.plain else f"the text {shown(node.text)}"
            return self.refuse(node.place, "wrong-type", found, _leaf_words(wanted), _meant(node, wanted))
        return value

    def _refuse_node(self, node: Node, wanted: str) -> Any:
        match node:
            case Scalar(text="", plain=True):
                found = "nothing"
            case Scalar(text=text):
                found = f"the text {shown(text)}"
            case Listing():
                found = "a list"
            case Table():
                found = "a mapping"
                if wanted == _WANTED[str]:  # `- Note: it rolls`
                    wanted = "text, in quotes where it has ': ' in it"
        return self.refuse(node.place, "wrong-type", found, wanted)


def _read_scalar(node: Scalar, wanted: tuple[type, ...]) -> Any:
    """As the narrowest of the wanted types, text last; None if it is none of them."""
    plain = number(node)
    if bool in wanted and node.plain and node.text in _BOOLS:
        return _BOOLS[node.text]
    if int in wanted and isinstance(plain, int):
        return plain
    if float in wanted and plain is not None:
        return float(plain)
    return clean(node.text) if str in wanted else None


def _meant(node: Scalar, wanted: shape.Leaf) -> str:
    """What the author may have meant where no number or truth value could be read."""
    word = ""
    if bool in wanted.types:
        said = node.text.casefold()
        word = said if said in _BOOLS else _MEANT.get(said, "")
    elif re.fullmatch(r"-?\d+,(\d{1,2}|\d{4,})", node.text, re.ASCII) and float in wanted.types:
        word = node.text.replace(",", ".")  # 4,5 of those who write it with a comma; 4,500 has a thousand
    elif re.fullmatch(r"[+-]?[\d_,]*\.?\d+", node.text, re.ASCII) and len(node.text) < 24:
        meant = float(node.text.replace("_", "").replace(",", "").lstrip("+"))
        word = f"{meant:.12g}" if float in wanted.types or meant == int(meant) else ""
    return f"did you mean {word}?" if word else ""


def _leaf_words(wanted: shape.Leaf) -> str:
    if wanted.choices:
        return " or ".join(str(choice) for choice in wanted.choices)
    if {int, float} <= set(wanted.types):
        return "a number or text"
    return " or ".join(_WANTED[kind] for kind in wanted.types)


def _some(wanted: shape.Record) -> str:
    """The keys that a record needs, or the first few that it may have."""
    needed = [name for name, field in wanted.fields.items() if field.required]
    return ", ".join(needed or list(wanted.fields)[:4])
