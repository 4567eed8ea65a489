"""Rules of form of what is put together or pointed at: pairs, shapes, lines of code, points of a curve."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.course import formula
from tutor.course.form_bounds import count, right
from tutor.course.problem import shown
from tutor.course.walk import Fault, Where
from tutor.kit.knobs import nearest
from tutor.kit.lesson import Match, Shape, SpotIt, TensorShape
from tutor.kit.spelling import key

LINES = 20
"""Lines of code of a question."""
WIDEST = 66
"""Cells of a line of code: an 80-column screen with margins and numbers."""


def match(path: Where, question: Match) -> Iterator[Fault]:
    """Each line has its own place on the left, and there is something to choose on the right."""
    yield from count((*path, "pairs"), len(question.pairs), 2, 7)
    lefts = [pair.left for pair in question.pairs]
    rights = {pair.right for pair in question.pairs}
    ids = [pair.id for pair in question.pairs]
    for i, left in enumerate(lefts):
        if left in lefts[:i]:
            yield Fault((*path, "pairs", i, "left"), "text-twice", f"{shown(left)} again", "another text")
    for i, extra in enumerate(question.extra):
        where = (*path, "extra", i)
        if extra.text in rights:
            yield Fault((*where, "text"), "text-twice", f"{shown(extra.text)} again", "what fits nothing")
        if extra.right:
            yield Fault((*where, "right"), "right-options", "right: true", "what fits nothing")
        if extra.id in ids:
            yield Fault((*where, "id"), "id-twice", f"the id {shown(extra.id)} again", "an id of its own")
    yield from count((*path, "pairs"), len(rights) + len(question.extra), 2, 9)


def tensor_shape(path: Where, question: TensorShape) -> Iterator[Fault]:
    """Shapes are made of dimensions there are, and each can be named in one way only."""
    yield from count((*path, "dims"), len(question.dims), 1, 9)
    if (question.accept is None) == (question.draw is None):
        found = "neither accept nor draw" if question.draw is None else "both accept and draw"
        yield Fault(path, "no-answer", found, "one of them")
    names: dict[str, str] = {}
    for i, dim in enumerate(question.dims):
        for name in (dim.id, dim.name, *dim.short):
            if names.setdefault(key(name), dim.id) != dim.id and key(name):
                yield Fault((*path, "dims", i), "name-twice", f"{shown(name)} again", "a name of its own")
        if dim.size is not None and dim.size < 1:
            yield Fault((*path, "dims", i, "size"), "out-of-range", str(dim.size), "1 or more")
    yield from _axes((*path, "accept"), question, question.accept)
    for i, wrong in enumerate(question.wrong):
        where = (*path, "wrong", i)
        yield from _axes((*where, "shape"), question, wrong.shape)
        if (wrong.shape is None) == (not wrong.drawn):
            yield Fault(where, "no-answer", "a wrong shape not given once", "either shape or drawn")
        elif wrong.drawn and question.draw is None:
            yield Fault((*where, "drawn"), "no-answer", shown(wrong.drawn), "a question with draw")
        elif wrong.shape is not None and wrong.shape == question.accept:
            yield Fault((*where, "shape"), "wrong-is-right", "the right shape", "a shape that is wrong")


def _axes(path: Where, question: TensorShape, shape: Shape | None) -> Iterator[Fault]:
    ids = [dim.id for dim in question.dims]
    yield from count(path, len(shape or ()), 0, 6)
    for i, axis in enumerate(shape or ()):
        if isinstance(axis, str) and axis not in ids:
            yield Fault((*path, i), "unknown-dimension", shown(axis), "one of dims", nearest(axis, ids))
        elif isinstance(axis, int) and axis < 1:
            yield Fault((*path, i), "out-of-range", str(axis), "1 or more")


def spot_it(path: Where, question: SpotIt) -> Iterator[Fault]:
    """There is one thing to look at, and one place in it is the answer."""
    ways = {"code": question.code, "points": question.points, "draw": question.draw}
    given = [name for name, value in ways.items() if value]
    if len(given) != 1:
        found = " and ".join(given) or "no code, points or draw"
        yield Fault(path, "no-answer", found, "one of code, points, draw")
        return
    if question.draw:
        if question.spots:
            yield Fault((*path, "spots"), "no-answer", "spots of a curve that is drawn", "other, for any")
        return
    yield from right((*path, "spots"), question.spots)
    yield from (_lines if question.code else _points)(path, question)
    seen: set[int] = set()
    for i, spot in enumerate(question.spots):
        if spot.at in seen:
            yield Fault((*path, "spots", i, "at"), "text-twice", f"{spot.at} again", "another place")
        seen.add(spot.at)


def _lines(path: Where, question: SpotIt) -> Iterator[Fault]:
    lines = question.code.rstrip("\n").split("\n")
    yield from count((*path, "code"), len(lines), 2, LINES)
    if (cells := formula.width(tuple(lines))) > WIDEST:
        yield Fault((*path, "code"), "wide-code", f"{cells} columns of code", f"at most {WIDEST}")
    for i, spot in enumerate(question.spots):
        if not (1 <= spot.at <= len(lines) and lines[spot.at - 1].strip()):
            where = (*path, "spots", i, "at")
            yield Fault(where, "out-of-range", str(spot.at), f"a line of the code, 1 to {len(lines)}")


def _points(path: Where, question: SpotIt) -> Iterator[Fault]:
    yield from count((*path, "points"), len(question.points), 3, 40)
    last = question.first + len(question.points) - 1
    for i, spot in enumerate(question.spots):
        if not question.first <= spot.at <= last:
            where = (*path, "spots", i, "at")
            yield Fault(
                where, "out-of-range", str(spot.at), f"an x of the curve, {question.first} to {last}"
            )
