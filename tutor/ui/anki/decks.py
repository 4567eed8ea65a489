"""A lesson as a deck: a card for each question that has an answer without a run.

Predictions stay with the run that answers them, and so do traces of whose run nothing is claimed.
"""

from __future__ import annotations

import zlib

from tutor.kit import ids
from tutor.kit.lesson import Lesson, Page
from tutor.study.anki import Card, Deck
from tutor.study.ask import pose
from tutor.ui.anki import backs, fronts
from tutor.ui.anki.html import literal, markdown
from tutor.ui.words import _


def deck(lesson: Lesson, chapter: str) -> Deck:
    """The lesson's deck, in the language that the lesson is in; `chapter` is its chapter's title."""
    pack, id = ids.parts(lesson.id)
    parts = ("dltutor", chapter, f"{lesson.order:02} {lesson.title}")
    return Deck(
        lesson=id,
        pack=pack,
        name="::".join(part.replace("::", ":") for part in parts),
        cards=[_card(lesson, page) for page in lesson.questions if backs.known(lesson, page)],
    )


def _card(lesson: Lesson, page: Page) -> Card:
    assert page.question is not None
    asked = pose(page.question, seed(lesson.id, page.id))
    formula = f"<pre>{literal(page.formula)}</pre><p>{literal(page.reads)}</p>" if page.formula else ""
    return Card(
        item=page.id,
        question=markdown(page.text) + formula + markdown(asked.ask),
        options=fronts.options(asked),
        answer=backs.answer(lesson, page, asked),
        why=backs.why(asked),
        source=_source(lesson, page),
    )


def seed(lesson: str, page: str) -> int:
    """The same numbers and the same order at each export, or a card would be another each time."""
    return zlib.crc32(f"anki/{lesson}/{page}".encode()) >> 1


def _source(lesson: Lesson, page: Page) -> str:
    """Where it is from: in the lesson the model can be run."""
    assert page.question is not None
    see = [other.title for other in lesson.pages if other.id in page.question.see and other.title]
    told = " · ".join([_("From the lesson {title}").format(title=lesson.title), *see])
    line = f"dltutor learn {lesson.id}"
    return f"{literal(told)}<br><code>{literal(line)}</code>"
