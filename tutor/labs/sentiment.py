"""Film reviews judged: a network that reads word by word beside a bag of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.knobs import Value
from tutor.kit.lab import DrawFunction, Look
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _reviews
from tutor.labs import _sentiment_show as panels
from tutor.labs._reviews import Review
from tutor.labs._sentiment_declared import ACTIONS, KNOBS, METRICS, PRESETS
from tutor.labs._sentiment_draws import DRAWS
from tutor.labs._training import TrainingLab

if TYPE_CHECKING:
    from tutor.models.sentiment import Training

FIGURES = {"held": "accuracy", "pairs": "order_pairs", "negated": "negation_novel", "frames": "new_frames"}
BAGS = {"held": "", "pairs": "_pairs", "negated": "_negation", "frames": "_frames"}


class Sentiment(TrainingLab):
    """The networks of `tutor.models.sentiment` on the reviews of `tutor.labs._reviews`."""

    name: ClassVar = "sentiment"
    title: ClassVar = N_("Sentiment")
    about: ClassVar = N_("A review goes in word by word; one verdict comes out: liked or disliked.")
    knobs: ClassVar = KNOBS
    metrics: ClassVar = METRICS
    actions: ClassVar = ACTIONS
    presets: ClassVar = PRESETS
    health: ClassVar = panels.HEALTH
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.sentiment",)
    constants: ClassVar = ("reviews", "encoded", "truth")
    reports: ClassVar = 5
    training: Training

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Steps of 32 reviews."""
        return 2_500

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.sentiment import Training

        named = str(self.values["reviews"])
        own = named not in self.knobs[0].facts()["choices"]  # type: ignore[operator]
        size = int(self.values["size"])
        self.reviews = _reviews.from_csv(named, seed) if own else _reviews.films(size, seed)
        self.training = Training(
            [review.words for review in self.reviews.train],
            [review.good for review in self.reviews.train],
            meaning=int(self.values["meaning"]),
            blur=float(self.values["blur"]),
            hidden=int(self.values["hidden"]),
            cell=str(self.values["cell"]),
            length=self.length,
            rate=float(self.values["lr"]),
            seed=seed,
        )
        self.tests = tuple(self.reviews.tests)
        self.encoded = {
            name: self.training.encode([review.words for review in some])
            for name, some in self.reviews.tests.items()
        }
        self.truth = {n: np.array([r.good for r in some]) for n, some in self.reviews.tests.items()}
        self.follow(least=25)
        self.review_rng = np.random.default_rng([seed, 0x9E])
        self.shown = self.reviews.held[0]
        """The review on screen."""
        self._read: tuple[object, dict[str, Array]] = (None, {})

    def act(self, name: str, values: Mapping[str, Value]) -> None:
        """Change the review on screen; the training never hears of it."""
        if name == "other order":
            self.shown = self._other_order()
        elif name in ("new review", "new frame"):
            some = (self.reviews.frames if name == "new frame" else ()) or self.reviews.held
            self.shown = some[int(self.review_rng.integers(len(some)))]
        else:
            raise NotImplementedError(name)

    def _other_order(self) -> Review:
        """The partner of the review on screen, where it has one; else the first of another pair."""
        pairs = self.reviews.pairs or self.reviews.held
        if self.shown in self.reviews.pairs:
            at = self.reviews.pairs.index(self.shown)
            if at % 2 == 0:
                return self.reviews.pairs[at + 1]
        return pairs[2 * int(self.review_rng.integers(len(pairs) // 2))]

    def test(self, thorough: bool) -> list[float]:
        """For each test the share right by the reader, and by the bag, in turn."""
        found = []
        for name in self.tests:
            for p in self.training.verdicts(*self.encoded[name]):
                found.append(float(((p > 0.5) == self.truth[name]).mean()))
        return found

    def measure(self, look: Look) -> Mapping[str, float | None]:
        nats, norm = self.recent()
        figures = self.tested(look)
        found: dict[str, float | None] = dict.fromkeys(FIGURES.values())
        found |= {f"bag_of_words{name}": None for name in BAGS.values()}
        for i, name in enumerate(self.tests):
            found[FIGURES[name]], found[f"bag_of_words{BAGS[name]}"] = figures[2 * i : 2 * i + 2]
        return {
            **found,
            "p_good": float(self.read(self.shown.words)["p"][-1]),
            "train_nats": nats,
            "grad_norm": norm,
            "reviews": len(self.reviews.train),
            "vocabulary": len(self.training.number),
            "parameters": sum(p.numel() for p in self.training.reader.parameters()),
        }

    def read(self, words: tuple[str, ...]) -> dict[str, Array]:
        """The reader's way through a text; worked out once a step."""
        if self._read[0] != (self.steps, words):
            self._read = (self.steps, words), self.training.read(words)
        return self._read[1]

    def on_screen(self, look: Look) -> tuple[tuple[str, ...], bool | None]:
        """What the learner typed, with no verdict known, or the review shown with its own."""
        typed = _reviews.split_words(str(look.focus.get("review", "")))
        return (typed, None) if typed else (self.shown.words, self.shown.good)

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        words, _ = self.on_screen(look)
        read = self.read(words)
        moved = np.abs(np.diff(read["p"], prepend=0.5))
        t = min(max(0, int(look.focus.get("unrolled", moved.argmax()))), len(words) - 1)
        row = self.quality.rows()[-1, 1:].tolist()
        return (
            panels.belief(words, read["p"]),
            panels.bars(words, read["p"], t),
            panels.unrolled(words, read, t),
            panels.shares(words, read, t),
            panels.beside(self.tests, row[0::2], row[1::2], self.steps > 0),
            panels.curves(self.quality, self.tests),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        words, truth = self.on_screen(look)
        bag = float(self.training.verdicts(*self.training.encode([words]))[1][0])
        unknown = [word for word in words if word not in self.training.number]
        said = panels.said(float(self.read(words)["p"][-1]), bag, truth, unknown)
        return (*said, *panels.health(self.trace.rows(), self.quality.rows()[-1, 1], self.done))

    def record(self) -> dict[str, Array]:
        """The tests: words by number, what is true, and what the two say."""
        found: dict[str, Array] = {"loss": self.trace.rows(), "words": np.array(list(self.training.number))}
        for name in self.tests:
            reader, bag = self.training.verdicts(*self.encoded[name])
            found |= {f"{name}_words": self.encoded[name][0].numpy().T, f"{name}_true": self.truth[name]}
            found |= {f"{name}_reader": reader, f"{name}_bag": bag}
        return found

    def sources(self) -> tuple[Any, ...]:
        from tutor.models.sentiment import Bag, Reader, Training

        return (Reader, self.training.reader.cell.step, Bag, Training.step, Training.read)
