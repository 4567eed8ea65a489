"""Networks that give every frame of a film a label: one that remembers, and ones that see a window.

    hₜ = tanh(W xₜ + U hₜ₋₁ + b),   pₜ = softmax(V hₜ + c)           an output for every input (Elman 1990)
    pₜ = softmax(V relu(W [xₜ₋ₖ₊₁ … xₜ] + b) + c)                   a window of k frames, no memory
    L  = −mean over frames of ln pₜ[true label]

Input and output are sequences of the same length, in step: many-to-many.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from tutor.models.adam import Adam
from tutor.models.cells import CELLS
from tutor.models.curtain import FRAMES, Films
from tutor.models.scan import scan

Array = NDArray[Any]
LABELS = 2
"""Leftwards, rightwards."""


class Recurrent(nn.Module):
    """Reads frame by frame and remembers. D pixels a frame, H hidden units, a cell of k blocks.

    Every `clip` frames it starts afresh: what was before is forgotten.
    """

    def __init__(self, pixels: int, hidden: int, cell: str, clip: int, generator: torch.Generator) -> None:
        super().__init__()
        self.cell, self.clip = CELLS[cell], clip
        k = self.cell.blocks
        blocks = [nn.init.orthogonal_(torch.empty(hidden, hidden), generator=generator) for _ in range(k)]
        self.W = nn.Parameter(torch.randn(pixels, k * hidden, generator=generator) * INPUT)
        self.U = nn.Parameter(torch.cat(blocks, dim=1))  # (H, kH)
        self.b = nn.Parameter(torch.zeros(k * hidden))
        self.V = nn.Parameter(torch.randn(hidden, LABELS, generator=generator) * (0.5 / hidden**0.5))
        self.c = nn.Parameter(torch.zeros(LABELS))
        if self.cell.name == "lstm":
            self.b.data.view(k, hidden)[2] = 1.0  # the forget gate open at first (Gers et al. 2000)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Frames x (T, B, D) → scores (T, B, 2), what the frames gave a (T, B, kH), states h (T, B, H)."""
        a = x @ self.W + self.b  # (T, B, kH)
        states = []
        for part in torch.split(a, self.clip):  # (clip, B, kH)
            start = a.new_zeros(self.cell.states, x.shape[1], self.V.shape[0])
            states.append(scan(self.cell, part.contiguous(), start, self.U)[0])  # (clip, S, B, H)
        h = torch.cat(states)[:, 0]  # (T, B, H)
        return h @ self.V + self.c, a, h


class Window(nn.Module):
    """Sees the last `window` frames at once and nothing else; before the film there is darkness."""

    def __init__(self, pixels: int, hidden: int, window: int, generator: torch.Generator) -> None:
        super().__init__()
        self.window = window
        self.W = nn.Parameter(torch.randn(window * pixels, hidden, generator=generator) * INPUT)
        self.b = nn.Parameter(torch.zeros(hidden))
        self.V = nn.Parameter(torch.randn(hidden, LABELS, generator=generator) * (0.5 / hidden**0.5))
        self.c = nn.Parameter(torch.zeros(LABELS))

    def forward(self, x: Tensor) -> Tensor:
        """Frames x (T, B, D) → scores (T, B, 2)."""
        dark = x.new_zeros(self.window - 1, *x.shape[1:])  # (k − 1, B, D)
        seen = torch.cat([dark, x]).unfold(0, self.window, 1)  # (T, B, D, k)
        return F.relu(seen.flatten(2) @ self.W + self.b) @ self.V + self.c


INPUT = 0.5
"""Spread of W at first: one lit cell is told well from another, and the curtain does not drown it."""
BATCH = 32
BETAS = (0.9, 0.98)
CLIP = 1.0


class Training:
    """A recurrent network and some windows, each learning from the same films in the same order by Adam."""

    def __init__(
        self,
        films: Films,
        windows: tuple[int, ...],
        *,
        hidden: int,
        cell: str,
        clip: int,
        snow: float,
        length: int,
        rate: float,
        seed: int,
    ) -> None:
        generator = torch.Generator().manual_seed(seed)
        self.films, self.snow, self.length, self.rate = films, snow, length, rate
        pixels = int(np.prod(films.take([0]).frames().shape[2:]))
        self.recurrent = Recurrent(pixels, hidden, cell, clip, generator)
        self.windows = {k: Window(pixels, SEEING, k, generator) for k in windows}
        self.adams = [Adam(net.parameters(), *BETAS) for net in (self.recurrent, *self.windows.values())]
        self.random = np.random.default_rng([seed, 0xF11])

    def step(self, number: int) -> tuple[float, float]:
        """Step `number` (from 0) for every network → the recurrent one's loss in nats a frame, and the
        length of its gradient before clipping.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        films = self.films.take(self.random.integers(len(self.films.x), size=BATCH))
        x, y = self.shown(films, self.random), torch.from_numpy(films.right.T.astype(np.int64))  # (T, B)
        rate = self.rate * min((number + 1) / (0.05 * self.length + 1), max(1 - number / self.length, 0.01))
        found = []
        for net, adam in zip((self.recurrent, *self.windows.values()), self.adams, strict=True):
            scores = net(x)[0] if net is self.recurrent else net(x)  # (T, B, 2)
            loss = F.cross_entropy(scores.flatten(0, 1), y.flatten())
            loss.backward()  # type: ignore[no-untyped-call]
            norm = adam.clip(CLIP)
            if not math.isfinite(norm):
                broken = adam.broken([name for name, _ in net.named_parameters()])
                raise FloatingPointError(
                    "loss" if not loss.isfinite() else f"gradient of {broken or 'all'}"
                )
            adam.step(rate)
            found.append((loss.item(), norm))
        return found[0]

    def shown(self, films: Films, rng: np.random.Generator) -> Tensor:
        """The films as they come in: (T, n, D), with a share of the cells turned over by snow."""
        frames = films.frames().reshape(len(films.x), FRAMES, -1)  # (n, T, D)
        if self.snow:
            frames = np.abs(frames - (rng.random(frames.shape) < self.snow))
        return torch.from_numpy(np.ascontiguousarray(frames.swapaxes(0, 1), dtype=np.float32))

    @torch.no_grad()
    def label(self, x: Tensor) -> dict[str, Array]:
        """For frames x (T, n, D): the probability of rightwards (n, T), by the network's name."""
        found = {"rnn": self.recurrent(x)[0]} | {f"{k}": net(x) for k, net in self.windows.items()}
        return {name: scores.softmax(dim=-1)[..., 1].T.numpy() for name, scores in found.items()}

    @torch.no_grad()
    def inside(self, x: Tensor) -> tuple[Array, Array]:
        """For one film x (T, 1, D): what the frames gave (T, kH), and the states (T, H)."""
        _, a, h = self.recurrent(x)
        return a[:, 0].numpy(), h[:, 0].numpy()


SEEING = 64
"""Hidden units of a window's network."""
