"""Numbers for the parameterised question on the GAN."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw


def optimum(rng: random.Random, args: Mapping[str, Value]) -> Draw:
    """Of 1,000 real points and 1,000 fakes, how many lie in a square: what the best D says."""
    while True:
        real, fake = rng.randrange(2, 31, 2), rng.randrange(2, 31, 2)
        share = real / (real + fake)
        wrong = {
            "ratio": real / fake,
            "fakes": fake / (real + fake),
            "whole": real / 1000,
            "half": 0.5,
        }
        apart = len(set(wrong.values())) == len(wrong)
        if apart and min(abs(share - value) for value in wrong.values()) > 0.05:
            return Draw({"real": str(real), "fake": str(fake)}, share, wrong)
