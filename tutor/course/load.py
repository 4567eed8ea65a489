"""A lesson, ready for the screen: read, checked in form, made inert, in the learner's language."""

from __future__ import annotations

from pathlib import Path

from tutor.course import find, form, schema, translate, yaml
from tutor.course.problem import LessonError, Problem, shown
from tutor.kit.knobs import nearest
from tutor.kit.lesson import Lesson


def load(lesson: str | Path, language: str = "en", root: Path | None = None) -> Lesson:
    """The lesson of that id, or in that file. Words that are not translated stay as they were written.

    Raises NoLesson, or LessonError with every problem of form. A translation that cannot be
    read is left out: the lesson is whole without it.
    """
    file = lesson if isinstance(lesson, Path) else _file(lesson, root)
    read, _ = parse(file)
    other = find.translation(file, language)
    if language != read.language and other.is_file():
        try:
            read, _ = translate.merge(read, yaml.read(other))
        except LessonError:
            return read
    return read


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
    raise NoLesson(id, nearest(id, [file.stem for file in find.files(root)]))
