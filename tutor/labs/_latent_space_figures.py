"""What is counted about walks and sums in a latent space."""

from __future__ import annotations

import numpy as np

from tutor.kit.panels import Array

SIDE = 8


def distances(pictures: Array, real: Array) -> Array:
    """Euclidean distance of each of `pictures` (n, d) to the nearest of `real` (m, d), (n,)."""
    far: Array = np.sqrt(_squares(pictures, real).min(axis=1))
    return far


def nearest(picture: Array, real: Array) -> int:
    """The index of the row of `real` (m, d) that is nearest to one `picture` (d,)."""
    return int(_squares(picture[None], real).argmin())


def _squares(a: Array, b: Array) -> Array:
    squares: Array = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T  # (n, m)
    return np.maximum(squares, 0)


def trait(name: str, pictures: Array) -> Array:
    """How much of a trait pictures (n, pixels) have, (n,), each pixel weighing as its ink.

    "ink": pixels of it. "width": the standard deviation of its columns. "slant": columns rightwards for
    each row upwards, by least squares of the column on the row.
    """
    row, column = np.divmod(np.arange(SIDE**2), SIDE)
    ink: Array = pictures.sum(1)
    if name == "ink":
        return ink
    share = pictures / np.maximum(ink, 1e-6)[:, None]
    x, y = share @ column, share @ row
    if name == "width":
        width: Array = np.sqrt(np.maximum(share @ column**2 - x**2, 0))
        return width
    slant: Array = -(share @ (row * column) - x * y) / np.maximum(share @ row**2 - y**2, 1e-6)
    return slant


def thirds(amount: Array) -> tuple[Array, Array]:
    """Indices of the third with the least and of the third with the most."""
    order = np.argsort(amount, kind="stable")
    n = max(1, len(order) // 3)
    return order[:n], order[-n:]


def pairs(labels: Array, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Indices of n random pairs of different classes, (n,) each."""
    left = rng.integers(len(labels), size=n)
    right = rng.integers(len(labels), size=n)
    while (same := labels[left] == labels[right]).any():
        right[same] = rng.integers(len(labels), size=int(same.sum()))
    return left, right
