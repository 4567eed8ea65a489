"""The kinds of question, each whole in one class: how it is posed and how it is graded.

A new kind is its class here beside its data in `tutor.kit.kinds`, and one line in `KINDS`.
"""

from __future__ import annotations

from typing import Any

from tutor.kit.lesson import (
    AnyQuestion,
    Choice,
    Cloze,
    Explain,
    Match,
    Multi,
    Numeric,
    Order,
    Predict,
    Recall,
    Short,
    SpotIt,
    TensorShape,
    Trace,
    TrueFalse,
)
from tutor.study.kinds.base import Kind
from tutor.study.kinds.choices import OneOption, SeveralOptions
from tutor.study.kinds.cloze import Blanks
from tutor.study.kinds.explain import OwnWords
from tutor.study.kinds.match import Pairs
from tutor.study.kinds.numbers import Computed, Measured
from tutor.study.kinds.order import InOrder
from tutor.study.kinds.recall import Card
from tutor.study.kinds.shape import Axes
from tutor.study.kinds.spot import PointedAt
from tutor.study.kinds.verdict import TrueOrFalse
from tutor.study.kinds.words import TypedWords

KINDS: dict[type[AnyQuestion], Kind[Any]] = {
    Choice: OneOption(),
    Multi: SeveralOptions(),
    TrueFalse: TrueOrFalse(),
    Numeric: Computed(),
    Short: TypedWords(),
    Cloze: Blanks(),
    Order: InOrder(),
    Match: Pairs(),
    TensorShape: Axes(),
    Trace: Measured(),
    SpotIt: PointedAt(),
    Explain: OwnWords(),
    Recall: Card(),
}
PREDICTIONS: dict[str, Kind[Any]] = {"numeric": Measured(), "choice": OneOption()}


def kind_of(question: AnyQuestion | Predict) -> Kind[Any]:
    """The kind that poses and grades this question or prediction."""
    return PREDICTIONS[question.kind] if isinstance(question, Predict) else KINDS[type(question)]
