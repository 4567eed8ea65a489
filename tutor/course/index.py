"""The map of the course and the installed packs, from cached JSON files made anew when lessons change.

The course and each pack have a cache of their own: whoever changes one leaves the others as they are.
Home is drawn from this before anything heavy is loaded: with a fresh cache only `os` and `json` are used.
Where the cache cannot be written, all works, only slower.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tutor.course import find
from tutor.course.entry import Broken, Chapter, Entry, Pack, entry_from
from tutor.course.lookup import Index, json_in

__all__ = ["Index", "entries", "forget", "read"]

FORMAT = 3  # raised when what is cached changes its shape
SCHEMA = Path(__file__).parent.parent / "kit" / "lesson.py"
"""What a lesson may hold; where it is another file, all is read anew."""

_SPOILED = (KeyError, TypeError, AttributeError, ValueError)  # what a cache of another shape gives


def read(cache: Path, root: Path | None = None) -> Index:
    """The index of the course and the installed packs; with a `root` of the course in that folder alone.

    Cached in the folder `cache`.
    """
    found = _read(cache, root or find.folder())
    for name, folder in find.packs().items() if root is None else ():
        found.add(_read(cache, folder, name))
    return found


def _read(cache: Path, root: Path, pack: str = "") -> Index:
    """The index of the course, or of the pack of that name."""
    name = f"{zlib.crc32(os.fsencode(root)):08x}"
    kind = f"pack-{pack}" if pack else "course"
    file, texts = cache / f"{kind}-{name}.json", cache / f"texts-{kind}-{name}.json"
    stamps, data = (_sealed if pack else _stamps)(root), json_in(file)
    old = _cached(data, texts)
    if old and data.get("stamps") == stamps:
        return old
    made = _make(root, stamps, old, data) if not pack else _make_pack(root, pack)
    size = _write(texts, made.texts)  # first: an index never speaks of texts that are not there
    rows = {"entries": made.entries, "chapters": made.chapters, "broken": made.broken, "packs": made.packs}
    _write(file, {"format": _format(), "stamps": stamps, "texts": size, **rows})
    return made


def entries(cache: Path) -> list[Entry]:
    """The lessons of the course, as the map shows them."""
    return list(read(cache).entries)


def forget(cache: Path, pack: str) -> None:
    """Clear what is cached of a pack that is gone."""
    for file in (*cache.glob(f"pack-{pack}-*.json"), *cache.glob(f"texts-pack-{pack}-*.json")):
        with contextlib.suppress(OSError):
            file.unlink()


def _cached(data: Mapping[str, Any], texts: Path) -> Index | None:
    """The index that a cache file holds, if it holds a sound one of this format."""
    if data.get("format") != _format():
        return None
    with contextlib.suppress(OSError, *_SPOILED):
        if texts.stat().st_size != data["texts"]:
            return None
        return Index(
            tuple(map(entry_from, data["entries"])),
            tuple(Chapter(*row) for row in data["chapters"]),
            tuple(Broken(*row) for row in data["broken"]),
            texts,
            *(Pack(*row) for row in data["packs"]),
        )
    return None


def _make(root: Path, stamps: str, old: Index | None, data: Mapping[str, Any]) -> Index:
    """The index anew; from the old one whatever did not change, if it is sound."""
    from tutor.course import indexing  # imports the YAML parser

    if old:
        with contextlib.suppress(*_SPOILED):
            return indexing.make(root, stamps, old, data["stamps"])
    return indexing.make(root, stamps)


def _make_pack(root: Path, pack: str) -> Index:
    from tutor.course import indexing

    return indexing.make(root, _stamps(root), pack=pack)


def _format() -> list[int]:
    """Changes when the cache, or what a lesson may hold, is another."""
    return [FORMAT, SCHEMA.stat().st_mtime_ns]


def _stamps(root: Path) -> str:
    """A line for each file of the course: its path below the folder, mtime in ns, bytes."""
    found = []
    for chapter, file in find.listing(root):
        try:
            stat = file.stat()
        except OSError:  # gone since the folder was listed, or a link to nothing
            continue
        name = f"{chapter}/{file.name}" if chapter else file.name
        found.append(f"{name}\t{stat.st_mtime_ns}\t{stat.st_size}")
    return "\n".join(sorted(found))


def _sealed(root: Path) -> str:
    """A line for the file of an installed pack and for each of its folders. A pack comes as a whole, so
    that three hundred lessons need no more looking at than three."""
    found = []
    with contextlib.suppress(OSError), os.scandir(root) as entries:
        for entry in entries:
            if entry.is_dir() or entry.name == find.PACK:
                stat = entry.stat()
                found.append(f"{entry.name}\t{stat.st_ino}\t{stat.st_mtime_ns}\t{stat.st_size}")
    return "\n".join(sorted(found))


def _write(file: Path, data: Mapping[str, Any]) -> int:
    """Write all of it or nothing; how many bytes. A folder that cannot be written costs time only."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(text)
        part.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
    return len(text)
