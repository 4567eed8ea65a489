"""What makes a lesson good rather than only readable: answers with messages, words for formulas, sources.

Rules of thumb are warnings; what would leave a learner without an answer is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from tutor.course import formula
from tutor.course.problem import shown
from tutor.course.walk import Fault, Where, Whole
from tutor.kit.lesson import (
    Explain,
    Option,
    Page,
    Pair,
    Question,
    Recall,
    Short,
    Spot,
    SpotIt,
    TensorShape,
    TrueFalse,
    WrongNumber,
    WrongShape,
    WrongWords,
)

WIDEST = 70  # cells of a formula: an 80-column screen with its margins and the bar at the side


def errors(whole: Whole) -> Iterator[Fault]:
    """What a learner would miss."""
    for path, option in whole.every(Option):
        if not option.right and not option.why.strip():
            wanted = "why, for whoever chooses it"
            yield Fault(path, "no-message", f"a wrong option {shown(option.id)} without a message", wanted)
    yield from _messages(whole)
    for path, page in whole.every(Page):
        if not (page.text.strip() or page.formula or page.lab or page.question):
            yield Fault(path, "empty", "a page with nothing on it", "text, a lab or a question")
        if page.formula:
            yield from _formula((*path, "formula"), page)


_MESSAGES = (  # (what a learner may give, the field that is said to it)
    (WrongNumber, "say"),
    (WrongWords, "say"),
    (WrongShape, "say"),
    (TrueFalse, "say"),
    (Pair, "why"),
    (Spot, "why"),
)


def _messages(whole: Whole) -> Iterator[Fault]:
    """Every wrong answer that is foreseen has a message."""
    for kind, name in _MESSAGES:
        for path, part in whole.every(kind):
            if not getattr(part, name).strip():
                yield Fault((*path, name), "no-message", "no words", "what to say to whoever gives it")
    for path, spot in whole.every(SpotIt):
        lines = sum(bool(line.strip()) for line in spot.code.split("\n")) or len(spot.points)
        if not spot.other.strip() and (spot.draw or len(spot.spots) < lines):
            wanted = "other, for whoever points anywhere else"
            yield Fault(path, "no-message", "places without a message", wanted)


def _formula(path: Where, page: Page) -> Iterator[Fault]:
    if not page.reads.strip():
        yield Fault(path, "no-reads", "a formula without words", "reads: the formula as one says it")
    try:
        rows = formula.draw(page.formula)
    except formula.FormulaError as error:
        found = f"TeX that cannot be drawn ({shown(str(error), 90)[1:-1]})"
        yield Fault(path, "bad-formula", found, "other TeX", error.nearest)
        return
    if (cells := formula.width(rows)) > WIDEST:
        yield Fault(path, "wide-formula", f"a formula {cells} columns wide", f"at most {WIDEST}")


def warnings(whole: Whole) -> Iterator[Fault]:
    """What a reader of the file would advise."""
    yield from _hints(whole)
    yield from _others(whole)
    yield from _claims(whole)
    if not whole.lesson.references:
        yield Fault((), "no-references", "no references", "the papers it stands on")
    if not whole.lesson.goals:
        yield Fault(("goals",), "empty", "no goals", "what the learner can do afterwards")


def _hints(whole: Whole) -> Iterator[Fault]:
    for path, question in whole.every(Question):
        if isinstance(question, Explain | Recall):
            continue  # its rubric, or its back, is both
        if not question.hints:
            yield Fault(path, "no-hint", "a question without hints", "at least one")
        if not question.explain.strip():
            yield Fault(path, "no-explanation", "a question without explain", "why the answer is right")


def _others(whole: Whole) -> Iterator[Fault]:
    """What is typed can be anything; and a size that two dimensions share tells nobody which was meant."""
    for path, short in whole.every(Short):
        if not short.other.strip():
            yield Fault(path, "no-message", "no other", "what to say to an answer in no list")
    for path, question in whole.every(TensorShape):
        sizes = [dim.size for dim in question.dims if dim.size is not None]
        if len(set(sizes)) < len(sizes):
            yield Fault((*path, "dims"), "same-size", "two dimensions of one size", "a size of its own")


def _claims(whole: Whole) -> Iterator[Fault]:
    named = {claim for _, claim in whole.claims()}
    truths = {
        page.predict.answer.claim for _, page in whole.every(Page) if page.predict and page.predict.answer
    }
    for id, claim in whole.lesson.verify.items():
        checks = claim.expect is not None or claim.least is not None or claim.most is not None
        if id not in named:
            yield Fault(
                ("verify", id), "unused-claim", f"a claim {shown(id)} no page names", "a page's claims"
            )
        elif not checks and id not in truths:
            yield Fault(
                ("verify", id), "empty-claim", "a claim that checks nothing", "expect, least or most"
            )
