"""What a pack holds, read from a folder or a zip: names and bytes, after every name was found harmless.

Data only: lessons, chapters, translations, what the pack says of itself, and its licence and readme as
text. Other kinds of files are left out; a name that could reach outside, hide or stand for two files on
another system refuses the whole pack. Nothing is written here.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tutor.course import find
from tutor.course.problem import shown
from tutor.course.yaml import LARGEST
from tutor.kit import ids
from tutor.kit.inert import refused

MOST_FILES = 3_000
"""Files and folders of a pack, those that are left out among them."""
MOST_BYTES = 32 << 20
LONGEST_NAME = 200
_TEXTS = ("license", "license.md", "license.txt", "readme.md", "readme.txt", "readme")
_WORD = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_LESSON = re.compile(rf"(?:{_WORD}/)?{_WORD}(?:\.[a-z]{{2,3}})?\.yaml", re.ASCII)
_DRIVE = re.compile(r"[A-Za-z]:")


class Refused(Exception):
    """A pack that is not taken; the message is one sentence, harmless to print."""


class Contents(NamedTuple):
    """What was read."""

    files: dict[str, bytes]
    """Path below the pack's folder, with / between names, → what is in it; sorted by path."""
    left_out: tuple[str, ...]
    """Files of other kinds."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(map(len, self.files.values()))


def harmless(names: Iterable[str]) -> None:
    """Raises Refused for the first name that could do harm, or that two files share on some system."""
    seen: dict[str, str] = {}
    for name in names:
        for what, bad in (
            ("has control characters in a name", bool(refused(name)) or "\n" in name or "\t" in name),
            ("has a name with a backslash", "\\" in name),
            ("has an absolute path", name.startswith("/") or bool(_DRIVE.match(name))),
            ("has a name with a colon", ":" in name),
            ("has a path that leads out of it", ".." in name.split("/")),
            ("has an empty name in a path", any(part in ("", ".") for part in name.split("/"))),
            ("has a name that is too long", len(name) > LONGEST_NAME),
            ("has a name that Windows keeps for itself", any(map(_reserved, name.split("/")))),
        ):
            if bad:
                raise Refused(f"it {what}: {shown(name)}")
        alike = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        if alike in seen:
            if seen[alike] == name:
                raise Refused(f"it has the name {shown(name)} twice")
            other = shown(seen[alike])
            raise Refused(f"it has {shown(name)} beside {other}, which some systems take for one")
        seen[alike] = name


def _reserved(part: str) -> bool:
    return ids.RESERVED.fullmatch(part.partition(".")[0].strip()) is not None or part != part.rstrip(". ")


def is_kept(name: str) -> bool:
    """Whether a file of that path is part of a pack. Raises Refused for a lesson that would be lost."""
    if any(part.startswith((".", "__")) for part in name.split("/")):
        return False
    if _LESSON.fullmatch(name):
        return True
    if name.casefold().endswith((".yaml", ".yml")):
        wanted = "small letters, digits and hyphens, .yaml, at most one folder deep"
        raise Refused(f"it has a file that is no lesson by its name: {shown(name)}; wanted {wanted}")
    return name.casefold() in _TEXTS


def checked(files: dict[str, bytes], left_out: Iterable[str]) -> Contents:
    """What was read, in order. Raises Refused where it is no pack, or too much."""
    for name, data in files.items():
        if len(data) > LARGEST:
            raise Refused(f"a file in it is larger than 1 MiB: {shown(name)}")
        if not name.endswith(".yaml") and b"\0" in data:
            raise Refused(f"a text in it is none: {shown(name)}")
    if sum(map(len, files.values())) > MOST_BYTES:
        raise Refused(f"it is larger than {MOST_BYTES >> 20} MiB")
    if find.PACK not in files:
        raise Refused(f"it has no {find.PACK} at its top")
    return Contents(dict(sorted(files.items())), tuple(sorted(left_out)))


# ---- a folder ------------------------------------------------------------------------------------

_Seen = dict[str, tuple[int, int, int]]
"""Path → inode, mtime in ns, bytes: what a file that was not touched keeps."""


def from_folder(folder: Path) -> Contents:
    """The pack in a folder. Raises Refused, also where the folder changes while it is read."""
    before, left_out = _listed(folder)
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for name in before:
        files[name] = _bytes(folder / name, name)
        left -= len(files[name])
        if left < 0:
            break  # `checked` says it
    if _listed(folder)[0] != before:
        raise Refused("it changed while it was read; try again")
    return checked(files, left_out)


def _listed(folder: Path) -> tuple[_Seen, list[str]]:
    """The files of the pack, and the names of what is left out."""
    kept: _Seen = {}
    names: list[str] = []
    left_out: list[str] = []
    waiting = [""]
    while waiting:
        below = waiting.pop()
        for entry in _entries(folder / below, below):
            name = f"{below}{entry.name}"
            names.append(name)
            if len(names) > MOST_FILES:
                raise Refused(f"it has more than {MOST_FILES:,} files")
            if entry.name.startswith((".", "__")):
                continue
            found = _stat(entry, name)
            if stat.S_ISDIR(found.st_mode) and not below:
                waiting.append(f"{name}/")
            elif not stat.S_ISREG(found.st_mode):
                if not stat.S_ISDIR(found.st_mode):
                    raise Refused(f"it has something that is no file: {shown(name)}")
                left_out.append(name)
            elif is_kept(name):
                kept[name] = found.st_ino, found.st_mtime_ns, found.st_size
            else:
                left_out.append(name)
    harmless(names)
    return dict(sorted(kept.items())), left_out


def _entries(folder: Path, below: str) -> list[os.DirEntry[str]]:
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found.append(entry)
                if len(found) > MOST_FILES:
                    break
    except OSError as error:
        what = f"its folder {shown(below)}" if below else "it"
        raise Refused(f"{what} cannot be read: {error.strerror or error}") from error
    return found


def _stat(entry: os.DirEntry[str], name: str) -> os.stat_result:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError as error:
        raise Refused("it changed while it was read; try again") from error
    if stat.S_ISLNK(found.st_mode) or getattr(entry, "is_junction", bool)():
        raise Refused(f"it has a link, and a pack has files only: {shown(name)}")
    return found


def _bytes(file: Path, name: str) -> bytes:
    """At most one byte more than a file may have. Never waits for what is no file."""
    flags = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
    try:
        handle = os.open(file, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in flags))
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Refused(f"it has something that is no file: {shown(name)}")
            return stream.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise Refused("it changed while it was read; try again") from error
    except OSError as error:
        raise Refused(f"{shown(name)} in it cannot be read: {error.strerror or error}") from error
