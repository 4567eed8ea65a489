"""What the gradient-flow lab declares: its knobs, metrics and presets."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="activation",
        help=N_("what squashes each sum: nothing, tanh, or the sigmoid"),
        default="tanh",
        choices=("linear", "tanh", "sigmoid"),
    ),
    FloatKnob(
        name="gain",
        help=N_("largest singular value of U: by how much it stretches at most"),
        default=1.1,
        low=0.0,
        high=10.0,
        step=0.1,
    ),
    FloatKnob(
        name="clip",
        help=N_("in training, the length at which a gradient is cut off; 0 is off"),
        default=1.0,
        low=0.0,
        high=100.0,
        step=0.5,
        live=True,
    ),
    IntKnob(
        name="steps", help=N_("steps the gradient has to go back"), default=40, low=2, high=100, more=True
    ),
    FloatKnob(
        name="input",
        help=N_("how strong what is read is; 0 is silence"),
        default=1.0,
        low=0.0,
        high=5.0,
        step=0.1,
        more=True,
    ),
    ChoiceKnob(
        name="matrix",
        help=N_("U stretches all directions alike (a rotation), or some more than others"),
        default="orthogonal",
        choices=("orthogonal", "gaussian"),
        more=True,
    ),
    ChoiceKnob(
        name="part",
        help=N_("follow one gradient back and test the bound, or train a network to recall a number"),
        default="flow",
        choices=("flow", "train"),
        more=True,
    ),
    FloatKnob(
        name="lr",
        help=N_("learning rate of plain gradient descent"),
        default=0.01,
        low=1e-5,
        high=10.0,
        step=2.0,
        ratio=True,
        live=True,
        more=True,
    ),
)

METRICS = (
    Metric(name="norm_first", help=N_("‖∂h_T/∂h₀‖: what is left of a gradient that came all the way back")),
    Metric(name="bound_first", help=N_("what it can be at most, (γ σ)^T")),
    Metric(
        name="linear_error",
        help=N_("largest relative difference of ‖∂h_T/∂hₜ‖ from gain^(T − t); linear and a rotation only"),
        better="lower",
    ),
    Metric(name="slope", help=N_("mean slope φ′ over all units and steps")),
    Metric(name="bound_held", help=N_("share of networks drawn whose norms all kept the bound")),
    Metric(name="drawn", help=N_("networks drawn to test the bound")),
    Metric(
        name="loss", help=N_("mean squared error of the last update; 1 is always saying 0"), better="lower"
    ),
    Metric(name="grad_norm", help=N_("length of the gradient before clipping, last update")),
    Metric(name="grad_most", help=N_("the longest gradient so far, before clipping"), of_breaking=True),
    Metric(
        name="nan_step",
        help=N_("the update in which a number stopped being finite"),
        unit=N_("step"),
        of_breaking=True,
    ),
    Metric(
        name="nan_time", help=N_("the time step of the first state that was not finite"), of_breaking=True
    ),
)

PRESETS = (
    Preset(
        name="silence",
        title=N_("tanh in silence: its steepest place"),
        knobs={"input": 0.0},
        why=N_("With h = 0 everywhere the slope is 1 everywhere, and tanh is as bad as linear."),
    ),
    Preset(
        name="nan",
        title=N_("A number stops being a number"),
        knobs={"part": "train", "activation": "linear", "clip": 0.0},
        bench=True,
        mends={"clip": 1.0},
        why=N_("One gradient of length 10,000 makes one giant step, and the next way there overflows."),
    ),
    Preset(
        name="vanishing",
        title=N_("It learns nothing, and nothing breaks"),
        knobs={"part": "train", "gain": 0.6},
        bench=True,
        mends={"gain": 1.1},
        why=N_("0.6 to the power of 40 is a billionth: number and gradient die on the way."),
    ),
    Preset(
        name="wild",
        title=N_("tanh at gain 2, without clipping"),
        knobs={"part": "train", "gain": 2.0, "clip": 0.0},
        bench=True,
        mends={"clip": 1.0},
        why=N_("tanh keeps the states finite, not the gradient: long steps throw it off again and again."),
    ),
)
