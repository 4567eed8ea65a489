"""What the families lab declares: its knobs, its metrics, its presets and its bench."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="data",
        help=N_("where the points come from"),
        default="moons",
        choices=("moons", "ring", "blobs"),
    ),
    ChoiceKnob(
        name="counted",
        help=N_("how points are counted: in squares, or as a small heap on each"),
        default="kernels",
        choices=("kernels", "histogram"),
        live=True,
    ),
    FloatKnob(
        name="width",
        help=N_("width of a square, or spread of a heap"),
        default=0.06,
        low=0.01,
        high=1.0,
        step=1.5,
        ratio=True,
        live=True,
    ),
    IntKnob(
        name="points",
        help=N_("points to learn from; all four have the same"),
        default=1000,
        low=20,
        high=4000,
        step=100,
        more=True,
    ),
    FloatKnob(
        name="lr",
        help=N_("learning rate of the networks; it falls to nothing along the second half"),
        default=0.003,
        low=1e-5,
        high=1.0,
        step=2.0,
        ratio=True,
        live=True,
        more=True,
    ),
)

_MODEL = N_("model: counted, autoregressive, vae or gan")
METRICS = (
    Metric(
        name="reports_density",
        help=N_("whether it has a formula for p(x), and what that gives sums to 1 over the plane (to .01)"),
        parts=_MODEL,
    ),
    Metric(
        name="nll",
        help=N_("−log p(x), mean over new points; the VAE's is summed up over its whole latent plane"),
        unit=N_("nats"),
        better="lower",
        parts=_MODEL,
    ),
    Metric(
        name="nll_train",
        help=N_("−log p(x), mean over the points that it learned from"),
        unit=N_("nats"),
        better="lower",
        parts=_MODEL,
    ),
    Metric(
        name="nll_true",
        help=N_("−log p(x) by the density that the points were drawn from: nobody can do better"),
        unit=N_("nats"),
    ),
    Metric(
        name="bound",
        help=N_("the mean lower bound on log p(x) of new points"),
        unit=N_("nats"),
        better="higher",
        parts=_MODEL,
    ),
    Metric(
        name="bound_gap",
        help=N_("how far the VAE's bound lies below what it bounds, in the mean"),
        unit=N_("nats"),
        better="lower",
    ),
    Metric(
        name="integral",
        help=N_("the sum over the plane of p(x), or of e to the bound"),
        parts=_MODEL,
    ),
    Metric(
        name="js",
        help=N_("Jensen-Shannon divergence of 2,000 samples from 2,000 new points, in squares"),
        unit=N_("nats"),
        better="lower",
        parts=_MODEL,
    ),
    Metric(name="js_floor", help=N_("the same of new points from other new points"), unit=N_("nats")),
    Metric(name="loss", help=N_("what it learns by, last 50 steps"), unit=N_("nats"), parts=_MODEL),
)

PRESETS = (
    Preset(name="ring", title=N_("Points on a ring"), knobs={"data": "ring"}),
    Preset(name="blobs", title=N_("Five heaps"), knobs={"data": "blobs"}),
    Preset(name="squares", title=N_("Counting in squares"), knobs={"counted": "histogram", "width": 0.2}),
    Preset(
        name="by-heart",
        title=N_("Learned by heart"),
        knobs={"width": 0.01, "points": 200},
        bench=True,
        mends={"width": 0.1},
        why=N_("Each heap is a needle on one training point: between them there is next to nothing."),
    ),
)
