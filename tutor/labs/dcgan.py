"""The DCGAN lab: handwritten digits drawn from coarse to fine, and the grid that doubling leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _dcgan_show as show
from tutor.labs._dcgan_declared import KNOBS, METRICS, PRESETS, WAYS
from tutor.labs._dcgan_draws import DRAWS
from tutor.labs._training import TrainingLab

if TYPE_CHECKING:
    from tutor.models.image_game import Game

BATCH = 40
MEASURED, LIVE = 1000, 300
"""Samples that a thorough look and a test along the way count on."""


class Dcgan(TrainingLab):
    """`tutor.models.dcgan` on the 1,200 training digits; rates fall to 0 over the second half of a run."""

    name: ClassVar = "dcgan"
    title: ClassVar = N_("DCGAN: digits from coarse to fine")
    about: ClassVar = N_("A generator of convolutions draws digits, doubling its maps from layer to layer.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    health: ClassVar = show.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = (
        "tutor.models.dcgan",
        "tutor.models.checkerboard",
        "tutor.models.digits",
        "tutor.models.judge",
    )
    constants: ClassVar = ("real", "random", "ones", "boards")
    noted: ClassVar = 3
    training: Game  # type: ignore[assignment]

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Steps of 40 images."""
        return 6_000

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.dcgan import dcgan
        from tutor.models.digits import digits
        from tutor.models.judge import kid_floor

        v = self.values
        self.training = dcgan(str(v["doubling"]), int(v["channels"]), str(v["norm"]), seed)
        for name in ("lr", "r1", "averaging"):
            self._turn(name, v[name])
        self.real = digits()
        self.rng = np.random.default_rng([seed, 0xD161])
        tests = self.real.test.images
        everything = np.concatenate([self.real.train.images, tests])
        self.floor = kid_floor(everything, len(tests), np.random.default_rng([seed, 0xF100]))
        self.shares = np.zeros(10)
        """Share of the samples told as each digit, at the last test."""
        self._seen: tuple[object, Array] = (None, tests)
        self._before_learning()
        self.follow(least=100)

    def _before_learning(self) -> None:
        """What each way of doubling makes of constant maps, with random kernels and with ones."""
        from tutor.models import checkerboard

        made = checkerboard.walls(WAYS, int(self.values["channels"]), self.seed)  # (64, 8, 8) each
        self.random = {way: maps[0] for way, maps in made.items()}
        self.ones = {way: checkerboard.counted(way) for way in WAYS}
        self.boards = {f"checkerboard.{way}": checkerboard.checkerboard(maps) for way, maps in made.items()}
        for way in WAYS:
            taps = checkerboard.taps(way)
            self.boards[f"overlap.{way}"] = float(taps.max() / taps.min())

    def learn(self) -> tuple[float, ...]:
        some = self.rng.integers(len(self.real.train.images), size=BATCH)
        slowed = min(1.0, 2 * (1 - self.steps / self.length))
        return self.training.step(self.real.train.images[some], slowed)

    def test(self, thorough: bool) -> list[float]:
        """Distance from the test digits, share told as some digit, digits covered (0 before any step)."""
        from tutor.models.judge import covered, judge, kid, told

        pictures = self.training.pictures(MEASURED if thorough else LIVE, self.looking_seed())
        distance = kid(pictures, self.real.test.images)
        if not self.training.moves:
            return [distance, 0.0, 0.0]
        p = judge()(pictures)
        if not thorough:
            sure = p[p.max(axis=1) >= 0.9].argmax(axis=1)
            self.shares = np.bincount(sure, minlength=10) / len(p)
        return [distance, told(p), covered(p)]

    def _turn(self, name: str, value: Value) -> None:
        setattr(self.training, "rate" if name == "lr" else name, value)

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        self._turn(name, value)

    def seen(self) -> Array:
        """The samples on screen (40, 8, 8): the same noise all along, so that one can be followed."""
        if self._seen[0] != self.training.moves:
            self._seen = (self.training.moves, self.training.pictures(LIVE, self.seed))
        return self._seen[1]

    def maps(self, chosen: int) -> list[Array]:
        """What each layer of the averaged generator makes of one of the samples on screen."""
        from tutor.models.dcgan import layers

        return layers(self.training, LIVE, self.seed, chosen)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        from tutor.models.checkerboard import grain

        distance, told, covered = self.tested(look)
        d_loss, g_loss, _ = self.recent()
        way = self.values["doubling"]
        return {
            "classes_covered": covered,
            "told": told,
            "kid": distance,
            "kid_floor": self.floor,
            **self.boards,
            "checkerboard": self.boards[f"checkerboard.{way}"],
            "overlap": self.boards[f"overlap.{way}"],
            "grain": grain(self.seen()),
            "grain_real": grain(self.real.test.images),
            "d_loss": d_loss,
            "g_loss": g_loss,
            "parameters": self.training.parameters,
            **(self._by_the_judge() if look.thorough else {}),
        }

    def _by_the_judge(self) -> dict[str, float | None]:
        """Real digits classed by their nearest sample, or by as many real ones; the judge on real ones."""
        from tutor.models.judge import SURE, judge, nearest, told

        train, test = self.real
        pictures = self.training.pictures(MEASURED, self.looking_seed())
        p = judge()(pictures)
        sure = p.max(axis=1) >= SURE
        found: dict[str, float | None] = {"told_real": told(judge()(test.images)), "fake_to_real": None}
        found["real_to_real"] = None
        n = int(sure.sum())
        if n:
            said = p[sure].argmax(axis=1)[nearest(test.images, pictures[sure])]
            fair = train.labels[:n][nearest(test.images, train.images[:n])]
            found["fake_to_real"], found["real_to_real"] = (
                float(np.mean(some == test.labels)) for some in (said, fair)
            )
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        chosen = look.focus.get("samples", 0)
        return show.panels(self, chosen if isinstance(chosen, int) and 0 <= chosen < show.SHOWN else 0)

    def says(self, look: Look) -> tuple[Say, ...]:
        tests = self.quality.rows()
        return show.health(self.steps, self.length, self.recent()[0], tests[:, 1], tests[-1, 3])

    def record(self) -> dict[str, Array]:
        """The 1,000 samples that a thorough look counts on."""
        return {"samples": self.training.pictures(MEASURED, self.looking_seed())}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import checkerboard, dcgan, image_game

        return (dcgan.Generator, dcgan.Up, dcgan.Discriminator, image_game.Game.step, checkerboard)
