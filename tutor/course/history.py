"""Files as they stood in an earlier commit, where there is git and they lie in a checkout; else nothing.

A stranger's folder may hold a repository with settings that run commands. Only `git cat-file` is started:
it reads objects, and neither hooks nor filters nor the index; fetching is forbidden.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

LAST = "HEAD"
"""The last commit."""
_PATIENCE = 20  # seconds
_GIT = ("git", "--no-pager", "-c", "protocol.allow=never", "-c", "safe.bareRepository=explicit")
_ENV = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def texts(files: Sequence[Path], since: str = LAST) -> Mapping[Path, str]:
    """What stood in these files at that commit, without those that were not there or cannot be read."""
    by_folder: dict[Path, list[Path]] = {}
    for file in files:
        if "\n" not in file.name:
            by_folder.setdefault(file.resolve().parent, []).append(file)
    found: dict[Path, str] = {}
    for folder, there in by_folder.items():
        asked = "".join(f"{since}:./{file.name}\n" for file in there)
        found |= _answers(_ask(folder, asked), there)
    return found


def known(commit: str, folder: Path) -> bool:
    """Whether git knows a commit of that name in the checkout a folder lies in."""
    return b" commit " in _ask(folder, f"{commit}^{{commit}}\n")[:80]


def _ask(folder: Path, lines: str) -> bytes:
    """What `git cat-file --batch` says; nothing without git or a checkout."""
    try:
        done = subprocess.run(
            [*_GIT, "-C", str(folder), "cat-file", "--batch"],
            input=lines.encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=_PATIENCE,
            env={**os.environ, **_ENV},
            check=False,
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return b""
    return done.stdout if done.returncode == 0 else b""


def _answers(said: bytes, files: Sequence[Path]) -> dict[Path, str]:
    """Each answer is a line `HASH blob SIZE`, so many bytes and a newline; or one line `… missing`."""
    found: dict[Path, str] = {}
    place = 0
    for file in files:
        end = said.find(b"\n", place)
        if end < 0:
            break
        head, place = said[place:end].split(), end + 1
        if len(head) == 3 and head[1] == b"blob" and head[2].isdigit():
            size = int(head[2])
            with suppress(UnicodeDecodeError):
                found[file] = said[place : place + size].decode("utf-8-sig")
            place += size + 1
    return found
