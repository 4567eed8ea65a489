"""A character RNN, trained live: it reads a text letter by letter and learns what comes next."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tutor.kit.inert import clean
from tutor.kit.knobs import ChoiceKnob, FloatKnob, IntKnob, TextKnob, Value
from tutor.kit.lab import DrawFunction, Look, Preset
from tutor.kit.metrics import Metric
from tutor.kit.panels import AnyPanel, Array
from tutor.kit.say import N_, Say
from tutor.labs import _char_rnn_draws as draws
from tutor.labs import _char_rnn_panels as panels
from tutor.labs import _texts
from tutor.labs._char_rnn_health import HEALTH, health
from tutor.labs._training import GRAD_NORM, PARAMETERS, TrainingLab, cell_knob, rate_knob
from tutor.models.hangul import mostly_hangul, spell

if TYPE_CHECKING:
    from tutor.models.char_rnn import Passage, Training

SYMBOLS = 480_000
"""Symbols read in a complete run on a long text …"""
PASSES = 4
"""… and on a short one this many times the text: more only learns it by heart."""


class CharRnn(TrainingLab):
    """The network of `tutor.models.char_rnn` on a text of the learner's choice."""

    name: ClassVar = "char-rnn"
    title: ClassVar = N_("Character RNN")
    about: ClassVar = N_(
        "A recurrent network reads a text character by character and learns to say what comes next."
    )
    knobs: ClassVar = (
        cell_knob("gru"),
        TextKnob(
            name="text",
            help=N_("what it reads: a text by name, or your own as @file"),
            default="fables",
            choices=_texts.NAMES,
            shortest=1_000,
        ),
        FloatKnob(
            name="temperature",
            help=N_("how freely it writes: near 0 always the likeliest character, above 1 wildly"),
            default=0.7,
            low=0.05,
            high=2.0,
            step=0.1,
            live=True,
        ),
        IntKnob(name="hidden", help=N_("hidden units"), default=192, low=4, high=512, step=16, more=True),
        IntKnob(
            name="sequence",
            help=N_("characters the gradient flows back through in one step"),
            default=32,
            low=2,
            high=256,
            step=8,
            more=True,
        ),
        rate_knob(0.008),
        ChoiceKnob(
            name="hangul",
            help=N_("how Korean is read: whole syllables, or spelled in letters"),
            default="syllables",
            choices=("syllables", "letters"),
            more=True,
        ),
    )
    metrics: ClassVar = (
        Metric(
            name="train_nats",
            help=N_("loss on the text it reads, mean of the last 50 steps"),
            unit=N_("nats/char"),
            better="lower",
        ),
        Metric(
            name="heldout_nats",
            help=N_("loss on the last tenth of the text, which it never reads"),
            unit=N_("nats/char"),
            better="lower",
        ),
        Metric(
            name="start_nats",
            help=N_("what guessing evenly costs: ln of the number of symbols"),
            unit=N_("nats/char"),
        ),
        GRAD_NORM,
        Metric(
            name="chars_per_second",
            help=N_("characters read per second of work"),
            unit=N_("chars/s"),
            better="higher",
        ),
        Metric(name="chars", help=N_("characters read so far"), unit=N_("chars")),
        PARAMETERS,
        Metric(
            name="next_p",
            help=N_("probability of the true next character after the given beginning"),
            better="higher",
        ),
        Metric(
            name="next_rank", help=N_("its rank among all characters, 1 is the likeliest"), better="lower"
        ),
        Metric(name="h3_unit2", help=N_("hidden unit 2 after the third character of the given beginning")),
    )
    rates: ClassVar[Mapping[str, str]] = {"chars_per_second": "chars"}
    health: ClassVar = HEALTH
    presets: ClassVar = (
        Preset(name="korean", title=N_("Fables in Korean"), knobs={"text": "fables-ko"}),
        Preset(
            name="plain",
            title=N_("A plain cell on Python's own help"),
            knobs={"cell": "rnn", "text": "python-docs"},
        ),
        Preset(
            name="too-hot",
            title=N_("A learning rate far too high"),
            knobs={"lr": 0.3},
            bench=True,
            mends={"lr": 0.008},
            why=N_("Each step overshoots what it aims at: the loss leaps, and the states get stuck at ±1."),
        ),
        Preset(
            name="short-sighted",
            title=N_("A gradient that reaches back two characters"),
            knobs={"sequence": 2},
            bench=True,
            mends={"sequence": 32},
            why=N_("The state is carried on, but nothing teaches it to carry what is needed only later."),
        ),
    )
    draws: ClassVar[Mapping[str, DrawFunction]] = draws.DRAWS
    models: ClassVar = ("tutor.models.char_rnn",)
    reports: ClassVar = 5
    training: Training

    @classmethod
    def budget(cls, knobs: Mapping[str, Value]) -> int:
        """Steps that read `SYMBOLS`, or a short text `PASSES` times."""
        text = _texts.text(str(knobs["text"]))
        letters = knobs["hangul"] == "letters" and mostly_hangul(text)
        symbols = min(SYMBOLS, PASSES * len(spell(text) if letters else text))
        return max(50, round(symbols / (8 * int(knobs["sequence"]))))

    def __init__(self, knobs: Mapping[str, Value], seed: int) -> None:
        super().__init__(knobs, seed)
        from tutor.models.char_rnn import Training

        self.training = Training.of(
            _texts.text(str(self.values["text"])),
            spelled=self.values["hangul"] == "letters",
            cell=str(self.values["cell"]),
            hidden=int(self.values["hidden"]),
            sequence=int(self.values["sequence"]),
            length=self.length,
            rate=float(self.values["lr"]),
            seed=seed,
        )
        self.corpus = self.training.corpus
        self.follow()
        self.beginning, self.truth = self._beginning()
        """What the sample starts from unless the learner types something, and the number of the symbol
        that the text goes on with there: words from the held-out part, broken off."""
        self._passages: dict[object, Passage] = {}

    def learn(self) -> tuple[float, float]:
        loss, norm = self.training.step(self.steps)
        return loss * self.corpus.per_character, norm

    def test(self, thorough: bool) -> list[float]:
        """Nats a character on the held-out text: all of it, or a first part that takes few milliseconds."""
        return [self.training.held_out(None if thorough else 1_600) * self.corpus.per_character]

    def measure(self, look: Look) -> Mapping[str, float | None]:
        nats, norm = self.recent()
        (held,) = self.tested(look)
        passage = self.passage(self.beginning, 0)
        p, truth = passage.p[-1], self.truth
        return {
            "train_nats": nats,
            "heldout_nats": held,
            "start_nats": self.start_nats,
            "grad_norm": norm,
            "chars_per_second": None,
            "chars": self.steps * self.training.width * self.training.sequence / self.corpus.per_character,
            "parameters": self.training.parameters,
            "next_p": p[truth],
            "next_rank": 1 + int((p > p[truth]).sum()),
            "h3_unit2": passage.h[3, 1] if passage.given >= 3 else None,
        }

    @property
    def start_nats(self) -> float:
        """Nats a character when every symbol is held equally likely."""
        return math.log(len(self.corpus.symbols)) * self.corpus.per_character

    def _beginning(self) -> tuple[tuple[int, ...], int]:
        ids = self.corpus.held[:200].tolist()
        text, ends = self.corpus.decode(ids)
        words = re.match(r"\S*\s+(\S+\s+\S+\s+\S)", text)  # two whole words and a letter
        start, stop = words.span(1) if words else (0, min(8, len(text) - 1))
        first, last = ends[start - 1] + 1 if start else 0, ends[stop - 1]
        return tuple(ids[first : last + 1]), ids[last + 1]

    def passage(self, given: tuple[int, ...], count: int) -> Passage:
        """`given` read and `count` symbols written after it by the network as it stands.

        The dice are the same at every step of a run, so that the text changes only as the network does.
        """
        from tutor.models.char_rnn import go_on

        temperature = float(self.values["temperature"])
        key = (self.steps, given, count, temperature)
        if key not in self._passages:
            if len(self._passages) > 3:
                self._passages = {}
            dice = np.random.default_rng([self.seed, 0xD1CE]).random((count, len(self.corpus.symbols)))
            self._passages[key] = go_on(self.training.model, list(given), count, temperature, dice)
        return self._passages[key]

    def show(self, look: Look) -> tuple[AnyPanel, ...]:
        typed = clean(str(look.focus.get("sample", "")))
        given = tuple(self.corpus.encode(typed)[-200:]) or self.beginning
        passage = self.passage(given, panels.LONG if look.thorough else panels.LIVE)
        unit = min(max(0, int(look.focus.get("hidden", 0))), panels.UNITS - 1, passage.h.shape[1] - 1)
        return (
            panels.curves(self.trace, self.quality, self.start_nats),
            panels.sample(self.corpus, passage, unit),
            panels.hidden(self.corpus, passage),
            panels.bars(self.corpus, passage),
            panels.unrolled(self.corpus, passage),
            panels.sums(self.training.model.cell.name, self.corpus, passage, unit),
        )

    def says(self, look: Look) -> tuple[Say, ...]:
        return health(self.trace.rows(), self.quality.rows(), self.start_nats)

    def record(self) -> dict[str, Array]:
        passage = self.passage(self.beginning, panels.LONG)
        return {
            "heldout": self.corpus.held.numpy(),
            "symbols": np.array([ord(c) for c in self.corpus.symbols]),
            "sample": np.array(passage.ids),
            "loss": self.trace.rows(),
            "heldout_nats": self.quality.rows(),
        }

    def sources(self) -> tuple[Any, ...]:
        from tutor.models import char_rnn, scan

        model = self.training.model
        return (model.cell.step, char_rnn.CharRNN, char_rnn.Training.step, scan)
