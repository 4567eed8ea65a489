"""Text broken into rows of a column."""

from __future__ import annotations

from rich.cells import chop_cells

from tutor.ui.plain.paper import fold


def wrapped(text: str, width: int) -> list[str]:
    """Rows of at most `width` cells, broken at blanks, and inside words that are longer than a row."""
    width = max(2, width)
    lines = [line for one in text.strip().split("\n") for line in fold(one, width)]
    return [row for line in lines for row in (chop_cells(line, width) or [""])] or [""]
