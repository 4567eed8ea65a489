"""One walk through a word: forward, back, and the comparison with autograd."""

from __future__ import annotations

import torch
from torch import Tensor

from tutor.models.bptt import Forward, WayBack, by_autograd, fresh
from tutor.models.bptt_versions import VERSIONS
from tutor.models.cells import CELLS


class Walk:
    """T steps there, T steps back, one step to compare: 2T + 1 calls of `step`."""

    def __init__(self, text: str, cell: str, hidden: int, version: str, last_only: bool, seed: int) -> None:
        self.text, self.hidden, self.version = text, hidden, version
        self.cell = CELLS[cell]
        symbols = sorted(set(text))
        ids = [symbols.index(c) for c in text]
        self.x, self.y = ids[:-1], ids[1:]
        self.counts = [not last_only or t == len(self.x) - 1 for t in range(len(self.x))]
        self.weights = fresh(self.cell, len(symbols), hidden, seed)
        self.start()

    def start(self) -> None:
        """Stand before the first symbol, with the weights as they are."""
        self.there = Forward(self.cell, self.weights)
        self.back: WayBack | None = None
        self.running: list[Tensor] = []
        """The sum of U's shares after each step back."""
        self.truth = by_autograd(self.cell, self.weights, self.x, self.y, self.counts)
        self.compared = False

    @property
    def steps(self) -> int:
        """Steps of the whole walk."""
        return 2 * len(self.x) + 1

    @property
    def columns(self) -> int:
        """Columns of U."""
        return self.cell.blocks * self.hidden

    @property
    def at(self) -> int:
        """The column the cursor is at; −1 before the walk and after it."""
        if self.compared or not self.there.a:
            return -1
        return self.back.t if self.back and self.back.found else len(self.there.a) - 1

    def step(self) -> None:
        """One step on: read a symbol, or go one step back, or compare."""
        if len(self.there.a) < len(self.x):
            self.there.step(self.x[len(self.there.a)])
            return
        if self.back is None:
            self.back = VERSIONS[self.version](self.there, self.x, self.y, self.counts)
        if self.back.t > 0:
            self.back.step()
            self.running.append(self.back.total["U"].clone())
        else:
            self.compared = True

    def learn(self, rate: float) -> None:
        """Go against the gradient by hand, all weights at once, and stand at the beginning again."""
        assert self.back is not None
        for name, gradient in self.back.total.items():
            self.weights[name] = self.weights[name] - rate * gradient
        self.start()

    def broken(self) -> str:
        """The first weight that is no longer finite, or ""."""
        return next((name for name, w in self.weights.items() if not w.isfinite().all()), "")

    def loss(self) -> float | None:
        """The sum of −ln p over the bets that count; None before all are made."""
        if len(self.there.p) < len(self.x):
            return None
        bets = zip(self.there.p, self.y, self.counts, strict=True)
        return float(sum(-torch.log(p[y]) for p, y, counts in bets if counts))

    def differences(self) -> dict[str, float]:
        """By hand against autograd, the largest difference in each gradient; empty before that."""
        if not self.compared or self.back is None:
            return {}
        mine = dict(self.back.total)
        mine["h"] = torch.stack([found.dh for found in reversed(self.back.found)])
        return {name: float((mine[name] - self.truth[name]).abs().max()) for name in mine}

    def ratios(self) -> tuple[float, float] | None:
        """The sum and the mean of the shares over autograd's gradient, for U; None where that is 0."""
        if not self.compared or self.back is None:
            return None
        shares = torch.stack([found.shares["U"] for found in self.back.found])
        true = self.truth["U"]
        square = float((true * true).sum())
        if not square:
            return None
        return float((shares.sum(0) * true).sum()) / square, float((shares.mean(0) * true).sum()) / square

    def reach(self) -> float | None:
        """‖∂L/∂h₁‖ over ‖∂L/∂h_T‖, as walked; None before the walk is over, or where nothing came."""
        if self.back is None or self.back.t > 0:
            return None
        last, first = self.back.found[0].dh.norm(), self.back.found[-1].dh.norm()
        return float(first / last) if last else None
