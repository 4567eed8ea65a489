"""Lines on the left, each to be put together with one on the right."""

from __future__ import annotations

import random

from tutor.kit.lesson import Match, Pair
from tutor.kit.say import Say
from tutor.study.kinds.base import Asked, Grade, Kind, Response, parts_of, verdict


class Pairs(Kind[Match]):
    """Each line on the left is a judgement.

    score = (rightly matched − wrongly matched / (lines on the right − 1)) / lines on the left, not below 0:
    matching at random earns nothing on average. Lines on the right may be used more than once.
    """

    def pose(self, question: Match, seed: int) -> Asked:
        rng = random.Random(seed)
        lefts = [pair.id for pair in question.pairs]
        shared: dict[str, str] = {}  # pairs with the same text on the right share its first one's id
        for pair in question.pairs:
            shared.setdefault(pair.right, pair.id)
        rights = {id: text for text, id in shared.items()}
        rights |= {extra.id: extra.text for extra in question.extra}
        shuffled = list(rights)
        rng.shuffle(lefts)
        rng.shuffle(shuffled)
        lines = {f"/{id}": rights[id] for id in shuffled}
        return Asked(
            question=question,
            seed=seed,
            ask=question.ask,
            order=(*lefts, *lines),
            texts={pair.id: pair.left for pair in question.pairs} | lines,
            parts=tuple(lefts),
            choices=dict.fromkeys(lefts, tuple(shuffled)),
        )

    def missing(self, asked: Asked, response: Response) -> Say | None:
        matched = parts_of(response, asked)
        if not matched:
            return Say("Nothing is matched yet.")
        left = [part for part in asked.parts if part not in matched]
        return Say("Still without a partner: {n}.", {"n": len(left)}) if left else None

    def grade(self, question: Match, asked: Asked, response: Response, truth: float | None) -> Grade:
        given = parts_of(response, asked)
        pairs = {pair.id: pair for pair in question.pairs}
        parts = {id: asked.texts[f"/{given[id]}"] == pairs[id].right for id in asked.parts}
        wrong = [pairs[id] for id in asked.parts if not parts[id]]
        guessed = len(wrong) / max(1, len(asked.choices[asked.parts[0]]) - 1)
        score = max(0.0, (len(parts) - len(wrong) - guessed) / len(parts))
        return Grade(
            result=verdict(score),
            score=score,
            message="\n".join(_say(question, pair, given[pair.id]) for pair in wrong),
            given_text="\n".join(_line(pairs[id].left, asked.texts[f"/{given[id]}"]) for id in asked.parts),
            mistake=next((pair.mistake for pair in wrong if pair.mistake), ""),
            parts=parts,
        )

    def right_text(self, question: Match, asked: Asked, truth: float | None) -> str:
        pairs = {pair.id: pair for pair in question.pairs}
        return "\n".join(_line(pairs[id].left, pairs[id].right) for id in asked.parts)


def _say(question: Match, pair: Pair, taken: str) -> str:
    lure = next((extra.why for extra in question.extra if extra.id == taken), "")
    return f"{pair.left}: {lure or pair.why}"


def _line(left: str, right: str) -> str:
    return f"{left} → {right}"
