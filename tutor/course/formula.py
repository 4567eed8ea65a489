"""Formulas: TeX drawn as rows of terminal text, and what cannot be drawn."""

from __future__ import annotations

import unicodedata

LONGEST = 1_000  # characters of TeX; the renderer takes quadratic time


class FormulaError(ValueError):
    """TeX that cannot be drawn; the message says what was not understood."""


def draw(tex: str) -> tuple[str, ...]:
    """The formula as rows of text, trailing spaces taken off. Raises FormulaError."""
    from texicode import arts  # imported late: most pages have no formula
    from texicode.pipeline import render_tex_rows

    if len(tex) > LONGEST:
        raise FormulaError(f"longer than {LONGEST:,} characters")
    arts.font = arts.font_normal  # upright letters: every terminal font has them
    try:
        rows = render_tex_rows(tex, False)
    except Exception as error:  # it raises whatever its tables raise on a name they lack
        raise FormulaError(f"not understood: {error}") from error
    if rows and rows[0].startswith("TeXicode:"):
        raise FormulaError(rows[0].removeprefix("TeXicode:").strip())
    if "?" in "".join(rows) and "?" not in tex:
        raise FormulaError("a command it does not know (drawn as ?)")
    return tuple(row.rstrip() for row in rows)


def draw_or_quote(tex: str) -> tuple[str, ...]:
    """The formula as rows, or the TeX itself where it cannot be drawn: for screens, which never fail."""
    try:
        return draw(tex)
    except FormulaError:
        return (tex,)


def width(rows: tuple[str, ...]) -> int:
    """How many terminal cells the widest row takes, ambiguous characters counted as one."""
    return max((sum(map(_cells, row)) for row in rows), default=0)


def _cells(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.category(letter) in ("Mn", "Me", "Cf") or "\u1160" <= letter <= "\u11ff":
        return 0  # marks on the letter before, joiners, vowels and finals of a syllable in parts
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
