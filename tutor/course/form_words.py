"""Rules of form of what is answered in words: each answer in one list, each blank in the text once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tutor.course.form_bounds import count, right
from tutor.course.problem import shown
from tutor.course.walk import Fault, Where
from tutor.kit.knobs import nearest
from tutor.kit.lesson import Blank, Cloze, Short
from tutor.kit.question import BLANK
from tutor.kit.spelling import key


def short(path: Where, question: Short) -> Iterator[Fault]:
    """What is typed is in one list at most."""
    yield from count((*path, "accept"), len(question.accept), 1, 40)
    yield from _lists(path, question)


def cloze(path: Where, question: Cloze) -> Iterator[Fault]:
    """Each blank stands in the text once, and can be filled."""
    yield from count((*path, "blanks"), len(question.blanks), 1, 6)
    stands = Counter(re.findall(BLANK, question.text))
    ids = [blank.id for blank in question.blanks]
    for id, times in stands.items():
        if id not in ids:
            yield Fault((*path, "text"), "unknown-blank", f"'{{{id}}}'", "a blank", nearest(id, ids))
        elif times > 1:
            yield Fault((*path, "text"), "blank-twice", f"'{{{id}}}' {times} times", "each blank once")
    for i, blank in enumerate(question.blanks):
        where = (*path, "blanks", i)
        if blank.id not in stands:
            yield Fault((*path, "text"), "unknown-blank", f"no '{{{blank.id}}}'", "each blank once")
        if bool(blank.accept) == bool(blank.options):
            found = "both accept and options" if blank.accept else "neither accept nor options"
            yield Fault(where, "no-answer", found, "accept (typed) or options (chosen)")
        elif blank.options:
            yield from count((*where, "options"), len(blank.options), 2, 6)
            yield from right((*where, "options"), blank.options)
            if blank.wrong or blank.near_miss:
                yield Fault(where, "no-answer", "lists of words beside options", "a why at each option")
        yield from _lists(where, blank)


def _lists(path: Where, one: Short | Blank) -> Iterator[Fault]:
    """No word is empty, none is in two lists."""
    places: list[tuple[Where, str]] = [((*path, "accept", i), word) for i, word in enumerate(one.accept)]
    for name in ("near_miss", "wrong"):
        for i, wrong in enumerate(getattr(one, name)):
            where = (*path, name, i)
            yield from count((*where, "words"), len(wrong.words), 1, 40)
            places += [((*where, "words", k), word) for k, word in enumerate(wrong.words)]
    lists: dict[str, Where] = {}
    for where, word in places:
        of = where[:-2] if "words" in where else where[:-1]
        if not key(word):
            yield Fault(where, "empty", "no words", "what is typed")
        elif lists.setdefault(key(word), of) != of:
            yield Fault(where, "word-twice", f"{shown(word)} again", "each word in one list")
