"""What the DCGAN lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import PARAMETERS, rate_knob

WAYS = ("transposed-4", "transposed-3", "transposed-2", "resize")

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="doubling",
        help=N_(
            "how the generator makes maps twice as large: a transposed convolution with a kernel of 4, "
            "3 or 2, or pixels repeated and then a convolution"
        ),
        default="transposed-4",
        choices=WAYS,
    ),
    FloatKnob(
        name="r1",
        help=N_("weight of the R1 penalty on D's slope at real images; 0 is off"),
        default=0.01,
        low=0.0,
        high=10.0,
        step=0.005,
        live=True,
    ),
    ChoiceKnob(
        name="norm",
        help=N_("who has batch normalisation"),
        default="generator",
        choices=("generator", "both", "none"),
    ),
    IntKnob(
        name="channels",
        help=N_("maps of the smallest size, in each network"),
        default=64,
        low=2,
        high=96,
        step=2,
        more=True,
    ),
    IntKnob(
        name="averaging",
        help=N_("steps over which the generator's weights are averaged; 0 is off"),
        default=1000,
        low=0,
        high=10_000,
        step=100,
        live=True,
        more=True,
    ),
    rate_knob(0.002, N_("the generator's learning rate; the discriminator's is four times that")),
)

METRICS = (
    Metric(
        name="classes_covered",
        help=N_("digits that at least 2% of 1,000 samples are told as, at .9 confidence or more"),
        better="higher",
    ),
    Metric(name="told", help=N_("share of the samples told as some digit, at .9 or more"), better="higher"),
    Metric(name="told_real", help=N_("the same of real digits for testing")),
    Metric(name="kid", help=N_("kernel distance of samples from real digits for testing"), better="lower"),
    Metric(name="kid_floor", help=N_("the same of real digits from other real digits")),
    Metric(
        name="checkerboard",
        help=N_(
            "share of the strength that lies in differences between neighbouring pixels, where an "
            "untrained layer doubles constant maps"
        ),
        better="lower",
        parts=N_("way of doubling"),
    ),
    Metric(
        name="overlap",
        help=N_("taps of the kernel on the pixel that has most, over those on the pixel that has fewest"),
        better="lower",
        parts=N_("way of doubling"),
    ),
    Metric(
        name="grain",
        help=N_("share of the samples' contrast that has a period of two pixels"),
        better="neither",
    ),
    Metric(name="grain_real", help=N_("the same of real digits")),
    Metric(
        name="fake_to_real",
        help=N_(
            "share of real digits for testing whose nearest sample is told as the same digit; samples "
            "that are told at .9 or more"
        ),
        better="higher",
    ),
    Metric(
        name="real_to_real",
        help=N_("the same with as many real digits for training in place of the samples"),
    ),
    Metric(
        name="d_loss",
        help=N_(
            "the discriminator's loss on an image, mean of the last 50 steps; ln 2 when it tells nothing"
        ),
        unit=N_("nats"),
    ),
    Metric(name="g_loss", help=N_("the generator's loss, mean of the last 50 steps"), unit=N_("nats")),
    PARAMETERS,
)

PRESETS = (
    Preset(
        name="resize",
        title=N_("Repeat pixels, then convolve"),
        knobs={"doubling": "resize"},
    ),
    Preset(
        name="without-r1",
        title=N_("Nothing holds the discriminator's slope"),
        knobs={"r1": 0.0},
        bench=True,
        mends={"r1": 0.01},
        why=N_(
            "A discriminator that knows the training digits by heart gives slopes as steep as it likes."
        ),
    ),
    Preset(
        name="kernel-3",
        title=N_("A kernel that overlaps itself unevenly"),
        knobs={"doubling": "transposed-3"},
        bench=True,
        mends={"doubling": "resize"},
        why=N_("With a stride of 2 some pixels get four taps of a kernel of 3, others two or one."),
    ),
    Preset(
        name="no-norm",
        title=N_("Without batch normalisation"),
        knobs={"norm": "none"},
    ),
)
