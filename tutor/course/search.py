"""Searching lessons: all words of a query, in either language, however they are cased or composed."""

from __future__ import annotations

import unicodedata

from tutor.course.entry import Found

Texts = dict[str, list[list[str]]]
"""Lesson id → [page id, language, title, text] of each page, the lesson itself ("") first."""

_MOST = 50  # places
_MARKS = str.maketrans("", "", "*`")  # of Markdown, which a line of results does not draw
_AROUND = 36  # characters on each side of what was found


def search_texts(query: str, language: str, lessons: list[str], texts: Texts) -> list[Found]:
    """The places where all words of `query` occur, those with one in the title first."""
    words = fold(query).split()
    if not words:
        return []
    titled: list[Found] = []
    others: list[Found] = []
    for lesson in lessons:
        pages: dict[str, dict[str, tuple[str, str]]] = {}
        for page, tongue, title, text in texts.get(lesson, []):
            pages.setdefault(page, {})[tongue] = title, text
        for page, by_language in pages.items():
            tongues = sorted(by_language, key=lambda tongue: tongue != language)
            titles, bodies = zip(*(by_language[tongue] for tongue in tongues), strict=True)
            in_titles, in_all = fold(" ".join(titles)), fold(" ".join((*titles, *bodies)))
            if all(word in in_all for word in words):
                heads = [pages.get("", {}).get(tongue, ("", ""))[0] for tongue in tongues]
                found = Found(lesson, page, titles[0] or heads[0], excerpt(words, bodies))
                (titled if any(word in in_titles for word in words) else others).append(found)
    return (titled + others)[:_MOST]


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
