"""What shows only when lessons stand side by side: ids twice, prerequisites missing or circular."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tutor.course import find, load, yaml
from tutor.course.packs import about
from tutor.course.problem import MOST_PROBLEMS, LessonError, Problem, shown
from tutor.course.walk import Fault, Where, placed
from tutor.kit import ids
from tutor.kit.knobs import nearest
from tutor.kit.lesson import Lesson


def check(read: Mapping[Path, Lesson]) -> Iterator[Problem]:
    """Problems of these lessons among all that lie in the same course folder."""
    courses: dict[Path, _Course] = {}
    for file, lesson in read.items():
        root = _root(file.resolve())
        if root not in courses:
            courses[root] = _Course(root)
        courses[root].add(file.resolve(), lesson)
    for file, lesson in read.items():
        faults = list(courses[_root(file.resolve())].faults(file.resolve(), lesson))
        if faults:
            document = yaml.read(file)
            yield from (placed(fault, document) for fault in faults)


def misnamed(path: Where, id: str, file: Path) -> Fault | None:
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
        self.pack = _pack(root)
        self._befores: dict[str, tuple[str, ...]] = {}
        self._circles = _Circles(self._after)
        self._hints = MOST_PROBLEMS
        for file in find.files(root):
            self.files.setdefault(ids.whole(self.pack, file.stem), []).append(file)
        for file in find.files() if (root / find.PACK).is_file() else ():
            self.files.setdefault(file.stem, []).append(file)

    def add(self, file: Path, lesson: Lesson) -> None:
        """Know what a lesson that has been read says."""
        self._befores.setdefault(ids.whole(self.pack, lesson.id), lesson.after)

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
                self._hints -= 1
                yield Fault(("after", i), "unknown-lesson", shown(id), "a lesson's id", self._meant(id))
            elif self._circles.of(mine) == self._circles.of(id):
                yield Fault(("after", i), "circle", f"{shown(id)}, which comes after this one", "no circle")

    def _meant(self, id: str) -> str:
        """The nearest id; where a stranger's pack has thousands of unknown ones, it is not looked for."""
        own = ids.whole(self.pack, id)
        if own in self.files:
            return f"did you mean {own}?"
        return nearest(id, self.files) if self._hints > 0 else ""

    def _after(self, id: str) -> tuple[str, ...]:
        if id not in self._befores:
            try:
                file = next(iter(self.files.get(id, [])), None)
                self._befores[id] = load.parse(file)[0].after if file else ()
            except LessonError:
                self._befores[id] = ()
        return self._befores[id]


class _Circles:
    """Which lessons stand before each other in a circle: Tarjan's strongly connected components, each
    lesson looked at once (Tarjan 1972)."""

    def __init__(self, before: Callable[[str], Iterable[str]]) -> None:
        self._before = before
        self._found: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._count = 0

    def of(self, id: str) -> int:
        """A number that this lesson shares with those that come before and after it, and no other has."""
        if id not in self._found:
            self._visit(id)
        return self._found[id]

    def _visit(self, start: str) -> None:
        way: list[tuple[str, int, Iterator[str]]] = []
        open_: list[str] = []

        def enter(id: str) -> None:
            self._count += 1
            self._low[id] = self._count
            open_.append(id)
            way.append((id, self._count, iter(self._before(id))))

        enter(start)
        while way:
            id, number, others = way[-1]
            for other in others:
                if other not in self._low:
                    enter(other)
                    break
                if other not in self._found:
                    self._low[id] = min(self._low[id], self._low[other])
            else:
                way.pop()
                if way:
                    self._low[way[-1][0]] = min(self._low[way[-1][0]], self._low[id])
                while self._low[id] == number and id not in self._found:
                    self._found[open_.pop()] = number
