"""Testing out of a chapter: a sample of its questions, and what it shows to be known."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tutor.study.due import Course, Due, kin
from tutor.study.schedule import Item

EACH = 2
"""Questions drawn from each lesson."""
PASS = 0.8
"""The share of a lesson's questions that has to be right."""
LEFT_OUT = ("trace", "recall")
"""A trace asks for an estimate of one run, and waits for it; a card is judged by whoever answers it."""


class Verdict(NamedTuple):
    """How one lesson went."""

    pack: str
    lesson: str
    right: int
    asked: int

    @property
    def passed(self) -> bool:
        """Whether it counts as known."""
        return self.right >= PASS * self.asked


def draw(course: Course, lessons: Iterable[tuple[str, str]], seed: int) -> list[Due]:
    """A test: up to `EACH` questions of each lesson (pack, id), no kin among them, in the order given."""
    rng, drawn = random.Random(seed), list[Due]()
    for lesson in lessons:
        listed, families = course[lesson], set[Item]()
        pages = [item for item in listed.reviewable if listed.items[item] not in LEFT_OUT]
        rng.shuffle(pages)
        for item in pages:
            family = kin(course, (*lesson, item))
            if family not in families and len(families) < EACH:
                families.add(family)
                drawn.append(Due(*lesson, item, "test", 0.0))
    return drawn


def judged(drawn: Iterable[Due], right: Mapping[Item, bool]) -> list[Verdict]:
    """Each lesson all of whose questions were answered, in the order of the test."""
    lessons: dict[tuple[str, str], list[Item]] = {}
    for due in drawn:
        lessons.setdefault((due.pack, due.lesson), []).append(due.key)
    return [
        Verdict(*lesson, sum(right[key] for key in keys), len(keys))
        for lesson, keys in lessons.items()
        if all(key in right for key in keys)
    ]
