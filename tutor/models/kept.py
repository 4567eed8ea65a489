"""What autograd keeps for the way back, counted: every tensor that a computation's graph holds on to."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from tutor.models.cells import CELLS


class Kept:
    """Counts what is kept by the computation done under `with`; `weights` are left out.

    Each piece of storage counts once. The process itself grows by more, half as much again to twice:
    nodes of the graph, and gaps between tensors.
    """

    def __init__(self, weights: Iterable[Tensor]) -> None:
        self._weights = {w.untyped_storage().data_ptr() for w in weights}
        self._found: dict[int, int] = {}
        self._hooks = torch.autograd.graph.saved_tensors_hooks(self._keep, lambda tensor: tensor)

    def _keep(self, tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in self._weights:
            self._found[storage.data_ptr()] = storage.nbytes()
        return tensor

    def __enter__(self) -> Kept:
        self._hooks.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hooks.__exit__(kind, error, trace)

    @property
    def bytes(self) -> int:
        """Bytes kept; true as long as the result of the computation is held."""
        return sum(self._found.values())


UNITS, WIDTH, SYMBOLS = 128, 16, 32
"""Size of the network that `unrolled` counts: a small one as it is trained, in float32."""


def unrolled(cell_name: str, length: int) -> int:
    """Bytes kept for the way back through `length` steps of a network that bets on each next symbol."""
    cell = CELLS[cell_name]
    random = torch.Generator().manual_seed(0)
    W = torch.randn(SYMBOLS, cell.blocks * UNITS, generator=random).requires_grad_()
    U = (torch.randn(UNITS, cell.blocks * UNITS, generator=random) / UNITS**0.5).requires_grad_()
    V = torch.randn(UNITS, SYMBOLS, generator=random).requires_grad_()
    x = torch.randint(SYMBOLS, (length + 1, WIDTH), generator=random)  # (T + 1, B)
    with Kept((W, U, V)) as kept:
        state, loss = torch.zeros(cell.states, WIDTH, UNITS), torch.zeros(())
        for t in range(length):
            state = cell.step(W[x[t]], state, U)  # (S, B, H)
            loss = loss + F.cross_entropy(state[0] @ V, x[t + 1])
        return kept.bytes
