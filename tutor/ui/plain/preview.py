"""A lesson as its author sees it, in plain lines: read anew once its file was saved."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from tutor.course.load import load
from tutor.course.problem import LessonError
from tutor.course.watch import Watch, nearest
from tutor.study.store import Store
from tutor.ui.plain.lesson import Reading
from tutor.ui.plain.listener import Ended, Leave, Listener
from tutor.ui.plain.paper import Paper
from tutor.ui.words import _, language


class Saved(Exception):
    """The author has saved the file meanwhile."""


class Watching(Listener):
    """A listener that looks at the files whenever a line was typed; the line then counts for nothing."""

    def __init__(self, stream: TextIO | None, paper: Paper, saved: Callable[[], bool]) -> None:
        super().__init__(stream, paper)
        self.saved = saved

    def ask(self, prompt: str) -> str:
        """Raises Saved where the file is another by now."""
        text = super().ask(prompt)
        if self.person and self.saved():
            raise Saved
        return text


def preview(file: Path, store: Store, paper: Paper, page: str | None = None) -> int:
    """Tell the lesson in that file; 1 where it cannot be read and nobody is there to mend it."""
    watch = Watch(file)
    listener = Watching(sys.stdin, paper, watch.at_once)
    ids, now, again = [page or ""], 0, False
    while True:
        try:
            lesson = load(file, language())
        except LessonError as error:
            paper.lines(problem.text() for problem in error.problems)
            if not listener.person:
                return 1
            if not _again(listener):
                return 0
            continue
        if again:
            paper.line()
            paper.say(_("The file was saved; this is how it is now."))
        pages = [one.id for one in lesson.pages]
        now, ids = nearest(ids, now, pages), pages
        store.put_place(lesson.id, ids[now])
        reading = Reading(lesson, store, paper, listener)
        try:
            reading.read()
        except Saved:
            again = True
            now = ids.index(store.place(lesson.id) or ids[0])
            continue
        return 0


def _again(listener: Watching) -> bool:
    """Whether the author wants the file read again."""
    try:
        listener.ask(_("Enter reads the file again, q leaves:"))
    except (Ended, Leave):
        return False
    except Saved:
        return True
    return True
