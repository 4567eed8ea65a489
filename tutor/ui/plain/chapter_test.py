"""Testing out of a chapter in the linear mode."""

from __future__ import annotations

from tutor.ui.plain.asking import Asking
from tutor.ui.plain.listener import Ended, Leave, Listener
from tutor.ui.plain.paper import Paper
from tutor.ui.plain.watch import truth_of
from tutor.ui.reviewing import ChapterTest, Round
from tutor.ui.tested import rules, verdicts
from tutor.ui.words import _, spoken


def hold(test: ChapterTest, chapter: str, paper: Paper, listener: Listener) -> None:
    """Ask every question of the test once, or until the learner leaves; then say what it shows.

    `chapter` is the chapter's title.
    """
    for say in test.store.says:
        paper.say(spoken(say))
    paper.say(_("Test: {chapter}").format(chapter=chapter))
    paper.say(rules(test))
    paper.say(_("s passes on and shows the answer, q leaves."))
    stopped = None
    try:
        count = len(test.drawn)
        while round := test.next():
            _ask(test, round, count, paper, listener)
    except (Ended, Leave, KeyboardInterrupt) as stop:
        stopped = stop
    paper.line()
    if isinstance(stopped, Ended):
        paper.say(_("The input has ended."))
    for line in verdicts(test, test.finish()):
        paper.say(line)
    if test.trouble is not None:
        paper.say(spoken(test.trouble))
    if isinstance(stopped, KeyboardInterrupt):
        raise stopped


def _ask(test: ChapterTest, round: Round, count: int, paper: Paper, listener: Listener) -> None:
    paper.line()
    place = _("Question {n} of {count}, from {lesson}.")
    paper.say(place.format(n=len(test.past) + 1, count=count, lesson=round.lesson.title))
    if round.page.text:
        paper.text(round.page.text)
    if round.page.formula:
        paper.say(round.page.reads)
    try:
        if round.page.lab:
            truth_of(paper, round.page.lab, round.page.lab.seed, "", "end")
        Asking(round.sitting, paper, listener).ask(round.turn)
    finally:
        test.settle(round)
