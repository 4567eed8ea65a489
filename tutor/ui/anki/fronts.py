"""What stands under a question on its card's front: what there is to choose from, never what is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tutor.kit.lesson import (
    Choice,
    Cloze,
    Match,
    Multi,
    Order,
    SpotIt,
    TensorShape,
    Trace,
    TrueFalse,
)
from tutor.kit.question import BLANK
from tutor.runner.spec import Spec
from tutor.study.kinds.base import Asked
from tutor.ui.anki.html import listed, literal
from tutor.ui.words import _


def options(asked: Asked) -> str:
    """As HTML; nothing where the question alone is enough."""
    front = FRONTS.get(type(asked.question))
    if front is not None:
        return front(asked.question, asked)
    return _unit(asked)


def _unit(asked: Asked) -> str:
    return literal(_("Unit: {unit}.").format(unit=asked.unit)) if asked.unit else ""


def _rows(question: Choice | Order, asked: Asked) -> str:
    return listed([literal(asked.texts[id]) for id in asked.order])


def _several(question: Multi, asked: Asked) -> str:
    return literal(_("Several may be right.")) + listed([literal(asked.texts[id]) for id in asked.order])


def _verdict(question: TrueFalse, asked: Asked) -> str:
    reasons = [literal(asked.texts[f"reason/{id}"]) for id in asked.choices["reason"]]
    return literal(_("True or false? And why?")) + listed(reasons)


def _blanks(question: Cloze, asked: Asked) -> str:
    """The text with a line for each blank, and what there is to choose from behind it."""

    def blank(found: re.Match[str]) -> str:
        part = found.group(1)
        if part not in asked.parts:
            return found.group()
        words = [asked.texts[f"{part}/{id}"] for id in asked.choices[part]]
        return f"____ ({' / '.join(words)})" if words else "____"

    return literal(re.sub(BLANK, blank, question.text))


def _pairs(question: Match, asked: Asked) -> str:
    left = [literal(asked.texts[id]) for id in asked.parts]
    right = [literal(asked.texts[f"/{id}"]) for id in asked.choices[asked.parts[0]]]
    return listed(left, numbered="1") + listed(right)


def _dimensions(question: TensorShape, asked: Asked) -> str:
    names = [
        f"{asked.texts[dim.id]} = {dim.size}" if dim.size is not None else asked.texts[dim.id]
        for dim in question.dims
    ]
    return literal(_("Dimensions: {names}.").format(names=", ".join(names)))


def _run(question: Trace, asked: Asked) -> str:
    """What to say, and the run that will tell: the learner's own machine is the answer."""
    lab = asked.lab or question.lab
    line = Spec(lab=lab.name, knobs=lab.set, seed=lab.seed, steps=lab.steps).line()
    told = literal(_("Say a number, then run it:"))
    return f"{_unit(asked)} {told}<pre>{literal(line)}</pre>".strip()


def _places(question: SpotIt, asked: Asked) -> str:
    if question.code:
        return "<pre>" + literal("\n".join(f"{n:>2}  {line}" for n, line in asked.texts.items())) + "</pre>"
    head = f"<tr><th>{literal(question.x) or 'x'}</th><th>{literal(question.y) or 'y'}</th></tr>"
    rows = [f"<tr><td>{literal(x)}</td><td>{literal(y)}</td></tr>" for x, y in asked.texts.items()]
    return f"<table>{head}{''.join(rows)}</table>"


FRONTS: dict[type, Callable[[Any, Asked], str]] = {
    Choice: _rows,
    Order: _rows,
    Multi: _several,
    TrueFalse: _verdict,
    Cloze: _blanks,
    Match: _pairs,
    TensorShape: _dimensions,
    Trace: _run,
    SpotIt: _places,
}
