"""Reading a long JSON file piece by piece: one object, of whose longest list each element comes alone.

A file of any size takes the memory of one element, and what is no JSON is refused at its first wrong sign.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import IO

from tutor.study.answers import Json

CHUNK = 1 << 18
"""Characters read at a time, at least."""
LONGEST = 1 << 25
"""Characters of one piece at most; a longer one is refused."""


class NotJson(ValueError):
    """The file does not hold the JSON object that was looked for."""


def members(file: IO[bytes], parted: str) -> Iterator[tuple[str, Json]]:
    """The members of the JSON object that `file` holds, in its order: (name, value).

    Of the member `parted`, which must be a list, each element comes as (parted, element). The object
    may be laid out in any way. Raises NotJson; nothing is read behind the first mistake.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig")
    try:
        yield from _Reader(text).members(parted)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error
    finally:
        text.detach()


def _no_number(word: str) -> Json:
    raise NotJson(f"{word} is not JSON")


_AHEAD = "e+3"
_DECODER = json.JSONDecoder(parse_constant=_no_number)


class _Reader:
    """The text that has been read and not been understood yet, and more of it on demand."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._held = ""
        self._at = 0

    def members(self, parted: str) -> Iterator[tuple[str, Json]]:
        self._take("{")
        more = self._sign() != "}"
        while more:
            name = self._value()
            if not isinstance(name, str):
                raise NotJson("a member without a name")
            self._take(":")
            if name == parted:
                yield from ((parted, element) for element in self._elements())
            else:
                yield name, self._value()
            more = self._sign() == ","
            if more:
                self._take(",")
        self._take("}")
        if self._sign():
            raise NotJson("something stands behind the object")

    def _elements(self) -> Iterator[Json]:
        self._take("[")
        if self._sign() == "]":
            self._take("]")
            return
        while True:
            yield self._value()
            if self._sign() != ",":
                break
            self._take(",")
        self._take("]")

    def _sign(self) -> str:
        """The next sign that is no white space; "" at the end."""
        while True:
            while self._at < len(self._held):
                sign = self._held[self._at]
                if sign not in " \t\n\r":
                    return sign
                self._at += 1
            if not self._more():
                return ""

    def _take(self, sign: str) -> None:
        found = self._sign()
        if found != sign:
            raise NotJson(f"{found!r} stands where {sign!r} should")
        self._at += 1

    def _value(self) -> Json:
        """The next value. It may be cut anywhere by the end of what has been read so far."""
        self._sign()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError:
                if len(self._held) - self._at > LONGEST or not self._more():
                    raise
                continue
            if end + len(_AHEAD) > len(self._held) and self._more():
                continue  # of 1.5e+3, what is read so far may end behind 1, 1. or 1.5e+
            self._at = end
            return value  # type: ignore[no-any-return]

    def _more(self) -> bool:
        """Read on, at least as much as is held: what is long is not tried again and again."""
        read = self._text.read(max(CHUNK, len(self._held) - self._at))
        if read:
            self._held, self._at = self._held[self._at :] + read, 0
        return bool(read)
