"""The whole post of a week: front matter, then the parts that have something in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tutor.course.load import load
from tutor.course.problem import LessonError
from tutor.kit import ids
from tutor.kit.lesson import Lesson
from tutor.ui import words
from tutor.ui.journal import sections
from tutor.ui.journal.markdown import front, plain
from tutor.ui.journal.markdown import words as own
from tutor.ui.journal.runs import Drawn, Ran, drawn, run_of
from tutor.ui.journal.sections import Studied
from tutor.ui.journal.week import Done
from tutor.ui.words import _


@dataclass(frozen=True)
class Post:
    """Files of a post by name: one of Markdown, the others pictures."""

    text: str
    pictures: Mapping[str, str]


def studied(done: Done) -> list[Studied]:
    """The lessons of the week, as they are now in the language in use."""
    return [Studied(id := ids.whole(*key), _loaded(id), answers) for key, answers in done.lessons.items()]


def draw(
    done: Done, lessons: Sequence[Studied], tell: Callable[[str], None]
) -> dict[str, list[tuple[str, Drawn]]]:
    """Lesson → its runs as (file name, picture); a run that told several answers is drawn once.

    `tell` hears of each run before it is run again.
    """
    known: list[tuple[Ran, str]] = []
    found: dict[str, list[tuple[str, Drawn]]] = {}
    for lesson in lessons:
        for told in (*lesson.predictions, *lesson.questions):
            ran = run_of(told)
            if ran is None or any((ran.spec, ran.step) == (one.spec, one.step) for one, _file in known):
                continue
            tell(told.page.title if told.page and told.page.title else told.answer.item)
            name = f"{done.week}-{ids.as_file(lesson.id)}-{ids.as_file(told.answer.item)}.svg"
            known.append((ran, name))
            if picture := drawn(ran):
                found.setdefault(lesson.id, []).append((name, picture))
    return found


_NO_TAGS = str.maketrans("<>", "‹›")
"""For front matter, which themes put into their pages as it is, and which knows no way to write a `<`."""


def post(
    done: Done,
    lessons: Sequence[Studied],
    pictures: Mapping[str, Sequence[tuple[str, Drawn]]],
    author: str,
    retrospective: str,
) -> Post:
    """Put together what there is. `author` and `retrospective` are the learner's, or empty."""
    titles = [one.title.translate(_NO_TAGS) for one in lessons]
    title = _("Week {week}: {lessons}").format(week=done.week, lessons=", ".join(titles))
    fields: list[tuple[str, object]] = [("title", title), ("date", done.days[-1].isoformat())]
    fields += [("author", author)] if author else []
    fields += [("tags", [_("deep learning"), *titles]), ("lang", words.language())]
    parts = [front(fields), "## " + _("Summary"), sections.summary(done, lessons)]
    for one in lessons:
        parts += _lesson(one, pictures.get(one.id, ()))
    table = sections.results(lessons)
    parts += ["## " + _("Results"), table] if table else []
    parts += ["## " + _("Retrospective"), own(retrospective)] if retrospective else []
    files = {name: run.svg for several in pictures.values() for name, run in several}
    return Post("\n\n".join(parts) + "\n", files)


def _lesson(one: Studied, pictures: Sequence[tuple[str, Drawn]]) -> list[str]:
    told = (
        (_("In my own words"), sections.explained(one)),
        (_("Predictions"), sections.predictions(one)),
        (_("Runs"), sections.pictured(pictures)),
        (_("Believed wrongly"), sections.believed(one)),
    )
    parts = [part for head, text in told if text for part in (f"### {head}", text)]
    return [f"## {plain(one.title)}", *parts] if parts else []


def _loaded(lesson: str) -> Lesson | None:
    """The lesson, or None if there is none of that id any more, or it cannot be read."""
    try:
        return load(lesson, words.language())
    except LessonError:
        return None
