"""Following a guide: its files are written and its commands are run, in the order in which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """One block: `sh` commands, `text` that the last command said, or `yaml` for a file."""

    kind: str
    file: str
    text: str


def steps(guide: Path) -> Iterator[Step]:
    """The blocks of a guide."""
    return (Step(*found) for found in BLOCK.findall(guide.read_text("utf-8")))


def files(guide: Path) -> dict[str, str]:
    """The files as they stand at the end; blocks for one file are put together."""
    found: dict[str, str] = {}
    for step in steps(guide):
        if step.kind == "yaml":
            before = found.get(step.file, "")
            found[step.file] = before + ("\n" if before else "") + step.text
    return found
