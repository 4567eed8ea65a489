"""The Hopfield lab's memories, drawn, random and the learner's own, and the network that stores them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.panels import Array
from tutor.kit.say import N_
from tutor.labs._hopfield_facts import ORDER, N
from tutor.models.glyphs import GLYPHS
from tutor.models.hopfield import network, random_patterns

RANDOM, DRAWING = N_("random"), N_("drawing")
"""Random patterns and the learner's own are called by these names and a number."""


class Memories:
    """What is stored, which memory is aimed at, and the network."""

    def __init__(self, values: Mapping[str, Value], rng: np.random.Generator) -> None:
        """Random patterns are drawn once, so that storing more of them keeps the first ones."""
        self.randoms = random_patterns(64, N, rng)  # (64, N)
        self.own: tuple[tuple[str, Array], ...] = ()
        """The learner's: name and cells (N,)."""
        self.target = 0
        """The index of the memory to be recalled."""
        self.names: list[str] = []
        self.build(values)

    def build(self, values: Mapping[str, Value]) -> None:
        """Compute the network as the knobs have it; the aim stays on its memory if that is still there."""
        chosen, count = str(values["memory"]), int(values["stored"])
        drawn = [] if chosen == "random" else [chosen, *(name for name in ORDER if name != chosen)]
        memories = [(name, GLYPHS[name].ravel()) for name in drawn[:count]]
        memories += [(f"{RANDOM}-{k + 1}", self.randoms[k]) for k in range(count - len(memories))]
        memories += self.own
        aim = self.names[self.target] if self.names else ""
        self.names = [name for name, _ in memories]
        self.target = self.names.index(aim) if aim in self.names else 0
        self.X = np.array([cells for _, cells in memories], dtype=np.float64)  # (P, N)
        self.net = network(self.X, str(values["rule"]), float(values["bias"]), float(values["beta"]))

    @property
    def wanted(self) -> Array:
        """The memory aimed at. (N,)"""
        return np.asarray(self.X[self.target])

    def store(self, s: Array, values: Mapping[str, Value]) -> None:
        """Make s (N,) a memory, unless it is one already, and aim at it."""
        same = [k for k, xi in enumerate(self.X) if np.array_equal(xi, s)]
        if not same:
            self.own = (*self.own, (f"{DRAWING}-{len(self.own) + 1}", s.copy()))
            self.build(values)
        self.target = same[0] if same else len(self.names) - 1

    def mixed(self) -> Array:
        """The majority of three memories, the one aimed at and the next two. (N,)"""
        three = [self.X[(self.target + k) % len(self.X)] for k in range(3)]
        return np.asarray(np.sign(np.sum(three, axis=0)))
