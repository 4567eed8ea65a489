"""The copy memory task: ten symbols, a long silence, a bell, and the ten symbols are asked for.

Hochreiter & Schmidhuber (1997) had the first such task; this one is Arjovsky, Shah & Bengio's (2016, §5.1),
as Bai, Kolter & Koltun (2018) use it. Made up afresh for every step of training.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.cells import CELLS
from tutor.models.reader import Reader, Training
from tutor.models.tcn import TCN

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


def example(silence: int, width: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sequences to look at: x (T, B) and y (10, B) as in `copying`."""
    x, y = copying(silence, width, torch.Generator().manual_seed(seed))
    return x.numpy(), y.numpy()


def hidden_for(parameters: int, blocks: int) -> int:
    """The most hidden units with which a cell of k blocks has at most `parameters` numbers; at least 2."""
    hidden = 2
    while (hidden + 1) * (blocks * (hidden + 1 + BELL + 2) + SYMBOLS) + SYMBOLS <= parameters:
        hidden += 1
    return hidden


class Copier:
    """One network learning to copy, on sequences that it sees once."""

    def __init__(self, model: TCN | Reader, silence: int, rate: float, seed: int) -> None:
        # Every model of one seed reads the same sequences.
        self.generator = torch.Generator().manual_seed(seed * 1_009 + silence)
        self.model, self.silence = model, silence
        self.training = Training(model, rate)

    @property
    def parameters(self) -> int:
        """Numbers that are learned."""
        return sum(p.numel() for p in self.model.parameters())

    def scores(self, x: Tensor) -> Tensor:
        """Scores of the symbols at the last ten steps of x (T, B): (10, B, 8)."""
        if isinstance(self.model, TCN):
            o: Tensor = self.model(x, COPIED)
            return o
        return self.model.states(x)[-COPIED:, 0] @ self.model.V + self.model.c

    def step(self, width: int, share: float) -> tuple[float, float]:
        """Learn from `width` new sequences → the share said right before, and the loss in nats a symbol.

        Raises FloatingPointError, with the tensor's name.
        """
        x, y = copying(self.silence, width, self.generator)
        o = self.scores(x)  # (10, B, 8)
        loss = F.cross_entropy(o.flatten(0, 1), y.flatten())
        self.training.step(loss, share)
        return float((o.detach().argmax(-1) == y).float().mean()), loss.item()

    @torch.no_grad()
    def said(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """What it says after the bell to sequences x (T, B): symbols less one, (10, B)."""
        found: NDArray[np.int64] = self.scores(torch.from_numpy(x)).argmax(-1).numpy()
        return found

    def accuracy(self, many: int, seed: int) -> float:
        """Share said right in many new sequences, fifty at a time."""
        right = 0.0
        for part in range(max(1, many // 50)):
            x, y = example(self.silence, 50, seed + part)
            right += float((self.said(x) == y).mean())
        return right / max(1, many // 50)


def copiers(
    names: Iterable[str], tcn: TCN, silence: int, rates: Mapping[str, float], seed: int
) -> dict[str, Copier]:
    """The convolutions ("tcn") and recurrent networks ("gru", "lstm", "rnn") with as many numbers.

    For all of them silence starts as nothing: zeros, as what lies before the beginning. Else a thousand
    equal inputs add up to a constant that drowns the ten symbols, and must be unlearned first.
    """
    numbers = sum(p.numel() for p in tcn.parameters())
    found = {}
    for name in names:
        model: TCN | Reader = tcn
        if name != "tcn":
            dice = torch.Generator().manual_seed(seed)
            hidden = hidden_for(numbers, CELLS[name].blocks)
            model = Reader(BELL + 1, SYMBOLS, hidden, name, dice, longest=distance(silence) + 1)
        with torch.no_grad():
            (model.E if isinstance(model, TCN) else model.W)[SILENCE] = 0
        found[name] = Copier(model, silence, rates[name], seed)
    return found
