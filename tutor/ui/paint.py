"""Colours, glyphs and styles for drawing pictures in a terminal; what is drawn lives in `tutor.ui.views`.

An *ink* is one integer: a foreground and a background index into the palette's colour table, and
attribute bits. Maps are quantised to a few levels, so that neighbouring cells share an ink and a line
of the screen is a few runs instead of a style for each cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

ASCII = False
"""Draw with ASCII characters only. Set once at start, before anything is drawn."""

Array = NDArray[Any]

# Indices into a palette's colours. As a background, TEXT means the widget's own background.
TEXT, DIM, FAINT, ACCENT, GOOD, BAD, CELL, PAPER, CELL_MARK, PAPER_MARK, BLACK, WHITE = range(12)
SERIES, SERIES_PALE, SERIES_COUNT = 16, 24, 6
SEQUENTIAL, SEQUENTIAL_LEVELS = 32, 32
DIVERGING, DIVERGING_LEVELS = 64, 33
BACKDROP, BACKDROP_LEVELS = 128, 32
BOLD, UNDERLINE, ITALIC, REVERSE = (1 << bit for bit in (16, 17, 18, 19))

_GLYPHS = {
    "arrow down": ("↓", "v"),
    "arrow left": ("←", "<"),
    "arrow right": ("→", ">"),
    "arrow up": ("↑", "^"),
    "axis": ("│", "|"),
    "axis tick": ("┤", "+"),
    "bar": ("━", "="),
    "bar half": ("╸", "-"),
    "bar half left": ("╺", "-"),
    "bar track": ("─", "."),
    "bar zero": ("┼", "|"),
    "cut": ("┊", "!"),
    "down": ("▾", "v"),
    "ellipsis": ("…", "~"),
    "level": ("╌", "-"),
    "line": ("─", "-"),
    "mark": ("╎", ":"),
    "minus": ("−", "-"),
    "nothing": ("–", "-"),
    "other": ("◆", "o"),
    "pointer": ("❯", ">"),
    "return": ("↵", "$"),
    "space": ("␣", "_"),
    "span from": ("├", "["),
    "span to": ("┤", "]"),
}
_SEQUENTIAL_SHADES = (" ░▒▓█", " .:-=+*#%@")
_DIVERGING_SHADES = ("%=- ░▒▓", "%=- +*#")

# Anchors from nothing (near the paper) to most, of steadily changing lightness: readable without hue.
_SEQUENTIAL_DARK = ("#141b2d", "#20406c", "#2f7283", "#5fa874", "#b9cf5c", "#fbe97b")
_SEQUENTIAL_LIGHT = ("#f6f3e2", "#cfe0a6", "#7fbd9a", "#3d8d97", "#2a5a86", "#15264f")
# From −1 over 0 to 1; blue and orange stay apart for every common kind of colour blindness.
_DIVERGING_DARK = ("#8fd0ff", "#3d8fd6", "#245079", "#1d222b", "#7d4a19", "#d67c1f", "#ffc169")
_DIVERGING_LIGHT = ("#08396b", "#2f77b6", "#9cc4e2", "#f3f1ec", "#efb97f", "#c9691a", "#7a3503")
# A quiet map to lie behind marks: every series colour stands out on all of it.
_BACKDROP_DARK = ("#16191f", "#1b2b40", "#234568", "#2b5f8e")
_BACKDROP_LIGHT = ("#f5f2ea", "#dfe9ee", "#c0d9e8", "#9ec8e2")
_SERIES_DARK = ("#62b5f0", "#f0a63a", "#35c9a0", "#e08cbf", "#e8df5a", "#b9a2ff")
_SERIES_LIGHT = ("#005fa3", "#b04e00", "#00735a", "#a0337a", "#6b5f00", "#5b3fb5")


def glyph(name: str) -> str:
    """The character of that name, in the set in use."""
    return _GLYPHS[name][ASCII]


def ink(colour: int, ground: int = TEXT, attributes: int = 0) -> int:
    """An ink: foreground index, background index, and any of BOLD, UNDERLINE, ITALIC, REVERSE."""
    return colour | ground << 8 | attributes


def series(index: int, pale: bool = False) -> int:
    """The colour index of the curve or bar with that number; `pale` for the same of another run."""
    return (SERIES_PALE if pale else SERIES) + index % SERIES_COUNT


def levels(values: Array, low: float, high: float, diverging: bool = False) -> Array:
    """Colour indices for `values` (any shape): quantised between `low` and `high`; FAINT for NaN.

    A diverging map has 0 in the middle and reaches as far as the larger of |low| and |high|.
    """
    steps = DIVERGING_LEVELS if diverging else SEQUENTIAL_LEVELS
    level = np.rint(_share(values, low, high, diverging) * (steps - 1)) + (
        DIVERGING if diverging else SEQUENTIAL
    )
    return np.where(np.isnan(values), FAINT, level).astype(np.int32)


def backdrop(values: Array) -> Array:
    """Colour indices for a field of 0…1 that lies behind marks; PAPER for NaN."""
    level = np.rint(_share(values, 0.0, 1.0, False) * (BACKDROP_LEVELS - 1)) + BACKDROP
    return np.where(np.isnan(values), PAPER, level).astype(np.int32)


def shades(values: Array, low: float, high: float, diverging: bool = False) -> Array:
    """Code points of glyphs for `values`, for screens without colour; "?" for NaN."""
    glyphs = (_DIVERGING_SHADES if diverging else _SEQUENTIAL_SHADES)[ASCII]
    table = np.array([ord(c) for c in glyphs] + [ord("?")], dtype=np.uint32)
    index = np.rint(_share(values, low, high, diverging) * (len(glyphs) - 1)).astype(np.intp)
    return table[np.where(np.isnan(values), len(glyphs), index)]


def _share(values: Array, low: float, high: float, diverging: bool) -> Array:
    """`values` as a share 0…1 of the range; NaN and a range of nothing give 0."""
    if diverging:
        high = max(abs(low), abs(high))
        low = -high
    span = high - low
    if not np.isfinite(span) or span <= 0:
        low, span = 0.0, 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        share = (np.asarray(values, dtype=np.float64) - low) / span
    return np.clip(np.nan_to_num(share, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)


@dataclass(frozen=True)
class Theme:
    """What a palette is made of: the app's own colours on the widget's background."""

    background: Color
    text: Color
    dim: Color
    faint: Color
    accent: Color
    good: Color
    bad: Color


class Palette(dict[int, Style]):
    """The Rich style of each ink, made from a colour table when first asked for.

    A style always names both colours: nothing shows through.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        paper = theme.background
        dark = paper.brightness < 0.5
        ramps = (
            (_SEQUENTIAL_DARK, _DIVERGING_DARK, _BACKDROP_DARK, _SERIES_DARK)
            if dark
            else (_SEQUENTIAL_LIGHT, _DIVERGING_LIGHT, _BACKDROP_LIGHT, _SERIES_LIGHT)
        )
        colours = [theme.text] * 256
        for index, colour, contrast in (
            (TEXT, theme.text, 7.0),
            (DIM, theme.dim, 4.5),
            (FAINT, theme.faint, 1.4),
            (ACCENT, theme.accent, 4.5),
            (GOOD, theme.good, 4.5),
            (BAD, theme.bad, 4.5),
        ):
            colours[index] = readable(paper + colour, paper, contrast)
        colours[BLACK], colours[WHITE] = Color(0, 0, 0), Color(255, 255, 255)
        colours[CELL] = paper.blend(theme.text, 0.82)
        colours[PAPER] = paper.blend(theme.text, 0.09)
        colours[CELL_MARK] = readable(colours[ACCENT], colours[CELL], 4.0)
        colours[PAPER_MARK] = readable(colours[ACCENT], colours[PAPER], 4.0)
        for index, name in enumerate(ramps[3]):
            colours[SERIES + index] = readable(Color.parse(name), paper, 3.5)
            colours[SERIES_PALE + index] = paper.blend(colours[SERIES + index], 0.7)
        colours[SEQUENTIAL : SEQUENTIAL + SEQUENTIAL_LEVELS] = _ramp(ramps[0], SEQUENTIAL_LEVELS)
        colours[DIVERGING : DIVERGING + DIVERGING_LEVELS] = _ramp(ramps[1], DIVERGING_LEVELS)
        colours[BACKDROP : BACKDROP + BACKDROP_LEVELS] = _ramp(ramps[2], BACKDROP_LEVELS)
        self._on = np.array([WHITE if _luminance(c) < 0.18 else BLACK for c in colours], dtype=np.int32)
        self._fore: list[RichColor] = [colour.rich_color for colour in colours]
        self._back = [paper.rich_color, *self._fore[1:]]

    def hex(self, colour: int) -> str:
        """The colour of that index as pages write it: "#005fa3"."""
        return self._fore[colour].get_truecolor().hex

    def on(self, grounds: Array) -> Array:
        """BLACK or WHITE for each background, whichever reads better on it."""
        return np.asarray(self._on[grounds])

    def __missing__(self, ink: int) -> Style:
        style = self[ink] = Style(
            color=self._fore[ink & 255],
            bgcolor=self._back[ink >> 8 & 255],
            bold=bool(ink & BOLD) or None,
            underline=bool(ink & UNDERLINE) or None,
            italic=bool(ink & ITALIC) or None,
            reverse=bool(ink & REVERSE) or None,
        )
        return style


def _ramp(anchors: Sequence[str], steps: int) -> list[Color]:
    """`steps` colours through the anchors, straight from one to the next."""
    rgb = np.array([Color.parse(name).rgb for name in anchors], dtype=float)  # (anchors, 3)
    at = np.linspace(0, len(anchors) - 1, steps)
    mixed = np.stack([np.interp(at, np.arange(len(anchors)), channel) for channel in rgb.T], axis=1)
    return [Color(round(r), round(g), round(b)) for r, g, b in mixed.tolist()]


def _luminance(colour: Color) -> float:
    """Relative luminance, 0…1 (WCAG 2)."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def readable(colour: Color, ground: Color, contrast: float) -> Color:
    """`colour`, moved towards black or white just so far that it has that contrast ratio on `ground`."""
    under = _luminance(ground)
    end = Color(255, 255, 255) if under < 0.18 else Color(0, 0, 0)
    for step in range(11):
        moved = colour.blend(end, step / 10)
        light, dark = sorted((_luminance(moved), under), reverse=True)
        if (light + 0.05) / (dark + 0.05) >= contrast:
            break
    return moved
