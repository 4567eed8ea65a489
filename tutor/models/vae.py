"""A variational autoencoder for images of pixels in 0…1, or several of them trained side by side.

Kingma & Welling, *Auto-Encoding Variational Bayes* (2014), in its notation: the encoder q(z|x) turns an
image x into a Gaussian in the latent space, mean μ and width σ in each of L dimensions; the decoder p(x|z)
turns a point z into the chance of ink in each pixel. Both learn from the bound (ELBO), eq. (3),

    log p(x) ≥ E log p(x|z) − KL(q(z|x) ‖ N(0, 1)) = −reconstruction − KL

a sum over pixels and dimensions, in nats an image. β (Higgins et al. 2017, *β-VAE*) weighs the KL; free
bits (Kingma et al. 2016, *Improved variational inference with inverse autoregressive flow*, eq. 16) leave
the first nats of each dimension unpunished. Without `variational` it is a plain autoencoder: z = μ, no KL.
All weights have a first axis of k models: those learn from batches of their own and share nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from tutor.models.adam import Adam

Array = NDArray[Any]
NAMES = tuple(f"{w} of the {who}" for who in ("encoder", "decoder") for w in ("W1", "b1", "W2", "b2"))
LOG_VAR = 12.0
"""log σ² stays within ±12: σ from .0025 to 400, so that no exponential overflows."""


@dataclass(kw_only=True)
class Settings:
    """What may be chosen about a VAE. β, free bits and the rate may change as it learns."""

    latents: int = 2
    hidden: int = 128
    variational: bool = True
    beta: float = 1.0
    reduce: str = "sum"
    """Reconstruction in the loss: the "sum" over an image's pixels, as in eq. (10), or their "mean"."""
    free: float = 0.0
    """Nats of KL in each dimension, mean over the batch, that cost nothing."""
    lr: float = 5e-3


class Vae:
    """k encoders and decoders with one hidden layer each, and what it takes to train them."""

    def __init__(self, settings: Settings, seed: int, pixels: int = 64, models: int = 1) -> None:
        torch.set_num_threads(1)  # layers this small only lose by a second thread
        self.settings, self.pixels, self.models = settings, pixels, models
        self.rng = torch.Generator().manual_seed(seed)
        L, H = settings.latents, settings.hidden
        self.encoder = [*self._layer(pixels, H), *self._layer(H, 2 * L)]
        self.decoder = [*self._layer(L, H), *self._layer(H, pixels)]
        self.adam = Adam([*self.encoder, *self.decoder])

    def _layer(self, n: int, out: int) -> tuple[Tensor, Tensor]:
        """W (k, n, out) of variance 1/n, and b (k, 1, out) of zeros."""
        W = torch.randn(self.models, n, out, generator=self.rng) * n**-0.5
        return W.requires_grad_(), torch.zeros(self.models, 1, out).requires_grad_()

    def step(self, x: Array, slowed: float = 1.0) -> tuple[Array, Array]:
        """One step on images x (k, m, pixels), or (m, pixels) for all; the rate is multiplied by `slowed`.

        Gives both terms before it, means over the batch: reconstruction (k,), and KL by dimension (k, L).
        FloatingPointError with the gradient's name if a number is not finite; nothing is learned then.
        """
        now = self.settings
        images = self._images(x)
        noise = torch.randn(*images.shape[:2], now.latents, generator=self.rng)
        recon, kl = self.terms(images, noise)  # (k, m), (k, m, L)
        loss = self.loss(recon, kl)
        slopes = torch.autograd.grad(loss, self.adam.parameters)
        for w, slope in zip(self.adam.parameters, slopes, strict=True):
            w.grad = slope
        if broken := self.adam.broken(NAMES):
            raise FloatingPointError(f"gradient of {broken}")
        self.adam.step(now.lr * slowed)
        return recon.detach().mean(1).numpy(), kl.detach().mean(1).numpy()

    def terms(self, x: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Both terms of eq. (10) for each of x (k, m, pixels), noise ε (k, m, L) ~ N(0, 1).

        Reconstruction −log p(x|z) (k, m), and KL (k, m, L), which is 0 for a plain autoencoder.
        """
        mu, log_var = self._encoded(x)  # (k, m, L) each
        if not self.settings.variational:
            return _surprise(self._decoded(mu), x), torch.zeros_like(mu)
        z = mu + torch.exp(log_var / 2) * noise  # (k, m, L): what is random is ε, so slopes reach μ and σ
        return _surprise(self._decoded(z), x), kl(mu, log_var)

    def loss(self, recon: Tensor, kl: Tensor) -> Tensor:
        """What is minimised: mean reconstruction + β · Σ_j max(free, mean KL_j), summed over the models."""
        dims = kl.mean(1)  # (k, L)
        if self.settings.variational and self.settings.free:
            dims = dims.clamp(min=self.settings.free)
        share = 1 / self.pixels if self.settings.reduce == "mean" else 1.0
        return share * recon.mean(1).sum() + self.settings.beta * dims.sum()

    @torch.no_grad()
    def encode(self, x: Array) -> tuple[Array, Array]:
        """Images (k, n, pixels) or (n, pixels) → μ and σ (k, n, L) each; σ is 0 without `variational`."""
        mu, log_var = self._encoded(self._images(x))
        sigma = torch.exp(log_var / 2) if self.settings.variational else torch.zeros_like(mu)
        return mu.numpy(), sigma.numpy()

    @torch.no_grad()
    def decode(self, z: Array) -> Array:
        """Points z (k, n, L) or (n, L) → chance of ink in each pixel, (k, n, pixels)."""
        p: Array = torch.sigmoid(self._decoded(self._images(z))).numpy()
        return p

    @torch.no_grad()
    def judged(self, x: Array, seed: int, draws: int = 20) -> tuple[Array, Array]:
        """Both terms for each image, z drawn `draws` times: reconstruction (k, n), KL (k, n, L).

        −reconstruction − KL summed over L is each image's ELBO.
        """
        images, rng = self._images(x), torch.Generator().manual_seed(seed)
        shape = (*images.shape[:2], self.settings.latents)
        found = [self.terms(images, torch.randn(*shape, generator=rng)) for _ in range(draws)]
        recon = torch.stack([recon for recon, _ in found]).mean(0)
        return recon.numpy(), found[0][1].numpy()

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """n new images (k, n, pixels), as chances of ink, from z ~ N(0, 1)."""
        shape = (self.models, n, self.settings.latents)
        return self.decode(rng.standard_normal(shape, dtype=np.float32))

    def _images(self, x: Array) -> Tensor:
        """(k, n, …) as it is, (n, …) for each of the k models."""
        rows = torch.as_tensor(np.asarray(x, dtype=np.float32))
        return rows if rows.ndim == 3 else rows.expand(self.models, -1, -1)

    def _encoded(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x (k, m, pixels) → μ and log σ² (k, m, L) each."""
        mu, log_var = _through(self.encoder, x).chunk(2, dim=2)
        return mu, log_var.clamp(-LOG_VAR, LOG_VAR)

    def _decoded(self, z: Tensor) -> Tensor:
        """z (k, m, L) → logits of ink (k, m, pixels)."""
        return _through(self.decoder, z)


def kl(mu: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(μ, σ²) ‖ N(0, 1)) in nats, element by element: ½(μ² + σ² − 1 − log σ²), appendix B."""
    return 0.5 * (mu**2 + log_var.exp() - 1 - log_var)


def _surprise(logits: Tensor, x: Tensor) -> Tensor:
    """−log p(x|z) of Bernoulli pixels (k, m), in nats: Σ −x log p − (1 − x) log(1 − p), appendix C.1."""
    return F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(2)


def _through(layers: list[Tensor], x: Tensor) -> Tensor:
    """A hidden layer of tanh and a plain one: x (k, m, n) → (k, m, out)."""
    W1, b1, W2, b2 = layers
    h = torch.tanh(torch.baddbmm(b1, x, W1))  # (k, m, hidden)
    return torch.baddbmm(b2, h, W2)
