"""The learner's days: numbered from 1970-01-01, each from four in the morning to the next by their clock.

A row of the log carries its time in UTC and how far the learner's clock was ahead then, so the day of every
row is the same on any machine, in any time zone, and on the nights when clocks are changed.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

from tutor.study.answers import Answer, offset

BEGINS = 4 * 3600
"""A day begins at four: what is done after midnight still belongs to the evening."""
_DAY = 86_400
_LAST = 1_000_000
"""A clock that says more (the year 4707) says nothing."""


def day_at(seconds: float, offset_minutes: int) -> int:
    """The day of a moment (seconds since 1970, UTC) by a clock so many minutes ahead of UTC."""
    return int(min(max((seconds + offset_minutes * 60 - BEGINS) // _DAY, 0), _LAST))


def today() -> int:
    """The learner's day now."""
    return day_at(time.time(), offset())


def day_of(at: str, offset_minutes: int, moment: int) -> int:
    """The day of a row of the log; `moment` (microseconds) stands for a time that cannot be read."""
    try:
        told = datetime.fromisoformat(at)
        seconds = (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        seconds = moment / 1e6
    return day_at(seconds, offset_minutes)


def answered_on(answer: Answer) -> int:
    """The learner's day of an answer."""
    return day_of(answer.at, answer.offset_minutes, answer.moment)


def date_of(day: int) -> date:
    """The date of a day, for people."""
    return date(1970, 1, 1) + timedelta(days=day)
