"""Outlines and hatched shapes on 16×16 paper: pairs in which the question does not tell the whole answer.

The outline says where a shape ends. How its inside is hatched it does not say: strokes lie four cells
apart along a row, all at one slant, and begin anywhere. Every beginning is as right as any other.

Trained on are heaps of boxes, discs and wedges, drawn by chance once and for all. Held out are drawn
glyphs (`tutor.models.glyphs`): filled, without their holes, where enough inside is left.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tutor.models.glyphs import GLYPHS
from tutor.models.glyphs import SIDE as DRAWN

SIDE = 16
PERIOD = 4
"""Cells of a row from one stroke to the next."""
EDGE = 1.25
"""How suddenly ink gives way to paper at a stroke's side: some cells are grey in every true drawing."""
HEAPS = 300
INSIDE = 12
"""Cells of the inside that a shape needs to be hatched."""
PHASES = np.arange(16) * PERIOD / 16
"""The beginnings that an output is compared with."""

Array = NDArray[Any]


class Batch(NamedTuple):
    """Pairs to learn from."""

    x: Array
    """(n, 16, 16) float32: outlines; 1 is ink."""
    y: Array
    """(n, 16, 16) float32: the same shapes, hatched."""


def grown(cells: Array, corners: bool) -> Array:
    """The cells (h, w) and their neighbours: the four at their sides, or all eight."""
    p = np.pad(cells, 1)
    h, w = cells.shape
    around = [
        p[1 + i : 1 + i + h, 1 + j : 1 + j + w]
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
        if corners or 0 in (i, j)
    ]
    found: Array = np.any(around, axis=0)
    return found


def flooded(start: Array, within: Array) -> Array:
    """What is reached from `start` side by side without leaving `within`, both (h, w) of booleans."""
    reached = start & within
    while True:
        more = grown(reached, corners=False) & within
        if (more == reached).all():
            return reached
        reached = more


def largest(cells: Array) -> Array:
    """The largest piece that hangs together side by side; nothing if there is nothing."""
    best, left = np.zeros_like(cells), cells.copy()
    while left.any():
        first = np.zeros_like(left)
        first[tuple(np.argwhere(left)[0])] = True
        piece = flooded(first, left)
        left &= ~piece
        best = piece if piece.sum() > best.sum() else best
    return best


def filled(ink: Array) -> Array:
    """Ink and all that it shuts in: whatever is not reached from the paper's edge."""
    edge = np.ones_like(ink)
    edge[1:-1, 1:-1] = False
    return ~flooded(edge, ~ink)


def outline(shape: Array) -> Array:
    """Those cells of a shape (h, w) that have paper beside them or at a corner."""
    return shape & grown(~shape, corners=True)


def inside(shape: Array) -> Array:
    """A shape's other cells: what is hatched."""
    return shape & ~outline(shape)


def hatch(shape: Array, phase: float) -> Array:
    """The drawing of a shape: its outline in ink, its inside hatched with strokes that begin at `phase`.

    `phase` counts in cells, 0…4. Over all beginnings a cell of the inside is as often dark as light:
    its median, like its mean, is .5.
    """
    row, column = np.indices(shape.shape)
    t = ((row + column + phase) % PERIOD) / PERIOD  # (h, w) in 0…1
    strokes = np.clip(0.5 + EDGE * (1 - 4 * np.abs(t - 0.5)), 0, 1)
    drawn: Array = np.where(outline(shape), 1.0, np.where(shape, strokes, 0.0)).astype(np.float32)
    return drawn


def heap(rng: np.random.Generator) -> Array:
    """One to three boxes, discs or wedges over each other: the largest piece, clear of the edge."""
    y, x = np.indices((SIDE, SIDE)) + 0.5
    cells = np.zeros((SIDE, SIDE), dtype=bool)
    for _ in range(rng.integers(1, 4)):
        (cy, cx), (a, b) = rng.uniform(5, 11, 2), rng.uniform(2, 5.5, 2)
        up, right = (y - cy) / a, (x - cx) / b  # each in −1…1 within the piece
        kind = rng.integers(3)
        if kind == 0:
            cells |= (np.abs(up) < 1) & (np.abs(right) < 1)
        elif kind == 1:
            cells |= up**2 + right**2 < 1
        else:
            t = (rng.choice((-1, 1)) * up + 1) / 2
            cells |= (t > 0) & (t < 1) & (np.abs(x - cx) < b * t + 0.5)
    cells[[0, -1]] = cells[:, [0, -1]] = False
    return largest(cells)


@cache
def heaps() -> Array:
    """The training shapes, (300, 16, 16) of booleans: always the same."""
    rng = np.random.default_rng(0)
    found: list[Array] = []
    while len(found) < HEAPS:
        shape = heap(rng)
        if inside(shape).sum() >= INSIDE:
            found.append(shape)
    return _kept(np.array(found))


@cache
def held_out() -> dict[str, Array]:
    """The test shapes, name → (16, 16) of booleans. No network learns from any of them."""
    margin = (SIDE - DRAWN) // 2
    solid = {name: largest(filled(np.pad(cells > 0, margin))) for name, cells in GLYPHS.items()}
    return {name: _kept(s) for name, s in solid.items() if inside(s).sum() >= INSIDE}


def _kept(array: Array) -> Array:
    array.flags.writeable = False
    return array


def moved(shape: Array, rng: np.random.Generator, most: int = 2) -> Array:
    """The shape up to `most` cells from its place, as far as it stays on the paper, mirrored or not."""
    rows, columns = np.flatnonzero(shape.any(1)), np.flatnonzero(shape.any(0))
    by = [int(rng.integers(-min(at[0], most), min(SIDE - 1 - at[-1], most) + 1)) for at in (rows, columns)]
    there: Array = np.roll(shape, by, (0, 1))
    return there[:, ::-1] if rng.random() < 0.5 else there


def batch(n: int, rng: np.random.Generator) -> Batch:
    """n training shapes, moved, each hatched from a beginning of its own."""
    pool = heaps()
    shapes = [moved(pool[i], rng) for i in rng.integers(len(pool), size=n)]
    y = [hatch(s, rng.uniform(0, PERIOD)) for s in shapes]
    return Batch(np.array([outline(s) for s in shapes], dtype=np.float32), np.array(y))


class Exam:
    """Held-out shapes, each at some places, and what an output is measured by."""

    def __init__(self, rng: np.random.Generator, places: int = 4) -> None:
        self.names = [name for name in held_out() for _ in range(places)]
        self.shapes = np.array([moved(held_out()[name], rng) for name in self.names])  # (n, 16, 16)
        self.x = np.array([outline(s) for s in self.shapes], dtype=np.float32)
        self.inner = np.array([inside(s) for s in self.shapes])
        self.all_y = np.array([[hatch(s, p) for p in PHASES] for s in self.shapes])  # (n, 16, 16, 16)
        n = len(self.shapes)
        phases = (rng.permutation(n) + rng.uniform(size=n)) * PERIOD / n  # spread evenly
        self.y = np.array([hatch(s, p) for s, p in zip(self.shapes, phases, strict=True)])

    def __deepcopy__(self, memo: object) -> Exam:
        return self

    def ambiguity(self, drawn: Array) -> float:
        """Share of the inside that is neither ink nor paper: between ¼ and ¾. `drawn` (n, 16, 16)."""
        grey: Array = np.abs(drawn - 0.5) < 0.25
        return float(grey[self.inner].mean())

    def iou(self, drawn: Array) -> float:
        """Ink in both over ink in either, on all cells, against a true drawing: mean over all there are.

        Ink is what is darker than .5. Against one true drawing it would be luck whose strokes begin alike,
        so each output is held against every beginning. True drawings have about .78 by it, solid shapes
        .77 and bare outlines .76: it sees stray and missing ink, and hardly how the inside is hatched.
        """
        return float(self._ious(drawn).mean())

    def iou_nearest(self, drawn: Array) -> float:
        """The same against that true drawing alone whose strokes fit best."""
        return float(self._ious(drawn).max(axis=1).mean())

    def _ious(self, drawn: Array) -> Array:
        """(n, 16): each output against each beginning."""
        ink, true = drawn[:, None] > 0.5, self.all_y > 0.5
        found: Array = (ink & true).sum((2, 3)) / (ink | true).sum((2, 3))
        return found

    def iou_outline(self, drawn: Array) -> float:
        """The same on the cells that the outline decides alone: all but the inside."""
        ink, true = (drawn > 0.5) & ~self.inner, self.x > 0.5
        return float(((ink & true).sum((1, 2)) / (ink | true).sum((1, 2))).mean())

    def sharpness(self, drawn: Array) -> float:
        """Mean step from a cell to the next over that of true drawings: 1 is as crisp as the truth."""
        return _steps(drawn) / _steps(self.y)


def _steps(drawn: Array) -> float:
    return float(np.abs(np.diff(drawn, axis=1)).mean() + np.abs(np.diff(drawn, axis=2)).mean())
