"""`dltutor export` and `dltutor import`: everything of a learner as one file, and back."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from tutor.cli.completing import complete_lesson
from tutor.cli.near import no_folder, quoted, unknown, unreadable
from tutor.cli.safely import Failed, Wrong, complain
from tutor.cli.wishes import takes, wishes
from tutor.ui.words import _, spoken

FILE = click.Path(path_type=Path, allow_dash=True)


@click.command(
    epilog="""\b
Examples:
  dltutor export my-work.json
  dltutor export | ssh other-machine dltutor import -
  dltutor export --anki cards.apkg --lang ko"""
)
@click.argument("file", required=False, type=FILE)
@click.option(
    "--anki",
    type=click.Path(path_type=Path),
    metavar="FILE.apkg",
    help="Write the lessons' questions as cards for Anki instead, a deck for each lesson.",
)
@click.option(
    "--lesson",
    "lessons",
    multiple=True,
    metavar="ID",
    shell_complete=complete_lesson,
    help="With --anki: only this lesson; may be given more than once.",
)
@click.option("--force", is_flag=True, help="Write over FILE if it is there already.")
@takes("profile", "lang", "ascii")
def export(file: Path | None, anki: Path | None, lessons: tuple[str, ...], force: bool) -> int:
    """Write everything of your profile into FILE.

    Answers, places and settings, as JSON, one line an answer. dltutor import takes it in again, here or on
    another machine. Without FILE, or with -, it goes to another program through a pipe.
    """
    if anki is not None:
        if file is not None:
            raise Wrong("give FILE or --anki FILE.apkg, not both")
        return _cards(anki, lessons, force)
    if lessons:
        raise Wrong("--lesson goes with --anki: what you have done is exported whole")
    from tutor.study.store import Store, profile

    asked = wishes()
    piped = file is None or str(file) == "-"
    if piped and sys.stdout.isatty():
        raise Wrong("export where to? give the name of a file, or a program to pipe it to")
    store = Store(profile(asked.profile))
    try:
        with tempfile.TemporaryFile() if piped else placed(file, force) as out:  # type: ignore[arg-type]
            paper = asked.paper_for(store)
            count, lost = store.export(out)
            if piped:
                out.seek(0)
                shutil.copyfileobj(out, sys.stdout.buffer)
                sys.stdout.flush()
    finally:
        store.close()
    for say in store.says:
        complain(spoken(say))
    if lost:
        complain(f"{lost} answers in the log cannot be read and are not in it")
    if not piped:
        told = _("Everything of the profile {profile} is in {file}: {n:,} entries.")
        paper.say(told.format(profile=asked.profile, file=file, n=count))
    return 0


def _cards(file: Path, lessons: tuple[str, ...], force: bool) -> int:
    """The lessons' questions as an Anki package."""
    from tutor.course.index import read
    from tutor.course.load import load
    from tutor.kit.folders import cache_folder
    from tutor.study import anki
    from tutor.study.store import Store, profile
    from tutor.ui import words
    from tutor.ui.anki.decks import deck
    from tutor.ui.tested import title

    if file.suffix != ".apkg":
        raise Wrong(f"--anki wants a name that ends in .apkg, not {quoted(file.name)}")
    asked = wishes()
    store = Store(profile(asked.profile))
    paper = asked.paper_for(store)
    store.close()
    course = read(cache_folder())
    known = [entry.id for entry in course.entries]
    for lesson in lessons:
        if lesson not in known:
            raise Wrong(unknown("lesson", lesson, known))
    code = words.language()
    decks = [
        deck(load(entry.id, code), title(course, entry.chapter))
        for entry in course.entries
        if not lessons or entry.id in lessons
    ]
    with placed(file, force) as out:
        count = anki.write(decks, out)
    told = _(
        "Cards in {file}: {n}. Taken into Anki again later, their words change and your history stays."
    )
    paper.say(told.format(n=count, file=file))
    return 0


@click.command(
    name="import",
    epilog="""\b
Examples:
  dltutor import my-work.json
  dltutor import my-work.json --profile two""",
)
@click.argument("file", type=FILE)
@takes("profile", "lang", "ascii")
def import_(file: Path) -> int:
    """Take in a FILE that dltutor export wrote.

    What is there already counts once: take in the files of two machines as often as you like. Your own
    settings stay. A file that is not whole changes nothing.
    """
    from tutor.study.everything import Unreadable
    from tutor.study.store import Store, profile

    asked = wishes()
    with _read(file) as source:
        store = Store(profile(asked.profile))
        try:
            paper = asked.paper_for(store)
            saved, taken = store.take_in(source)
        except Unreadable as error:
            raise Wrong(f"nothing was taken in from {_named(file)}: {error}") from error
        finally:
            store.close()
    if taken is None:
        raise Failed(f"nothing was taken in: {spoken(saved.say)}" if saved.say else "nothing was taken in")
    told = _("Taken in from {file}: {new:,} new entries, {known:,} that were there already.")
    paper.say(told.format(file=_named(file), new=taken.new, known=taken.known))
    return 0


@contextmanager
def placed(file: Path, force: bool) -> Iterator[IO[bytes]]:
    """`file` to write to, whole or not at all. Raises Wrong or Failed with one sentence."""
    from tutor.kit.whole import written

    if file.is_dir():
        raise Wrong(f"{file} is a folder: give the name of a file")
    if not file.parent.is_dir():
        raise Wrong(no_folder(file.parent))
    try:
        with written(file, over=force) as out:
            yield out
    except FileExistsError as error:
        raise Wrong(f"{file} is there already: --force writes over it") from error
    except OSError as error:
        raise Failed(f"{file} could not be written: {error.strerror or error}") from error


@contextmanager
def _read(file: Path) -> Iterator[IO[bytes]]:
    """`file` to read from the start more than once. Raises Wrong."""
    if str(file) == "-":
        with tempfile.TemporaryFile() as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
            yield kept
        return
    try:
        opened = file.open("rb")
        if not opened.seekable():
            raise Wrong(f"{file} cannot be read twice: pipe it in and write - for it")
    except OSError as error:
        raise Wrong(unreadable(file, error)) from error
    with opened:
        yield opened


def _named(file: Path) -> str:
    return _("the pipe") if str(file) == "-" else str(file)
