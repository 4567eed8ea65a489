"""What the anomaly lab declares: its knobs, metrics, actions, presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._vae_declared import HIDDEN, RATE

VAE_SCORES = ("elbo", "reconstruction", "error", "kl")
SCORES = (*VAE_SCORES, "pca", "1nn")
SHEETS = ("blank", *"0123456789")
SIDE = 8

KNOBS: tuple[AnyKnob, ...] = (
    IntKnob(
        name="left_out",
        help=N_("the digit on screen that its detectors have never seen; all ten learn side by side"),
        default=4,
        low=0,
        high=9,
        live=True,
    ),
    FloatKnob(
        name="threshold",
        help=N_("where the alarm begins: share of normal held-out digits that stay below it"),
        default=0.95,
        low=0.0,
        high=1.0,
        step=0.01,
        live=True,
    ),
    IntKnob(
        name="latents", help=N_("numbers in a code, and axes that PCA may use"), default=2, low=1, high=64
    ),
    ChoiceKnob(
        name="score",
        help=N_("what a digit is strange by: the VAE's bound or a part of it, an error in pixels, 1-NN"),
        default="elbo",
        choices=SCORES,
        live=True,
        more=True,
    ),
    ChoiceKnob(
        name="paper",
        help=N_("what lies on your sheet: a held-out digit, or nothing"),
        default="4",
        choices=SHEETS,
        live=True,
        more=True,
    ),
    FloatKnob(
        name="slipped_in",
        help=N_("share of the training digits that are the strange one, and nobody noticed"),
        default=0.0,
        low=0.0,
        high=0.1,
        step=0.01,
        more=True,
    ),
    ChoiceKnob(
        name="model",
        help=N_("a VAE, or a plain autoencoder: codes without width and without KL"),
        default="vae",
        choices=("vae", "autoencoder"),
        more=True,
    ),
    HIDDEN,
    ChoiceKnob(
        name="ink",
        help=N_("pixels black or white, or grey as they were scanned"),
        default="black and white",
        choices=("black and white", "grey"),
        more=True,
    ),
    RATE,
)

WHOSE = N_("pca, 1nn; without one the VAE's, by the chosen score")
METRICS = (
    Metric(
        name="auroc",
        help=N_("chance that a left-out digit scores higher than a normal one, mean of ten; chosen score"),
        better="higher",
    ),
    Metric(name="auroc_elbo", help=N_("the same by the VAE's −ELBO"), better="higher"),
    Metric(
        name="auroc_recon",
        help=N_("by its reconstruction alone, −log p(x|z) with z drawn"),
        better="higher",
    ),
    Metric(
        name="auroc_error",
        help=N_("by its squared error in pixels, z = μ: what PCA is judged by"),
        better="higher",
    ),
    Metric(name="auroc_kl", help=N_("by its KL alone"), better="higher"),
    Metric(
        name="auroc_pca",
        help=N_("by PCA's squared error with as many axes as the VAE has latents"),
        better="higher",
    ),
    Metric(name="auroc_1nn", help=N_("by the distance to the nearest training digit"), better="higher"),
    Metric(
        name="auroc_of",
        help=N_("the same by the chosen score, digit by digit"),
        parts=N_("the digit left out"),
    ),
    Metric(
        name="recall_at_5",
        help=N_("share of the left-out digit found where at most 5 % of normal ones raise an alarm"),
        better="higher",
        parts=WHOSE,
    ),
    Metric(
        name="precision_at_1",
        help=N_("share of true alarms there, if 1 in 100 digits is strange"),
        better="higher",
        parts=WHOSE,
    ),
    Metric(
        name="alarms_by_train",
        help=N_("false alarms among held-out digits by a threshold that 5 % of training digits exceed"),
        better="lower",
        parts=WHOSE,
    ),
    Metric(name="recall", help=N_("share of the digit on screen found at your threshold"), better="higher"),
    Metric(name="false_alarms", help=N_("share of the normal held-out digits above it"), better="lower"),
    Metric(
        name="paper_rank",
        help=N_("share of normal held-out digits that score lower than your sheet"),
    ),
    Metric(
        name="recon",
        help=N_("−log p(x|z) of held-out digits, mean of ten"),
        unit=N_("nats"),
        parts=N_("normal or strange"),
    ),
)

CELL = tuple(
    IntKnob(name=name, help=says, default=0, low=0, high=SIDE - 1)
    for name, says in (("row", N_("row, from the top")), ("col", N_("column, from the left")))
)
ACTIONS = (
    Action(name=N_("pen"), help=N_("draw a pixel on your sheet, or rub it out"), fields=CELL),
    Action(name=N_("blank"), help=N_("a clean sheet")),
)

PRESETS = (
    Preset(
        name="rebuilds-all",
        title=N_("It rebuilds what it has never seen, too"),
        knobs={"model": "autoencoder", "latents": 32},
        bench=True,
        mends={"latents": 2},
        why=N_("With 32 numbers a code can say any picture, so nothing is left over to be strange by."),
    ),
    Preset(
        name="slipped-in",
        title=N_("The anomaly sat among the training digits"),
        knobs={"slipped_in": 0.05},
        bench=True,
        mends={"slipped_in": 0.0},
        why=N_("What was learned as normal is normal, however rare it was."),
    ),
    Preset(
        name="upside-down",
        title=N_("A score that says the opposite"),
        knobs={"score": "kl"},
        bench=True,
        mends={"score": "reconstruction"},
        why=N_("Unsure of a strange digit, the encoder answers with what is always a safe bet: the prior."),
    ),
    Preset(name="grey", title=N_("Grey pixels, as scanned"), knobs={"ink": "grey", "latents": 8}),
)
