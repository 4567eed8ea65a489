"""The last thing that happens to a line before it goes to the terminal: colours out, or signs to ASCII.

Filters are a promise about everything on screen, also what Textual's own widgets draw. Widgets that know
of NO_COLOR or `--ascii` say more with what is left; here nothing is drawn, only taken away.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_LIKE = {
    **dict.fromkeys("─━╌╸╺−–—‐‑▔", "-"), **dict.fromkeys("│┃╎┊▏▎▕▌▐", "|"), **dict.fromkeys("█▉▊▋■▰▓", "#"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯", "+"), **dict.fromkeys("▁▂▃▄▅▆▇▀", "="), **dict.fromkeys("·•∙░▱…", "."),
    **dict.fromkeys("●◆", "*"), **dict.fromkeys("○◐", "o"), **dict.fromkeys("→▶❯▸", ">"),
    **dict.fromkeys("←◀◂", "<"), **dict.fromkeys("‘’′", "'"), **dict.fromkeys("“”″", '"'), "↑": "^",
    "↓": "v", "▾": "v", "✓": "v", "✗": "x", "×": "x", "≈": "~", "≤": "<", "≥": ">", "≠": "!", "∑": "S",
    "√": "V", "∞": "8", "∈": "e", "∂": "d",
}  # fmt: skip
"""What stands for a sign. Where one cell is not enough to be told apart, the lesson's text says more."""


class Colourless(LineFilter):
    """Takes every colour away and leaves bold, italic, underline and reverse."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, style and _colourless(style), control) for text, style, control in segments]


@lru_cache(1024)
def _colourless(style: Style) -> Style:
    """The same style on no colour; its meta stays, by which the mouse finds what it pressed."""
    return Style(
        bold=style.bold,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
        reverse=style.reverse,
        meta=style.meta,
    )


class AsciiSigns(LineFilter):
    """Puts an ASCII character in the place of every sign; words of other scripts stay words."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.text.isascii()
            else Segment(spelled(segment.text), segment.style, segment.control)
            for segment in segments
        ]


def spelled(text: str) -> str:
    """`text` in as many cells, its signs in ASCII."""
    return "".join(map(_alike, text))


@lru_cache(4096)
def _alike(char: str) -> str:
    """An ASCII character like `char`, as wide; letters without case (Hangul, say) are left alone."""
    if char.isascii() or unicodedata.category(char) == "Lo":
        return char
    bare = unicodedata.normalize("NFKD", char)[:1]
    found = _LIKE.get(char) or (bare if bare.isascii() else _initial(char))
    return found.ljust(get_character_cell_size(char))[: get_character_cell_size(char)]


def _initial(char: str) -> str:
    """The first letter of a Greek letter's name, in its case; else a question mark."""
    name = unicodedata.name(char, "").split()
    if name[:1] == ["GREEK"] and "LETTER" in name:
        letter = name[name.index("LETTER") + 1][:1]
        return letter if "CAPITAL" in name else letter.lower()
    return "?"


COLOURLESS = Colourless()
ASCII_SIGNS = AsciiSigns()
"""One of each, so that Textual's cache of filtered lines knows them again."""
