"""The second scene of the WGAN lab: a generator that learns eight modes from a critic's slope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.panels import AnyPanel, Array, CurvesPanel, PointsPanel
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _blobs
from tutor.labs._blobs import divergence
from tutor.labs._gan_show import how_good, near_each

BATCH = 64
MEASURED, CARRIED = 2500, 512
"""Samples that the modes are counted on, and those that exact W₁ is worked out for."""
LOGGED = 100
"""Steps from one line in the log to the next."""
REACH, FIELD = 1.5, 32
ARROWS, LONGEST = 48, 0.2
FAINT = 1e-2
"""A mean slope at fakes below this moves nothing within a run."""
EARLY = 0.2
"""Share of a run before which nothing is called a failure, but for a slope that is not there."""
ASTRAY = 0.6
"""W₁ above this: the fakes lie over half the ring's radius from where they belong."""
COLLAPSED = 0.75
"""Share of the modes: no more than these are hit."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("The generator gets no gradient"),
        Say(N_("ring: the mean slope of f at fakes is below {faint}"), {"faint": FAINT}),
    ),
    (
        N_("Going astray"),
        Say(
            N_("ring, after {early} of the run: exact W₁ is above {astray}"),
            {"early": f"{EARLY:.0%}", "astray": ASTRAY},
        ),
    ),
    (
        N_("Collapsed"),
        Say(
            N_("ring, after {early} of the run: {share} of the modes are hit, or fewer"),
            {"early": f"{EARLY:.0%}", "share": f"{COLLAPSED:.0%}"},
        ),
    ),
    (N_("Learning"), N_("none of these")),
)
"""What each word means, for `?`."""


class Seen(NamedTuple):
    """One look at the generator."""

    samples: Array
    """(2500, 2) of the averaged generator."""
    hits: Array
    """(8,): how many of them are within 3σ of each centre."""
    w1: float
    """Exact W₁ of 512 of the newest generator's from 512 fresh real points."""
    pull: float
    """Mean |∇f| at the newest generator's points."""

    @property
    def modes(self) -> int:
        """Modes with a sample near."""
        return int((self.hits > 0).sum())

    @property
    def near(self) -> float:
        """Share of the samples near a centre."""
        return float(self.hits.sum() / len(self.samples))


class Ring:
    """G against f on the ring."""

    def __init__(self, values: Mapping[str, Value], settings: Any, seed: int) -> None:
        from tutor.models.transport import wasserstein
        from tutor.models.wgan import Wgan

        self.values, self.settings = values, settings
        self.game = Wgan(settings, seed)
        self.critic = self.game.critic
        self.real = _blobs.ring()
        self.rng = np.random.default_rng([seed, 0xDA7A])
        self.estimates = Trace(2)
        self.log = Trace(6)
        floor_rng = np.random.default_rng([seed, 0xF100])
        self.js_floor = self.real.floor(MEASURED, floor_rng)
        pairs = [[self.real.sample(CARRIED, floor_rng) for _ in "ab"] for _ in range(8)]
        self.w1_floor = float(np.mean([wasserstein(a, b) for a, b in pairs]))

    def advance(self, step: int, slowed: float) -> float:
        """f learns `critic_steps` times, G once; the critic's estimate in it."""
        k = int(self.values["critic_steps"])
        batches = self.real.sample(k * BATCH, self.rng).reshape(k, BATCH, 2)
        estimate = self.game.step(batches, slowed)
        self.estimates.append(step, estimate)
        return estimate

    def note(self, step: int, seen: Seen, js: float) -> None:
        """A line in the log."""
        self.log.append(step, self.estimate(LOGGED) or 0.0, seen.w1, seen.modes / 8, seen.near, js)

    def estimate(self, last: int = 50) -> float | None:
        """The mean of the critic's last estimates, each on the batch it was about to learn from."""
        recent = self.estimates.rows()[-last:, 1]
        return float(recent.mean()) if len(recent) else None

    def look(self, seed: int, rng: np.random.Generator) -> Seen:
        """What there is to see now."""
        from tutor.models.transport import wasserstein

        samples = self.game.samples(MEASURED, seed)
        newest = self.game.samples(CARRIED, seed + 1, newest=True)
        pull = float(np.linalg.norm(self.critic.slopes(newest), axis=1).mean())
        return Seen(
            samples, self.real.hits(samples), wasserstein(newest, self.real.sample(CARRIED, rng)), pull
        )

    def js(self, seen: Seen, rng: np.random.Generator) -> float:
        """The Jensen-Shannon divergence of the samples from as many fresh real points."""
        fresh = self.real.sample(MEASURED, rng)
        return divergence(self.real.histogram(seen.samples), self.real.histogram(fresh))

    def rank_correlation(self) -> float | None:
        """Of the critic's estimate with exact W₁, over the lines of the log."""
        from tutor.models.transport import rank_correlation

        rows = self.log.rows()
        return rank_correlation(rows[:, 1], rows[:, 2])

    def measure(self, seen: Seen, js: float) -> dict[str, float | None]:
        """The metrics of this scene."""
        return {
            "critic_estimate": self.estimate(),
            "w1": seen.w1,
            "w1_floor": self.w1_floor,
            "js": js,
            "js_floor": self.js_floor,
            "rank_corr": self.rank_correlation(),
            "modes": seen.modes,
            "high_quality": seen.near,
            "pull": seen.pull,
        }

    def panels(self, seen: Seen, seed: int, rng: np.random.Generator) -> tuple[AnyPanel, ...]:
        """The plane, the critic's estimate beside exact W₁, the figures, and the samples near each mode."""
        return (
            self._plane(seen, seed, rng),
            CurvesPanel(
                name="distances",
                title=N_("the critic's estimate beside exact W₁"),
                curves={N_("critic's estimate"): self.log.curve(1), "W₁": self.log.curve(2)},
                levels={N_("W₁, real against real"): self.w1_floor},
                x=N_("step"),
            ),
            how_good(self.log.curve(3), self.log.curve(4), self.log.curve(5), self.js_floor),
            near_each(seen.hits, len(seen.samples)),
        )

    def _plane(self, seen: Seen, seed: int, rng: np.random.Generator) -> PointsPanel:
        """Fakes and real points over f, lowest to highest, with an arrow up its slope at some fakes."""
        line = REACH * ((np.arange(FIELD, dtype=np.float32) + 0.5) / FIELD * 2 - 1)  # middles of the cells
        across, up = np.meshgrid(line, line[::-1])  # row 0 at the top
        f = self.critic.says(np.stack([across, up], 2).reshape(-1, 2)).reshape(FIELD, FIELD)
        at = self.game.samples(ARROWS, seed, newest=True)
        slope = self.critic.slopes(at)
        size = np.linalg.norm(slope, axis=1, keepdims=True)
        return PointsPanel(
            name="samples",
            title=N_("fake and real points over f"),
            note=N_("ground: f; a slope of 1 is half an arrow"),
            points=seen.samples,
            real=self.real.sample(500, rng),
            field=(f - f.min()) / max(1e-9, float(np.ptp(f))),
            arrows=np.concatenate([at, LONGEST * slope / (1 + size)], 1),
            bounds=(-REACH, REACH, -REACH, REACH),
        )

    def says(self, seen: Seen, early: bool, done: bool) -> Say:
        """The state of the run by plain thresholds, worst first."""
        words: dict[str, str | int | float] = {
            "hit": seen.modes,
            "k": len(seen.hits),
            "near": f"{seen.near:.1%}",
            "pull": f"{seen.pull:.1e}",
            "w1": f"{seen.w1:.3f}",
        }
        if seen.pull < FAINT:
            return Say(N_("The generator gets no gradient: its mean size is {pull}."), words)
        if not early and seen.w1 > ASTRAY:
            return Say(N_("Going astray: W₁ is {w1}, and most fakes lie far from every mode."), words)
        if not early and seen.modes <= COLLAPSED * len(seen.hits):
            return Say(N_("Collapsed: {hit} of {k} modes are hit, {near} of the samples near one."), words)
        if not done:
            return Say(N_("Learning: {hit} of {k} modes are hit, {near} of the samples near one."), words)
        return Say(N_("At the end {hit} of {k} modes are hit, {near} of the samples near one."), words)

    def record(self, seen: Seen, rng: np.random.Generator) -> dict[str, Array]:
        """What the figures are counted on, and the series behind the rank correlation."""
        fresh = self.real.sample(MEASURED, rng)
        rows = self.log.rows()
        return {
            "centres": self.real.centres,
            "samples": seen.samples,
            "real": fresh,
            "series": rows[:, 1:3],
        }
