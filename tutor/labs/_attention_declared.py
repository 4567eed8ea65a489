"""What the attention lab declares: its knobs, its metrics, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._seq2seq_declared import NETWORK

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="score",
        help=N_("how attention compares: a small network, or a scaled dot product"),
        default="additive",
        choices=("additive", "dot"),
    ),
    ChoiceKnob(
        name="encoder",
        help=N_("who reads: one reader from the left, or a second one from the right as well"),
        default="bidirectional",
        choices=("bidirectional", "forward"),
    ),
    IntKnob(
        name="mask",
        help=N_("which word of the source may not be looked at, counted from 1; 0 is none"),
        default=0,
        low=0,
        high=14,
        live=True,
    ),
    ChoiceKnob(
        name="values",
        help=N_("what is mixed by the shares: the words themselves, or the reader's states"),
        default="words",
        choices=("words", "states"),
        more=True,
    ),
    *NETWORK,
)

METRICS = (
    Metric(
        name="exact_match",
        help=N_("share of held-out sources whose translation is right from the first word to the last"),
        better="higher",
    ),
    Metric(
        name="alignment_digits",
        help=N_("share of digits written while looking most at the word that says them"),
        better="higher",
    ),
    Metric(
        name="alignment_all",
        help=N_("the same for all words that have one: digits, 십, 백 and 천"),
        better="higher",
    ),
    Metric(name="entropy", help=N_("how widely a look is spread; 0 is one word alone"), unit=N_("nats")),
    Metric(
        name="mask_effect",
        help=N_("how much more the bets move when the word looked at is masked than when another is"),
        better="higher",
        parts=N_("top: masking the word looked at; other: masking another one"),
    ),
    Metric(
        name="late",
        help=N_(
            "share of digits said by one to nine, a unit behind them, that are looked up one word late"
        ),
        better="lower",
        parts=N_("thousand or hundred: the word behind; tens: of digits said by twenty to ninety"),
    ),
    Metric(
        name="five_differs",
        help=N_("how far the state at five in five hundred is from that in five thousand"),
    ),
    Metric(
        name="loss",
        help=N_("loss on a written word, mean of the last 20 steps"),
        unit=N_("nats"),
        better="lower",
    ),
)

PRESETS = (
    Preset(name="states", title=N_("States are mixed, not words"), knobs={"values": "states"}),
    Preset(name="dot", title=N_("A scaled dot product for a score"), knobs={"score": "dot"}),
    Preset(
        name="one-way",
        title=N_("One word late"),
        knobs={"score": "dot", "encoder": "forward", "values": "states"},
        bench=True,
        mends={"encoder": "bidirectional"},
        why=N_("At “five” a reader from the left has not heard whether hundred or thousand comes."),
    ),
)
