"""Making the index: what `tutor.course.index` caches, from the lesson files themselves."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tutor.course import find, load, schema, translate, yaml
from tutor.course.entry import Chapter
from tutor.course.problem import LessonError, shown
from tutor.course.search import Texts
from tutor.kit.lesson import Lesson, Text

LANGUAGES = Lesson.languages


Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ChapterFile:
    """A chapter's file, `chapter.yaml` in its folder."""

    schema: Literal[1]
    """The version of this format."""
    id: str
    """The folder's name."""
    order: int = 100
    """Its place in the course."""
    textbook: int | None = None
    """The textbook's chapter it goes with."""
    title: Mapping[str, Text]
    """A few words, by language: {en: …, ko: …}."""


def make(root: Path, stamps: Mapping[str, list[int]], old: Json, texts: Json) -> Json:
    """Entries, chapters, broken files and texts; what did not change is taken from `old` and `texts`."""
    before = old.get("stamps", {})
    rows = {row["file"]: row for row in old.get("entries", [])}
    words: Texts = {}
    entries: dict[str, dict[str, Any]] = {}
    broken: list[tuple[str, int, int, str]] = []
    for name in sorted(name for name in stamps if find.is_lesson(name.partition("/")[2])):
        row = rows.get(name)
        same = all(before.get(part) == stamps.get(part) for part in _parts(name))
        if row and same and row["id"] in texts.get("texts", {}):
            id, said = row["id"], texts["texts"][row["id"]]
        else:
            try:
                id, row, said = _lesson(root, name)
            except LessonError as error:
                first = error.problems[0]
                broken.append((name, first.line, first.column, first.message))
                continue
        if id in entries:
            broken.append((name, 1, 1, f"found the id {shown(id)}, which {entries[id]['file']} has too"))
            continue
        entries[id], words[id] = row, said
    chapters = [_chapter(root, id) for id in sorted({row["chapter"] for row in entries.values()})]
    chapters.sort(key=lambda chapter: chapter.order)
    place = {chapter.id: i for i, chapter in enumerate(chapters)}
    ordered = sorted(entries.values(), key=lambda row: (place[row["chapter"]], row["order"], row["id"]))
    return {
        "entries": ordered,
        "chapters": [chapter._asdict() for chapter in chapters],
        "broken": broken,
        "texts": words,
    }


def _parts(name: str) -> list[str]:
    """A lesson's file and those of its translations."""
    return [name, *(f"{name.removesuffix('.yaml')}.{code}.yaml" for code in find.LANGUAGES)]


def _lesson(root: Path, name: str) -> tuple[str, dict[str, Any], list[list[str]]]:
    file = root / name
    lesson, _ = load.parse(file)
    spoken = {"en": lesson}
    for code in find.LANGUAGES:
        other = find.translation(file, code)
        if other.is_file():
            try:
                spoken[code] = translate.merge(lesson, yaml.read(other))[0]
            except LessonError:  # the lesson is whole without it
                continue
    said = [[*page] for code, one in spoken.items() for page in _texts(one, code)]
    return lesson.id, _row(lesson, spoken, name), said


def _row(lesson: Lesson, spoken: dict[str, Lesson], name: str) -> dict[str, Any]:
    every = {code: spoken.get(code, lesson) for code in LANGUAGES}
    items: dict[str, str] = {}
    for page in lesson.pages:
        if page.question or page.predict:
            items[page.id] = page.question.kind if page.question else "predict"
    return {
        "id": lesson.id,
        "file": name,
        "chapter": name.partition("/")[0],
        "order": lesson.order,
        "rev": lesson.rev,
        "title": {code: one.title for code, one in every.items()},
        "summary": {code: one.summary for code, one in every.items()},
        "minutes": lesson.minutes,
        "after": lesson.after,
        "lab": dataclasses.asdict(lesson.lab) if lesson.lab else None,
        "pages": len(lesson.pages),
        "items": items,
    }


def _texts(lesson: Lesson, code: str) -> list[tuple[str, str, str, str]]:
    """What a search may show: no answers, no explanations, nothing that a prediction waits for."""
    about = " ".join((lesson.summary, *lesson.goals))
    found = [("", code, lesson.title, about)]
    for page in lesson.pages:
        asked = [part.ask for part in (page.predict, page.question) if part]
        found.append((page.id, code, page.title, " ".join((page.text, page.reads, page.more, *asked))))
    return found


def _chapter(root: Path, id: str) -> Chapter:
    """A chapter by its folder; one without a file of its own is called by its id and comes last."""
    try:
        read = schema.read(ChapterFile, yaml.read(root / id / "chapter.yaml"))
    except LessonError:
        return Chapter(id, dict.fromkeys(LANGUAGES, id), 10**6, None)
    title = {code: read.title.get(code, read.title.get("en", id)) for code in LANGUAGES}
    return Chapter(id, title, read.order, read.textbook)
