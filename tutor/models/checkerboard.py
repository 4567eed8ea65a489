"""Checkerboards: the pattern with a period of two pixels that a way of doubling draws by itself.

Odena, Dumoulin & Olah (2016), "Deconvolution and checkerboard artifacts", Distill: constant maps go in, and
what should come out is constant too. Inside, away from the edges, a doubled map has four kinds of pixels
(row even or odd, column even or odd), its phases; each sees taps of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.dcgan import Up

RIM = 2
"""Pixels at each edge that do not count: they see the blank outside."""
SMALL = 6
"""Side of the constant maps."""
MADE = 64
"""Maps that `walls` makes."""


@torch.no_grad()
def response(up: Up, level: Tensor) -> NDArray[np.float32]:
    """What constant maps, one of each `level` (c,), become: (c', 8, 8), the rim cut off."""
    flat = level.view(1, -1, 1, 1).expand(1, -1, SMALL, SMALL)
    made: NDArray[np.float32] = up(flat)[0, :, RIM:-RIM, RIM:-RIM].numpy()
    return made


def phases(maps: NDArray[np.float32]) -> NDArray[np.float64]:
    """The means of the four phases of maps (c, 2s, 2s): (c, 4)."""
    c, side = len(maps), maps.shape[1] // 2
    blocks = maps.astype(np.float64).reshape(c, side, 2, side, 2)
    means: NDArray[np.float64] = blocks.mean(axis=(1, 3)).reshape(c, 4)
    return means


def checkerboard(maps: NDArray[np.float32]) -> float:
    """Share of the strength (mean square) of maps (c, 2s, 2s) that is difference between phases: 0…1.

    0 for maps that are constant; ¾ where four phases have nothing to do with each other.
    """
    four = phases(maps)
    whole = float((four**2).mean())
    return float(four.var(axis=1).mean()) / whole if whole else 0.0


def walls(ways: Iterable[str], channels: int, seed: int) -> dict[str, NDArray[np.float32]]:
    """What untrained layers make of the same constant maps, by way of doubling: (64, 8, 8) each."""
    rng = torch.Generator().manual_seed(seed)
    level = torch.rand(channels, generator=rng)  # any constants; maps after ReLU are not negative
    return {way: response(Up.of(way, channels, MADE, rng), level) for way in ways}


def counted(way: str) -> NDArray[np.float32]:
    """How many taps of the kernel fall on each pixel: (8, 8), counted with a kernel of ones."""
    ones: NDArray[np.float32] = response(Up.even(way, 1, 1), torch.ones(1))[0]
    return ones


def taps(way: str) -> NDArray[np.float64]:
    """The same for a pixel of each phase: (4,)."""
    four: NDArray[np.float64] = phases(counted(way)[None])[0]
    return four


def grain(images: NDArray[np.float32]) -> float:
    """Share of the contrast of images (n, 2s, 2s) that has a period of two pixels, over whole images.

    Each image, less its mean, is laid over stripes across, stripes down and a chessboard of ±1.
    """
    x = images.astype(np.float64) - images.mean(axis=(1, 2), keepdims=True)
    contrast = float((x**2).mean())
    return float(phases(x.astype(np.float32)).var(axis=1).mean()) / contrast if contrast else 0.0
