"""`dltutor test`."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import click

from tutor.cli.safely import Wrong
from tutor.cli.wishes import Wishes, takes, wishes
from tutor.kit import ids
from tutor.kit.knobs import nearest
from tutor.ui import terminal, words

if TYPE_CHECKING:
    from tutor.course.index import Index


@click.command(
    epilog="""\b
Examples:
  dltutor test recurrent
  dltutor test recurrent --plain --seed 7"""
)
@click.argument("chapter")
@click.option("--seed", type=click.IntRange(0, 2**31), metavar="N", help="Draw the same questions again.")
@takes("plain", "lang", "profile", "ascii")
def test(chapter: str, seed: int | None) -> int:
    """Test out of a chapter.

    A question or two of each lesson, one answer each, no hints; before you have read anything, or after.
    A lesson whose questions are right counts as known and comes back in reviews only; of the others you
    are told what to read. It can be taken again, with other questions. A pack of one chapter goes by its
    own name.
    """
    from tutor.course.index import read
    from tutor.study.folders import cache_folder

    asked, index = wishes(), read(cache_folder())
    known = [one.id for one in index.chapters]
    alone = [id for id in known if ids.pack_of(id) == chapter]
    chapter = alone[0] if len(alone) == 1 and chapter not in known else chapter
    if chapter not in known:
        close = nearest(chapter, known)
        raise Wrong(f"there is no chapter {chapter[:40]!r}: {close or 'choose from ' + ', '.join(known)}")
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
    from tutor.ui.plain.listener import Listener
    from tutor.ui.plain.review import fixed_seed
    from tutor.ui.reviewing import ChapterTest
    from tutor.ui.studied import studied
    from tutor.ui.tested import lessons_of, title

    store = Store(profile(asked.profile))
    kept = store.setting("language")
    if asked.lang is None and kept in words.LANGUAGES:
        asked.lang = str(kept)
    paper = asked.paper()
    if sys.stdin is not None and isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    listener, language = Listener(sys.stdin, paper), words.language()
    course = studied(index)
    seeds = None if listener.person else fixed_seed
    found = ChapterTest(store, course, lambda id: load(id, language), language, seeds)
    found.lessons = lessons_of(index, chapter)
    found.draw(seed if seed is not None else fresh_seed() if listener.person else 1)
    try:
        hold(found, title(index, chapter), paper, listener)
    finally:
        store.close()
