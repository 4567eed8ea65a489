"""The course as the study engine sees it: which lessons there are, and which of their questions are kin."""

from __future__ import annotations

from tutor.course.index import Index
from tutor.kit import ids
from tutor.study.due import Course, Listed


def studied(index: Index) -> Course:
    """The lessons of the course and of the installed packs, by pack and id."""
    return {ids.parts(entry.id): Listed(entry.rev, entry.items, entry.kin) for entry in index.entries}
