"""One row of the learner's log, as plain data. Rows are added, never changed."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from tutor.kit.version import version

if TYPE_CHECKING:
    from tutor.study.kinds.base import Asked, Grade, Response

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Result = Literal[
    "right", "partly", "wrong", "skipped", "revealed", "committed", "read", "rated", "known", "withdrawn"
]  # fmt: skip
"""What became of it.

"committed": said, the run that will grade it has not ended; a graded row with `about` follows.
"read": a page was seen. "rated": the learner says how well the answer named by `about` was remembered
(response: 1 again, 2 hard, 3 good, 4 easy). "known": a test showed it without asking it. "withdrawn": the
row named by `about` is taken back.
"""
SILENT = ("page", "rating", "known")
"""Kinds of rows that answer nothing: a page seen, a rating of an answer, an item a test shows known."""
SURE = (0, 1, 2)
"""Confidence: a guess, fairly sure, certain."""


def new_id() -> str:
    """A random UUID (version 4)."""
    bits = bytearray(os.urandom(16))
    bits[6], bits[8] = bits[6] & 0x0F | 0x40, bits[8] & 0x3F | 0x80
    hex = bits.hex()
    return "-".join((hex[:8], hex[8:12], hex[12:16], hex[16:20], hex[20:]))


def now() -> str:
    """The time, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def offset() -> int:
    """How many minutes the learner's clock is ahead of UTC."""
    ahead = datetime.now().astimezone().utcoffset()
    return int(ahead.total_seconds() // 60) if ahead else 0


def versions() -> dict[str, str]:
    """What an answer was given in."""
    return {"app": version(), "python": ".".join(map(str, sys.version_info[:3]))}


@functools.cache
def scheduler_version() -> str:
    """The version of the library that schedules reviews."""
    from importlib import metadata  # here: it takes longer than all else before the first screen

    try:
        return metadata.version("fsrs")
    except metadata.PackageNotFoundError:
        return "unknown"


def answer_versions() -> dict[str, str]:
    """What an answer that schedules a review was given in."""
    return {**versions(), "fsrs": scheduler_version()}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the learner did, when and with which version of what; enough to grade it again."""

    id: str = field(default_factory=new_id)
    """UUID."""
    device: str = ""
    """The log it was first written to; filled in by the store."""
    at: str = field(default_factory=now)
    """When, UTC, ISO 8601."""
    offset_minutes: int = field(default_factory=offset)
    """The learner's clock is this far ahead of UTC."""
    moment: int = 0
    """Its place in time among all answers: microseconds since 1970 by a clock that never goes back.
    Filled in by the store."""
    pack: str = ""
    """The lesson pack; "" is the course."""
    lesson: str
    rev: int = 1
    """The lesson's revision."""
    item: str
    """The page's id."""
    kind: str
    """The question's kind, "predict", or what is no answer: see `SILENT`."""
    seed: int = 0
    order: tuple[str, ...] = ()
    """Ids as they stood on screen."""
    response: Json = None
    """As given: see `kinds.base.Response`."""
    confidence: int | None = None
    """One of `SURE`, or None where it was not asked."""
    hints: int = 0
    """Hints seen before this answer."""
    tries: int = 1
    """The how-manieth try in a row this is."""
    result: Result
    score: float = 0.0
    truth: Json = None
    """What the run measured."""
    mistake: str = ""
    """The misconception it shows."""
    language: str = "en"
    versions: Mapping[str, str] = field(default_factory=versions)
    about: str = ""
    """The id of an earlier row that this one takes back or completes."""
    more: Mapping[str, Json] = field(default_factory=dict)
    """What only some rows have: `run`, the run that told the truth (see `tutor.runner.recorded`). What
    another version of dltutor has written and this one does not know is kept here too, as it is."""


def answered(
    asked: Asked,
    response: Response,
    grade: Grade,
    *,
    lesson: str,
    item: str,
    rev: int = 1,
    pack: str = "",
    language: str = "en",
    confidence: int | None = None,
    hints: int = 0,
    tries: int = 1,
    truth: float | None = None,
    result: Literal["skipped", "revealed", "committed"] | None = None,
    about: str = "",
    run: Json = None,
) -> Answer:
    """A row for the log, now. `result` is given where the grade does not say it, `run` where a run told
    the truth.

    Raises ValueError where nothing was answered and nothing else happened: that is never recorded.
    """
    outcome: Result
    if result is not None:
        outcome = result
    elif grade.result == "unanswered":
        raise ValueError("what was not answered is not recorded")
    else:
        outcome = grade.result
    return Answer(
        pack=pack,
        lesson=lesson,
        rev=rev,
        item=item,
        kind=asked.kind,
        seed=asked.seed,
        order=asked.order,
        response=_plain(response),
        confidence=confidence,
        hints=hints,
        tries=tries,
        result=outcome,
        score=grade.score if result is None else 0.0,
        truth=truth,
        mistake=grade.mistake if result is None else "",
        language=language,
        versions=answer_versions(),
        about=about,
        more={} if run is None else {"run": run},
    )


def _plain(response: Response) -> Json:
    """`response` with nothing in it but what JSON knows."""
    plain: Json = json.loads(json.dumps(response, default=list))
    return plain


def page_read(lesson: str, page: str, *, rev: int = 1, pack: str = "", language: str = "en") -> Answer:
    """A row that says a page was seen, now."""
    return Answer(
        pack=pack, lesson=lesson, rev=rev, item=page, kind="page", result="read", language=language
    )


def rating(answer: Answer, rate: int) -> Answer:
    """A row that says how well `answer` was remembered (1 again, 2 hard, 3 good, 4 easy), now."""
    if rate not in (1, 2, 3, 4):
        raise ValueError(f"a rating is 1 to 4, not {rate!r}")
    return Answer(
        pack=answer.pack,
        lesson=answer.lesson,
        rev=answer.rev,
        item=answer.item,
        kind="rating",
        response=rate,
        result="rated",
        language=answer.language,
        versions=answer_versions(),
        about=answer.id,
    )


def known(lesson: str, item: str, *, rev: int = 1, pack: str = "", language: str = "en") -> Answer:
    """A row that says a test has shown that this question need not be learned, now."""
    return Answer(
        pack=pack,
        lesson=lesson,
        rev=rev,
        item=item,
        kind="known",
        result="known",
        score=1.0,
        language=language,
        versions=answer_versions(),
    )


def withdrawal(answer: Answer) -> Answer:
    """A row that takes `answer` back, now."""
    return Answer(
        pack=answer.pack,
        lesson=answer.lesson,
        rev=answer.rev,
        item=answer.item,
        kind=answer.kind,
        result="withdrawn",
        language=answer.language,
        about=answer.id,
    )
