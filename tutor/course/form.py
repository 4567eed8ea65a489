"""What every lesson must hold to beyond its types, so that screens and grading may rely on it.

Ids are well made and unique, what is named exists, each question can be answered. `load` refuses a
lesson that breaks one of these; `tutor.course.lint` asks for more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from tutor.course import find
from tutor.course.form_bounds import count, time
from tutor.course.form_items import answerable, predictable
from tutor.course.problem import MOST_PROBLEMS, Problem, shown
from tutor.course.walk import Fault, Where, Whole, placed
from tutor.course.yaml import Document
from tutor.kit import ids
from tutor.kit.inert import has_ink
from tutor.kit.knobs import nearest
from tutor.kit.lesson import Claim, LabRef, Lesson, Question

_MOST_STEPS = 1_000_000
_SEEDS = 2**32
"""Seeds are from 0 up to this, as numpy takes them."""
_MOST_BEFORE = 20
"""Lessons that one may name to be read before it."""


def check(lesson: Lesson, document: Document) -> list[Problem]:
    """Every fault of form, with its place."""
    whole = Whole(lesson)
    every = (fault for rule in _RULES for fault in rule(whole))
    faults = list(islice(every, MOST_PROBLEMS))
    if lesson.id != (name := document.file.stem):
        faults.append(Fault(("id",), "wrong-id", shown(lesson.id), f"the file's name {shown(name)}"))
    return [placed(fault, document) for fault in faults]


def _ids(whole: Whole) -> Iterator[Fault]:
    yield from _one_id(("id",), whole.lesson.id)
    for path, part in whole.parts:
        for name, members in vars(part).items():
            if isinstance(members, tuple):
                yield from _unique((*path, name), [one.id for one in members if hasattr(one, "id")])


def _unique(path: Where, members: list[str]) -> Iterator[Fault]:
    for i, id in enumerate(members):
        yield from _one_id((*path, i, "id"), id)
        if id in members[:i]:
            yield Fault((*path, i, "id"), "id-twice", f"the id {shown(id)} again", "an id of its own")


def _one_id(path: Where, id: str) -> Iterator[Fault]:
    if not ids.is_id(id):
        close = ids.slug(id)
        yield Fault(path, "bad-id", shown(id), ids.ID, f"did you mean {close}?" if close else "")


def _names(whole: Whole) -> Iterator[Fault]:
    """Pages and claims that are spoken of exist."""
    pages = [page.id for page in whole.lesson.pages]
    for path, question in whole.every(Question):
        for i, id in enumerate(question.see):
            if id not in pages:
                where = (*path, "see", i)
                yield Fault(where, "unknown-page", shown(id), "a page of this lesson", nearest(id, pages))
    for where, claim in whole.claims():
        if claim not in whole.lesson.verify:
            close = nearest(claim, whole.lesson.verify)
            yield Fault(where, "unknown-claim", shown(claim), "a claim under verify", close)


def _sizes(whole: Whole) -> Iterator[Fault]:
    """Numbers that only make sense within bounds, and runs that end."""
    for name, low, high in (("rev", 1, 10**6), ("minutes", 1, 600), ("order", 0, 10**6)):
        value = getattr(whole.lesson, name)
        if not low <= value <= high:
            yield Fault((name,), "out-of-range", str(value), f"{low:,} to {high:,}")
    if not find.is_language(whole.lesson.language):
        yield Fault(
            ("language",), "bad-language", shown(whole.lesson.language), "a language's code: en, ko"
        )
    yield from count(("after",), len(whole.lesson.after), 0, _MOST_BEFORE)
    if not has_ink(whole.lesson.title):
        yield Fault(("title",), "empty", "no words", "a title")
    if not whole.lesson.pages:
        yield Fault(("pages",), "empty", "no page", "at least one")
    for path, ref in whole.every(LabRef):
        yield from _steps(path, ref.steps)
        yield from _seed((*path, "seed"), ref.seed)
    for path, claim in whole.every(Claim):
        yield from _steps(path, claim.steps)
        for i, seed in enumerate(claim.seeds):
            yield from _seed((*path, "seeds", i), seed)


def _steps(path: Where, steps: int | None) -> Iterator[Fault]:
    if steps is not None and not 1 <= steps <= _MOST_STEPS:
        yield Fault((*path, "steps"), "out-of-range", f"{steps:,} steps", f"1 to {_MOST_STEPS:,}")


def _seed(path: Where, seed: int) -> Iterator[Fault]:
    if not 0 <= seed < _SEEDS:
        yield Fault(path, "out-of-range", f"the seed {seed}", f"0 to {_SEEDS - 1:,}")


def _claims(whole: Whole) -> Iterator[Fault]:
    for id, claim in whole.lesson.verify.items():
        path: Where = ("verify", id)
        yield from _one_id(path, id)
        yield from count((*path, "seeds"), len(set(claim.seeds)), 1, 100)
        yield from time((*path, "at"), claim.at)
        yield from _bounds(path, claim)


def _bounds(path: Where, claim: Claim) -> Iterator[Fault]:
    if claim.expect is not None and (claim.least is not None or claim.most is not None):
        yield Fault(path, "bad-claim", "expect beside least or most", "expect with within, or bounds")
    if claim.within < 0:
        yield Fault((*path, "within"), "out-of-range", f"{claim.within:g}", "0 or more")
    if claim.least is not None and claim.most is not None and claim.least > claim.most:
        yield Fault(
            path, "bad-claim", f"least {claim.least:g} above most {claim.most:g}", "the other way round"
        )


_RULES: tuple[Callable[[Whole], Iterator[Fault]], ...] = (
    _ids,
    _names,
    _sizes,
    answerable,
    predictable,
    _claims,
)
