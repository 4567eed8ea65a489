"""Whether a lesson's files have changed, asked again and again: editors write in many ways.

Some write into the file, some write another and give it the name, some move the old one away first. So a
change counts once it has come to rest: seen alike twice; that a file is gone, a little longer.
"""

from __future__ import annotations

from pathlib import Path

from tutor.course import find

GONE = 4
"""Looks until a file that is missing counts as gone."""

Stamp = tuple[tuple[int, int, int] | None, ...]


class Watch:
    """One lesson and its translations."""

    def __init__(self, lesson: Path) -> None:
        self.files = (lesson, *(find.translation(lesson, code) for code in find.LANGUAGES))
        self._known = self._seen = self._stamps()
        self._looks = 0

    def changed(self) -> bool:
        """Whether they are other files than when this was last said, and nobody is writing just now."""
        now = self._stamps()
        if now != self._seen:
            self._seen, self._looks = now, 0
            return False
        self._looks += 1
        if now == self._known or (now[0] is None and self._looks < GONE):
            return False
        self._known = now
        return True

    def at_once(self) -> bool:
        """The same, whether or not somebody is writing."""
        now = self._stamps()
        changed = now != self._known
        self._known = self._seen = now
        return changed

    def _stamps(self) -> Stamp:
        return tuple(map(_stamp, self.files))


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """When it was written, how large it is, and which file it is; None where there is none."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def nearest(ids: list[str], at: int, now: list[str]) -> int:
    """Where among the pages `now` a reader goes on who was on page `at` of `ids`: on the same page, else on
    the nearest that is still there, the one before it first; else at the same place."""
    for away in range(len(ids)):
        for place in (at - away, at + away):
            if 0 <= place < len(ids) and ids[place] in now:
                return now.index(ids[place])
    return min(at, len(now) - 1)
