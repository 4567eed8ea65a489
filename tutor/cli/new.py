"""`dltutor new`: files to start from, for those who write lessons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.group import Group, which
from tutor.cli.near import no_file, no_folder
from tutor.cli.safely import Failed, Wrong
from tutor.cli.wishes import takes, wishes
from tutor.ui import words
from tutor.ui.words import _

if TYPE_CHECKING:
    from tutor.ui.plain.paper import Paper

PATH = click.Path(path_type=Path)


@click.group(
    cls=Group,
    invoke_without_command=True,
    epilog="""\b
Examples:
  dltutor new pack calendars
  dltutor new lesson leap-years --into calendars/basics
  dltutor new translation calendars/basics/leap-years.yaml""",
)
@takes("lang")
@click.pass_context
def new(context: click.Context) -> None:
    """Write a file to start from: a pack, a lesson, a translation."""
    if context.invoked_subcommand is None:
        raise Wrong(which(context))


INTO = click.option(
    "--into", type=PATH, default=Path(), metavar="FOLDER", help="Where to; else the folder you are in."
)
ALONE = click.option("--one-language", is_flag=True, help="Without the file for the other language.")


@new.command(
    epilog="""\b
Examples:
  dltutor new pack calendars
  dltutor new pack calendars --chapter basics --lesson leap-years --one-language"""
)
@click.argument("name")
@INTO
@click.option("--chapter", default="basics", metavar="NAME", help="Its first chapter; else basics.")
@click.option("--lesson", default="first", metavar="NAME", help="Its first lesson; else first.")
@ALONE
@takes("lang")
def pack(name: str, into: Path, chapter: str, lesson: str, one_language: bool) -> int:
    """Write the folder NAME, a pack of one lesson.

    A pack is what you give away: a folder with a file pack.yaml that says whose it is, and in it a folder
    with lessons for each chapter. It has one of each, to be written over, and can be built as it stands.
    """
    from tutor.course import starting

    paper = wishes().paper()
    language = words.language()
    written = _started(lambda: starting.pack(name, into, language, chapter, lesson, one_language), into)
    top, first = written[0].parent, written[2]
    _tell(
        paper,
        written,
        (f"preview {first}", _("shows it as learners see it, anew each time you save")),
        (f"new lesson NAME --into {first.parent}", _("writes one lesson more")),
        (f"lint {top}", _("says what to mend, with line and column")),
        (f"pack build {top}", _("makes one file of it, to give away")),
    )
    return 0


@new.command(
    epilog="""\b
Examples:
  dltutor new lesson leap-years
  dltutor new lesson leap-years --into calendars/basics --one-language
  dltutor new lesson leap-years --lang ko"""
)
@click.argument("name")
@INTO
@ALONE
@takes("lang")
def lesson(name: str, into: Path, one_language: bool) -> int:
    """Write the lesson NAME, a sample to write over.

    Two files are written: NAME.yaml, with a comment at each thing you may want to change and an example of
    every kind of question, and its words in the other language. The first is in the language of --lang, so
    a lesson can be written in Korean and translated to English too. Nothing is ever written over.
    """
    from tutor.course import starting

    paper = wishes().paper()
    written = _started(lambda: starting.lesson(name, into, words.language(), one_language), into)
    _tell(paper, written, *_next(written[0]))
    return 0


@new.command(epilog="\b\nExample:\n  dltutor new translation leap-years.yaml")
@click.argument("file", type=PATH)
@takes("lang")
def translation(file: Path) -> int:
    """Write the words of the lesson FILE, to be translated.

    The new file lies beside it and is of the other language. It has the lesson's words by their ids, to be
    written over, and nothing else.
    """
    from tutor.course import find, starting

    paper = wishes().paper()
    if not file.is_file():
        raise Wrong(no_file(file, ".yaml"))
    if not find.is_lesson(file.name):
        raise Wrong(f"{file} is no lesson")
    written = _started(lambda: starting.translation(file, words.language()), file.parent)
    _tell(paper, written, *_next(file)[:2])
    return 0


def _started(write: Callable[[], list[Path]], folder: Path) -> list[Path]:
    """The files written. Raises Wrong or Failed where there are none."""
    from tutor.course.problem import LessonError
    from tutor.course.starting import NoStart

    if not folder.is_dir():
        said = no_folder(folder)
        raise Wrong(said if folder.exists() or "did you mean" in said else f"{said}; make it first")
    try:
        return write()
    except NoStart as error:
        raise Wrong(str(error)) from error
    except LessonError as error:
        raise Wrong(f"this has to be mended first: {error}") from error
    except OSError as error:
        raise Failed(f"nothing could be written in {folder}: {error.strerror or error}") from error


def _next(lesson: Path) -> tuple[tuple[str, str], ...]:
    """What to do with a lesson, and what that is good for."""
    return (
        (f"preview {lesson}", _("shows it as learners see it, anew each time you save")),
        (f"lint {lesson}", _("says what to mend, with line and column")),
        (f"verify {lesson}", _("measures again the numbers it states, if it has a live model")),
    )


def _tell(paper: Paper, written: list[Path], *steps: tuple[str, str]) -> None:
    """What was written, and what to do next."""
    for file in written:
        paper.line(_("written: {file}").format(file=file))
    paper.line()
    for command, does in steps:
        paper.line(f"  dltutor {command}")
        paper.say(f"      {does}")
