"""Truncated backpropagation through time: k steps forward, k steps back, and on from where it stands.

The state is carried over the cut, the gradient is not (Williams & Peng 1990; Jaeger 2002). So a step
may *use* anything the state has kept, but is *taught* only what pays within its own chunk.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam
from tutor.models.cells import CELLS
from tutor.models.kept import Kept
from tutor.models.lag_stream import LETTERS, SYMBOLS
from tutor.models.scan import scan

Array = NDArray[Any]
BETAS = (0.9, 0.99)
CLIP = 1.0


class Truncated:
    """A network that reads `lag_stream` in chunks of k steps. v symbols, H units, B streams, k steps."""

    def __init__(self, cell: str, hidden: int, width: int, k: int, seed: int) -> None:
        self.cell, self.k, self.width = CELLS[cell], k, width
        random = torch.Generator().manual_seed(seed)
        H, blocks = hidden, self.cell.blocks
        turns = [torch.nn.init.orthogonal_(torch.empty(H, H), generator=random) for _ in range(blocks)]
        b = torch.zeros(blocks, H)
        if self.cell.keeps is not None:
            b[self.cell.keeps] = 1.0
        self.W = (torch.randn(len(SYMBOLS), blocks * H, generator=random) * 0.5).requires_grad_()
        self.U = torch.cat(turns, dim=1).requires_grad_()  # (H, blocks·H)
        self.b = b.flatten().requires_grad_()
        self.V = (torch.randn(H, len(LETTERS), generator=random) / H**0.5).requires_grad_()
        self.c = torch.zeros(len(LETTERS)).requires_grad_()
        self.adam = Adam(self.weights, *BETAS)
        self.state = torch.zeros(self.cell.states, width, H)  # (S, B, H)

    @property
    def weights(self) -> list[Tensor]:
        """Everything that is learned."""
        return [self.W, self.U, self.b, self.V, self.c]

    def chunk(self, x: Tensor, y: Tensor, rate: float, carry: bool) -> tuple[int, int, float]:
        """One update on x, y (k, B) → questions answered right, questions asked, mean loss in nats.

        Raises FloatingPointError, naming the tensor, before a number that is not finite is learned.
        """
        states, last = self.forward(x)
        self.state = last.detach() if carry else torch.zeros_like(last)  # here the gradient is cut
        at = y >= 0  # (k, B)
        asked = int(at.sum())
        if not asked:
            return 0, 0, 0.0
        logits = states[:, 0][at] @ self.V + self.c  # (asked, letters)
        loss = F.cross_entropy(logits, y[at])
        loss.backward()  # type: ignore[no-untyped-call]
        if not np.isfinite(self.adam.clip(CLIP)):
            names = ["W", "U", "b", "V", "c"]
            raise FloatingPointError(f"gradient of {self.adam.broken(names) or 'everything'}")
        self.adam.step(rate)
        return int((logits.argmax(1) == y[at]).sum()), asked, loss.item()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x (T, B) read from the state carried → every state (T, S, B, H), the last (S, B, H)."""
        a = F.embedding(x, self.W + self.b)  # (T, B, blocks·H)
        return scan(self.cell, a, self.state, self.U)

    def kept(self, x: Tensor) -> int:
        """Bytes kept for the way back through x (T, B), read in one piece."""
        with Kept(self.weights) as kept:
            graph = self.forward(x)
            size = kept.bytes
        del graph
        return size

    def blame(self, x: list[int], letter: int, cuts: list[int]) -> tuple[Array, Array, float]:
        """Read symbols x (T,), be asked for `letter` at the end → h (T, H), ∂L/∂h (T, H), p of the letter.

        The gradient is cut before each step in `cuts`. Read one step after the other by the cell's own
        equations; autograd says what reaches each state. Nothing is learned.
        """
        state, states = torch.zeros(self.cell.states, 1, self.U.shape[0]), []
        for t, symbol in enumerate(x):
            if t in cuts:
                state = state.detach()
            a = (self.W[symbol] + self.b)[None]  # (1, blocks·H)
            h, *c = self.cell.step(a, state, self.U)  # (1, H) each
            states.append(h)
            state = torch.stack([h, *c])
        loss = F.cross_entropy(states[-1] @ self.V + self.c, torch.tensor([letter]))
        grads = torch.autograd.grad(loss, states, allow_unused=True)
        zero = torch.zeros_like(states[0])
        blame = torch.cat([zero if g is None else g for g in grads])  # (T, H)
        return torch.cat(states).detach().numpy(), blame.numpy(), float(torch.exp(-loss.detach()))


def tensors(array: Array) -> Tensor:
    """An array of numpy's as torch sees it."""
    return torch.from_numpy(np.ascontiguousarray(array))
