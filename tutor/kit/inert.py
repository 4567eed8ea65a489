"""Making foreign text harmless: what a lesson, a file or a model says must not command a terminal.

Done once, where text comes in. Markup is a separate matter: screens never interpret foreign text.
"""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 8
"""Marks on one letter, or other characters of no width in a row: no language has more. Thousands take a
terminal its breath, and whoever composes them time to the square of their number."""

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides and isolates of direction
    "\u2028\u2029\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"  # separators, tags, surrogates
)


_FLOOD = re.compile(rf"[^\w\s\x21-\x7e]{{{MOST_MARKS + 1},}}")  # where there may be too many marks
_NO_INK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that are drawn as nothing at all."""
_JOINERS = frozenset("\u200c\u200d")


def clean(text: str) -> str:
    """`text` with newlines made one kind and every control or direction character taken out, and marks on a
    letter beyond a few."""
    text = _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if text.isascii() else _FLOOD.sub(_thinned, text)


def refused(text: str) -> list[tuple[int, str]]:
    """Where `clean` would take something out: (index, "U+001B") for each character, in order."""
    found = [m.start() for m in _UNSAFE.finditer(text)]
    if not text.isascii():
        found += [m.start() + i for m in _FLOOD.finditer(text) for i in _too_many(m[0])]
    return [(at, f"U+{ord(text[at]):04X}") for at in sorted(set(found))]


def unseen(text: str) -> str:
    """The first character that takes a place and is not seen, or takes none: "U+200B"; else ""."""
    for char in text:
        kind = unicodedata.category(char)
        if char in _NO_INK or (kind == "Cf" and char not in _JOINERS):
            return f"U+{ord(char):04X}"
    return ""


def has_ink(text: str) -> bool:
    """Whether there is anything to see."""
    return any(not (c.isspace() or c in _NO_INK or unicodedata.category(c)[0] in "CM") for c in text)


def _thinned(flood: re.Match[str]) -> str:
    out = set(_too_many(flood[0]))
    return "".join(char for i, char in enumerate(flood[0]) if i not in out)


def _too_many(flood: str) -> list[int]:
    found, marks = [], 0
    for i, char in enumerate(flood):
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 0
        if marks > MOST_MARKS:
            found.append(i)
    return found
