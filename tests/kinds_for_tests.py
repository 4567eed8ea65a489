"""The example lesson with one question of each kind (`tests/kinds`), whole and loaded."""

from __future__ import annotations

from pathlib import Path

from tutor.course.load import load
from tutor.kit.lesson import AnyQuestion, Lesson

COURSE = Path(__file__).parent / "kinds"
FILE = COURSE / "recurrent" / "kinds.yaml"


def kinds_lesson(language: str = "en") -> Lesson:
    """The lesson in that language."""
    return load(FILE, language)


def question(page: str, language: str = "en") -> AnyQuestion:
    """The question of one of its pages."""
    found = kinds_lesson(language).page(page).question
    assert found is not None
    return found
