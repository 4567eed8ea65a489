"""Questions answered by choosing: one option (also in a prediction), or several."""

from __future__ import annotations

import random

from tutor.kit.lesson import Choice, Multi, Option, Predict
from tutor.kit.say import Say
from tutor.study.kinds.base import Asked, Grade, Kind, Response, ids, verdict


def shuffled(options: tuple[Option, ...], seed: int) -> tuple[str, ...]:
    """The options' ids in an order that `seed` alone decides."""
    order = [option.id for option in options]
    random.Random(seed).shuffle(order)
    return tuple(order)


class OneOption(Kind[Choice | Predict]):
    """One of several is right: 1 for it, 0 for any other."""

    def pose(self, question: Choice | Predict, seed: int) -> Asked:
        right = [option.id for option in question.options if option.right]
        return Asked(
            question=question,
            seed=seed,
            ask=question.ask,
            order=shuffled(question.options, seed),
            texts={option.id: option.text for option in question.options},
            answer=right[0] if right else None,
        )

    def missing(self, asked: Asked, response: Response) -> Say | None:
        return None if response else Say("Nothing is chosen yet.")

    def grade(
        self, question: Choice | Predict, asked: Asked, response: Response, truth: float | None
    ) -> Grade:
        [id] = ids([response] if isinstance(response, str) else response, asked)
        chosen = next(option for option in question.options if option.id == id)
        return Grade(
            result="right" if chosen.right else "wrong",
            score=float(chosen.right),
            message=chosen.why,
            given_text=chosen.text,
            mistake=chosen.mistake,
            parts={id: chosen.right},
        )

    def right_text(self, question: Choice | Predict, asked: Asked, truth: float | None) -> str:
        return _rights(question.options, asked)


class SeveralOptions(Kind[Multi]):
    """Each option is a judgement of its own, ticked or not.

    score = (judged rightly − judged wrongly) / options, not below 0: ticking everything or at random
    earns nothing on average, one slip among five costs two fifths.
    """

    def pose(self, question: Multi, seed: int) -> Asked:
        return Asked(
            question=question,
            seed=seed,
            ask=question.ask,
            order=shuffled(question.options, seed),
            texts={option.id: option.text for option in question.options},
            answer=tuple(option.id for option in question.options if option.right),
        )

    def missing(self, asked: Asked, response: Response) -> Say | None:
        return None if response else Say("Nothing is ticked yet.")

    def grade(self, question: Multi, asked: Asked, response: Response, truth: float | None) -> Grade:
        ticked = set(ids(response, asked))
        options = {option.id: option for option in question.options}
        slips = [id for id in asked.order if options[id].right != (id in ticked)]
        score = max(0.0, 1 - 2 * len(slips) / len(options))
        lured = [options[id] for id in slips if id in ticked]
        message: str | Say = "\n".join(option.why for option in lured if option.why)
        if not slips:
            message = "\n".join(options[id].why for id in asked.order if id in ticked and options[id].why)
        elif not lured:
            message = Say("What you ticked is right, but it is not all.")
        elif not message:
            message = Say("Something you ticked is not right.")
        return Grade(
            result=verdict(score),
            score=score,
            message=message,
            given_text="\n".join(asked.texts[id] for id in asked.order if id in ticked),
            mistake=next((option.mistake for option in lured if option.mistake), ""),
        )

    def right_text(self, question: Multi, asked: Asked, truth: float | None) -> str:
        return _rights(question.options, asked)


def _rights(options: tuple[Option, ...], asked: Asked) -> str:
    right = {option.id for option in options if option.right}
    return "\n".join(asked.texts[id] for id in asked.order if id in right)
