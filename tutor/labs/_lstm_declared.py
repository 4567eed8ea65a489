"""What the LSTM lab declares: its knobs, its metrics, its actions and presets."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob, TextKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_
from tutor.labs._training import rate_knob

TEXTS = {"signs": "+....?.--..?", "fifty": "+" + "." * 50, "ten": "+" * 10 + "?"}
"""What the cell reads by name."""
BIASES = {"0": "zero", "1": "one", "4": "4", "timed": "timed", "none": "20"}
"""The knob's word → what `tutor.models.reader.gates` calls it; a bias of 20 is a gate that is always 1."""

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="unit",
        help=N_("whose ledger is shown: the latch keeps the last sign, the counter adds them up"),
        default="latch",
        choices=("latch", "counter"),
        live=True,
    ),
    ChoiceKnob(
        name="forget",
        help=N_("the forget gate f: the cell's own, or held at a number, in both units"),
        default="own",
        choices=("own", "0", "0.5", "0.9", "0.99", "1"),
        live=True,
    ),
    TextKnob(
        name="reads",
        help=N_("what the cell reads: + and - write, ? shows, all else is nothing; or signs, fifty, ten"),
        default="signs",
        choices=tuple(TEXTS),
        longest=400,
    ),
    ChoiceKnob(
        name="part",
        help=N_("cell: one cell in slow motion; learn: how the forget gate's bias changes learning"),
        default="cell",
        choices=("cell", "learn"),
        more=True,
    ),
    ChoiceKnob(
        name="bias",
        help=N_("for learn: the forget gate's bias at first; timed is spread, none is f = 1 as in 1997"),
        default="all",
        choices=("all", *BIASES),
        more=True,
    ),
    IntKnob(
        name="lag",
        help=N_("for learn: letters between the first one and its recall"),
        default=20,
        low=2,
        high=200,
        step=5,
        more=True,
    ),
    rate_knob(0.015, N_("for learn: learning rate at its height")),
)

METRICS = (
    Metric(
        name="kept_after",
        help=N_("share of what stood in the latch after the first letter that is still in it: f · f · f …"),
    ),
    Metric(
        name="ledger_error",
        help=N_("how far kept + written ever was from the cell's equations worked out in one go"),
        better="lower",
    ),
    Metric(name="gate", help=N_("the chosen unit's gates at the last letter"), parts=N_("gate")),
    Metric(name="state", help=N_("c, what stands in the unit"), parts=N_("unit")),
    Metric(name="shown", help=N_("h, what the unit shows"), parts=N_("unit")),
    Metric(
        name="accuracy",
        help=N_("for learn: share of first letters recalled; of all biases, the best"),
        better="higher",
        parts=N_("bias"),
    ),
    Metric(name="chance", help=N_("for learn: what guessing gets")),
)

ACTIONS = (
    Action(
        name=N_("gate"),
        help=N_("hold a gate of the chosen unit at a value: 0 keep, 1 write, 2 show"),
        fields=(
            IntKnob(name="bar", help=N_("which gate"), default=0, low=0, high=2),
            FloatKnob(name="value", help=N_("its value"), default=1.0, low=0.0, high=1.0),
        ),
    ),
    Action(name=N_("keep"), help=N_("hold f at 1 and i at 0: whatever comes, the unit keeps what it has")),
    Action(name=N_("drop"), help=N_("hold f at 0: the unit forgets at each letter")),
    Action(name=N_("free"), help=N_("give all gates back to the cell")),
)

PRESETS = (
    Preset(
        name="half-life", title=N_("Fifty letters of nothing"), knobs={"reads": "fifty", "forget": "0.9"}
    ),
    Preset(
        name="miscount",
        title=N_("A counter that miscounts"),
        knobs={"unit": "counter", "reads": "ten", "forget": "0.9"},
        bench=True,
        mends={"forget": "own"},
        why=N_(
            "Each letter takes a tenth of the count away, so the count stops growing where that is "
            "as much as comes in."
        ),
    ),
    Preset(
        name="deaf-start",
        title=N_("A bias of 1, and a lag of fifty"),
        knobs={"part": "learn", "bias": "1", "lag": 50},
        bench=True,
        mends={"bias": "4"},
        why=N_(".73 a letter is nothing after fifty, so nothing is felt of the first one."),
    ),
)
