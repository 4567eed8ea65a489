"""The index as the app holds it: what there is in the course and the packs, and how it is searched.

How it is cached is `tutor.course.index`, how it is made from lesson files `tutor.course.indexing`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tutor.course.entry import Broken, Chapter, Entry, Found, Pack
from tutor.course.search import Folded, Texts, folded, search


class Index:
    """The course, or a pack, or all of them, as they stood when they were read."""

    def __init__(
        self,
        entries: tuple[Entry, ...],
        chapters: tuple[Chapter, ...],
        broken: tuple[Broken, ...],
        texts: Path | Texts,
        pack: Pack | None = None,
    ) -> None:
        self.entries = entries
        """By pack, the course first, by chapter, then by order."""
        self.chapters = chapters
        """Those that have lessons, in order."""
        self.broken = broken
        """Lessons that are left out."""
        self.packs: tuple[Pack, ...] = (pack,) if pack else ()
        """Those that have lessons, by name."""
        self._texts: list[Path | Texts] = [texts]
        self._folded: list[Folded] = []

    def add(self, other: Index) -> None:
        """Have the other one's lessons behind one's own."""
        self.entries += other.entries
        self.chapters += other.chapters
        self.broken += other.broken
        self.packs += other.packs if other.entries else ()
        self._texts += other._texts
        self._folded = []

    @property
    def texts(self) -> Texts:
        """What is searched; read from its files when first asked for."""
        if len(self._texts) != 1 or isinstance(self._texts[0], Path):
            found: Texts = {}
            for texts in self._texts:
                found |= json_in(texts) if isinstance(texts, Path) else texts
            self._texts = [found]
        assert isinstance(self._texts[0], dict)
        return self._texts[0]

    def search(self, query: str, language: str = "en") -> list[Found]:
        """Pages where all words of the query occur, in either language; titles first, then by the map."""
        if not self._folded:
            self._folded = list(folded((entry.id for entry in self.entries), self.texts))
        return search(query, language, self._folded)


def json_in(file: Path) -> dict[str, Any]:
    """The object in a file; an empty one if there is none that can be read."""
    try:
        data = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
