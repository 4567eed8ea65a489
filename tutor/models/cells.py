"""Three recurrent cells, one step each, as the equations stand in the papers.

Everywhere `x` is what the input adds to a cell's blocks, W xₜ + b, already formed: with a character as
input, W xₜ is one row of W and needs no product. B is the number of sequences side by side, H the
number of hidden units; the state is (S, B, H): h alone, or h and c for the LSTM. Rows are sequences, so
the papers' U h is written h U. `tutor.models.scan` runs a cell over a whole sequence, fast.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


def rnn(x: Tensor, state: Tensor, U: Tensor) -> Tensor:
    """Elman's simple recurrent network (1990): the new state is a squashed sum of input and old state.

    x (B, H), state (1, B, H), U (H, H) → state (1, B, H).
    """
    h = state[0]  # (B, H)
    h = torch.tanh(x + h @ U)  # (B, H)   hₜ = tanh(W xₜ + U hₜ₋₁ + b)
    return h[None]  # (1, B, H)


def gru(x: Tensor, state: Tensor, U: Tensor) -> Tensor:
    """The gated recurrent unit (Cho et al. 2014, eq. 5–8), the reset gate after the product as in cuDNN.

    x (B, 3H) and U (H, 3H) in blocks r, z, n; state (1, B, H) → state (1, B, H).
    As in torch, z keeps and 1 − z writes.
    """
    h = state[0]  # (B, H)
    x_r, x_z, x_n = x.chunk(3, dim=-1)  # (B, H) each
    u_r, u_z, u_n = (h @ U).chunk(3, dim=-1)  # (B, H) each
    r = torch.sigmoid(x_r + u_r)  # (B, H)   how much of the past the candidate sees
    z = torch.sigmoid(x_z + u_z)  # (B, H)   how much of the past stays
    n = torch.tanh(x_n + r * u_n)  # (B, H)   candidate
    return ((1 - z) * n + z * h)[None]  # (1, B, H)


def lstm(x: Tensor, state: Tensor, U: Tensor) -> Tensor:
    """The LSTM with a forget gate (Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000).

    x (B, 4H) and U (H, 4H) in blocks o, i, f, g; state (2, B, H), which is h and c → the same.
    """
    h, c = state  # (B, H) each
    o, i, f, g = (x + h @ U).chunk(4, dim=-1)  # (B, H) each
    o, i, f = torch.sigmoid(o), torch.sigmoid(i), torch.sigmoid(f)  # show, write, keep
    c = f * c + i * torch.tanh(g)  # (B, H)   new = kept + written
    h = o * torch.tanh(c)  # (B, H)
    return torch.stack([h, c])  # (2, B, H)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the code around a cell must know of it."""

    name: str
    step: Callable[[Tensor, Tensor, Tensor], Tensor]
    blocks: int
    """How many blocks of H columns W, U and b have: 1 : 3 : 4 is the ratio of the parameters."""
    states: int
    """How many (B, H) tensors the state has."""
    keeps: int | None
    """The block whose bias decides how long a fresh cell remembers."""


CELLS: dict[str, Cell] = {
    "rnn": Cell("rnn", rnn, blocks=1, states=1, keeps=None),
    "gru": Cell("gru", gru, blocks=3, states=1, keeps=1),
    "lstm": Cell("lstm", lstm, blocks=4, states=2, keeps=2),
}
