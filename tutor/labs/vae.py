"""The VAE lab: a plain autoencoder or a variational one learns handwritten digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _vae_show as show
from tutor.labs._digit_vae import ACTIVE, DigitVaeLab, Seen, typical
from tutor.labs._vae_declared import KNOBS, METRICS, PRESETS
from tutor.labs._vae_draws import DRAWS

SAMPLES = 1000
LIVE = {"beta": "beta", "reduce": "reduce", "free": "free", "lr": "lr"}
"""Knobs that are the model's settings and may change while it learns."""


class VaeLab(DigitVaeLab):
    """Encoder and decoder of `tutor.models.vae`, judged on digits that they did not learn from."""

    name: ClassVar = "vae"
    title: ClassVar = N_("VAE: codes with a width")
    about: ClassVar = N_("An autoencoder learns digits so that any point of its map draws one.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    health: ClassVar = show.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    constants: ClassVar[tuple[str, ...]] = (*DigitVaeLab.constants, "shown")

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        v = self.values
        chosen: dict[str, Any] = {k: v[k] for k in ("latents", "hidden", *LIVE)}
        self.start(variational=v["model"] == "vae", **chosen)
        self.shown = typical(self.test, self.digits.test.labels)
        """A held-out digit of each class."""
        p = np.clip(self.train.mean(0), 1e-3, 1 - 1e-3)  # (64,)
        self.blind = float(-(self.test * np.log(p) + (1 - self.test) * np.log(1 - p)).sum(1).mean())
        """Nats a held-out digit for a decoder that always draws the mean digit."""

    def beta(self) -> float:
        height, rise = float(self.values["beta"]), float(self.values["warmup"]) * self.length
        return height * min(1.0, self.steps / rise) if rise else height

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name in LIVE:
            setattr(self.vae.settings, LIVE[name], value)

    def spread(self, seen: Seen) -> tuple[float, float]:
        """How wide the codes lie, and how far from 0 their middle."""
        mu = seen.codes[0]
        return float(mu.std(0).mean()), float(np.linalg.norm(mu.mean(0)))

    def measure(self, look: Look) -> Mapping[str, float | None]:
        seen = self.seen(look.thorough)
        recon, kl = seen.terms
        vae = self.values["model"] == "vae"
        width, middle = self.spread(seen)
        found: dict[str, float | None] = {
            "elbo": -recon - float(kl.sum()) if vae else None,
            "recon": recon,
            "kl": float(kl.sum()),
            "active_dims": int((kl > ACTIVE).sum()),
            "code_width": width,
            "code_middle": middle,
        }
        found |= {f"kl_per_dim.{i}": float(kl[j]) for i, j in enumerate(seen.order, 1)}
        if look.thorough or self.done:
            found |= self.judged(seen)
        return found

    def judged(self, seen: Seen) -> dict[str, float | None]:
        """What takes longer: the digits learned from, and what the judge says of samples."""
        from tutor.models.judge import covered, judge, told

        recon, _ = self.vae.judged(self.train, self.looking_seed(1), 2)
        real = told(judge()(self.test.reshape(-1, 8, 8)))
        found: dict[str, float | None] = {"recon_train": float(recon.mean()), "told_real": real}
        rng = self.looking_rng(2)
        z = rng.standard_normal((SAMPLES, int(self.values["latents"])))
        codes = seen.learned
        for names, where in (
            (("told", "classes_covered"), z),
            (("told_fitted", "covered_fitted"), codes.mean(0) + codes.std(0) * z),
        ):
            p = judge()(seen.decoded(where))
            found |= dict(zip(names, (told(p), float(covered(p))), strict=True))
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        return show.panels(self, look)

    def says(self, look: Look) -> tuple[Say, ...]:
        return show.health(self, look)

    def record(self) -> dict[str, Array]:
        """Held-out digits with their codes, and samples."""
        mu, sigma = self.seen(True).codes
        samples = self.vae.sample(SAMPLES, self.looking_rng(3))[0]
        return {
            "test": self.test,
            "labels": self.digits.test.labels,
            "mu": mu,
            "sigma": sigma,
            "made": samples,
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.vae import Vae, kl

        return (Vae.step, Vae.terms, kl, Vae)
