"""What the BPTT lab declares: its knobs, metrics, actions and presets."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, IntKnob, TextKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_

LONGEST = 24
"""Characters of the text at most: each is a column of the picture."""

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(name="cell", help=N_("what carries the state on"), default="rnn", choices=("rnn", "lstm")),
    TextKnob(
        name="text",
        help=N_("the word it reads, letter by letter; at each it bets on the next one"),
        default="tomorrow",
        choices=("tomorrow", "banana", "바나나"),
        shortest=2,
        longest=LONGEST,
    ),
    ChoiceKnob(
        name="version",
        help=N_("the gradient by hand as it should be, or one of four with a mistake in them"),
        default="right",
        choices=("right", "a", "b", "c", "d"),
    ),
    ChoiceKnob(
        name="loss",
        help=N_("which bets count: every one, or only the last"),
        default="every",
        choices=("every", "last"),
        more=True,
    ),
    IntKnob(
        name="hidden", help=N_("hidden units of the network on screen"), default=3, low=1, high=6, more=True
    ),
    IntKnob(
        name="room",
        help=N_("megabytes that the longest unrolling may keep"),
        default=16,
        low=1,
        high=64,
        step=4,
        more=True,
    ),
    ChoiceKnob(
        name="part",
        help=N_("what a run does: walk there and back, measure memory by length, or one after the other"),
        default="both",
        choices=("both", "walk", "memory"),
        more=True,
    ),
)

METRICS = (
    Metric(
        name="max_abs_diff",
        help=N_("largest difference between the gradients by hand and autograd's"),
        better="lower",
        parts=N_("of which weight, or h for the states"),
    ),
    Metric(
        name="sum_ratio",
        help=N_("the sum of the steps' shares over autograd's gradient, for U"),
    ),
    Metric(
        name="mean_ratio",
        help=N_("the mean of the steps' shares over autograd's gradient, for U"),
    ),
    Metric(
        name="reach",
        help=N_("length of ∂L/∂h at the first step over that at the last"),
    ),
    Metric(name="loss", help=N_("sum over the bets that count"), unit=N_("nats"), better="lower"),
    Metric(
        name="bytes_by_length",
        help=N_("bytes that autograd keeps for the way back; without a part, for the longest measured"),
        unit=N_("bytes"),
        better="lower",
        parts=N_("the length unrolled"),
    ),
    Metric(
        name="bytes_per_step",
        help=N_("bytes more that one step more keeps, between the two longest measured"),
        unit=N_("bytes"),
        better="lower",
    ),
    Metric(
        name="fits",
        help=N_("the longest unrolling that the room given holds"),
        unit=N_("steps"),
        better="higher",
    ),
)

ACTIONS = (
    Action(
        name=N_("learn"),
        help=N_("go a little against the gradient by hand, and walk again with the new weights"),
    ),
)


def _slip(version: str, title: str, why: str) -> Preset:
    mends = {"version": "right"}
    return Preset(
        name=f"version-{version}", title=title, knobs={"version": version}, bench=True, mends=mends, why=why
    )


PRESETS = (
    Preset(name="lstm", title=N_("The same walk through an LSTM"), knobs={"cell": "lstm", "hidden": 2}),
    Preset(
        name="last-bet",
        title=N_("Only the last bet counts"),
        knobs={"loss": "last"},
        why=N_("All that reaches an early step comes through the steps after it."),
    ),
    _slip(
        "a",
        N_("Gradient by hand, version a: one line is wrong"),
        N_("Follow the sum so far from row to row. What would a sum do?"),
    ),
    _slip(
        "b",
        N_("Gradient by hand, version b: one line is wrong"),
        N_("Follow one unit from ∂L/∂h to ∂L/∂a. What stands between them?"),
    ),
    _slip(
        "c",
        N_("Gradient by hand, version c: one line is wrong"),
        N_("Look at the share of the first step. Which state was U multiplied with there?"),
    ),
    _slip(
        "d",
        N_("Gradient by hand, version d: one line is wrong"),
        N_("Look at what comes from the steps after. Who should have sent it?"),
    ),
)
