"""What a lesson says about labs is true: the lab, its knobs, metrics and drawing functions exist.

Asks the labs themselves; imports none of their models.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping

from tutor import labs
from tutor.course.problem import shown
from tutor.course.walk import AT, Fault, Path, every
from tutor.kit.knobs import KnobError, Value, nearest, settle
from tutor.kit.lab import Draw, Lab
from tutor.kit.lesson import Claim, DrawRef, LabRef, Lesson, Numeric, Page, Trace

_BLANK = re.compile(r"\{([a-z_]\w*)\}")


def check(lesson: Lesson) -> Iterator[Fault]:
    """Every fault of a lesson against the labs it names."""
    for path, ref in every(LabRef, lesson):
        yield from _lab((*path, "name"), ref.name)
        yield from _knobs((*path, "set"), ref.name, ref.set)
    for path, claim in every(Claim, lesson):
        yield from _claim(path, claim)
    for path, trace in every(Trace, lesson):
        yield from _metric((*path, "metric"), trace.lab.name, trace.metric)
        yield from _time((*path, "at"), trace.lab.name, trace.at)
    for path, page in every(Page, lesson):
        if page.lab and page.predict and page.predict.answer:
            where = (*path, "predict", "answer", "metric")
            yield from _metric(where, page.lab.name, page.predict.answer.metric)
    for path, question in every(Numeric, lesson):
        if question.draw:
            yield from _draw(path, question, question.draw)


def _find(name: str) -> type[Lab] | None:
    try:
        return labs.find(name)
    except KnobError:
        return None


def _lab(path: Path, name: str) -> Iterator[Fault]:
    if _find(name) is None:
        names = labs.names()
        yield Fault(path, "unknown-lab", shown(name), "a lab (dltutor labs)", nearest(name, names))


def _knobs(path: Path, name: str, given: Mapping[str, Value]) -> Iterator[Fault]:
    lab = _find(name)
    if lab is None:
        return
    names = [knob.name for knob in lab.knobs]
    for knob, value in given.items():
        if knob not in names:
            yield Fault(
                (*path, knob), "unknown-knob", shown(knob), f"a knob of {name}", nearest(knob, names)
            )
            continue
        try:
            settle(lab.knobs, {knob: value})
        except KnobError as error:
            yield Fault((*path, knob), "bad-knob", shown(str(value)), "a value it takes", str(error))


def _metric(path: Path, name: str, metric: str) -> Iterator[Fault]:
    lab = _find(name)
    if lab is not None and not any(one.covers(metric) for one in lab.metrics):
        close = nearest(metric, [one.name for one in lab.metrics])
        yield Fault(path, "unknown-metric", shown(metric), f"a metric of {name}", close)


def _time(path: Path, name: str, at: str) -> Iterator[Fault]:
    match = AT.fullmatch(at)
    if match and match["metric"]:
        yield from _metric(path, name, match["metric"])


def _claim(path: Path, claim: Claim) -> Iterator[Fault]:
    yield from _lab((*path, "lab"), claim.lab)
    yield from _knobs((*path, "set"), claim.lab, claim.set)
    yield from _metric((*path, "metric"), claim.lab, claim.metric)
    if claim.minus:
        yield from _metric((*path, "minus"), claim.lab, claim.minus)
    yield from _time((*path, "at"), claim.lab, claim.at)


def _draw(path: Path, question: Numeric, ref: DrawRef) -> Iterator[Fault]:
    """The function exists, runs, and fills every blank of the question."""
    yield from _lab((*path, "draw", "lab"), ref.lab)
    lab = _find(ref.lab)
    if lab is None:
        return
    if ref.name not in lab.draws:
        where = (*path, "draw", "name")
        wanted = f"a drawing function of {ref.lab}"
        yield Fault(where, "unknown-draw", shown(ref.name), wanted, nearest(ref.name, lab.draws))
        return
    try:
        drawn: Draw = lab.draws[ref.name](random.Random(1), ref.args)
    except Exception as error:  # whatever a lab's function makes of a stranger's arguments
        found = f"arguments it refuses ({shown(str(error))})"
        yield Fault((*path, "draw", "args"), "bad-draw", found, f"arguments of {ref.name}")
        return
    blanks = _BLANK.findall(question.ask)
    yield from _drawn((*path, "ask"), blanks, drawn.values, "a blank it fills")
    for i, wrong in enumerate(question.wrong):
        if wrong.drawn:
            yield from _drawn(
                (*path, "wrong", i, "drawn"), [wrong.drawn], drawn.wrong, "a mistake it knows"
            )


def _drawn(path: Path, names: list[str], known: Iterable[str], wanted: str) -> Iterator[Fault]:
    known = list(known)
    for name in names:
        if name not in known:
            yield Fault(path, "bad-draw", shown(name), wanted, nearest(name, known))
