"""Formulas: TeX drawn as rows of terminal text, and what cannot be drawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from tutor.kit.knobs import closest

LONGEST = 1_000  # characters of TeX; the renderer takes quadratic time
TALLEST = 40  # rows; more than a page's words leave room for


_TYPED = str.maketrans(
    {"×": r"\times ", "÷": r"\div ", "·": r"\cdot ", "−": "-", "–": "-", "±": r"\pm ", "≈": r"\approx "}
    | {"≤": r"\leq ", "≥": r"\geq ", "≠": r"\neq ", "∞": r"\infty ", "→": r"\to ", "…": r"\ldots "}
    | {"°": r"^{\circ}", "π": r"\pi "}
)
"""Signs as a keyboard or another text has them, which the renderer knows by their commands only."""

_FUNCTION = re.compile(r"(\\(?:exp|ln|log|sin|cos|tan|sinh|cosh|tanh)) +(?=[A-Za-z\\])(?!\\left)")
"""A function's name and what it is of: TeX sets a thin blank between them, the renderer none (expe)."""

_INSTEAD = {r"\operatorname": r"\mathrm", r"\degree": r"^{\circ}"}


class FormulaError(ValueError):
    """TeX that cannot be drawn; the message says what was not understood.

    `nearest` is a whole clause with a command that was meant, or "".
    """

    def __init__(self, message: str, nearest: str = "") -> None:
        super().__init__(message)
        self.nearest = nearest


def draw(tex: str) -> tuple[str, ...]:
    """The formula as rows of text, trailing spaces taken off. Raises FormulaError."""
    from texicode import arts  # imported late: most pages have no formula
    from texicode.pipeline import render_tex_rows

    if len(tex) > LONGEST:
        raise FormulaError(f"longer than {LONGEST:,} characters")
    arts.font = arts.font_normal  # upright letters: every terminal font has them
    try:
        rows = render_tex_rows(_FUNCTION.sub(r"\1\\ ", tex.translate(_TYPED)), False)
    except Exception as error:  # it raises whatever its tables raise on a name they lack
        raise _explained(tex, f"not understood: {error}") from error
    if rows and rows[0].startswith("TeXicode:"):
        raise _explained(tex, rows[0].removeprefix("TeXicode:").strip())
    if len(rows) > TALLEST:
        raise FormulaError(f"{len(rows)} rows tall, at most {TALLEST} are shown")
    if "?" in "".join(rows) and "?" not in tex:
        raise _explained(tex, "a command it does not know, drawn as ?")
    return tuple(row.rstrip() for row in rows)


def _explained(tex: str, said: str) -> FormulaError:
    """What most likely is wrong, or what the renderer said."""
    from texicode import node_data, symbols_art

    bare = re.sub(r"\\[^A-Za-z]", "", tex)  # \\{ is a sign
    opened, closed = bare.count("{"), bare.count("}")
    if opened != closed:
        more, less = ("{", "}") if opened > closed else ("}", "{")
        return FormulaError(f"{max(opened, closed)} times {more}, but {min(opened, closed)} times {less}")
    commands: list[str] = re.findall(r"\\([A-Za-z]+)", tex)
    known = {*symbols_art.symbols, *(word for kind, word in node_data.type_dict if kind == "cmnd")}
    known = {f"\\{word}" for word in known if word.isalpha()} - {r"\operatorname"}
    for command in (f"\\{word}" for word in commands):
        if command not in known | {r"\begin", r"\end"}:
            return FormulaError(f"a command it does not know, {command}", _close(command, known))
    if len(re.findall(r"\\left\b", tex)) != len(re.findall(r"\\right\b", tex)):
        return FormulaError(r"each \left wants a \right")
    if "&" in bare and r"\begin" not in tex:
        return FormulaError(r"an & outside of a table: the sign itself is \&")
    if sign := re.search(r"Unknown token \(None, '(.+)'\)", said):
        return FormulaError(f"a sign it does not know, {sign[1]}")
    if said.endswith("cls_root"):
        return FormulaError("it ends where more is wanted")
    return FormulaError(said)


def _close(command: str, known: Collection[str]) -> str:
    """The command that was meant: the nearest, or that whose name this begins with (\\fraction)."""
    begun = max((one for one in known if len(one) > 3 and command.startswith(one)), key=len, default="")
    meant = _INSTEAD.get(command) or closest(command, known) or begun
    return f"did you mean {meant}?" if meant else ""


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
