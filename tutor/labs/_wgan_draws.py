"""Numbers for the parameterised questions on the WGAN."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw


def carrying(rng: random.Random, args: Mapping[str, Value]) -> Draw:
    """Three real points and three fakes on a line: how far is the mean way of the cheapest carrying?"""
    while True:
        real = rng.sample(range(10), 3)
        fake = rng.sample(range(10), 3)
        best = sum(abs(a - b) for a, b in zip(sorted(real), sorted(fake), strict=True)) / 3
        given = sum(abs(a - b) for a, b in zip(real, fake, strict=True)) / 3
        means = abs(sum(real) - sum(fake)) / 3
        if len({round(v, 6) for v in (best, given, means, 3 * best)}) == 4 and means > 0:
            break
    return Draw(
        values={"real": ", ".join(map(str, real)), "fake": ", ".join(map(str, fake))},
        answer=best,
        wrong={"as_listed": given, "of_means": means, "total": 3 * best},
    )


def overshoot(rng: random.Random, args: Mapping[str, Value]) -> Draw:
    """θ and λ of the one-sided penalty: what the best critic says."""
    theta, weight = rng.choice((2, 3, 4)), rng.choice((2, 4, 5, 10))
    extra = theta**2 / (2 * weight)
    return Draw(
        values={"theta": str(theta), "lambda": str(weight)},
        answer=theta + extra,
        wrong={"w1": float(theta), "slope": 1 + theta / (2 * weight), "no_half": theta + 2 * extra},
    )
