"""How a test of a chapter is told: its rules, and what it has shown."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.course.index import Index
from tutor.kit import ids
from tutor.study.testout import PASS, Verdict
from tutor.ui.reviewing import ChapterTest
from tutor.ui.words import _, language, plural


def lessons_of(index: Index, chapter: str) -> list[str]:
    """The ids of a chapter's lessons, in its order."""
    return [entry.id for entry in index.entries if entry.chapter == chapter]


def rules(test: ChapterTest) -> str:
    """What the learner should know before it begins."""
    lessons = len({due.key[:2] for due in test.drawn})
    asked = plural("{n} question", "{n} questions", len(test.drawn))
    where = plural("from {n} lesson", "from {n} lessons", lessons)
    once = _("One answer to each, and no hints.")
    kept = _("A lesson with {share:.0%} right counts as known, and comes back in reviews only.")
    return f"{asked}, {where}. {once} {kept.format(share=PASS)}"


def verdicts(test: ChapterTest, results: Sequence[Verdict]) -> list[str]:
    """A line for each lesson: known, or what to read."""
    titles = {round.lesson.id: round.lesson.title for round in test.past}
    known = [one for one in results if one.passed]
    failed = [one for one in results if not one.passed]
    lines = []
    if known:
        lines.append(_("Known, and to be read only if you like:"))
        lines += [f"  {titles[_id(one)]} ({_share(one)})" for one in known]
    if failed:
        lines.append(_("To read:"))
        for one in failed:
            lines.append(f"  {titles[_id(one)]} ({_share(one)})")
            lines += [f"    {page.title or page.id}" for page in test.to_read(_id(one))]
    if len(results) < len({due.key[:2] for due in test.drawn}):
        lines.append(_("The other lessons were not asked about."))
    return lines


def _id(one: Verdict) -> str:
    return ids.whole(one.pack, one.lesson)


def _share(one: Verdict) -> str:
    return _("{right} of {count} right").format(right=one.right, count=one.asked)


def title(index: Index, chapter: str) -> str:
    """A chapter's title in the language in use; in a pack with the pack's title before it."""
    own = next(one.title[language()] for one in index.chapters if one.id == chapter)
    of = next((one.title[language()] for one in index.packs if one.name == ids.pack_of(chapter)), own)
    return own if own == of else f"{of}: {own}"
