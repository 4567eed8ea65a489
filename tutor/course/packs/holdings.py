"""How much a pack holds, counted from its lessons, for whoever decides whether to take it in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tutor.course import find
from tutor.course.walk import Whole
from tutor.kit.lesson import Claim, DrawRef, LabRef, Lesson


class Holdings(NamedTuple):
    """What there is in a pack."""

    chapters: int
    lessons: int
    questions: int
    predictions: int
    claims: int
    labs: tuple[str, ...]
    """The labs that are run or asked for numbers."""


def holdings(root: Path, lessons: Iterable[Lesson]) -> Holdings:
    """Count the lessons of the pack in `root`."""
    lessons = list(lessons)
    labs: set[str] = set()
    for whole in map(Whole, lessons):
        labs |= {ref.name for _, ref in whole.every(LabRef)}
        labs |= {claim.lab for _, claim in whole.every(Claim)}
        labs |= {draw.lab for _, draw in whole.every(DrawRef)}
    return Holdings(
        chapters=len({file.parent for file in find.files(root)}),
        lessons=len(lessons),
        questions=sum(len(lesson.questions) for lesson in lessons),
        predictions=sum(page.predict is not None for lesson in lessons for page in lesson.pages),
        claims=sum(len(lesson.verify) for lesson in lessons),
        labs=tuple(sorted(labs)),
    )
