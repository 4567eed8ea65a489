"""Text broken into rows of a column."""

from __future__ import annotations

from rich.cells import chop_cells
from textual.content import Content

from tutor.ui.plain.paper import fold


def wrapped(text: str, width: int) -> list[str]:
    """Rows of at most `width` cells, broken at blanks, and inside words that are longer than a row."""
    width = max(2, width)
    lines = [line for one in text.strip().split("\n") for line in fold(one, width)]
    return [row for line in lines for row in (chop_cells(line, width) or [""])] or [""]


def within(lines: list[Content], width: int, rows: int) -> list[Content]:
    """The lines as they are where they fit into so many rows.

    Else those after the first run on in one paragraph, and if need be all of them: a line that is out of
    sight is worse than one that does not begin on the left.
    """
    blank = Content(" ")
    for fewer in (lines, [*lines[:1], blank.join(lines[1:])], [blank.join(lines)]):
        if width <= 0 or sum(len(wrapped(line.plain, width)) for line in fewer) <= rows:
            break
    return fewer
