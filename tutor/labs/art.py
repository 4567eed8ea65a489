"""The art studio: a VAE learns drawn glyphs and draws new ones; the learner keeps, steers and mixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Lab, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _art_show as show
from tutor.labs._art_declared import (
    ACTIONS,
    COPY,
    DRAWN,
    HEALTH,
    KNOBS,
    METRICS,
    PRESETS,
    SHOWN,
    SIDE,
)
from tutor.labs._art_draws import DRAWS
from tutor.labs._art_studio import Studio
from tutor.labs._training import advice_if_broken

if TYPE_CHECKING:
    from tutor.models.likeness import Nearest

BATCH, SAMPLES = 40, 400
LIVE = {"beta": "beta", "lr": "lr"}
"""Knobs that are the model's settings and may change while it learns."""


class Art(Lab):
    """A VAE, the glyphs it learns from, 400 codes that it is measured by, and the learner's studio."""

    name: ClassVar = "art"
    title: ClassVar = N_("Art studio")
    about: ClassVar = N_("A model draws new glyphs; keep what you like, steer, and see what is copied.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    health: ClassVar = HEALTH
    pace: ClassVar = 100.0
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar[tuple[str, ...]] = (
        "tutor.models.vae",
        "tutor.models.creatures",
        "tutor.models.likeness",
    )
    constants: ClassVar[tuple[str, ...]] = (
        "order",
        "learned",
        "pool",
        "variants",
        "fresh",
        "noise",
        "bank",
    )

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        return int(knobs["training"])

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        from tutor.models.creatures import CREATURES
        from tutor.models.likeness import fresh, variants
        from tutor.models.vae import Settings, Vae

        super().__init__(knobs, seed)
        v, drawn = self.values, np.array(list(CREATURES.values()))  # (44, 12, 12)
        self.rng, chance, dice = (np.random.default_rng([seed, 0xA27, k]) for k in range(3))
        self.order = chance.permutation(DRAWN)[: int(v["glyphs"])]
        """Which of the drawn glyphs it learns from. The first is the one repeated."""
        self.learned = drawn[self.order]  # (m, 12, 12)
        more = np.zeros(int(v["repeated"]) - 1, dtype=int)
        self.pool = np.concatenate([np.arange(len(self.order)), more])
        """What a batch is drawn from: indices of `learned`."""
        self.variants = variants(self.learned)  # (m, 18, 12, 12)
        self.fresh = fresh(drawn, self.order)
        """How far a glyph drawn by hand lies from the nearest other one learned from: (44,)."""
        self.noise = (chance.random((SAMPLES, SIDE, SIDE)) < 0.5).astype(np.float32)
        self.bank = chance.standard_normal((SAMPLES, int(v["latents"])))
        chosen: dict[str, Any] = {k: v[k] for k in ("latents", "hidden", *LIVE)}
        self.vae = Vae(Settings(**chosen), seed, pixels=SIDE * SIDE)
        self.studio = Studio(int(v["latents"]), dice)
        self.every = max(10, self.length // 60)
        self.quality = Trace(4)
        """Step, nearest distance, novelty, undecided."""
        self._seen: tuple[int, dict[str, float]] = (-1, {})
        self._note()

    def advance(self) -> None:
        some = self.pool[self.rng.integers(len(self.pool), size=BATCH)]
        batch = self.learned[some].reshape(BATCH, -1)  # (40, 144)
        with advice_if_broken():
            self.vae.step(batch, 1 - self.steps / self.length)

    def step(self) -> None:
        super().step()
        if self.steps % self.every == 0 or self.done:
            self._note()

    def _note(self) -> None:
        found = self.figures()
        self.quality.append(self.steps, *(found[k] for k in ("nearest_distance", "novelty", "undecided")))

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        if name in LIVE:
            setattr(self.vae.settings, LIVE[name], value)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        studio = self.studio
        if name == "keep":
            studio.keep(studio.easel[int(values["picture"]) % SHOWN])
        elif name == "drop":
            studio.drop(int(values["picture"]))
        elif name == "again":
            studio.again(float(self.values["variation"]))
        elif name == "mix":
            studio.mix()
        elif name == "ink":
            studio.ink(int(values["row"]), int(values["col"]))
        elif name == "blank":
            studio.paper = np.zeros_like(studio.paper)
        elif name == "take":
            studio.keep(self.code_of(studio.paper[None])[0])
        else:
            raise NotImplementedError(name)

    def drawn(self, codes: Array) -> Array:
        """Codes (n, L) → glyphs (n, 12, 12), as chances of ink."""
        made: Array = self.vae.decode(np.asarray(codes, dtype=np.float32))[0].reshape(-1, SIDE, SIDE)
        return made

    def code_of(self, glyphs: Array) -> Array:
        """Glyphs (n, 12, 12) → μ (n, L)."""
        mu: Array = self.vae.encode(glyphs.reshape(len(glyphs), -1))[0][0]
        return mu

    def compare(self, glyphs: Array) -> Nearest:
        """The `Nearest` of glyphs (n, 12, 12), once each cell is ink or paper."""
        from tutor.models.likeness import nearest

        return nearest((glyphs > 0.5).astype(np.float32), self.variants)

    def figures(self) -> dict[str, float]:
        """What the 400 codes draw now, measured; worked out once a step."""
        from tutor.models.likeness import nearer

        if self._seen[0] == self.steps:
            return self._seen[1]
        made = self.drawn(self.bank)
        near = self.compare(made)
        copied = near.cells <= COPY
        found = {
            "nearest_distance": float(near.cells.mean()),
            "novelty": float(1 - copied.mean()),
            "undecided": float((np.abs(made - 0.5) < 0.3).mean()),
            "symmetry": symmetry(made),
            "variety": variety(made),
            "nearer": nearer(near.cells, self.fresh),
            "of_repeated": float((copied & (near.which == 0)).mean()),
        }
        self._seen = (self.steps, found)
        return found

    def measure(self, look: Look) -> Mapping[str, float | None]:
        recon, kl = self.vae.judged(self.learned.reshape(len(self.learned), -1), self.looking_seed(), 4)
        noise = self.compare(self.noise).cells
        return {
            **self.figures(),
            "nearest_distance.drawn": float(self.fresh.mean()),
            "nearest_distance.noise": float(noise.mean()),
            "novelty.drawn": float((self.fresh > COPY).mean()),
            "novelty.noise": float((noise > COPY).mean()),
            "symmetry.drawn": symmetry(self.learned),
            "symmetry.noise": symmetry(self.noise),
            "variety.drawn": variety(self.learned),
            "variety.noise": variety(self.noise),
            "recon": float(recon.mean()),
            "kl": float(kl.sum(2).mean()),
            "easel_novelty": float((self.compare(self.drawn(self.studio.easel)).cells > COPY).mean()),
            "kept": len(self.studio.shelf),
        }

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        return show.panels(self, look)

    def says(self, look: Look) -> tuple[Say, ...]:
        return show.health(self)

    def record(self) -> dict[str, Array]:
        """What was learned from, what the 400 codes draw, noise to compare with, and the studio's codes."""
        studio = self.studio
        shelf = np.array(studio.shelf).reshape(len(studio.shelf), -1)
        made = self.drawn(self.bank)
        return {
            "learned": self.learned,
            "made": made,
            "noise": self.noise,
            "easel": studio.easel,
            "shelf": shelf,
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import likeness
        from tutor.models.vae import Vae

        return (Studio.again, Studio.mix, likeness.nearest, likeness.variants, Vae.step, Vae.terms)


def symmetry(glyphs: Array) -> float:
    """Share of the cells of (n, h, w) that are the same in the mirror, once each is ink or paper."""
    inked = glyphs > 0.5
    return float((inked == inked[:, :, ::-1]).mean())


def variety(glyphs: Array) -> float:
    """Cells in which two different ones of (n, h, w) differ, mean over all pairs."""
    n = len(glyphs)
    ink = (glyphs > 0.5).mean(0)  # (h, w)
    return float((2 * ink * (1 - ink)).sum() * n / max(1, n - 1))
