"""The rules of form of each kind of question, and of predictions: each can be answered and graded.

A new kind adds its rules, if it has any, to `QUESTION_RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutor.course import form_parts, form_words
from tutor.course.form_bounds import count, right, time
from tutor.course.problem import shown
from tutor.course.walk import Fault, Where, Whole
from tutor.kit.lesson import (
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
    WrongNumber,
)
from tutor.kit.tolerance import within


def answerable(whole: Whole) -> Iterator[Fault]:
    """Each question by the rules of its kind."""
    for path, question in whole.every(Question):
        if not question.ask.strip():
            yield Fault((*path, "ask"), "empty", "no words", "the question")
        if rule := QUESTION_RULES.get(type(question)):
            yield from rule(path, question)


def _choice(path: Where, question: Choice) -> Iterator[Fault]:
    yield from count((*path, "options"), len(question.options), 2, 6)
    yield from right((*path, "options"), question.options)


def _multi(path: Where, question: Multi) -> Iterator[Fault]:
    yield from count((*path, "options"), len(question.options), 3, 8)
    yield from right((*path, "options"), question.options, 1, 8)


def _true_false(path: Where, question: TrueFalse) -> Iterator[Fault]:
    yield from count((*path, "reasons"), len(question.reasons), 2, 6)
    yield from right((*path, "reasons"), question.reasons)


def _numeric(path: Where, question: Numeric) -> Iterator[Fault]:
    ranged = question.least is not None or question.most is not None
    ways = {"answer": question.answer is not None, "draw": question.draw is not None, "range": ranged}
    given = [name for name, is_given in ways.items() if is_given]
    if len(given) != 1:
        found = f"both {' and '.join(given)}" if given else "neither answer nor draw nor a range"
        yield Fault(path, "no-answer", found, "one of them")
    yield from _range(path, question)
    if question.tolerance < 0:
        yield Fault((*path, "tolerance"), "out-of-range", f"{question.tolerance:g}", "0 or more")
    for i, wrong in enumerate(question.wrong):
        where = (*path, "wrong", i)
        ranged = wrong.least is not None or wrong.most is not None
        yield from _range(where, wrong)
        if (wrong.value is not None) + bool(wrong.drawn) + ranged != 1:
            yield Fault(where, "no-answer", "a wrong number not given once", "value, drawn or a range")
        elif wrong.drawn and question.draw is None:
            yield Fault((*where, "drawn"), "no-answer", shown(wrong.drawn), "a question with draw")
        elif wrong.value is not None and _is_right(wrong.value, question):
            found = f"{wrong.value:g}, which is right"
            yield Fault((*where, "value"), "wrong-is-right", found, "a number that is wrong")


def _range(path: Where, one: Numeric | WrongNumber) -> Iterator[Fault]:
    if one.least is not None and one.most is not None and one.least >= one.most:
        found = f"least {one.least:g} not below most {one.most:g}"
        yield Fault((*path, "least"), "out-of-range", found, "a range")


def _is_right(value: float, question: Numeric) -> bool:
    if question.answer is not None:
        return within(value, question.answer, question.tolerance)
    if question.least is None and question.most is None:
        return False
    low = question.least is None or value >= question.least
    return low and (question.most is None or value <= question.most)


def _order(path: Where, question: Order) -> Iterator[Fault]:
    yield from count((*path, "items"), len(question.items), 3, 7)


def _trace(path: Where, question: Trace) -> Iterator[Fault]:
    if question.near < 0:
        yield Fault((*path, "near"), "out-of-range", f"{question.near:g}", "0 or more")
    yield from time((*path, "at"), question.at)


def _explain(path: Where, question: Explain) -> Iterator[Fault]:
    yield from count((*path, "rubric"), len(question.rubric), 1, 8)


def _recall(path: Where, question: Recall) -> Iterator[Fault]:
    if not question.back.strip():
        yield Fault((*path, "back"), "empty", "no words", "the other side of the card")


def predictable(whole: Whole) -> Iterator[Fault]:
    """Each prediction has a run to answer it."""
    for i, page in enumerate(whole.lesson.pages):
        if page.predict:
            path: Where = ("pages", i, "predict")
            if page.lab is None:
                yield Fault(path, "no-lab", "a prediction without a run", "a lab on the same page")
            if page.question:
                yield Fault(path, "two-on-a-page", "a prediction and a question", "a page for each")
            yield from _prediction(path, page.predict)


def _prediction(path: Where, predict: Predict) -> Iterator[Fault]:
    if predict.kind == "choice":
        yield from count((*path, "options"), len(predict.options), 2, 6)
        yield from right((*path, "options"), predict.options)
    elif predict.answer is None:
        yield Fault(path, "no-answer", "no answer", "answer: {metric: …}, the truth is measured")
    if predict.near < 0:
        yield Fault((*path, "near"), "out-of-range", f"{predict.near:g}", "0 or more")


QUESTION_RULES: dict[type, Callable[..., Iterator[Fault]]] = {
    Choice: _choice,
    Multi: _multi,
    TrueFalse: _true_false,
    Numeric: _numeric,
    Short: form_words.short,
    Cloze: form_words.cloze,
    Order: _order,
    Match: form_parts.match,
    TensorShape: form_parts.tensor_shape,
    Trace: _trace,
    SpotIt: form_parts.spot_it,
    Explain: _explain,
    Recall: _recall,
}
