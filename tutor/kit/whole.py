"""Files that appear whole or not at all, and never in the place of another by accident."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def written(path: Path, *, over: bool = True) -> Iterator[IO[bytes]]:
    """A file to write to that takes the name `path` when the block ends well, and is gone when it does not.

    Without `over` what has that name already stays: FileExistsError, at the start or at the end. What
    is written is on disk before the name is given. Raises OSError.
    """
    if not over and path.exists():
        raise FileExistsError(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        if not over:
            _link(part, path)
        else:
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _link(part: Path, path: Path) -> None:
    """Give `part` the name `path` only if nothing has it, also if somebody takes it this very moment."""
    with suppress(PermissionError, NotImplementedError):  # a file system without links
        path.hardlink_to(part)
        return
    if path.exists():
        raise FileExistsError(path)
    part.replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
