"""`dltutor lint` and `dltutor verify`: for those who write lessons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.completing import complete_lesson
from tutor.cli.lint_formats import DATA, LINES
from tutor.cli.near import neither, no_file, quoted
from tutor.cli.output import put_json
from tutor.cli.safely import Failed, Wrong
from tutor.cli.wishes import takes, wishes
from tutor.ui.words import _, plural

if TYPE_CHECKING:
    from tutor.course.published import Kind
    from tutor.course.verify import Verdict
    from tutor.kit.lesson import Lesson


@click.command(
    epilog="""\b
Examples:
  dltutor lint
  dltutor lint lessons/recurrent/hopfield.yaml
  dltutor lint --format github
  dltutor lint --since v1.2
  dltutor lint --schema > lesson.schema.json
  dltutor lint --schema translation > translation.schema.json"""
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice([*LINES, *DATA]),
    default="text",
    help="For editors (gcc), GitHub Actions (github), programs (json), code scanners (sarif).",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--schema",
    is_flag=False,
    flag_value="lesson",
    type=click.Choice(["lesson", "translation", "chapter", "pack"]),
    metavar="[KIND]",
    help="Print the JSON Schema of lesson files, for editors; or of translation, chapter or pack files.",
)
@click.option(
    "--since",
    metavar="COMMIT",
    default="HEAD",
    show_default=True,
    help="Lessons that mean something else than in that commit need another rev: a release's tag, say.",
)
@takes("lang", "ascii")
def lint(paths: tuple[Path, ...], form: str, as_json: bool, schema: Kind | None, since: str) -> int:
    """Check lesson files, each problem with its line and column.

    Without a PATH the whole course is checked. A PATH is a lesson, or a folder with all that is in it.

    Exit code 0: nothing has to be mended, though there may be advice (a "warning"). 1: something has to
    be. 2: there is no such PATH or option, or no lesson in it.
    """
    from tutor.course.lint import lint as problems_of

    paper = wishes().paper()
    if schema:
        from tutor.course.published import json_schema

        put_json(json_schema(schema))
        return 0
    for path in paths:
        if not path.exists():
            raise Wrong(_no_such(path))
        if path.is_dir() and next(path.rglob("*.yaml"), None) is None:
            raise Wrong(f"there is nothing to check in {path}: no file in it ends in .yaml")
    if since != "HEAD":
        _known(since, paths)
    problems = problems_of(paths or None, since)
    form = "json" if as_json else form
    if form in DATA:
        put_json(DATA[form](problems))
    elif problems or form == "github":
        paper.lines(LINES[form](problems))
    else:
        paper.line(_("Nothing to mend."))
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _no_such(path: Path) -> str:
    """What to say where nothing has that name; it may be a lesson's id, whose file is meant."""
    from tutor.course import find
    from tutor.course.problem import shown_path

    file = find.lesson_file(str(path))
    return f"there is no file or folder {path}: did you mean {shown_path(file)}?" if file else neither(path)


def _known(commit: str, paths: tuple[Path, ...]) -> None:
    """Raises Wrong where git knows no such commit."""
    from tutor.course import find, history

    for path in paths or (find.folder(),):
        if not history.known(commit, path if path.is_dir() else path.parent):
            raise Wrong(f"there is no commit {quoted(commit)} where {path} lies")


@click.command(
    epilog="""\b
Examples:
  dltutor verify --quick
  dltutor verify hopfield
  dltutor verify hopfield --json"""
)
@click.argument("names", nargs=-1, metavar="[LESSON]...", shell_complete=complete_lesson)
@click.option("--quick", is_flag=True, help="Only the claims that take a few seconds.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@takes("lang", "ascii")
def verify(names: tuple[str, ...], quick: bool, as_json: bool) -> int:
    """Run again what the numbers in LESSON claim, or in all lessons.

    Each line has the claim, what it expects, the median over its seeds, their range and the time. Exit
    code 1 where a claim does not hold.
    """
    from dataclasses import asdict

    from tutor.course.verify import verify as verdicts
    from tutor.ui.measure import Measure

    paper = wishes().paper()
    measure, failed, done = Measure(), 0, []
    for claim in _claims(names, quick):
        if not as_json:
            paper.line("\t".join([claim.id, *claim.verify]), end="\t")
        for verdict in verdicts([claim], measure):
            done.append({**asdict(verdict), "seconds": round(verdict.seconds, 3)})
            failed += not verdict.passed
            if not as_json:
                paper.line("\t".join(_told(verdict)))
    if as_json:
        put_json(done)
    elif failed:
        paper.line(plural("{n} claim does not hold.", "{n} claims do not hold.", failed))
    elif done:
        paper.line(plural("{n} claim holds.", "{n} claims hold.", len(done)))
    else:
        paper.line(_("Nothing is claimed there."))
    return 1 if failed else 0


def _claims(names: Iterable[str], quick: bool) -> Iterator[Lesson]:
    """The lessons, each with one claim, so that it can be named before it is run. Raises Wrong, Failed."""
    from dataclasses import replace

    from tutor.course.find import files
    from tutor.course.load import load
    from tutor.course.problem import LessonError

    for name in names:
        path = Path(name)
        if path.is_dir() or (path.suffix in (".yaml", ".yml") and not path.exists()):
            raise Wrong(no_file(path, ".yaml"))
    wanted = list(names) or files()
    try:
        lessons = [load(name) for name in wanted]
    except LessonError as error:
        raise (Wrong if names else Failed)(str(error)) from error
    for lesson in lessons:
        for id, claim in lesson.verify.items():
            if claim.quick or not quick:
                yield replace(lesson, verify={id: claim})


def _told(verdict: Verdict) -> tuple[str, ...]:
    """The rest of a claim's line: expected, median, range, time, word."""
    if verdict.median is None or verdict.low is None or verdict.high is None:
        return verdict.expected, verdict.trouble, f"{verdict.seconds:.1f} s", _("failed")
    spread = f"{verdict.low:.4g} … {verdict.high:.4g}"
    word = _("holds") if verdict.passed else _("does not hold")
    return verdict.expected, f"{verdict.median:.4g}", spread, f"{verdict.seconds:.1f} s", word
