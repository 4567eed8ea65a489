"""The kinds of question, each whole in one class: how it is posed and how it is graded.

A new kind is its class here beside its data in `tutor.kit.lesson`, and one line in `KINDS`.
"""

from __future__ import annotations

from typing import Any

from tutor.kit.lesson import AnyQuestion, Choice, Explain, Multi, Numeric, Order, Predict, Trace
from tutor.study.kinds.base import Kind
from tutor.study.kinds.choices import OneOption, SeveralOptions
from tutor.study.kinds.explain import OwnWords
from tutor.study.kinds.numbers import Computed, Measured
from tutor.study.kinds.order import InOrder

KINDS: dict[type[AnyQuestion], Kind[Any]] = {
    Choice: OneOption(),
    Multi: SeveralOptions(),
    Numeric: Computed(),
    Order: InOrder(),
    Trace: Measured(),
    Explain: OwnWords(),
}
PREDICTIONS: dict[str, Kind[Any]] = {"numeric": Measured(), "choice": OneOption()}


def kind_of(question: AnyQuestion | Predict) -> Kind[Any]:
    """The kind that poses and grades this question or prediction."""
    return PREDICTIONS[question.kind] if isinstance(question, Predict) else KINDS[type(question)]
