"""Where a translator with attention looks, and what changes when it may not look there.

Weights of attention say where a model looked, not that it mattered (Jain & Wallace 2019). So each key is
also masked, one at a time, and the bets on the written words are compared with what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.pairs import Pair, table
from tutor.models.translator import Translator

Array = NDArray[Any]


@dataclass(frozen=True)
class Looks:
    """One source and what was written for it: T words, the end the last of them, n words of the source."""

    alpha: Array
    """(T, n): shares of attention."""
    effect: Array
    """(T, n): how far the bets on word t move when word i is masked: half the sum of all |Δp|, 0 to 1."""


@torch.inference_mode()
def looks(model: Translator, pairs: Sequence[Pair]) -> list[Looks]:
    """For each pair, the right words given as in training, where it looks and what masking changes."""
    net = model.net
    x = table([pair.source for pair in pairs])  # (S, B)
    y = table([pair.target for pair in pairs], end=net.end)  # (T, B)
    read = net.encode(x)
    start = net.start(read.c)  # (1, B, H)

    def bets(masked: Tensor | None) -> tuple[Tensor, Tensor]:
        written, _ = net.decode(read, net.before(y), start, masked)
        assert written.alpha is not None
        return written.logits.softmax(-1), written.alpha  # (T, B, V), (B, T, S)

    p, alpha = bets(None)
    moved = []
    for i in range(len(x)):
        masked = torch.zeros_like(read.blank)  # (S, B)
        masked[i] = True
        moved.append((bets(masked)[0] - p).abs().sum(-1) / 2)  # (T, B)
    effect = torch.stack(moved, dim=-1).numpy()  # (T, B, S)
    found = []
    for b, pair in enumerate(pairs):
        T, n = len(pair.target) + 1, len(pair.source)
        found.append(Looks(alpha[b, :T, :n].numpy(), effect[:T, b, :n]))
    return found


@torch.inference_mode()
def state_of(model: Translator, source: Sequence[int], i: int) -> Array:
    """(D,): the encoder's state for word i of a source."""
    state: Array = model.net.encode(table([source])).h[i, 0].numpy()
    return state


def spread(alpha: Array) -> float:
    """Mean entropy of the looks alpha (T, n), in nats."""
    logs = np.log(np.where(alpha > 0, alpha, 1.0))
    return float(-(alpha * logs).sum(axis=1).mean())
