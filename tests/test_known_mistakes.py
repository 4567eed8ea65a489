"""Drawn questions of the lessons: each number that a learner may give has one thing said to it."""

from __future__ import annotations

import random

import pytest

from tutor import labs
from tutor.course.find import files
from tutor.course.load import load
from tutor.kit.lesson import Lesson, Numeric
from tutor.study.ask import pose
from tutor.study.grade import grade

GENERATIVE = [load(file) for file in files() if file.parent.name == "generative"]
NOWHERE = -9.0
"""What a draw gives for a mistake that does not show with these numbers."""


def drawn_questions(lesson: Lesson) -> list[Numeric]:
    asked = [page.question for page in lesson.pages]
    return [question for question in asked if isinstance(question, Numeric) and question.draw]


@pytest.mark.parametrize("lesson", GENERATIVE, ids=lambda lesson: lesson.id)
def test_a_known_mistake_is_neither_right_nor_another_mistake(lesson: Lesson) -> None:
    for question in drawn_questions(lesson):
        function = labs.find(question.draw.lab).draws[question.draw.name]
        for seed in range(60):
            drawn = function(random.Random(seed), question.draw.args)
            wrong = [float(drawn.wrong[w.drawn]) for w in question.wrong if w.drawn in drawn.wrong]
            wrong = [value for value in wrong if value != NOWHERE]
            assert len({round(value, 9) for value in wrong}) == len(wrong), (question.ask, drawn)
            assert all(abs(value - float(drawn.answer)) > question.tolerance for value in wrong), drawn


def test_where_percent_is_asked_for_the_plain_share_is_right_too() -> None:
    (question,) = (q for lesson in GENERATIVE for q in drawn_questions(lesson) if q.unit == "%")
    for seed in range(20):
        asked = pose(question, seed)
        share = asked.answer / 100
        assert grade(asked, f"{share:.3f}").result == "right"
        assert grade(asked, f"{100 * share:.1f}%").result == "right"
        assert grade(asked, f"{share:.3f}%").result == "wrong"
