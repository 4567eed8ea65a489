"""What the long-memory lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import PARAMETERS, times_knob

CELLS = ("lstm", "gru", "rnn")
RATES = {"lstm": 0.015, "gru": 0.01, "rnn": 0.005}
"""Each cell's own learning rate, the best of six from .001 to .03: at lag 100 for the gated ones; for the
plain one, which no rate helps there, at lags 6 to 16 and on the adding task."""

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="cell",
        help=N_("what carries the state on; all: the three beside each other"),
        default="lstm",
        choices=(*CELLS, "all"),
    ),
    IntKnob(
        name="lag",
        help=N_("letters read after the first one; for adding, numbers read"),
        default=100,
        low=2,
        high=500,
        step=5,
    ),
    ChoiceKnob(
        name="task",
        help=N_("recall: say the first letter; adding: add the two marked numbers"),
        default="recall",
        choices=("recall", "adding"),
    ),
    ChoiceKnob(
        name="lags",
        help=N_("one: a network for this lag; ladder: seven, for shorter lags too"),
        default="one",
        choices=("one", "ladder"),
        more=True,
    ),
    ChoiceKnob(
        name="gates",
        help=N_("how long fresh gates keep: timed is spread up to the lag, one is bias 1, zero none"),
        default="timed",
        choices=("timed", "one", "zero"),
        more=True,
    ),
    FloatKnob(
        name="input",
        help=N_("how loud the input is at first: the spread of its weights"),
        default=1.0,
        low=0.001,
        high=4.0,
        step=1.5,
        ratio=True,
        more=True,
    ),
    IntKnob(
        name="symbols",
        help=N_("different letters; guessing is right for one in so many"),
        default=8,
        low=2,
        high=26,
        more=True,
    ),
    IntKnob(name="hidden", help=N_("hidden units"), default=32, low=2, high=128, step=8, more=True),
    times_knob(N_("times each cell's own learning rate: .005 plain, .01 GRU, .015 LSTM")),
)

METRICS = (
    Metric(
        name="accuracy",
        help=N_("share of first letters recalled, at the longest lag; of all three cells, the LSTM's"),
        better="higher",
        parts=N_("cell, then lag"),
    ),
    Metric(
        name="error",
        help=N_("mean squared error of the sums; of all three cells, the LSTM's"),
        better="lower",
        parts=N_("cell, then lag"),
    ),
    Metric(name="chance", help=N_("what who remembers nothing gets: 1 in so many letters; 1/6 for sums")),
    Metric(
        name="lost_at",
        help=N_("shortest lag tried at which recall is within .15 of chance"),
        unit=N_("letters"),
        better="higher",
        parts=N_("cell"),
    ),
    Metric(
        name="reach",
        help=N_("how strongly the loss feels the first step, over the last: the power of ten"),
        better="higher",
        parts=N_("cell"),
    ),
    Metric(
        name="sooner",
        help=N_("what it gives to the right letter if it is asked after a tenth of the lag"),
        parts=N_("cell"),
    ),
    Metric(name="grad_norm", help=N_("length of the gradient before clipping, mean of the last 25 steps")),
    PARAMETERS,
)

PRESETS = (
    Preset(name="race", title=N_("The three cells beside each other"), knobs={"cell": "all"}),
    Preset(
        name="ladder",
        title=N_("A plain cell at seven lags"),
        knobs={"cell": "rnn", "lags": "ladder", "lag": 32},
    ),
    Preset(name="adding", title=N_("Add the two marked numbers"), knobs={"task": "adding"}),
    Preset(
        name="deaf",
        title=N_("A plain cell that is shouted at"),
        knobs={"cell": "rnn"},
        bench=True,
        mends={"input": 0.05},
        why=N_(
            "Every letter is written over the whole state. A quiet input leaves the first one standing, "
            "long enough for learning to find it: from some starts, not from all."
        ),
    ),
    Preset(
        name="forgetful",
        title=N_("An LSTM whose gates forget at first"),
        knobs={"gates": "zero"},
        bench=True,
        mends={"gates": "timed"},
        why=N_("A forget gate of ½ halves the memory, and the gradient, at every step."),
    ),
)
