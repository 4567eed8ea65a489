"""The anomaly lab: ten VAEs, each of which has never seen one of the ten digits, and who notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _anomaly_show as show
from tutor.labs._anomaly_declared import ACTIONS, KNOBS, METRICS, PRESETS, SIDE
from tutor.labs._anomaly_draws import DRAWS
from tutor.labs._anomaly_scores import Rivals, Seen
from tutor.labs._digit_vae import INK, typical
from tutor.labs._training import advice_if_broken

if TYPE_CHECKING:
    from tutor.models.vae import Vae

BATCH, UPDATES = 50, 3000
DRAWS_OF_Z, FEW = 20, 1
"""Draws of z for each score: in a thorough look, and along the way."""
CLASSES = 10


class AnomalyLab(Lab):
    """Ten VAEs learn side by side, the d-th from all digits but d; PCA and 1-NN have the same digits."""

    name: ClassVar = "anomaly"
    title: ClassVar = N_("Anomaly detection: the digit nobody has seen")
    about: ClassVar = N_("Detectors that know nine digits meet the tenth; you set the threshold, and draw.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    health: ClassVar = show.HEALTH
    models: ClassVar = ("tutor.models.vae", "tutor.models.digits", "tutor.models.detect")
    constants: ClassVar = ("digits", "train", "test", "strange", "rivals", "shown")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return UPDATES

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.digits import digits
        from tutor.models.vae import Settings, Vae

        v = self.values
        self.digits = digits()
        grey = v["ink"] == "grey"
        learned, self.test = (
            np.array(part.flat) if grey else (part.flat >= INK).astype(np.float32) for part in self.digits
        )
        self.rng = np.random.default_rng([seed, 0xDA7A])
        self.train = self._normal(learned)
        """(10, n, 64): what each of the ten has learned from."""
        self.strange = self.digits.test.labels[None] == np.arange(CLASSES)[:, None]
        """(10, 597): which held-out digits are strange to each."""
        self.rivals = Rivals(self.train, self.test, int(v["latents"]))
        self.shown = typical(self.test, self.digits.test.labels)
        settings = Settings(
            latents=int(v["latents"]),
            hidden=int(v["hidden"]),
            variational=v["model"] == "vae",
            lr=float(v["lr"]),
        )
        self.vae: Vae = Vae(settings, seed, models=CLASSES)
        self._seen: Seen | None = None
        self.take(str(v["paper"]))

    def _normal(self, learned: Array) -> Array:
        """For each digit d all others, and as many of d as have slipped in: (10, n, 64)."""
        labels, share = self.digits.train.labels, float(self.values["slipped_in"])
        found = []
        for d in range(CLASSES):
            own, others = np.flatnonzero(labels == d), np.flatnonzero(labels != d)
            few = self.rng.permutation(own)[: round(share * len(others) / (1 - share))]
            found.append(learned[np.concatenate([others, few])])
        return np.stack(found)

    def take(self, name: str) -> None:
        """Put a held-out digit on the sheet, or nothing."""
        blank = name == "blank"
        own = np.zeros(SIDE**2) if blank else self.test[self.shown[int(name)]]
        self.paper = (own >= INK).reshape(SIDE, SIDE)

    def advance(self) -> None:
        some = self.rng.integers(self.train.shape[1], size=(CLASSES, BATCH))
        batch = np.take_along_axis(self.train, some[:, :, None], 1)  # (10, 50, 64)
        with advice_if_broken():
            self.vae.step(batch, 1 - self.steps / self.length)

    def seen(self, look: Look) -> Seen:
        """What there is to see at this step, worked out once."""
        draws = DRAWS_OF_Z if look.thorough or self.done else FEW
        if self._seen is None or (self._seen.step, self._seen.draws) != (self.steps, draws):
            self._seen = Seen(self, draws)
        return self._seen

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name == "lr":
            self.vae.settings.lr = float(value)
        elif name == "paper":
            self.take(str(value))

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        if name == "blank":
            self.paper = np.zeros_like(self.paper)
        else:
            row, column = (int(values[k]) for k in ("row", "col"))
            self.paper = self.paper.copy()
            self.paper[row, column] ^= True

    def measure(self, look: Look) -> Mapping[str, float | None]:
        return self.seen(look).figures(look.thorough)

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        return show.panels(self, self.seen(look))

    def says(self, look: Look) -> tuple[Say, ...]:
        return show.says(self, self.seen(look))

    def record(self) -> dict[str, Array]:
        """Held-out digits, and how strange each is to each of the ten, by every score."""
        seen = self.seen(Look(thorough=True))
        scores = {f"score_{name}": values for name, values in seen.scores.items()}
        return {"test": self.test, "labels": self.digits.test.labels, **scores}

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import detect
        from tutor.models.vae import Vae

        return (Seen, Vae.judged, detect.auroc, detect.Linear, detect.nearest, Vae.step)
