"""Paper: writing plain lines to a stream, literally: no colour, no cursor, no escape code.

Every line is made inert, folded to the width, and spelled in characters the stream can carry.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TextIO

from tutor.kit.inert import clean

_SPELLED = {
    **dict.fromkeys("−–—‐‑─━", "-"), **dict.fromkeys("‘’′", "'"), **dict.fromkeys("“”″", '"'),
    **dict.fromkeys("│┃", "|"), **dict.fromkeys("●■█▰▓", "#"), **dict.fromkeys("○□▱░·∙•", "."),
    "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "↦": "->", "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~",
    "≪": "<<", "≫": ">>", "±": "+-", "×": "x", "√": "sqrt", "∞": "inf", "∑": "sum", "∏": "prod",
    "∂": "d", "∇": "grad", "∈": "in", "∝": "prop. to", "✓": "v", "✗": "x", "↵": "Enter", "‖": "||",
}  # fmt: skip
_BLOCK = re.compile(r"\s*([-*+] |\d+[.)] |#{1,6} |>|\||```)|\s{4,}|\s*$")
"""How a Markdown line begins that is not merely the next line of a paragraph."""


def spell(char: str) -> str:
    """`char` in ASCII: a look-alike, the name of a Greek letter, the bare letter, or a question mark."""
    if char in _SPELLED:
        return _SPELLED[char]
    name = unicodedata.name(char, "").split()
    if name[:1] == ["GREEK"] and "LETTER" in name:
        letter = name[name.index("LETTER") + 1].lower()
        return letter.capitalize() if "CAPITAL" in name else letter
    bare = unicodedata.normalize("NFKD", char)
    bare = "".join(_SPELLED.get(c, c) for c in bare if not unicodedata.combining(c))
    return bare if bare.isascii() else "?"


def carried(text: str, encoding: str, ascii_signs: bool) -> str:
    """`text` in what `encoding` has; with `ascii_signs` every sign is ASCII too (words stay words)."""

    def one(char: str) -> str:
        if char.isascii() or (ascii_signs and unicodedata.combining(char)):
            return char if char.isascii() else ""
        if ascii_signs and unicodedata.category(char) != "Lo":
            return spell(char)
        try:
            char.encode(encoding)
        except (UnicodeEncodeError, LookupError):
            return spell(char)
        return char

    return text if text.isascii() else "".join(map(one, unicodedata.normalize("NFC", text)))


def cells(text: str) -> int:
    """Width of `text` in terminal cells: wide letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def pad(text: str, width: int) -> str:
    """`text` with spaces behind it up to `width` cells."""
    return text + " " * (width - cells(text))


def fold(line: str, width: int) -> Iterator[str]:
    """`line` broken at spaces to `width` cells; later lines stand under the first one's text."""
    lead = re.match(r"\s*(?:[-*+] |\d+[.)] |[a-h][.)] |> )?\s*", line)
    head = lead.group() if lead else ""
    under, words = " " * cells(head), line[len(head) :].split(" ")
    now = head + words[0]
    for word in words[1:]:
        if cells(now) + 1 + cells(word) > width and word:
            yield now.rstrip()
            now = under + word
        else:
            now += " " + word
    yield now.rstrip()


def paragraphs(markdown: str) -> Iterator[str]:
    """Markdown with the lines of each paragraph joined; lists, tables and code keep their lines."""
    fenced, held = False, ""
    for line in markdown.rstrip().split("\n"):
        fence = line.lstrip().startswith("```")
        if fenced or fence or _BLOCK.match(line):
            if held:
                yield held
            held = ""
            fenced ^= fence
            listed = not (fenced or fence) and line.strip() and line.lstrip()[0] not in "#|>"
            if listed and not line.startswith("    "):
                held = line.rstrip()
            else:
                yield line.rstrip()
        else:
            held = f"{held} {line.strip()}" if held else line.rstrip()
    if held:
        yield held


_CODE = re.compile(
    r"(?<!`)(`{1,9})(?!`)(.+?)(?<!`)\1(?!`)"
)  # as Markdown has it, and in time linear in the text
_STRONG = re.compile(r"(?<![\w*\\])(\*{1,3}|_{1,3})(?=[^\s*_])([^*_]*?[^\s*_\\])\1(?![*_])")
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")


def inline(markdown: str) -> str:
    """A line of Markdown as it is read aloud: emphasis and code without their marks, links with their
    address. Signs that mark nothing (`2*3`, `h[t-1]`, `w_ij`) stay."""
    told, end = "", 0
    for code in _CODE.finditer(markdown):
        told += _marked(markdown[end : code.start()]) + code.group(2)
        end = code.end()
    return told + _marked(markdown[end:])


def _marked(text: str) -> str:
    text = _LINK.sub(r"\1 (\2)", text)
    text = _STRONG.sub(lambda m: m.group(2) if m.group(1)[0] == "*" else _under(m), text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def _under(found: re.Match[str]) -> str:
    """Underscores mark only where a word ends behind them."""
    after = found.string[found.end() : found.end() + 1]
    return found.group() if after.isalnum() else found.group(2)


def width(stream: TextIO) -> int:
    """How wide to write on `stream`: the terminal's width within reason, 80 elsewhere."""
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return min(max(columns or 80, 22), 100) - 2


class Paper:
    """Where the linear mode writes. Flushes at each call, so what was said is really said."""

    def __init__(self, out: TextIO, *, ascii_signs: bool = False, width: int = 78) -> None:
        self.out = out
        self.encoding = out.encoding or "utf-8"
        self.ascii_signs = ascii_signs
        self.width = max(width, 20)

    def can(self, text: str) -> bool:
        """Whether the stream can carry `text` as it is."""
        return carried(text, self.encoding, False) == unicodedata.normalize("NFC", text)

    def line(self, text: str = "", *, end: str = "\n") -> None:
        """One line as it stands, not folded: a row of a picture, a column, a prompt."""
        self.out.write(carried(clean(text), self.encoding, self.ascii_signs) + end)
        self.out.flush()

    def lines(self, rows: Iterable[str]) -> None:
        """Several lines as they stand."""
        for row in rows:
            self.line(row)

    def say(self, text: str) -> None:
        """Sentences, folded to the width; a newline in `text` is kept."""
        for whole in text.split("\n") if text else ():
            self.lines(fold(whole, self.width))

    def text(self, markdown: str) -> None:
        """A lesson's Markdown: paragraphs and lists folded to the width, code and tables as they stand."""
        fenced = False
        for whole in paragraphs(markdown) if markdown else ():
            if whole.lstrip().startswith("```"):
                fenced = not fenced
            elif fenced or whole.startswith(("    ", "|")):
                self.line(whole)
            else:
                self.lines(fold(inline(re.sub(r"^#{1,6} ", "", whole)), self.width))
