"""A lesson's words alone, as a translation has them: what `tutor.course.translate` merges, undone."""

from __future__ import annotations

from typing import Any

import yaml

from tutor.course import shape
from tutor.kit.lesson import Lesson


def written(lesson: Lesson) -> str:
    """The translation's file that says what the lesson says: its words by ids, ready to be written over."""
    head = {"translates": lesson.id, "rev": lesson.rev}
    text = yaml.dump(
        {**head, **words(lesson, shape.record(Lesson))},
        Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000,
    )  # fmt: skip
    before, pages, after = text.partition("\npages:\n")
    lines = after.split("\n")
    for i, line in enumerate(lines):
        if i and line[:2] == "  " and line[2:3] not in ("", " "):  # a page of its own
            lines[i] = f"\n{line}"
    return before + pages + "\n".join(lines)


def words(value: Any, wanted: shape.Shape) -> Any:
    """The texts in `value` as a translation has them; None where there are none."""
    match wanted:
        case shape.Leaf():
            return value if any(letter.isalpha() for letter in value) else None
        case shape.Kinds(records):
            return words(value, records[value.kind])
        case shape.Named(item):
            return _some({name: words(inner, item) for name, inner in value.items()})
        case shape.Many(shape.Record() as item) if "id" in item.fields:
            return _some({one.id: words(one, item) for one in value})
        case shape.Many(shape.Leaf()):
            return list(value) or None
        case shape.Many(item):
            return [words(one, item) or {} for one in value] or None
        case shape.Record():
            return _record(value, wanted)


def _record(value: Any, wanted: shape.Record) -> dict[str, Any] | None:
    """A page's question stands with the page's own texts, unless both have a text of one name."""
    found: dict[str, Any] = {}
    asked: dict[str, Any] = {}
    for name, field in wanted.fields.items():
        inner = getattr(value, name)
        if not inner or not shape.wordy(field.shape):
            continue
        if isinstance(field.shape, shape.Kinds):
            asked[name] = words(inner, field.shape)
        else:
            found[name] = words(inner, field.shape)
    for name, own in asked.items():
        if own:
            found |= {name: own} if found.keys() & own.keys() else own
    return _some(found)


def _some(found: dict[str, Any]) -> dict[str, Any] | None:
    return {name: inner for name, inner in found.items() if inner is not None} or None


class _Dumper(yaml.SafeDumper):
    """Text of several lines below a |, lists a little to the right, nothing said by reference."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
