"""What the encoder–decoder lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import rate_knob

WIDTHS = (4, 8, 16, 32, 64, 128)
"""Bottlenecks of the models that are compared by their width."""
COMPARED: dict[str, dict[str, dict[str, str | int | bool]]] = {
    "attention": {N_("attention"): {}, N_("plain"): {"attention": "none"}},
    "encoder": {
        N_("bidirectional"): {"attention": "none", "encoder": "bidirectional"},
        N_("forward"): {"attention": "none", "encoder": "forward"},
    },
    "reversal": {
        N_("in_order"): {"attention": "none", "turned": False},
        N_("reversed"): {"attention": "none", "turned": True},
    },
    "width": {f"w{w}": {"attention": "none", "width": w} for w in WIDTHS},
}
"""What is trained side by side on the same pairs: each model's name, and its settings where they differ."""
STEPS = {"numbers": 300, "reversal": 500, "addition": 800}
NAMED = N_("the model's name, and perhaps the number of source words")

NETWORK: tuple[AnyKnob, ...] = (
    IntKnob(name="hidden", help=N_("hidden units"), default=96, low=2, high=192, step=16, more=True),
    rate_knob(0.004, high=10.0),
)
"""What every translator's network has."""

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="compare",
        help=N_("which models are trained side by side, on the same pairs and for as many steps"),
        default="attention",
        choices=tuple(COMPARED),
    ),
    ChoiceKnob(
        name="task",
        help=N_("number words into Korean, letters turned round, or sums"),
        default="numbers",
        choices=tuple(STEPS),
    ),
    IntKnob(
        name="width",
        help=N_("numbers in the bottleneck c between encoder and decoder"),
        default=96,
        low=1,
        high=256,
        step=16,
    ),
    IntKnob(
        name="shown",
        help=N_("which of the models the boxes show, counted from 1"),
        default=1,
        low=1,
        high=len(WIDTHS),
        live=True,
        more=True,
    ),
    ChoiceKnob(
        name="encoder",
        help=N_("who reads: one reader from the left, or a second one from the right as well"),
        default="bidirectional",
        choices=("bidirectional", "forward"),
        more=True,
    ),
    ChoiceKnob(
        name="order",
        help=N_("in which order the source is given"),
        default="in-order",
        choices=("in-order", "reversed"),
        more=True,
    ),
    ChoiceKnob(
        name="handed",
        help=N_("whether a decoder without attention reads c at every step, or only begins from it"),
        default="always",
        choices=("always", "once"),
        more=True,
    ),
    ChoiceKnob(
        name="score",
        help=N_("how attention compares: a small network, or a scaled dot product"),
        default="additive",
        choices=("additive", "dot"),
        more=True,
    ),
    *NETWORK,
)

METRICS = (
    Metric(
        name="exact_match",
        help=N_("share of held-out sources whose translation is right from the first word to the last"),
        better="higher",
        parts=NAMED,
    ),
    Metric(
        name="by_word",
        help=N_("share of words at their right place, the end counted as one"),
        better="higher",
        parts=N_("the model's name"),
    ),
    Metric(
        name="first_word",
        help=N_("share of translations whose first word is right"),
        better="higher",
        parts=N_("the model's name"),
    ),
    Metric(
        name="last_word",
        help=N_("share of translations whose last word is right, wherever it stands"),
        better="higher",
        parts=N_("the model's name"),
    ),
    Metric(
        name="fluent",
        help=N_("share of translations that could be right for some source, such as a proper number"),
        better="higher",
        parts=N_("the model's name"),
    ),
    Metric(
        name="half_length",
        help=N_("words of the shortest source of which fewer than half are wholly right; none if all pass"),
        better="higher",
        parts=N_("the model's name"),
    ),
    Metric(
        name="loss",
        help=N_("loss on a written word, mean of the last 20 steps"),
        unit=N_("nats"),
        better="lower",
        parts=N_("the model's name"),
    ),
    Metric(name="parameters", help=N_("numbers that are learned"), parts=N_("the model's name")),
    Metric(name="pairs", help=N_("pairs learned from so far, each drawn afresh")),
)

PRESETS = (
    Preset(name="widths", title=N_("Six bottlenecks, from 4 numbers to 128"), knobs={"compare": "width"}),
    Preset(
        name="turned",
        title=N_("The source from the last word to the first"),
        knobs={"compare": "reversal", "encoder": "forward"},
    ),
    Preset(
        name="readers",
        title=N_("One reader, or two from both ends"),
        knobs={"compare": "encoder"},
    ),
    Preset(
        name="letters",
        title=N_("Letters turned round"),
        knobs={"task": "reversal"},
    ),
    Preset(name="sums", title=N_("Sums, digit by digit"), knobs={"task": "addition"}),
    Preset(
        name="needle-eye",
        title=N_("A sentence through the eye of a needle"),
        knobs={"width": 4, "shown": 2},
        bench=True,
        mends={"width": 96},
        why=N_("All that was read must pass through four numbers. What does not fit is made up."),
    ),
    Preset(
        name="too-hot",
        title=N_("A learning rate far too high"),
        knobs={"lr": 0.4},
        bench=True,
        mends={"lr": 0.004},
        why=N_("Each step overshoots what it aims at, and the states get stuck at ±1."),
    ),
)
