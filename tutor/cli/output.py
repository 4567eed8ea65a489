"""What programs read: JSON, and plain columns."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from tutor.ui.plain.paper import Paper, cells, pad


def put_json(value: object, *, indent: int | None = 2) -> None:
    """`value` as JSON on stdout, always UTF-8. Raises ValueError for NaN or infinity."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent) + "\n"
    if sys.stdout.encoding.replace("-", "").casefold() != "utf8" and not text.isascii():
        text = json.dumps(value, allow_nan=False, indent=indent) + "\n"
    sys.stdout.write(text)
    sys.stdout.flush()


def put_columns(paper: Paper, rows: Iterable[tuple[str, ...]]) -> None:
    """Rows of words: lined up on a terminal, parted by a tab in a pipe."""
    rows = [tuple(word.replace("\t", " ").replace("\n", " ") for word in row) for row in rows]
    if not paper.out.isatty():
        paper.lines("\t".join(row) for row in rows)
        return
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    room = paper.width - sum(widths[:-1]) - 2 * (len(widths) - 1)
    for row in rows:
        head = "  ".join(pad(word, width) for word, width in zip(row, widths, strict=True)).rstrip()
        if cells(row[-1]) <= room or room < 20:
            paper.line(head)
        else:
            paper.line("  ".join(pad(w, n) for w, n in zip(row[:-1], widths, strict=False)).rstrip())
            paper.say("    " + row[-1])
