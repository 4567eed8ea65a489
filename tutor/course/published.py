"""The published JSON Schema of lesson files, so that an editor completes and checks while one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING
from typing import Any, Literal

from tutor.course import shape
from tutor.course.indexing import ChapterFile
from tutor.course.packs.about import PackFile
from tutor.kit.lesson import Lesson

Json = dict[str, Any]
Kind = Literal["lesson", "translation", "chapter", "pack"]
"""The kinds of file that a course or a pack is made of."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
_HEAD: Mapping[str, Json] = {
    "translates": {"type": "string", "description": "The lesson's id."},
    "rev": {"type": "integer", "description": "The lesson's rev that these words translate."},
}


def json_schema(of: Kind = "lesson") -> Json:
    """The schema of one kind of file, ready for JSON."""
    if of == "translation":
        body = _words(shape.record(Lesson))
        body["properties"] = {**_HEAD, **body["properties"]}
        return _whole("A translation of a dltutor lesson", {**body, "required": list(_HEAD)})
    if of == "chapter":
        return _whole("A chapter of the dltutor course", _form(shape.record(ChapterFile)))
    if of == "pack":
        body = _form(shape.record(PackFile))
        body["properties"]["version"]["type"] = ["string", "number"]  # 1.0 is a number to an editor
        return _whole("A pack of dltutor lessons", body)
    return _whole("A dltutor lesson", _form(shape.record(Lesson)))


def _whole(title: str, body: Json) -> Json:
    return {"$schema": _DRAFT, "title": title, **body}


def _form(wanted: shape.Shape) -> Json:
    match wanted:
        case shape.Leaf():
            return _leaf(wanted)
        case shape.Many(item):
            return {"type": "array", "items": _form(item)}
        case shape.Named(item):
            return {"type": "object", "additionalProperties": _form(item)}
        case shape.Kinds(records):
            return _kinds(records)
        case shape.Record():
            return _record(wanted)


def _kinds(records: Mapping[str, shape.Record]) -> Json:
    """One of several; what `kind` may be is said apart too, for whoever is about to write it."""
    says = "\n\n".join(f"{kind}: {one.cls.__doc__ or ''}" for kind, one in records.items())
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(records), "description": says}},
        "oneOf": [_form(record) for record in records.values()],
    }


def _leaf(wanted: shape.Leaf) -> Json:
    if wanted.choices:
        return {"enum": list(wanted.choices)}
    types = [_TYPES[kind] for kind in wanted.types]
    return {"type": types[0] if len(types) == 1 else types}


def _record(wanted: shape.Record) -> Json:
    says = shape.about(wanted.cls)
    properties: Json = {}
    for name, field in wanted.fields.items():
        inner = _form(field.shape)
        if field.empty:
            inner = {"anyOf": [inner, {"type": "null"}]}
        if name in says:
            inner["description"] = says[name]
        if not field.required and field.default is not MISSING and field.default not in ("", None):
            inner["default"] = _plain(field.default)
        properties[name] = inner
    required = [name for name, field in wanted.fields.items() if field.required]
    return _object(wanted, properties) | {"required": required}


def _words(wanted: shape.Shape) -> Json:
    """What a translation has in place of the shape: its texts only, members by their ids."""
    match wanted:
        case shape.Leaf():
            return _leaf(wanted)
        case shape.Many(shape.Record() as item) if "id" in item.fields:
            return {"type": "object", "additionalProperties": _words(item)}
        case shape.Many(item):
            return {"type": "array", "items": _words(item)}
        case shape.Named(item):
            return {"type": "object", "additionalProperties": _words(item)}
        case shape.Kinds(records):
            return {"anyOf": [_words(record) for record in records.values()]}
        case shape.Record():
            says = _all_about(wanted)
            properties = {name: _any_of([*map(_words, every)]) for name, every in _flat(wanted).items()}
            for name in properties.keys() & says.keys():
                properties[name]["description"] = says[name]
            return _object(wanted, properties)


def _flat(wanted: shape.Record) -> dict[str, list[shape.Shape]]:
    """What each key of a translated record may be: `wrong` is another for each kind of question."""
    keys = {name: [field.shape] for name, field in wanted.fields.items() if shape.wordy(field.shape)}
    for [inner] in [*keys.values()]:
        if isinstance(inner, shape.Kinds):
            for one in inner.records.values():
                for name, every in _flat(one).items():
                    keys.setdefault(name, []).extend(every)
    return keys


def _any_of(ways: list[Json]) -> Json:
    """One of these schemas, each said once."""
    ways = [way for i, way in enumerate(ways) if way not in ways[:i]]
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def _all_about(wanted: shape.Record) -> dict[str, str]:
    """The fields' descriptions, those of the page's possible questions among them."""
    says: dict[str, str] = {}
    for field in wanted.fields.values():
        if isinstance(field.shape, shape.Kinds):
            for one in field.shape.records.values():
                says |= shape.about(one.cls)
    return says | shape.about(wanted.cls)


def _object(wanted: shape.Record, properties: Json) -> Json:
    return {
        "type": "object",
        "description": (wanted.cls.__doc__ or "").strip(),
        "properties": properties,
        "additionalProperties": False,
    }


def _plain(default: Any) -> Any:
    """A default as JSON has it."""
    return list(default) if isinstance(default, tuple) else default
