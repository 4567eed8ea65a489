"""Lines in dots: each character cell is 2 dots wide and 4 high. Pure numpy, no screen."""

from __future__ import annotations

import numpy as np

from tutor.ui.paint import Array

# The bit of each dot of a cell: (row, column) → bit.
_BITS = {(0, 0): 0, (1, 0): 1, (2, 0): 2, (0, 1): 3, (1, 1): 4, (2, 1): 5, (3, 0): 6, (3, 1): 7}
_BLANK = 0x2800


def pack(dots: Array) -> Array:
    """(4h, 2w) booleans → (h, w) bit patterns of braille characters, 0 where no dot is set."""
    bits = np.zeros((dots.shape[0] // 4, dots.shape[1] // 2), dtype=np.uint8)
    for (row, column), bit in _BITS.items():
        bits |= dots[row::4, column::2].view(np.uint8) << bit
    return bits


def codes(bits: Array) -> Array:
    """Code points of bit patterns."""
    return bits.astype(np.uint32) + _BLANK


def polyline(x: Array, y: Array, wide: int, high: int) -> tuple[Array, Array, Array]:
    """Dots of the line through (x, y), given in dots: their columns, rows, and distance along the line.

    What lies outside 0…wide−1, 0…high−1 is cut off exactly, however far away. NaN breaks the line;
    a point with no neighbour is a dot.
    """
    whole = np.isfinite(x) & np.isfinite(y)
    pairs = np.flatnonzero(whole[1:] & whole[:-1])
    x0, y0, dx, dy = x[pairs], y[pairs], x[pairs + 1] - x[pairs], y[pairs + 1] - y[pairs]
    length = np.maximum(np.abs(dx), np.abs(dy))
    along = np.concatenate([[0.0], np.cumsum(length)])[: len(pairs)]
    t0, t1 = np.zeros(len(pairs)), np.ones(len(pairs))
    for start, step, size in ((x0, dx, wide), (y0, dy, high)):
        _cut(start, step, size, t0, t1)
    keep = t0 <= t1
    x0, y0, dx, dy, length, along, t0, t1 = (a[keep] for a in (x0, y0, dx, dy, length, along, t0, t1))
    count = np.ceil((t1 - t0) * length).astype(np.intp) + 1  # samples of each piece
    piece = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    t = t0[piece] + (t1 - t0)[piece] * within / np.maximum(count - 1, 1)[piece]
    lone = whole.copy()
    lone[pairs] = lone[pairs + 1] = False
    lone &= (x > -0.5) & (x < wide - 0.5) & (y > -0.5) & (y < high - 0.5)
    columns = np.concatenate([x0[piece] + t * dx[piece], x[lone]])
    rows = np.concatenate([y0[piece] + t * dy[piece], y[lone]])
    distance = np.concatenate([along[piece] + t * length[piece], np.zeros(lone.sum())])
    return (
        np.clip(np.rint(columns), 0, wide - 1).astype(np.intp),
        np.clip(np.rint(rows), 0, high - 1).astype(np.intp),
        distance,
    )


def _cut(start: Array, step: Array, size: int, t0: Array, t1: Array) -> None:
    """Narrow t0…t1 to where start + t·step lies within −½ … size − ½ (Liang–Barsky, one axis)."""
    low, high = -0.49, size - 0.51
    still = step == 0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        a, b = (low - start) / step, (high - start) / step
    enter, leave = np.where(step > 0, a, b), np.where(step > 0, b, a)
    outside = (start < low) | (start > high)
    np.copyto(t0, np.where(still, np.where(outside, 2.0, t0), np.maximum(t0, enter)))
    np.copyto(t1, np.where(still, t1, np.minimum(t1, leave)))
