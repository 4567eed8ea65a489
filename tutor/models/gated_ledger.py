"""What a GRU and an LSTM do to one unit's memory at each symbol: new = kept + written.

    GRU    hₜ = zₜ · hₜ₋₁ + (1 − zₜ) · nₜ      one gate z shares out what the LSTM's f and i decide apart
    LSTM   cₜ = fₜ · cₜ₋₁ + iₜ · gₜ,  hₜ = oₜ · tanh cₜ

Cho et al. 2014, eq. 5–8 (with z for keeping, as in torch); Hochreiter & Schmidhuber 1997, Gers et al. 2000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray

from tutor.models.cells import CELLS
from tutor.models.char_rnn import CharRNN

Array = NDArray[Any]
BLOCKS = {"gru": ("r", "z", "n"), "lstm": ("o", "i", "f", "g")}


@dataclass(frozen=True)
class Ledger:
    """Each array is (n, H), a line a symbol read."""

    x: dict[str, Array]
    """By block: what the symbol gave, W xₜ + b."""
    u: dict[str, Array]
    """By block: what the state gave, hₜ₋₁ U."""
    gates: dict[str, Array]
    """By block: squashed. n is the candidate after r has had its say."""
    before: Array
    kept: Array
    written: Array
    new: Array
    """h for the GRU, c for the LSTM."""
    shown: Array
    """h."""
    error: float
    """How far `shown` ever is from the cell's own equations."""


@torch.no_grad()
def read(model: CharRNN, ids: list[int]) -> Ledger:
    """Read symbols ids (n,), one or more, from the zero state, and book every step. GRU and LSTM only."""
    cell, state = CELLS[model.cell.name], model.start(1)
    names = BLOCKS[cell.name]
    lines: list[tuple[torch.Tensor, ...]] = []
    error = 0.0
    for i in ids:
        x = (model.W[i] + model.b)[None]  # (1, kH)
        u = state[0] @ model.U  # (1, kH)
        before = state[-1]  # (1, H)   h, or c
        if cell.name == "gru":
            r, z = torch.sigmoid(x + u).chunk(3, dim=-1)[:2]  # (1, H) each
            n = torch.tanh(x.chunk(3, dim=-1)[2] + r * u.chunk(3, dim=-1)[2])  # (1, H)
            gates, kept, written = torch.cat([r, z, n], -1), z * before, (1 - z) * n
            new = shown = kept + written  # (1, H)
        else:
            o, i_, f, g = (x + u).chunk(4, dim=-1)  # (1, H) each
            o, i_, f, g = torch.sigmoid(o), torch.sigmoid(i_), torch.sigmoid(f), torch.tanh(g)
            gates, kept, written = torch.cat([o, i_, f, g], -1), f * before, i_ * g
            new = kept + written  # (1, H)
            shown = o * torch.tanh(new)  # (1, H)
        state = cell.step(x, state, model.U)  # (S, 1, H)
        error = max(error, float((state[0] - shown).abs().max()), float((state[-1] - new).abs().max()))
        lines.append((x, u, gates, before, kept, written, new, shown))
    columns: list[Array] = [
        torch.cat(part).numpy() for part in zip(*lines, strict=True)
    ]  # (n, kH) or (n, H)

    def split(all_blocks: Array) -> dict[str, Array]:
        H = all_blocks.shape[1] // len(names)
        return {name: all_blocks[:, k * H : (k + 1) * H] for k, name in enumerate(names)}

    x_, u_, gates_ = (split(column) for column in columns[:3])
    before_, kept_, written_, new_, shown_ = columns[3:]
    return Ledger(x_, u_, gates_, before_, kept_, written_, new_, shown_, error)


def size(blocks: int, hidden: int, symbols: int) -> int:
    """Everything a character RNN learns: v·kH + H·kH + kH + H·v + v."""
    return blocks * hidden * (symbols + hidden + 1) + hidden * symbols + symbols


def units_for(parameters: int, blocks: int, symbols: int) -> int:
    """The number of units, at least 1, whose network comes nearest to `parameters`."""
    hidden = 1
    while size(blocks, hidden + 1, symbols) <= parameters:
        hidden += 1
    less, more = (abs(size(blocks, h, symbols) - parameters) for h in (hidden, hidden + 1))
    return hidden if less <= more else hidden + 1


def work(blocks: int, hidden: int, symbols: int) -> int:
    """Multiply-adds a character on the way forward: U and V; the row of W is only looked up."""
    return blocks * hidden * hidden + hidden * symbols
