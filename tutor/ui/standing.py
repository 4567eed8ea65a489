"""Where the learner stands, ready to be shown: on the progress screen, on paper, and as JSON."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tutor.course.index import Index
from tutor.course.load import load
from tutor.course.problem import LessonError
from tutor.kit import ids
from tutor.kit.lesson import Lesson
from tutor.study.days import date_of, today
from tutor.study.due import mastery
from tutor.study.standing import Sureness, ahead, is_enough
from tutor.study.store import Store
from tutor.ui import words
from tutor.ui.studied import studied
from tutor.ui.told import told
from tutor.ui.words import _, in_language

DAYS = 14
"""Days of reviews to come that are told."""
MOST = 50
"""Wrong beliefs that are told; the others lie further back."""


@dataclass(frozen=True)
class Remembered:
    """A lesson that was begun."""

    lesson: str
    title: str
    share: float
    """The mean probability that its questions would be answered rightly today."""
    asked: int
    """How many of its questions were ever answered in a way that is reviewed."""
    questions: int
    """How many of them come back in reviews."""


@dataclass(frozen=True)
class Misbelief:
    """Something that was believed wrongly, and where the lesson says why."""

    lesson: str
    lesson_title: str
    item: str
    mistake: str
    asked: str
    said: str
    times: int
    mended: bool
    pages: tuple[tuple[str, str], ...]
    """The pages that say why: (id, title)."""


@dataclass(frozen=True)
class Standing:
    """Everything the progress screen shows."""

    remembered: tuple[Remembered, ...]
    not_begun: int
    """How many lessons have not been begun."""
    calibration: tuple[Sureness, ...]
    ahead: tuple[int, ...]
    """Questions that come due on each of the next days, today first."""
    today: int
    whole: bool
    """Whether the schedule is known; while it is being made anew, too little is told of it."""

    @property
    def calibrated(self) -> bool:
        """Whether there are answers enough to say how well the learner knows what they know."""
        return is_enough(self.calibration)


def standing(store: Store, index: Index) -> Standing:
    """What the log says now. Quick: no lesson is read for it."""
    course, day = studied(index), today()
    recall = store.recall(day)
    shares = mastery(recall, course)
    progress = store.all_progress()
    rows = []
    for entry in index.entries:
        key = ids.parts(entry.id)
        items = course[key].reviewable
        asked = sum((*key, item) in recall for item in items)
        begun = progress.get(key)
        if asked or (begun and (begun.pages or begun.questions or begun.predictions)):
            title = in_language(entry.title)
            rows.append(Remembered(entry.id, title, shares.get(key, 0.0), asked, len(items)))
    there = [
        row
        for key, row in store.schedule().items()
        if key[:2] in course and key[2] in course[key[:2]].items
    ]
    coming = ahead(there, day, DAYS)
    coming[0] = len(store.due(course, day))  # what the map says, too: with what is new, of kin one a day
    return Standing(
        remembered=tuple(rows),
        not_begun=len(index.entries) - len(rows),
        calibration=tuple(store.calibration()),
        ahead=tuple(coming),
        today=day,
        whole=store.is_scheduled,
    )


def misbeliefs(store: Store) -> Iterator[Misbelief]:
    """What was believed wrongly, what still is first. Reads the lessons: some hundredths of a second."""

    @cache
    def lesson_of(id: str) -> Lesson | None:
        try:
            return load(id, words.language())
        except LessonError:
            return None

    for belief in store.believed()[:MOST]:
        id = ids.whole(belief.pack, belief.lesson)
        lesson, answer = lesson_of(id), store.answer(belief.answer)
        if answer is None:
            continue
        said = told(answer, lesson)
        question = said.asked.question if said.asked else None
        see = getattr(question, "see", ()) or ((said.page.id,) if said.page else ())
        titles = {page.id: page.title or page.id for page in lesson.pages} if lesson else {}
        yield Misbelief(
            lesson=id,
            lesson_title=lesson.title if lesson else id,
            item=belief.item,
            mistake=belief.mistake,
            asked=" ".join(said.ask.split()),
            said=_option(question, belief.mistake) or "; ".join(said.given.split("\n")),
            times=belief.times,
            mended=belief.mended,
            pages=tuple((page, titles[page]) for page in see if page in titles),
        )


def _option(question: object, mistake: str) -> str:
    """The option that shows this mistake, where one of several that were ticked does."""
    options = getattr(question, "options", ())
    return next((option.text for option in options if option.mistake == mistake), "")


def weekday(day: int) -> str:
    """A day's name in two or three letters."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[date_of(day).weekday()]


def day_name(day: int, now: int) -> str:
    """A day as it is called when it is not far: “today”, “tomorrow”, “Fri 27”."""
    if day == now:
        return _("today")
    if day == now + 1:
        return _("tomorrow")
    return f"{weekday(day)} {date_of(day).day}"


def verdict(calibration: tuple[Sureness, ...]) -> str:
    """What the calibration comes to, in a sentence; how many answers are lacking where they are too few."""
    if not is_enough(calibration):
        given = sum(one.answers for one in calibration)
        return _("Too few answers to tell yet: {n} were given with a confidence.").format(n=given)
    telling = [one for one in calibration if one.says_something]
    certain = calibration[-1]
    if certain.says_something and certain.share < 0.8:
        return _("When you were certain, you were right {share:.0%} of the time.").format(
            share=certain.share
        )
    if len(telling) > 1 and all(a.share <= b.share for a, b in itertools.pairwise(telling)):
        return _("The surer you were, the more often you were right.")
    return _("How sure you were says little about how often you were right.")
