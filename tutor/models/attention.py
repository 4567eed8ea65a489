"""Attention: for each word that is written, a look back at all words that were read.

    eₜᵢ = score(qₜ, kᵢ)              how well key i answers query t
    αₜ = softmax(eₜ)                 shares of the look, which add up to 1
    cₜ = Σᵢ αₜᵢ vᵢ                    the values, mixed by their shares

T queries, S keys, B sequences side by side, d units of a query and a key, D of a value.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


def additive(q: Tensor, k: Tensor, w: Tensor) -> Tensor:
    """eₜᵢ = wᵀ tanh(qₜ + kᵢ): a small network compares them (Bahdanau, Cho & Bengio 2015, A.1.2).

    q (B, T, d), k (B, S, d), w (d,) → (B, T, S). The paper's W sₜ₋₁ and U hᵢ are q and k here.
    """
    e: Tensor = torch.tanh(q[:, :, None] + k[:, None]) @ w  # (B, T, S)
    return e


def scaled_dot(q: Tensor, k: Tensor) -> Tensor:
    """eₜᵢ = qₜ·kᵢ / √d: how far they point the same way (Vaswani et al. 2017, eq. 1).

    q (B, T, d), k (B, S, d) → (B, T, S). Without √d the products grow with d, and softmax goes stiff.
    """
    e: Tensor = q @ k.transpose(1, 2)  # (B, T, S)
    return e / math.sqrt(q.shape[-1])


def attend(e: Tensor, hidden: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """Scores to shares, and values mixed by them: α (B, T, S), c (B, T, D).

    e (B, T, S), v (B, S, D). Keys that are `hidden` (B, S) get no share; the others share what is left.
    With all of them hidden nothing is seen: α and c are 0.
    """
    away = hidden[:, None]  # (B, 1, S)
    alpha = e.masked_fill(away, -1e9).softmax(-1)  # (B, T, S)
    alpha = alpha.masked_fill(away, 0.0)
    return alpha, alpha @ v


def entropy(alpha: Tensor) -> Tensor:
    """How widely each look is spread, in nats: 0 for one key alone, ln n for n alike. (…, S) → (…,)."""
    return -torch.xlogy(alpha, alpha).sum(-1)
