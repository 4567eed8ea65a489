"""`dltutor pack`: lessons from elsewhere, built, looked at, installed and given up. Nothing is fetched."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.group import Group, which
from tutor.cli.near import neither, no_folder, quoted
from tutor.cli.output import put_columns, put_json
from tutor.cli.safely import Failed, Wrong
from tutor.cli.wishes import takes, wishes
from tutor.ui.words import _, plural

if TYPE_CHECKING:
    from tutor.course.packs.install import Faulty, Staged
    from tutor.ui.plain.paper import Paper

PATH = click.Path(path_type=Path)


@click.group(
    cls=Group,
    invoke_without_command=True,
    epilog="""\b
Examples:
  dltutor pack build bread
  dltutor pack install bread-1.0.zip
  dltutor pack list
  dltutor pack remove bread""",
)
@takes("lang", "ascii")
@click.pass_context
def pack(context: click.Context) -> None:
    """Build, install, list or remove packs of lessons.

    A pack is a folder of lessons with a file pack.yaml that says whose they are, or a zip of one. It is
    data only, and nothing is fetched from anywhere: you give the file.
    """
    if context.invoked_subcommand is None:
        raise Wrong(which(context))


@pack.command(
    epilog="""\b
Examples:
  dltutor pack build bread
  dltutor pack build bread --out ~/packs/bread.zip --force"""
)
@click.argument("folder", type=PATH)
@click.option("--out", type=PATH, metavar="FILE.zip", help="Where to; else NAME-VERSION.zip, here.")
@click.option("--force", is_flag=True, help="Write over the file if it is there already.")
@takes("lang", "ascii")
def build(folder: Path, out: Path | None, force: bool) -> int:
    """Make a zip of the pack in FOLDER.

    It is linted first, and nothing is made while something in it has to be mended. What is no lesson is
    left out, but for a licence and a readme. The same files give the same zip.
    """
    from tutor.cli.keeping import placed
    from tutor.course.packs import zipped

    paper = wishes().paper()
    if not folder.is_dir():
        raise Wrong(no_folder(folder))
    with _staged(folder) as found:
        file = out or Path(f"{found.about.name}-{found.about.version}.zip")
        if file.suffix != ".zip":
            raise Wrong(f"--out wants a name that ends in .zip, not {quoted(file.name)}")
        with placed(file, force) as target:
            zipped.write(found.contents, found.about.name, target)
        paper.lines(problem.text() for problem in found.problems)
    for name in found.contents.left_out:
        paper.line(_("left out: {name}").format(name=name))
    count = plural("{n} lesson", "{n} lessons", found.holds.lessons)
    paper.say(_("{file} is the pack {name} {version}: {count}.").format(
        file=file, name=found.about.name, version=found.about.version, count=count
    ))  # fmt: skip
    return 0


@pack.command(
    epilog="""\b
Examples:
  dltutor pack install bread-1.0.zip
  dltutor pack install bread --yes"""
)
@click.argument("path", type=PATH)
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@takes("lang", "ascii")
def install(path: Path, yes: bool) -> int:
    """Take in the pack in PATH, a folder or a zip.

    Whose it is and what it holds is told first, and you are asked. Another version of a pack takes the
    place of the one that is there; what you have answered stays yours.
    """
    from tutor.cli.packs_told import question, seen, tell
    from tutor.course.packs import install as packs

    paper = wishes().paper()
    if not path.exists():
        raise Wrong(neither(path))
    with _held() as place, _staged(path, place) as found:
        there = packs.before(found.about.name, place)
        tell(paper, found, there)
        if not yes and not _agreed(paper, question(found, there)):
            paper.say(_("Nothing is installed."))
            return 1
        packs.put(found, place)
        paper.say(seen(found))
    return 0


@pack.command(name="list", epilog="\b\nExamples:\n  dltutor pack list\n  dltutor pack list --json")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@takes("lang", "ascii")
def list_(as_json: bool) -> None:
    """List the packs that are installed.

    Name, version, title, authors, licence, languages, how many lessons.
    """
    from tutor.cli.packs_told import described, row
    from tutor.course.packs.install import installed

    paper = wishes().paper()
    known = installed()
    if as_json:
        put_json([described(one) for one in known])
    elif known:
        put_columns(paper, [row(one) for one in known])
    else:
        paper.say(_("No pack is installed. dltutor pack install PATH takes one in."))


@pack.command(epilog="\b\nExample:\n  dltutor pack remove bread")
@click.argument("name")
@takes("lang", "ascii")
def remove(name: str) -> int:
    """Give up the pack of that NAME.

    What you have answered in it is kept, and counts again once it is installed again; until then nothing of
    it is asked.
    """
    from tutor.course.index import forget
    from tutor.course.packs import install as packs
    from tutor.course.packs.contents import Refused
    from tutor.kit.folders import cache_folder

    paper = wishes().paper()
    with _held() as place:
        try:
            packs.remove(name, place)
        except Refused as error:
            raise Wrong(str(error)) from error
    forget(cache_folder(), name)
    said = _("The pack {name} is removed. What you have answered in it is kept, and counts again with it.")
    paper.say(said.format(name=name))
    return 0


# ---- what may go wrong ---------------------------------------------------------------------------


@contextmanager
def _held() -> Iterator[Path]:
    """The folder of packs, for this process alone. Raises Failed for what a disk can do."""
    from tutor.course import find
    from tutor.course.packs import install as packs

    place = find.packs_folder()
    try:
        with packs.held(place):
            yield place
    except packs.Busy as error:
        raise Failed("another dltutor is at the packs just now; try again when it is done") from error
    except OSError as error:
        raise Failed(f"the packs in {place} could not be changed: {error.strerror or error}") from error


@contextmanager
def _staged(source: Path, beside: Path | None = None) -> Iterator[Staged]:
    """The pack, read and found good. Raises Wrong where it is refused, with the first reason."""
    from tutor.course.packs import install as packs
    from tutor.course.packs.contents import Refused

    try:
        with packs.staged(source, beside) as found:
            yield found
    except Refused as error:
        raise Wrong(f"{source} is not taken: {error}") from error
    except packs.Faulty as error:
        raise Wrong(_faults(source, error)) from error


def _faults(source: Path, error: Faulty) -> str:
    more = len(error.problems) - 1
    others = f" (and {more} more: dltutor lint {source} tells all)" if more and source.is_dir() else ""
    return f"{source} is not taken, something in it has to be mended: {error}{others}"


def _agreed(paper: Paper, question: str) -> bool:
    """Whether whoever is asked says yes; nobody there is a no."""
    paper.line(f"{question} [y/N]", end=" ")
    try:
        line = sys.stdin.readline() if sys.stdin is not None else ""
    except UnicodeDecodeError:
        line = ""
    if not (line.endswith("\n") and sys.stdin.isatty()):
        paper.line()
    return line.strip().casefold() in ("y", "yes", "ㅛ", "예", "네")
