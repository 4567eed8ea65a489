"""How each kind of question is asked in lines: one asker a kind."""

from __future__ import annotations

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
    Question,
    Recall,
    Short,
    SpotIt,
    TensorShape,
    Trace,
    TrueFalse,
)
from tutor.ui.plain.askers.base import Asker
from tutor.ui.plain.askers.lettered import InOrder, One, Several
from tutor.ui.plain.askers.parts import Blanks, Pairs, Verdict
from tutor.ui.plain.askers.self_graded import Card, OwnWords
from tutor.ui.plain.askers.shown import Axes, Spotting

ASKERS: dict[type[Question], Asker] = {
    Choice: One(),
    Multi: Several(),
    TrueFalse: Verdict(),
    Numeric: Asker(),
    Short: Asker(),
    Cloze: Blanks(),
    Order: InOrder(),
    Match: Pairs(),
    TensorShape: Axes(),
    Trace: Asker(),
    SpotIt: Spotting(),
    Explain: OwnWords(),
    Recall: Card(),
}


def asker_of(question: AnyQuestion | Predict) -> Asker:
    """Who asks this question or prediction."""
    if isinstance(question, Predict):
        return ASKERS[Choice] if question.kind == "choice" else ASKERS[Numeric]
    return ASKERS[type(question)]
