"""What the pix2pix lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import times_knob

PAPER = 14
"""Cells to a side that the learner may draw on; the networks see one more all round."""
SHAPES = (
    "face",
    "heart",
    "rain",
    "house",
    "key",
    "moon",
    "tree",
    "sun",
    "cat",
    "chess",
    "arrow",
    "cup",
    "boat",
    "hourglass",
    "stairs",
)
WHOSE = N_("of l1 (trained on L1 alone) or cgan (on D's word alone) beside it")

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="task",
        help=N_("what is asked for: hatch an outline, or draw the digit that is named"),
        default="outlines",
        choices=("outlines", "digits"),
    ),
    FloatKnob(
        name="l1",
        help=N_("λ: what a cell's distance from the true drawing weighs against D's word (outlines)"),
        default=10.0,
        low=0.0,
        high=1000.0,
        step=5.0,
        live=True,
    ),
    ChoiceKnob(
        name="critic",
        help=N_("what D sees: the question and the picture, the picture alone, or there is no D"),
        default="pair",
        choices=("pair", "picture", "none"),
        live=True,
    ),
    ChoiceKnob(
        name="rivals",
        help=N_("whether L1 alone and D's word alone learn beside it (outlines)"),
        default="yes",
        choices=("yes", "no"),
        more=True,
    ),
    ChoiceKnob(
        name="shape",
        help=N_("a drawn outline to begin with; none of them is trained on (outlines)"),
        default="heart",
        choices=SHAPES,
        live=True,
        more=True,
    ),
    times_knob(N_("times each task's own learning rate: .002 for outlines, .001 for digits")),
)

METRICS = (
    Metric(
        name="ambiguity",
        help=N_("share of the insides of held-out shapes that is neither ink nor paper: between ¼ and ¾"),
        better="lower",
        parts=N_("of l1 or cgan beside it, or of the truth"),
    ),
    Metric(
        name="iou",
        help=N_("held-out shapes: ink as in a true drawing over ink in either; mean over all true ones"),
        better="higher",
        parts=N_("of l1 or cgan beside it, or of the truth"),
    ),
    Metric(
        name="iou_nearest",
        help=N_("the same against the true drawing alone whose strokes fit best"),
        better="higher",
        parts=WHOSE,
    ),
    Metric(
        name="iou_outline",
        help=N_("the same as iou where the outline decides: all cells but the inside"),
        better="higher",
        parts=WHOSE,
    ),
    Metric(
        name="sharpness",
        help=N_("mean step from a cell to the next over that of true drawings"),
        parts=WHOSE,
    ),
    Metric(
        name="condition_drop",
        help=N_("how far D's word on true pictures falls when they come with another's outline or class"),
        better="higher",
    ),
    Metric(
        name="class_accuracy",
        help=N_("share of 1,000 digits that a judge, who never saw them, tells as the asked class"),
        better="higher",
    ),
    Metric(
        name="class_sure",
        help=N_("the same, at a probability of .9 or more; real digits have .92"),
        better="higher",
    ),
    Metric(
        name="variety",
        help=N_("how far digits of one class lie from their mean, over that of real ones"),
    ),
    Metric(
        name="d_loss",
        help=N_("what D pays on a patch or picture, mean of the last 50 steps; ln 2 when it tells nothing"),
        unit=N_("nats"),
    ),
)

CELL = tuple(
    IntKnob(name=name, help=says, default=0, low=0, high=PAPER - 1)
    for name, says in (("row", N_("row, from the top")), ("col", N_("column, from the left")))
)
ACTIONS = (
    Action(name=N_("pen"), help=N_("draw a cell of your outline, or rub it out"), fields=CELL),
    Action(name=N_("blank"), help=N_("a clean sheet")),
)

PRESETS = (
    Preset(name="digits", title=N_("Name a digit, and it is drawn"), knobs={"task": "digits"}),
    Preset(
        name="no-l1",
        title=N_("λ = 0: D's word alone"),
        knobs={"l1": 0.0, "rivals": "no"},
    ),
    Preset(
        name="deaf",
        title=N_("Hatched beautifully, but not what was asked for"),
        knobs={"l1": 0.0, "critic": "picture", "rivals": "no"},
        bench=True,
        mends={"l1": 10.0, "critic": "pair"},
        why=N_("D does not see the outline, and λ is 0: nobody holds G to it."),
    ),
    Preset(
        name="mush",
        title=N_("The right shape, filled with grey mush"),
        knobs={"l1": 1000.0, "rivals": "no"},
        bench=True,
        mends={"l1": 10.0},
        why=N_("λ drowns out D's word, and the safest bet on a cell that may be ink or paper is grey."),
    ),
    Preset(
        name="deaf-digits",
        title=N_("Good digits, but never the one that was named"),
        knobs={"task": "digits", "critic": "picture"},
        bench=True,
        mends={"critic": "pair"},
        why=N_("D is not told the class, so a good 3 passes where a 7 was asked for."),
    ),
)
