"""A lesson, ready for the screen: read, checked in form, made inert, in the learner's language."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tutor.course import find, form, schema, translate, yaml
from tutor.course.packs import about
from tutor.course.problem import LessonError, Problem, shown
from tutor.kit import ids
from tutor.kit.knobs import nearest
from tutor.kit.lesson import Lesson


def load(lesson: str | Path, language: str = "en", root: Path | None = None) -> Lesson:
    """The lesson of that id, or in that file, by its whole id. Words that are not translated stay as they
    were written.

    Raises NoLesson, or LessonError with every problem of form. A translation that cannot be
    read is left out: the lesson is whole without it.
    """
    file = lesson if isinstance(lesson, Path) else _file(lesson, root)
    read, _ = parse(file)
    id = _whole(read.id, file, lesson)
    other = find.translation(file, language)
    if language != read.language and other.is_file():
        with suppress(LessonError):
            read, _ = translate.merge(read, yaml.read(other))
    return replace(read, id=id) if id != read.id else read


def parse(file: Path) -> tuple[Lesson, yaml.Document]:
    """The lesson in a file as it was written, and the document it was read from. Raises LessonError."""
    document = yaml.read(file)
    return lesson_in(document), document


def lesson_in(document: yaml.Document) -> Lesson:
    """The lesson that a document is. Raises LessonError."""
    lesson = schema.read(Lesson, document)
    if problems := form.check(lesson, document):
        raise LessonError(problems)
    return lesson


def _whole(id: str, file: Path, asked: str | Path) -> str:
    """The id with the name of the pack before it that the lesson is in. Raises LessonError."""
    if isinstance(asked, str) and ids.pack_of(asked) and not asked.endswith(".yaml"):
        return asked
    root = find.pack_root(file)
    return ids.whole(about.name_of(root), id) if root else id


class NoLesson(LessonError):
    """There is no lesson of that id; the message is one sentence with the nearest one."""

    def __init__(self, id: str, close: str) -> None:
        problem = Problem(Path(f"{id}.yaml"), 1, 1, "unknown-lesson", f"no lesson {shown(id)}", "", close)
        super().__init__([problem])
        self.args = (f"there is no lesson {shown(id)}" + (f": {close}" if close else ""),)


def _file(id: str, root: Path | None) -> Path:
    if id.endswith(".yaml"):
        return Path(id)
    if file := find.lesson_file(id, root):
        return file
    raise NoLesson(id, nearest(id, _known(root)))


def _known(root: Path | None) -> list[str]:
    """The ids of all lessons there are, or of those in `root`."""
    known = [file.stem for file in find.files(root)]
    for pack, folder in find.packs().items() if root is None else ():
        known += [ids.whole(pack, file.stem) for file in find.files(folder)]
    return known
