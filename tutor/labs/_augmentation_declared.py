"""What the augmentation lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_

ARMS = ("real_only", "shift", "noise", "generated", "fresh")
"""What is added to the real digits: themselves, copies of two kinds, generated ones, more real ones."""
PRACTICE = 300
"""Steps after which the generator's digits do not get better any more."""

KNOBS: tuple[AnyKnob, ...] = (
    IntKnob(name="k", help=N_("real digits of each class"), default=5, low=1, high=20, step=1),
    ChoiceKnob(
        name="direction",
        help=N_("which way copies are moved: to a side, up or down, or both at once"),
        default="sideways",
        choices=("sideways", "updown", "both"),
    ),
    ChoiceKnob(
        name="classifier",
        help=N_("who has to tell the test digits: a small network, or whichever known digit is nearest"),
        default="network",
        choices=("network", "nearest"),
    ),
    IntKnob(
        name="practice",
        help=N_("steps that the generator learns from the k digits before it has to draw"),
        default=PRACTICE,
        low=0,
        high=2_000,
        step=30,
        more=True,
    ),
    IntKnob(
        name="far",
        help=N_("pixels that a copy is moved by at most"),
        default=1,
        low=1,
        high=4,
        step=1,
        more=True,
    ),
    FloatKnob(
        name="noise",
        help=N_("strength of the noise: its σ, where white is 0 and ink is 1"),
        default=0.2,
        low=0.0,
        high=1.0,
        step=0.1,
        more=True,
    ),
    IntKnob(
        name="copies",
        help=N_("extra digits of each class, of every kind"),
        default=40,
        low=5,
        high=100,
        step=5,
        more=True,
    ),
    IntKnob(
        name="draws",
        help=N_("how often all is repeated with other real digits"),
        default=40,
        low=5,
        high=100,
        step=5,
        more=True,
    ),
)

METRICS = (
    Metric(
        name="real_only",
        help=N_("share of 597 test digits told right with the k real digits alone, mean over the draws"),
        better="higher",
    ),
    Metric(
        name="shift",
        help=N_("what moved copies add to that share: mean difference over the draws"),
        better="higher",
    ),
    Metric(name="noise", help=N_("what copies with noise add"), better="higher"),
    Metric(
        name="generated",
        help=N_("what digits add whose generator saw the same k only"),
        better="higher",
    ),
    Metric(name="fresh", help=N_("what as many more real digits would add"), better="higher"),
    Metric(name="standard_error", help=N_("standard error of such a difference"), parts=N_("kind")),
    Metric(
        name="unpaired_error",
        help=N_("the standard error it would have if every kind had other real digits and first weights"),
        parts=N_("kind"),
    ),
    Metric(
        name="verdict",
        help=N_("1: helps, −1: hurts, 0: no difference (the 95% interval covers 0)"),
        parts=N_("kind"),
    ),
    Metric(
        name="better", help=N_("share of the draws in which it told more digits right"), parts=N_("kind")
    ),
    Metric(name="draws", help=N_("draws finished")),
)

PRESETS = (
    Preset(name="two", title=N_("Two real digits of each class"), knobs={"k": 2}),
    Preset(name="nearest", title=N_("The nearest known digit decides"), knobs={"classifier": "nearest"}),
    Preset(name="twenty", title=N_("Twenty real digits of each class"), knobs={"k": 20}),
    Preset(
        name="updown",
        title=N_("Copies moved up or down"),
        knobs={"direction": "updown"},
        bench=True,
        mends={"direction": "sideways"},
        why=N_(
            "These digits fill their box from top to bottom: a row of ink falls out, "
            "and no test digit stands like that."
        ),
    ),
    Preset(
        name="mush",
        title=N_("A generator that has hardly learned"),
        knobs={"practice": 30},
        bench=True,
        mends={"practice": PRACTICE},
        why=N_("Its blurs are given to the classifier with the name of a digit on them."),
    ),
)
