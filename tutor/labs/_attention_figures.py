"""Figures of attention over many numbers: does it look at the right word, and does that matter?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tutor.models.alignment import Looks
    from tutor.models.pairs import Pair

HUNDRED, THOUSAND = 28, 29
"""Their places among the English words."""


def figures(pairs: Sequence[Pair], seen: Sequence[Looks]) -> dict[str, float | None]:
    """The lab's metrics, counted over every Korean word that an English one says."""
    from tutor.models.alignment import spread
    from tutor.models.number_words import spoken, value

    digits: list[bool] = []
    every: list[bool] = []
    top: list[float] = []
    other: list[float] = []
    late: dict[str, list[bool]] = {"thousand": [], "hundred": [], "tens": []}
    for pair, look in zip(pairs, seen, strict=True):
        number = value(pair.source)
        assert number is not None  # an exam is made of numbers
        for t, sayers in enumerate(spoken(number).sayers):
            if not sayers:
                continue
            at, n = int(look.alpha[t].argmax()), len(pair.source)
            every.append(at in sayers)
            top.append(float(look.effect[t, at]))
            if n > 1:
                other.append(float((look.effect[t].sum() - look.effect[t, at]) / (n - 1)))
            if pair.target[t] > 9:
                continue
            digits.append(at in sayers)
            (by,) = sayers
            after = pair.source[by + 1] if by + 1 < n else -1
            word = pair.source[by]
            if 1 <= word <= 9 and after in (HUNDRED, THOUSAND):
                late["hundred" if after == HUNDRED else "thousand"].append(at == by + 1)
            elif 20 <= word < HUNDRED and after >= 0:
                late["tens"].append(at == by + 1)
    mean = {name: float(np.mean(found)) if found else None for name, found in late.items()}
    ones = late["thousand"] + late["hundred"]
    of_top, of_other = float(np.mean(top)), float(np.mean(other))
    return {
        "alignment_digits": float(np.mean(digits)),
        "alignment_all": float(np.mean(every)),
        "entropy": float(np.mean([spread(look.alpha) for look in seen])),
        "mask_effect": of_top / of_other if of_other else None,
        "mask_effect.top": of_top,
        "mask_effect.other": of_other,
        "late": float(np.mean(ones)) if ones else None,
        **{f"late.{name}": share for name, share in mean.items()},
    }
