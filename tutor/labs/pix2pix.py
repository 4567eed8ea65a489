"""Pix2pix: outlines become hatched drawings; and digits are drawn by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _pix2pix_show as show
from tutor.labs._pix2pix_declared import ACTIONS, KNOBS, METRICS, PRESETS
from tutor.labs._pix2pix_digits import STEPS as DIGIT_STEPS
from tutor.labs._pix2pix_digits import Digits
from tutor.labs._pix2pix_draws import DRAWS
from tutor.labs._pix2pix_outlines import STEPS, Outlines


class Pix2PixLab(Lab):
    """A generator that is asked for something, and a discriminator that may know what was asked."""

    name: ClassVar = "pix2pix"
    title: ClassVar = N_("Pix2pix: a picture for a picture")
    about: ClassVar = N_("Draw an outline and a network hatches it; name a digit and it is drawn.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    health: ClassVar = show.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.pix2pix", "tutor.models.class_gan")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return STEPS if knobs["task"] == "outlines" else DIGIT_STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        kind = Outlines if self.values["task"] == "outlines" else Digits
        self.task: Outlines | Digits = kind(self.values, seed)

    def advance(self) -> None:
        self.task.step(self.steps)

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        self.task.set(name, value)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        self.task.act(name, values)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        none = dict.fromkeys(m.name for m in self.metrics)
        figures = self.task.figures
        if look.thorough:
            found = self.task.measured()
            figures = found if isinstance(found, dict) else found[0]
        return {**none, **figures, "d_loss": self.task.recent()}

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        if isinstance(self.task, Outlines):
            return show.outline_panels(self.task)
        return show.digit_panels(self.task)

    def says(self, look: Look) -> tuple[Say, ...]:
        if isinstance(self.task, Outlines):
            return show.outline_health(self.task, self.steps)
        return show.digit_health(self.task, self.steps)

    def record(self) -> dict[str, Array]:
        return self.task.record()

    def sources(self) -> tuple[Any, ...]:
        return self.task.sources()
