"""A picture of character cells in two arrays, and the strips of the screen made from it.

Whole blocks are drawn by numpy; text goes in by `put`, which knows that Hangul takes two cells and that
an accent takes none. Text is literal: nothing in it is markup or a command.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.strip import Strip

from tutor.ui.paint import Array, Palette, glyph

_SPACE = ord(" ")
_CLUSTER = 0x110000  # code points from here on stand for a character with its accents
_clusters: list[str] = []
_cluster_codes: dict[str, int] = {}
_MOST_CLUSTERS = 4096


class Canvas:
    """`codes` (height, width) code points, 0 in the second cell of a wide character; `inks` likewise."""

    def __init__(self, codes: Array, inks: Array) -> None:
        self.codes = codes
        self.inks = inks

    @classmethod
    def blank(cls, width: int, height: int) -> Canvas:
        """An empty canvas of that size."""
        return cls(
            np.full((height, width), _SPACE, dtype=np.uint32), np.zeros((height, width), dtype=np.int32)
        )

    @property
    def width(self) -> int:
        """Cells across."""
        return int(self.codes.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.codes.shape[0])

    def window(self, x: int, y: int, width: int, height: int) -> Canvas:
        """A part of this canvas as a canvas; drawing in it draws here. Clipped to what there is."""
        x, y = max(0, x), max(0, y)
        span = slice(y, max(y, y + height)), slice(x, max(x, x + width))
        return Canvas(self.codes[span], self.inks[span])

    def put(self, x: int, y: int, text: str, ink: int = 0, width: int | None = None) -> int:
        """Write `text` from (x, y), cut to `width` cells with an ellipsis; returns the cells it took."""
        room = self.width - x if width is None else min(width, self.width - x)
        if not 0 <= y < self.height or x < 0 or room <= 0:
            return 0
        codes = cells(fit(text, room))
        row = self.codes[y]
        if row[x] == 0 and x > 0:
            row[x - 1] = _SPACE
        end = x + len(codes)
        if end < self.width and row[end] == 0:
            row[end] = _SPACE
        row[x:end] = codes
        self.inks[y, x:end] = ink
        return len(codes)

    def right(self, x: int, y: int, text: str, ink: int = 0, width: int | None = None) -> int:
        """Write `text` so that it ends before column x; returns the column where it starts."""
        text = fit(text, x if width is None else min(width, x))
        start = x - size(text)
        self.put(start, y, text, ink)
        return start

    def changed(self, before: Canvas) -> Array:
        """(rows,) indices of the rows in which this canvas differs from one of the same size."""
        differs = (self.codes != before.codes) | (self.inks != before.inks)
        return np.flatnonzero(differs.any(axis=1))

    def strip(self, y: int, palette: Palette) -> Strip:
        """Row y for the screen: one segment for each run of equal ink."""
        codes, inks = self.codes[y], self.inks[y]
        width = len(codes)
        if not width:
            return Strip([], 0)
        starts = [0, *(np.flatnonzero(inks[1:] != inks[:-1]) + 1).tolist()]
        ends = [*starts[1:], width]
        styles = map(palette.__getitem__, inks[starts].tolist())
        if codes.min() > 0 and codes.max() < _CLUSTER:
            text = codes.tobytes().decode("utf-32-le")
            parts = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        else:
            texts = [_text(code) for code in codes.tolist()]
            parts = ["".join(texts[start:end]) for start, end in zip(starts, ends, strict=True)]
        return Strip(
            [Segment(part, style) for part, style in zip(parts, styles, strict=True) if part], width
        )


def _text(code: int) -> str:
    if code == 0:
        return ""
    return _clusters[code - _CLUSTER] if code >= _CLUSTER else chr(code)


def cells(text: str) -> Array:
    """Code points cell by cell: 0 behind a wide character; accents joined to what they stand on."""
    if text.isascii() and text.isprintable():
        return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    found: list[int] = []
    for character in unicodedata.normalize("NFC", text):
        width = get_character_cell_size(character)
        if character in "\n\r\t" or (width and not character.isprintable() and character != " "):
            found.append(_SPACE)
        elif width:
            found += [ord(character), 0][:width]
        elif found and character.isprintable():
            at = -2 if found[-1] == 0 and len(found) > 1 else -1
            found[at] = _cluster(_text(found[at]) + character)
    return np.array(found, dtype=np.uint32)


def _cluster(text: str) -> int:
    if text not in _cluster_codes:
        if len(_clusters) >= _MOST_CLUSTERS:
            return ord(text[0])
        _cluster_codes[text] = _CLUSTER + len(_clusters)
        _clusters.append(text)
    return _cluster_codes[text]


def size(text: str) -> int:
    """How many cells `text` takes."""
    return len(text) if text.isascii() and text.isprintable() else len(cells(text))


def fit(text: str, width: int) -> str:
    """`text` if it fits `width` cells, else its beginning and an ellipsis."""
    if width <= 0:
        return ""
    if size(text) <= width:
        return text
    kept, used = [], 1
    for character in unicodedata.normalize("NFC", text):
        used += size(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept) + glyph("ellipsis")
