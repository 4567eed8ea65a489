"""Where lessons are: one folder, a folder in it for each chapter, a file in that for each lesson.

Imports nothing heavy: home is drawn before a YAML parser is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

LANGUAGES = ("en", "ko")
"""The languages of a course: a lesson is written in one of them, each other has a file of its own."""

CHAPTER = "chapter.yaml"
"""The file that says what a chapter is called."""

_PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """The lessons inside the installed package, else those of the checkout it is run from."""
    inside = _PACKAGE / "lessons"
    return inside if inside.is_dir() else _PACKAGE.parent / "lessons"


def listing(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every YAML file of the course with its chapter: chapters' own files, lessons and translations."""
    chapters = [entry for entry in _entries(root) if entry.is_dir()]
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
    """Whether a YAML file of that name holds a lesson, rather than a chapter or a translation."""
    return name != CHAPTER and not is_translation(name)


def is_translation(name: str) -> bool:
    """Whether a YAML file of that name holds a lesson's words in another language."""
    return name.endswith(tuple(f".{code}.yaml" for code in LANGUAGES))


def files(root: Path | None = None) -> list[Path]:
    """The lesson files of the course, sorted by path."""
    return sorted(Path(file.path) for _, file in listing(root or folder()) if is_lesson(file.name))


def lesson_file(id: str, root: Path | None = None) -> Path | None:
    """The file of the lesson with that id, which is the file's name."""
    return next((file for file in files(root) if file.stem == id), None)


def translation(file: Path, language: str) -> Path:
    """Where a lesson's translation would be."""
    return file.with_name(f"{file.stem}.{language}.yaml")


def original(file: Path) -> Path:
    """The lesson that a translation's file belongs to."""
    return file.with_name(f"{file.stem.rpartition('.')[0]}.yaml")
