"""What the sentiment lab declares: its knobs, metrics, actions, presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, FloatKnob, IntKnob, TextKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import GRAD_NORM, PARAMETERS, cell_knob, rate_knob

KNOBS: tuple[AnyKnob, ...] = (
    TextKnob(
        name="reviews",
        help=N_(
            "what it learns from: the project's film reviews, or your own CSV of texts and labels as @file"
        ),
        default="films",
        choices=("films",),
        shortest=40,
    ),
    cell_knob("gru"),
    IntKnob(
        name="meaning", help=N_("numbers that a word is described by"), default=6, low=1, high=64, step=2
    ),
    FloatKnob(
        name="blur",
        help=N_("noise on these numbers in training, so that like words are taken alike"),
        default=0.2,
        low=0.0,
        high=1.0,
        step=0.1,
        more=True,
    ),
    IntKnob(
        name="size",
        help=N_("film reviews that it learns from"),
        default=800,
        low=100,
        high=2000,
        step=100,
        more=True,
    ),
    IntKnob(name="hidden", help=N_("hidden units"), default=48, low=2, high=128, step=16, more=True),
    rate_knob(0.005),
)

METRICS = (
    Metric(
        name="accuracy",
        help=N_(
            "share of verdicts right: known sentence frames and words in new combinations, or held-out rows"
        ),
        better="higher",
    ),
    Metric(
        name="order_pairs",
        help=N_("share right where the same words in another order mean the opposite"),
        better="higher",
    ),
    Metric(
        name="negation_novel",
        help=N_("share right where a word is negated that never was in training"),
        better="higher",
    ),
    Metric(
        name="new_frames",
        help=N_("share right in sentence frames that never occur in training"),
        better="higher",
    ),
    Metric(
        name="bag_of_words", help=N_("`accuracy` of a bag of words on the same reviews"), better="higher"
    ),
    Metric(
        name="bag_of_words_pairs",
        help=N_("`order_pairs` of the bag: half, since it cannot tell the two apart"),
        better="higher",
    ),
    Metric(name="bag_of_words_negation", help=N_("`negation_novel` of the bag"), better="higher"),
    Metric(name="bag_of_words_frames", help=N_("`new_frames` of the bag"), better="higher"),
    Metric(name="p_good", help=N_("probability that the review on screen speaks well of the film")),
    Metric(
        name="train_nats",
        help=N_("loss of the reader, mean of the last 50 steps"),
        unit=N_("nats/review"),
        better="lower",
    ),
    GRAD_NORM,
    Metric(name="reviews", help=N_("reviews that it learns from")),
    Metric(name="vocabulary", help=N_("different words in them")),
    PARAMETERS,
)

ACTIONS = (
    Action(name=N_("new review"), help=N_("show a review that was not learned from")),
    Action(name=N_("other order"), help=N_("show the same words in the other order, or a new such pair")),
    Action(name=N_("new frame"), help=N_("show a review in a sentence frame that never occurred")),
)

PRESETS = (
    Preset(
        name="by-heart",
        title=N_("Every word for itself"),
        knobs={"meaning": 64, "blur": 0.0, "size": 200},
        bench=True,
        mends={"meaning": 6, "blur": 0.2, "size": 800},
        why=N_(
            "64 numbers a word and few reviews: each is known by its words, and nothing is common to them."
        ),
    ),
    Preset(
        name="too-hot",
        title=N_("A learning rate far too high"),
        knobs={"lr": 0.5},
        bench=True,
        mends={"lr": 0.005},
        why=N_("Each step overshoots what it aims at: the loss leaps, and the states get stuck at ±1."),
    ),
)
