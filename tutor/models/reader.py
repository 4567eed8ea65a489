"""A recurrent network that reads a sequence and answers: at the end, or after every step.

    aₜ = W xₜ + b              xₜ one-hot or a vector
    hₜ = the cell of aₜ        `tutor.models.cells`
    oₜ = V hₜ + c

How long its gates keep at first is `gates`; what it is to learn is elsewhere (`tutor.models.lags`).
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from tutor.models.adam import Adam
from tutor.models.cells import CELLS, Cell
from tutor.models.scan import scan

GATES = ("timed", "one", "zero")


def gates(cell: Cell, hidden: int, how: str, longest: int, generator: torch.Generator) -> Tensor:
    """The biases a fresh cell of k blocks starts with, (kH,): how long each unit keeps unlearned.

    "timed": keeping times spread evenly over 1 … `longest` − 1 steps, as Tallec & Ollivier (2018, eq. 16)
    advise when lags up to `longest` are to be learned; "one": the forget gate's bias 1 (Gers et al. 2000);
    "zero": none. A number in words ("4", "-2") is that bias.
    """
    b = torch.zeros(cell.blocks, hidden)
    if cell.keeps is None or how == "zero":
        return b.flatten()
    if how == "timed":
        u = 1 + torch.rand(hidden, generator=generator) * max(longest - 2, 0)  # (H,) steps
        b[cell.keeps] = u.log()  # σ(ln u) = u / (1 + u): all but 1/(1 + u) of it stays each step
        if cell.name == "lstm":
            b[1] = -b[cell.keeps]  # what forgets slowly is also written slowly
    else:
        b[cell.keeps] = 1.0 if how == "one" else float(how)
    return b.flatten()


class Reader(nn.Module):
    """The network. n inputs, m outputs, H hidden units, a cell of k blocks."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        hidden: int,
        cell: str,
        generator: torch.Generator,
        *,
        how: str = "timed",
        longest: int = 2,
        loud: float = 1.0,
    ) -> None:
        """`how` and `longest` as in `gates`; `loud` is the spread of W at first. U is orthogonal."""
        super().__init__()
        self.cell = CELLS[cell]
        k = self.cell.blocks
        blocks = [nn.init.orthogonal_(torch.empty(hidden, hidden), generator=generator) for _ in range(k)]
        self.W = nn.Parameter(torch.randn(inputs, k * hidden, generator=generator) * loud)
        self.U = nn.Parameter(torch.cat(blocks, dim=1))  # (H, kH)
        self.b = nn.Parameter(gates(self.cell, hidden, how, longest, generator))
        self.V = nn.Parameter(torch.randn(hidden, outputs, generator=generator) * (0.5 / hidden**0.5))
        self.c = nn.Parameter(torch.zeros(outputs))

    def start(self, width: int) -> Tensor:
        """The state before anything is read: zeros (S, B, H)."""
        return torch.zeros(self.cell.states, width, self.V.shape[0])

    def given(self, x: Tensor) -> Tensor:
        """What the input gives to the cell's blocks: symbols (T, B) or vectors (T, B, n) → (T, B, kH)."""
        return x @ self.W + self.b if x.is_floating_point() else F.embedding(x, self.W + self.b)

    def states(self, x: Tensor) -> Tensor:
        """Every state while reading x (T, B) or (T, B, n) → (T, S, B, H)."""
        return scan(self.cell, self.given(x), self.start(x.shape[1]), self.U)[0]

    def forward(self, x: Tensor) -> Tensor:
        """The answer after every step: (T, B, m)."""
        return self.states(x)[:, 0] @ self.V + self.c

    def last(self, x: Tensor) -> Tensor:
        """The answer after the last step: (B, m)."""
        return self.states(x)[-1, 0] @ self.V + self.c


class Training:
    """A network being trained by Adam (Kingma & Ba 2015); the gradient is clipped to length 1."""

    def __init__(self, model: nn.Module, rate: float) -> None:
        self.model, self.rate = model, rate
        self.adam = Adam(model.parameters(), 0.9, 0.99)

    def step(self, loss: Tensor, share: float) -> float:
        """Learn from `loss` at `share` of the rate → the gradient's norm before clipping.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        loss.backward()  # type: ignore[no-untyped-call]
        norm = self.adam.clip(1.0)
        if not math.isfinite(norm):
            broken = self.adam.broken([name for name, _ in self.model.named_parameters()])
            raise FloatingPointError(
                f"gradient of {broken or 'everything together'}" if loss.isfinite() else "loss"
            )
        self.adam.step(self.rate * share)
        return norm


def warm_and_cool(step: int, length: int) -> float:
    """The learning rate's share at a step: up over the first twentieth, then down in a line."""
    return min((step + 1) / (0.05 * length + 1), max(1 - step / length, 0.02))
