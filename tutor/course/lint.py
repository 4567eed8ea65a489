"""Everything an author should know about lesson files, with the line and column of each.

Form comes first (`tutor.course.form`); a lesson that has it is read for content and asked of its labs,
its translations are compared with it, and lessons are compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tutor.course import content, find, lab_rules, load, together, translate, yaml
from tutor.course.problem import LessonError, Problem
from tutor.course.walk import placed
from tutor.course.yaml import Document
from tutor.kit.inert import refused
from tutor.kit.lesson import Lesson


def lint(paths: Iterable[Path] | None = None) -> list[Problem]:
    """Every problem of these files and folders (the whole course without any), sorted by place."""
    wanted = [find.folder()] if paths is None else list(paths)
    files = list(dict.fromkeys(file for path in wanted for file in _lesson_files(path)))
    problems: list[Problem] = []
    read: dict[Path, Lesson] = {}
    for file in files:
        try:
            read[file], document = load.parse(file)
        except LessonError as error:
            problems += [*error.problems, *_hidden_in(file)]
            continue
        problems += _lesson(read[file], document)
    problems += together.check(read)
    return sorted(problems, key=lambda p: (str(p.file), p.line, p.column, p.severity))


def _lesson_files(path: Path) -> Iterator[Path]:
    """A folder's lessons, at any depth; a translation stands for its lesson."""
    if path.is_dir():
        for file in sorted(path.rglob("*.yaml")):
            if find.is_lesson(file.name):
                yield file
    elif find.is_lesson(path.name):
        yield path
    else:
        yield find.original(path)


def _lesson(lesson: Lesson, document: Document) -> Iterator[Problem]:
    yield from hidden(document)
    yield from (placed(fault, document) for fault in content.errors(lesson))
    yield from (placed(fault, document) for fault in lab_rules.check(lesson))
    yield from (placed(fault, document, "warning") for fault in content.warnings(lesson))
    for language in find.LANGUAGES:
        yield from _translation(lesson, document, language)


def _translation(lesson: Lesson, document: Document, language: str) -> Iterator[Problem]:
    file = find.translation(document.file, language)
    if not file.is_file():
        found, wanted = f"no translation {file.name}", "one file for each language"
        yield Problem(document.file, 1, 1, "no-translation", found, wanted, severity="warning")
        return
    try:
        other = yaml.read(file)
    except LessonError as error:
        yield from error.problems
        yield from _hidden_in(file)
        return
    yield from hidden(other)
    yield from translate.merge(lesson, other)[1]


def _hidden_in(file: Path) -> Iterator[Problem]:
    """Hidden characters of a file that is not a lesson (yet), if it can be read at all."""
    try:
        yield from hidden(yaml.read(file))
    except LessonError:
        return


def hidden(document: Document) -> Iterator[Problem]:
    """Control and direction characters, as they stand in the file or as escapes in quoted text."""
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
