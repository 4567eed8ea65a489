"""How reviews are told: why a question is asked, when it comes back, how the sitting went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tutor.kit.say import N_
from tutor.study.due import Due
from tutor.ui.words import _, plural

RATINGS = {1: N_("again"), 2: N_("hard"), 3: N_("good"), 4: N_("easy")}
"""The learner's own grades, by their keys."""

_WHY = {
    "sure": N_("you were certain, and it was not so"),
    "changed": N_("the lesson has changed"),
    "missed": N_("missed last time"),
    "due": "",
    "new": N_("not answered yet"),
    "test": "",
}


def why(due: Due) -> str:
    """Why it is asked, in a few words; nothing where its time has simply come."""
    return _(_WHY[due.why]) if _WHY[due.why] else ""


def when(days: int) -> str:
    """The time until a question comes back."""
    if days <= 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days < 60:
        return plural("in {n} day", "in {n} days", days)
    if days < 730:
        return plural("in {n} month", "in {n} months", round(days / 30.4))
    return plural("in {n} year", "in {n} years", round(days / 365.25))


_SPANS = ((0, N_("today")), (1, N_("tomorrow")), (7, N_("within a week")), (31, N_("within a month")))


def coming(days: Mapping[int, int]) -> Iterable[tuple[str, int]]:
    """When how many come back: today, tomorrow, within a week, within a month, after that."""
    left = dict(days)
    for limit, name in _SPANS:
        count = sum(left.pop(day) for day in list(left) if day <= limit)
        if count:
            yield _(name), count
    if left:
        yield _("after that"), sum(left.values())
