"""The WGAN lab: a critic that measures a distance, between two points and then on the ring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.kit.knobs import Value
from tutor.kit.lab import Diverged, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs._wgan_declared import KNOBS, METRICS, PRESETS
from tutor.labs._wgan_draws import carrying, overshoot
from tutor.labs._wgan_points import Points
from tutor.labs._wgan_ring import LOGGED, Ring, Seen

LIVE = ("constraint", "penalty", "clip", "lr", "critic_steps")
"""Knobs that are the model's settings by the same name and may change while it learns."""
DECAY = 0.5
"""Part of a run at its end over which the learning rate falls to 0."""
TOO_FAST = Say(N_("The steps were so long that numbers overflowed. Lower the learning rate, or bound the critic."))


class WganLab(Lab):
    """Two scenes with one critic: `_wgan_points` has no generator, `_wgan_ring` has one."""

    name = "wgan"
    title = N_("WGAN: a critic that measures a distance")
    about = N_("A critic learns how far fakes have to be carried, and a generator follows its slope.")
    models = ("tutor.models.wgan",)
    knobs = KNOBS
    metrics = METRICS
    presets = PRESETS
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
        self._seen: tuple[Seen, float] | None = None
        self.points = self.ring = None
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
        scene = self.points or self.ring
        kept = scene.state()
