"""What the VAE lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import rate_knob

HIDDEN = IntKnob(
    name="hidden",
    help=N_("units in the hidden layer of encoder and decoder"),
    default=128,
    low=8,
    high=512,
    step=8,
    more=True,
)
RATE = rate_knob(0.005, N_("learning rate at the start; it falls to nothing along the run"), high=0.1)
"""Knobs of every lab whose model is a VAE."""

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="model",
        help=N_("a VAE, or a plain autoencoder: codes without width and without KL"),
        default="vae",
        choices=("vae", "autoencoder"),
    ),
    IntKnob(name="latents", help=N_("numbers in a code"), default=2, low=2, high=16),
    FloatKnob(
        name="beta",
        help=N_("what each nat of KL costs, in nats of reconstruction"),
        default=1.0,
        low=0.01,
        high=100.0,
        step=2.0,
        ratio=True,
        live=True,
    ),
    ChoiceKnob(
        name="reduce",
        help=N_("what is put into the loss for a picture: the sum over its 64 pixels, or their mean"),
        default="sum",
        choices=("sum", "mean"),
        live=True,
        more=True,
    ),
    FloatKnob(
        name="warmup",
        help=N_("part of the run over which β rises from 0 to its height"),
        default=0.0,
        low=0.0,
        high=1.0,
        live=True,
        more=True,
    ),
    FloatKnob(
        name="free",
        help=N_("free bits: nats of KL in each dimension that cost nothing"),
        default=0.0,
        low=0.0,
        high=3.0,
        step=0.1,
        live=True,
        more=True,
    ),
    HIDDEN,
    RATE,
)

METRICS = (
    Metric(
        name="elbo",
        help=N_("lower bound of log p(x), mean of held-out digits; a plain autoencoder has none"),
        unit=N_("nats"),
        better="higher",
    ),
    Metric(
        name="recon",
        help=N_("−log p(x|z) of held-out digits, summed over pixels"),
        unit=N_("nats"),
        better="lower",
    ),
    Metric(
        name="recon_train", help=N_("the same of the digits learned from"), unit=N_("nats"), better="lower"
    ),
    Metric(name="kl", help=N_("KL of held-out digits, summed over dimensions"), unit=N_("nats")),
    Metric(
        name="kl_per_dim",
        help=N_("KL of one dimension, mean of held-out digits"),
        unit=N_("nats"),
        parts=N_("dimension, the highest first"),
    ),
    Metric(
        name="active_dims", help=N_("dimensions with a KL above .05; of a plain autoencoder none has any")
    ),
    Metric(
        name="told",
        help=N_("share of 1,000 samples that the judge tells as a digit, .9 sure or more"),
        better="higher",
    ),
    Metric(name="told_real", help=N_("the same share of real held-out digits in black and white")),
    Metric(
        name="classes_covered",
        help=N_("digits that at least 2 % of 1,000 samples are told as, .9 sure or more"),
        better="higher",
    ),
    Metric(
        name="told_fitted",
        help=N_("the same share, z drawn from a Gaussian as wide as the codes lie, where they lie"),
        better="higher",
    ),
    Metric(name="covered_fitted", help=N_("digits covered by those"), better="higher"),
    Metric(name="code_width", help=N_("standard deviation of μ over held-out digits, mean of dimensions")),
    Metric(name="code_middle", help=N_("how far the middle of all codes lies from 0")),
)

PRESETS = (
    Preset(
        name="autoencoder",
        title=N_("A plain autoencoder: where would you draw z?"),
        knobs={"model": "autoencoder"},
    ),
    Preset(name="eight", title=N_("Eight numbers a code"), knobs={"latents": 8}),
    Preset(name="double", title=N_("β = 2: who is still awake?"), knobs={"latents": 8, "beta": 2.0}),
    Preset(
        name="collapse",
        title=N_("Every sample is the same grey smudge"),
        knobs={"latents": 8, "beta": 10.0},
        bench=True,
        mends={"beta": 1.0},
        why=N_("A nat of KL costs more than it saves in reconstruction: the code is not worth its price."),
    ),
    Preset(
        name="mean-of-pixels",
        title=N_("β is 1, and yet the code is empty"),
        knobs={"latents": 8, "reduce": "mean"},
        bench=True,
        mends={"reduce": "sum"},
        why=N_("A mean over 64 pixels beside a sum over dimensions is β = 64 in disguise."),
    ),
    Preset(
        name="free-bits",
        title=N_("β = 10, but the first half nat of each dimension is free"),
        knobs={"latents": 8, "beta": 10.0, "free": 0.5},
    ),
)
