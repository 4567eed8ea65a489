"""Writing what was started: all of it or nothing, and never over what is there."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tutor.course import find
from tutor.course.published import Kind, json_schema
from tutor.course.starting.names import NoStart

SCHEMAS = ".schema"
"""The folder where the schemas lie, for editors."""
KINDS: tuple[Kind, ...] = ("lesson", "translation", "chapter", "pack")

Texts = dict[Path, str]


def write(texts: Texts, top: Path) -> list[Path]:
    """The files, each with a first line that says where its schema lies: in a folder in `top`.

    Raises NoStart where one of them is there already, OSError.
    """
    for file in texts:
        if file.exists() or file.is_symlink():
            raise NoStart(f"there is a file {file} already; nothing was written")
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        way = Path(os.path.relpath(top.resolve(), file.parent.resolve()), SCHEMAS, f"{_kind(file)}.json")
        with file.open("x", encoding="utf-8") as stream:
            stream.write(f"# yaml-language-server: $schema={way.as_posix()}\n{text}")
    _write_schemas(top)
    return list(texts)


def _kind(file: Path) -> Kind:
    if find.is_translation(file.name):
        return "translation"
    special: dict[str, Kind] = {find.CHAPTER: "chapter", find.PACK: "pack"}
    return special.get(file.name, "lesson")


def _write_schemas(top: Path) -> None:
    """Put the schemas of this version there, in the place of others."""
    place = top / SCHEMAS
    place.mkdir(exist_ok=True)
    for kind in KINDS:
        text = json.dumps(json_schema(kind), ensure_ascii=False, indent=1)
        (place / f"{kind}.json").write_text(text + "\n", "utf-8")
