"""`dltutor journal`: the post about a week of study."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli.keeping import placed
from tutor.cli.near import no_folder, quoted, unreadable
from tutor.cli.safely import Failed, Wrong
from tutor.cli.wishes import takes, wishes
from tutor.ui.words import _

if TYPE_CHECKING:
    from tutor.study.store import Store
    from tutor.ui.journal.week import Done, Week
    from tutor.ui.plain.paper import Paper

LONGEST = 200_000
"""Characters of a retrospective."""


@click.command(
    epilog="""\b
Examples:
  dltutor journal
  dltutor journal --week 2026-W48 --lang ko --out posts
  dltutor journal --retrospective thoughts.md < /dev/null"""
)
@click.option("--week", "named", metavar="YYYY-Www", help="Which week; without it the one that is now.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("journal"),
    metavar="FOLDER",
    help="Where to write the post and its pictures. Default: journal.",
)
@click.option(
    "--retrospective",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Your retrospective of the week, instead of asking for it; - reads it from a pipe.",
)
@click.option("--author", metavar="NAME", help="Your name in the post; it is asked once and kept.")
@click.option("--no-pictures", is_flag=True, help="Do not run your runs again to draw them.")
@click.option("--force", is_flag=True, help="Write over a post that is there already.")
@takes("profile", "lang", "ascii")
def journal(
    named: str | None,
    out: Path,
    retrospective: Path | None,
    author: str | None,
    no_pictures: bool,
    force: bool,
) -> int:
    """Write the post about your week, as study groups do.

    Markdown with pictures: what you studied, your own explanations, what you predicted beside what you saw,
    your runs drawn from the runs themselves, what you got right and what you believed wrongly. Your
    retrospective is asked for. What you did not do is not in it.
    """
    from tutor.study.store import Store, profile
    from tutor.ui.journal.post import draw, post, studied

    asked = wishes()
    store = Store(profile(asked.profile))
    try:
        paper = asked.paper_for(store)
        done = _done(store, _week(named))
        file = out / f"{done.week}.md"
        _check(file, force)
        text = _read(retrospective) if retrospective else ""
        lessons = studied(done)
        person = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
        name = _author(store, author, paper, person)
        thoughts = _retrospective(store, done.week, text, paper, person and retrospective is None)
    finally:
        store.close()
    drawn = (
        {}
        if no_pictures
        else draw(done, lessons, lambda run: paper.say(_("Drawing: {run}").format(run=run)))
    )
    made = post(done, lessons, drawn, name, thoughts)
    out.mkdir(parents=True, exist_ok=True)
    for place, content in (*made.pictures.items(), (file.name, made.text)):
        with placed(out / place, force or place != file.name) as target:
            target.write(content.encode())
    paper.say(_("The post is in {file}.").format(file=file))
    return 0


def _week(named: str | None) -> Week:
    from tutor.study.days import date_of, today
    from tutor.ui.journal.week import read_week, week_of

    now = date_of(today())
    if named is None:
        return week_of(now)
    week = read_week(named)
    if week is None:
        raise Wrong(f"a week is written like {week_of(now)}, not {quoted(named)}")
    return week


def _done(store: Store, week: Week) -> Done:
    """What was done in that week. Raises Wrong where that is nothing."""
    from tutor.ui.journal.week import done_in, weeks_with_something

    answers = store.answers(pages=True)
    done = done_in(week, answers)
    if not done.days:
        others = ", ".join(map(str, weeks_with_something(answers)[-3:]))
        raise Wrong(
            f"nothing was studied in {week}"
            + (f"; the last weeks with something: {others}" if others else "")
        )
    return done


def _check(file: Path, force: bool) -> None:
    """Refuse before anything is asked and run what could not be written after it."""
    if file.exists() and not force:
        raise Wrong(f"{file} is there already: --force writes over it")
    if file.parent.exists() and not file.parent.is_dir():
        raise Wrong(no_folder(file.parent))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"the folder {file.parent} could not be made: {error.strerror or error}") from error


def _read(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Wrong(f"{file} is not text in UTF-8") from error
    except OSError as error:
        raise Wrong(unreadable(file, error)) from error
    if len(text) > LONGEST:
        raise Wrong(f"{file} is longer than {LONGEST:,} characters")
    return text.strip()


def _author(store: Store, given: str | None, paper: Paper, person: bool) -> str:
    """The learner's name as they want it in the post; asked once."""
    from tutor.kit.inert import clean

    kept = store.setting("author")
    if given is None and person and not isinstance(kept, str):
        paper.line(_("Your name, for the author line (Enter: none):") + " ", end="")
        given = sys.stdin.readline()
    if given is not None:
        kept = " ".join(clean(given).split())[:200]
        store.put_setting("author", kept)
    return kept if isinstance(kept, str) else ""


def _retrospective(store: Store, week: Week, given: str, paper: Paper, ask: bool) -> str:
    """The learner's own look back at the week; kept at once, so that a second post has it too."""
    from tutor.kit.inert import clean

    place = f"retrospective {week}"
    kept = store.setting(place)
    before = kept if isinstance(kept, str) else ""
    text = clean(given)
    if ask:
        if before:
            paper.line(_("Your retrospective so far:"))
            paper.text(before)
            paper.say(_("Write it anew; Enter at once keeps it, an empty line ends it."))
        else:
            paper.say(_("Your retrospective of the week, in your own words; an empty line ends it."))
        lines = []
        while line := sys.stdin.readline().rstrip("\n"):
            lines.append(clean(line))
        text = "\n".join(lines).strip()
    if text and text != before:
        store.put_setting(place, text)
    return text or before
