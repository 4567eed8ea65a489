"""A multilayer perceptron with its gradients written out, and the optimiser that moves it.

Small networks spend most of their time on bookkeeping: all weights of one lie in a single vector, so that
copying, averaging and moving them is one operation, and the backward pass is the chain rule as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor


class Network:
    """A multilayer perceptron, its weights in one vector θ with a gradient of the same shape.

    A hidden unit passes on a if a > 0, else `leak`·a. With `again` the last layer sees the input again,
    beside the last hidden one. Weights start uniform within ±1/√(inputs).
    """

    def __init__(self, sizes: list[int], leak: float, rng: torch.Generator, again: bool = False) -> None:
        self.leak, self.again = leak, again
        shapes = list(pairwise(sizes))
        if again:
            shapes[-1] = (sizes[-2] + sizes[0], sizes[-1])
        self.theta = torch.empty(sum(n * out + out for n, out in shapes))
        self.grad = torch.zeros_like(self.theta)
        self.layers, self.slopes = _views(self.theta, shapes), _views(self.grad, shapes)
        for W, b in self.layers:
            bound = W.shape[0] ** -0.5
            W.uniform_(-bound, bound, generator=rng)
            b.uniform_(-bound, bound, generator=rng)

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """x (m, inputs) → the output (m, outputs), and what went into each layer."""
        seen = [x]
        for W, b in self.layers[:-1]:
            seen.append(F.leaky_relu_(torch.addmm(b, seen[-1], W), self.leak))  # (m, width)
        W, b = self.layers[-1]
        width = seen[-1].shape[1]
        out = torch.addmm(b, seen[-1], W[:width])  # (m, outputs)
        return (torch.addmm(out, x, W[width:]) if self.again else out), seen

    def backward(self, seen: list[Tensor], d: Tensor) -> Tensor:
        """From d = ∂loss/∂output (m, outputs): ∂loss/∂θ, left in `grad`, and ∂loss/∂x, returned.

        With `again`, what reaches x past the hidden layers is left out of ∂loss/∂x.
        """
        if self.again:
            torch.mm(seen[0].T, d, out=self.slopes[-1][0][seen[-1].shape[1] :])  # (inputs, outputs)
        for i in reversed(range(len(self.layers))):
            n = seen[i].shape[1]
            (W, _), (dW, db) = self.layers[i], self.slopes[i]
            torch.mm(seen[i].T, d, out=dW[:n])  # (n, out)
            torch.sum(d, 0, out=db)  # (out,)
            d = d @ W[:n].T  # (m, n)
            if i:
                d = self._through(d, seen[i])
        return d

    def add_slope_penalty(self, seen: list[Tensor], gamma: float) -> None:
        """Add the gradient of γ/2 · mean |∂s/∂x|², R1, eq. (9) of Mescheder et al., for one output s."""
        self.add_slope_push(seen, lambda slope: gamma / len(slope) * slope)

    def add_slope_push(self, seen: list[Tensor], push: Callable[[Tensor], Tensor]) -> None:
        """Add ∂P/∂θ of any penalty P on the slopes v = ∂s/∂x (m, inputs) of one output s.

        `push` takes v to ∂P/∂v, of the same shape. Between its kinks the network is linear in x, so v is a
        product of the weights, and one pass down for v and one up with ∂P/∂v in place of x are enough.
        """
        down = [torch.ones(len(seen[0]), 1)]  # last is ∂s/∂(a of layer i), (m, out)
        for i in reversed(range(1, len(self.layers))):
            down.append(self._through(down[-1] @ self.layers[i][0].T, seen[i]))
        up = push(down[-1] @ self.layers[0][0].T)  # (m, inputs), ∂P/∂v
        for i, d in enumerate(reversed(down)):
            self.slopes[i][0].addmm_(up.T, d)  # (n, out)
            if i + 1 < len(self.layers):
                up = self._through(up @ self.layers[i][0], seen[i + 1])  # (m, out)

    def _through(self, d: Tensor, unit: Tensor) -> Tensor:
        """d behind the hidden units → d before them, (m, width)."""
        behind: Tensor = torch.ops.aten.leaky_relu_backward(d, unit, self.leak, True)
        return behind


class Adam:
    """Kingma & Ba (2015), algorithm 1, with β₁ = 0: a game has no fixed slope for momentum to roll down."""

    def __init__(self, theta: Tensor, beta2: float = 0.999) -> None:
        self.v, self.beta2, self.t = torch.zeros_like(theta), beta2, 0

    def step(self, theta: Tensor, g: Tensor, lr: float) -> None:
        """θ ← θ − lr · g / (√v̂ + 10⁻⁸), v the running mean of g²."""
        self.t += 1
        self.v.lerp_(g * g, 1 - self.beta2)
        theta.addcdiv_(g, (self.v / (1 - self.beta2**self.t)).sqrt_().add_(1e-8), value=-lr)


def _views(theta: Tensor, shapes: list[tuple[int, int]]) -> list[tuple[Tensor, Tensor]]:
    """W (n, out) and b (out,) of each layer, as windows on the vector theta."""
    parts = torch.split(theta, [size for n, out in shapes for size in (n * out, out)])
    return [(W.view(shape), b) for shape, W, b in zip(shapes, parts[::2], parts[1::2], strict=True)]
