"""`dltutor review`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutor.cli.listening import listener
from tutor.cli.numbers import Whole
from tutor.cli.output import put_json
from tutor.cli.wishes import takes, wishes
from tutor.ui import terminal, words

if TYPE_CHECKING:
    from tutor.study.store import Store


@click.command(
    epilog="""\b
Examples:
  dltutor review
  dltutor review --plain --lang ko
  dltutor review --new 5
  dltutor review --json"""
)
@click.option("--json", "as_json", is_flag=True, help="List what is due, as JSON, and ask nothing.")
@click.option(
    "--new",
    type=Whole(0, 1000),
    metavar="N",
    help="At most N questions a day that were never answered before (kept; at first 20).",
)
@takes("plain", "lang", "profile", "ascii")
def review(as_json: bool, new: int | None) -> int:
    """Answer the questions that are due today.

    They are of lessons you have studied, and come when you are about to forget them. What was missed comes
    back in the same sitting. With --plain it is asked line by line, as `dltutor learn` does; after an
    answer, 1 to 4 grade it yourself and u takes it back. Leave with q at any time.
    """
    from tutor.study.store import Store, profile

    asked = wishes()
    store = Store(profile(asked.profile))
    try:
        if new is not None:
            store.put_setting("new-a-day", new)
        asked.heed(store)
        if as_json or asked.plain or not terminal.real():
            _told(store, as_json)
            return 0
    finally:
        store.close()
    from tutor.ui.app import run

    return run(review=True, profile=asked.profile, language=asked.lang, ascii=asked.ascii)


def _told(store: Store, as_json: bool) -> None:
    """The due list as JSON, or the reviews line by line."""
    from tutor.course.index import read
    from tutor.course.load import load
    from tutor.kit.folders import cache_folder
    from tutor.ui.plain.review import Review, fixed_seed, reschedule
    from tutor.ui.reviewing import Reviewing
    from tutor.ui.studied import studied

    paper = wishes().paper()
    course = studied(read(cache_folder()))
    reschedule(store, (lambda text: click.echo(text, err=True)) if as_json else paper.say)
    if as_json:
        put_json([{**due._asdict(), "recall": round(due.recall, 4)} for due in store.due(course)])
        return
    answers, language = listener(paper), words.language()
    seeds = None if answers.person else fixed_seed
    reviewing = Reviewing(store, course, lambda id: load(id, language), language, seeds)
    Review(reviewing, paper, answers).hold()
