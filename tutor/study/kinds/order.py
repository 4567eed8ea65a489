"""Lines to be put in order."""

from __future__ import annotations

import itertools
import random

from tutor.kit.lesson import Order
from tutor.kit.say import Say
from tutor.study.kinds.base import Asked, Grade, Kind, Response, ids, verdict


class InOrder(Kind[Order]):
    """Every pair of lines is a judgement: which comes first.

    score = (pairs in the right order − pairs in the wrong one) / pairs, not below 0: a random order
    earns nothing on average. As shown the lines are never in the right order already.
    """

    def pose(self, question: Order, seed: int) -> Asked:
        right = [item.id for item in question.items]
        order, rng = list(right), random.Random(seed)
        while order == right and len(right) > 1:
            rng.shuffle(order)
        return Asked(
            question=question,
            seed=seed,
            ask=question.ask,
            order=tuple(order),
            texts={item.id: item.text for item in question.items},
            answer=tuple(right),
        )

    def missing(self, asked: Asked, response: Response) -> Say | None:
        if not response or tuple(ids(response, asked)) == asked.order:
            return Say("The lines stand as they stood. Move them first.")
        return None

    def grade(self, question: Order, asked: Asked, response: Response, truth: float | None) -> Grade:
        given = ids(response, asked)
        if sorted(given) != sorted(asked.order):
            raise ValueError(f"each line once, not {given!r}")
        rank = {item.id: place for place, item in enumerate(question.items)}
        pairs = [rank[a] < rank[b] for a, b in itertools.combinations(given, 2)]
        score = max(0.0, 2 * sum(pairs) / len(pairs) - 1)
        turned = next(((a, b) for a, b in itertools.pairwise(given) if rank[a] > rank[b]), None)
        message: str | Say = ""
        if turned:
            later, earlier = (asked.texts[id] for id in turned)
            message = Say("“{earlier}” comes before “{later}”.", {"earlier": earlier, "later": later})
        return Grade(
            result=verdict(score),
            score=score,
            message=message,
            given_text="\n".join(asked.texts[id] for id in given),
        )

    def right_text(self, question: Order, asked: Asked, truth: float | None) -> str:
        return "\n".join(item.text for item in question.items)
