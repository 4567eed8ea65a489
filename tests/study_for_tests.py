"""Answers by a made-up learner, on given days, as rows of the log."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from tutor.study.answers import Answer
from tutor.study.due import Course, Listed
from tutor.study.store import Store

DAY = 20_000
"""A day (2024-10-04) to begin with."""


def at(day: float, hour: float = 12.0) -> str:
    """Noon (or another hour, UTC) of a day."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=hour)).isoformat()


def row(
    item: str = "q1", result: str = "right", day: float = DAY, *, hour: float = 12.0, **more: object
) -> Answer:
    """A row on that day, in UTC; every one is an asking of its own unless it is given a seed."""
    given = {
        "lesson": "hopfield", "kind": "choice", "seed": random.randrange(2**31), "offset_minutes": 0,
        "at": at(day, hour), "order": ("a", "b", "c"), "response": "a",
    }  # fmt: skip
    return Answer(item=item, result=result, **{**given, **more})  # type: ignore[arg-type]


def course(*items: str, lesson: str = "hopfield", rev: int = 1, **kin: str) -> Course:
    """A course of one lesson with questions on those pages."""
    return {("", lesson): Listed(rev, dict.fromkeys(items, "choice"), kin)}


def scheduled(store: Store, item: str = "q1", lesson: str = "hopfield"):
    """The schedule of one question."""
    return store.schedule()["", lesson, item]
