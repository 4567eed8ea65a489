"""The families lab: four kinds of generative model learn the same points; who can say p(x)?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _families_show as show
from tutor.labs._blobs import Blobs, divergence
from tutor.labs._families_declared import KNOBS, METRICS, PRESETS
from tutor.labs._families_draws import DRAWS

STEPS, BATCH, LOGGED, RECENT = 3000, 120, 30, 50
NEW, SAMPLES = 2000, 2000
"""Points that the likelihood and the divergence are measured on."""
REACH = 2.0
"""The plane that is summed over; beyond it the data's density is below e⁻⁶⁰."""
LIVE, FINE = 32, 160
"""Squares to a side of the sum over the plane: while it runs, and for the record."""
EXACT = 0.01
"""A density sums to 1 as nearly as this."""
TOO_FAST = Say(N_("The steps were so long that numbers overflowed. Lower the learning rate."))


def moons() -> Blobs:
    """Two half circles that reach into each other, σ .07."""
    a = np.linspace(0, np.pi, 60)
    upper = np.stack([np.cos(a) - 0.5, np.sin(a) - 0.25], axis=1)
    return Blobs(0.6 * np.concatenate([upper, -upper]), 0.07, 1.1)


def ring() -> Blobs:
    """One circle of radius .75, σ .08."""
    a = np.arange(120) * (2 * np.pi / 120)
    return Blobs(0.75 * np.stack([np.cos(a), np.sin(a)], axis=1), 0.08, 1.1)


def blobs() -> Blobs:
    """Five heaps at the corners of a pentagon, σ .12."""
    a = np.arange(5) * (2 * np.pi / 5)
    return Blobs(0.7 * np.stack([np.cos(a), np.sin(a)], axis=1), 0.12, 1.1)


SOURCES: dict[str, Callable[[], Blobs]] = {"moons": moons, "ring": ring, "blobs": blobs}


class Field(NamedTuple):
    """What a model says over the plane."""

    log: Array
    """(side, side): log p, or the bound on it; row 0 at the top."""
    integral: float


class FamiliesLab(Lab):
    """A counted density, an autoregressive chain, a VAE and a GAN, all on the same points."""

    name = "families"
    title = N_("Four families of generative models")
    about = N_(
        "Four models learn to make the same kind of points. Not all of them can say how likely one is."
    )
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
    health = show.HEALTH
    draws = DRAWS
    models = ("tutor.models.density", "tutor.models.chain", "tutor.models.plane_vae", "tutor.models.gan")
    constants = ("train", "new", "more")
    reports = 10

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.chain import Chain
        from tutor.models.gan import Gan, Settings
        from tutor.models.plane_vae import PlaneVae

        self.real = SOURCES[str(self.values["data"])]()
        rng = np.random.default_rng([seed, 0xDA7A])
        self.train = self.real.sample(int(self.values["points"]), rng)
        self.new, self.more = self.real.sample(NEW, rng), self.real.sample(NEW, rng)
        self.rng = np.random.default_rng([seed, 0xBA7C])
        self.chain, self.vae, self.gan = Chain(seed), PlaneVae(seed), Gan(Settings(), seed)
        self.losses = Trace(4)
        """Step, and what the three networks learn by."""
        self._count()
        self._fields: dict[tuple[str, int], Field] = {}

    @property
    def family(self) -> dict[str, Any]:
        """The four models by name."""
        return {"counted": self.counted, "autoregressive": self.chain, "vae": self.vae, "gan": self.gan}

    def _count(self) -> None:
        from tutor.models.density import Histogram, Kernels

        width = float(self.values["width"])
        kernels = self.values["counted"] == "kernels"
        self.counted = Kernels(self.train, width) if kernels else Histogram(self.train, width, REACH)

    def advance(self) -> None:
        """One step of each network on points drawn from the same thousand."""
        self._fields = {}
        slowed = min(1.0, 2 * (1 - self.steps / self.length))
        lr = float(self.values["lr"]) * slowed
        batch, both = (self.train[self.rng.integers(len(self.train), size=n)] for n in (BATCH, 2 * BATCH))
        losses = self.chain.step(batch, lr), self.vae.step(batch, lr)
        self.gan.settings.lr = float(self.values["lr"]) * 2 / 3
        d_loss, g_loss = self.gan.step(both, slowed)
        for tensor, loss in {"p(x₂|x₁)": losses[0], "p(x|z)": losses[1], "D": d_loss + g_loss}.items():
            if not math.isfinite(loss):
                raise Diverged(tensor, TOO_FAST)
        self.losses.append(self.steps + 1, *losses, d_loss)

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name in ("counted", "width"):
            self._count()
            self._fields = {}

    def field(self, model: str, side: int = LIVE) -> Field | None:
        """What one of the four says over the plane, or None if it says nothing; worked out once a step."""
        one = self.family[model]
        say = getattr(one, "log_density", None) or getattr(one, "log_bound", None)
        if say is None:
            return None
        if (model, side) not in self._fields:
            line = REACH * ((np.arange(side) + 0.5) / side * 2 - 1)
            across, up = np.meshgrid(line, line[::-1])  # row 0 at the top
            log = say(np.stack([across, up], axis=2).reshape(-1, 2)).reshape(side, side)
            integral = float(np.exp(np.minimum(log, 50.0)).sum() * (2 * REACH / side) ** 2)
            self._fields[model, side] = Field(log, integral)
        return self._fields[model, side]

    def _fine(self, model: str) -> int:
        """Squares to a side that are small enough for this model's density to be summed."""
        if model != "counted":
            return FINE
        squares: int | None = getattr(self.counted, "side", None)
        if squares is None:
            return max(FINE, math.ceil(2 * REACH / float(self.values["width"])))
        return -(-FINE // squares) * squares  # each square of the histogram in equal parts

    def says_of(self, model: str, x: Array) -> tuple[str, float | None]:
        """What a model has to say of one place x (2,): "=", ">" or "" for exactly, at least, nothing; p."""
        one = self.family[model]
        for sign, ability in (("=", "log_density"), (">", "log_bound")):
            if hasattr(one, ability):
                return sign, float(np.exp(min(50.0, getattr(one, ability)(x[None])[0])))
        return "", None

    def samples(self, model: str, n: int, salt: int = 0) -> Array:
        """n points (n, 2) that a model makes, for looking."""
        if model == "gan":
            return self.gan.samples(n, int(self.looking_rng(salt).integers(2**31)))
        return np.asarray(self.family[model].sample(n, self.looking_rng(salt)))

    def measure(self, look: Look) -> Mapping[str, float | None]:
        from tutor.models.density import log_mean_of_heaps

        some = slice(None) if look.thorough else slice(300)
        found: dict[str, float | None] = {
            "nll_true": -float(log_mean_of_heaps(self.new, self.real.centres, self.real.sigma).mean())
        }
        recent = self.losses.rows()[-RECENT:, 1:]
        for k, name in enumerate(("autoregressive", "vae", "gan")):
            found[f"loss.{name}"] = float(recent[:, k].mean()) if len(recent) else None
        for name, one in self.family.items():
            field = self.field(name, self._fine(name) if look.thorough else LIVE)
            found[f"integral.{name}"] = None if field is None else field.integral
            if hasattr(one, "log_density"):
                found[f"nll.{name}"] = -float(one.log_density(self.new[some]).mean())
                found[f"nll_train.{name}"] = -float(one.log_density(self.train[some]).mean())
            elif hasattr(one, "log_bound"):
                found[f"bound.{name}"] = float(one.log_bound(self.new[some]).mean())
            if look.thorough:
                sums = field is not None and abs(field.integral - 1) <= EXACT
                found[f"reports_density.{name}"] = hasattr(one, "log_density") and sums
        if look.thorough:
            found |= self._thorough()
        return found

    def _thorough(self) -> dict[str, float | None]:
        """What takes long: the VAE's density summed up, and how well each model's samples match."""
        summed = float(self.vae.summed_log_density(self.new).mean())
        bound = float(self.vae.log_bound(self.new).mean())
        real = self.real.histogram(self.new)
        found: dict[str, float | None] = {
            "nll.vae": -summed,
            "bound_gap": summed - bound,
            "js_floor": divergence(real, self.real.histogram(self.more)),
        }
        for k, name in enumerate(self.family):
            made = self.real.histogram(self.samples(name, SAMPLES, k + 1))
            found[f"js.{name}"] = divergence(real, made)
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        return show.panels(self, look)

    def says(self, look: Look) -> tuple[Say, ...]:
        return show.health(self)

    def record(self) -> dict[str, Array]:
        """The points that all is measured on, and samples of each model."""
        made = {f"samples_{name}": self.samples(name, SAMPLES, k + 1) for k, name in enumerate(self.family)}
        return {"train": self.train, "new": self.new, "centres": self.real.centres, **made}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.chain import Chain
        from tutor.models.density import Histogram, Kernels
        from tutor.models.gan import Gan
        from tutor.models.plane_vae import PlaneVae

        return (Chain.log_factors, PlaneVae.log_bound, PlaneVae.step, Kernels, Histogram, Gan.step)
