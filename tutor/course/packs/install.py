"""Taking packs in and giving them up: whole or not at all, whatever happens in between.

A pack is written beside its place, checked there as any lesson is, and then takes its place by one rename.
Whoever is killed leaves a folder with a dot before its name, which nobody reads and the next one clears.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tutor.course import find
from tutor.course.lint import linted
from tutor.course.packs import about, zipped
from tutor.course.packs.contents import Contents, Refused, from_folder
from tutor.course.packs.holdings import Holdings, holdings
from tutor.course.problem import LessonError, Problem
from tutor.kit.knobs import nearest

_STAGE, _GONE = ".new-", ".gone-"


class Faulty(Exception):
    """A pack with errors in its lessons; `problems` has at least one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].text())
        self.problems = problems


class Busy(Exception):
    """Another process is at the packs."""


class Staged:
    """A pack that is written beside its place and found good."""

    def __init__(self, folder: Path, source: Path, contents: Contents) -> None:
        """Raises Faulty."""
        self.folder = folder
        self.source = source
        self.contents = contents
        problems, lessons = linted([folder])
        self.problems = [self._in_source(problem) for problem in problems]
        """Errors and advice, placed in the files the pack came from."""
        if errors := [problem for problem in self.problems if problem.severity == "error"]:
            raise Faulty(errors)
        self.about = about.read(folder)
        self.holds: Holdings = holdings(folder, lessons.values())

    def _in_source(self, problem: Problem) -> Problem:
        return replace(problem, file=self.source / problem.file.relative_to(self.folder))


def read(source: Path) -> Contents:
    """What a folder or a zip holds. Raises Refused."""
    return from_folder(source) if source.is_dir() else zipped.read(source)


@contextmanager
def staged(source: Path, beside: Path | None = None) -> Iterator[Staged]:
    """The pack in a folder or a zip, written to a folder of its own (in `beside`, else a temporary one) and
    checked; whatever of it has not found its place is gone afterwards. Raises Refused, Faulty, OSError."""
    contents = read(source)
    folder = Path(tempfile.mkdtemp(prefix=_STAGE, dir=beside))
    try:
        for name, data in contents.files.items():
            _write(folder / name, data)
        pack = Staged(folder, source, contents)
        if not pack.holds.lessons:
            raise Refused("it has no lesson in it")
        yield pack
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def held(packs: Path) -> Iterator[None]:
    """The folder of packs, made if need be, for this process alone; what others left half done is cleared.

    Raises Busy, OSError.
    """
    packs.mkdir(parents=True, exist_ok=True)
    with (packs / ".lock").open("ab") as file:
        _lock(file.fileno())
        _clear(packs)
        yield


def _lock(handle: int) -> None:
    """Until the file is closed, also by the end of the process. Raises Busy."""
    try:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Busy from error


def _clear(packs: Path) -> None:
    for path in packs.iterdir():
        if path.name.startswith((_STAGE, _GONE)):
            shutil.rmtree(path, ignore_errors=True)
    for name, path in find.packs(packs).items():
        if path.name != name:  # whoever put another version in its place was killed in between
            path.rename(packs / name)
        elif (packs / find.aside(name)).exists():
            _remove(packs / find.aside(name))


def put(pack: Staged, packs: Path) -> None:
    """Give the pack its place, within `held`; what had it goes. Raises OSError: all is as before then."""
    place, old = packs / pack.about.name, packs / find.aside(pack.about.name)
    there = place.exists()
    if there:
        place.rename(old)
    try:
        pack.folder.rename(place)
    except OSError:
        if there:
            old.rename(place)
        raise
    if there:
        with suppress(OSError):  # the next one clears it
            _remove(old)


def remove(name: str, packs: Path) -> None:
    """Give up the pack of that name, within `held`. Raises Refused with the nearest name, OSError."""
    known = find.packs(packs)
    if name not in known:
        close = nearest(name, known)
        raise Refused(f"there is no pack {name[:40]!r}" + (f": {close}" if close else ""))
    _remove(known[name])


def _remove(folder: Path) -> None:
    """At once for whoever looks, then file by file. Raises OSError."""
    gone = folder.with_name(f"{_GONE}{folder.name}")
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


class Installed(NamedTuple):
    """A pack that has its place."""

    name: str
    about: about.PackFile | LessonError
    """What it says of itself, or why that cannot be read."""
    lessons: int


def installed(packs: Path | None = None) -> list[Installed]:
    """The packs there are, by name."""
    found = []
    for name, folder in find.packs(packs).items():
        said: about.PackFile | LessonError
        try:
            said = about.read(folder)
        except LessonError as error:
            said = error
        found.append(Installed(name, said, len(find.files(folder))))
    return found


def before(name: str, packs: Path) -> about.PackFile | None:
    """What is installed under that name, if it can be read."""
    with suppress(LessonError, KeyError):
        return about.read(find.packs(packs)[name])
    return None
