"""The copy memory task: ten symbols, a long silence, a bell, and the ten symbols are asked for.

Hochreiter & Schmidhuber (1997) had the first such task; this one is Arjovsky, Shah & Bengio's (2016, §5.1),
as Bai, Kolter & Koltun (2018) use it. Made up afresh for every step of training.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

SYMBOLS, COPIED = 8, 10
SILENCE, BELL = 0, SYMBOLS + 1


def copying(silence: int, width: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """x (silence + 20, B): ten symbols 1 … 8, zeros for silence, then eleven 9s; y (10, B).

    While the last ten 9s come, the ten symbols are to be said in order: y is each symbol less one, and
    lies `silence` + 10 steps after it.
    """
    y = torch.randint(SYMBOLS, (COPIED, width), generator=generator)  # (10, B)
    x = torch.full((silence + 2 * COPIED, width), SILENCE)  # (T, B)
    x[:COPIED] = y + 1
    x[-COPIED - 1 :] = BELL
    return x, y


def distance(silence: int) -> int:
    """Steps from a symbol to the moment it is asked for."""
    return silence + COPIED


def blind_loss(silence: int) -> float:
    """Mean loss a step of who knows when to speak but remembers nothing: 10 ln 8 / (T + 20) nats."""
    return COPIED * math.log(SYMBOLS) / (silence + 2 * COPIED)
