"""What becomes of a gradient on its way back through time, and of a network that is trained by it.

    aₜ = U hₜ₋₁ + v xₜ,  hₜ = φ(aₜ)
    ∂h_T/∂hₜ = Π diag φ′(a_s) U        over the steps s = T, T − 1, …, t + 1

A product of T − t matrices. Its largest stretch ‖·‖ is at most (γ σ)^(T − t), where σ is the largest
singular value of U and γ the steepest slope of φ: 1 for tanh, ¼ for the sigmoid (Pascanu, Mikolov &
Bengio 2013, section 2.1). If σ < 1/γ it must vanish; for it to explode σ > 1/γ is needed, and not enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Squash:
    """φ, its slope told by its value, and γ, the steepest slope it has."""

    of: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    steepest: float


SQUASHES = {
    "linear": Squash(lambda a: a, lambda h: np.ones_like(h), 1.0),
    "tanh": Squash(np.tanh, lambda h: 1 - h * h, 1.0),
    "sigmoid": Squash(lambda a: 0.5 + 0.5 * np.tanh(0.5 * a), lambda h: h * (1 - h), 0.25),
}


def matrix(kind: str, size: int, gain: float, random: np.random.Generator) -> Floats:
    """U (H, H) whose largest singular value is `gain`: it stretches all directions alike, or by chance."""
    drawn = random.standard_normal((size, size))
    if kind == "orthogonal":
        q, r = np.linalg.qr(drawn)
        return np.asarray(gain * q * np.sign(np.diag(r)))  # signs make the draw uniform (Mezzadri 2007)
    return np.asarray(gain * drawn / np.linalg.norm(drawn, 2))


def forward(U: Floats, v: Floats, squash: Squash, x: Floats) -> Floats:
    """One sequence x (T,) read from h₀ = 0 → every state (T + 1, H)."""
    h = np.zeros((len(x) + 1, len(v)))
    for t, x_t in enumerate(x, start=1):
        h[t] = squash.of(U @ h[t - 1] + v * x_t)  # (H,)
    return h


class WayBack:
    """∂h_T/∂hₜ, one step further back at each call of `step`."""

    def __init__(self, U: Floats, squash: Squash, h: Floats) -> None:
        self.U, self.squash, self.h = U, squash, h
        self.t = len(h) - 1
        self.J = np.eye(U.shape[0])  # (H, H)   ∂h_T/∂h_T
        self.norms = np.full(len(h), np.nan)  # (T + 1,)
        self.norms[self.t] = 1.0

    def step(self) -> None:
        """Through one more cell: ∂h_T/∂hₜ₋₁ = ∂h_T/∂hₜ · diag φ′(aₜ) U."""
        slopes = self.squash.slope(self.h[self.t])  # (H,)
        self.J = self.J @ (slopes[:, None] * self.U)  # (H, H)
        self.t -= 1
        self.norms[self.t] = np.linalg.norm(self.J, 2)  # its largest singular value


def norms(U: Floats, squash: Squash, h: Floats) -> Floats:
    """‖∂h_T/∂hₜ‖ for every t from 0 to T."""
    way = WayBack(U, squash, h)
    while way.t:
        way.step()
    return way.norms


def bounds(U: Floats, squash: Squash, T: int) -> Floats:
    """(γ σ)^(T − t) for every t from 0 to T."""
    with np.errstate(over="ignore"):
        return np.asarray((squash.steepest * np.linalg.norm(U, 2)) ** np.arange(T, -1, -1.0))


class Recall:
    """A network that hears one number, then silence, and must say the number after T steps. Plain SGD.

    float32, as networks are trained, so that overflow comes as early as it does in life. B sequences side
    by side; mean squared error, which is 1 for who always says 0. The gradient is written out by hand.
    """

    def __init__(self, U: Floats, squash: Squash, T: int, random: np.random.Generator) -> None:
        H = U.shape[0]
        self.squash, self.T, self.random = squash, T, random
        self.U = U.astype(np.float32)  # (H, H)
        self.v = (random.standard_normal(H) / H**0.5).astype(np.float32)  # (H,)
        self.w = (random.standard_normal(H) / H**0.5).astype(np.float32)  # (H,)

    def step(self, rate: float, clip: float, width: int = 32) -> tuple[float, float]:
        """One update on `width` fresh numbers → loss, length of the gradient before clipping (0 is off).

        Raises FloatingPointError with the name of the first tensor that is not finite; nothing is learned.
        """
        x = self.random.standard_normal(width).astype(np.float32)  # (B,)
        with np.errstate(all="ignore"):
            h = [np.zeros((width, len(self.v)), dtype=np.float32)]  # (B, H) each
            for t in range(1, self.T + 1):
                heard = np.outer(x, self.v) if t == 1 else np.float32(0)  # (B, H)
                h.append(named(f"h{below(t)}", self.squash.of(h[-1] @ self.U.T + heard)))
            error = named("output", h[-1] @ self.w) - x  # (B,)
            loss = float(named("loss", np.mean(error**2)))
            dy = 2 * error / np.float32(width)  # (B,)
            dw, dv, dU = dy @ h[-1], np.zeros_like(self.v), np.zeros_like(self.U)
            dh = np.outer(dy, self.w)  # (B, H)   ∂L/∂h_T
            for t in range(self.T, 0, -1):
                da = dh * self.squash.slope(h[t])  # (B, H)
                dU += da.T @ h[t - 1]  # (H, H)
                if t == 1:
                    dv = x @ da  # (H,)
                dh = named(f"∂L/∂h{below(t - 1)}", da @ self.U)  # (B, H)
            gradients = [named("∂L/∂U", dU), named("∂L/∂v", dv), named("∂L/∂w", dw)]
            length = float(np.sqrt(sum(np.sum(g.astype(np.float64) ** 2) for g in gradients)))
            shrink = min(1.0, clip / length) if clip and length else 1.0
            for weight, gradient in zip((self.U, self.v, self.w), gradients, strict=True):
                weight -= np.float32(rate * shrink) * gradient
        return loss, length


def below(number: int) -> str:
    """A number as an index below the line."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def named(name: str, tensor: Any) -> Any:
    """`tensor`, if all of it is finite. Raises FloatingPointError with its name."""
    if not np.isfinite(tensor).all():
        raise FloatingPointError(name)
    return tensor
