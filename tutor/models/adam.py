"""Adam over a list of parameters, for models whose gradients autograd or `scan` leaves in `.grad`.

The same arithmetic as torch's own, without importing `torch.optim`, which brings a compiler along: 1.4 s
and 73 MB that no lab here has a use for.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


class Adam:
    """Kingma & Ba (2015), algorithm 1. The rate is given at each step, so that schedules need no class.

    Copied together with its parameters (`copy.deepcopy` of what holds both) it goes on bit for bit.
    """

    def __init__(
        self, parameters: Iterable[Tensor], beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        self.parameters = list(parameters)
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.m = [torch.zeros_like(p) for p in self.parameters]
        self.v = [torch.zeros_like(p) for p in self.parameters]
        self.t = [torch.zeros(()) for _ in self.parameters]
        """Steps made, one count each since a parameter without a gradient sits a step out."""

    @torch.no_grad()
    def clip(self, most: float) -> float:
        """The length of the whole gradient; if it is above `most`, the gradient is shortened to that."""
        grads = [p.grad for p in self.parameters if p.grad is not None]
        norm = torch.stack([g.norm() for g in grads]).norm()
        if norm > most:
            for g in grads:
                g.mul_(most / (norm + 1e-6))
        return float(norm)

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """θ ← θ − rate · m̂ / (√v̂ + ε) for every parameter with a gradient, which is then dropped."""
        moved = [i for i, p in enumerate(self.parameters) if p.grad is not None]
        params, counts = [self.parameters[i] for i in moved], [self.t[i] for i in moved]
        torch._foreach_add_(counts, 1)
        torch._fused_adam_(
            params,
            [p.grad for p in params if p.grad is not None],
            [self.m[i] for i in moved],
            [self.v[i] for i in moved],
            [],
            counts,
            lr=rate,
            beta1=self.beta1,
            beta2=self.beta2,
            weight_decay=0.0,
            eps=self.eps,
            amsgrad=False,
            maximize=False,
        )
        for p in params:
            p.grad = None

    def broken(self, names: Iterable[str]) -> str:
        """The first parameter whose gradient is not finite, by the `names` given in order, or ""."""
        for name, p in zip(names, self.parameters, strict=True):
            if p.grad is not None and not p.grad.isfinite().all():
                return name
        return ""
