"""Numbers for the encoder–decoder's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def exact_from_word(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """How often n words are all right, when each is right with probability p by itself: pⁿ."""
    p, n = dice.choice((0.8, 0.9, 0.95, 0.98)), dice.choice((5, 8, 10, 13))
    if p == 0.8:  # 0.8¹³ is nearly 0.8/13, a known mistake
        n = min(n, 10)
    return Draw(
        {"p": f"{p:g}", "n": str(n)},
        p**n,
        {"by word": p, "minus": max(0.0, 1 - n * (1 - p)) or 0.001, "over": p / n},
    )


def handed_over(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Numbers that reach the decoder of S words: w through a bottleneck, S·2H with attention both ways."""
    S, H, w = dice.choice((3, 5, 8, 11)), dice.choice((48, 64, 96)), dice.choice((16, 32, 96))
    wrong = {"one way": float(S * H), "bottleneck": float(w), "one word": float(2 * H)}
    return Draw({"S": str(S), "H": str(H), "w": str(w)}, float(S * 2 * H), wrong)


def man(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The figure that stands before 만 in Korean: n // 10,000."""
    thousands = dice.choice((230, 310, 420, 560, 640, 720, 850, 910))
    n = thousands * 1_000 + dice.choice((0, 4_000, 7_000))
    wrong = {"thousands": float(n // 1_000), "lakh": float(n // 100_000)}
    return Draw({"n": f"{n:,}"}, float(n // 10_000), wrong)


DRAWS: Mapping[str, DrawFunction] = {
    "exact-from-word": exact_from_word,
    "handed-over": handed_over,
    "man": man,
}
