"""A generative adversarial network for points of the plane.

Goodfellow et al., *Generative Adversarial Nets* (2014), in its notation: noise z goes through the
generator G to a fake point; the discriminator D tells the probability that a point is real; both learn
from the game over V(D, G), eq. (1). Beside the game of 2014 stand later mendings: packing (Lin et al.
2018, *PacGAN*), averaged weights (Yazıcı et al. 2019, *The unusual effectiveness of averaging in GAN
training*), and R1 (Mescheder et al. 2018, *Which training methods for GANs do actually converge?*).
The data is the caller's: `step` takes a batch of m real points and makes as many fakes. D judges k at
once, a pack, m/k packs a batch; k = 1 is 2014.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.perceptron import Adam, Network

NOISE = 8
"""Dimensions of z ~ N(0, 1)."""
MAGNIFY = 4.0
"""D sees points this much larger: modes .01 wide are small print to a network that starts smooth."""


@dataclass(kw_only=True)
class Settings:
    """What may be chosen about a GAN. All but `packing`, `layers` and `width` may change as it learns."""

    loss: str = "non-saturating"
    lr: float = 2e-3
    ratio: float = 1.0
    """Learning rate of D over that of G."""
    packing: int = 1
    layers: int = 2
    width: int = 64
    averaging: int = 200
    """How many steps the averaged generator looks back over; 0 is no averaging."""
    r1: float = 0.0
    """γ of R1."""
    numerics: str = "logit"
    """What G's loss is worked out from: D's "logit" s, or the "probability" D = σ(s) as it is written."""


class Gan:
    """G, D, and what it takes to train them. Points are (m, 2) within about ±1."""

    def __init__(self, settings: Settings, seed: int) -> None:
        torch.set_num_threads(1)  # layers this small only lose by a second thread
        self.settings = settings
        self.rng = torch.Generator().manual_seed(seed)
        hidden = [settings.width] * settings.layers
        self.G = Network([NOISE, *hidden, 2], 0.0, self.rng, again=True)
        self.D = Network([2 * settings.packing, *hidden, 1], 0.2, self.rng)
        self.mean = copy.deepcopy(self.G)  # G, averaged over time
        self.adam_G, self.adam_D = Adam(self.G.theta), Adam(self.D.theta)
        self.moves = 0

    @torch.no_grad()
    def step(self, x: NDArray[Any], slowed: float = 1.0, train: str = "both") -> tuple[float, float]:
        """One step on m real points x (m, 2), rates multiplied by `slowed`; gives both losses before it.

        Algorithm 1 with k = 1, but D and G move at once, so one pass back through D serves both. A fake's
        share of D's loss is −log(1 − D), with slope D by the logit s; G's −log D has slope −(1 − D) and
        its log(1 − D) has −D, so G's gradient at a fake is D's times −(1 − D)/D = −e⁻ˢ, or times −1.
        `train`: who moves, "both", "discriminator" or "generator".
        """
        now, k = self.settings, self.settings.packing
        fake, seen_G = self.G.forward(torch.randn(len(x), NOISE, generator=self.rng))  # (m, 2)
        both = torch.cat([torch.from_numpy(x), fake])  # (2m, 2)
        s, seen_D = self.D.forward(MAGNIFY * both.view(-1, 2 * k))  # (2m/k, 1), D = σ(s)
        half = len(s) // 2
        if now.numerics == "logit":
            s[half:].clamp_(min=-40.0)  # where D = e⁻⁴⁰, still a number whose share and logarithm are right
        d = torch.sigmoid(s)  # ∂(−log(1 − D))/∂s at fakes
        d[:half] -= 1  # ∂(−log D)/∂s at real points
        at_x = self.D.backward(seen_D, d / half)  # (2m/k, 2k), gradient of −V(D, G), eq. (1)
        if now.r1:
            self.D.add_slope_penalty([a[:half] for a in seen_D], now.r1 * MAGNIFY**2)
        self.G.backward(seen_G, (MAGNIFY * self._turn(s[half:]) * at_x[half:]).view(-1, 2))
        losses = self._losses(s[:half], s[half:])
        if not math.isfinite(sum(losses)):
            return losses  # nobody moves by it: the weights before it stay to be looked at
        if train != "generator":
            self.adam_D.step(self.D.theta, self.D.grad, now.lr * now.ratio * slowed)
        if train != "discriminator":
            self.adam_G.step(self.G.theta, self.G.grad, now.lr * slowed)
            self.moves += 1
            self.mean.theta.lerp_(self.G.theta, 1 / max(1, min(now.averaging, self.moves)))
        return losses

    def _turn(self, s: Tensor) -> Tensor | float:
        """What turns D's gradient at fakes of logit s (n, 1) into G's: −(1 − D)/D, or −1 if minimax."""
        if self.settings.loss == "minimax":
            return -1.0
        if self.settings.numerics == "logit":
            return -torch.exp(-s)
        D = torch.sigmoid(s)
        return -(1 - D) / D  # once D rounds to 0, −∞

    def _losses(self, real: Tensor, fake: Tensor) -> tuple[float, float]:
        """From logits: D's mean loss a pack, ln 2 when it tells nothing, and G's, −log D or log(1 − D)."""
        caught = F.softplus(fake).mean().item()  # −log(1 − D(G(z)))
        d_loss = (F.softplus(-real).mean().item() + caught) / 2
        if self.settings.loss == "minimax":
            return d_loss, -caught
        if self.settings.numerics == "logit":
            return d_loss, F.softplus(-fake).mean().item()
        return d_loss, -torch.log(torch.sigmoid(fake)).mean().item()

    def broken(self) -> str:
        """The first weight that is no longer finite, as "W2 of the discriminator", or ""."""
        for who, network in (("discriminator", self.D), ("generator", self.G)):
            for i, layer in enumerate(network.layers, 1):
                for name, p in zip("Wb", layer, strict=True):
                    if not torch.isfinite(p).all():
                        return f"{name}{i} of the {who}"
        return ""

    @torch.no_grad()
    def samples(self, n: int, seed: int) -> NDArray[np.float32]:
        """n points (n, 2) of the averaged generator, or of G itself where nothing is averaged."""
        G = self.mean if self.settings.averaging else self.G
        return _array(G.forward(_noise(n, seed))[0])

    @torch.no_grad()
    def belief(self, x: NDArray[Any], seed: int, companions: int = 4) -> NDArray[np.float32]:
        """D(x) (n,) at points x (n, 2). A packed D judges each beside fakes: the mean over a few packs."""
        points, others = torch.as_tensor(x, dtype=torch.float32), self.settings.packing - 1
        fakes = self.G.forward(_noise(companions * others, seed))[0].view(companions, -1)  # (c, 2k − 2)
        seen = [torch.cat([points, f.expand(len(x), -1)], 1) for f in fakes]  # c × (n, 2k)
        D = [
            torch.sigmoid(self.D.forward(MAGNIFY * packs)[0])
            for packs in seen[: companions if others else 1]
        ]
        return _array(torch.cat(D, 1).mean(1))

    def pulls(self, n: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """About n fakes (n, 2), and where G's loss sends each: −∂(its pack's loss)/∂x (n, 2)."""
        k = self.settings.packing
        with torch.no_grad():
            fake = self.G.forward(_noise(n // k * k, seed))[0]  # (n, 2)
        packs = (MAGNIFY * fake).view(-1, 2 * k).requires_grad_()
        s, _ = self.D.forward(packs)  # (n/k, 1)
        (up,) = torch.autograd.grad(s.sum(), packs)  # (n/k, 2k), ∂s/∂x
        D = torch.sigmoid(s.detach())
        weight = D if self.settings.loss == "minimax" else 1 - D  # −∂log(1 − D)/∂s, ∂log D/∂s
        return _array(fake), _array((MAGNIFY * weight * up).view(-1, 2))


def _noise(n: int, seed: int) -> Tensor:
    """z (n, 8) for looking: not from the noise that trains."""
    return torch.randn(n, NOISE, generator=torch.Generator().manual_seed(seed))


def _array(x: Tensor) -> NDArray[np.float32]:
    values: NDArray[np.float32] = x.detach().numpy()
    return values
