"""The linear mode of a lesson: page after page in plain lines, for screen readers, pipes and slow links."""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import partial

from tutor.course import formula
from tutor.kit.knobs import KnobError
from tutor.kit.lesson import LabRef, Lesson, Page, Trace
from tutor.study.store import Store
from tutor.ui.plain.asking import Asking, introduce
from tutor.ui.plain.listener import Ended, Leave, Listener, command
from tutor.ui.plain.paper import Paper
from tutor.ui.plain.watch import truth_of
from tutor.ui.sitting import Sitting, Turn
from tutor.ui.words import _, language, spoken


class Reading:
    """One learner reading one lesson on paper."""

    def __init__(self, lesson: Lesson, store: Store, paper: Paper, listener: Listener) -> None:
        self.lesson = lesson
        self.store = store
        self.paper = paper
        self.listener = listener
        self.sitting = Sitting(store, lesson, language())
        self.asking = Asking(self.sitting, paper, listener)
        self.turn: Turn | None = None
        """The question of this page, once it was asked."""

    def read(self) -> None:
        """From where the learner was last, to the end or until they leave; the place is kept."""
        paper, pages = self.paper, self.lesson.pages
        ids = [page.id for page in pages]
        place = self.store.place(self.sitting.name, pack=self.sitting.pack)
        now = ids.index(place) if place in ids else 0
        self._begin(now)
        try:
            while now < len(pages):
                self._page(now)
                now = max(0, now + self._onwards(pages[now]))
        except (Ended, Leave, KeyboardInterrupt) as stop:
            why = _("The input has ended.") + " " if isinstance(stop, Ended) else ""
            kept = _("Your place is kept: page {n} of {count}.").format(n=now + 1, count=len(pages))
            paper.line()
            paper.say(why + kept)
            if isinstance(stop, KeyboardInterrupt):
                raise
            return
        self.store.put_place(self.sitting.name, ids[0], pack=self.sitting.pack)
        self._end()

    def _begin(self, now: int) -> None:
        lesson, paper = self.lesson, self.paper
        for say in self.store.says:
            paper.say(spoken(say))
        paper.say(lesson.title)
        paper.text(lesson.summary)
        paper.say(
            _("{pages} pages, about {minutes} minutes.").format(
                pages=len(lesson.pages), minutes=lesson.minutes
            )
        )
        introduce(paper)
        if now:
            paper.say(_("Going on where you were: page {n}.").format(n=now + 1))

    def _page(self, index: int) -> None:
        page, paper = self.lesson.pages[index], self.paper
        self.turn = None
        paper.line()
        head = _("Page {n} of {count}").format(n=index + 1, count=len(self.lesson.pages))
        paper.say(f"{head}: {page.title}" if page.title else head)
        saved = self.sitting.visit(page)
        if saved.say is not None:
            paper.say(spoken(saved.say))
        if page.text:
            paper.text(page.text)
        if page.formula:
            self._formula(page)
        if page.predict or page.question:
            self._asked(page)
        elif page.lab:
            self._truth(page.lab, page.lab.seed, "", "end")
        for words in (page.then, "" if self.listener.person else page.more):
            if words:
                paper.line()
                paper.text(words)

    def _formula(self, page: Page) -> None:
        self.paper.line()
        self.paper.say(page.reads)
        rows = (page.formula,) if self.paper.ascii_signs else formula.draw_or_quote(page.formula)
        for row in rows if all(map(self.paper.can, rows)) else (page.formula,):
            self.paper.line("    " + row)

    # -- questions and runs ----------------------------------------------------------------------

    def _asked(self, page: Page) -> None:
        """The page's prediction or question, with the run that answers it."""
        self.turn = turn = self._turn(page)
        if page.predict is not None and page.lab is not None:
            metric = page.predict.answer.metric if page.predict.answer else ""
            self.asking.ask(turn, partial(self._truth, page.lab, page.lab.seed, metric, "end"))
        elif isinstance(page.question, Trace):
            trace = page.question
            lab = turn.asked.lab or trace.lab
            self.asking.ask(turn, partial(self._truth, lab, lab.seed, trace.metric, trace.at))
        else:
            if page.lab:
                self._truth(page.lab, page.lab.seed, "", "end")
            self.asking.ask(turn)

    def _turn(self, page: Page) -> Turn:
        return self.sitting.turn(page, None if self.listener.person else fixed_seed(self.lesson, page))

    def _truth(self, lab: LabRef, seed: int, metric: str, at: str) -> float | None:
        asking = self.turn if self.turn and not self.turn.over else None
        return truth_of(self.paper, lab, seed, metric, at, asking)

    # -- between pages ---------------------------------------------------------------------------

    def _onwards(self, page: Page) -> int:
        """How many pages to go: 1 on, -1 back, 0 the same once more. Nobody to ask: on."""
        if not self.listener.person:
            return 1
        keys = [_("Enter goes on")]
        keys += [_("m tells more")] if page.more else []
        keys += [_("KNOB=VALUE runs the lab again with that")] if page.lab else []
        keys += [_("u takes your answer back"), _("! reports the question")] if self.turn else []
        keys += [_("b goes back")]
        while True:
            line = self.listener.ask(", ".join(keys) + ":")
            word = command(line)
            if page.lab and "=" in line:
                self._again(page.lab, line)
            elif word == "m" and page.more:
                self.paper.text(page.more)
            elif word == "u" and self.turn and self.sitting.undo(self.turn):
                self.paper.say(_("Taken back."))
                return 0
            elif word.startswith("!") and self.turn:
                self.asking.report(self.turn, line[1:])
            elif word == "b":
                return -1
            elif not word:
                return 1

    def _again(self, lab: LabRef, line: str) -> None:
        """Run the page's lab with other knobs, typed as NAME=VALUE with blanks between."""
        turned = dict(word.split("=", 1) for word in line.split() if "=" in word)
        try:
            self._truth(replace(lab, set={**lab.set, **turned}), lab.seed, "", "end")
        except KnobError as error:
            self.paper.say(f"{spoken(error.say)}.".replace("?.", "?"))

    def _end(self) -> None:
        """How it went, by the last answer to each question."""
        given = self.sitting.progress().questions
        pages = self.lesson.questions
        right = sum(given.get(page.id) == "right" for page in pages)
        told = _("{right} of {count} right").format(right=right, count=len(pages))
        for word, results in (
            (_("wrong"), ("wrong",)),
            (_("partly right"), ("partly",)),
            (_("skipped"), ("skipped", "revealed")),
        ):
            names = [_name(page) for page in pages if given.get(page.id) in results]
            told += f"; {word}: {', '.join(names)}" if names else ""
        self.paper.line()
        self.paper.say(_("That was the lesson {title}.").format(title=self.lesson.title))
        self.paper.say(told + ".")


def fixed_seed(lesson: Lesson, page: Page) -> int:
    """Where nobody types, the same asking each time: whoever wrote the answers has seen it once."""
    return zlib.crc32(f"{lesson.id}/{page.id}".encode()) >> 1


def _name(page: Page) -> str:
    """A few words that say which question it was."""
    if page.title or page.question is None:
        return page.title or page.id
    words = page.question.ask.split("\n")[0]
    return words if len(words) <= 48 else words[:47].rstrip() + "…"
