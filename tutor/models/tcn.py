"""A stack of dilated causal convolutions: a network that looks back by jumping.

    h⁰ₜ = E[xₜ]
    hˡₜ = hˡ⁻¹ₜ + ReLU(bˡ + Σⱼ hˡ⁻¹ at t − j·dₗ, times Wˡⱼ)      j = 0 … k − 1
    oₜ = hᴸₜ V + c

After WaveNet (van den Oord et al. 2016, §2.1) and the temporal convolutional network of Bai, Kolter &
Koltun (2018, eq. 1), with one convolution a layer. L layers, kernel k, dilations d₁ … d_L, C channels,
T steps, B sequences.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn


def dilations(layers: int, doubling: bool) -> list[int]:
    """1, 2, 4, 8 … for each layer; or 1 throughout."""
    return [2**layer if doubling else 1 for layer in range(layers)]


def receptive_field(kernel: int, d: Sequence[int]) -> int:
    """How many steps one output sees, itself included: 1 + (k − 1) Σ dₗ."""
    return 1 + (kernel - 1) * sum(d)


class TCN(nn.Module):
    """The network. n input symbols, m outputs."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        channels: int,
        kernel: int,
        d: Sequence[int],
        generator: torch.Generator,
        *,
        ahead: bool = False,
    ) -> None:
        """`ahead`: each tap is moved half a kernel into the future, as a convolution for images is."""
        super().__init__()
        self.d, self.kernel = list(d), kernel
        self.ahead = [dilation * ((kernel - 1) // 2 or 1) if ahead else 0 for dilation in d]
        """By how many steps each layer's taps are moved into the future: 0 is causal."""
        C, L = channels, len(self.d)
        self.E = nn.Parameter(torch.randn(inputs, C, generator=generator))
        self.W = nn.Parameter(torch.randn(L, kernel, C, C, generator=generator) * (kernel * C) ** -0.5)
        self.b = nn.Parameter(torch.zeros(L, C))
        self.V = nn.Parameter(torch.randn(C, outputs, generator=generator) * C**-0.5)
        self.c = nn.Parameter(torch.zeros(outputs))

    @classmethod
    def of(
        cls, inputs: int, outputs: int, channels: int, kernel: int, d: Sequence[int], seed: int, ahead: bool
    ) -> TCN:
        """A fresh network, everything drawn from `seed`."""
        return cls(inputs, outputs, channels, kernel, d, torch.Generator().manual_seed(seed), ahead=ahead)

    def convolved(self, h: Tensor, layer: int, rows: int) -> Tensor:
        """bˡ + Σⱼ h at t − j·d, times Wˡⱼ, for the last `rows` steps of h (T, B, C) → (rows, B, C)."""
        d, ahead = self.d[layer], self.ahead[layer]
        back = (self.kernel - 1) * d  # the furthest tap
        missing = max(0, rows + back - ahead - len(h))
        h = F.pad(h, (0, 0, 0, 0, missing, ahead))  # before the beginning is nothing: zeros
        start = len(h) - rows  # where tap 0 of the first row lies
        a = self.b[layer]  # (C,)
        for j in range(self.kernel):
            at = start - j * d
            a = a + h[at : at + rows] @ self.W[layer, j]  # (rows, B, C)
        return a

    def layers(self, x: Tensor, last: int | None = None) -> list[Tensor]:
        """h⁰ … hᴸ while reading x (T, B), each (≤ T, B, C) and ending with the last step.

        `last`: only as much of each layer as the last so many outputs see.
        """
        need = [len(x) if last is None else last]
        for d in reversed(self.d):
            need.append(min(len(x), need[-1] + d * (self.kernel - 1)))
        need.reverse()
        found = [self.E[x[-need[0] :]]]  # (T, B, C)
        for layer, rows in enumerate(need[1:]):
            h = found[-1]
            found.append(h[-rows:] + torch.relu(self.convolved(h, layer, rows)))  # (rows, B, C)
        return found

    def forward(self, x: Tensor, last: int | None = None) -> Tensor:
        """The outputs while reading x (T, B) → (T, B, m), or only the last so many: (last, B, m)."""
        h = self.layers(x, last)[-1]  # (T, B, C)
        return h @ self.V + self.c  # (T, B, m)

    @torch.no_grad()
    def seen(self, steps: int) -> Tensor:
        """How much of each input reaches the last of `steps` outputs, all paths added: (steps,).

        Weights count by their size and nothing is squashed, so 0 means that there is no path.
        """
        C = self.V.shape[0]
        at = torch.zeros(steps, C, dtype=torch.float64)
        at[-1] = 1.0
        for layer in range(len(self.d) - 1, -1, -1):
            below = at.clone()  # the way past the convolution
            for j in range(self.kernel):
                back = j * self.d[layer] - self.ahead[layer]
                part = at @ self.W[layer, j].double().abs().t()  # (steps, C)
                if back > 0:
                    below[: steps - back] += part[back:]
                elif back == 0:
                    below += part
            at = below / below.max()  # only whether it is 0 matters; sums of a thousand paths overflow
        return at.sum(1)  # (steps,)

    def field(self) -> int:
        """The receptive field, counted: inputs with a path to one output."""
        return int((self.seen(receptive_field(self.kernel, self.d) + 8) > 0).sum())

    @torch.no_grad()
    def poked(self, x: NDArray[np.int64], step: int) -> list[NDArray[np.float32]]:
        """The input of x (T,) at one step is changed: how much h⁰ … hᴸ change, each (T,)."""
        other = x.copy()
        other[step] = (other[step] + 1) % self.E.shape[0]
        layers = self.layers(torch.from_numpy(np.stack([x, other], 1)))  # (T, 2, C) each
        return [(h[:, 0] - h[:, 1]).norm(dim=-1).numpy() for h in layers]

    @torch.no_grad()
    def leak(self, seed: int) -> float:
        """The largest change of an output when all inputs after it are changed; 0 if it is causal."""
        steps = min(receptive_field(self.kernel, self.d), 300) + 20
        n = self.E.shape[0]
        x = torch.randint(n, (steps,), generator=torch.Generator().manual_seed(seed))  # (T,)
        other = x.clone()
        other[-8:] = (other[-8:] + 1) % n
        o = self(torch.stack([x, other], 1))[:-8]  # (T − 8, 2, m)
        return float((o[:, 0] - o[:, 1]).abs().max())
