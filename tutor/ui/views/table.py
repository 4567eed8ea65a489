"""The view of a small table: words to the left, numbers under each other by their points."""

from __future__ import annotations

import re

from tutor.kit.panels import TablePanel
from tutor.ui.paint import ACCENT, BOLD, DIM, TEXT, glyph, ink
from tutor.ui.views.base import PanelView, shown
from tutor.ui.views.canvas import Canvas, size
from tutor.ui.words import _

_NUMBER = re.compile(r"\s*[+\-−]?(\d[\d,]*)?(\.\d*)?(e[+\-−]?\d+)?\s*%?\s*", re.IGNORECASE)
_GAP = 2
_NARROWEST = 3


class TableView(PanelView[TablePanel]):
    """Rows and columns of text."""

    def body_wanted(self, width: int) -> int:
        """A row each, and one for the header."""
        return len(self.panel.rows) + bool(self.panel.header)

    def draw(self, canvas: Canvas) -> None:
        """The header and as many rows as fit, the chosen one among them."""
        panel = self.panel
        columns = max([len(panel.header), *(len(row) for row in panel.rows)], default=0)
        if not columns or canvas.height <= 0:
            return
        cells = [[shown(row[c]) if c < len(row) else "" for c in range(columns)] for row in panel.rows]
        header = [shown(panel.header[c]) if c < len(panel.header) else "" for c in range(columns)]
        numeric = []
        for c in range(columns):
            column = [row[c] for row in cells]
            numeric.append(_numbers(column))
            if numeric[c]:
                for row, text in zip(cells, by_point(column), strict=True):
                    row[c] = text.replace("-", glyph("minus"))
        widths = share_out(
            [max(size(row[c]) for row in [header, *cells]) for c in range(columns)], canvas.width - 2
        )
        top = int(bool(panel.header) and canvas.height > 1)
        if top:
            _put(canvas, 0, header, widths, numeric, ink(DIM))
        room = canvas.height - top
        hidden = len(cells) > room > 1
        seen = room - hidden
        first = 0 if len(cells) <= room else min(max(0, panel.chosen - seen + 1), len(cells) - seen)
        for y, k in enumerate(range(first, min(len(cells), first + seen))):
            chosen = k == panel.chosen
            if chosen:
                canvas.put(0, top + y, glyph("pointer"), ink(ACCENT, attributes=BOLD))
            _put(canvas, top + y, cells[k], widths, numeric, ink(TEXT, attributes=BOLD if chosen else 0))
        if hidden:
            more = _("{n} more").format(n=len(cells) - seen)
            canvas.put(2, canvas.height - 1, f"{glyph('ellipsis')} {more}", ink(DIM))


def _put(
    canvas: Canvas, y: int, cells: list[str], widths: list[int], numeric: list[bool], colour: int
) -> None:
    x = 2
    for text, width, right in zip(cells, widths, numeric, strict=True):
        shift = max(0, width - size(text)) if right else 0
        canvas.put(x + shift, y, text, colour, width - shift)
        x += width + _GAP


def _numbers(column: list[str]) -> bool:
    """Whether all that stands in a column are numbers (or nothing)."""
    said = [text for text in column if text.strip() not in ("", "–", "-", "−")]
    return bool(said) and all(_NUMBER.fullmatch(text) and any(c.isdigit() for c in text) for text in said)


def by_point(column: list[str]) -> list[str]:
    """Numbers padded so that their decimal points stand under each other when set flush right."""
    tails = [len(text) - len(text.split(".")[0]) for text in column]
    longest = max(tails, default=0)
    return [text + " " * (longest - tail) for text, tail in zip(column, tails, strict=True)]


def share_out(wanted: list[int], room: int) -> list[int]:
    """Column widths that fit `room` with gaps: the widest give way first; the last fall off the edge."""
    widths = list(wanted)
    spare = room - _GAP * (len(widths) - 1) - sum(widths)
    while spare < 0 and max(widths) > _NARROWEST:
        widest = max(widths)
        rivals = [k for k, width in enumerate(widths) if width == widest]
        below = max([width for width in widths if width < widest] + [_NARROWEST])
        cut = max(1, min(widest - below, -(spare // len(rivals))))
        for k in rivals:
            if spare < 0:
                take = min(cut, -spare)
                widths[k] -= take
                spare += take
    return widths
