"""Right answers to everything a lesson asks, as somebody would type them in the linear mode."""

from __future__ import annotations

from tutor.kit.lesson import (
    AnyQuestion,
    Choice,
    Cloze,
    Explain,
    Lesson,
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
from tutor.study.ask import Asked, pose
from tutor.ui.measure import Measure
from tutor.ui.plain.lesson import fixed_seed

LETTERS = "abcdefghij"


def right_lines(lesson: Lesson) -> list[str]:
    """One line or more for each question and prediction, found in the lesson's data and by running labs."""
    measure, lines = Measure(), []
    for page in lesson.pages:
        question = page.predict or page.question
        if question is None:
            continue
        asked = pose(question, fixed_seed(lesson, page))
        if isinstance(question, Trace):
            seed, lab = asked.seed % 10_000, question.lab
            lines.append(str(measure(lab.name, lab.set, seed, lab.steps, question.metric, question.at)))
        elif isinstance(question, Predict) and question.answer:
            assert page.lab
            lab, claim = page.lab, lesson.verify.get(question.answer.claim)
            known = claim.expect if claim else None  # quicker than a run, and near enough
            lines.append(
                str(known or measure(lab.name, lab.set, lab.seed, lab.steps, question.answer.metric))
            )
        else:
            lines += right(question, asked)
        if isinstance(question, Predict):
            lines.append("b")
    return lines


def right(question: AnyQuestion | Predict, asked: Asked) -> list[str]:
    """The lines for one question that needs no run."""
    match question:
        case Choice() | Multi() | Predict():
            return [" ".join(option.id for option in question.options if option.right)]
        case Numeric():
            return [str(asked.answer if asked.answer is not None else (question.least or question.most))]
        case Order():
            return [" ".join(LETTERS[asked.order.index(item.id)] for item in question.items)]
        case Explain():
            return ["Each cell follows its field.", LETTERS[: len(question.rubric)]]
        case Short():
            return [question.accept[0]]
        case TensorShape():
            return [", ".join(asked.texts.get(axis, axis) for axis in asked.answer)]  # type: ignore[union-attr]
        case SpotIt():
            return [str(asked.answer)]
        case Recall():
            return ["", "c"]
        case TrueFalse():
            reason = next(reason.id for reason in question.reasons if reason.right)
            verdict = "a" if question.answer else "b"
            return [verdict, LETTERS[asked.choices["reason"].index(reason)]]
        case Match():
            texts = {pair.id: pair.right for pair in question.pairs}
            rights = [asked.texts[f"/{id}"] for id in asked.choices[asked.parts[0]]]
            return [LETTERS[rights.index(texts[part])] for part in asked.parts]
        case Cloze():
            blanks = {blank.id: blank for blank in question.blanks}
            lines = []
            for part in asked.parts:
                ids = asked.choices[part]
                chosen = [o.id for o in blanks[part].options if o.right]
                lines.append(LETTERS[ids.index(chosen[0])] if chosen else blanks[part].accept[0])
            return lines
    raise TypeError(question)
