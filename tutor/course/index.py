"""The map of the course, from a cached JSON file that is made anew when lesson files change.

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
from tutor.course.entry import Broken, Chapter, Entry, Found, entry_from
from tutor.course.search import Texts, search_texts

FORMAT = 2  # raised when what is cached changes its shape
SCHEMA = Path(__file__).parent.parent / "kit" / "lesson.py"

_SPOILED = (KeyError, TypeError, AttributeError, ValueError)  # what a cache of another shape gives


class Index:
    """The course as it stood when it was read."""

    def __init__(
        self,
        entries: tuple[Entry, ...],
        chapters: tuple[Chapter, ...],
        broken: tuple[Broken, ...],
        texts: Path | Texts,
    ) -> None:
        self.entries = entries
        """By chapter, then by order."""
        self.chapters = chapters
        """Those that have lessons, in order."""
        self.broken = broken
        """Lessons that are left out."""
        self._texts = texts

    @property
    def texts(self) -> Texts:
        """What is searched; read from its file when first asked for."""
        found = self._texts
        if isinstance(found, Path):
            found = self._texts = _json(found)
        return found

    def search(self, query: str, language: str = "en") -> list[Found]:
        """Pages where all words of the query occur, in either language; titles first, then by the map."""
        return search_texts(query, language, [entry.id for entry in self.entries], self.texts)


def read(cache: Path, root: Path | None = None) -> Index:
    """The index of the course in `root` (`find.folder()` without one), cached in the folder `cache`."""
    root = root or find.folder()
    name = f"{zlib.crc32(os.fsencode(root)):08x}"
    file, texts = cache / f"course-{name}.json", cache / f"texts-{name}.json"
    stamps, data = _stamps(root), _json(file)
    old = _cached(data, texts)
    if old and data.get("stamps") == stamps:
        return old
    made = _make(root, stamps, old, data)
    size = _write(texts, made.texts)  # first: an index never speaks of texts that are not there
    rows = {"entries": made.entries, "chapters": made.chapters, "broken": made.broken}
    _write(file, {"format": _format(), "stamps": stamps, "texts": size, **rows})
    return made


def entries(cache: Path) -> list[Entry]:
    """The lessons of the course, as the map shows them."""
    return list(read(cache).entries)


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
        )
    return None


def _make(root: Path, stamps: str, old: Index | None, data: Mapping[str, Any]) -> Index:
    """The index anew; from the old one whatever did not change, if it is sound."""
    from tutor.course import indexing  # imports the YAML parser

    if old:
        with contextlib.suppress(*_SPOILED):
            return indexing.make(root, stamps, old, data["stamps"])
    return indexing.make(root, stamps)


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
        found.append(f"{chapter}/{file.name}\t{stat.st_mtime_ns}\t{stat.st_size}")
    return "\n".join(sorted(found))


def _json(file: Path) -> dict[str, Any]:
    """The object in a file; an empty one if there is none that can be read."""
    try:
        data = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


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
