"""Searching lessons: all words of a query, in either language, however they are cased or composed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tutor.course.entry import Found

Texts = dict[str, list[list[str]]]
"""Lesson id → [page id, language, title, text] of each page, the lesson itself ("") first."""

_MOST = 50  # places
_MARKS = str.maketrans("", "", "*`")  # of Markdown, which a line of results does not draw
_AROUND = 36  # characters on each side of what was found


class Folded(NamedTuple):
    """One page of a lesson, made ready: folding every text takes most of the time of a search."""

    lesson: str
    page: str
    heads: dict[str, str]
    """The lesson's title by language."""
    said: dict[str, tuple[str, str]]
    """Title and text by language."""
    in_titles: str
    in_all: str


def folded(lessons: Iterable[str], texts: Texts) -> Iterator[Folded]:
    """Every page of the lessons, in their order."""
    for lesson in lessons:
        pages: dict[str, dict[str, tuple[str, str]]] = {}
        for page, tongue, title, text in texts.get(lesson, []):
            pages.setdefault(page, {})[tongue] = title, text
        heads = {tongue: title for tongue, (title, _text) in pages.get("", {}).items()}
        for page, said in pages.items():
            titles, bodies = zip(*said.values(), strict=True)
            yield Folded(
                lesson, page, heads, said, fold("\n".join(titles)), fold("\n".join((*titles, *bodies)))
            )


def search(query: str, language: str, among: Iterable[Folded]) -> list[Found]:
    """The places where all words of `query` occur, those with one in the title first."""
    words = fold(query).split()
    if not words:
        return []
    titled: list[Folded] = []
    others: list[Folded] = []
    for place in among:
        if all(word in place.in_all for word in words):
            (titled if any(word in place.in_titles for word in words) else others).append(place)
    return [_found(place, words, language) for place in (titled + others)[:_MOST]]


def _found(place: Folded, words: list[str], language: str) -> Found:
    """The place as a line of results, in the language asked for where it speaks that."""
    tongues = sorted(place.said, key=lambda tongue: tongue != language)
    first = tongues[0]
    title = place.said[first][0] or place.heads.get(first, "")
    return Found(place.lesson, place.page, title, excerpt(words, tuple(place.said[t][1] for t in tongues)))


def fold(text: str) -> str:
    """`text` for comparing: composed, without case."""
    return unicodedata.normalize("NFC", text).casefold()


def excerpt(words: list[str], bodies: tuple[str, ...]) -> str:
    """One line around the first word that is in one of the texts; else how the first of them begins."""
    for body in bodies:
        line = " ".join(unicodedata.normalize("NFC", body).translate(_MARKS).split())
        folded = line.casefold()
        places = [folded.find(word) for word in words if word in folded]
        if places:
            start = max(0, min(places) - _AROUND)
            end = min(len(line), min(places) + _AROUND * 2)
            return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")
    return " ".join(bodies[0].translate(_MARKS).split())[: _AROUND * 2] if bodies else ""
