"""The WGAN lab: a critic that measures a distance, between two points and then on the ring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.kit.knobs import Value
from tutor.kit.lab import Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _wgan_points as points
from tutor.labs import _wgan_ring as ring
from tutor.labs._training import advice_if_broken
from tutor.labs._wgan_declared import KNOBS, METRICS, PRESETS
from tutor.labs._wgan_draws import carrying, overshoot
from tutor.labs._wgan_points import Points
from tutor.labs._wgan_ring import EARLY, LOGGED, Ring, Seen

LIVE = ("constraint", "penalty", "clip", "lr", "critic_steps")
"""Knobs that are the model's settings by the same name and may change while it learns."""
DECAY = 0.5
"""Part of a run at its end over which the learning rate falls to 0."""


class WganLab(Lab):
    """Two scenes with one critic: `_wgan_points` has no generator, `_wgan_ring` has one."""

    name = "wgan"
    title = N_("WGAN: a critic that measures a distance")
    about = N_("A critic learns how far fakes have to be carried, and a generator follows its slope.")
    models = ("tutor.models.wgan",)
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
    health = points.HEALTH + ring.HEALTH
    draws = {"carrying": carrying, "overshoot": overshoot}

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return {"points": 1500, "ring": 4000}[str(knobs["data"])]

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        from tutor.models.wgan import Settings

        super().__init__(knobs, seed)
        chosen: dict[str, Any] = {k: self.values[k] for k in LIVE}
        self.settings = Settings(**chosen)
        self.begun = 0
        self._seen: Seen | None = None
        self.points: Points | None = None
        self.ring: Ring | None = None
        if self.values["data"] == "points":
            self.points = Points(self.values, self.settings, seed, self.length)
        else:
            self.ring = Ring(self.values, self.settings, seed)

    def slowed(self) -> float:
        """What the learning rate is multiplied by: 1, falling to 0 over the second half of the run."""
        left = (self.length - self.steps) / (self.length - self.begun)
        return min(1.0, left / DECAY)

    def advance(self) -> None:
        """One step of the scene, and now and then a line in the log."""
        self._seen = None
        step = self.steps + 1
        with advice_if_broken():
            if self.points:
                self.points.advance(step, self.slowed())
            elif self.ring:
                self.ring.advance(step, self.slowed())
        if self.ring and step % LOGGED == 0:
            seen = self.seen(self.ring)
            self.ring.note(step, seen, self.ring.js(seen, self.looking_rng(1)))
        self._seen = None

    def set(self, name: str, value: Value) -> None:
        """Turn a live knob. With points, the critic has a whole run again to follow."""
        super().set(name, value)
        if name in LIVE:
            setattr(self.settings, name, value)
        if self.points:
            self.begun, self.length = self.steps, self.steps + self.budget(self.values)
            self.points.at = self.points.planned(self.steps)

    def seen(self, ring: Ring) -> Seen:
        """What there is to see of the ring now; the same at the same step, and worked out once."""
        if self._seen is None:
            self._seen = ring.look(self.looking_seed(), self.looking_rng(2))
        return self._seen

    def measure(self, look: Look) -> Mapping[str, float | None]:
        blank: dict[str, float | None] = {metric.name: None for metric in self.metrics}
        if self.points:
            return {**blank, **self.points.measure(), "at_clip": self._at_clip(self.points)}
        assert self.ring
        seen = self.seen(self.ring)
        figures = self.ring.measure(seen, self.ring.js(seen, self.looking_rng(1)))
        return {**blank, **figures, "at_clip": self._at_clip(self.ring)}

    def _at_clip(self, scene: Points | Ring) -> float | None:
        """Share of the critic's weights that stand at the bound, if there is one."""
        if self.values["constraint"] != "clip":
            return None
        weights = scene.critic.weights()
        return float((abs(weights) >= 0.999 * float(self.values["clip"])).mean())

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        if self.points:
            return self.points.panels()
        assert self.ring
        return self.ring.panels(self.seen(self.ring), self.looking_seed(), self.looking_rng(3))

    def says(self, look: Look) -> tuple[Say, ...]:
        if self.points:
            return (self.points.says(),)
        assert self.ring
        return (self.ring.says(self.seen(self.ring), self.steps < EARLY * self.length, self.done),)

    def record(self) -> dict[str, Array]:
        if self.points:
            return self.points.record()
        assert self.ring
        return self.ring.record(self.seen(self.ring), self.looking_rng(1))

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.perceptron import Network
        from tutor.models.transport import wasserstein
        from tutor.models.wgan import Critic, Wgan

        return (Critic, Wgan, Network, wasserstein) if self.ring else (Critic, Network)
