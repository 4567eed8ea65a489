"""Numbers for the questions about order, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def unigram(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The entropy of a text of two letters, a with the share p, when it is shuffled."""
    tenths = dice.choice((1, 2, 3, 4))
    p = tenths / 10
    answer = -(p * math.log(p) + (1 - p) * math.log(1 - p))
    wrong = {
        "even": math.log(2),
        "bits": answer / math.log(2),
        "rare": -math.log(p),
        "frequent": -math.log(1 - p),
    }
    return Draw({"p": f"{100 * p:.0f}", "rest": f"{100 - 100 * p:.0f}"}, answer, wrong)


def orders(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """In how many orders a word's letters can be written, two of them being the same."""
    word, n = dice.choice((("book", 4), ("tree", 4), ("hello", 5), ("apple", 5), ("river", 5)))
    all_different = math.factorial(n)
    wrong = {"all different": float(all_different), "square": float(n * n), "sum": float(n * (n + 1) // 2)}
    return Draw({"word": word, "n": str(n)}, all_different / 2, wrong)


def saved(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """What order saves when who looks back gives the true character p instead of q: ln(p / q)."""
    q, times = dice.choice((0.02, 0.04, 0.05, 0.1)), dice.choice((2, 4, 5, 8))
    p = q * times
    answer = math.log(times)
    wrong = {"difference": p - q, "ratio": float(times), "bits": math.log2(times), "sign": -answer}
    return Draw({"p": f"{p:g}", "q": f"{q:g}"}, answer, wrong)


DRAWS: Mapping[str, DrawFunction] = {"unigram": unigram, "orders": orders, "saved": saved}
