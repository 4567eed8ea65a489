"""The learner's side of the art studio: what stands on the easel, on the shelf, and on their own paper."""

from __future__ import annotations

import numpy as np

from tutor.kit.panels import Array
from tutor.labs._art_declared import KEPT, SHOWN, SIDE

OWN = """
.####..####.
.#..####..#.
.#........#.
##.##..##.##
#..#....#..#
#....##....#
##........##
.#.#....#.#.
.##.####.##.
..##....##..
...######...
............
"""
"""The glyph on the learner's paper at the start. The model has never seen it."""


class Studio:
    """Codes (L,) that are on the easel and on the shelf: what they look like the decoder says."""

    def __init__(self, latents: int, dice: np.random.Generator) -> None:
        self.dice = dice
        self.easel = dice.standard_normal((SHOWN, latents))  # z ~ N(0, 1)
        self.shelf: tuple[Array, ...] = ()
        """The last one kept comes first."""
        cells = [[c == "#" for c in line] for line in OWN.split()]
        self.paper = np.array(cells, dtype=np.float32)  # (12, 12)

    def keep(self, code: Array) -> None:
        """Put a code on the shelf, or take it off if it stands there. The oldest makes room."""
        if any(np.array_equal(code, one) for one in self.shelf):
            self.shelf = tuple(one for one in self.shelf if not np.array_equal(code, one))
        else:
            self.shelf = (code.copy(), *self.shelf)[:KEPT]

    def drop(self, index: int) -> None:
        """Take a code off the shelf; nothing happens at an empty place."""
        self.shelf = (*self.shelf[:index], *self.shelf[index + 1 :])

    def again(self, variation: float) -> None:
        """New codes: about the kept ones in turn, z = √(1 − v²) · kept + v · ε, or from N(0, 1).

        Both weights squared sum to 1, so that codes stay as far from 0 as the decoder is used to.
        """
        noise = self.dice.standard_normal(self.easel.shape)
        if not self.shelf:
            self.easel = noise
            return
        kept = np.stack([self.shelf[i % len(self.shelf)] for i in range(SHOWN)])
        self.easel = np.sqrt(1 - variation**2) * kept + variation * noise

    def mix(self) -> None:
        """Codes in equal steps from the last one kept to the one before; without two of them nothing."""
        if len(self.shelf) >= 2:
            t = np.linspace(0, 1, SHOWN)[:, None]
            self.easel = (1 - t) * self.shelf[0] + t * self.shelf[1]

    def ink(self, row: int, column: int) -> None:
        """Turn a cell of the paper over."""
        self.paper = self.paper.copy()
        self.paper[row % SIDE, column % SIDE] = 1 - self.paper[row % SIDE, column % SIDE]
