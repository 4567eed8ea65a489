"""A small, safe reading of YAML into nodes that know their places.

Only mappings with text keys, lists and scalars: no tags, anchors, aliases, merge keys, directives or
second documents. What a scalar *is* stays open here: a node keeps the text as it was written, and
`tutor.course.schema` reads it as what the schema wants there, so `no`, `12:30:45` and `1.10` are safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, Protocol

import yaml

from tutor.course.problem import LessonError, Place, Problem, shown
from tutor.course.yaml_slips import explained
from tutor.kit.inert import clean

LARGEST = 1 << 20  # bytes of a file
DEEPEST = 32  # lists and mappings inside one another
MOST = 50_000  # values of a file; a long lesson has about two thousand

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml's, where the wheel has it


@dataclass(slots=True)
class Scalar:
    """One value as text. `plain` if it was written without quotes and not as a block."""

    text: str
    plain: bool
    place: Place


@dataclass(slots=True)
class Listing:
    """A list of nodes."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A mapping: nodes by key, and where each key stands."""

    place: Place
    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)


Node = Scalar | Listing | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A file that has been read."""

    file: Path
    source: str
    """As it is on disk, before anything was taken out."""
    root: Table

    def place(self, *path: str | int) -> Place:
        """Where the value at `path` stands, or as much of the path as there is."""
        node: Node = self.root
        for part in path:
            inner: Node | None = None
            if isinstance(node, Table):
                inner = node.items.get(str(part))
            elif isinstance(node, Listing) and isinstance(part, int) and part < len(node.items):
                inner = node.items[part]
            if inner is None:
                break
            node = inner
        return node.place

    def scalars(self) -> Iterator[Scalar]:
        """Every scalar, in the file's order."""
        waiting: list[Node] = [self.root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Scalar):
                yield node
            else:
                inside = node.items if isinstance(node, Listing) else list(node.items.values())
                waiting.extend(reversed(inside))


def read(file: Path) -> Document:
    """The file's nodes. Raises LessonError with the first thing that is not a small, plain YAML mapping."""
    return read_text(_source(file), file)


def read_text(source: str, file: Path) -> Document:
    """The nodes of a text that is, was or will be in that file. Raises LessonError as `read` does."""
    reading = _Reading(file)
    try:
        for event in yaml.parse(clean(source), Loader=_Loader):
            reading.take(event)
    except yaml.MarkedYAMLError as error:
        reading.refuse(*explained(error, clean(source), _Loader))
    except yaml.YAMLError as error:  # a character that YAML has no room for
        reading.refuse(Place(), shown(str(error).partition("\n")[0]), "printable text")
    if not isinstance(reading.root, Table):
        what = "a mapping, `key: value` on each line"
        reading.refuse(Place(), "an empty file" if reading.root is None else "something else", what)
    return Document(file, source, reading.root)


def _source(file: Path) -> str:
    """The file's text. Raises LessonError for what is no file, too large, or not UTF-8."""

    def refuse(found: str, wanted: str, line: int = 1, column: int = 1) -> NoReturn:
        raise LessonError([Problem(file, line, column, "file", found, wanted)])

    try:
        if not file.is_file():
            refuse("a folder" if file.is_dir() else "no file of that name", "a lesson file")
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        refuse(f"a file that cannot be read ({getattr(error, 'strerror', error)})", "a lesson file")
    if len(data) > LARGEST:
        refuse("more than 1 MiB", "a file of at most 1 MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace").split("\n")
        refuse("bytes that are not UTF-8", "text saved as UTF-8", len(before), len(before[-1]) + 1)


class _Mark(Protocol):
    """A place as libyaml gives it, counted from 0."""

    line: int
    column: int


def _place(mark: _Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place()


class _Reading:
    """Builds nodes from events, and refuses whatever is more than data."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.root: Node | None = None
        self._open: list[Listing | Table] = []
        self._key: list[tuple[str, Place] | None] = []  # for each open node, the key waiting for its value
        self._count = 0

    def refuse(self, place: Place, found: str, wanted: str) -> NoReturn:
        raise LessonError([Problem(self.file, *place, "yaml", found, wanted)])

    def take(self, event: yaml.Event) -> None:
        place = _place(event.start_mark)
        match event:
            case yaml.DocumentStartEvent():
                if self.root is not None:
                    self.refuse(place, "a second document", "one document a file, no line `---`")
                if event.version or event.tags:
                    self.refuse(place, "a % directive", "no directives")
            case yaml.AliasEvent():
                self.refuse(
                    place, f"the alias {shown(f'*{event.anchor}')}", "quotes around text, or no alias"
                )
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._key.pop()
            case yaml.NodeEvent():
                self._node(event, place)

    def _node(self, event: yaml.NodeEvent, place: Place) -> None:
        if event.anchor is not None:
            self.refuse(
                place, f"the anchor {shown(f'&{event.anchor}')}", "quotes around text, or no anchor"
            )
        if tag := getattr(event, "tag", None):
            self.refuse(place, f"the tag {shown(tag)}", "quotes around text, or no tag")
        self._count += 1
        if self._count > MOST:
            self.refuse(place, f"more than {MOST:,} values", "a shorter file")
        if isinstance(event, yaml.ScalarEvent):
            self._put(Scalar(event.value, event.style in (None, ""), place))
            return
        node = Table(place) if isinstance(event, yaml.MappingStartEvent) else Listing(place)
        self._put(node)
        self._open.append(node)
        self._key.append(None)
        if len(self._open) > DEEPEST:
            self.refuse(place, f"more than {DEEPEST} levels", "a flatter file")

    def _put(self, node: Node) -> None:
        """Hang a node where it belongs: in the list, under the waiting key, or as that key."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Listing):
            parent.items.append(node)
        elif waiting := self._key[-1]:
            key, place = waiting
            parent.items[key] = node
            parent.keys[key] = place
            self._key[-1] = None
        else:
            self._key[-1] = self._as_key(node, parent), node.place

    def _as_key(self, node: Node, table: Table) -> str:
        if not isinstance(node, Scalar) or not node.text:
            self.refuse(node.place, "a key that is no word", "a word before the colon")
        if node.text == "<<" and node.plain:
            self.refuse(node.place, "the merge key <<", "each value written out")
        key = clean(node.text)
        if key in table.items:
            first = table.keys[key].line
            wanted = f"it once (line {first} has it), or a - before it where another one begins"
            self.refuse(node.place, f"the key {shown(key)} again", wanted)
        return key
