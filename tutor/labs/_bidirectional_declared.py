"""What the bidirectional lab declares: knobs, metrics, presets."""

from __future__ import annotations

from tutor.kit.knobs import ChoiceKnob, IntKnob, TextKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs import _texts
from tutor.labs._training import rate_knob

KNOBS = (
    ChoiceKnob(
        name="data",
        help=N_("what is read: walks round a ring, or a text"),
        default="ring",
        choices=("ring", "text"),
    ),
    IntKnob(
        name="longest", help=N_("places a step of the walk may go on, at most"), default=3, low=1, high=6
    ),
    ChoiceKnob(
        name="stop",
        help=N_("where the reader from the right stops: before the gap, or after reading what is in it"),
        default="before",
        choices=("before", "after"),
    ),
    TextKnob(
        name="text",
        help=N_("the text, if it is one: by name, or your own as @file"),
        default="fables",
        choices=_texts.NAMES,
        shortest=1_000,
        more=True,
    ),
    IntKnob(name="ring", help=N_("places of the ring"), default=12, low=3, high=24, more=True),
    IntKnob(name="length", help=N_("symbols of a sequence"), default=10, low=3, high=40, step=2, more=True),
    IntKnob(
        name="hidden",
        help=N_("hidden units of each of the two readers; one alone gets as many weights as both"),
        default=32,
        low=2,
        high=128,
        step=8,
        more=True,
    ),
    rate_knob(0.01, live=False),
)

METRICS = (
    Metric(
        name="accuracy_uni",
        help=N_("gaps named right from the left alone, the gap having a neighbour on either side"),
        better="higher",
        parts=N_("by place, from 1"),
    ),
    Metric(
        name="accuracy_right",
        help=N_("the same from the right alone"),
        better="higher",
        parts=N_("by place, from 1"),
    ),
    Metric(
        name="accuracy_bi",
        help=N_("the same from both sides"),
        better="higher",
        parts=N_("by place, from 1"),
    ),
    Metric(
        name="hidden_bi",
        help=N_("the same from both sides with the symbol really hidden, whatever was done in training"),
        better="higher",
    ),
    Metric(name="optimum_uni", help=N_("the most anyone can reach from one side; nothing for a text")),
    Metric(name="optimum_bi", help=N_("the most anyone can reach from both sides; nothing for a text")),
    Metric(name="params_uni", help=N_("numbers one reader alone learns")),
    Metric(name="params_bi", help=N_("numbers the two readers learn together")),
)

PRESETS = (
    Preset(
        name="letters",
        title=N_("A letter is missing"),
        knobs={"data": "text", "length": 24, "hidden": 64},
    ),
    Preset(
        name="too-good",
        title=N_("Too good to be true"),
        knobs={"stop": "after"},
        bench=True,
        mends={"stop": "before"},
        why=N_("The reader from the right has read the hidden symbol already, and merely passes it on."),
    ),
)
