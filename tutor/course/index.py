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

FORMAT = 1  # raised when what is cached changes its shape
SCHEMA = Path(__file__).parent.parent / "kit" / "lesson.py"

Stamps = dict[str, list[int]]
"""Path below the course folder → [mtime in ns, bytes]."""


class Index:
    """The course as it stood when it was read."""

    def __init__(self, made: dict[str, Any], texts: Path | Texts) -> None:
        self.entries: tuple[Entry, ...] = tuple(map(entry_from, made["entries"]))
        """By chapter, then by order."""
        self.chapters: tuple[Chapter, ...] = tuple(Chapter(**row) for row in made["chapters"])
        """Those that have lessons, in order."""
        self.broken: tuple[Broken, ...] = tuple(Broken(*row) for row in made["broken"])
        """Lessons that are left out."""
        self._texts = texts

    def search(self, query: str, language: str = "en") -> list[Found]:
        """Pages where all words of the query occur, in either language; titles first, then by the map."""
        texts = self._texts
        if isinstance(texts, Path):
            texts = self._texts = _json(texts).get("texts", {})
        return search_texts(query, language, [entry.id for entry in self.entries], texts)


def read(cache: Path, root: Path | None = None) -> Index:
    """The index of the course in `root` (`find.folder()` without one), cached in the folder `cache`."""
    root = root or find.folder()
    name = f"{zlib.crc32(os.fsencode(root)):08x}"
    index, texts = cache / f"course-{name}.json", cache / f"texts-{name}.json"
    stamps = _stamps(root)
    old = _json(index)
    if old.get("format") == _format() and old.get("stamps") == stamps and texts.is_file():
        try:
            return Index(old, texts)
        except (KeyError, TypeError, AttributeError):
            old = {}  # somebody else's file, or half of one
    return _rebuild(root, stamps, old, index, texts)


def entries(cache: Path) -> list[Entry]:
    """The lessons of the course, as the map shows them."""
    return list(read(cache).entries)


def _rebuild(root: Path, stamps: Stamps, old: dict[str, Any], index: Path, texts: Path) -> Index:
    """Read what changed, keep the rest, write both files if that is possible."""
    from tutor.course import indexing  # imports the YAML parser

    kept = old if old.get("format") == _format() else {}
    made = indexing.make(root, stamps, kept, _json(texts) if kept else {})
    words = made.pop("texts")
    made |= {"format": _format(), "stamps": stamps}
    _write(texts, {"texts": words})  # first: an index never speaks of texts that are not there
    _write(index, made)
    return Index(json.loads(json.dumps(made)), words)


def _format() -> list[int]:
    """Changes when the cache, or what a lesson may hold, is another."""
    return [FORMAT, SCHEMA.stat().st_mtime_ns]


def _stamps(root: Path) -> Stamps:
    found: Stamps = {}
    for chapter, file in find.listing(root):
        try:
            stat = file.stat()
        except OSError:  # gone since the folder was listed, or a link to nothing
            continue
        found[f"{chapter}/{file.name}"] = [stat.st_mtime_ns, stat.st_size]
    return found


def _json(file: Path) -> dict[str, Any]:
    """The object in a file; an empty one if there is none that can be read."""
    try:
        data = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _write(file: Path, data: Mapping[str, Any]) -> None:
    """All of it or nothing; a folder that cannot be written costs time only."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        part.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
