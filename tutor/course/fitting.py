"""What a terminal of 80 columns cannot show: lines that do not wrap, wide letters counted as two cells.

Words, options and whatever else wraps may be as long as they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.course.form_parts import WIDEST as CODE
from tutor.course.formula import width
from tutor.course.problem import shown
from tutor.course.walk import Fault, Where, Whole

ROOM = 72
"""Cells of a line of prose: 80 columns with margins and the bar at the side."""
UNIT = 46
"""Cells of a unit: it stands behind the field on the same line."""
TITLE = 44
"""Cells of a lesson's title: it stands at the top with the lesson's number and the page's."""

_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_RULE = re.compile(r":?-+:?")
_TEX = re.compile(r"\\[A-Za-z]{2,}|\$[^$\s][^$\n]{0,80}?[\\_^{][^$\n]{0,80}\$")
_SPAN = re.compile(r"`[^`\n]*`")
_WORD = re.compile(r"[^\s\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]+")
_PLAIN = ("unit", "x", "y")
_ONE_LINE = ("title", *_PLAIN)
"""What stands beside or above other words: on several lines it could be taken for the app's own."""


def errors(whole: Whole) -> Iterator[Fault]:
    """What would be cut off."""
    for path, text in whole.texts:
        if path[-1] in _ONE_LINE and "\n" in text.strip():
            yield Fault(path, "two-lines", f"{shown(text)} on several lines", "one line")
        if path[-1] == "unit" and (cells := width((text,))) > UNIT:
            yield Fault(path, "wide-unit", f"a unit {cells} columns wide", f"at most {UNIT}")
        if path == ("title",) and (cells := width((text,))) > TITLE:
            yield Fault(path, "wide-title", f"a title {cells} columns wide", f"at most {TITLE}")
        if "\n" in text:
            yield from _blocks(path, text)


def _blocks(path: Where, text: str) -> Iterator[Fault]:
    code, prose = parts(text)
    if (cells := width(tuple(code))) > CODE:
        yield Fault(path, "wide-code", f"{cells} columns of code", f"at most {CODE}")
    told = 0  # rows of a table that was looked at are not the head of another
    for n, line in enumerate(prose):
        if n > told and "|" in line and "|" in prose[n - 1] and all(map(_RULE.fullmatch, _cells(line))):
            rows = [prose[n - 1], *_while_rows(prose[n + 1 :])]
            told = n + len(rows) - 1
            if (cells := _narrowest(rows)) > ROOM:
                yield Fault(path, "wide-table", f"a table at least {cells} columns wide", f"at most {ROOM}")


def parts(markdown: str) -> tuple[list[str], list[str]]:
    """The lines of code blocks, and all others."""
    code: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence):
                fence = ""
            else:
                code.append(line)
        elif match:
            fence = match[1]
        elif line.startswith("    ") and prose and not prose[-1].strip():
            code.append(line[4:])
        else:
            prose.append(line)
    return code, prose


def _while_rows(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if "|" not in line:
            return
        yield line


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _narrowest(rows: list[str]) -> int:
    """The cells a table takes with every column as narrow as its longest word."""
    columns: dict[int, int] = {}
    for row in rows:
        for i, cell in enumerate(_cells(row)):
            widest = max((width((word,)) for word in _WORD.findall(cell)), default=0)
            columns[i] = max(widest, columns.get(i, 0))
    return sum(columns.values()) + 3 * len(columns) + 1


def warnings(whole: Whole) -> Iterator[Fault]:
    """What would be shown, but not as it was meant."""
    for path, text in whole.texts:
        prose = _SPAN.sub("", "\n".join(parts(text)[1]) if "\n" in text else text)
        if match := _TEX.search(prose):
            wanted = "the sign itself (α, √, xₜ), or the page's formula"
            yield Fault(path, "raw-tex", f"TeX in a text, {shown(match[0])}", wanted)
        for word in _WORD.findall(prose):
            if len(word) > ROOM - 10 and path[-1] not in _PLAIN and (cells := width((word,))) > ROOM - 10:
                found = f"a word of {cells} columns, {shown(word, 24)}"
                yield Fault(path, "long-word", found, f"at most {ROOM - 10}, or it is broken anywhere")
                break
