"""A lesson as the learner reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tutor.ui.filters import in_ascii
from tutor.ui.glyphs import ASCII, signs
from tutor.ui.words import language

if TYPE_CHECKING:
    from tutor.kit.lesson import Lesson


def read_lesson(lesson: str | Path) -> Lesson:
    """The lesson of that id, or in that file, in the language and the signs in use. Raises LessonError."""
    from tutor.course.load import load

    read = load(lesson, language())
    return in_ascii(read) if signs() is ASCII else read
