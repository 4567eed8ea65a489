"""What order is worth: two equal networks read the same text, one in order, one with its order broken."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from tutor.kit.inert import clean
from tutor.kit.knobs import ChoiceKnob, IntKnob, TextKnob, Value
from tutor.kit.lab import DrawFunction, Lab, Look, Preset
from tutor.kit.metrics import Metric
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace
from tutor.labs import _sequence_order_panels as panels
from tutor.labs import _sequence_order_texts as texts
from tutor.labs._sequence_order_draws import DRAWS
from tutor.labs._training import advice_if_broken, rate_knob

STEPS, SEQUENCE = 300, 32
CONTEXT = 5
"""The longest look back of the counts."""
COUNTED = 80_000
"""Characters that are counted at most: as many as the networks read."""


class SequenceOrder(Lab):
    """Two character networks that differ in nothing but the order of what they read."""

    name: ClassVar = "sequence-order"
    title: ClassVar = N_("What order is worth")
    about: ClassVar = N_("Two equal networks read the same text, one in order, one with its order broken.")
    knobs: ClassVar = (
        TextKnob(
            name="text",
            help=N_("what they read: a text by name, or your own as @file"),
            default="fables",
            choices=texts.NAMES,
            shortest=1_000,
        ),
        ChoiceKnob(
            name="shuffle",
            help=N_("what is thrown into another order for the second network"),
            default="letters",
            choices=tuple(texts.BREAKS),
        ),
        IntKnob(name="hidden", help=N_("hidden units"), default=64, low=4, high=256, step=16),
        rate_knob(0.006, live=False),
    )
    metrics: ClassVar = (
        Metric(
            name="nats_ordered",
            help=N_("loss on the last tenth of the text, read in order"),
            unit=N_("nats/char"),
            better="lower",
        ),
        Metric(
            name="nats_shuffled",
            help=N_("loss on the same tenth with its order broken, by the network that learned it so"),
            unit=N_("nats/char"),
            better="lower",
        ),
        Metric(name="saved", help=N_("what order saves: the second minus the first"), unit=N_("nats/char")),
        Metric(
            name="unigram_entropy",
            help=N_("what a character costs if only its frequency is known, counted over the text"),
            unit=N_("nats/char"),
        ),
        Metric(
            name="start_nats",
            help=N_("what guessing evenly costs: ln of the number of symbols"),
            unit=N_("nats/char"),
        ),
        Metric(
            name="counting",
            help=N_("loss of counts that look back over the last few characters, at best, in order"),
            unit=N_("nats/char"),
            better="lower",
            parts=N_("how many characters back"),
        ),
        Metric(
            name="counting_shuffled",
            help=N_("the same with the order broken, at best"),
            unit=N_("nats/char"),
            better="lower",
            parts=N_("how many characters back"),
        ),
    )
    presets: ClassVar = (
        Preset(
            name="backwards", title=N_("From the last letter to the first"), knobs={"shuffle": "backwards"}
        ),
        Preset(name="words", title=N_("Whole words, in any order"), knobs={"shuffle": "words"}),
        Preset(
            name="dice",
            title=N_("It learns nothing. Is it broken?"),
            knobs={"text": "dice"},
            bench=True,
            mends={"text": "fables"},
            why=N_("Nothing is wrong with the network: a text thrown by dice has no order to learn."),
        ),
    )
    draws: ClassVar[Mapping[str, DrawFunction]] = DRAWS
    models: ClassVar = ("tutor.models.char_rnn", "tutor.models.ngram")
    constants: ClassVar = ("counted",)

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """About four times through a text of 20,000 characters."""
        return STEPS

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.char_rnn import Training
        from tutor.models.ngram import entropy
        from tutor.models.text import HELD_OUT

        text = texts.text(str(self.values["text"]), seed)
        cut = len(text) - int(len(text) * HELD_OUT)
        broken = texts.broken(text, str(self.values["shuffle"]), cut, np.random.default_rng([seed, 0x0DD]))
        self.ordered, self.shuffled = (
            Training.of(
                one,
                spelled=False,
                cell="rnn",
                hidden=int(self.values["hidden"]),
                sequence=SEQUENCE,
                length=self.length,
                rate=float(self.values["lr"]),
                seed=seed,
            )
            for one in (text, broken)
        )
        corpus = self.ordered.corpus
        self.unigram = entropy([*corpus.train.tolist(), *corpus.held.tolist()])
        self.start_nats = math.log(len(corpus.symbols))
        self.counted = {"ordered": self._count(self.ordered), "shuffled": self._count(self.shuffled)}
        self.held = {"ordered": Trace(), "shuffled": Trace()}
        """Step, loss in nats a character on the first part of the held-out text."""
        self._note()

    def _count(self, training: Any) -> Array:
        """(CONTEXT + 1,) held-out nats a character of counts that look back 0, 1, … characters."""
        from tutor.models.ngram import NGram

        counts = NGram(len(training.corpus.symbols), CONTEXT)
        counts.read(training.corpus.train[:COUNTED].tolist())
        return counts.nats(training.corpus.held[: COUNTED // 8].tolist())

    def _note(self) -> None:
        for name, training in self._both().items():
            self.held[name].append(self.steps, training.held_out(1_600))

    def _both(self) -> dict[str, Any]:
        return {"ordered": self.ordered, "shuffled": self.shuffled}

    def step(self) -> None:
        """One step of both networks, and now and then a look at what they have not read."""
        super().step()
        if self.steps % 15 == 0 or self.steps == self.length:
            self._note()

    def advance(self) -> None:
        """Both read 32 characters more in 8 places, and learn from them."""
        for name, training in self._both().items():
            with advice_if_broken(name):
                training.step(self.steps)

    def measure(self, look: Look) -> Mapping[str, float | None]:
        now = {
            name: training.held_out() if look.thorough else float(self.held[name].rows()[-1, 1])
            for name, training in self._both().items()
        }
        return {
            "nats_ordered": now["ordered"],
            "nats_shuffled": now["shuffled"],
            "saved": now["shuffled"] - now["ordered"],
            "unigram_entropy": self.unigram,
            "start_nats": self.start_nats,
            "counting": float(self.counted["ordered"].min()),
            "counting_shuffled": float(self.counted["shuffled"].min()),
            **{f"counting.{k}": float(v) for k, v in enumerate(self.counted["ordered"])},
            **{f"counting_shuffled.{k}": float(v) for k, v in enumerate(self.counted["shuffled"])},
        }

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        own = clean(str(look.focus.get("in_order", "")))
        return (
            panels.losses(self.held["ordered"], self.held["shuffled"], self.unigram, self.start_nats),
            panels.priced("in_order", N_("In order"), self.ordered, own or self._page(self.ordered), True),
            panels.priced(
                "out_of_order", N_("Order broken"), self.shuffled, self._page(self.shuffled), False
            ),
            panels.reach(self.counted["ordered"], self.counted["shuffled"], self.unigram),
        )

    def _page(self, training: Any) -> str:
        """A piece of the held-out text, as this network gets it; from a paragraph on, if there is one."""
        text = str(training.corpus.decode(training.corpus.held[: 4 * panels.SEEN].tolist())[0])
        start = text.find("\n\n")
        return text[start + 2 if 0 <= start < 3 * panels.SEEN else 0 :][: panels.SEEN]

    def says(self, look: Look) -> tuple[Say, ...]:
        """How far apart they are, and how far the second is from what counting alone gives."""
        if not self.steps:
            return (Say(N_("Both are about to read the same characters. Only the order differs.")),)
        now = {name: float(self.held[name].rows()[-1, 1]) for name in self.held}
        saved = now["shuffled"] - now["ordered"]
        return (
            Say(
                N_("In order {ordered} nats a character, broken {shuffled}: order saves {saved}."),
                {
                    "ordered": f"{now['ordered']:.2f}",
                    "shuffled": f"{now['shuffled']:.2f}",
                    "saved": f"{saved:.2f}".replace("-", "−"),
                },
            ),
            Say(
                N_("Knowing only how often each character occurs costs {unigram}."),
                {"unigram": f"{self.unigram:.2f}"},
            ),
        )

    def record(self) -> dict[str, Array]:
        return {
            "ordered": self.ordered.corpus.held.numpy(),
            "shuffled": self.shuffled.corpus.held.numpy(),
            "nats_ordered": self.held["ordered"].rows(),
            "nats_shuffled": self.held["shuffled"].rows(),
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import char_rnn, ngram

        return (
            texts.BREAKS[str(self.values["shuffle"])],
            char_rnn.Training.step,
            self.ordered.model.cell.step,
            ngram.NGram,
        )
