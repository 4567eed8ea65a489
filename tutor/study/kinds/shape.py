"""A tensor's shape, typed: each axis by its name or by its size."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from tutor.kit.inert import clean
from tutor.kit.lesson import TensorShape
from tutor.kit.say import Say, Verbatim
from tutor.kit.spelling import key
from tutor.study.kinds.base import Asked, Grade, Kind, Response, Wrong, fill, text_of
from tutor.study.kinds.drawing import draw

Axis = str
"""An axis: the id of a dimension, or its size in digits."""

_AROUND = re.compile(r"^(?:torch\.size|np\.shape|shape|size)?\s*[=:]?\s*[(\[{]*|[)\]}]*$")
_BETWEEN = re.compile(r"\s*[,;×]\s*|(?<=\d)\s*[x*]\s*(?=\d)|\s+[x*]\s+")
LONGEST = 200
"""Characters that are read; no shape is longer."""


class Axes(Kind[TensorShape]):
    """1 for the shape; ½ for its axes in another order, or with one of three or more axes wrong; else 0."""

    def pose(self, question: TensorShape, seed: int) -> Asked:
        if question.draw is None:
            answer, values, mistakes = tuple(map(str, question.accept or ())), {}, {}
        else:
            drawn = draw(question.draw, random.Random(seed))
            answer, values = _axes(str(drawn.answer)), dict(drawn.values)
            mistakes = {name: _axes(str(value)) for name, value in drawn.wrong.items()}
        wrong: list[Wrong] = []
        for one in question.wrong:
            shape = mistakes.get(one.drawn) if one.shape is None else tuple(map(str, one.shape))
            if shape is not None:
                wrong.append(Wrong(say=fill(one.say, values), mistake=one.mistake, shape=shape))
        return Asked(
            question=question,
            seed=seed,
            ask=fill(question.ask, values),
            order=tuple(dim.id for dim in question.dims),
            texts={dim.id: dim.name or dim.id for dim in question.dims},
            answer=answer,
            wrong=tuple(wrong),
            values=values,
        )

    def missing(self, asked: Asked, response: Response) -> Say | None:
        text = text_of(response)
        if not text:
            return Say("No shape is typed yet.")
        for axis in read(text, asked):
            if axis not in asked.order and not axis.isdigit():
                return Say(
                    "“{text}” is no size and no dimension here. Write it like ({names}), or in numbers.",
                    {
                        "text": Verbatim(clean(axis)[:24]),
                        "names": Verbatim(", ".join(asked.texts[id] for id in asked.order)),
                    },
                )
        return None

    def grade(self, question: TensorShape, asked: Asked, response: Response, truth: float | None) -> Grade:
        given, right = read(text_of(response), asked), _right(asked)
        told = _told(given, asked)
        if _same(given, right, asked):
            return Grade(result="right", score=1.0, given_text=told)
        known = next((one for one in asked.wrong if _same(given, one.shape or (), asked)), None)
        partly, message = _compared(given, right, asked)
        return Grade(
            result="partly" if partly else "wrong",
            score=0.5 if partly else 0.0,
            message=known.say if known else message,
            given_text=told,
            mistake=known.mistake if known else "",
        )

    def right_text(self, question: TensorShape, asked: Asked, truth: float | None) -> str:
        return _told(_right(asked), asked)


def read(text: str, asked: Asked) -> tuple[str, ...]:
    """The axes of a typed shape: ids, sizes in digits, or what could not be read.

    Reads `(32, 50, 128)`, `[B, T, H]`, `32 x 50 x 128`, `batch time hidden`, `torch.Size([32, 50])`, `()`.
    """
    assert isinstance(asked.question, TensorShape)
    names = {
        key(name): dim.id for dim in asked.question.dims for name in (*dim.short, dim.name, dim.id) if name
    }
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).strip().casefold()
    inside = _AROUND.sub("", plain).strip()
    parts = [part for part in _BETWEEN.split(inside) if part]
    if len(parts) == 1 and key(parts[0]) not in names:
        parts = parts[0].split()
    return tuple(names.get(key(part), str(int(part)) if part.isdecimal() else part) for part in parts)


def sizes(asked: Asked) -> dict[str, int]:
    """How long each dimension is in this asking, where that is known."""
    assert isinstance(asked.question, TensorShape)
    fixed = {dim.id: dim.size for dim in asked.question.dims if dim.size is not None}
    drawn = {
        id: int(value) for id, value in asked.values.items() if id in asked.texts and value.isdecimal()
    }
    return fixed | drawn


def _axes(text: str) -> tuple[Axis, ...]:
    """A shape as a drawing function writes it."""
    return tuple(axis.strip() for axis in text.split(",") if axis.strip())


def _right(asked: Asked) -> tuple[Axis, ...]:
    assert isinstance(asked.answer, tuple)
    return asked.answer


def _same(given: tuple[Axis, ...], right: tuple[Axis, ...], asked: Asked) -> bool:
    return len(given) == len(right) and all(
        _same_axis(a, b, asked) for a, b in zip(given, right, strict=True)
    )


def _same_axis(a: Axis, b: Axis, asked: Asked) -> bool:
    """Equal names, or equal sizes where one of them is a number: two dimensions of one size are two."""
    named = a in asked.order and b in asked.order
    return a == b if named else _size(a, asked) == _size(b, asked) is not None


def _size(axis: Axis, asked: Asked) -> int | None:
    return int(axis) if axis.isdecimal() else sizes(asked).get(axis)


def _compared(given: tuple[Axis, ...], right: tuple[Axis, ...], asked: Asked) -> tuple[bool, Say]:
    """Whether it is worth half, and what there is to say to it."""
    if len(given) != len(right):
        return False, Say("It has another number of axes.")
    if Counter(_bare(given, asked)) == Counter(_bare(right, asked)):
        return True, Say("These axes, but in another order.")
    off = [a for a, b in zip(given, right, strict=True) if not _same_axis(a, b, asked)]
    if len(off) == 1 and len(right) >= 3:
        return True, Say("All but “{axis}”.", {"axis": Verbatim(asked.texts.get(off[0], off[0]))})
    return False, Say("The number of axes is right; go through them one by one.")


def _bare(shape: Iterable[Axis], asked: Asked) -> list[str]:
    """The axes by size where it is known."""
    return [str(_size(axis, asked) or axis) for axis in shape]


def _told(shape: tuple[Axis, ...], asked: Asked) -> str:
    """As names, and in numbers where all are known and some was named: (batch, hidden) = (32, 128)."""
    named = f"({', '.join(asked.texts.get(axis, axis) for axis in shape)})"
    known = [_size(axis, asked) for axis in shape]
    if None in known or not any(axis in asked.texts for axis in shape):
        return named
    return f"{named} = ({', '.join(map(str, known))})"
