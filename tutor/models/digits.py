"""Real handwritten digits: the 1,797 of scikit-learn, 8×8 pixels, split once and for all.

Alpaydin & Kaynak (1998), "Optical Recognition of Handwritten Digits", UCI repository (its test set: 13
people who are not among the writers of its training set). Each pixel counts the inked dots of a 4×4 block
of a scan, 0 to 16; here it is that divided by 16.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SIDE = 8
CLASSES = 10
TRAINED = 120
"""Digits of each class that may be trained on; the rest is for testing."""

Array = NDArray[Any]


class Digits(NamedTuple):
    """Images and what they show."""

    images: Array
    """(n, side, side), float32 in 0…1; 1 is ink."""
    labels: Array
    """(n,), int64 in 0…9."""

    @property
    def flat(self) -> Array:
        """(n, side²): a row an image."""
        return self.images.reshape(len(self.images), -1)

    def of(self, *classes: int) -> Digits:
        """Only those of some classes."""
        some = np.isin(self.labels, classes)
        return Digits(self.images[some], self.labels[some])

    def few(self, each: int, rng: np.random.Generator) -> Digits:
        """`each` random ones of every class there is. ValueError if a class has fewer."""
        chosen = [
            rng.choice(np.flatnonzero(self.labels == c), each, replace=False)
            for c in np.unique(self.labels)
        ]
        some = np.concatenate(chosen)
        return Digits(self.images[some], self.labels[some])

    def larger(self, side: int = 2 * SIDE) -> Digits:
        """The same in side×side pixels, by straight lines between the pixels' middles."""
        return Digits(enlarged(self.images, side), self.labels)


class Split(NamedTuple):
    """The fixed split: 120 of each digit to train on, 597 to test with."""

    train: Digits
    test: Digits

    def __deepcopy__(self, memo: object) -> Split:
        return self


@cache
def digits() -> Split:
    """All digits, shuffled once: the first 120 of each class are the training set, the rest the test set.

    The shuffle mixes the writers: a test digit may be of a hand that was trained on. By the file's own
    order (other hands last) the nearest training digit is of the right class for .965 of the test set, not
    .995.
    """
    with gzip.open(_file(), "rt") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.float32)  # (1797, 65)
    table = np.random.default_rng(0).permutation(table)
    images, labels = table[:, :-1].reshape(-1, SIDE, SIDE) / 16, table[:, -1].astype(np.int64)
    before = (labels[:, None] == np.arange(CLASSES)).cumsum(axis=0)  # (1797, 10)
    first = before[np.arange(len(labels)), labels] <= TRAINED
    parts = [Digits(images[some], labels[some]) for some in (first, ~first)]
    for array in (array for part in parts for array in part):
        array.flags.writeable = False
    return Split(*parts)


def _file() -> Path:
    """Where scikit-learn keeps them; found without importing it, which takes a second and 80 MB."""
    spec = find_spec("sklearn")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the handwritten digits come with scikit-learn, which is not installed")
    return Path(spec.origin).parent / "datasets" / "data" / "digits.csv.gz"


def enlarged(images: Array, side: int) -> Array:
    """Images (n, h, w) in side×side pixels, bilinear: each new pixel's middle lies between old ones'."""
    across = _weights(images.shape[2], side)  # (w, side)
    down = _weights(images.shape[1], side)  # (h, side)
    larger: Array = np.einsum("nhw,hi,wj->nij", images, down, across, optimize=True)
    return larger.astype(np.float32)


def _weights(old: int, new: int) -> Array:
    """(old, new): how much of each old pixel is in each new one, by middles; edges reach outwards."""
    at = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)  # (new,)
    shares: Array = np.clip(1 - np.abs(np.arange(old)[:, None] - at[None]), 0, None)
    return shares.astype(np.float32)
