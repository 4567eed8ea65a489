"""What the truncated-BPTT lab declares: its knobs, metrics and presets."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import cell_knob, rate_knob

KNOBS: tuple[AnyKnob, ...] = (
    IntKnob(
        name="k", help=N_("steps from one cut of the gradient to the next"), default=16, low=1, high=100
    ),
    IntKnob(
        name="against",
        help=N_("the same of a second network, that reads the same stream"),
        default=8,
        low=1,
        high=100,
    ),
    IntKnob(
        name="lag", help=N_("steps from a letter to the question about it"), default=12, low=1, high=40
    ),
    ChoiceKnob(
        name="carry",
        help=N_("what passes a cut: the state, or nothing"),
        default="state",
        choices=("state", "nothing"),
        more=True,
    ),
    cell_knob("rnn", more=True),
    rate_knob(0.004, N_("learning rate; it falls to nothing over the second half")),
    ChoiceKnob(
        name="task",
        help=N_(
            "what is learned: the stream with questions, the line of units in balance, or both at once"
        ),
        default="both",
        choices=("both", "lag", "balance"),
        more=True,
    ),
)

METRICS = (
    Metric(
        name="acc",
        help=N_("share of the last questions answered right, before learning from them; the best of all k"),
        better="higher",
        parts=N_("steps between two cuts"),
    ),
    Metric(name="chance", help=N_("what guessing among the letters gives")),
    Metric(
        name="grad_past_cut",
        help=N_("largest ∂L/∂h at a step before the last cut, over that at the question, on the example"),
    ),
    Metric(name="grad_uncut", help=N_("the same entry if nothing were cut")),
    Metric(
        name="grad_letter",
        help=N_("length of ∂L/∂h where the letter is read over that at the question, as cut"),
    ),
    Metric(
        name="theta",
        help=N_("θ of the line in balance, cut every k steps; −1/6 is best. Followed until it passes 10"),
        parts=N_("steps between two cuts"),
    ),
    Metric(name="heard", help=N_("sum of the influences of θ that a look back of k steps hears")),
    Metric(
        name="sign_change",
        help=N_("the shortest look back whose gradient of θ points the right way"),
        unit=N_("steps"),
    ),
    Metric(
        name="bytes",
        help=N_("bytes kept for one update, cut every k steps"),
        unit=N_("bytes"),
        better="lower",
        parts=N_("steps between two cuts, or uncut: the whole stream so far, at its longest measured"),
    ),
    Metric(name="bytes_growth", help=N_("bytes kept for one update, last over first time measured")),
    Metric(name="symbols", help=N_("steps of the stream read so far"), unit=N_("steps")),
    Metric(
        name="symbols_per_second",
        help=N_("steps of the stream read per second of work, by both networks together"),
        unit=N_("steps/s"),
        better="higher",
    ),
)

PRESETS = (
    Preset(
        name="too-short",
        title=N_("The question comes after the cut"),
        knobs={"task": "lag", "k": 8, "against": 4},
        bench=True,
        mends={"k": 16},
        why=N_(
            "Letter and question never stand in the same chunk, so nothing teaches it to keep the letter."
        ),
    ),
    Preset(
        name="forgetful",
        title=N_("At each cut the state is lost, too"),
        knobs={"task": "lag", "carry": "nothing"},
        bench=True,
        mends={"carry": "state"},
        why=N_("It knows how to keep a letter, and is made to forget it at every cut."),
    ),
    Preset(
        name="wrong-way",
        title=N_("A gradient that points the wrong way"),
        knobs={"task": "balance", "k": 20},
        bench=True,
        mends={"k": 50},
        why=N_("Those who answer soon pull one way, the many who answer late pull the other."),
    ),
    Preset(
        name="one-in-thirteen",
        title=N_("It just fits, at one place of thirteen"),
        knobs={"task": "lag", "k": 13, "against": 12},
    ),
)
