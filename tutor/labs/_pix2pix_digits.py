"""The pix2pix lab's other task: digits, drawn by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.panels import Array
from tutor.kit.trace import Trace
from tutor.labs._training import RECENT, advice_if_broken

STEPS, EVERY, EACH, CLASSES = 4000, 500, 100, 10
RATE = 0.001
SURE = 0.9
SHOWN = 4
"""Digits of each class on screen: 0 to 9 from one z, then from the next."""


class Digits:
    """The class-conditional GAN and what a judge says of its digits."""

    def __init__(self, values: Mapping[str, Value], seed: int) -> None:
        from tutor.models.class_gan import ClassGan

        self.seed = seed
        self.gan = ClassGan(str(values["critic"]), RATE * float(values["lr"]), STEPS, seed)
        self.losses = Trace(3)
        """Step, D's loss, G's loss."""
        self.tests = Trace(3)
        """Step, class accuracy, variety."""
        self.by_class = np.full(CLASSES, np.nan)
        self.figures: dict[str, float | None] = {}

    def step(self, number: int) -> None:
        """One step of both, and now and then a test."""
        with advice_if_broken():
            d_loss, g_loss = self.gan.step(number)
        if np.isfinite(d_loss):
            self.losses.append(number + 1, d_loss / 2, g_loss)
        if (number + 1) % EVERY == 0 or number + 1 == STEPS:
            self.figures, self.by_class = self.measured()
            figures = [self.figures[k] or 0.0 for k in ("class_accuracy", "variety")]
            self.tests.append(number + 1, *figures)

    def drawn(self) -> tuple[Array, Array]:
        """1,000 digits (1000, 8, 8) and the classes that were asked for (1000,)."""
        asked = np.tile(np.arange(CLASSES), EACH)
        return self.gan.samples(asked, self.seed), asked

    def measured(self) -> tuple[dict[str, float | None], Array]:
        """All figures, and the share told as asked by class (10,)."""
        from tutor.models.digits import digits
        from tutor.models.judge import judge

        images, asked = self.drawn()
        p = judge()(images)  # (1000, 10)
        right = p.argmax(axis=1) == asked
        real = digits().test
        figures: dict[str, float | None] = {
            "class_accuracy": float(right.mean()),
            "class_sure": float((p[np.arange(len(p)), asked] >= SURE).mean()),
            "variety": _spread(images, asked) / _spread(real.images, real.labels),
            "condition_drop": self.drop(),
        }
        return figures, np.array([right[asked == c].mean() for c in range(CLASSES)])

    def drop(self) -> float | None:
        """D's word on real test digits, less that on the same said to be of the next class."""
        from tutor.models.digits import digits

        if self.gan.critic == "none":
            return None
        images, labels = digits().test
        true, false = (self.gan.belief(images, y).mean() for y in (labels, (labels + 1) % CLASSES))
        return float(true - false)

    def recent(self) -> float | None:
        """D's loss, mean of the last steps."""
        rows = self.losses.rows()[-RECENT:, 1]
        return float(rows.mean()) if len(rows) else None

    def set(self, name: str, value: Value) -> None:
        """Turn a live knob."""
        if name == "critic":
            self.gan.critic = str(value)
        elif name == "lr":
            self.gan.rate = RATE * float(value)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """There is no outline here."""

    def shown(self) -> Array:
        """(40, 8, 8): the digits 0 to 9 from one z, then from the next."""
        asked = np.tile(np.arange(CLASSES), SHOWN)
        return self.gan.samples(asked, self.seed, same=True)

    def record(self) -> dict[str, Array]:
        """The digits of the figures, and what was asked for."""
        images, asked = self.drawn()
        return {"digits": images, "asked": asked}

    def sources(self) -> tuple[Any, ...]:
        """What runs."""
        from tutor.models.class_gan import ClassGan

        return (ClassGan.step, ClassGan)


def _spread(images: Array, labels: Array) -> float:
    """Mean distance of images (n, 8, 8) from the mean of their class, mean over classes."""
    flat = images.reshape(len(images), -1)
    sets = [flat[labels == c] for c in range(CLASSES)]
    return float(np.mean([np.linalg.norm(s - s.mean(0), axis=1).mean() for s in sets]))
