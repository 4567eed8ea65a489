"""What shows only when lessons stand side by side: ids twice, prerequisites missing or circular."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tutor.course import find, load, yaml
from tutor.course.problem import LessonError, Problem, shown
from tutor.course.walk import Fault, placed
from tutor.kit.knobs import nearest
from tutor.kit.lesson import Lesson


def check(read: Mapping[Path, Lesson]) -> Iterator[Problem]:
    """Problems of these lessons among all that lie in the same course folder."""
    courses: dict[Path, _Course] = {}
    for file, lesson in read.items():
        root = _root(file.resolve())
        course = courses.setdefault(root, _Course(root))
        course.known[file.resolve()] = lesson
    for file, lesson in read.items():
        faults = list(courses[_root(file.resolve())].faults(file.resolve(), lesson))
        if faults:
            document = yaml.read(file)
            yield from (placed(fault, document) for fault in faults)


def _root(file: Path) -> Path:
    """The course folder that a lesson lies in; a file on its own is held against the shipped course."""
    return file.parent.parent if (file.parent / find.CHAPTER).is_file() else find.folder().resolve()


class _Course:
    """The lessons of one folder; those that nobody linted are read only when a prerequisite leads there."""

    def __init__(self, root: Path) -> None:
        self.files: dict[str, list[Path]] = {}
        self.known: dict[Path, Lesson] = {}
        for file in find.files(root):
            self.files.setdefault(file.stem, []).append(file)

    def faults(self, file: Path, lesson: Lesson) -> Iterator[Fault]:
        """What is wrong with one lesson among the others."""
        if file in self.files.get(file.stem, []) and lesson.chapter != file.parent.name:
            wanted = f"the folder's name {shown(file.parent.name)}"
            yield Fault(("chapter",), "wrong-chapter", shown(lesson.chapter), wanted)
        others = [other for other in self.files.get(lesson.id, []) if other != file]
        if others:
            found = f"the id {shown(lesson.id)}, which {others[0].parent.name}/{others[0].name} has too"
            yield Fault(("id",), "id-twice", found, "an id of its own")
        for i, id in enumerate(lesson.after):
            if id not in self.files:
                close = nearest(id, self.files)
                yield Fault(("after", i), "unknown-lesson", shown(id), "a lesson's id", close)
            elif lesson.id in self._before(id):
                yield Fault(("after", i), "circle", f"{shown(id)}, which comes after this one", "no circle")

    def _before(self, id: str) -> set[str]:
        """A lesson and all that come before it."""
        seen: set[str] = set()
        waiting = [id]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += self._after(one)
        return seen

    def _after(self, id: str) -> tuple[str, ...]:
        for file in self.files.get(id, [])[:1]:
            if file not in self.known:
                try:
                    self.known[file] = load.parse(file)[0]
                except LessonError:
                    return ()
            return self.known[file].after
        return ()
