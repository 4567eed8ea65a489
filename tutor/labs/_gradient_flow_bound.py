"""Pascanu's bound put to the test: networks drawn at random, each asked whether it breaks it."""

from __future__ import annotations

import numpy as np

from tutor.models.gradient_flow import SQUASHES, bounds, forward, matrix, norms

DRAWS = 100
SLACK = 1 + 1e-9
"""For rounding."""


class Trial:
    """Random activation, matrix, size, length, gain and input, again and again."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng([seed, 0xB0])
        self.points: list[tuple[float, float]] = []
        """For each network drawn: its bound and its norm at the first step, as exponents of ten."""
        self.held = 0

    def draw(self) -> None:
        """One more network."""
        random = self.random
        squash = list(SQUASHES.values())[random.integers(len(SQUASHES))]
        size, T = int(random.integers(2, 33)), int(random.integers(2, 41))
        gain = random.uniform(0.5, 1.6) / squash.steepest
        U = matrix(("orthogonal", "gaussian")[random.integers(2)], size, gain, random)
        strength = random.uniform(0, 2)
        h = forward(U, random.standard_normal(size), squash, strength * random.standard_normal(T))
        found, most = norms(U, squash, h), bounds(U, squash, T)
        self.held += bool((found <= most * SLACK).all())
        self.points.append((float(np.log10(most[0])), float(np.log10(max(found[0], 1e-300)))))
