"""What the PGGAN lab declares: its knobs, its metrics, its presets."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import rate_knob

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="model",
        help=N_("who learns: the networks that grow, the same ones at 16×16 from the start, or both"),
        default="both",
        choices=("both", "grown", "direct"),
    ),
    FloatKnob(
        name="fade",
        help=N_("part of a stage over which its layer is faded in; 0 puts it in at once"),
        default=0.5,
        low=0.0,
        high=1.0,
        step=0.1,
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
    IntKnob(name="channels", help=N_("maps in each layer"), default=16, low=2, high=48, step=2, more=True),
    rate_knob(0.002, N_("the generator's learning rate; the discriminator's is four times that")),
)

METRICS = (
    Metric(
        name="alpha0_diff",
        help=N_("largest difference of a picture at α = 0 from the old stage's, its pixels repeated"),
    ),
    Metric(name="alpha", help=N_("how far the newest layer is faded in")),
    Metric(name="side", help=N_("side of the pictures that the growing networks make now")),
    Metric(name="images", help=N_("real images shown so far"), parts=N_("model")),
    Metric(name="images_per_second", help=N_("real images shown a second"), better="higher"),
    Metric(
        name="work",
        help=N_("multiply-adds so far, in thousand millions: images, times one way through both networks"),
        parts=N_("model"),
    ),
    Metric(
        name="kid",
        help=N_(
            "kernel distance of samples from real digits for testing, all at 16×16; with a number behind "
            "it, at the end of the stage of that side and at that side"
        ),
        better="lower",
        parts=N_("model"),
    ),
    Metric(name="kid_floor", help=N_("the same of real digits from other real digits"), parts=N_("side")),
)

PRESETS = (
    Preset(name="grown", title=N_("The growing networks alone"), knobs={"model": "grown"}),
    Preset(
        name="at-once",
        title=N_("New layers are put in at once"),
        knobs={"model": "grown", "fade": 0.0},
        bench=True,
        mends={"fade": 0.5},
        why=N_("A layer with random weights suddenly draws the whole picture."),
    ),
)
