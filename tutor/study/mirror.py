"""The plain copy of the log: one JSON object a line, beside the database.

Every answer is appended to it in the transaction that adds it to the database. So it gives everything
back when the database is damaged; and when the database cannot be written, it takes the answers alone
and the next good start finds them behind the mark up to which both agree.
"""

from __future__ import annotations

import errno
import itertools
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tutor.study.answers import Answer
from tutor.study.rows import dumps, from_plain, to_plain

_AT_ONCE = 500
"""Lines that are written together."""


class Mirror:
    """The copy at `path`, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def size(self) -> int:
        """Its length in bytes; 0 where there is none."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def append(self, answer: Answer, *, sync: bool = False) -> int:
        """Add one line and return the new length; with `sync` it is on disk then. Raises OSError."""
        line = _line(answer)
        while (length := self._put([line], sync)) is None:
            pass  # another process put a new copy in its place meanwhile: say it there too
        return length

    def extend(self, answers: Iterable[Answer]) -> int | None:
        """Add many lines and return the new length; None where another copy is in its place meanwhile."""
        return self._put(map(_line, answers), True)

    def _put(self, lines: Iterable[bytes], sync: bool) -> int | None:
        with self.path.open("ab+", buffering=0) as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # somebody was killed in mid-line
                    lines = itertools.chain([b"\n"], lines)
            lines = iter(lines)
            while some := b"".join(itertools.islice(lines, _AT_ONCE)):
                if file.write(some) != len(some):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if sync:
                os.fsync(file.fileno())
            replaced = not os.path.samestat(os.fstat(file.fileno()), self.path.stat())
            return None if replaced else file.tell()

    def answers(self, start: int = 0) -> Iterator[Answer]:
        """The answers from byte `start` on; lines that are none (torn, garbage) are passed over."""
        try:
            file = self.path.open("rb")
        except OSError:
            return
        with file:
            file.seek(start)
            for line in file:
                try:
                    fields = json.loads(line)
                    if isinstance(fields, dict):
                        yield from_plain(fields)
                except (ValueError, RecursionError):
                    continue

    def rewrite(self, answers: Iterable[Answer]) -> int:
        """Write it anew and return its length. The old one stays until the new one is whole."""
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            with fresh.open("wb") as file:
                file.writelines(map(_line, answers))
                file.flush()
                os.fsync(file.fileno())
                length = file.tell()
            fresh.replace(self.path)
            return length
        finally:
            fresh.unlink(missing_ok=True)


def _line(answer: Answer) -> bytes:
    return f"{dumps(to_plain(answer))}\n".encode()
