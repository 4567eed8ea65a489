"""A pen for SVG: shapes in the app's light colours, text that is only text, numbers of few digits."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import numpy as np
from textual.color import Color

from tutor.kit.inert import clean
from tutor.ui.paint import Array, Palette, Theme
from tutor.ui.plain.paper import cells

LETTER = 6.3
"""Pixels of a letter of 11 px; a wide one takes two."""
PALETTE = Palette(
    Theme(
        background=Color.parse("#ffffff"),
        text=Color.parse("#1b1e24"),
        dim=Color.parse("#5b616b"),
        faint=Color.parse("#cdd1d8"),
        accent=Color.parse("#b04e00"),
        good=Color.parse("#00735a"),
        bad=Color.parse("#b3261e"),
    )
)
DASHES = ("", "7 3", "2 2", "7 2 1 2", "1 4", "4 1")
"""No two curves need colour to be told apart."""


def colour(index: int) -> str:
    """One of the colours of `tutor.ui.paint`, for a page: "#1b1e24"."""
    return PALETTE.hex(int(index))


def wide(text: str) -> float:
    """About how many pixels a text takes."""
    return cells(text) * LETTER


class Pen:
    """Collects shapes. Pixels: x from the left, y from the top."""

    def __init__(self) -> None:
        self.shapes: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: int, edge: int = -1) -> None:
        """A rectangle; with `edge` it is outlined."""
        around = f' stroke="{colour(edge)}"' if edge >= 0 else ""
        self.shapes.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
            f' fill="{colour(fill)}"{around}/>'
        )

    def line(self, x0: float, y0: float, x1: float, y1: float, ink: int, dash: str = "") -> None:
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        ends = f'x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}"'
        self.shapes.append(f'<line {ends} stroke="{colour(ink)}"{dashed}/>')

    def curve(self, x: Array, y: Array, ink: int, dash: str = "") -> None:
        """A line through points, broken where one is not finite."""
        parts, down = list[str](), False
        for px, py, there in zip(x, y, np.isfinite(x) & np.isfinite(y), strict=True):
            if there:
                parts.append(f"{'L' if down else 'M'}{_n(px)} {_n(py)}")
            down = bool(there)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        style = f'fill="none" stroke="{colour(ink)}" stroke-width="1.5" stroke-linejoin="round"'
        if parts:
            self.shapes.append(f'<path d="{"".join(parts)}" {style}{dashed}/>')

    def dots(self, x: Array, y: Array, radius: float, ink: int, *, rings: bool = False) -> None:
        """Discs or rings, as one shape."""
        r, across = _n(radius), _n(2 * radius)
        around = f"a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0" if rings else "h0"
        left = radius if rings else 0.0
        path = "".join(f"M{_n(px - left)} {_n(py)}{around}" for px, py in zip(x, y, strict=True))
        wide = "1" if rings else f'{across}" stroke-linecap="round" stroke-opacity=".75'
        if path:
            self.shapes.append(
                f'<path d="{path}" fill="none" stroke="{colour(ink)}" stroke-width="{wide}"/>'
            )

    def mosaic(self, x: float, y: float, inks: Array, across: float, down: float) -> None:
        """A matrix of colours, (rows, columns), each cell so many pixels across and down."""
        paths: dict[int, list[str]] = {}
        for row, line in enumerate(inks):
            edges = np.flatnonzero(np.diff(line)) + 1
            for start, end in zip([0, *edges], [*edges, len(line)], strict=True):
                run = end - start
                paths.setdefault(int(line[start]), []).append(f"M{start} {row}h{run}v1h-{run}z")
        place = f"translate({_n(x)} {_n(y)}) scale({_n(across, 4)} {_n(down, 4)})"
        self.shapes.append(f'<g transform="{place}" shape-rendering="crispEdges">')
        self.shapes += [f'<path d="{"".join(path)}" fill="{colour(ink)}"/>' for ink, path in paths.items()]
        self.shapes.append("</g>")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        ink: int,
        *,
        end: str = "start",
        size: int = 11,
        bold: bool = False,
        even: bool = False,
    ) -> None:
        """A line of text whose foot is at y; `end` is "start", "middle" or "end"; `even`: monospace."""
        anchor = "" if end == "start" else f' text-anchor="{end}"'
        weight = ' font-weight="600"' if bold else ""
        weight += ' font-family="monospace"' if even else ""
        self.shapes.append(
            f'<text x="{_n(x)}" y="{_n(y)}" fill="{colour(ink)}" font-size="{size}"{anchor}{weight}'
            f' xml:space="preserve">{html.escape(clean(text), quote=False)}</text>'
        )

    def inside(self, x: float, y: float, shapes: Iterable[str]) -> None:
        """Shapes drawn elsewhere, moved here."""
        self.shapes += [f'<g transform="translate({_n(x)} {_n(y)})">', *shapes, "</g>"]


def whole(width: float, height: float, title: str, shapes: Sequence[str]) -> str:
    """An SVG file of that size. `title` says in words what it shows."""
    told = html.escape(clean(title), quote=False)
    size = f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="sans-serif">'
    return "\n".join([head, f"<title>{told}</title>", *shapes, "</svg>", ""])


def _n(value: float, digits: int = 2) -> str:
    """A number with at most that many decimals; never "nan"."""
    if not np.isfinite(value):
        return "0"
    text = f"{float(value):.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
