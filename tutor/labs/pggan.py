"""The PGGAN lab: networks that grow from 4×4 to 16×16, beside the same ones at 16×16 from the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array, CurvesPanel, PicturesPanel
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs._pggan_declared import KNOBS, METRICS, PRESETS
from tutor.labs._pggan_draws import DRAWS
from tutor.labs._training import advice_if_broken

if TYPE_CHECKING:
    from tutor.models.pggan import Pggan

BATCH, SHOWN, MEASURED, LIVE = 30, 12, 1000, 300
STAGES = (0.3, 0.6)
"""The parts of a run at which the networks grow."""
SIDE = 16
NAMES = {"grown": N_("grown"), "direct": N_("direct")}


class PgganLab(Lab):
    """A step is one of the growing networks; the direct ones step whenever they have done less work."""

    name: ClassVar = "pggan"
    title: ClassVar = N_("PGGAN: networks that grow")
    about: ClassVar = N_("Digits at 4×4, then 8×8, then 16×16: each new layer is faded in.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    presets: ClassVar = PRESETS
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    rates: ClassVar[Mapping[str, str]] = {"images_per_second": "images"}
    models: ClassVar = ("tutor.models.pggan", "tutor.models.digits", "tutor.models.judge")
    constants: ClassVar = ("train", "held", "floors")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Steps of 30 images. The direct networks alone have as much work in fewer."""
        return 976 if knobs["model"] == "direct" else 2_000

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.digits import digits
        from tutor.models.judge import kid_floor
        from tutor.models.pggan import SIDES, Pggan, smaller

        split = digits()
        self.train, self.held = split.train.larger(SIDE).images, split.test.larger(SIDE).images
        every = np.concatenate([self.train, self.held])
        rng = np.random.default_rng([seed, 0xF100])
        self.floors = {side: kid_floor(smaller(every, side), len(self.held), rng) for side in SIDES}
        chosen = str(self.values["model"])
        self.nets: dict[str, Pggan] = {
            name: Pggan(int(self.values["channels"]), seed) for name in NAMES if chosen in (name, "both")
        }
        if "direct" in self.nets:
            self.nets["direct"].grow(len(SIDES) - 1, 1.0)
        for name in ("r1", "lr"):
            self._turn(name, self.values[name])
        self.rngs = {name: np.random.default_rng([seed, 0xD161]) for name in self.nets}
        self.ends: dict[str, float] = {}
        self.every = max(20, self.length // 30)
        self.tests = {name: Trace(2) for name in self.nets}
        """Work, distance."""
        self._test()

    def advance(self) -> None:
        with advice_if_broken():
            grown = self.nets.get("grown")
            if grown:
                grown.grow(*self.growth())
                self._learn("grown")
            direct = self.nets.get("direct")
            if direct and not grown:
                self._learn("direct")
            while direct and grown and direct.work < grown.work:
                self._learn("direct")
        step = self.steps + 1
        if step % self.every == 0 or step == self.length:
            self._test()
        if grown and step in (*(round(part * self.length) for part in STAGES), self.length):
            self._end_of_stage(grown)

    def growth(self) -> tuple[int, float]:
        """The stage and α of this step."""
        starts = [0, *(round(part * self.length) for part in STAGES), self.length]
        stage = sum(self.steps >= start for start in starts[1:-1])
        over = float(self.values["fade"]) * (starts[stage + 1] - starts[stage])
        if not stage or not over:
            return stage, 1.0
        return stage, min(1.0, (self.steps - starts[stage]) / over)

    def _learn(self, name: str) -> None:
        some = self.rngs[name].integers(len(self.train), size=BATCH)
        self.nets[name].learn(self.train[some], min(1.0, 2 * (1 - self.steps / self.length)))

    def _test(self) -> None:
        for name, net in self.nets.items():
            self.tests[name].append(net.work / 1e9, self.distance(net, LIVE))

    def distance(self, net: Pggan, n: int) -> float:
        """KID at 16×16 from test digits; smaller pictures are enlarged by straight lines first."""
        from tutor.models.digits import enlarged
        from tutor.models.judge import kid

        return kid(enlarged(net.pictures(n, self.looking_seed()), SIDE), self.held)

    def _end_of_stage(self, net: Pggan) -> None:
        from tutor.models.judge import kid
        from tutor.models.pggan import SIDES, smaller

        side = SIDES[net.stage]
        self.ends[f"kid.grown.{side}"] = kid(
            net.pictures(MEASURED, self.looking_seed()), smaller(self.held, side)
        )

    def _turn(self, name: str, value: Value) -> None:
        for net in self.nets.values():
            setattr(net, "rate" if name == "lr" else name, float(value))

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name in ("r1", "lr"):
            self._turn(name, value)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        from tutor.models.pggan import SIDES

        first = next(iter(self.nets.values()))
        found: dict[str, float | None] = {
            "alpha0_diff": first.alpha0_diff(20, self.seed),
            "alpha": first.alpha,
            "side": SIDES[first.stage],
            "images": sum(net.images for net in self.nets.values()),
            "work": sum(net.work for net in self.nets.values()) / 1e9,
            "kid_floor": self.floors[SIDE],
            **{f"kid_floor.{side}": floor for side, floor in self.floors.items()},
            **self.ends,
        }
        for name, net in self.nets.items():
            found[f"images.{name}"], found[f"work.{name}"] = net.images, net.work / 1e9
            found[f"kid.{name}"] = (
                self.distance(net, MEASURED) if look.thorough else float(self.tests[name].rows()[-1, 1])
            )
        found["kid"] = found[f"kid.{next(iter(self.nets))}"]
        return found

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        samples = [
            PicturesPanel(name=name, title=NAMES[name], pictures=net.pictures(SHOWN, self.seed))
            for name, net in self.nets.items()
        ]
        curves = CurvesPanel(
            name="race",
            title=N_("distance from real digits"),
            curves={NAMES[name]: trace.curve() for name, trace in self.tests.items()},
            levels={N_("real against real"): max(self.floors[SIDE], 1e-4)},
            x=N_("multiply-adds, in thousand millions"),
            log=True,
        )
        return (*samples, *self._fading(), curves)

    def _fading(self) -> tuple[AnyPanel, ...]:
        """The newest layer of the growing networks at three strengths, for two samples."""
        net = self.nets.get("grown")
        if not net:
            return ()
        made = net.steps_of_fading(SHOWN, self.seed)
        labels = ("α 0", f"α {net.alpha:.2f}", "α 1")
        panel = PicturesPanel(
            name="fading",
            title=N_("the newest layer: without it, as now, alone"),
            pictures=np.stack([pictures[0] for pictures in made]),
            labels=labels,
            across=3,
        )
        return (panel,)

    def says(self, look: Look) -> tuple[Say, ...]:
        words: dict[str, str | int | float] = {
            name: f"{float(trace.rows()[-1, 1]):.3f}" for name, trace in self.tests.items()
        }
        if len(words) == 2:
            return (Say(N_("For equal work: grown at a distance of {grown}, direct at {direct}."), words),)
        return (Say(N_("At a distance of {kid}."), {"kid": next(iter(words.values()))}),)

    def record(self) -> dict[str, Array]:
        """The samples that a thorough look counts on."""
        seed = self.looking_seed()
        return {name: net.pictures(MEASURED, seed) for name, net in self.nets.items()}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import image_game, pggan

        return (pggan.Generator, pggan.Discriminator, pggan.Pggan, image_game.Game.step)
