"""What the dilated-conv lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import times_knob

MODELS = ("tcn", "gru", "lstm")
RATES = {"tcn": 0.01, "gru": 0.02, "lstm": 0.02}
"""Each model's own: of .003, .01, .02 and .04 the gated cells do about equally well at a silence of 200."""

KNOBS: tuple[AnyKnob, ...] = (
    IntKnob(
        name="silence",
        help=N_("steps of silence between the ten symbols and the bell"),
        default=200,
        low=5,
        high=1000,
        step=5,
    ),
    IntKnob(name="layers", help=N_("convolutions on top of each other"), default=8, low=1, high=11),
    ChoiceKnob(
        name="dilation",
        help=N_("how far apart a layer's taps are: doubling from layer to layer, or 1 throughout"),
        default="doubling",
        choices=("doubling", "none"),
    ),
    ChoiceKnob(
        name="model",
        help=N_("who learns: the convolutions, a recurrent network of as many weights, or all three"),
        default="all",
        choices=("all", *MODELS),
        more=True,
    ),
    IntKnob(name="kernel", help=N_("taps of a convolution"), default=2, low=2, high=8, more=True),
    ChoiceKnob(
        name="padding",
        help=N_("causal: taps at the present and before; ahead: moved into the future"),
        default="causal",
        choices=("causal", "ahead"),
        more=True,
    ),
    IntKnob(
        name="channels",
        help=N_("numbers a layer keeps of each step"),
        default=24,
        low=2,
        high=64,
        more=True,
    ),
    times_knob(N_("times each model's own learning rate: .01, for the cells .02")),
)

METRICS = (
    Metric(
        name="accuracy",
        help=N_("share of the ten symbols said right, in sequences never seen"),
        better="higher",
        parts=N_("model"),
    ),
    Metric(name="chance", help=N_("what guessing gets: one in eight")),
    Metric(
        name="receptive_field",
        help=N_("steps that have a path to one output, counted in the network itself"),
        unit=N_("steps"),
    ),
    Metric(name="field_formula", help=N_("1 + (k − 1) · the sum of the dilations"), unit=N_("steps")),
    Metric(
        name="needed",
        help=N_("steps that an output must see to have the symbol it is asked for in view"),
        unit=N_("steps"),
    ),
    Metric(
        name="future_leak",
        help=N_("largest change of an output when an input after it is changed"),
        better="lower",
    ),
    Metric(name="loss", help=N_("nats a symbol, last step"), parts=N_("model"), better="lower"),
    Metric(name="parameters", help=N_("numbers that are learned"), parts=N_("model")),
)

PRESETS = (
    Preset(
        name="tree",
        title=N_("Four layers, a field of sixteen"),
        knobs={"silence": 5, "layers": 4, "model": "tcn"},
    ),
    Preset(
        name="thousand",
        title=N_("A silence of a thousand steps"),
        knobs={"silence": 1000, "layers": 10, "model": "tcn"},
    ),
    Preset(
        name="short-sighted",
        title=N_("One layer too few"),
        knobs={"layers": 7, "model": "tcn"},
        bench=True,
        mends={"layers": 8},
        why=N_("What is asked for lies outside the field: there is no path, so there is nothing to learn."),
    ),
    Preset(
        name="neighbours",
        title=N_("Eight layers without dilation"),
        knobs={"dilation": "none", "model": "tcn"},
        bench=True,
        mends={"dilation": "doubling"},
        why=N_("Without dilation each layer adds one step to the field: nine steps in all."),
    ),
    Preset(
        name="ahead",
        title=N_("A convolution that looks ahead"),
        knobs={"padding": "ahead", "model": "tcn"},
        bench=True,
        mends={"padding": "causal"},
        why=N_("Its taps lie in the present and the future. It is told tomorrow and asked for yesterday."),
    ),
)
