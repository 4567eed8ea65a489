"""What labs share in which a VAE learns the handwritten digits, and what is worked out to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import Lab
from tutor.kit.panels import Array
from tutor.kit.trace import Trace
from tutor.labs._training import advice_if_broken

if TYPE_CHECKING:
    from tutor.models.vae import Vae

BATCH, UPDATES = 100, 6000
INK = 0.5
"""A pixel is ink from half of its dots on."""
ACTIVE = 0.05
"""Nats of KL above which a dimension carries something."""
DRAWS, FEW = 20, 2
"""Draws of z for each image in a figure: in a thorough look, and along the way."""


class Seen:
    """One look at the VAE at one step. Each part is worked out when first asked for."""

    def __init__(self, lab: DigitVaeLab, draws: int) -> None:
        self.vae, self.test, self.train, self.seed, self.draws = (
            lab.vae,
            lab.test,
            lab.train,
            lab.looking_seed(),
            draws,
        )

    @cached_property
    def terms(self) -> tuple[float, Array]:
        """Of the held-out digits: mean reconstruction in nats, mean KL of each dimension (L,)."""
        recon, kl = self.vae.judged(self.test, self.seed, self.draws)
        return float(recon.mean()), kl.mean((0, 1), dtype=np.float64)

    @cached_property
    def codes(self) -> tuple[Array, Array]:
        """μ and σ of the held-out digits, (597, L) each."""
        mu, sigma = self.vae.encode(self.test)
        return mu[0], sigma[0]

    @cached_property
    def learned(self) -> Array:
        """μ of the digits it learns from, (1200, L)."""
        mu: Array = self.vae.encode(self.train)[0][0]
        return mu

    @property
    def order(self) -> Array:
        """The dimensions, the one with the highest KL first; those of a plain autoencoder as they are."""
        order: Array = np.argsort(-self.terms[1], kind="stable")
        return order

    def decoded(self, z: Array) -> Array:
        """Points z (n, L) → pictures (n, 8, 8), as chances of ink."""
        pictures: Array = self.vae.decode(np.asarray(z, dtype=np.float32))[0].reshape(-1, 8, 8)
        return pictures

    def lifted(self, plane: Array) -> Array:
        """Points (n, 2) of the plane of the first two dimensions → points (n, L) to be decoded.

        The other dimensions stay where the codes have their middle.
        """
        z = np.tile(self.learned.mean(0), (len(plane), 1))
        z[:, self.order[:2]] = plane
        return z

    def flat(self, z: Array) -> Array:
        """Points (n, L) → (n, 2) of that plane."""
        seen: Array = z[:, self.order[:2]]
        return seen


class DigitVaeLab(Lab):
    """A VAE that learns the 1,200 training digits in black and white; the rate falls to 0 along the run."""

    models: ClassVar[tuple[str, ...]] = ("tutor.models.vae", "tutor.models.digits", "tutor.models.judge")
    constants: ClassVar[tuple[str, ...]] = ("train", "test", "digits")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return UPDATES

    def start(self, **settings: Any) -> None:
        """Make the VAE, and the first figures of it."""
        from tutor.models.digits import digits
        from tutor.models.vae import Settings, Vae

        self.digits = digits()
        self.train, self.test = ((part.flat >= INK).astype(np.float32) for part in self.digits)
        self.vae: Vae = Vae(Settings(**settings), self.seed)
        self.rng = np.random.default_rng([self.seed, 0xDA7A])
        self.every = max(50, self.length // 60)
        self.terms = Trace(3)
        """Step, reconstruction and KL of the batch."""
        self.quality = Trace(3)
        """Step, reconstruction and KL of the held-out digits."""
        self._seen: tuple[int, int, Seen] | None = None
        self._note()

    def beta(self) -> float:
        """What the KL is weighed by in this step."""
        return self.vae.settings.beta

    def advance(self) -> None:
        batch = self.train[self.rng.integers(len(self.train), size=BATCH)]  # (100, 64)
        self.vae.settings.beta = self.beta()
        with advice_if_broken():
            recon, kl = self.vae.step(batch, 1 - self.steps / self.length)
        self.terms.append(self.steps + 1, float(recon[0]), float(kl[0].sum()))
        self._seen = None
        if (self.steps + 1) % self.every == 0:
            self._note(self.steps + 1)

    def _note(self, step: int = 0) -> None:
        recon, kl = Seen(self, FEW).terms
        self.quality.append(step, recon, float(kl.sum()))

    def seen(self, thorough: bool) -> Seen:
        """What there is to see at this step, worked out once."""
        draws = DRAWS if thorough or self.done else FEW
        if self._seen is None or self._seen[:2] != (self.steps, draws):
            self._seen = (self.steps, draws, Seen(self, draws))
        return self._seen[2]

    def confidence(self, pictures: Array) -> Array:
        """How sure the judge is of each of the pictures (n, 8, 8): (n,)."""
        from tutor.models.judge import judge

        sure: Array = judge()(pictures).max(axis=1)
        return sure


def typical(images: Array, labels: Array) -> Array:
    """Of each class the image (n, pixels) nearest to the mean of its class: indices (classes,)."""
    found = []
    for c in np.unique(labels):
        own = np.flatnonzero(labels == c)
        away = ((images[own] - images[own].mean(0)) ** 2).sum(1)
        found.append(own[away.argmin()])
    return np.array(found)
