"""Making foreign text harmless: what a lesson, a file or a model says must not command a terminal.

Done once, where text comes in. Markup is a separate matter: screens never interpret foreign text.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides and isolates of direction
    "\u2028\u2029\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"  # separators, tags, surrogates
)


def clean(text: str) -> str:
    """`text` with newlines made one kind and every control or direction character taken out."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def refused(text: str) -> list[tuple[int, str]]:
    """Where `clean` would take something out: (index, "U+001B") for each character, in order."""
    return [(m.start(), f"U+{ord(m.group()):04X}") for m in _UNSAFE.finditer(text)]
