"""The rules of form of each kind of question, and of predictions: each can be answered and graded.

A new kind adds its rules, if it has any, to `QUESTION_RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutor.course.problem import shown
from tutor.course.walk import AT, Fault, Path, Whole
from tutor.kit.lesson import (
    Choice,
    Explain,
    Multi,
    Numeric,
    Option,
    Order,
    Predict,
    Question,
    Trace,
)


def answerable(whole: Whole) -> Iterator[Fault]:
    """Each question by the rules of its kind."""
    for path, question in whole.every(Question):
        if not question.ask.strip():
            yield Fault((*path, "ask"), "empty", "no words", "the question")
        if rule := QUESTION_RULES.get(type(question)):
            yield from rule(path, question)


def _choice(path: Path, question: Choice) -> Iterator[Fault]:
    yield from count((*path, "options"), len(question.options), 2, 6)
    yield from _right((*path, "options"), question.options, 1, 1)


def _multi(path: Path, question: Multi) -> Iterator[Fault]:
    yield from count((*path, "options"), len(question.options), 3, 8)
    yield from _right((*path, "options"), question.options, 1, 8)


def _right(path: Path, options: tuple[Option, ...], least: int, most: int) -> Iterator[Fault]:
    right = sum(option.right for option in options)
    if not least <= right <= most:
        wanted = "exactly one" if most == 1 else "at least one"
        yield Fault(path, "right-options", f"{right or 'no'} right options", f"{wanted} (right: true)")


def _numeric(path: Path, question: Numeric) -> Iterator[Fault]:
    if (question.answer is None) == (question.draw is None):
        found = "neither answer nor draw" if question.draw is None else "both answer and draw"
        yield Fault(path, "no-answer", found, "one of them")
    if question.tolerance < 0:
        yield Fault((*path, "tolerance"), "out-of-range", f"{question.tolerance:g}", "0 or more")
    for i, wrong in enumerate(question.wrong):
        where = (*path, "wrong", i)
        if (wrong.value is None) == (not wrong.drawn):
            yield Fault(where, "no-answer", "a wrong number not given once", "either value or drawn")
        elif wrong.drawn and question.draw is None:
            yield Fault((*where, "drawn"), "no-answer", shown(wrong.drawn), "a question with draw")
        elif _same(wrong.value, question.answer, question.tolerance):
            found = f"{wrong.value:g}, which is right"
            yield Fault((*where, "value"), "wrong-is-right", found, "a number that is wrong")


def _same(value: float | None, answer: float | None, tolerance: float) -> bool:
    return value is not None and answer is not None and abs(value - answer) <= tolerance


def _order(path: Path, question: Order) -> Iterator[Fault]:
    yield from count((*path, "items"), len(question.items), 3, 7)


def _trace(path: Path, question: Trace) -> Iterator[Fault]:
    if question.near < 0:
        yield Fault((*path, "near"), "out-of-range", f"{question.near:g}", "0 or more")
    yield from time((*path, "at"), question.at)


def _explain(path: Path, question: Explain) -> Iterator[Fault]:
    yield from count((*path, "rubric"), len(question.rubric), 1, 8)


def predictable(whole: Whole) -> Iterator[Fault]:
    """Each prediction has a run to answer it."""
    for i, page in enumerate(whole.lesson.pages):
        if page.predict:
            path: Path = ("pages", i, "predict")
            if page.lab is None:
                yield Fault(path, "no-lab", "a prediction without a run", "a lab on the same page")
            if page.question:
                yield Fault(path, "two-on-a-page", "a prediction and a question", "a page for each")
            yield from _prediction(path, page.predict)


def _prediction(path: Path, predict: Predict) -> Iterator[Fault]:
    if predict.kind == "choice":
        yield from count((*path, "options"), len(predict.options), 2, 6)
        yield from _right((*path, "options"), predict.options, 1, 1)
    elif predict.answer is None:
        yield Fault(path, "no-answer", "no answer", "answer: {metric: …}, the truth is measured")
    if predict.near < 0:
        yield Fault((*path, "near"), "out-of-range", f"{predict.near:g}", "0 or more")


QUESTION_RULES: dict[type, Callable[..., Iterator[Fault]]] = {
    Choice: _choice,
    Multi: _multi,
    Numeric: _numeric,
    Order: _order,
    Trace: _trace,
    Explain: _explain,
}


def count(path: Path, number: int, low: int, high: int) -> Iterator[Fault]:
    """That there are `low` to `high` of something."""
    if not low <= number <= high:
        yield Fault(path, "how-many", str(number), f"{low} to {high}")


def time(path: Path, at: str) -> Iterator[Fault]:
    """That `at` names a time of a run."""
    if not AT.fullmatch(at):
        yield Fault(path, "bad-time", shown(at), "end, or METRIC NUMBER")
