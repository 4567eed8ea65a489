"""The dimensions of a shape question in one line."""

from __future__ import annotations

from tutor.kit.lesson import TensorShape
from tutor.study.ask import Asked
from tutor.study.kinds.shape import sizes


def dimensions(asked: Asked) -> str:
    """Each dimension with its other names and its size: batch (B) = 32."""
    assert isinstance(asked.question, TensorShape)
    known, told = sizes(asked), []
    for dim in asked.question.dims:
        short = f" ({', '.join(dim.short)})" if dim.short else ""
        size = f" = {known[dim.id]}" if dim.id in known else ""
        told.append(f"{asked.texts[dim.id]}{short}{size}")
    return ", ".join(told)
