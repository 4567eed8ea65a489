"""What the latent space lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._vae_declared import RATE

TRAITS = ("slant", "width", "ink")

KNOBS: tuple[AnyKnob, ...] = (
    IntKnob(
        name="from",
        help=N_("the digit a walk begins at, and that lends a trait"),
        default=0,
        low=0,
        high=9,
        live=True,
    ),
    IntKnob(
        name="to",
        help=N_("the digit it leads to, and that borrows the trait"),
        default=7,
        low=0,
        high=9,
        live=True,
    ),
    IntKnob(name="latents", help=N_("numbers in a code"), default=2, low=2, high=16),
    ChoiceKnob(
        name="trait",
        help=N_("what is lent: how far a digit leans, how wide it is, how much ink it has"),
        default="slant",
        choices=TRAITS,
        live=True,
        more=True,
    ),
    ChoiceKnob(
        name="model",
        help=N_("a VAE, or a plain autoencoder: codes without width and without KL"),
        default="vae",
        choices=("vae", "autoencoder"),
        more=True,
    ),
    RATE,
)

METRICS = (
    Metric(
        name="midpoint_wins",
        help=N_(
            "share of pairs whose half-way code draws something nearer to a real digit than the average of "
            "both reconstructions is"
        ),
        better="higher",
    ),
    Metric(
        name="wins_pixels", help=N_("the same against the average of both digits' pixels"), better="higher"
    ),
    Metric(
        name="wins_inked",
        help=N_("the same, both first made black and white; ties are no wins"),
        better="higher",
    ),
    Metric(name="ties_inked", help=N_("share of pairs where both are equally near then")),
    Metric(
        name="real_distance",
        help=N_("mean distance of pictures to the nearest digit learned from, in pixels of ink"),
        better="lower",
        parts=N_("midpoint, average, pixels, rebuilt or real"),
    ),
    Metric(
        name="told",
        help=N_("share that the judge tells as a digit, .9 sure or more"),
        better="higher",
        parts=N_("midpoint or average"),
    ),
    Metric(
        name="code_distance",
        help=N_("mean distance to the nearest code learned from, in widths of the cloud of codes"),
        parts=N_("midpoint or code"),
    ),
    Metric(
        name="carried",
        help=N_("of the trait's differences within a digit, how much is left once it is rebuilt"),
        better="higher",
    ),
    Metric(
        name="lent",
        help=N_("change of the trait by adding what another digit lends, over the change it made there"),
        better="higher",
    ),
    Metric(
        name="right_way",
        help=N_("share of digits in which it changed in the right direction"),
        better="higher",
    ),
    Metric(
        name="kept",
        help=N_("share that the judge still takes for their own digit after it"),
        better="higher",
    ),
    Metric(name="kept_before", help=N_("the same before it: merely rebuilt"), better="higher"),
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
)

PRESETS = (
    Preset(
        name="roomy", title=N_("Eight numbers: borrow a slant"), knobs={"latents": 8, "from": 1, "to": 8}
    ),
    Preset(name="across", title=N_("From 1 to 0: what lies on the way?"), knobs={"from": 1, "to": 0}),
    Preset(
        name="holes",
        title=N_("A walk through the holes"),
        knobs={"model": "autoencoder", "latents": 8},
        bench=True,
        mends={"model": "vae"},
        why=N_("Nobody ever asked a plain decoder what lies between its codes."),
    ),
    Preset(
        name="poor",
        title=N_("A trait that cannot be lent"),
        knobs={"latents": 8, "trait": "ink"},
        bench=True,
        mends={"trait": "slant"},
        why=N_("Each digit has its own way to more ink, so one digit's way is of no use to the next."),
    ),
)
