"""Numbers in words, 0 to 9,999,999, English and Korean, and which English word says which Korean one.

English counts by the thousand, Korean by 만, ten thousand: "forty-two thousand" is 사만 이천, four 만 and
two thousand. Korean leaves out the 1 in front of 십, 백, 천 and of a 만 by itself: 11,000 is 만 천.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 9_999_999
ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    *("hundred", "thousand", "million"),
)
KOREAN = tuple("영일이삼사오육칠팔구십백천만")
HUNDRED, MAN = ENGLISH.index("hundred"), KOREAN.index("만")
GROUPS = ((6, ENGLISH.index("million")), (3, ENGLISH.index("thousand")), (0, None))
"""Where each English group of three digits begins, and the word behind it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in both languages, by the places of its words in `ENGLISH` and `KOREAN`."""

    english: tuple[int, ...]
    korean: tuple[int, ...]
    sayers: tuple[frozenset[int], ...]
    """For each Korean word, where in `english` it is said; empty for 만, which no English word says."""


def spoken(n: int) -> Spoken:
    """The number n, 0 to 9,999,999, in words. Raises ValueError beyond."""
    if not 0 <= n <= MOST:
        raise ValueError(f"{n} is not between 0 and {MOST}")
    if n == 0:
        return Spoken((0,), (0,), (frozenset({0}),))
    english, digit, unit = _english(n)
    korean: list[int] = []
    sayers: list[frozenset[int]] = []
    for place in range(6, -1, -1):
        d, r = n // 10**place % 10, place % 4  # r: 0 ones, 1 십, 2 백, 3 천, of 만 or of ones
        silent = d == 1 and (r > 0 or (place == 4 and n < 20_000))  # the 1 of 십, 백, 천 and of 만 alone
        if d and not silent:
            korean.append(d)
            sayers.append(frozenset({digit[place]}))
        if d and r:
            korean.append(KOREAN.index("십") + r - 1)
            sayers.append(frozenset({unit[place], digit[place]} if silent else {unit[place]}))
        if place == 4 and n >= 10_000:
            korean.append(MAN)
            sayers.append(frozenset())
    return Spoken(tuple(english), tuple(korean), tuple(sayers))


def _english(n: int) -> tuple[list[int], dict[int, int], dict[int, int]]:
    """English words, and for each decimal place not 0 which of them says its digit, and which its unit."""
    words: list[int] = []
    digit: dict[int, int] = {}
    unit: dict[int, int] = {}
    for low, name in GROUPS:
        hundreds, rest = divmod(n // 10**low % 1000, 100)
        if not hundreds and not rest:
            continue
        if hundreds:
            digit[low + 2], unit[low + 2] = len(words), len(words) + 1
            words += [hundreds, HUNDRED]
        if rest >= 20:
            digit[low + 1] = unit[low + 1] = len(words)  # forty says 4 and 십
            words.append(18 + rest // 10)
            rest %= 10
        elif rest >= 10:
            digit[low + 1] = unit[low + 1] = digit[low] = len(words)  # thirteen says 십 and 3
        if rest:
            digit[low] = len(words)
            words.append(rest)
        if name is not None:
            unit[low] = len(words)
            words.append(name)
    return words, digit, unit


def read(text: str) -> tuple[int, ...]:
    """What somebody wrote, as English words: digits ("42,000") or words ("forty-two thousand").

    Anything that is no number word is left out, digits beyond 9,999,999 too. It need not make sense.
    """
    digits = "".join(c for c in text if c in "0123456789")
    if digits and len(digits) < 30:
        return spoken(int(digits)).english if int(digits) <= MOST else ()
    return tuple(ENGLISH.index(w) for w in text.lower().replace("-", " ").split() if w in ENGLISH)


def value(english: Sequence[int]) -> int | None:
    """The number that these English words say, or None if they do not say one properly."""
    total = group = 0
    for w in english:
        if w == HUNDRED:
            group *= 100
        elif w > HUNDRED:
            total, group = total + group * (1_000_000 if w == GROUPS[0][1] else 1_000), 0
        else:
            group += w if w < 20 else (w - 18) * 10
    n = total + group
    return n if n <= MOST and spoken(n).english == tuple(english) else None


def korean_value(korean: Sequence[int]) -> int | None:
    """The number that these Korean words say, or None if they do not say one properly."""
    total = group = digit = 0
    for k in korean:
        if k == MAN:
            total, group, digit = total + max(1, group + digit) * 10_000, 0, 0
        elif k > 9:
            group, digit = group + max(1, digit) * 10 ** (k - 9), 0
        else:
            digit = k
    n = total + group + digit
    return n if n <= MOST and spoken(n).korean == tuple(korean) else None


def write(korean: Sequence[int]) -> str:
    """Korean words as they are written: a blank behind 만."""
    return "".join(KOREAN[k] + (" " if k == MAN else "") for k in korean).strip()
