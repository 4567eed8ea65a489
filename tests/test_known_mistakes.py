"""Drawn questions of the lessons: each number that a learner may give has one thing said to it."""

from __future__ import annotations

import pytest

from tutor.course.find import files
from tutor.course.load import load
from tutor.kit.lesson import Lesson, Numeric
from tutor.study.ask import pose
from tutor.study.grade import grade

LESSONS = [load(file) for file in files()]


def drawn_questions(lesson: Lesson) -> list[Numeric]:
    asked = [page.question for page in lesson.pages]
    return [question for question in asked if isinstance(question, Numeric) and question.draw]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_known_mistake_is_neither_right_nor_another_mistake(lesson: Lesson) -> None:
    for question in drawn_questions(lesson):
        for seed in range(60):
            asked = pose(question, seed)
            wrong = [known.value for known in asked.wrong if known.value is not None]
            assert len({round(value, 9) for value in wrong}) == len(wrong), (question.ask, asked)
            assert all(abs(value - asked.answer) > question.tolerance for value in wrong), asked


def test_where_percent_is_asked_for_the_plain_share_is_right_too() -> None:
    asked_in_percent = [q for lesson in LESSONS for q in drawn_questions(lesson) if q.unit == "%"]
    for asked in (pose(question, seed) for question in asked_in_percent for seed in range(20)):
        share = asked.answer / 100
        assert grade(asked, f"{share:.3f}").result == "right"
        assert grade(asked, f"{100 * share:.1f}%").result == "right"
        assert grade(asked, f"{share:.3f}%").result == "wrong"
