"""What the GAN lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="data",
        help=N_("what the real points come from"),
        default="ring",
        choices=("ring", "grid", "drawn"),
    ),
    ChoiceKnob(
        name="loss",
        help=N_("what the generator minimises: −log D(G(z)), or log(1 − D(G(z)))"),
        default="non-saturating",
        choices=("non-saturating", "minimax"),
        live=True,
    ),
    FloatKnob(
        name="ratio",
        help=N_("learning rate of the discriminator over the generator's"),
        default=1.0,
        low=0.001,
        high=1000.0,
        step=2.0,
        ratio=True,
        live=True,
    ),
    ChoiceKnob(
        name="train",
        help=N_("who learns: both, or one alone while the other stands still"),
        default="both",
        choices=("both", "discriminator", "generator"),
        live=True,
        more=True,
    ),
    IntKnob(
        name="packing",
        help=N_("how many points the discriminator judges at once; 1 is a plain GAN"),
        default=1,
        low=1,
        high=4,
        more=True,
    ),
    IntKnob(
        name="averaging",
        help=N_("steps over which the generator's weights are averaged; 0 is off"),
        default=200,
        low=0,
        high=10_000,
        step=100,
        live=True,
        more=True,
    ),
    FloatKnob(
        name="decay",
        help=N_("part of the run at its end over which the learning rate falls to 0"),
        default=0.5,
        low=0.0,
        high=1.0,
        live=True,
        more=True,
    ),
    FloatKnob(
        name="r1",
        help=N_("weight of the R1 penalty on D's slope at real points; 0 is off"),
        default=0.0,
        low=0.0,
        high=10.0,
        step=0.001,
        live=True,
        more=True,
    ),
    FloatKnob(
        name="lr",
        help=N_("the generator's learning rate"),
        default=0.002,
        low=1e-6,
        high=1000.0,
        step=2.0,
        ratio=True,
        live=True,
        more=True,
    ),
    ChoiceKnob(
        name="numerics",
        help=N_("what the generator's loss is worked out from: D's logit s, or D = σ(s) as it is written"),
        default="logit",
        choices=("logit", "probability"),
        live=True,
        more=True,
    ),
    IntKnob(
        name="layers",
        help=N_("hidden layers of 64 in each network"),
        default=2,
        low=1,
        high=4,
        more=True,
    ),
)

METRICS = (
    Metric(
        name="modes", help=N_("modes with a sample of 2,500 within 3σ of their centre"), better="higher"
    ),
    Metric(
        name="high_quality",
        help=N_("share of samples within 3σ of a centre; true samples have .989"),
        better="higher",
    ),
    Metric(
        name="spread",
        help=N_("width of the samples near a mode over that of true ones, mean over modes hit"),
        better="higher",
    ),
    Metric(
        name="js",
        help=N_("Jensen-Shannon divergence of samples from real points, bins 2σ wide"),
        unit=N_("nats"),
        better="lower",
    ),
    Metric(name="js_floor", help=N_("the same of real points from other real points"), unit=N_("nats")),
    Metric(
        name="d_loss",
        help=N_("the discriminator's mean loss on a point, last 50 steps; ln 2 when it tells nothing"),
        unit=N_("nats"),
    ),
    Metric(name="g_loss", help=N_("the generator's loss, mean of the last 50 steps"), unit=N_("nats")),
    Metric(
        name="swing",
        help=N_("how far the fake of the same z moves in 150 steps, mean of 240"),
        better="lower",
    ),
    Metric(
        name="pull",
        help=N_("mean size of the gradient of the generator's loss at its points"),
        unit=N_("nats"),
    ),
)

PRESETS = (
    Preset(name="grid", title=N_("Twenty-five modes in a grid"), knobs={"data": "grid"}),
    Preset(
        name="plain",
        title=N_("The game of 2014: no averaging, no decay"),
        knobs={"averaging": 0, "decay": 0.0},
        bench=True,
        mends={"averaging": 200, "decay": 0.5},
        why=N_("Each player answers the other's last move, so neither comes to rest."),
    ),
    Preset(
        name="collapse",
        title=N_("Some modes are never made"),
        knobs={"ratio": 0.05, "lr": 0.04},
        bench=True,
        mends={"ratio": 1.0, "lr": 0.002},
        why=N_("The generator runs ahead of a discriminator that has not yet seen where it was."),
    ),
    Preset(
        name="dead-generator",
        title=N_("The discriminator wins and the generator stands still"),
        knobs={"loss": "minimax", "ratio": 100.0},
        bench=True,
        mends={"loss": "non-saturating", "ratio": 1.0},
        why=N_("Where D(G(z)) is 0, log(1 − D(G(z))) is flat: there is no slope to follow."),
    ),
    Preset(
        name="nan",
        title=N_("A number stops being a number"),
        knobs={"numerics": "probability", "ratio": 100.0},
        bench=True,
        mends={"numerics": "logit", "ratio": 1.0},
        why=N_("D(G(z)) rounds to 0 and its logarithm is −∞."),
    ),
)
