"""Numbers for the questions about anomaly detection, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def bayes(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """How many of the alarms are true, from recall, false alarms and base rate; all in per cent."""
    while True:
        recall, alarms, base = (
            dice.choice((40, 50, 60, 80, 90)),
            dice.choice((2, 5, 10)),
            dice.choice((1, 2)),
        )
        true, false = recall * base, alarms * (100 - base)
        answer = 100 * true / (true + false)
        wrong = {
            "recall": float(recall),
            "specificity": 100.0 - alarms,
            "even": 100 * recall / (recall + alarms),
            "joint": true / 100,
            "odds": 100 * true / false,
        }
        apart = len(set(wrong.values())) == len(wrong)
        if apart and all(abs(answer - value) > 0.65 for value in wrong.values()):
            blanks = {"recall": f"{recall}", "alarms": f"{alarms}", "base": f"{base}"}
            return Draw(blanks, answer, wrong)


def pairs(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """AUROC by hand: of all pairs, in how many the strange one scores higher."""
    while True:
        normal = sorted(dice.sample(range(1, 20), 4))
        strange = sorted(dice.sample([n for n in range(3, 25) if n not in normal], 2))
        won = sum(s > n for s in strange for n in normal)
        middle = (normal[1] + normal[2]) / 2
        wrong = {
            "turned round": 1 - won / 8,
            "recall at zero": sum(s > max(normal) for s in strange) / 2,
            "by the middle": sum(s > middle for s in strange) / 2,
            "count": float(won),
        }
        one_cut = wrong["recall at zero"], wrong["by the middle"]
        if 3 <= won <= 7 and won != 4 and won / 8 != one_cut[0] != one_cut[1]:
            blanks = {"normal": ", ".join(map(str, normal)), "strange": ", ".join(map(str, strange))}
            apart = {k: v for k, v in wrong.items() if v != won / 8}
            return Draw({**blanks, "one": f"{strange[0]}", "other": f"{strange[1]}"}, won / 8, apart)


def shadow(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """What PCA cannot rebuild of a point of the plane: its squared distance from one axis through 0."""
    while True:
        x, y = dice.randrange(-9, 10), dice.randrange(-9, 10)
        a, b = dice.choice(((0.6, 0.8), (0.8, 0.6)))
        along = a * x + b * y
        answer = x * x + y * y - along**2
        wrong = {
            "length": float(x * x + y * y),
            "shadow": along**2,
            "root": abs(b * x - a * y),
            "axis": (x - a) ** 2 + (y - b) ** 2,
        }
        if x and y and answer > 3 and all(abs(answer - value) > 0.5 for value in wrong.values()):
            blanks = {"x": f"{x}", "y": f"{y}", "a": f"{a:g}", "b": f"{b:g}", "z": f"{along:.1f}"}
            return Draw(blanks, answer, wrong)


DRAWS: Mapping[str, DrawFunction] = {"bayes": bayes, "pairs": pairs, "shadow": shadow}
