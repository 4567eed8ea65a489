"""Where each kind of question is answered on screen: one field a kind."""

from __future__ import annotations

from collections.abc import Callable

from tutor.kit.lesson import (
    Choice,
    Cloze,
    Explain,
    Match,
    Multi,
    Numeric,
    Order,
    Question,
    Recall,
    Short,
    SpotIt,
    TensorShape,
    Trace,
    TrueFalse,
)
from tutor.study.ask import Asked
from tutor.ui.widgets.fields.base import Field
from tutor.ui.widgets.fields.blanks import BlanksField
from tutor.ui.widgets.fields.card import CardField
from tutor.ui.widgets.fields.curve import spot_field
from tutor.ui.widgets.fields.lines import ManyField, OneField, OrderField
from tutor.ui.widgets.fields.own_words import OwnWordsField
from tutor.ui.widgets.fields.pairs import PairsField
from tutor.ui.widgets.fields.typed import ShapeField, TypedField, WordsField
from tutor.ui.widgets.fields.verdict import VerdictField

FIELDS: dict[type[Question], Callable[[Asked], Field]] = {
    Choice: OneField,
    Multi: ManyField,
    TrueFalse: VerdictField,
    Numeric: TypedField,
    Short: WordsField,
    Cloze: BlanksField,
    Order: OrderField,
    Match: PairsField,
    TensorShape: ShapeField,
    Trace: TypedField,
    SpotIt: spot_field,
    Explain: OwnWordsField,
    Recall: CardField,
}


def field_for(asked: Asked) -> Field:
    """The field of this asking's kind."""
    assert isinstance(asked.question, Question)
    return FIELDS[type(asked.question)](asked)
