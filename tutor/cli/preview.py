"""`dltutor preview`: a lesson while it is being written."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from tutor.cli.near import no_file, unknown
from tutor.cli.safely import Wrong
from tutor.cli.wishes import takes, wishes
from tutor.ui import terminal


@click.command(
    epilog="""\b
Examples:
  dltutor preview leap-years.yaml
  dltutor preview leap-years.yaml --page rule --lang ko"""
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--page", metavar="ID", help="The page to begin with; else the first.")
@takes("plain", "lang", "profile", "ascii")
def preview(file: Path, page: str | None) -> int:
    """Show the lesson in FILE as learners see it.

    It is read anew each time you save it, and the page you are on stays in view. While the file cannot be
    read, what has to be mended stands there instead. Nothing that is answered here is kept. In
    --plain lines the file is looked at whenever you press Enter.
    """
    asked = wishes()
    lesson = _lesson(file)
    if lesson != file and asked.lang is None and file.suffix == ".yaml":  # a translation was asked for
        asked.lang = file.suffixes[-2][1:]
    if page is not None:
        _check_page(lesson, page)
    if asked.plain or not terminal.real():
        from tutor.study.passing import passing
        from tutor.ui.plain.preview import preview as tell

        with passing(asked.profile) as store:
            return tell(lesson, store, asked.paper_for(store), page)
    from tutor.ui.preview import run

    return run(lesson, page, profile=asked.profile, language=asked.lang, ascii=asked.ascii)


def _check_page(file: Path, page: str) -> None:
    """Raises Wrong where the lesson has no such page. Of one that cannot be read yet nobody knows."""
    from tutor.course.load import parse
    from tutor.course.problem import LessonError

    with suppress(LessonError):
        pages = [one.id for one in parse(file)[0].pages]
        if page not in pages:
            raise Wrong(unknown("page", page, pages))


def _lesson(file: Path) -> Path:
    """The lesson's file. Raises Wrong where there is none."""
    from tutor.course import find

    if not file.exists() and file.suffix != ".yaml" and (found := find.lesson_file(str(file))):
        return found
    if find.is_translation(file.name):
        file = find.original(file)
    if file.is_dir() or not file.exists():
        raise Wrong(no_file(file, ".yaml"))
    if not find.is_lesson(file.name):
        raise Wrong(f"{file} is no lesson")
    return file
