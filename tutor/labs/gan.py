"""The GAN lab: two networks play on a ring, a grid, or points the learner sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tutor.kit.knobs import FloatKnob, Value
from tutor.kit.lab import Action, Diverged, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _blobs
from tutor.labs._blobs import Blobs, divergence
from tutor.labs._gan_declared import KNOBS, METRICS, PRESETS
from tutor.labs._gan_draws import optimum
from tutor.labs._gan_show import HEALTH, health, panels

BATCH = 240
MEASURED = 2500
LOGGED = 150
"""Steps from one line in the log of modes, quality and divergence to the next."""
FOLLOWED = 77
"""The seed of the z whose fakes are followed from one line to the next."""
LIVE = ("loss", "lr", "ratio", "averaging", "r1", "numerics")
"""Knobs that are the model's settings by the same name and may change while it learns."""
TOUCH, MOST = 0.1, 32
"""A press this near a drawn mode takes it away; more modes than this cannot be set."""
START: dict[str, Callable[[], Blobs]] = {
    "ring": _blobs.ring,
    "grid": _blobs.grid,
    "drawn": lambda: _blobs.drawn(np.array([[-0.6, -0.4], [0.6, -0.4], [0.0, 0.6]])),
}
TOO_FAST = Say(N_("The steps were so long that numbers overflowed. Lower the learning rate or the ratio."))
ROUNDED = Say(
    N_(
        "D(G(z)) was so small that it rounded to 0, and the logarithm of 0 is −∞. "
        "Work the loss out from the logit, and slow the discriminator down."
    )
)


class Seen(NamedTuple):
    """One look at the generator."""

    samples: Array
    """(2500, 2), in the data's units."""
    hits: Array
    """(modes,): how many samples are within 3σ of each centre."""
    pull: float
    """Mean |∂loss/∂x| of G's loss over 240 of its points, x in units of the data's reach."""

    @property
    def modes(self) -> int:
        """Modes with a sample near."""
        return int((self.hits > 0).sum())

    @property
    def near(self) -> float:
        """Share of the samples near a centre."""
        return float(self.hits.sum() / len(self.samples))


class GanLab(Lab):
    """G against D, both in `tutor.models.gan`; the learning rates fall to 0 over the last part of a run."""

    name = "gan"
    title = N_("GAN: two networks at play")
    about = N_("A generator learns to make points that a discriminator cannot tell from real ones.")
    models = ("tutor.models.gan",)
    reports = 10
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
    health = HEALTH
    draws = {"optimum": optimum}
    actions = (
        Action(
            name=N_("point"),
            help=N_("with drawn data: set a mode here, or take the one here away"),
            fields=(
                FloatKnob(name="x", help=N_("across"), default=0.0, low=-1.25, high=1.25),
                FloatKnob(name="y", help=N_("up"), default=0.0, low=-1.25, high=1.25),
            ),
        ),
    )

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return {"ring": 17_000, "grid": 32_000, "drawn": 17_000}[str(knobs["data"])]

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        from tutor.models.gan import Gan, Settings

        super().__init__(knobs, seed)
        v = self.values
        chosen: dict[str, Any] = {k: v[k] for k in (*LIVE, "packing", "layers")}
        self.gan = Gan(Settings(**chosen), seed)
        self.rng = np.random.default_rng([seed, 0xDA7A])
        self.begun = 0
        self._seen: Seen | None = None
        self.losses = Trace(3)
        self.quality = Trace(4)
        self.swing: float | None = None
        self._before: Array | None = None
        self.broken_off = False
        self._settle(START[str(v["data"])]())

    def _settle(self, real: Blobs) -> None:
        """Take `real` for the data from here on."""
        self.real = real
        self.js_floor = real.floor(MEASURED, np.random.default_rng([self.seed, 0xF100]))

    def advance(self) -> None:
        """A batch of real points, one step of both players, and now and then a line in the log."""
        self._seen = None
        x = self.real.sample(BATCH, self.rng) / np.float32(self.real.scale)
        d_loss, g_loss = self.gan.step(x, self.slowed(), str(self.values["train"]))
        if not math.isfinite(d_loss + g_loss):
            self.broken_off = True
            raise Diverged(*self._broken())
        self.losses.append(self.steps + 1, d_loss, g_loss)
        if (self.steps + 1) % LOGGED == 0:
            seen = self.seen()
            self._note_swing()
            self.quality.append(self.steps + 1, seen.modes / len(seen.hits), seen.near, self.divergence())
        self._seen = None

    def _note_swing(self) -> None:
        """How far fakes of always the same z have moved since the last line in the log."""
        fakes = self.gan.samples(BATCH, FOLLOWED)
        if self._before is not None:
            self.swing = float(np.linalg.norm(fakes - self._before, axis=1).mean())
        self._before = fakes

    def _broken(self) -> tuple[str, Say]:
        """Which tensor is no longer finite, and what to do."""
        if self.values["numerics"] == "probability":
            return "log D(G(z))", ROUNDED
        return self.gan.broken() or "s", TOO_FAST

    def slowed(self) -> float:
        """What the learning rates are multiplied by: 1, falling to 0 over the last `decay` of the run."""
        left = (self.length - self.steps) / (self.length - self.begun)
        decay = float(self.values["decay"])
        return min(1.0, left / decay) if decay else 1.0

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        self._seen = None
        if name in LIVE:
            setattr(self.gan.settings, name, value)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Set or take away a mode of drawn data; the run then has its whole budget again."""
        if self.values["data"] != "drawn":
            return
        point = np.array([[values["x"], values["y"]]], dtype=np.float32)
        far = ((self.real.centres - point) ** 2).sum(1) > TOUCH**2
        if far.all() and len(far) < MOST:
            self._settle(_blobs.drawn(np.concatenate([self.real.centres, point])))
        elif 0 < far.sum() < len(far):
            self._settle(_blobs.drawn(self.real.centres[far]))
        self.begun, self.length = self.steps, self.steps + self.budget(self.values)

    def seen(self) -> Seen:
        """What there is to see now; the same at the same step, and worked out once."""
        if self._seen is None:
            seed = self.looking_seed()
            samples = self.gan.samples(MEASURED, seed) * np.float32(self.real.scale)
            pull = float(np.linalg.norm(self.gan.pulls(BATCH, seed)[1], axis=1).mean())
            self._seen = Seen(samples, self.real.hits(samples), pull)
        return self._seen

    def divergence(self) -> float:
        """The Jensen-Shannon divergence of the samples from as many fresh real points."""
        fresh = self.real.sample(MEASURED, self.looking_rng(1))
        return divergence(self.real.histogram(self.seen().samples), self.real.histogram(fresh))

    def measure(self, look: Look) -> Mapping[str, float | None]:
        seen = self.seen()
        recent = self.losses.rows()[-50:, 1:]
        d_loss, g_loss = recent.mean(0) if len(recent) else (None, None)
        return {
            "modes": seen.modes,
            "high_quality": seen.near,
            "spread": self.real.spread(seen.samples),
            "js": self.divergence(),
            "js_floor": self.js_floor,
            "d_loss": d_loss,
            "g_loss": g_loss,
            "swing": self.swing,
            "pull": seen.pull,
        }

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        return panels(self)

    def says(self, look: Look) -> tuple[Say, ...]:
        return (health(self),)

    def record(self) -> dict[str, Array]:
        """What the figures are counted on: real centres and σ, and the points of js."""
        fresh = self.real.sample(MEASURED, self.looking_rng(1))
        return {"centres": self.real.centres, "sigma": np.array(self.real.sigma), "real": fresh}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.gan import Gan
        from tutor.models.perceptron import Network

        return (Gan.step, Network, type(self).advance)
