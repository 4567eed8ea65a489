"""Is a new picture new? How far it lies from the nearest picture learned from, in cells.

A copy moved by a cell, or seen in a mirror, is still a copy: a picture is compared with every one learned
from, at each of nine places and both ways round. `nearer` is the statistic of Meehan, Chaudhuri & Dasgupta
2020 (*A Non-Parametric Test to Detect Data-Copying in Generative Models*), over all pictures at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MOVES = (0, -1, 1)


class Nearest(NamedTuple):
    """The nearest pictures learned from."""

    cells: Array
    """(n,) int: cells that differ from it."""
    which: Array
    """(n,) int: its index."""
    seen: Array
    """(n, side, side) float32: it, moved and turned as it lies nearest."""


def moved(pictures: Array, down: int, right: int) -> Array:
    """Pictures (n, h, w) a few cells from their place; what leaves the paper is gone, paper comes in."""
    _, h, w = pictures.shape
    there = np.zeros_like(pictures)
    rows, columns = (
        (slice(max(0, by), size + min(0, by)), slice(max(0, -by), size + min(0, -by)))
        for by, size in ((down, h), (right, w))
    )
    there[:, rows[0], columns[0]] = pictures[:, rows[1], columns[1]]
    return there


def variants(pictures: Array) -> Array:
    """Each of (n, h, w), both ways round, at nine places, its own first: (n, 18, h, w)."""
    turned = (pictures, pictures[:, :, ::-1])
    return np.stack([moved(p, dy, dx) for p in turned for dy in MOVES for dx in MOVES], axis=1)


def differing(a: Array, b: Array) -> Array:
    """Cells in which pictures of 0 and 1 differ, each of (n, …) with each of (m, …): (n, m)."""
    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    found: Array = a.sum(1)[:, None] + b.sum(1) - 2 * a @ b.T
    return np.rint(found).astype(int)


def nearest(inked: Array, learned: Array) -> Nearest:
    """For pictures of 0 and 1, (n, side, side), the nearest of `learned`, their variants (m, 18, …)."""
    flat = learned.reshape(-1, *learned.shape[2:])  # (m · 18, side, side)
    cells = differing(inked, flat)  # (n, m · 18)
    at = cells.argmin(1)
    return Nearest(cells[np.arange(len(cells)), at], at // learned.shape[1], flat[at])


def fresh(drawn: Array, learned: Array) -> Array:
    """How far each of (n, side, side) lies from the nearest of those learned that is not itself: (n,).

    `learned` are the indices (m,) of two or more of them: what a new drawing by the same hand would have.
    """
    flat = variants(drawn[learned]).reshape(-1, *drawn.shape[1:])  # (m · 18, side, side)
    cells = differing(drawn, flat).reshape(len(drawn), len(learned), -1)  # (n, m, 18)
    cells[learned, np.arange(len(learned))] = drawn[0].size + 1
    nearest_other: Array = cells.min((1, 2))
    return nearest_other


def nearer(made: Array, others: Array) -> float:
    """Chance that one of the distances `made` is smaller than one of `others`; a tie counts half.

    ½: as far from what was learned as the others. 1: always nearer. 0: always farther.
    """
    less, same = made[:, None] < others[None], made[:, None] == others[None]
    return float((less + 0.5 * same).mean())
