"""Text that YAML takes for a comment: `Gear #3 is hard.` without quotes is `Gear`, unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.course.problem import Problem, shown
from tutor.course.schema import number
from tutor.course.yaml import Document

_CUT = re.compile(r" (#.*)")
"""One space and a #: a comment of the author's own mostly has two before it."""


def cut(document: Document) -> Iterator[Problem]:
    """Where an unquoted text seems to go on behind a #."""
    if " #" not in document.source:
        return
    lines = document.source.split("\n")
    for scalar in document.scalars():
        line, column = scalar.place
        if not scalar.plain or not scalar.text or line > len(lines):
            continue
        there = lines[line - 1][column - 1 :]
        if not there.startswith(scalar.text) or number(scalar) is not None:
            continue
        match = _CUT.fullmatch(there[len(scalar.text) :].rstrip())
        if match and (match[1][1:2].strip() or " " in scalar.text):
            found = f"{shown(match[1])} taken for a comment, so that learners do not see it"
            wanted = "quotes around the whole text (or two spaces before a comment)"
            place = column + len(scalar.text) + 1
            yield Problem(document.file, line, place, "cut-off", found, wanted, severity="warning")
