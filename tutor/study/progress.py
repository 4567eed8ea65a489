"""What the log says of each item now, kept beside the log so that a long history costs nothing.

The table `items` holds, for each page seen, question and prediction, the last row that was not taken
back. It is refreshed in the transaction that adds a row, and can be rebuilt from the log at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from tutor.study.answers import Answer
from tutor.study.tables import meta, next_moment, put_meta

VERSION = 1
"""Raised when `items` comes to mean something else: it is rebuilt at the next start then."""

Key = tuple[str, str, str, str]
"""Pack, lesson, item, facet. A page may be seen, hold a prediction and a question: three facets."""

FACET = "CASE WHEN kind IN ('page', 'predict', 'rating', 'known') THEN kind ELSE 'question' END"
_FACETS = ("page", "predict", "rating", "known")
_SAYS_NOTHING = ("rating", "known")
"""Rows about reviews: they are no progress in the lesson."""
STANDS = """result <> 'withdrawn' AND NOT EXISTS
    (SELECT 1 FROM answers w WHERE w.about = a.id AND w.about <> '' AND w.result = 'withdrawn')"""
"""SQL: whether the row `a` of `answers` was not taken back (nor takes one back itself)."""
_LAST = f"""
    INSERT INTO items
    SELECT pack, lesson, item, {FACET}, id, result, score, rev, moment FROM answers a
    WHERE pack = ? AND lesson = ? AND item = ? AND {FACET} = ? AND {STANDS}
    ORDER BY moment DESC, id DESC LIMIT 1"""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the learner is in one lesson; every item counts once, by its last answer."""

    lesson: str
    pack: str = ""
    pages: frozenset[str] = frozenset()
    """The pages seen."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """Question → the result of its last answer."""
    predictions: Mapping[str, str] = field(default_factory=dict)
    """Prediction → its result, "committed" while its run has not ended."""
    place: str | None = None
    """The page the learner was last on."""

    @property
    def right(self) -> int:
        """Questions that are right by their last answer."""
        return self._count("right")

    @property
    def partly(self) -> int:
        """Questions that are partly right."""
        return self._count("partly")

    @property
    def wrong(self) -> int:
        """Questions that are wrong."""
        return self._count("wrong")

    @property
    def skipped(self) -> int:
        """Questions skipped or revealed."""
        return self._count("skipped", "revealed")

    @property
    def answered(self) -> int:
        """Questions answered, rightly or not."""
        return self._count("right", "partly", "wrong")

    def _count(self, *results: str) -> int:
        return sum(result in results for result in self.questions.values())


def key(answer: Answer) -> Key:
    """What `answer` is about."""
    facet = answer.kind if answer.kind in _FACETS else "question"
    return answer.pack, answer.lesson, answer.item, facet


def refresh(db: sqlite3.Connection, key: Key) -> None:
    """Look again at one item's answers."""
    if key[3] in _SAYS_NOTHING:
        return
    db.execute("DELETE FROM items WHERE pack = ? AND lesson = ? AND item = ? AND facet = ?", key)
    db.execute(_LAST, key)


def rebuild(db: sqlite3.Connection) -> None:
    """Look again at everything."""
    db.execute("DELETE FROM items")
    for found in db.execute(f"SELECT DISTINCT pack, lesson, item, {FACET} FROM answers").fetchall():
        refresh(db, found)
    put_meta(db, "progress", VERSION)
    guess_places(db)


def is_current(db: sqlite3.Connection) -> bool:
    """Whether `items` was made by this version."""
    return meta(db, "progress") == VERSION


def guess_places(db: sqlite3.Connection) -> None:
    """A lesson without a place gets that of what was done last in it."""
    db.execute(
        "INSERT OR IGNORE INTO places"
        " SELECT pack, lesson, item, max(moment) FROM items GROUP BY pack, lesson"
    )


def read(db: sqlite3.Connection) -> dict[tuple[str, str], Progress]:
    """The progress in every lesson there is anything about, by (pack, lesson)."""
    facets: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for pack, lesson, item, facet, result in db.execute(
        "SELECT pack, lesson, item, facet, result FROM items"
    ):
        facets.setdefault((pack, lesson), {}).setdefault(facet, {})[item] = result
    places: dict[tuple[str, str], str] = {
        (pack, lesson): page for pack, lesson, page in db.execute("SELECT pack, lesson, page FROM places")
    }
    return {
        (pack, lesson): Progress(
            lesson=lesson,
            pack=pack,
            pages=frozenset(facets.get((pack, lesson), {}).get("page", ())),
            questions=facets.get((pack, lesson), {}).get("question", {}),
            predictions=facets.get((pack, lesson), {}).get("predict", {}),
            place=places.get((pack, lesson)),
        )
        for pack, lesson in facets.keys() | places.keys()
    }


def set_place(db: sqlite3.Connection, pack: str, lesson: str, page: str, moment: int = 0) -> None:
    """Within a transaction: the learner is on that page of that lesson, now or at `moment`."""
    db.execute(
        "INSERT INTO places VALUES (?, ?, ?, ?) ON CONFLICT (pack, lesson) DO UPDATE"
        " SET page = excluded.page, moment = excluded.moment WHERE excluded.moment >= moment",
        (pack, lesson, page, moment or next_moment(db, "places")),
    )
