"""Listening: lines typed by somebody, or read from a pipe or a file."""

from __future__ import annotations

import unicodedata
from typing import TextIO

from tutor.kit.inert import clean
from tutor.ui.hangul import KEYS
from tutor.ui.plain.paper import Paper

LONGEST = 20_000
"""Characters of one line that are kept; nobody types more."""


class Ended(Exception):
    """There is nothing more to read."""


class Leave(Exception):
    """The learner wants to stop here."""


class Listener:
    """Asks on paper and reads the line that answers."""

    def __init__(self, stream: TextIO | None, paper: Paper) -> None:
        self.stream = stream
        self.paper = paper
        self.person = bool(stream and stream.isatty())
        """Whether somebody types; a pipe or a file is not asked to press Enter, and gets no second try."""

    def ask(self, prompt: str) -> str:
        """The next line without its white space. Raises Ended at the end of input, Leave for `q`.

        Where nobody types, the line read is written behind the prompt, as it would stand on a screen.
        """
        self.paper.line(prompt + " ", end="")
        line = self.stream.readline(LONGEST) if self.stream else ""
        if not line:
            self.paper.line()
            raise Ended
        rest = line
        while self.stream and rest and not rest.endswith("\n"):
            rest = self.stream.readline(LONGEST)
        text = " ".join(clean(line).split())
        if not self.person:
            self.paper.line(text)
        if command(text) == "q":
            raise Leave
        return text


def command(text: str) -> str:
    """`text` as a command is compared: composed, small letters, Korean letters as the keys they lie on."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFC", text).translate(_KEYS))
    return folded.strip().casefold()


_KEYS = str.maketrans(KEYS)


def chosen(text: str, ids: tuple[str, ...], texts: dict[str, str]) -> list[str] | None:
    """Which of the lettered `ids` somebody means: by letter (`a c`, `ac`, `a,c`), by text or by id.

    Returns them in the order typed, or None where the line says something else.
    """
    letters = command(text).replace(",", " ").split()
    known = {chr(ord("a") + i): id for i, id in enumerate(ids)}
    if letters and all(word in known for word in letters):
        return [known[word] for word in letters]
    if len(letters) == 1 and all(char in known for char in letters[0]):
        return [known[char] for char in letters[0]]
    for id in ids:
        if _same(text, texts[id]):
            return [id]
    words = text.replace(",", " ").split()
    return words if words and all(word in ids for word in words) else None


def _same(one: str, other: str) -> bool:
    def folded(words: str) -> str:
        return " ".join(unicodedata.normalize("NFC", words).casefold().split())

    return folded(one) == folded(other)
