"""The augmentation lab: are copies of a digit, or digits of a generator, worth as much as real ones?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _augmentation_show as show
from tutor.labs._augmentation_declared import ARMS, KNOBS, METRICS, PRESETS
from tutor.labs._augmentation_draws import DRAWS
from tutor.labs._training import advice_if_broken

if TYPE_CHECKING:
    from tutor.models.augment import Classifiers, Difference

TOGETHER = 5
"""Draws that are worked on at the same time."""
LEARNING = 300
"""Steps of the classifiers. With the real digits alone the loss on them is below .01 then."""
LATENTS, HIDDEN, RATE = 2, 32, 0.04
"""Of the generators: for each draw and each class a VAE of its own, so that it knows what it draws. At this
rate a judge tells 99 of 100 of their digits as what they are to be, at an eighth of it 61."""


class AugmentationLab(Lab):
    """For each draw: k real digits a class, generators that learn from them, a classifier for each kind."""

    name: ClassVar = "augmentation"
    title: ClassVar = N_("Augmentation: extra digits, put to the test")
    about: ClassVar = N_("Few real digits, and extra ones made from them. Does a classifier gain by it?")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    health: ClassVar = show.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.augment", "tutor.models.vae", "tutor.models.digits")
    constants: ClassVar = ("digits",)
    pace: ClassVar = 400.0
    classifiers: Classifiers | None
    practising: bool
    """Whether the generators are learning now."""

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """For each handful of draws the generators' steps, then the classifiers'; nearest ones need one."""
        learning = LEARNING if knobs["classifier"] == "network" else 1
        return -(-int(knobs["draws"]) // TOGETHER) * (int(knobs["practice"]) + learning)

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.digits import digits

        self.digits = digits()
        self.practice = int(self.values["practice"])
        self.rounds = -(-int(self.values["draws"]) // TOGETHER)
        self.round = self.length // self.rounds
        """Steps for a handful of draws."""
        self.found: tuple[Array, ...] = ()
        """Shares told right, (5 kinds, draws) for each handful that is finished."""
        self._begin()

    def _begin(self) -> None:
        """New draws: their real digits, what is made of them, and generators that know nothing yet."""
        from tutor.models.augment import moved, noisy
        from tutor.models.vae import Settings, Vae

        v = self.values
        k, m, far = (int(v[name]) for name in ("k", "copies", "far"))
        rng = np.random.default_rng([self.seed, len(self.found), 0xD4A3])
        d = min(TOGETHER, int(v["draws"]) - TOGETHER * len(self.found))
        some = np.stack([self.digits.train.few(k + m, rng).flat.reshape(10, k + m, 64) for _ in range(d)])
        self.real, fresh = some[:, :, :k], some[:, :, k:]  # (d, 10, k, 64), (d, 10, m, 64)
        copies = self.real[:, :, np.arange(m) % k]  # (d, 10, m, 64): each as often as the others
        images = copies.reshape(-1, 8, 8)
        by = rng.integers(1, far, endpoint=True, size=(2, len(images)))  # pixels right, down
        by *= rng.choice((-1, 1), size=by.shape)
        right, down = by * (np.array([[1], [0]]) if v["direction"] == "sideways" else 1)
        right = right * (v["direction"] != "updown")
        self.extra = {
            "real_only": copies,
            "shift": moved(images, right, down).reshape(copies.shape),
            "noise": noisy(copies, float(v["noise"]), rng),
            "fresh": fresh,
        }
        settings = Settings(latents=LATENTS, hidden=HIDDEN, lr=RATE)
        self.vae = Vae(settings, int(rng.integers(2**31)), models=10 * d)
        self.rng = rng
        self.classifiers, self.practising = None, True
        if not self.practice:
            self._add()

    def _add(self) -> None:
        """The generators have learned what they can: they draw, and the classifiers begin."""
        from tutor.models.augment import Classifiers

        shape = self.extra["fresh"].shape
        self.extra["generated"] = self.vae.sample(shape[2], self.rng).reshape(shape)
        self.practising = False
        if self.values["classifier"] == "network":
            self.classifiers = Classifiers(self.real, self._added(), int(self.rng.integers(2**31)))

    def _added(self) -> Array:
        """What each kind adds: (5, d, 10, m, 64)."""
        return np.stack([self.extra[arm] for arm in ARMS])

    def advance(self) -> None:
        at = self.steps % self.round
        with advice_if_broken():
            if at < self.practice:
                real = self.real.reshape(-1, self.real.shape[2], 64)  # (d·10, k, 64)
                self.vae.step(real, 1 - at / self.practice)
                if at + 1 == self.practice:
                    self._add()
                return
            if self.classifiers:
                self.classifiers.step(1 - (at - self.practice) / LEARNING)
        if at + 1 == self.round:
            self.found = (*self.found, self._told_right())
            if len(self.found) < self.rounds:
                self._begin()

    def _told_right(self) -> Array:
        """Share of the test digits told right by each kind in each of the draws in work: (5, d)."""
        from tutor.models.augment import nearest_accuracy

        x, y = self.digits.test.flat, self.digits.test.labels
        if self.classifiers:
            return self.classifiers.accuracy(x, y)
        return nearest_accuracy(self.real, self._added(), x, y)

    def shares(self) -> Array:
        """Share of the test digits told right: (5 kinds, draws finished)."""
        return np.concatenate([np.zeros((len(ARMS), 0)), *self.found], axis=1)

    def differences(self) -> dict[str, Difference]:
        """Of each kind to the real digits alone, draw by draw; empty before the first."""
        from tutor.models.augment import difference

        shares = self.shares()
        if not shares.size:
            return {}
        return {arm: difference(shares[row] - shares[0]) for row, arm in enumerate(ARMS) if row}

    def sample(self, arm: str) -> Array:
        """One digit of each class of that kind (10, 64), from the first of the draws in work."""
        if arm == "real_only":
            first: Array = self.real[0, :, 0]
            return first
        if arm in self.extra:
            made: Array = self.extra[arm][0, :, 0]
            return made
        drawn: Array = self.vae.sample(1, np.random.default_rng(self.seed))[:10, 0]
        return drawn

    def measure(self, look: Look) -> Mapping[str, float | None]:
        shares, found = self.shares(), self.differences()
        n = shares.shape[1]
        told: dict[str, float | None] = {"draws": n, "real_only": float(shares[0].mean()) if n else None}
        for row, arm in enumerate(ARMS[1:], 1):
            d = found.get(arm)
            told[arm] = d and d.mean
            told[f"standard_error.{arm}"] = d and d.error
            told[f"verdict.{arm}"] = d and d.verdict
            told[f"better.{arm}"] = float((shares[row] > shares[0]).mean()) if n else None
            apart = shares[[0, row]].var(axis=1, ddof=1).sum() / n if n > 1 else None
            told[f"unpaired_error.{arm}"] = apart and float(np.sqrt(apart))
        return told

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        return show.panels(self)

    def says(self, look: Look) -> tuple[Say, ...]:
        return show.says(self)

    def record(self) -> dict[str, Array]:
        """The share told right of each kind (rows, in the order of `ARMS`) in each draw."""
        return {"shares": self.shares()}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import augment

        return (
            augment.Classifiers.step,
            augment.moved,
            augment.noisy,
            augment.nearest_accuracy,
            augment.difference,
            augment.Classifiers,
        )
