"""What the annotations of a dataclass say, as a small tree: the schema that all of the course goes by.

`tutor.kit.lesson` is the only place where fields are written down. Reading, translating, checking and
the published JSON Schema walk the tree made here, so a new kind of question needs nothing but its class.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import sys
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tutor.kit.question import Text, Words


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A scalar: text that may be translated, or one of some plain types, or one of a few values."""

    types: tuple[type, ...]
    """Of str, int, float, bool."""
    text: bool = False
    """Words for the learner."""
    choices: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """A list of one shape, read as a tuple."""

    item: Shape
    adds: bool = False
    """Whether a translation adds members of its own instead of replacing these."""


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A mapping from names the author chooses to one shape."""

    item: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A mapping with fixed keys, read as a dataclass."""

    cls: type[Any]
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """One of several records, told apart by their field `kind`."""

    records: Mapping[str, Record]


Shape = Leaf | Many | Named | Record | Kinds


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One key of a record."""

    shape: Shape
    required: bool
    empty: bool
    """Whether it may stand there without a value (its type allows None)."""
    default: Any = None


def record(cls: type[Any]) -> Record:
    """The shape of a dataclass. Raises TypeError for an annotation that no lesson file could hold."""
    if cls not in _made:
        hints = get_type_hints(cls, include_extras=True)
        _made[cls] = Record(cls, {f.name: _field(f, hints[f.name]) for f in dataclasses.fields(cls)})
    return _made[cls]


_made: dict[type[Any], Record] = {}


def _field(field: dataclasses.Field[Any], hint: Any) -> Field:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    # What tells the records of a union apart is always written, whatever default the class has for it.
    tag = field.name == "kind" and len(get_args(hint)) == 1
    required = default is MISSING or tag
    members = [m for m in _members(hint) if m is not types.NoneType]
    return Field(_shape(members), required, len(members) < len(_members(hint)), default)


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _shape(members: list[Any]) -> Shape:
    """The shape of a union, most often of one."""
    if len(members) > 1 and all(dataclasses.is_dataclass(member) for member in members):
        records = [record(member) for member in members]
        return Kinds({r.fields["kind"].default: r for r in records})
    if len(members) > 1 and set(members) <= {str, int, float, bool}:
        return Leaf(tuple(members))
    [hint] = members
    origin, args = get_origin(hint), get_args(hint)
    if hint == Text:
        return Leaf((str,), text=True)
    if hint == Words:
        return Many(Leaf((str,), text=True), adds=True)
    if hint in (str, int, float, bool):
        return Leaf((hint,))
    if origin is Literal:
        return Leaf(tuple({type(choice) for choice in args}), choices=args)
    if origin is tuple:
        return Many(_shape(list(_members(args[0]))))
    if origin is Mapping:
        return Named(_shape(list(_members(args[1]))))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return record(hint)
    raise TypeError(f"a lesson file cannot hold {hint}")


@cache
def wordy(shape: Shape) -> bool:
    """Whether there is anything to translate in it."""
    match shape:
        case Leaf():
            return shape.text
        case Many(item) | Named(item):
            return wordy(item)
        case Record():
            return any(wordy(field.shape) for field in shape.fields.values())
        case Kinds():
            return any(wordy(one) for one in shape.records.values())


def about(cls: type[Any]) -> dict[str, str]:
    """The docstring below each field of a dataclass and of its bases, by field name."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if not dataclasses.is_dataclass(base):
            continue
        body = _classes(base.__module__)[base.__name__].body
        for line, after in pairwise(body):
            if (
                isinstance(line, ast.AnnAssign)
                and isinstance(line.target, ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
            ):
                found[line.target.id] = inspect.cleandoc(str(after.value.value))
    return found


@cache
def _classes(module: str) -> dict[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
