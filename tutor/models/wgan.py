"""The Wasserstein GAN: a critic that measures how far fakes have to be carried.

Arjovsky, Chintala and Bottou, *Wasserstein GAN* (2017), eq. (2): of all functions f that nowhere rise or
fall by more than 1 a step, the one with the greatest E f(real) − E f(fake) makes that difference W₁, the
mean distance that fakes must be carried to lie as the real points do. How f is kept from being steep is
what the versions differ in: clipped weights (the paper's algorithm 1), or a penalty on the slope at points
x̂ between a real point and a fake (Gulrajani et al. 2017, *Improved training of Wasserstein GANs*, eq. 3),
two-sided, λ(|∇f| − 1)², or one-sided, λ max(0, |∇f| − 1)² (their section 4; Petzka et al. 2018).
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.perceptron import Adam, Network

NOISE = 8
"""Dimensions of z ~ N(0, 1)."""
WIDTH = 64
"""Units in each hidden layer."""


@dataclass(kw_only=True)
class Settings:
    """What may be chosen; all of it may change while it learns."""

    constraint: str = "one-sided"
    """What keeps f from being steep: "one-sided", "two-sided", "clip" or "none"."""
    penalty: float = 10.0
    """λ of the penalties."""
    clip: float = 0.1
    """c: with "clip" no weight of f leaves ±c."""
    lr: float = 2e-3
    critic_steps: int = 5
    """Steps of f to one of G."""


class Critic:
    """f: points of `dims` dimensions to a number, not a chance; and what it takes to train it."""

    def __init__(self, settings: Settings, dims: int, seed: int) -> None:
        torch.set_num_threads(1)  # layers this small only lose by a second thread
        self.settings = settings
        self.rng = torch.Generator().manual_seed(seed)
        self.f = Network([dims, WIDTH, WIDTH, 1], 0.2, self.rng)
        self.adam = Adam(self.f.theta)

    @torch.no_grad()
    def turn(self) -> None:
        """From here on it says −f(x): what stood high stands low."""
        for p in self.f.layers[-1]:
            p.neg_()

    @torch.no_grad()
    def step(self, real: Tensor, fake: Tensor, slowed: float = 1.0) -> float:
        """One step on m real points and m fakes (m, dims); gives its estimate of W₁ before it.

        Its loss is E f(fake) − E f(real) + penalty; the estimate is −loss without the penalty. Raises
        FloatingPointError before it learns a number that is not finite.
        """
        now, m = self.settings, len(real)
        s, seen = self.f.forward(torch.cat([real, fake]))  # (2m, 1)
        estimate = (s[:m].mean() - s[m:].mean()).item()
        d = torch.full_like(s, 1 / m)  # ∂loss/∂s
        d[:m] = -1 / m
        self.f.backward(seen, d)
        if now.constraint in ("one-sided", "two-sided"):
            e = torch.rand(m, 1, generator=self.rng)
            _, between = self.f.forward(e * real + (1 - e) * fake)  # at x̂
            self.f.add_slope_push(between, self._push)
        if not math.isfinite(estimate + self.f.grad.sum().item()):
            raise FloatingPointError("gradient of f")
        self.adam.step(self.f.theta, self.f.grad, now.lr * slowed)
        if now.constraint == "clip":
            self.f.theta.clamp_(-now.clip, now.clip)
        return estimate

    def _push(self, v: Tensor) -> Tensor:
        """Slopes v (m, dims) → ∂/∂v of λ · mean (|v| − 1)², where |v| < 1 costs nothing if one-sided."""
        steep = v.norm(dim=1, keepdim=True)  # (m, 1)
        over = steep - 1
        if self.settings.constraint == "one-sided":
            over = over.clamp(min=0)
        push: Tensor = 2 * self.settings.penalty / len(v) * over * v / steep.clamp(min=1e-12)
        return push

    def learn(self, real: NDArray[Any], fake: NDArray[Any], slowed: float = 1.0) -> float:
        """`step` on arrays."""
        x, y = (torch.as_tensor(a, dtype=torch.float32) for a in (real, fake))
        return self.step(x, y, slowed)

    def weights(self) -> NDArray[np.float32]:
        """All weights and biases of f, (count,), a copy."""
        return _array(self.f.theta.clone())

    @torch.no_grad()
    def says(self, x: NDArray[Any]) -> NDArray[np.float32]:
        """f(x) (n,) at points x (n, dims)."""
        return _array(self.f.forward(torch.as_tensor(x, dtype=torch.float32))[0][:, 0])

    def slopes(self, x: NDArray[Any]) -> NDArray[np.float32]:
        """∇f (n, dims) at points x (n, dims): which way a fake is sent there."""
        at = torch.as_tensor(x, dtype=torch.float32).requires_grad_()
        (v,) = torch.autograd.grad(self.f.forward(at)[0].sum(), at)
        return _array(v)


class Wgan:
    """A critic, and a generator G of points (m, 2) that learns from its slope."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings = settings
        self.rng = torch.Generator().manual_seed(seed)
        self.G = Network([NOISE, WIDTH, WIDTH, 2], 0.0, self.rng, again=True)
        self.critic = Critic(settings, 2, seed + 1_000_003)
        self.mean = copy.deepcopy(self.G)  # G, averaged over the last 200 steps or so
        self.adam = Adam(self.G.theta)
        self.moves = 0

    @torch.no_grad()
    def fakes(self, m: int) -> tuple[Tensor, list[Tensor]]:
        """m fakes (m, 2), and what went into each layer of G."""
        return self.G.forward(torch.randn(m, NOISE, generator=self.rng))

    @torch.no_grad()
    def step(self, batches: NDArray[Any], slowed: float = 1.0) -> float:
        """f learns on each of `batches` (steps, m, 2) in turn, then G once; the critic's mean estimate."""
        estimates = [self.critic.step(x, self.fakes(len(x))[0], slowed) for x in torch.from_numpy(batches)]
        m, f = batches.shape[1], self.critic.f
        fake, seen_G = self.fakes(m)
        s, seen = f.forward(fake)
        self.G.backward(seen_G, f.backward(seen, torch.full_like(s, -1 / m)))  # G's loss is −E f(G(z))
        if not math.isfinite(self.G.grad.sum().item()):
            raise FloatingPointError("gradient of G")
        self.adam.step(self.G.theta, self.G.grad, self.settings.lr * slowed)
        self.moves += 1
        self.mean.theta.lerp_(self.G.theta, 1 / min(200, self.moves))
        return sum(estimates) / len(estimates)

    @torch.no_grad()
    def samples(self, n: int, seed: int, newest: bool = False) -> NDArray[np.float32]:
        """n points (n, 2) of the averaged generator, or of the newest, which is the one f is judging."""
        z = torch.randn(n, NOISE, generator=torch.Generator().manual_seed(seed))
        return _array((self.G if newest else self.mean).forward(z)[0])


def _array(x: Tensor) -> NDArray[np.float32]:
    values: NDArray[np.float32] = x.detach().numpy()
    return values
