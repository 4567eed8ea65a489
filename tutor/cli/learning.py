"""`dltutor learn` and `dltutor lessons`."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from tutor.cli.completing import complete_lesson
from tutor.cli.listening import listener
from tutor.cli.near import no_file, quoted, unknown
from tutor.cli.output import put_columns, put_json
from tutor.cli.safely import Failed, Wrong
from tutor.cli.wishes import Wishes, takes, wishes
from tutor.kit import ids
from tutor.kit.knobs import closest
from tutor.ui import terminal, words
from tutor.ui.words import _, plural

if TYPE_CHECKING:
    from tutor.course.entry import Entry


@click.command(
    epilog="""\b
Examples:
  dltutor learn hopfield
  dltutor learn hopfield --plain --lang ko
  dltutor learn hopfield --plain < answers.txt"""
)
@click.argument("lesson", required=False, shell_complete=complete_lesson)
@takes("plain", "lang", "profile", "ascii")
def learn(lesson: str | None) -> int:
    """Open LESSON where you left it.

    With --plain the lesson is told and asked line by line, for screen readers, slow links and pipes. A
    line answers a question: a letter, a number, a sentence; ? asks for a hint, s skips, q leaves. In a
    pipe only questions take a line, each takes one answer, and the options stand in the same order every
    time; an option's own text or id answers too.
    """
    asked = wishes()
    known = _entries()
    if lesson is None:
        own = [entry.id for entry in known if not ids.pack_of(entry.id)]
        others = ", or of a pack (dltutor lessons lists all)" if len(own) < len(known) else ""
        raise Wrong(f"which lesson? choose from {', '.join(own)}{others}")
    if lesson.endswith(".yaml"):
        if not Path(lesson).is_file():
            raise Wrong(no_file(Path(lesson), ".yaml"))
    elif lesson not in {entry.id for entry in known}:
        _check_broken(lesson)
        raise Wrong(_unknown(lesson, known))
    if asked.plain or not terminal.real():
        _plain(lesson, asked)
        return 0
    from tutor.ui.app import run

    return run(lesson=lesson, profile=asked.profile, language=asked.lang, ascii=asked.ascii)


@click.command(
    epilog="""\b
Examples:
  dltutor lessons
  dltutor lessons --lang ko
  dltutor lessons --json"""
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@takes("lang", "ascii")
def lessons(as_json: bool) -> None:
    """List the lessons: id, title, minutes, questions."""
    paper = wishes().paper()
    known = _entries()
    if as_json:
        put_json([described(entry) for entry in known])
        return
    put_columns(
        paper,
        [
            (
                entry.id,
                entry.title[words.language()],
                _("{n} min").format(n=entry.minutes),
                plural("{n} question", "{n} questions", entry.questions),
            )
            for entry in known
        ],
    )


def described(entry: Entry) -> dict[str, object]:
    """Everything a program may want to know of a lesson, ready for JSON."""
    return {
        "id": entry.id,
        "pack": ids.pack_of(entry.id),
        "chapter": entry.chapter,
        "order": entry.order,
        "title": dict(entry.title),
        "summary": dict(entry.summary),
        "minutes": entry.minutes,
        "after": list(entry.after),
        "lab": entry.lab.name if entry.lab else None,
        "pages": entry.pages,
        "questions": entry.questions,
        "predictions": entry.predictions,
    }


def _entries() -> list[Entry]:
    from tutor.course.index import entries
    from tutor.kit.folders import cache_folder

    return entries(cache_folder())


def _unknown(lesson: str, known: list[Entry]) -> str:
    """What to say to an id that no lesson has: the nearest lesson, or pack where that is not installed."""
    pack, packs = ids.pack_of(lesson), {ids.pack_of(entry.id) for entry in known} - {""}
    if not pack or pack in packs:
        return unknown("lesson", lesson, [entry.id for entry in known])
    close = closest(pack, packs)
    told = f"did you mean {close}?" if close else "dltutor pack install takes one in"
    return f"no pack {quoted(pack)} is installed: {told}"


def _check_broken(lesson: str) -> None:
    """Raises Failed where there is such a lesson, but it cannot be read."""
    from tutor.course.index import read
    from tutor.kit.folders import cache_folder

    for broken in read(cache_folder()).broken:
        path = PurePath(broken.file)
        pack, id = ids.parts(lesson)
        if path.stem == id and (not pack or path.parts[0] == pack):
            place = f"{broken.file}:{broken.line}:{broken.column}"
            raise Failed(f"the lesson {lesson} cannot be read: {place}: {broken.message}")


def _plain(lesson: str, asked: Wishes) -> None:
    """The linear mode, in the language of the command line, else the learner's, else the locale's."""
    from tutor.course.load import load
    from tutor.course.problem import LessonError
    from tutor.study.store import Store, profile
    from tutor.ui.plain.lesson import Reading

    store = Store(profile(asked.profile))
    try:
        paper = asked.paper_for(store)
        Reading(load(lesson, words.language()), store, paper, listener(paper)).read()
    except LessonError as error:
        raise Wrong(str(error)) from error
    finally:
        store.close()
