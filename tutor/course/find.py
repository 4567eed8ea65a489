"""Where lessons are: one folder, a folder in it for each chapter, a file in that for each lesson.

A pack has the same shape with a file that says what it is; the lessons of a small one may lie beside that
file, without a chapter's folder. Imports nothing heavy: home is drawn before a YAML parser is loaded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from tutor.kit import ids
from tutor.kit.folders import data_folder

LANGUAGES = ("en", "ko")
"""The languages of a course: a lesson is written in one of them, each other has a file of its own."""

CHAPTER = "chapter.yaml"
"""The file that says what a chapter is called."""

PACK = "pack.yaml"
"""The file that says what a pack is."""
_OLD = ".old"
"""What is behind the name of a pack, and a dot before it, while another version takes its place."""
_PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """The lessons inside the installed package, else those of the checkout it is run from."""
    inside = _PACKAGE / "lessons"
    return inside if inside.is_dir() else _PACKAGE.parent / "lessons"


def packs_folder() -> Path:
    """Where installed packs lie, a folder each. Nothing is created."""
    return data_folder() / "packs"


def packs(folder: Path | None = None) -> dict[str, Path]:
    """The installed packs by name, each with its folder. Whoever is killed while one is replaced leaves the
    version before under another name: that is it then."""
    found: dict[str, Path] = {}
    try:
        with os.scandir(folder or packs_folder()) as entries:
            for entry in entries:
                name = entry.name.removeprefix(".").removesuffix(_OLD)
                if not ids.is_pack(name) or not entry.is_dir(follow_symlinks=False):
                    continue
                if entry.name == name or (entry.name == aside(name) and name not in found):
                    found[name] = Path(entry.path)
    except OSError:
        pass
    return dict(sorted(found.items()))


def aside(name: str) -> str:
    """What the folder of a pack is called while another version takes its place."""
    return f".{name}{_OLD}"


def listing(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every YAML file of a course or pack with its chapter ("" for what lies beside a pack's own file):
    chapters' own files, lessons and translations."""
    inside = _entries(root)
    if any(entry.name == PACK for entry in inside):
        yield from (("", file) for file in inside if file.name.endswith(".yaml"))
    chapters = [entry for entry in inside if entry.is_dir()]
    for chapter in sorted(chapters, key=lambda entry: entry.name):
        yield from ((chapter.name, f) for f in _entries(chapter.path) if f.name.endswith(".yaml"))


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    """What is in a folder, hidden files aside; nothing if it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []


def is_lesson(name: str) -> bool:
    """Whether a YAML file of that name holds a lesson, not a chapter, a pack's own words, a translation."""
    return name not in (CHAPTER, PACK) and not is_translation(name)


def is_translation(name: str) -> bool:
    """Whether a YAML file of that name holds a lesson's words in another language."""
    return name.endswith(tuple(f".{code}.yaml" for code in LANGUAGES))


def is_language(code: str) -> bool:
    """Whether it is formed like a language's code: en, ko, yue."""
    return re.fullmatch(r"[a-z]{2,3}", code, re.ASCII) is not None


def files(root: Path | None = None) -> list[Path]:
    """The lesson files of the course, or of the pack in `root`, sorted by path."""
    return sorted(Path(file.path) for _, file in listing(root or folder()) if is_lesson(file.name))


def lesson_file(id: str, root: Path | None = None) -> Path | None:
    """The file of the lesson with that id, whose last part is the file's name."""
    pack, lesson = ids.parts(id)
    if pack:
        root = packs().get(pack)
        if root is None:
            return None
    return next((file for file in files(root) if file.stem == lesson), None)


def pack_root(file: Path) -> Path | None:
    """The folder of the pack that a lesson or a chapter lies in, if it lies in one."""
    return next((folder for folder in file.parents[:2] if (folder / PACK).is_file()), None)


def translation(file: Path, language: str) -> Path:
    """Where a lesson's translation would be."""
    return file.with_name(f"{file.stem}.{language}.yaml")


def original(file: Path) -> Path:
    """The lesson that a translation's file belongs to."""
    return file.with_name(f"{file.stem.rpartition('.')[0]}.yaml")
