"""The latent space lab: where codes of digits lie, what lies between them, what can be added to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _latent_space_show as show
from tutor.labs._digit_vae import DigitVaeLab, Seen, typical
from tutor.labs._latent_space_declared import KNOBS, METRICS, PRESETS
from tutor.labs._latent_space_draws import DRAWS
from tutor.labs._latent_space_figures import distances, pairs, thirds, trait

PAIRS, FEW = 1000, 100
"""Pairs of digits that midpoints are counted on: in a thorough look, and along the way."""


class LatentSpaceLab(DigitVaeLab):
    """A VAE learns the digits; a crosshair, walks and sums show what its codes are good for."""

    name: ClassVar = "latent-space"
    title: ClassVar = N_("Latent space: a map of digits")
    about: ClassVar = N_("Point at a map and see what is drawn there; walk from one digit to another.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    health: ClassVar = show.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    constants: ClassVar[tuple[str, ...]] = (*DigitVaeLab.constants, "shown")

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        v = self.values
        self.start(variational=v["model"] == "vae", latents=v["latents"], lr=v["lr"])
        self.shown = typical(self.test, self.digits.test.labels)
        """A held-out digit of each class."""

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name == "lr":
            self.vae.settings.lr = float(value)

    def ends(self, seen: Seen) -> tuple[Array, Array]:
        """The codes (L,) a walk begins and ends at."""
        mu = seen.codes[0]
        return mu[self.shown[int(self.values["from"])]], mu[self.shown[int(self.values["to"])]]

    def lent(self, seen: Seen, lender: int) -> tuple[Array, float]:
        """What a class lends: mean code of the third of it with most of the trait, minus that with least.

        (L,), and by how much of the trait those thirds differ.
        """
        own = np.flatnonzero(self.digits.train.labels == lender)
        amount = trait(str(self.values["trait"]), self.train[own])
        least, most = thirds(amount)
        codes = seen.learned[own]
        return codes[most].mean(0) - codes[least].mean(0), float(amount[most].mean() - amount[least].mean())

    def carried(self, seen: Seen, lender: int) -> float:
        """How much of what those thirds differ by is left between them once they are rebuilt."""
        name, own = str(self.values["trait"]), np.flatnonzero(self.digits.train.labels == lender)
        least, most = thirds(trait(name, self.train[own]))
        before, after = (
            trait(name, some) for some in (self.train[own], self.vae.decode(seen.learned[own])[0])
        )
        return float(
            (after[most].mean() - after[least].mean()) / (before[most].mean() - before[least].mean())
        )

    def borrowers(self, borrower: int) -> Array:
        """Held-out digits of a class that have least of the trait: their indices."""
        own = np.flatnonzero(self.digits.test.labels == borrower)
        return own[thirds(trait(str(self.values["trait"]), self.test[own]))[0]]

    def measure(self, look: Look) -> Mapping[str, float | None]:
        whole = look.thorough or self.done
        seen = self.seen(look.thorough)
        recon, kl = seen.terms
        vae = self.values["model"] == "vae"
        found: dict[str, float | None] = {"elbo": -recon - float(kl.sum()) if vae else None, "recon": recon}
        return found | self.midpoints(seen, whole) | (self.sums(seen) if whole else {})

    def midpoints(self, seen: Seen, whole: bool) -> dict[str, float | None]:
        """What lies half-way between two held-out digits of different classes."""
        left, right = pairs(self.digits.test.labels, PAIRS if whole else FEW, self.looking_rng(4))
        mu, real = seen.codes[0], self.train
        half = (mu[left] + mu[right]) / 2  # (n, L)
        rebuilt = self.vae.decode(mu)[0]  # (597, 64)
        middle, average = self.vae.decode(half)[0], (rebuilt[left] + rebuilt[right]) / 2  # (n, 64) each
        pixels = (self.test[left] + self.test[right]) / 2
        far = {
            "midpoint": distances(middle, real),
            "average": distances(average, real),
            "pixels": distances(pixels, real),
            "rebuilt": distances(rebuilt[left], real),
            "real": distances(self.test[left], real),
        }
        inked = [distances((p >= 0.5).astype(np.float32), real) for p in (middle, average)]
        wide = max(float(seen.learned.std()), 1e-6)
        found: dict[str, float | None] = {f"real_distance.{k}": float(d.mean()) for k, d in far.items()}
        found |= {
            "midpoint_wins": float((far["midpoint"] < far["average"]).mean()),
            "wins_pixels": float((far["midpoint"] < far["pixels"]).mean()),
            "wins_inked": float((inked[0] < inked[1]).mean()),
            "ties_inked": float((inked[0] == inked[1]).mean()),
            "code_distance.midpoint": float(distances(half, seen.learned).mean()) / wide,
            "code_distance.code": float(distances(mu, seen.learned).mean()) / wide,
        }
        if whole:
            from tutor.models.judge import judge, told

            for name, pictures in (("midpoint", middle), ("average", average)):
                found[f"told.{name}"] = told(judge()(pictures.reshape(-1, 8, 8)))
        return found

    def sums(self, seen: Seen) -> dict[str, float | None]:
        """What becomes of digits to which other classes lend the trait: mean over all pairs of classes."""
        from tutor.models.judge import judge

        name, mu = str(self.values["trait"]), seen.codes[0]
        lent = [self.lent(seen, c) for c in range(10)]
        changed, right, kept, before = [], [], [], []
        for c in range(10):
            some = self.borrowers(c)
            plain = self.vae.decode(mu[some])[0]  # (n, 64)
            before.append((judge()(plain.reshape(-1, 8, 8)).argmax(1) == c).mean())
            for lender in range(10):
                if lender == c:
                    continue
                code, wanted = lent[lender]
                made = self.vae.decode(mu[some] + code)[0]
                change = trait(name, made) - trait(name, plain)
                changed.append((change / wanted).mean())
                right.append((change > 0).mean())
                kept.append((judge()(made.reshape(-1, 8, 8)).argmax(1) == c).mean())
        carried = [self.carried(seen, c) for c in range(10)]
        figures = {
            "carried": carried,
            "lent": changed,
            "right_way": right,
            "kept": kept,
            "kept_before": before,
        }
        return {name: float(np.mean(values)) for name, values in figures.items()}

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        return show.panels(self, look)

    def says(self, look: Look) -> tuple[Say, ...]:
        return show.health(self, look)

    def record(self) -> dict[str, Array]:
        """Held-out digits and their codes."""
        mu, sigma = self.seen(True).codes
        return {"test": self.test, "labels": self.digits.test.labels, "mu": mu, "sigma": sigma}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.vae import Vae

        return (type(self).midpoints, type(self).sums, Vae.decode, Vae.encode)
