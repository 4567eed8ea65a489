"""The parts of a post, each as Markdown; a part of which there is nothing to say is empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tutor.kit.lesson import Lesson
from tutor.kit.say import N_
from tutor.study.answers import Answer
from tutor.ui.journal.markdown import code, lesson, plain, quote, table
from tutor.ui.journal.runs import Drawn
from tutor.ui.journal.week import Done
from tutor.ui.sitting import SURE
from tutor.ui.told import Told, own_words, told
from tutor.ui.words import _, plural

OUTCOMES = {
    "right": N_("correct"),
    "partly": N_("partly right"),
    "wrong": N_("wrong"),
    "skipped": N_("skipped"),
    "revealed": N_("skipped"),
    "committed": N_("said, not run yet"),
}


class Studied:
    """A lesson of the week and what was answered in it."""

    def __init__(self, id: str, lesson: Lesson | None, answers: Sequence[Answer]) -> None:
        self.id = id
        self.lesson = lesson
        last: dict[tuple[str, str], Answer] = {}
        for answer in answers:
            last[answer.item, "predict" if answer.kind == "predict" else "question"] = answer
        self._all = [told(answer, lesson) for answer in answers]
        self.predictions = [told(a, lesson) for (_id, facet), a in last.items() if facet == "predict"]
        self.questions = [told(a, lesson) for (_id, facet), a in last.items() if facet == "question"]

    @property
    def title(self) -> str:
        """The lesson's title, as plain text; the id of one that is gone."""
        return self.lesson.title if self.lesson else self.id

    @property
    def explained(self) -> list[Told]:
        """What the learner put in their own words."""
        return [one for one in self.questions if one.answer.kind == "explain" and own_words(one.answer)]

    @property
    def graded(self) -> list[Told]:
        """The questions that were right or not; own words are judged by their writer alone."""
        kinds = ("explain", "recall")
        return [one for one in self.questions if one.answer.kind not in kinds]

    @property
    def said_first(self) -> list[Told]:
        """What was said before a run told: predictions, and questions that a run answers."""
        return [*self.predictions, *(one for one in self.questions if one.answer.kind == "trace")]

    @property
    def wrong(self) -> list[Told]:
        """For each question and prediction that was ever wrong, the last thing wrongly believed."""
        found = {
            (one.answer.item, one.answer.kind): one
            for one in self._all
            if one.answer.result in ("wrong", "partly") and one.answer.kind not in ("explain", "recall")
        }
        return list(found.values())

    def count(self, *results: str) -> int:
        """How many of the graded questions ended so."""
        return sum(one.answer.result in results for one in self.graded)


def summary(done: Done, studied: Sequence[Studied]) -> str:
    """What was done, in numbers."""
    lines = [
        plural("{n} lesson", "{n} lessons", len(studied))
        + ": "
        + ", ".join(plain(one.title) for one in studied)
    ]
    graded = sum(len(one.graded) for one in studied)
    if graded:
        told = plural("{n} question answered", "{n} questions answered", graded)
        lines.append(told + ": " + _outcomes(studied))
    explained = sum(len(one.explained) for one in studied)
    if explained:
        lines.append(plural("{n} answer in my own words", "{n} answers in my own words", explained))
    predictions = [one for lesson in studied for one in lesson.said_first]
    if predictions:
        right = sum(one.answer.result == "right" for one in predictions)
        told = plural("{n} prediction", "{n} predictions", len(predictions))
        lines.append(told + ": " + _("{n} right").format(n=right))
    return "\n".join(f"- {line}" for line in lines)


def _outcomes(studied: Sequence[Studied]) -> str:
    """“7 right, 1 partly right, 2 wrong”: only what there is."""
    counts = [
        (sum(one.count(*results) for one in studied), told)
        for results, told in (
            (("right",), _("{n} right")),
            (("partly",), _("{n} partly right")),
            (("wrong",), _("{n} wrong")),
            (("skipped", "revealed"), _("{n} skipped")),
        )
    ]
    return ", ".join(told.format(n=count) for count, told in counts if count)


def explained(one: Studied) -> str:
    """The learner's own words under each question that asked for them."""
    return "\n\n".join(
        f"**{plain(told.ask)}**\n\n{quote(own_words(told.answer))}" for told in one.explained
    )


def predictions(one: Studied) -> str:
    """What was said beside what was seen."""
    rows = []
    for this in one.said_first:
        sure = this.answer.confidence
        said = plain(this.given) + (f" ({_(SURE[sure])})" if sure is not None and 0 <= sure < 3 else "")
        committed = this.answer.result == "committed"
        skipped = this.answer.result in ("skipped", "revealed")
        rows.append(
            (
                lesson(this.ask),
                "" if skipped else said,
                "" if committed else plain(this.right),
                _(OUTCOMES.get(this.answer.result, "")),
            )
        )
    return table((_("Question"), _("Predicted"), _("Seen"), ""), rows) if rows else ""


def believed(one: Studied) -> str:
    """What was believed wrongly, and what is so."""
    lines = []
    for this in one.wrong:
        lines.append(f"- {lesson(this.ask)}")
        lines.append("  - " + _("Answered: {answer}").format(answer=plain(this.given)))
        if this.right:
            lines.append("  - " + _("Correct: {answer}").format(answer=plain(this.right)))
        if this.why:
            lines.append(f"  - {lesson(this.why)}")
    return "\n".join(lines)


def results(studied: Sequence[Studied]) -> str:
    """Right and wrong by lesson."""
    rows = [
        (
            plain(one.title),
            str(one.count("right")),
            str(one.count("partly")),
            str(one.count("wrong")),
            str(one.count("skipped", "revealed")),
        )
        for one in studied
        if one.graded
    ]
    head = (_("Lesson"), _("correct"), _("partly right"), _("wrong"), _("skipped"))
    return table(head, rows) if rows else ""


def pictured(pictures: Iterable[tuple[str, Drawn]]) -> str:
    """Each run: its picture, and how to run it again."""
    parts = []
    for file, run in pictures:
        told = f"![{plain(run.caption)}]({file})\n\n{code(run.line)}"
        if run.turned:
            told += " " + _("What was done to it on the way is kept with the run, not in this line.")
        if run.now is not None:
            now = _("Run again with other versions of the libraries, it came to {number}.")
            told += "\n\n" + now.format(number=f"{run.now:g}")
        parts.append(told)
    return "\n\n".join(parts)
