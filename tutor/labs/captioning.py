"""Image captioning, trained live: a picture goes in once, a sentence comes out word by word."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _captioning_show as panels
from tutor.labs._captioning_declared import ACTIONS, KNOBS, METRICS, PRESETS, WORDS
from tutor.labs._captioning_draws import DRAWS
from tutor.labs._training import TrainingLab
from tutor.models import scenes
from tutor.models.scenes import SLOTS, Scene

if TYPE_CHECKING:
    from tutor.models.captioner import Exam, Training

TESTED, LIVE = 480, 120
"""Pictures of each kind (new scenes, trained scenes) in a thorough test, and in one along the way."""


class Told(NamedTuple):
    """The picture on screen being told."""

    words: tuple[str, ...]
    """T words, each the likeliest after those before."""
    p: Array
    """(T, W) probabilities at each step."""
    scores: Array
    """(T, W) what the softmax made them from."""
    x: Array
    """(T, kH) what went in at each step."""
    h: Array
    """(T, H) the hidden state after it."""

    @property
    def sure(self) -> Array:
        """(T,) the probability of each word that was said."""
        return np.asarray(self.p.max(axis=1))


class Captioning(TrainingLab):
    """The network of `tutor.models.captioner` on scenes of `tutor.models.scenes`."""

    name: ClassVar = "captioning"
    title: ClassVar = N_("Image captioning")
    about: ClassVar = N_("A picture goes in once; a sentence about it comes out, word by word.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    health: ClassVar = panels.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.captioner",)
    constants: ClassVar = ("new", "known", "captions")
    reports: ClassVar = 5
    training: Training

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Steps of 64 fresh pictures; much the same for all knobs."""
        return 1_000

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.captioner import Training

        self.language = str(self.values["language"])
        rng = np.random.default_rng([seed, 0xCA9])
        trained, self.held = scenes.split(float(self.values["seen"]), rng)
        self.training = Training(
            trained,
            language=self.language,
            hidden=int(self.values["hidden"]),
            cell=str(self.values["cell"]),
            feed=str(self.values["feed"]),
            length=self.length,
            rate=float(self.values["lr"]),
            seed=seed,
        )
        self.captions = frozenset(map(tuple, self.training.numbers(scenes.SCENES).tolist()))
        """Every correct sentence."""
        self.new, self.known = self._exam(self.held, rng), self._exam(trained, rng)
        self.follow()
        self.scene_rng = np.random.default_rng([seed, 0x5CE4E])
        self.scene: Scene | None = None
        """What the picture on screen shows; None if the learner drew in it."""
        self._put(self.held)
        self._told: tuple[object, Told | None] = (None, None)

    def _exam(self, of: tuple[Scene, ...], rng: np.random.Generator) -> Exam:
        """TESTED pictures of these scenes, evenly, in an order in which a beginning is even as well."""
        from tutor.models.captioner import Exam

        chosen = [of[i % len(of)] for i in range(TESTED)]
        pictures = [scenes.draw(scene, rng, trained=False) for scene in chosen]
        return Exam.of(pictures, self.training.numbers(chosen))

    def _put(self, of: tuple[Scene, ...]) -> None:
        """Show a fresh picture of one of these scenes."""
        self.scene = of[self.scene_rng.integers(len(of))]
        self.picture = scenes.draw(self.scene, self.scene_rng, trained=False)

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Change what is on screen; the training never hears of it."""
        if name == "flip":
            at = int(values["row"]), int(values["col"])
            self.picture = self.picture.copy()
            self.picture[at] = not self.picture[at]
            self.scene = None
        elif name == "clear":
            self.picture, self.scene = np.zeros_like(self.picture), None
        elif name == "new scene":
            self._put(self.held)
        elif name == "known scene":
            self._put(self.training.scenes)
        else:
            raise NotImplementedError(name)

    def test(self, thorough: bool) -> list[float]:
        """Captions right for new and for trained scenes, correct sentences, and each of the four words for
        new scenes."""
        most = TESTED if thorough else LIVE
        said, new = self.new.take(self.training.model, most)  # (most, T), (T, most)
        _, known = self.known.take(self.training.model, most)
        fluent = sum(words in self.captions for words in said) / most
        by_word = [float(new[SLOTS[self.language][word]].mean()) for word in WORDS]
        return [float(new.all(0).mean()), float(known.all(0).mean()), fluent, *by_word]

    def measure(self, look: Look) -> Mapping[str, float | None]:
        nats, norm = self.recent()
        return {
            **self._figures(self.tested(look)),
            **self._shown(),
            "caption_nats": nats,
            "blind_nats": self.blind_nats,
            "start_nats": self.start_nats,
            "grad_norm": norm,
            "scenes": len(self.training.scenes),
            "parameters": sum(p.numel() for p in self.training.model.parameters()),
        }

    def _figures(self, tested: list[float]) -> dict[str, float]:
        new, known, fluent, *by_word = tested
        each = {f"words.{word}": share for word, share in zip(WORDS, by_word, strict=True)}
        whole = sum(by_word) / len(by_word)
        return {"exact_match": new, "exact_seen": known, "fluent": fluent, "words": whole, **each}

    def _shown(self) -> dict[str, float | None]:
        """p and rank of the true words of the picture on screen, each after the true words before it."""
        if self.scene is None:
            return dict.fromkeys(["p", "rank", *(f"{m}.{word}" for m in ("p", "rank") for word in WORDS)])
        truth = self.training.numbers([self.scene])[0]  # (T,)
        p = self.training.probabilities(self.picture, truth)  # (T, W)
        each = p[np.arange(len(truth)), truth]  # (T,)
        ranks = 1 + (p > each[:, None]).sum(axis=1)  # (T,)
        found = {"p": float(each.prod()), "rank": float(ranks.max())}
        for word in WORDS:
            at = SLOTS[self.language][word]
            found |= {f"p.{word}": float(each[at]), f"rank.{word}": float(ranks[at])}
        return {**found}

    @property
    def blind_nats(self) -> float:
        """Nats a caption for whoever knows all about the captions and nothing of the picture."""
        return math.log(len(self.training.scenes))

    @property
    def start_nats(self) -> float:
        """Nats a caption when every word is held equally likely."""
        return len(self.new.words) * math.log(len(self.training.words))

    def told(self) -> Told:
        """What is said of the picture on screen; worked out once a step."""
        key = (self.steps, self.picture.tobytes())
        if self._told[0] != key or self._told[1] is None:
            self._told = key, Told(*self.training.tell(self.picture))
        assert self._told[1] is not None
        return self._told[1]

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        told = self.told()
        at = int(look.focus.get("unrolled", told.sure.argmin()))
        at = min(max(0, at), len(told.words) - 1)
        return (
            panels.picture(self.picture),
            panels.unrolled(told, at),
            panels.bars(self.training.words, told, at),
            panels.exact(self.quality),
            panels.words(self.quality),
            panels.shares(self.training.words, told, at),
            panels.loss(self.trace, self.start_nats, self.blind_nats),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        true = scenes.caption(self.scene, self.language) if self.scene else None
        health = panels.health(self.trace.rows(), self.quality.rows()[-1], self.blind_nats, self.done)
        return (*panels.said(self.told(), true), *health)

    def record(self) -> dict[str, Array]:
        """The test pictures, what should be said of them, and what is said, as numbers of words."""
        found = {"loss": self.trace.rows(), "words": np.array(self.training.words)}
        for name, test in (("new", self.new), ("known", self.known)):
            found[f"{name}_pictures"] = test.pictures.numpy().astype(bool)
            found[f"{name}_true"] = test.words.numpy()
            found[f"{name}_said"] = self.training.model.tell(test.pictures).numpy()
        return found

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.captioner import Captioner, Eye, Training

        return (Captioner.tell, self.training.model.cell.step, Captioner, Eye, Training.step)
