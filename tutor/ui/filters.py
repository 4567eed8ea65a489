"""The last thing that happens to a line before it goes to the terminal: what could command it goes out,
colours too where none are wanted, and signs become ASCII where that is asked for.

Filters are a promise about everything on screen, also what Textual's own widgets draw. They keep each
cell's place, so a `≥` can only be a `>` here; `in_ascii` spells words before they are laid out, when there
is room for `>=`.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from functools import lru_cache
from typing import TypeVar

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tutor.kit.inert import clean
from tutor.ui.plain.paper import carried, spell

Thing = TypeVar("Thing")

_LIKE = {
    **dict.fromkeys("╌╸╺▔", "-"), **dict.fromkeys("╎┊▏▎▕▌▐", "|"), **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯", "+"),
    **dict.fromkeys("▉▊▋", "#"), **dict.fromkeys("▁▂▃▄▅▆▇▀", "="), **dict.fromkeys("◆●", "*"),
    **dict.fromkeys("○◐", "o"), **dict.fromkeys("→▶❯▸↦⇒", ">"), **dict.fromkeys("←◀◂", "<"),
    "↑": "^", "↓": "v", "▾": "v", "≠": "!", "…": "~",
}  # fmt: skip
"""Signs that have one cell to be known by; `spell` knows the others, and words for those with room."""


class Inert(LineFilter):
    """Takes out what could command the terminal: text from outside is clean, but anything may be pasted."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if "".join([text for text, _, _ in segments]).isprintable():
            return segments
        return [Segment(clean(text), style, control) for text, style, control in segments]


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
    """ASCII like `char`, as wide; letters without case (Hangul, say) are left alone."""
    if char.isascii() or unicodedata.category(char) == "Lo":
        return char
    width = get_character_cell_size(char)
    return (_LIKE.get(char) or spell(char))[:width].ljust(width)


def in_ascii(thing: Thing) -> Thing:
    """`thing` with its words spelled in ASCII: a text, or a tuple or dataclass of such.

    Mappings stay: they are for labs, not for reading.
    """
    spelt: object = thing
    if isinstance(thing, str):
        spelt = carried(thing, "utf-8", True)
    elif isinstance(thing, tuple):
        spelt = tuple(map(in_ascii, thing))
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        fields = [field.name for field in dataclasses.fields(thing) if field.init]
        spelt = dataclasses.replace(thing, **{name: in_ascii(getattr(thing, name)) for name in fields})
    return spelt  # type: ignore[return-value]


INERT = Inert()
COLOURLESS = Colourless()
ASCII_SIGNS = AsciiSigns()
"""One of each, so that Textual's cache of filtered lines knows them again."""
