"""From the rows of the log to reviews: which rows are one asking of a question, and how well it went.

* wrong, partly right, skipped, revealed: again. Partly right is again because FSRS's "hard" means that all
  of it was recalled, if with an effort; what was missed is what has to come back.
* right after a hint or another try: hard; but again where nothing else was left to choose.
* right: good.
* Easy, and anything else, only where the learner says so (a row "rated" about that answer).

Never from speed. The tries of one asking are one review: the last of them counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tutor.study.days import day_of
from tutor.study.memory import AGAIN, EASY, GOOD, HARD, Memory, known, reviewed

UNSCHEDULED = ("page", "predict", "explain")
"""Kinds that are not reviewed. A prediction can be made once; its run has told. Own words take minutes and
are judged by their writer: they belong to the lesson and the journal; no scheduler should trust them."""
COLUMNS = (
    "id", "at", "offset_minutes", "moment", "rev", "kind", "seed", "order", "response", "confidence",
    "hints", "tries", "result", "about",
)  # fmt: skip


class Row(NamedTuple):
    """What of a row of the log decides a schedule, as the table has it."""

    id: str
    at: str
    offset_minutes: int
    moment: int
    rev: int
    kind: str
    seed: int
    order: str
    response: str
    confidence: int | None
    hints: int
    tries: int
    result: str
    about: str

    @property
    def day(self) -> int:
        """The learner's day."""
        return day_of(self.at, self.offset_minutes, self.moment)


class Track(NamedTuple):
    """Where the schedule of one question stands: its memory, and the asking that may still go on."""

    memory: Memory | None = None
    before: Memory | None = None
    """The memory before the asking that was last."""
    surely: int = 0
    """How sure the learner was of an answer that was wrong (see `answers.SURE`); 0 once that is mended."""
    kind: str = ""
    rev: int = 0
    answer: str = ""
    """The id of the last row that counted."""
    seed: int = -1
    """That asking's seed; -1 where none goes on."""
    tries: int = 0
    moment: int = 0
    """The last row's place in time, whether it counted or not."""


def rating_of(row: Row) -> int:
    """How well it went, by the rules above."""
    if row.result != "right":
        return AGAIN
    if row.tries > 1 and _nothing_else_was_left(row):
        return AGAIN
    return HARD if row.hints or row.tries > 1 else GOOD


def _nothing_else_was_left(row: Row) -> bool:
    """Whether one option was chosen and all others had been tried."""
    options, response = json.loads(row.order), json.loads(row.response)
    return isinstance(response, str) and response in options and row.tries >= len(options)


def fold(rows: Sequence[Row], withdrawn: Iterable[str] = ()) -> Track:
    """The schedule of one question from all its rows, in the order of time."""
    gone, rates = set(withdrawn), dict[str, list[int]]()
    for row in rows:
        if row.result == "withdrawn":
            gone.add(row.about)
    for row in rows:
        if row.id not in gone and (rate := rate_of(row)):
            rates.setdefault(row.about, []).append(rate)
    track = Track()
    for row in rows:
        if row.id not in gone:
            track = taken(track, row)
            for rate in rates.get(row.id, ()):
                track = rated(track, rate)
    return track._replace(moment=rows[-1].moment) if rows else track


def taken(track: Track, row: Row) -> Track:
    """The schedule after one more row that answers or that a test wrote; other rows change nothing."""
    track = track._replace(moment=row.moment)
    if row.result == "known":
        memory = known(track.memory, row.day)
        return track._replace(memory=memory, before=track.memory, rev=row.rev, answer=row.id, seed=-1)
    if row.result not in ("right", "partly", "wrong", "skipped", "revealed"):
        return track
    goes_on = row.seed == track.seed and (row.result == "revealed" or row.tries > track.tries)
    before = track.before if goes_on else track.memory
    rate = rating_of(row)
    surely = track.surely
    if row.result in ("wrong", "partly"):
        surely = max(surely, row.confidence or 0)
    elif rate >= GOOD:
        surely = 0
    return track._replace(
        memory=reviewed(before, rate, row.day),
        before=before,
        surely=surely,
        kind=row.kind,
        rev=row.rev,
        answer=row.id,
        seed=row.seed,
        tries=row.tries,
    )


def rated(track: Track, rate: int) -> Track:
    """The schedule after the learner has said how well the last answer was remembered."""
    if track.memory is None:
        return track
    memory = reviewed(track.before, rate, track.memory.day)
    return track._replace(memory=memory, surely=0 if rate >= GOOD else track.surely)


def rate_of(row: Row) -> int:
    """What a "rated" row says; 0 where it is another row, or says nothing of sense."""
    try:
        rate = json.loads(row.response) if row.result == "rated" else 0
    except ValueError:
        return 0
    return rate if type(rate) is int and AGAIN <= rate <= EASY else 0
