"""What a lesson says about labs is true: the lab, its knobs, metrics and drawing functions exist.

Asks the labs themselves; imports none of their models.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from tutor import labs
from tutor.course.problem import MOST_PROBLEMS, shown
from tutor.course.walk import AT, Fault, Where, Whole
from tutor.kit.knobs import KnobError, Value, nearest, settle
from tutor.kit.lab import Draw, Lab
from tutor.kit.lesson import (
    Claim,
    DrawRef,
    LabRef,
    Numeric,
    Page,
    Question,
    SpotIt,
    TensorShape,
    Trace,
    WrongNumber,
    WrongShape,
)
from tutor.kit.tolerance import within

_BLANK = re.compile(r"\{([a-z_]\w*)\}")
"""A blank that a drawing function fills. `{2}`, of an exponent, is none."""


class _Labs(dict[str, type[Lab] | None]):
    """Labs by name, each looked for once; None for a name that is no lab's."""

    def __missing__(self, name: str) -> type[Lab] | None:
        try:
            self[name] = labs.find(name)
        except KnobError:
            self[name] = None
        return self[name]


def check(whole: Whole) -> Iterator[Fault]:
    """Every fault of a lesson against the labs it names."""
    known = _Labs()
    for path, ref in whole.every(LabRef):
        yield from _lab((*path, "name"), ref.name, known)
        yield from _knobs((*path, "set"), known[ref.name], ref.set)
    for path, claim in whole.every(Claim):
        yield from _lab((*path, "lab"), claim.lab, known)
        yield from _claim(path, claim, known[claim.lab])
    for path, trace in whole.every(Trace):
        yield from _metric((*path, "metric"), known[trace.lab.name], trace.metric)
        yield from _time((*path, "at"), known[trace.lab.name], trace.at)
    for path, page in whole.every(Page):
        if page.lab and page.predict and page.predict.answer:
            where = (*path, "predict", "answer", "metric")
            yield from _metric(where, known[page.lab.name], page.predict.answer.metric)
    for path, question in whole.every(Question):
        if isinstance(question, Numeric | TensorShape | SpotIt) and question.draw:
            yield from _lab((*path, "draw", "lab"), question.draw.lab, known)
            yield from _draw(path, question, question.draw, known[question.draw.lab])


DRAWS = 20
"""Askings of a drawn question that are looked at for mistakes that are none."""


def advice(whole: Whole) -> Iterator[Fault]:
    """Known mistakes of a drawn question that are the right answer more often than not."""
    known = _Labs()
    for path, question in whole.every(Numeric):
        lab = known[question.draw.lab] if question.draw else None
        if question.draw is None or lab is None or question.draw.name not in lab.draws:
            continue
        function = lab.draws[question.draw.name]
        try:
            draws = [function(random.Random(seed), question.draw.args) for seed in range(DRAWS)]
        except Exception:  # `check` tells of it
            continue
        for i, wrong in enumerate(question.wrong):
            same = sum(_is_right(drawn, wrong.drawn, question.tolerance) for drawn in draws)
            if same > DRAWS // 2:
                found = f"{shown(wrong.drawn)}, which is the right number in {same} of {DRAWS} askings"
                where = (*path, "wrong", i, "drawn")
                yield Fault(where, "close-answers", found, "a mistake that is one, or other arguments")


def _is_right(drawn: Draw, mistake: str, tolerance: float) -> bool:
    try:
        right, wrong = (
            float(str(number).replace("−", "-")) for number in (drawn.answer, drawn.wrong[mistake])
        )
    except (KeyError, ValueError):
        return False
    return within(right, wrong, tolerance)


def _lab(path: Where, name: str, known: _Labs) -> Iterator[Fault]:
    if known[name] is None:
        yield Fault(path, "unknown-lab", shown(name), "a lab (dltutor labs)", nearest(name, labs.names()))


def _knobs(path: Where, lab: type[Lab] | None, given: Mapping[str, Value]) -> Iterator[Fault]:
    if lab is None:
        return
    names = [knob.name for knob in lab.knobs]
    for knob, value in given.items():
        where = (*path, knob)
        if knob not in names:
            yield Fault(where, "unknown-knob", shown(knob), f"a knob of {lab.name}", nearest(knob, names))
            continue
        try:
            settle(lab.knobs, {knob: value})
        except KnobError as error:
            yield Fault(where, "bad-knob", shown(str(value)), "a value it takes", str(error))


def _metric(path: Where, lab: type[Lab] | None, metric: str) -> Iterator[Fault]:
    if lab is not None and not any(one.covers(metric) for one in lab.metrics):
        close = nearest(metric, [one.name for one in lab.metrics])
        yield Fault(path, "unknown-metric", shown(metric), f"a metric of {lab.name}", close)


def _time(path: Where, lab: type[Lab] | None, at: str) -> Iterator[Fault]:
    match = AT.fullmatch(at)
    if match and match["metric"]:
        yield from _metric(path, lab, match["metric"])


def _claim(path: Where, claim: Claim, lab: type[Lab] | None) -> Iterator[Fault]:
    yield from _knobs((*path, "set"), lab, claim.set)
    yield from _metric((*path, "metric"), lab, claim.metric)
    if claim.minus:
        yield from _metric((*path, "minus"), lab, claim.minus)
    yield from _time((*path, "at"), lab, claim.at)


def _draw(
    path: Where, question: Numeric | TensorShape | SpotIt, ref: DrawRef, lab: type[Lab] | None
) -> Iterator[Fault]:
    """The function exists, runs, fills every blank of the question, and gives what this kind asks for."""
    if lab is None:
        return
    if ref.name not in lab.draws:
        wanted = f"a drawing function of {ref.lab}"
        close = nearest(ref.name, lab.draws)
        yield Fault((*path, "draw", "name"), "unknown-draw", shown(ref.name), wanted, close)
        return
    try:
        drawn: Draw = lab.draws[ref.name](random.Random(1), ref.args)
    except Exception as error:  # whatever a lab's function makes of a stranger's arguments
        found = f"arguments it refuses ({shown(str(error))})"
        yield Fault((*path, "draw", "args"), "bad-draw", found, f"arguments of {ref.name}")
        return
    yield from _drawn((*path, "ask"), _BLANK.findall(question.ask), drawn.values, "a blank it fills")
    if not _fits(question, drawn):
        wanted = f"one that answers a question of kind {question.kind}"
        yield Fault((*path, "draw", "name"), "bad-draw", f"{shown(ref.name)}, which does not", wanted)
    for i, wrong in enumerate(_wrong(question)):
        if wrong.drawn:
            yield from _drawn(
                (*path, "wrong", i, "drawn"), [wrong.drawn], drawn.wrong, "a mistake it knows"
            )


def _wrong(question: Numeric | TensorShape | SpotIt) -> tuple[WrongNumber | WrongShape, ...]:
    return () if isinstance(question, SpotIt) else question.wrong


def _fits(question: Numeric | TensorShape | SpotIt, drawn: Draw) -> bool:
    """Whether what was drawn can be the answer: a number, a shape of these dimensions, a point's x."""
    if isinstance(question, TensorShape):
        axes = [axis.strip() for axis in str(drawn.answer).split(",") if axis.strip()]
        ids = [dim.id for dim in question.dims]
        return all(axis in ids or axis.isdigit() for axis in axes)
    try:
        answer = float(drawn.answer)
        points = [float(point) for point in drawn.values.get("points", "").split()]
    except ValueError:
        return False
    return isinstance(question, Numeric) or 0 <= answer - question.first < len(points)


def _drawn(path: Where, names: list[str], known: Iterable[str], wanted: str) -> Iterator[Fault]:
    known = list(known)
    strange = (name for name in dict.fromkeys(names) if name not in known)
    for name in islice(strange, MOST_PROBLEMS):
        yield Fault(path, "bad-draw", shown(name), wanted, nearest(name, known))
