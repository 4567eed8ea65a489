"""What the GRU lab declares: its knobs, its metrics and presets."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, IntKnob, TextKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs import _texts
from tutor.labs._training import times_knob

CELLS = {"rnn": 1, "gru": 3, "lstm": 4}
"""The cells and their blocks of weights."""
RATES = {"rnn": 0.005, "gru": 0.01, "lstm": 0.02}
"""Each cell's own learning rate, chosen among six by the mean held-out loss of three seeds that are used
for nothing else, at the default size and 600 updates. (The plain one's lies between .004 and .006, which
were alike.)"""
COST = {"rnn": 0.84, "gru": 1.0, "lstm": 1.18}
"""Processor time of one update, the GRU's being 1: measured on one core at the default size
(1.19, 1.42 and 1.68 ms). A lab reads no clock; `cell` and `chars_per_second` measure it where one is."""

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="equal",
        help=N_("what all get alike: updates, processor seconds (as measured once), or multiply-adds"),
        default="updates",
        choices=("updates", "seconds", "work"),
    ),
    ChoiceKnob(
        name="alike",
        help=N_("what the networks have alike: learned numbers, or hidden units"),
        default="parameters",
        choices=("parameters", "units"),
    ),
    IntKnob(name="unit", help=N_("whose ledger is shown"), default=1, low=1, high=256, step=1, live=True),
    ChoiceKnob(
        name="cell",
        help=N_("which networks learn: all beside each other, or one alone"),
        default="all",
        choices=("all", *CELLS),
        more=True,
    ),
    TextKnob(
        name="text",
        help=N_("what it reads: a text by name, or your own as @file"),
        default="fables",
        choices=_texts.NAMES,
        shortest=1_000,
        more=True,
    ),
    IntKnob(
        name="hidden", help=N_("hidden units of the GRU"), default=80, low=4, high=256, step=16, more=True
    ),
    times_knob(N_("times each cell's own learning rate: .005 plain, .01 GRU, .02 LSTM")),
)

METRICS = (
    Metric(
        name="params",
        help=N_("recurrent weights, U, for the same number of units as the GRU has"),
        parts=N_("cell"),
    ),
    Metric(name="parameters", help=N_("numbers that are learned"), parts=N_("cell")),
    Metric(name="units", help=N_("hidden units"), parts=N_("cell")),
    Metric(name="work", help=N_("multiply-adds a character, forward"), parts=N_("cell")),
    Metric(name="updates", help=N_("updates so far"), parts=N_("cell")),
    Metric(
        name="heldout_nats",
        help=N_("loss on the last tenth of the text, which it never reads"),
        unit=N_("nats/char"),
        better="lower",
        parts=N_("cell"),
    ),
    Metric(
        name="spread",
        help=N_("the worst network's loss less the best one's"),
        unit=N_("nats/char"),
    ),
    Metric(
        name="gated_gap",
        help=N_("the LSTM's loss less the GRU's: below 0 the LSTM is ahead"),
        unit=N_("nats/char"),
    ),
    Metric(
        name="ledger_error",
        help=N_("how far kept + written ever was from the cell's equations worked out in one go"),
        better="lower",
    ),
    Metric(
        name="chars_per_second",
        help=N_("characters read per second of work"),
        unit=N_("chars/s"),
        better="higher",
    ),
    Metric(name="chars", help=N_("characters read so far"), unit=N_("chars")),
)

PRESETS = (
    Preset(name="seconds", title=N_("The same processor seconds"), knobs={"equal": "seconds"}),
    Preset(name="same-units", title=N_("The same number of units"), knobs={"alike": "units"}),
    Preset(
        name="too-hot",
        title=N_("Learning rates far too high"),
        knobs={"lr": 40.0},
        bench=True,
        mends={"lr": 1.0},
        why=N_(
            "Each update overshoots what it aims at. The plain network is hurt most, "
            "those with gates limp on."
        ),
    ),
)
