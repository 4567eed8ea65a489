"""Packs as zip files: read with nothing believed, written the same to the byte each time.

A zip says of itself how many files it has, how large and of what kind they are. None of it is relied on:
what is counted is what is there, and reading stops where there is too much.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from tutor.course import find
from tutor.course.packs.contents import (
    MOST_BYTES,
    MOST_FILES,
    Contents,
    Refused,
    checked,
    harmless,
    is_kept,
)
from tutor.course.problem import shown
from tutor.course.yaml import LARGEST

LARGEST_ZIP = 16 << 20
MOST_RATIO = 100
"""Bytes that one byte of the zip may become; text of lessons becomes some five."""
FREE = 1 << 16
"""So many bytes of a file may come of nearly nothing: an author's long line of dashes is no bomb."""
_ENTRY = b"PK\x01\x02"
"""What the record of each file in a zip begins with."""
_SECRET = 0x1 | 0x40 | 0x2000
"""Flags of what is encrypted, the content or the names."""
_LINKS = {0x000D: 12, 0x756E: 14}
"""Extra fields of Unix, and the bytes they have where the entry is no link."""
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, ValueError, OverflowError,
)  # fmt: skip
_WHEN = (1980, 1, 1, 0, 0, 0)


def read(file: Path) -> Contents:
    """The pack in a zip. Raises Refused."""
    data = _whole(file)
    if not data.startswith(b"PK\x03\x04"):
        raise Refused("it is no zip file from its first byte on")
    if data.count(_ENTRY) > MOST_FILES:
        raise Refused(f"it has more than {MOST_FILES:,} files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _contents(archive, len(data))
    except _DAMAGE as error:
        raise Refused("it is no whole zip file: it is damaged or cut off") from error


def write(contents: Contents, name: str, out: IO[bytes]) -> None:
    """Write the pack of that name as a zip of one folder. Raises OSError."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in sorted(contents.files.items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", _WHEN)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, data)


def _whole(file: Path) -> bytes:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise Refused("it is neither a folder nor a file")
        with file.open("rb") as stream:
            data = stream.read(LARGEST_ZIP + 1)
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror or error}") from error
    if len(data) > LARGEST_ZIP:
        raise Refused(f"it is larger than {LARGEST_ZIP >> 20} MiB")
    return data


def _contents(archive: zipfile.ZipFile, size: int) -> Contents:
    """What is in a zip of `size` bytes."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise Refused(f"it has more than {MOST_FILES:,} files")
    if sum(entry.compress_size for entry in entries) > size:
        raise zipfile.BadZipFile("two entries share bytes, or one says it has more than there are")
    names = [entry.orig_filename for entry in entries]
    harmless(name.removesuffix("/") for name in names)
    for entry in entries:
        _sound(entry)
    top = _top(names)
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    left = MOST_BYTES
    for entry, name in zip(entries, names, strict=True):
        below = name.removeprefix(top)
        if name.endswith("/") or any(part.startswith((".", "__")) for part in name.split("/")):
            continue
        if not name.startswith(top) or not is_kept(below):
            left_out.append(name)
            continue
        files[below] = _bytes(archive, entry, left)
        left -= len(files[below])
    return checked(files, left_out)


def _sound(entry: zipfile.ZipInfo) -> None:
    """Raises Refused for what is no plain file or folder, or is compressed as no text is."""
    name = shown(entry.orig_filename)
    if entry.flag_bits & _SECRET:
        raise Refused(f"it has a file that is encrypted: {name}")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK or _names_link(entry.extra):
        raise Refused(f"it has a link, and a pack has files only: {name}")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(f"it has something that is no file: {name}")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(f"it has a file compressed in an unusual way: {name}")
    if entry.file_size > max(FREE, MOST_RATIO * entry.compress_size):
        raise Refused(f"it has a file that would grow more than {MOST_RATIO} times as large: {name}")


def _names_link(extra: bytes) -> bool:
    """Whether a Unix extra field says what the entry is a link to."""
    while len(extra) >= 4:
        tag, size = struct.unpack_from("<HH", extra)
        if tag in _LINKS and size > _LINKS[tag]:
            return True
        extra = extra[4 + size :]
    return False


def _top(names: list[str]) -> str:
    """What stands before the paths of the pack: nothing, or the one folder that has the pack's file."""
    if find.PACK in names:
        return ""
    tops = [name.removesuffix(find.PACK) for name in names if name.endswith(f"/{find.PACK}")]
    tops = [top for top in tops if top.count("/") == 1 and not top.startswith((".", "__"))]
    if len(tops) > 1:
        raise Refused("it has more than one pack in it")
    if not tops:
        raise Refused(f"it has no {find.PACK} at its top")
    return tops[0]


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """What is in an entry. Raises Refused where that is more than it may be, whatever it says."""
    with archive.open(entry) as stream:
        data = stream.read(min(LARGEST, left) + 1)
    if len(data) > left:
        raise Refused(f"it is larger than {MOST_BYTES >> 20} MiB")
    if len(data) > LARGEST:
        raise Refused(f"a file in it is larger than 1 MiB: {shown(entry.orig_filename)}")
    return data
