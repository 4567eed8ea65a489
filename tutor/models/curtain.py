"""Tiny films: a ball rolls to and fro on a stage, and in the middle hangs a curtain.

A film is decided by how it starts, and all starts are known: what the best possible answer is from a
window of frames can be counted, not only tried.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
HEIGHT, WIDTH = 7, 18
FRAMES = 24
SPEEDS = (1, 2)


def sides(curtain: int) -> tuple[int, int]:
    """The first column behind a curtain that is so many columns wide, and the first one after it."""
    left = (WIDTH - curtain) // 2
    return left, left + curtain


@dataclass(frozen=True)
class Films:
    """n films of T frames. x, y, right (n, T): the ball's column, row, and whether it moves rightwards
    from there; hidden (n, T): whether it is behind the curtain."""

    x: Array
    y: Array
    right: Array
    curtain: int

    @property
    def hidden(self) -> Array:
        """(n, T) whether the ball is behind the curtain."""
        left, end = sides(self.curtain)
        return (self.x >= left) & (self.x < end)

    @property
    def waited(self) -> Array:
        """(n, T) frames since the ball was last in sight: 0 where it is."""
        found = np.zeros(self.x.shape, dtype=np.int64)
        for t in range(self.x.shape[1]):
            found[:, t] = np.where(self.hidden[:, t], 1 + (found[:, t - 1] if t else 0), 0)
        return found

    def take(self, at: Any) -> Films:
        """Some of the films: `at` is what numpy indexes rows with."""
        return replace(self, x=self.x[at], y=self.y[at], right=self.right[at])

    def frames(self) -> Array:
        """(n, T, 7, 18) what is to be seen: 1 for the curtain and for a ball that is not behind it."""
        n, T = self.x.shape
        seen = np.zeros((n, T, HEIGHT, WIDTH), dtype=np.float32)
        seen[np.arange(n)[:, None], np.arange(T), self.y, self.x] = 1
        seen[..., slice(*sides(self.curtain))] = 1
        return seen


def roll(x: Array, y: Array, dx: Array, dy: Array, curtain: int) -> Films:
    """FRAMES frames from these starts (n,) each. A ball that would leave the stage turns first."""
    columns, rows, right = [], [], []
    for _ in range(FRAMES):
        dx = np.where((x + dx < 0) | (x + dx >= WIDTH), -dx, dx)
        dy = np.where((y + dy < 0) | (y + dy >= HEIGHT), -dy, dy)
        columns.append(x)
        rows.append(y)
        right.append(dx > 0)
        x, y = x + dx, y + dy
    return Films(np.stack(columns, 1), np.stack(rows, 1), np.stack(right, 1), curtain)


def all_films(curtain: int) -> Films:
    """Every film there is, once: each start in sight, both directions, two speeds, level or slanting.
    A start that would turn at once is the same film as one that already has."""
    left, end = sides(curtain)
    in_sight = [x for x in range(WIDTH) if not left <= x < end]
    starts = product(in_sight, range(HEIGHT), (-1, 1), SPEEDS, (-1, 0, 1))
    x, y, way, speed, dy = (np.array(part) for part in zip(*starts, strict=True))
    dx = way * speed
    stays = (x + dx >= 0) & (x + dx < WIDTH) & (y + dy >= 0) & (y + dy < HEIGHT)
    return roll(x[stays], y[stays], dx[stays], dy[stays], curtain)


def turned(film: Films) -> Films:
    """One film (1, T) in which the ball turns round behind the curtain, half-way through its first stay
    there; the same film if it is never hidden."""
    at = np.flatnonzero(film.hidden[0])
    if not len(at):
        return film
    start = int(at[0])
    stay = int(np.argmin(np.append(film.hidden[0, start:], False)))
    x, right = film.x.copy(), film.right.copy()
    turn = start + stay // 2
    step = int(x[0, start - 1] - x[0, start])  # the way it came, at the speed it had
    for t in range(turn, FRAMES):
        step = step if 0 <= x[0, t] + step < WIDTH else -step
        right[0, t] = step > 0
        if t + 1 < FRAMES:
            x[0, t + 1] = x[0, t] + step
    return replace(film, x=x, right=right)


def best_of_window(films: Films, window: int, where: Array) -> float | None:
    """The share of frames `where` (n, T) that the best possible rule gets right which sees `window` frames
    up to that one and no more: for each thing to be seen, what is true most often."""
    if not where.any():
        return None
    sight = np.where(films.hidden, -1, films.y * WIDTH + films.x)  # (n, T) all there is to see
    padded = np.concatenate([np.full((len(sight), window - 1), -2), sight], axis=1)
    seen: defaultdict[bytes, Counter[bool]] = defaultdict(Counter)
    for i, t in zip(*np.nonzero(where), strict=True):
        seen[padded[i, t : t + window].tobytes()][bool(films.right[i, t])] += 1
    return sum(max(counts.values()) for counts in seen.values()) / int(where.sum())
