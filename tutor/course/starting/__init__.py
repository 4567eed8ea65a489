"""Files to start from: a pack, a lesson as a sample to write over, its words in the other language.

Each has a comment at whatever its author may want to change, and a first line that tells editors where its
schema lies: in a folder beside it, at the top of a pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tutor.course import find, load, schema, twin, yaml
from tutor.course.indexing import ChapterFile
from tutor.course.packs import about
from tutor.course.problem import LessonError
from tutor.course.starting import samples
from tutor.course.starting.names import NoStart, check_lesson, check_pack
from tutor.course.starting.writing import Texts, write
from tutor.kit import ids

__all__ = ["NoStart", "lesson", "pack", "translation"]

ALONE = "lessons"
"""The chapter of a lesson whose folder has no name that a chapter could have."""


def lesson(name: str, folder: Path, language: str, alone: bool = False) -> list[Path]:
    """Write the lesson `name` into `folder`, commented in `language`, and its words in the other languages
    unless `alone`. Gives the files, the lesson first. Raises NoStart, and OSError for what a disk can do.
    """
    check_lesson(name)
    place = folder.resolve()
    top = find.pack_root(place / find.CHAPTER)
    root = top or (place.parent if (place / find.CHAPTER).is_file() else None)
    if taken := find.lesson_file(name, root):
        where = f"{taken.parent.name}/{taken.name}"
        raise NoStart(f"there is a lesson {name} already, {where}: choose another name")
    try:
        chapter = _chapter(folder)
        ours = about.read(top).languages if top else find.LANGUAGES
    except LessonError as error:
        raise NoStart(f"this has to be mended first: {error}") from error
    others = [] if alone else _others(language, ours)
    return write(_lesson(folder, name, chapter, _next(folder), language, others), top or folder)


def pack(
    name: str, into: Path, language: str, chapter: str = "basics", first: str = "first", alone: bool = False
) -> list[Path]:
    """Write a pack into the folder `name` below `into`: what it is, a chapter, its first lesson.

    Raises NoStart, and OSError for what a disk can do.
    """
    check_pack(name)
    check_lesson(chapter, "chapter")
    check_lesson(first)
    folder = into / name
    languages = [language] if alone else list(find.LANGUAGES)
    top = samples.filled("pack", language, name, chapter=chapter, languages=", ".join(languages))
    inside = samples.filled("chapter", language, chapter, order="1")
    texts = {
        folder / find.PACK: samples.in_languages(top, languages),
        folder / chapter / find.CHAPTER: samples.in_languages(inside, languages),
        **_lesson(folder / chapter, first, chapter, 1, language, _others(language, languages)),
    }
    return write(texts, folder)


def translation(file: Path, language: str) -> list[Path]:
    """Write the other languages' files of a lesson, with its own words to be written over, commented in
    `language`. Raises NoStart, LessonError, OSError.
    """
    read, _ = load.parse(file)
    top = find.pack_root(file.resolve())
    ours = about.read(top).languages if top else find.LANGUAGES
    others = _others(read.language, ours)
    if not others:
        raise NoStart(
            f"the pack's languages are {', '.join(ours)}: its {find.PACK} has to name another first"
        )
    texts = {
        find.translation(file, other): samples.words_head(read.id, other, language, read.language)
        + twin.written(read)
        for other in others
    }
    return write(texts, top or file.parent)


def _lesson(
    folder: Path, name: str, chapter: str, order: int, language: str, others: Iterable[str]
) -> Texts:
    """The texts of a lesson and its translations, by file."""
    file = folder / f"{name}.yaml"
    texts = {file: samples.lesson(name, chapter, order, language)}
    for other in others:
        spoken = samples.read(name, chapter, other)
        texts[find.translation(file, other)] = samples.words_head(name, other, language) + twin.written(
            spoken
        )
    return texts


def _others(language: str, ours: Iterable[str]) -> list[str]:
    """The languages that a lesson needs beside its own."""
    return [code for code in ours if code in find.LANGUAGES and code != language]


def _chapter(folder: Path) -> str:
    """The chapter of this folder's lessons. Raises LessonError where the file that says it is spoiled."""
    if (folder / find.PACK).is_file():
        return about.name_of(folder)
    if (folder / find.CHAPTER).is_file():
        return schema.read(ChapterFile, yaml.read(folder / find.CHAPTER)).id
    return ids.slug(folder.resolve().name) or ALONE


def _next(folder: Path) -> int:
    """A place behind the lessons that are there."""
    places = [0]
    for file in folder.glob("*.yaml"):
        if find.is_lesson(file.name):
            try:
                places.append(load.parse(file)[0].order)
            except LessonError:
                continue
    return min(max(places) + 1, 10**6)
