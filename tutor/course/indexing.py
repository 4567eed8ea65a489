"""Making the index: what `tutor.course.index` caches, from the lesson files themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tutor.course import find, load, schema, translate, yaml
from tutor.course.entry import Broken, Chapter, Entry, Pack, Play
from tutor.course.lookup import Index
from tutor.course.packs import about
from tutor.course.problem import LessonError, shown
from tutor.course.search import Texts
from tutor.kit import ids
from tutor.kit.lesson import DrawRef, Lesson, Text


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


def make(
    root: Path, stamps: str, old: Index | None = None, old_stamps: str = "", *, pack: str = ""
) -> Index:
    """The index of the course, or of the pack of that name; lessons whose files did not change are taken
    from the old one."""
    now, before = _by_file(stamps), _by_file(old_stamps)
    known = {entry.file: entry for entry in old.entries} if old else {}
    entries: dict[str, Entry] = {}
    texts: Texts = {}
    broken: list[Broken] = []
    for name in sorted(name for name in now if find.is_lesson(name.rpartition("/")[2])):
        entry = known.get(name)
        try:
            if old and entry and all(before.get(part) == now.get(part) for part in _parts(name)):
                said = old.texts[entry.id]
            else:
                entry, said = _lesson(root, name)
                entry = _in_pack(entry, pack) if pack else entry
        except LessonError as error:
            first = error.problems[0]
            broken.append(Broken(ids.whole(pack, name), first.line, first.column, first.message))
            continue
        if entry.id in entries:
            twice = f"found the id {shown(entry.id)}, which {entries[entry.id].file} has too"
            broken.append(Broken(ids.whole(pack, name), 1, 1, twice))
            continue
        entries[entry.id], texts[entry.id] = entry, said
    chapters = [_chapter(root, id, pack) for id in sorted({entry.chapter for entry in entries.values()})]
    chapters.sort(key=lambda chapter: chapter.order)
    place = {chapter.id: i for i, chapter in enumerate(chapters)}
    ordered = sorted(entries.values(), key=lambda entry: (place[entry.chapter], entry.order, entry.id))
    about = _pack(root, pack) if pack else None
    return Index(tuple(ordered), tuple(chapters), tuple(broken), texts, about)


def _by_file(stamps: str) -> dict[str, str]:
    lines = (line.partition("\t") for line in stamps.split("\n"))
    return {name: stamp for name, _, stamp in lines}


def _parts(name: str) -> list[str]:
    """A lesson's file and those of its translations."""
    return [name, *(f"{name.removesuffix('.yaml')}.{code}.yaml" for code in find.LANGUAGES)]


def _lesson(root: Path, name: str) -> tuple[Entry, list[list[str]]]:
    file = root / name
    lesson, _ = load.parse(file)
    spoken: dict[str, Lesson] = {lesson.language: lesson}
    for code in find.LANGUAGES:
        other = find.translation(file, code)
        if code != lesson.language and other.is_file():
            try:
                spoken[code] = translate.merge(lesson, yaml.read(other))[0]
            except LessonError:  # the lesson is whole without it
                continue
    said = [[*page] for code, one in spoken.items() for page in _texts(one, code)]
    return _entry(lesson, spoken, name), said


def _entry(lesson: Lesson, spoken: Mapping[str, Lesson], name: str) -> Entry:
    every = {code: spoken.get(code, lesson) for code in find.LANGUAGES}
    items: dict[str, str] = {}
    for page in lesson.pages:
        if page.question or page.predict:
            items[page.id] = page.question.kind if page.question else "predict"
    lab = lesson.lab
    return Entry(
        id=lesson.id,
        file=name,
        chapter=name.rpartition("/")[0],
        order=lesson.order,
        rev=lesson.rev,
        title={code: one.title for code, one in every.items()},
        summary={code: one.summary for code, one in every.items()},
        minutes=lesson.minutes,
        after=lesson.after,
        lab=Play(lab.name, lab.set, lab.seed, lab.steps) if lab else None,
        pages=len(lesson.pages),
        items=items,
        kin=_kin(lesson),
    )


def _kin(lesson: Lesson) -> dict[str, str]:
    """Families: questions with the same drawing function, or that send to the same page first."""
    found: dict[str, str] = {}
    for page in lesson.questions:
        question = page.question
        draw: DrawRef | None = getattr(question, "draw", None)
        if draw:
            found[page.id] = f"draws {draw.lab} {draw.name}"
        elif question and question.see:
            found[page.id] = f"sees {question.see[0]}"
    sizes = Counter(found.values())
    return {id: family for id, family in found.items() if sizes[family] > 1}


def _texts(lesson: Lesson, code: str) -> list[tuple[str, str, str, str]]:
    """What a search may show: no answers, no explanations, nothing that a prediction waits for."""
    about = " ".join((lesson.summary, *lesson.goals))
    found = [("", code, lesson.title, about)]
    for page in lesson.pages:
        asked = [part.ask for part in (page.predict, page.question) if part]
        found.append((page.id, code, page.title, " ".join((page.text, page.reads, page.more, *asked))))
    return found


def _in_pack(entry: Entry, pack: str) -> Entry:
    """The same by whole ids; what lies beside the pack's own file is in a chapter of the pack's name."""
    return entry._replace(
        id=ids.whole(pack, entry.id), chapter=ids.whole(pack, entry.file.rpartition("/")[0] or pack)
    )


def _chapter(root: Path, id: str, pack: str) -> Chapter:
    """A chapter by its folder; one without a file of its own is called by its id (or as its pack is) and
    comes last."""
    name = ids.parts(id)[1] if pack else id
    folder = root if name == pack and not (root / name).is_dir() else root / name
    try:
        read = schema.read(ChapterFile, yaml.read(folder / find.CHAPTER))
    except LessonError:
        title = _pack(root, pack).title if name == pack else dict.fromkeys(find.LANGUAGES, name)
        return Chapter(id, title, 10**6, None)
    return Chapter(id, _every(read.title, name), read.order, read.textbook)


def _pack(root: Path, name: str) -> Pack:
    """What a pack says of itself; one that cannot be read goes by its name."""
    try:
        read = about.read(root)
    except LessonError:
        return Pack(name, dict.fromkeys(find.LANGUAGES, name), "")
    return Pack(name, _every(read.title, name), read.version)


def _every(texts: Mapping[str, str], name: str) -> dict[str, str]:
    """A text for each language; English, or whichever there is, stands for one that is missing."""
    other = texts.get("en") or next(iter(texts.values()), name)
    return {code: " ".join(texts.get(code, other).split()) for code in find.LANGUAGES}
