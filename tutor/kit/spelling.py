"""Words as people type them, compared: the same word in another writing is the same, a slip is asked about.

A word that is merely alike is never taken for the other: "encoder" and "decoder" are 86% alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

SHORTEST = 4
"""Letters a word must have before a slip in it is looked for: GRU and GPU are two words."""
_BLANKS = str.maketrans(dict.fromkeys("-‐‑–—−_", " "))
_AROUND = " \t\n.,;:!?\"'“”‘’«»「」"
_ARTICLES = ("a ", "an ", "the ")


def fold(text: str) -> str:
    """Words for comparing: composed (NFC), without case, every stretch of white space one blank."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def key(text: str) -> str:
    """What two writings of the same words have in common: folded, hyphens as blanks, no quotes, no article.

    Full-width letters are plain ones; Korean is compared without blanks, which many leave out in compounds.
    """
    plain = unicodedata.normalize("NFKC", text).strip(_AROUND)
    folded = fold(plain.translate(_BLANKS))
    folded = next((folded.removeprefix(word) for word in _ARTICLES if folded.startswith(word)), folded)
    return folded.replace(" ", "") if any("가" <= char <= "힣" for char in folded) else folded


def letters(text: str) -> str:
    """Its key letter by letter: Korean syllables fall apart (한 is ㅎㅏㄴ)."""
    return unicodedata.normalize("NFD", key(text))


def one_slip(one: str, other: str) -> bool:
    """Whether a single slip makes one of the other: a letter added, left out, changed, or two swapped."""
    if one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return (len(a) <= 1 and len(b) <= 1) or (len(a) == len(b) == 2 and a == b[::-1])


def meant(text: str, words: Iterable[str]) -> str | None:
    """The one of `words` that `text` is a slip away from, to be asked about and never to be assumed."""
    typed = letters(text)
    if len(typed) < SHORTEST:
        return None
    return next((word for word in words if one_slip(typed, letters(word))), None)
