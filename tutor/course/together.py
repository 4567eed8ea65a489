"""What shows only when lessons stand side by side: ids twice, prerequisites missing or circular."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tutor.course import find, load, yaml
from tutor.course.packs import about
from tutor.course.problem import LessonError, Problem, shown
from tutor.course.walk import Fault, placed
from tutor.course.walk import Path as Path_
from tutor.kit import ids
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


def misnamed(path: Path_, id: str, file: Path) -> Fault | None:
    """What is wrong with the id of the chapter that a file lies in: it is the folder's name, and the pack's
    where lessons lie beside the pack's own file."""
    flat = find.pack_root(file) == file.parent
    wanted = _pack(file.parent) if flat else file.parent.name
    if id == wanted or (flat and not wanted):
        return None
    what = "the pack's" if flat else "the folder's"
    rule = "wrong-chapter" if path == ("chapter",) else "wrong-id"
    return Fault(path, rule, shown(id), f"{what} name {shown(wanted)}")


def _root(file: Path) -> Path:
    """The folder of the course or pack that a lesson lies in; a file on its own is held against the shipped
    course."""
    if pack := find.pack_root(file):
        return pack
    return file.parent.parent if (file.parent / find.CHAPTER).is_file() else find.folder().resolve()


def _pack(root: Path) -> str:
    """The name of the pack in that folder; "" where there is none, or it cannot be read."""
    try:
        return about.name_of(root) if (root / find.PACK).is_file() else ""
    except LessonError:
        return ""


class _Course:
    """The lessons of one folder; those that nobody linted are read only when a prerequisite leads there.

    In a pack its own lessons go by whole ids, and those of the shipped course are known beside them.
    """

    def __init__(self, root: Path) -> None:
        self.files: dict[str, list[Path]] = {}
        self.known: dict[Path, Lesson] = {}
        self.pack = _pack(root)
        for file in find.files(root):
            self.files.setdefault(ids.whole(self.pack, file.stem), []).append(file)
        for file in find.files() if (root / find.PACK).is_file() else ():
            self.files.setdefault(file.stem, []).append(file)

    def faults(self, file: Path, lesson: Lesson) -> Iterator[Fault]:
        """What is wrong with one lesson among the others."""
        mine = ids.whole(self.pack, lesson.id)
        if file in self.files.get(ids.whole(self.pack, file.stem), []) and (
            fault := misnamed(("chapter",), lesson.chapter, file)
        ):
            yield fault
        others = [other for other in self.files.get(mine, []) if other != file]
        if others:
            found = f"the id {shown(lesson.id)}, which {others[0].parent.name}/{others[0].name} has too"
            yield Fault(("id",), "id-twice", found, "an id of its own")
        for i, id in enumerate(lesson.after):
            if id not in self.files:
                own = ids.whole(self.pack, id)
                close = f"did you mean {own}?" if own in self.files else nearest(id, self.files)
                yield Fault(("after", i), "unknown-lesson", shown(id), "a lesson's id", close)
            elif mine in self._before(id):
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
