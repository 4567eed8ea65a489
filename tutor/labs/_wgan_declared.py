"""What the WGAN lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="data",
        help=N_("one real point and one fake on a line, or the ring of eight modes"),
        default="points",
        choices=("points", "ring"),
    ),
    FloatKnob(
        name="theta",
        help=N_("with points: where the fake stands; the real point stands at 0"),
        default=2.0,
        low=-4.0,
        high=4.0,
        step=0.25,
        live=True,
    ),
    ChoiceKnob(
        name="constraint",
        help=N_("what keeps the critic from being steep"),
        default="one-sided",
        choices=("one-sided", "two-sided", "clip", "none"),
        live=True,
    ),
    FloatKnob(
        name="penalty",
        help=N_("λ, the weight of the penalty on slopes"),
        default=10.0,
        low=0.01,
        high=1000.0,
        step=2.0,
        ratio=True,
        live=True,
        more=True,
    ),
    FloatKnob(
        name="clip",
        help=N_("c: with clip, no weight of the critic leaves ±c"),
        default=0.1,
        low=0.001,
        high=1.0,
        step=2.0,
        ratio=True,
        live=True,
        more=True,
    ),
    ChoiceKnob(
        name="move",
        help=N_("with points: whether the fake stands still or goes from 0 to theta along the run"),
        default="still",
        choices=("still", "apart"),
        more=True,
    ),
    ChoiceKnob(
        name="start",
        help=N_("with points: a fresh critic, or one that at first puts the fake above the real point"),
        default="fresh",
        choices=("fresh", "wrong"),
        more=True,
    ),
    IntKnob(
        name="critic_steps",
        help=N_("with the ring: steps of the critic to one of the generator"),
        default=5,
        low=1,
        high=20,
        live=True,
        more=True,
    ),
    FloatKnob(
        name="lr",
        help=N_("the learning rate of both; it falls to 0 over the second half of the run"),
        default=0.002,
        low=1e-6,
        high=1.0,
        step=2.0,
        ratio=True,
        live=True,
        more=True,
    ),
)

METRICS = (
    Metric(
        name="critic_estimate",
        help=N_("mean of f on real points less its mean on fakes: the critic's −loss without penalty"),
    ),
    Metric(name="theta", help=N_("with points: how far they are apart, which is W₁")),
    Metric(name="expected", help=N_("with points and a penalty: θ + θ²/2λ, what the best critic says")),
    Metric(
        name="w1",
        help=N_("exact W₁ of the newest fakes from real points: with the ring, of 512 from 512"),
        better="lower",
    ),
    Metric(name="w1_floor", help=N_("the same of real points from other real points")),
    Metric(
        name="js",
        help=N_("Jensen-Shannon divergence of fakes from real points; with the ring, in bins 2σ wide"),
        unit=N_("nats"),
        better="lower",
    ),
    Metric(name="js_floor", help=N_("the same of real points from other real points"), unit=N_("nats")),
    Metric(
        name="rank_corr",
        help=N_("rank correlation of the critic's estimate with exact W₁ in the course of the run"),
        better="higher",
    ),
    Metric(
        name="modes",
        help=N_("with the ring: modes with a sample of 2,500 within 3σ of their centre"),
        better="higher",
    ),
    Metric(
        name="high_quality",
        help=N_("with the ring: share of samples within 3σ of a centre; true samples have .989"),
        better="higher",
    ),
    Metric(
        name="pull",
        help=N_("mean slope of f at fakes: the size of the gradient that moves them"),
    ),
    Metric(name="at_clip", help=N_("share of the critic's weights that stand at ±c")),
)

PRESETS = (
    Preset(
        name="apart",
        title=N_("Two points, dragged apart: JS against W₁"),
        knobs={"move": "apart"},
    ),
    Preset(
        name="sign-trap",
        title=N_("A critic the wrong way round, for good"),
        knobs={"constraint": "two-sided", "start": "wrong"},
        bench=True,
        mends={"constraint": "one-sided"},
        why=N_("A slope of −1 costs the two-sided penalty nothing, and on the way to +1 it must pass 0."),
    ),
    Preset(
        name="clip",
        title=N_("Clipped weights: a distance in no known unit"),
        knobs={"constraint": "clip"},
        bench=True,
        mends={"constraint": "one-sided"},
        why=N_("A bound on the weights bounds the slope too, but by a number that nobody chose."),
    ),
    Preset(name="ring", title=N_("The ring of eight modes"), knobs={"data": "ring"}),
    Preset(
        name="estimate",
        title=N_("The critic's estimate beside exact W₁, on a slow run"),
        knobs={"data": "ring", "lr": 0.0005},
    ),
    Preset(
        name="ring-trap",
        title=N_("The ring with a strict two-sided penalty"),
        knobs={"data": "ring", "constraint": "two-sided"},
        bench=True,
        mends={"constraint": "one-sided"},
        why=N_("Where f lies flat, or slopes the wrong way, the penalty holds it there."),
    ),
)
