"""One reader learning one task, and what can be seen of it. Whoever asks sees numpy, never tensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.lags import Task
from tutor.models.reader import Reader, Training
from tutor.models.scan import scan

Array = NDArray[Any]


@dataclass(frozen=True)
class Along:
    """What a network makes of the way from the first step to the last, mean over some sequences."""

    known: Array
    """(T,) how likely the right answer is to it, were it asked after each step; empty for sums."""
    felt: Array
    """(T,) how strongly the loss feels each step, over the last one."""


@dataclass(frozen=True)
class Read:
    """One sequence as a network reads it."""

    x: Array
    """(T,) symbols, or (T, 2) numbers and marks."""
    h: Array
    """(T, H) the state after each step."""
    o: Array
    """(T, m) probabilities of the symbols, or (T, 1) the sum, were it asked then."""


class Pupil:
    """A Reader, its task, its training, and the sequences it has yet to see."""

    def __init__(
        self,
        cell: str,
        task: Task,
        rate: float,
        seed: int,
        *,
        hidden: int,
        gates: str,
        loud: float,
        width: int,
    ) -> None:
        """`width` sequences a step; every cell with the same seed and task reads the same ones."""
        self.task, self.width = task, width
        self.generator = torch.Generator().manual_seed(seed * 1_009 + task.lag)
        self.model = Reader(
            task.inputs,
            task.outputs,
            hidden,
            cell,
            torch.Generator().manual_seed(seed),
            how=gates,
            longest=task.lag + 1,
            loud=loud,
        )
        self.training = Training(self.model, rate)

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(p.numel() for p in self.model.parameters())

    def step(self, share: float) -> tuple[float, float]:
        """Learn from new sequences at `share` of the rate → their score before, the gradient's norm.

        Raises FloatingPointError, with the tensor's name, before a number that is not finite is learned.
        """
        x, y = self.task.batch(self.width, self.generator)
        o = self.model.last(x)  # (B, m)
        norm = self.training.step(self.task.loss(o, y), share)
        return self.task.score(o.detach(), y), norm

    @torch.inference_mode()
    def exam(self, count: int, seed: int) -> tuple[Array, Array, Array]:
        """`count` sequences drawn from `seed`: inputs (T, B) or (T, B, 2), targets (B,), answers (B, m)."""
        x, y = self.task.batch(count, torch.Generator().manual_seed(seed))
        return x.numpy(), y.numpy(), self.model.last(x).numpy()

    @torch.inference_mode()
    def score(self, count: int, seed: int) -> float:
        """Share right, or mean squared error, on `count` sequences drawn from `seed`."""
        x, y = self.task.batch(count, torch.Generator().manual_seed(seed))
        return self.task.score(self.model.last(x), y)

    def along(self, count: int, seed: int) -> Along:
        """The way from the first step to the last, over `count` sequences drawn from `seed`.

        What the loss feels of step t is ‖∂L/∂aₜ‖, a being what the input gives to the cell's blocks.
        """
        x, y = self.task.batch(count, torch.Generator().manual_seed(seed))
        model = self.model
        a = model.given(x).detach().requires_grad_()  # (T, B, kH)
        states, _ = scan(model.cell, a, model.start(count), model.U.detach())  # (T, S, B, H)
        o = states[:, 0] @ model.V.detach() + model.c.detach()  # (T, B, m)
        (grad,) = torch.autograd.grad(self.task.loss(o[-1], y), a)  # (T, B, kH)
        felt = grad.double().norm(dim=-1).mean(dim=1)  # (T,)
        felt = felt / felt[-1].clamp(min=1e-30)
        known: Array = np.zeros(0)
        if self.task.name == "recall":
            p = o.detach().softmax(-1)  # (T, B, m)
            known = p.gather(-1, y.expand(len(x), -1)[..., None]).mean(dim=(1, 2)).numpy()
        return Along(known, felt.numpy())

    @torch.inference_mode()
    def read(self, x: Array) -> Read:
        """One sequence (T,) or (T, 2), step by step."""
        given: Tensor = torch.from_numpy(x)[:, None]  # (T, 1) or (T, 1, 2)
        h = self.model.states(given)[:, 0]  # (T, 1, H)
        o = h @ self.model.V + self.model.c  # (T, 1, m)
        o = o.softmax(-1) if self.task.name == "recall" else o
        return Read(x, h[:, 0].numpy(), o[:, 0].numpy())

    def sequence(self, seed: int) -> Array:
        """One sequence of the task, drawn from `seed`: (T,) or (T, 2)."""
        x, _ = self.task.batch(1, torch.Generator().manual_seed(seed))
        return x[:, 0].numpy()
