"""What is wrong with a lesson file, and where: the one form in which every check of a course reports."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from tutor.kit.inert import clean

Severity = Literal["error", "warning"]

MOST_PROBLEMS = 100
"""Problems of one kind of check in one file: nobody reads more, a stranger's file may have a million."""


class Place(NamedTuple):
    """A place in a file, both counted from 1; columns in characters."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. An error keeps a lesson from being shown or trusted; a warning is advice."""

    file: Path
    line: int
    column: int
    rule: str
    """A short name for this kind of problem, the same in every release: `unknown-key`."""
    found: str
    wanted: str = ""
    nearest: str = ""
    """A whole clause, as `tutor.kit.knobs.nearest` makes it."""
    severity: Severity = "error"

    @property
    def message(self) -> str:
        """The sentence without its place."""
        wanted = f", wanted {self.wanted}" if self.wanted else ""
        return f"found {self.found}{wanted}" + (f"; {self.nearest}" if self.nearest else "")

    def text(self) -> str:
        """`lessons/recurrent/hopfield.yaml:12:7: found …, wanted …; did you mean …?`"""
        word = "warning: " if self.severity == "warning" else ""
        return f"{shown_path(self.file)}:{self.line}:{self.column}: {word}{self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """All of it, ready for JSON."""
        return {
            "file": shown_path(self.file),
            "line": self.line,
            "column": self.column,
            "severity": self.severity,
            "rule": self.rule,
            "found": self.found,
            "wanted": self.wanted,
            "nearest": self.nearest,
        }


class LessonError(Exception):
    """A lesson that cannot be read. `problems` has at least one; the message is the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].text())
        self.problems = tuple(problems)


def shown(text: str, longest: int = 48) -> str:
    """Foreign text as part of a sentence: inert, on one line, not long, in quotes."""
    line = " ".join(clean(text[: 4 * longest]).split())
    return f"'{line[: longest - 1]}…'" if len(line) > longest else f"'{line}'"


def shown_path(file: Path) -> str:
    """A path as people like to read it: from here where it lies below here, and always inert."""
    text = os.path.relpath(file) if file.is_absolute() and file.is_relative_to(Path.cwd()) else str(file)
    return clean(text).replace("\n", " ")
