"""Weight sharing: a reader with one set of weights beside one with weights of its own for every place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.inert import clean
from tutor.kit.knobs import FloatKnob, IntKnob, Value
from tutor.kit.lab import Diverged, DrawFunction, Lab, Look, Preset
from tutor.kit.metrics import Metric
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace
from tutor.labs import _weight_sharing_panels as panels
from tutor.labs._training import rate_knob
from tutor.labs._weight_sharing_draws import DRAWS
from tutor.labs._weight_sharing_sentences import EXAMPLE, WORDS, YEARS, Stream, parse, unseen
from tutor.labs._weight_sharing_test import LONG, Test

if TYPE_CHECKING:
    from tutor.models.weight_sharing import Reader

STEPS, BATCH, EVERY = 800, 64, 25
BOTH = ("shared", "untied")


class WeightSharing(Lab):
    """Two readers learn to find the year in a sentence, wherever it stands; each reads the same batches."""

    name: ClassVar = "weight-sharing"
    title: ClassVar = N_("Weight sharing")
    about: ClassVar = N_(
        "Find the year in a sentence: one reader has the same weights at every word, one new ones at each."
    )
    knobs: ClassVar = (
        IntKnob(
            name="sentences",
            help=N_("how many different sentences they learn from; 0 is a new one each time"),
            default=0,
            low=0,
            high=4_000,
            step=60,
        ),
        FloatKnob(
            name="noise",
            help=N_("how much the state is shaken after each word in training"),
            default=0.2,
            low=0.0,
            high=1.0,
            step=0.1,
        ),
        FloatKnob(
            name="nudge",
            help=N_("how much one weight is changed, for show only"),
            default=0.0,
            low=-2.0,
            high=2.0,
            step=0.25,
            live=True,
        ),
        IntKnob(
            name="places",
            help=N_("words of the longest sentence in training; the shortest has half of that"),
            default=10,
            low=4,
            high=50,
            more=True,
        ),
        IntKnob(name="hidden", help=N_("hidden units"), default=32, low=2, high=128, step=8, more=True),
        rate_knob(0.01, live=False),
    )
    metrics: ClassVar = (
        Metric(name="params_shared", help=N_("numbers the reader with shared weights learns")),
        Metric(name="params_untied", help=N_("numbers the reader with weights for each place learns")),
        Metric(
            name="acc_seen",
            help=N_("right on new sentences, the year at places it stood at in training"),
            better="higher",
            parts=N_("shared or untied"),
        ),
        Metric(
            name="acc_unseen",
            help=N_("right with the year at places where it never stood in training"),
            better="higher",
            parts=N_("shared or untied"),
        ),
        Metric(
            name="acc_double",
            help=N_("right at twice the longest length trained; nothing if it cannot read so far"),
            better="higher",
            parts=N_("shared or untied"),
        ),
        Metric(
            name="acc_long",
            help=N_("the same at four times that length"),
            better="higher",
            parts=N_("shared or untied"),
        ),
        Metric(
            name="loss",
            help=N_("loss of the last batch"),
            unit=N_("nats"),
            better="lower",
            parts=N_("shared or untied"),
        ),
        Metric(name="chance", help=N_("right by guessing")),
    )
    presets: ClassVar = (
        Preset(name="few", title=N_("240 sentences, no more"), knobs={"sentences": 240}),
        Preset(
            name="forgetful",
            title=N_("Fine at ten words, lost at forty"),
            knobs={"noise": 0.0},
            bench=True,
            mends={"noise": 0.2},
            why=N_("Nothing in short sentences asks it to hold the year firmly; a little shaking does."),
        ),
    )
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.weight_sharing",)
    constants: ClassVar = ("stream", "test", "pool")

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Some fifty thousand sentences."""
        return STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.weight_sharing import Learner, Reader, generator

        places, hidden = int(self.values["places"]), int(self.values["hidden"])
        self.shortest, self.longest = max(2, places // 2), places
        self.random, words, tested = (np.random.default_rng([seed, stream]) for stream in range(3))
        self.stream = Stream(words, LONG * places)
        self.test = Test(Stream(tested, LONG * places), self.shortest, places, tested)
        self.pool = self._pool(int(self.values["sentences"]))
        self.learners = {
            name: Learner(Reader(len(WORDS), len(YEARS), hidden, count, generator(seed)), seed)
            for name, count in zip(BOTH, (1, places), strict=True)
        }
        self.losses = dict.fromkeys(BOTH, math.nan)
        self.scores: dict[str, dict[str, float | None]] = {}
        self.traces = {
            N_("shared"): Trace(),
            N_("untied"): Trace(),
            N_("new: shared"): Trace(),
            N_("new: untied"): Trace(),
        }
        self._note()

    def _cut(self, length: int, count: int) -> tuple[Array, Array]:
        """`count` new sentences of that length for training, the year nowhere at an unseen place."""
        years = self.random.integers(0, len(YEARS), count)
        trained = [p for p in range(1, length + 1) if not unseen(p)]
        return self.stream.sentences(self.random, length, trained, years)[0], years

    def _pool(self, count: int) -> list[tuple[Array, Array]]:
        """`count` sentences, those of one length together; nothing if there is a new one each time."""
        lengths = np.unique(
            self.random.integers(self.shortest, self.longest + 1, count), return_counts=True
        )
        return [self._cut(int(length), int(n)) for length, n in zip(*lengths, strict=True)]

    def _batch(self) -> tuple[Array, Array]:
        """Sentences of one length: words (L, B), years (B,)."""
        if self.pool:
            return self.pool[int(self.random.integers(len(self.pool)))]
        return self._cut(int(self.random.integers(self.shortest, self.longest + 1)), BATCH)

    def advance(self) -> None:
        """Both learn from the same batch."""
        x, y = self._batch()
        left = max(1 - self.steps / self.length, 0.01)
        rate = float(self.values["lr"]) * min((self.steps + 1) / (0.02 * self.length), left)
        for name, learner in self.learners.items():
            self.losses[name] = learner.step(x, y, rate, float(self.values["noise"]))
            if not math.isfinite(self.losses[name]):
                raise Diverged(f"loss.{name}", Say(N_("The loss is no number any more. Lower the rate.")))

    def step(self) -> None:
        """One step of both, and now and then the test."""
        super().step()
        if self.steps % EVERY == 0 or self.steps == self.length:
            self._note()

    def _note(self) -> None:
        self.scores = {name: self.test.score(learner.reader) for name, learner in self.learners.items()}
        for trace, (name, what) in zip(
            self.traces.values(), [(n, w) for w in ("seen", "unseen") for n in BOTH], strict=True
        ):
            value = self.scores[name][what]
            trace.append(self.steps, math.nan if value is None else value)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        scores = self.scores
        if look.thorough:
            scores = {name: self.test.score(learner.reader) for name, learner in self.learners.items()}
        return {
            "params_shared": self.learners["shared"].reader.numbers,
            "params_untied": self.learners["untied"].reader.numbers,
            **{f"acc_{what}.{name}": value for name in BOTH for what, value in scores[name].items()},
            **{f"loss.{name}": self.losses[name] for name in BOTH},
            "chance": 1 / len(YEARS),
        }

    def _readers(self) -> tuple[Reader, Reader]:
        """Both as they are shown: one weight nudged."""
        nudge = float(self.values["nudge"])
        shared, untied = (self.learners[name].reader for name in BOTH)
        return shared.nudged(0, nudge), untied.nudged(panels.nudged(untied.places), nudge)

    def _sentence(self, look: Look) -> tuple[str, list[int]]:
        text = " ".join(clean(str(look.focus.get("sentence", ""))).split()) or EXAMPLE
        return text, parse(text) or parse(EXAMPLE)

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        text, words = self._sentence(look)
        shared, untied = self._readers()
        seen = [reader.watch(np.array(words)) for reader in (shared, untied)]
        own = [U[0, 0].item() for U in untied.U]
        return (
            panels.unrolled(words, *seen),
            panels.by_place(*(self.test.by_place(self.learners[name].reader) for name in BOTH)),
            panels.sentence(text),
            panels.flashes(words, seen[0][0], seen[1][0], float(self.values["nudge"]), untied.places),
            panels.curves(self.traces, 1 / len(YEARS)),
            panels.uses(words, seen[0][0], seen[1][0], shared.U[0][0, 0].item(), own),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        """What both answer to the sentence, and how many numbers each has learned for that."""
        _text, words = self._sentence(look)
        answers = []
        for reader in self._readers():
            _states, p = reader.watch(np.array(words))
            cannot = len(p) < len(words)
            answers.append(N_("nothing: too long") if cannot else Verbatim(YEARS[int(p[-1].argmax())]))
        return (
            Say(
                N_("The shared one answers {shared}, the untied one {untied}."),
                dict(zip(BOTH, answers, strict=True)),
            ),
            Say(
                N_("They learn {shared} and {untied} numbers."),
                {name: f"{self.learners[name].reader.numbers:,}" for name in BOTH},
            ),
        )

    def record(self) -> dict[str, Array]:
        return {
            f"{name}_{length}": self.learners[name].reader.right(x, y)
            for length, (x, y, _where) in self.test.sets.items()
            for name in BOTH
            if name == "shared" or length <= self.longest
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import weight_sharing

        return (weight_sharing.Reader, weight_sharing.Learner.step)
