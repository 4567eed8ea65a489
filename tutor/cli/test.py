"""`dltutor test`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutor.cli.listening import listener
from tutor.cli.near import unknown
from tutor.cli.numbers import Whole
from tutor.cli.safely import Wrong
from tutor.cli.wishes import Wishes, takes, wishes
from tutor.kit import ids
from tutor.ui import terminal, words

if TYPE_CHECKING:
    from tutor.course.index import Index


@click.command(
    epilog="""\b
Examples:
  dltutor test recurrent
  dltutor test recurrent --plain --seed 7"""
)
@click.argument("chapter", required=False)
@click.option("--seed", type=Whole(0, 2**31), metavar="N", help="Draw the same questions again.")
@takes("plain", "lang", "profile", "ascii")
def test(chapter: str | None, seed: int | None) -> int:
    """Test out of a chapter.

    A question or two of each lesson, one answer each, no hints; before you have read anything, or after.
    A lesson whose questions are right counts as known and comes back in reviews only; of the others you
    are told what to read. It can be taken again, with other questions. A pack of one chapter goes by its
    own name.
    """
    from tutor.course.index import read
    from tutor.kit.folders import cache_folder

    asked, index = wishes(), read(cache_folder())
    known = [one.id for one in index.chapters]
    if chapter is None:
        raise Wrong(f"which chapter? choose from {', '.join(known)}")
    alone = [id for id in known if ids.pack_of(id) == chapter]
    chapter = alone[0] if len(alone) == 1 and chapter not in known else chapter
    if chapter not in known:
        raise Wrong(unknown("chapter", chapter, known))
    if asked.plain or not terminal.real():
        _plain(index, chapter, seed, asked)
        return 0
    from tutor.ui.app import run

    return run(test=(chapter, seed), profile=asked.profile, language=asked.lang, ascii=asked.ascii)


def _plain(index: Index, chapter: str, seed: int | None, asked: Wishes) -> None:
    from tutor.course.load import load
    from tutor.study.ask import fresh_seed
    from tutor.study.store import Store, profile
    from tutor.ui.plain.chapter_test import hold
    from tutor.ui.plain.review import fixed_seed
    from tutor.ui.reviewing import ChapterTest
    from tutor.ui.studied import studied
    from tutor.ui.tested import lessons_of, title

    store = Store(profile(asked.profile))
    try:
        paper = asked.paper_for(store)
        answers, language = listener(paper), words.language()
        seeds = None if answers.person else fixed_seed
        found = ChapterTest(store, studied(index), lambda id: load(id, language), language, seeds)
        found.lessons = lessons_of(index, chapter)
        found.draw(seed if seed is not None else fresh_seed() if answers.person else 1)
        hold(found, title(index, chapter), paper, answers)
    finally:
        store.close()
