"""A week, Monday to Sunday of the learner's own days, and what the log has of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tutor.study.answers import SILENT, Answer
from tutor.study.days import answered_on, date_of

_NAMED = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Week:
    """A week by ISO 8601: the one with the year's first Thursday is number 1."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    def __contains__(self, day: date) -> bool:
        return week_of(day) == self

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def week_of(day: date) -> Week:
    """The week that a day is in."""
    year, number, _day = day.isocalendar()
    return Week(year, number)


def read_week(text: str) -> Week | None:
    """The week that somebody means by `2026-W48` or `2026w48`; None for what is no week."""
    found = _NAMED.fullmatch(text.strip())
    if not found:
        return None
    week = Week(int(found[1]), int(found[2]))
    try:
        return week if week_of(week.monday) == week else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Done:
    """What the log has of a week."""

    week: Week
    lessons: dict[tuple[str, str], list[Answer]]
    """(pack, lesson) → its answers in the order of time, in the order in which the lessons were come to.
    A lesson of which pages were only read has none."""
    days: tuple[date, ...]
    """The days on which something was done."""


def done_in(week: Week, answers: Iterable[Answer]) -> Done:
    """Of all that stands in the log, pages seen included, what was done in that week."""
    lessons: dict[tuple[str, str], list[Answer]] = {}
    days = set()
    for answer in answers:
        day = date_of(answered_on(answer))
        if day in week:
            days.add(day)
            found = lessons.setdefault((answer.pack, answer.lesson), [])
            if answer.kind not in SILENT:
                found.append(answer)
    return Done(week, lessons, tuple(sorted(days)))


def weeks_with_something(answers: Iterable[Answer]) -> list[Week]:
    """The weeks in which anything was done."""
    return sorted({week_of(date_of(answered_on(answer))) for answer in answers})
