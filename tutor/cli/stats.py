"""`dltutor stats`: what is remembered, how well one knows what one knows, what comes next."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from tutor.cli.output import put_columns, put_json
from tutor.cli.safely import complain
from tutor.cli.wishes import takes, wishes
from tutor.ui.words import _, plural, spoken

if TYPE_CHECKING:
    from tutor.ui.plain.paper import Paper
    from tutor.ui.standing import Misbelief, Standing


@click.command(
    epilog="""\b
Examples:
  dltutor stats
  dltutor stats --lang ko
  dltutor stats --json"""
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@takes("profile", "lang", "ascii")
def stats(as_json: bool) -> None:
    """Tell where you stand.

    What you remember of each lesson, how often you were right when you were sure, which reviews come in the
    next two weeks, and what you believed wrongly.
    """
    from tutor.course.index import read
    from tutor.kit.folders import cache_folder
    from tutor.study.store import Store, profile
    from tutor.ui.plain.review import reschedule
    from tutor.ui.standing import misbeliefs, standing

    asked = wishes()
    store = Store(profile(asked.profile))
    try:
        paper = asked.paper_for(store)
        reschedule(store, complain if as_json else paper.say)
        found = standing(store, read(cache_folder()))
        beliefs = list(misbeliefs(store))
    finally:
        store.close()
    for say in store.says:
        complain(spoken(say))
    if as_json:
        put_json(described(found, beliefs))
    else:
        _tell(paper, found, beliefs)


def described(found: Standing, beliefs: list[Misbelief]) -> dict[str, object]:
    """Everything, ready for JSON."""
    from tutor.study.days import date_of
    from tutor.ui.sitting import SURE

    return {
        "remembered": [asdict(one) for one in found.remembered],
        "calibration": {
            "enough": found.calibrated,
            "confidences": [
                {**one._asdict(), "name": SURE[one.confidence], "share": one.share}
                for one in found.calibration
            ],
        },
        "ahead": [
            {"day": date_of(found.today + n).isoformat(), "due": count}
            for n, count in enumerate(found.ahead)
        ],
        "believed": [
            {**asdict(one), "pages": [{"id": id, "title": title} for id, title in one.pages]}
            for one in beliefs
        ],
    }


def _tell(paper: Paper, found: Standing, beliefs: list[Misbelief]) -> None:
    from tutor.ui.glyphs import bar
    from tutor.ui.sitting import SURE
    from tutor.ui.standing import day_name, verdict

    paper.line(_("What you remember"))
    rows = [(f"  {one.title}", bar(one.share), f"{one.share:.0%}") for one in found.remembered]
    put_columns(paper, rows) if rows else paper.say("  " + _("Nothing was studied yet."))
    if found.not_begun:
        paper.say("  " + plural("{n} lesson is not begun.", "{n} lessons are not begun.", found.not_begun))
    paper.line()
    paper.line(_("How well you know what you know"))
    if any(one.answers for one in found.calibration):
        put_columns(
            paper,
            [
                (
                    f"  {_(SURE[one.confidence])}",
                    bar(one.share),
                    f"{one.share:.0%}",
                    plural("{n} answer", "{n} answers", one.answers),
                )
                for one in found.calibration
                if one.answers
            ],
        )
    paper.say("  " + verdict(found.calibration))
    paper.line()
    paper.line(_("Reviews to come"))
    days = [(f"  {day_name(found.today + n, found.today)}", str(c)) for n, c in enumerate(found.ahead) if c]
    put_columns(paper, days) if days else paper.say("  " + _("None in the next two weeks."))
    if beliefs:
        paper.line()
        paper.line(_("What you believed wrongly"))
    for one in beliefs:
        _tell_belief(paper, one)


def _tell_belief(paper: Paper, one: Misbelief) -> None:
    from tutor.ui.glyphs import signs
    from tutor.ui.plain.paper import inline

    sign = signs().right if one.mended else signs().wrong
    state = _("right since") if one.mended else _("not mended yet")
    paper.say(f"  {sign} “{one.said}” ({state})")
    paper.say(f"      {one.lesson_title}: {inline(one.asked)}")
    if one.pages:
        pages = ", ".join(title for _id, title in one.pages)
        paper.say("      " + _("Why: {pages}").format(pages=pages))
