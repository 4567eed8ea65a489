"""Backpropagation through time, written out by hand for one sequence: forward, and back step by step.

    aₜ = W xₜ + hₜ₋₁ U + b        xₜ is one-hot, so W xₜ is one row of W
    hₜ = the cell of aₜ           (`tutor.models.cells`)
    pₜ = softmax(hₜ V + c)
    L  = Σₜ −ln pₜ[yₜ]            nats, over the steps that count

Every step uses the same W, U, b, V, c. So the gradient of each is a sum with one share a step (Werbos
1990; Goodfellow, Bengio & Courville 2016, eq. 10.18–10.28). v symbols, H hidden units, k blocks of H
columns; one sequence of T steps. Autograd is used only to compare with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from tutor.models.cells import Cell

Weights = Mapping[str, Tensor]
"""W (v, kH), U (H, kH), b (kH,), V (H, v), c (v,), in float64."""


def fresh(cell: Cell, symbols: int, hidden: int, seed: int) -> dict[str, Tensor]:
    """Random weights, large enough that every unit has something to say."""
    random = torch.Generator().manual_seed(seed)

    def drawn(*shape: int, spread: float) -> Tensor:
        return torch.randn(*shape, generator=random, dtype=torch.float64) * spread

    k = cell.blocks
    return {
        "W": drawn(symbols, k * hidden, spread=0.8),
        "U": drawn(hidden, k * hidden, spread=1.2 / hidden**0.5),
        "b": drawn(k * hidden, spread=0.3),
        "V": drawn(hidden, symbols, spread=1.0),
        "c": torch.zeros(symbols, dtype=torch.float64),
    }


class Forward:
    """The way there: reads one symbol a step and keeps all that the way back will need."""

    def __init__(self, cell: Cell, weights: Weights) -> None:
        self.cell, self.weights = cell, weights
        H = weights["U"].shape[0]
        self.states = [torch.zeros(cell.states, H, dtype=torch.float64)]
        """The state before each step and after the last, (S, H) each: h, or h and c."""
        self.a: list[Tensor] = []
        """What went into the cell, (kH,) a step."""
        self.p: list[Tensor] = []
        """The bet on the next symbol, (v,) a step."""

    def step(self, x: int) -> None:
        """Read symbol number x."""
        w = self.weights
        wx = w["W"][x] + w["b"]  # (kH,)
        state = self.states[-1]  # (S, H)
        self.a.append(wx + state[0] @ w["U"])  # (kH,)
        state = self.cell.step(wx[None], state[:, None], w["U"])[:, 0]  # (S, H)
        self.states.append(state)
        self.p.append((state[0] @ w["V"] + w["c"]).softmax(-1))  # (v,)


@dataclass(frozen=True)
class Found:
    """What the way back finds at one step."""

    t: int
    own: Tensor
    """(H,): what this step's own bet says of hₜ."""
    later: Tensor
    """(H,): what all later steps say of it, handed back by step t + 1."""
    dh: Tensor
    """(H,): ∂L/∂hₜ, both together."""
    later_c: Tensor
    """(H,): what step t + 1 says of the LSTM's cₜ; 0 in a plain cell."""
    dc: Tensor
    """(H,): ∂L/∂cₜ; 0 in a plain cell."""
    da: Tensor
    """(kH,): ∂L/∂aₜ."""
    shares: dict[str, Tensor]
    """This step's share of the gradient of each weight."""


class WayBack:
    """From the last step to the first. Each call of `step` goes one step back in time."""

    def __init__(self, there: Forward, x: list[int], y: list[int], counts: list[bool]) -> None:
        """x, y: symbols read and to come, T each; `counts`: at which steps the bet enters the loss."""
        self.there, self.x, self.y, self.counts = there, x, y, counts
        self.t = len(x)
        self.later = torch.zeros_like(there.states[0][0])  # (H,)   nothing comes after the last step
        self.later_c = torch.zeros_like(self.later)  # (H,)
        self.total = {name: torch.zeros_like(w) for name, w in there.weights.items()}
        self.found: list[Found] = []

    def step(self) -> None:
        """One step back: ∂L/∂hₜ from two sides, through the cell to ∂L/∂aₜ, and its share of each sum."""
        self.t -= 1
        t, w = self.t, self.there.weights
        do = self.there.p[t].clone()  # (v,)
        do[self.y[t]] -= 1  # ∂L/∂oₜ = pₜ − one-hot yₜ
        do *= self.counts[t]
        own, later, later_c = w["V"] @ do, self.later, self.later_c  # (H,) each
        dh = own + later  # (H,)
        da, dc = self.through_the_cell(t, dh)  # (kH,), (H,)
        W_share = torch.zeros_like(w["W"])  # (v, kH)
        W_share[self.x[t]] = da
        shares = {
            "W": W_share,  # (v, kH)
            "U": torch.outer(self.state_before(t), da),  # (H, kH)
            "b": da,  # (kH,)
            "V": torch.outer(self.there.states[t + 1][0], do),  # (H, v)
            "c": do,  # (v,)
        }
        self.later = self.handed_back(da)  # (H,)
        self.found.append(Found(t, own, later, dh, later_c, dc, da, shares))
        self.add(shares)

    def add(self, shares: Mapping[str, Tensor]) -> None:
        """The same weight was used at every step: the shares are added up."""
        for name, share in shares.items():
            self.total[name] += share

    def handed_back(self, da: Tensor) -> Tensor:
        """What this step tells the one before it about h: da (kH,) → (H,)."""
        return self.there.weights["U"] @ da

    def state_before(self, t: int) -> Tensor:
        """hₜ₋₁ (H,): what U was multiplied with."""
        return self.there.states[t][0]

    def slope(self, squashed: Tensor) -> Tensor:
        """tanh′(z), given tanh z."""
        return 1 - squashed**2

    def through_the_cell(self, t: int, dh: Tensor) -> tuple[Tensor, Tensor]:
        """∂L/∂hₜ (H,) → ∂L/∂aₜ (kH,), ∂L/∂cₜ (H,)."""
        if self.there.cell.name == "rnn":
            h = self.there.states[t + 1][0]  # (H,)
            return dh * self.slope(h), torch.zeros_like(dh)
        o, i, f, g = self.there.a[t].chunk(4)  # (H,) each
        o, i, f, g = torch.sigmoid(o), torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g)
        c_before, c = self.there.states[t][1], self.there.states[t + 1][1]  # (H,) each
        dc = dh * o * self.slope(torch.tanh(c)) + self.later_c  # (H,)   h = o·tanh c
        self.later_c = dc * f  # (H,)   c = f·c₋₁ + i·g
        do = dh * torch.tanh(c) * o * (1 - o)  # (H,)
        di = dc * g * i * (1 - i)  # (H,)
        df = dc * c_before * f * (1 - f)  # (H,)
        dg = dc * i * self.slope(g)  # (H,)
        return torch.cat([do, di, df, dg]), dc


def by_autograd(
    cell: Cell, weights: Weights, x: list[int], y: list[int], counts: list[bool]
) -> dict[str, Tensor]:
    """The gradients as torch finds them: of every weight, and of all states as `h` (T, H)."""
    own = {name: w.clone().requires_grad_() for name, w in weights.items()}
    state = torch.zeros(cell.states, 1, weights["U"].shape[0], dtype=torch.float64)  # (S, 1, H)
    loss, states = torch.zeros((), dtype=torch.float64), []
    for symbol, target, count in zip(x, y, counts, strict=True):
        h, *c = cell.step((own["W"][symbol] + own["b"])[None], state, own["U"])  # (1, H) each
        h.retain_grad()
        states.append(h)
        state = torch.stack([h, *c])  # (S, 1, H)
        if count:
            loss = loss + F.cross_entropy(h @ own["V"] + own["c"], torch.tensor([target]))
    loss.backward()  # type: ignore[no-untyped-call]
    found = {name: zero_if_none(w) for name, w in own.items()}
    return found | {"h": torch.cat([zero_if_none(h) for h in states])}


def zero_if_none(tensor: Tensor) -> Tensor:
    """The gradient autograd left; where it left none, the loss does not depend on it."""
    return torch.zeros_like(tensor) if tensor.grad is None else tensor.grad
