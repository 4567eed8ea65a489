"""Everything an author should know about lesson files, with the line and column of each.

Form comes first (`tutor.course.form`); a lesson that has it is read for content and asked of its labs,
its translations are compared with it, and lessons are compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from tutor.course import (
    comments,
    content,
    find,
    fitting,
    guessing,
    history,
    lab_rules,
    load,
    markdown,
    moved,
    schema,
    stated,
    together,
    translate,
    translated,
    yaml,
)
from tutor.course.indexing import ChapterFile
from tutor.course.packs import about
from tutor.course.problem import MOST_PROBLEMS, LessonError, Problem, Severity
from tutor.course.walk import Fault, Whole, placed
from tutor.course.yaml import Document
from tutor.kit.inert import refused
from tutor.kit.lesson import Lesson


def lint(paths: Iterable[Path] | None = None, since: str = history.LAST) -> list[Problem]:
    """Every problem of these files and folders (the whole course without any), sorted by place.

    `since` names the commit that each lesson's `rev` is held against, where the files lie in a checkout.
    """
    problems, read = linted(paths)
    return _sorted([*problems, *moved.check(read, since)])


def linted(paths: Iterable[Path] | None = None) -> tuple[list[Problem], dict[Path, Lesson]]:
    """The same without a look at what they were before, and the lessons that could be read for it."""
    wanted = [find.folder()] if paths is None else list(paths)
    problems: list[Problem] = []
    read: dict[Path, Lesson] = {}
    for file in dict.fromkeys(file for path in wanted for file in _files(path)):
        try:
            if file.name in (find.CHAPTER, find.PACK):
                problems += _chapter(file) if file.name == find.CHAPTER else _pack(file)
                continue
            read[file], document = load.parse(file)
        except LessonError as error:
            problems += [*error.problems, *_hidden_in(file)]
            continue
        problems += _lesson(read[file], document)
    problems += together.check(read)
    return _sorted(problems), read


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (str(p.file), p.line, p.column, p.severity))


def _files(path: Path) -> Iterator[Path]:
    """A folder's lessons and chapters, at any depth; a translation stands for its lesson."""
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*.yaml") if not find.is_translation(file.name))
    else:
        yield find.original(path) if find.is_translation(path.name) else path


def _chapter(file: Path) -> Iterator[Problem]:
    document = yaml.read(file)
    chapter = schema.read(ChapterFile, document)
    yield from hidden(document)
    yield from comments.cut(document)
    if (fault := together.misnamed(("id",), chapter.id, file)) is not None:
        yield placed(fault, document)
    for language in _languages(file):
        if language not in chapter.title:
            fault = Fault(("title",), "missing-translation", "none", f"a title in {language}")
            yield placed(fault, document, "warning")


def _pack(file: Path) -> Iterator[Problem]:
    document = yaml.read(file)
    pack = schema.read(about.PackFile, document)
    yield from hidden(document)
    yield from comments.cut(document)
    yield from about.check(pack, document)


def _languages(file: Path) -> tuple[str, ...]:
    """The languages of the course; in a pack those of them that the pack says its lessons are in."""
    root = find.pack_root(file)
    if root is None:
        return find.LANGUAGES
    try:
        return tuple(code for code in find.LANGUAGES if code in about.read(root).languages)
    except LessonError:  # said where the pack's own file is linted
        return find.LANGUAGES


def _lesson(lesson: Lesson, document: Document) -> Iterator[Problem]:
    whole = Whole(lesson)
    yield from hidden(document)
    yield from comments.cut(document)
    words = _words(whole)
    for fault, severity in (*words, *_structure(whole)):
        yield placed(fault, document, severity)
    wanted = _languages(document.file)
    for language in find.LANGUAGES:
        file = find.translation(document.file, language)
        if language != lesson.language and (language in wanted or file.is_file()):
            yield from _translation(whole, words, document, language)
        elif language == lesson.language and file.is_file():
            found = f"a translation into {language}, the lesson's own language"
            yield Problem(file, 1, 1, "own-language", found, "no such file")


def _structure(whole: Whole) -> Iterator[tuple[Fault, Severity]]:
    """What a translation has no part in."""
    yield from ((fault, "error") for fault in content.errors(whole))
    yield from ((fault, "error") for fault in lab_rules.check(whole))
    yield from ((fault, "warning") for fault in content.warnings(whole))
    yield from ((fault, "warning") for fault in lab_rules.advice(whole))
    yield from ((fault, "warning") for fault in stated.unchecked(whole))


def _words(whole: Whole) -> list[tuple[Fault, Severity]]:
    """What may be wrong with words in any language."""
    found: list[tuple[Fault, Severity]] = []
    found += ((fault, "error") for fault in markdown.check(whole))
    found += ((fault, "warning") for fault in markdown.warnings(whole))
    for rules in (guessing, fitting):
        found += ((fault, "error") for fault in rules.errors(whole))
        found += ((fault, "warning") for fault in rules.warnings(whole))
    return found


def _translation(
    lesson: Whole, words: list[tuple[Fault, Severity]], document: Document, language: str
) -> Iterator[Problem]:
    file = find.translation(document.file, language)
    if not file.is_file():
        found, wanted = f"no translation {file.name}", "one file for each language"
        yield Problem(document.file, 1, 1, "no-translation", found, wanted, severity="warning")
        return
    try:
        other = yaml.read(file)
        merged, problems = translate.merge(lesson.lesson, other)
    except LessonError as error:
        yield from error.problems
        yield from _hidden_in(file)
        return
    yield from hidden(other)
    yield from comments.cut(other)
    yield from problems
    whole = Whole(merged)
    faults: list[tuple[Fault, Severity]] = [(fault, "error") for fault in translated.faults(lesson, whole)]
    faults += [told for told in _words(whole) if told not in words]
    faults += [(fault, "warning") for fault in stated.differing(lesson, whole)]
    for fault, severity in faults:
        yield placed(
            fault._replace(path=translated.path(fault.path, lesson.lesson, other)), other, severity
        )


def _hidden_in(file: Path) -> Iterator[Problem]:
    """Hidden characters of a file that is not a lesson (yet), if it can be read at all."""
    try:
        yield from hidden(yaml.read(file))
    except LessonError:
        return


def hidden(document: Document) -> Iterator[Problem]:
    """Control and direction characters, as they stand in the file or as escapes in quoted text; the
    first of them, where there are more than anybody reads."""
    return islice(_every_hidden(document), MOST_PROBLEMS)


def _every_hidden(document: Document) -> Iterator[Problem]:
    for number, line in enumerate(document.source.split("\n"), start=1):
        for index, name in refused(line.removesuffix("\r")):
            yield _hidden(document, number, index + 1, name)
    if "\\" in document.source:
        written = {name for _, name in refused(document.source.replace("\r", ""))}
        for scalar in document.scalars():
            for _, name in refused(scalar.text):
                if name not in written:
                    yield _hidden(document, *scalar.place, name)


def _hidden(document: Document, line: int, column: int, name: str) -> Problem:
    found = f"the control character {name}"
    return Problem(document.file, line, column, "control-character", found, "printable text only")
