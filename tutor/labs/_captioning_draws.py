"""Numbers for the captioning lab's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def whole_caption(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The probability of a caption: the product of its words', each given the words before."""
    while True:
        ps = [dice.choice((0.5, 0.6, 0.8, 0.9, 0.95, 1.0)) for _ in range(4)]
        answer = math.prod(ps)
        wrong = {"mean": sum(ps) / 4, "least": min(ps), "sum": sum(ps)}
        if min(abs(answer - other) for other in wrong.values()) > 0.08:
            break
    return Draw({f"p{i + 1}": f"{p:g}" for i, p in enumerate(ps)}, answer, wrong)


def blind_loss(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The least loss a caption when n scenes are equally likely and none is looked at: ln n."""
    n = dice.choice((20, 50, 60, 100, 150, 200))
    wrong = {"share": 1 / n, "bits": math.log2(n), "words": 7 * math.log(31)}
    return Draw({"n": str(n)}, math.log(n), wrong)


def greedy(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Two first words, each with its likeliest follower. Greedy takes the likelier first word; the answer
    is the probability of the likeliest pair, which begins with the other."""
    while True:
        p = dice.choice((0.55, 0.6))
        q = dice.choice((0.3, 0.4, 0.5))  # after the likelier word many words are possible
        r = dice.choice((0.8, 0.9, 1.0))
        best, taken = (1 - p) * r, p * q
        if best - taken > 0.05:
            break
    blanks = {"a": f"{p:g}", "b": f"{1 - p:.2g}", "q": f"{q:g}", "r": f"{r:g}"}
    return Draw(blanks, best, {"greedy": taken, "follower": r, "mixed": p * r})


DRAWS: Mapping[str, DrawFunction] = {
    "whole-caption": whole_caption,
    "blind-loss": blind_loss,
    "greedy": greedy,
}
