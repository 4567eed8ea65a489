"""An endless stream with questions: a letter, then chatter, and `lag` steps after it "which was it?"."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]

LETTERS, CHATTER, ASK = "ABCD", ".,:;", "?"
SYMBOLS = LETTERS + CHATTER + ASK
"""Every symbol; its place is its number."""
CHANCE = 1 / len(LETTERS)


class Stream:
    """`width` streams side by side, each with its own questions. Reading on never ends."""

    def __init__(self, lag: int, width: int, random: np.random.Generator) -> None:
        self.lag, self.random, self.at = lag, random, 0
        self.letter = random.integers(0, 2 * lag, size=width)  # (B,) when the next letter comes
        self.asked = np.full((2, width), -1)  # (2, B) the open question: when, and for which letter

    def read(self, steps: int) -> tuple[Ints, Ints]:
        """The next symbols x (steps, B), and the letter asked for y (steps, B), −1 where nothing is."""
        width, end = len(self.letter), self.at + steps
        x = len(LETTERS) + self.random.integers(len(CHATTER), size=(steps, width))  # (T, B)
        y = np.full((steps, width), -1)  # (T, B)
        for b in range(width):
            while True:
                when, letter = self.asked[:, b]
                if when >= 0:  # a question is open
                    if when >= end:
                        break
                    x[when - self.at, b], y[when - self.at, b] = len(SYMBOLS) - 1, letter
                    self.asked[:, b] = -1
                    self.letter[b] = when + 1 + self.random.integers(0, max(1, self.lag // 2))
                else:
                    when = self.letter[b]
                    if when >= end:
                        break
                    x[when - self.at, b] = letter = self.random.integers(len(LETTERS))
                    self.asked[:, b] = when + self.lag, letter
        self.at = end
        return x, y
