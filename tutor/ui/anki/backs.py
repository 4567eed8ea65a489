"""What stands on the back of a card: the answer, and why that and none of the tempting others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tutor.kit.lesson import (
    Choice,
    Claim,
    Cloze,
    Explain,
    Lesson,
    Match,
    Multi,
    Numeric,
    Order,
    Page,
    Recall,
    Short,
    SpotIt,
    TensorShape,
    Trace,
    TrueFalse,
)
from tutor.study import typed
from tutor.study.grade import grade
from tutor.study.kinds.base import Asked
from tutor.ui.anki.html import inline, listed, literal, markdown
from tutor.ui.words import _, spoken

Warned = Iterator[tuple[str, str]]
"""What somebody may answer (plain text), and what there is to say to it (Markdown)."""


def answer(lesson: Lesson, page: Page, asked: Asked) -> str:
    """The right answer as HTML."""
    question = asked.question
    if isinstance(question, Trace):
        return literal(_measured(lesson, page, question, asked) or "")
    if isinstance(question, Recall):
        return markdown(question.back)
    if isinstance(question, Explain):
        points = literal(_("A good answer says:")) + listed([literal(one) for one in question.rubric])
        return f"{literal(question.model)}{points}"
    right = spoken(grade(asked, None).right_text)
    if isinstance(question, Order):
        return listed([literal(line) for line in right.split("\n")], numbered="1")
    if isinstance(question, SpotIt) and question.code:
        return f"<code>{literal(right)}</code>"
    return literal(right)


def known(lesson: Lesson, page: Page) -> bool:
    """Whether there is an answer to write down: of a trace only where a claim is about its very run."""
    question = page.question
    return not isinstance(question, Trace) or _claimed(lesson, page, question) is not None


def why(asked: Asked) -> str:
    """The explanation, then a line for each tempting answer that is not the right one."""
    told = markdown(asked.explain)
    warn = WARNINGS.get(type(asked.question))
    rows = list(warn(asked.question, asked)) if warn else []
    lines = [f"<b>{literal(what)}</b>: {inline(say)}" for what, say in rows if say]
    return told + (f"<ul><li>{'</li><li>'.join(lines)}</li></ul>" if lines else "")


def _measured(lesson: Lesson, page: Page, trace: Trace, asked: Asked) -> str | None:
    """What the runs behind the page's claim came to, where it is about this very run."""
    claim = _claimed(lesson, page, trace)
    if claim is None or claim.expect is None:
        return None
    told = typed.shown(claim.expect, asked.unit)
    if not claim.within:
        return _("{number}, with any seed.").format(number=told)
    return _("About {number}, give or take {around}; your own run says it exactly.").format(
        number=told, around=typed.shown(claim.within)
    )


def _claimed(lesson: Lesson, page: Page, trace: Trace) -> Claim | None:
    """The page's claim that gives a number for this very run."""
    claims = [lesson.verify[id] for id in page.claims]
    return next((one for one in claims if one.expect is not None and _same_run(one, trace)), None)


def _same_run(claim: Claim, trace: Trace) -> bool:
    lab = trace.lab
    one = (claim.lab, dict(claim.set), claim.steps, claim.metric, claim.at, claim.minus)
    return one == (lab.name, dict(lab.set), lab.steps, trace.metric, trace.at, "")


def _options(question: Choice | Multi, asked: Asked) -> Warned:
    for option in sorted(question.options, key=lambda option: not option.right):
        yield option.text, option.why


def _verdict(question: TrueFalse, asked: Asked) -> Warned:
    wrong = _("False") if question.answer else _("True")
    yield wrong, question.say
    for reason in sorted(question.reasons, key=lambda reason: not reason.right):
        yield reason.text, reason.why


def _numbers(question: Numeric, asked: Asked) -> Warned:
    for wrong in asked.wrong:
        if wrong.value is not None:
            yield typed.shown(wrong.value, asked.unit), wrong.say


def _words(question: Short, asked: Asked) -> Warned:
    for wrong in (*question.near_miss, *question.wrong):
        yield wrong.words[0], wrong.say


def _blanks(question: Cloze, asked: Asked) -> Warned:
    for blank in question.blanks:
        for wrong in (*blank.near_miss, *blank.wrong):
            yield wrong.words[0], wrong.say
        for option in blank.options:
            if not option.right:
                yield option.text, option.why


def _extras(question: Match, asked: Asked) -> Warned:
    for pair in question.pairs:
        yield pair.left, pair.why
    for extra in question.extra:
        yield extra.text, extra.why


def _shapes(question: TensorShape, asked: Asked) -> Warned:
    for wrong in asked.wrong:
        axes = ", ".join(asked.texts.get(axis, axis) for axis in wrong.shape or ())
        yield f"({axes})", wrong.say


def _spots(question: SpotIt, asked: Asked) -> Warned:
    for spot in sorted(question.spots, key=lambda spot: not spot.right):
        yield f"{spot.at}  {asked.texts.get(str(spot.at), '').strip()}", spot.why


WARNINGS: dict[type, Callable[[Any, Asked], Warned]] = {
    Choice: _options,
    Multi: _options,
    TrueFalse: _verdict,
    Numeric: _numbers,
    Short: _words,
    Cloze: _blanks,
    Match: _extras,
    TensorShape: _shapes,
    SpotIt: _spots,
}
