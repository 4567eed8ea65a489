"""What may be set, read and done in the Hopfield lab: its knobs, metrics, actions and presets."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_

SIDE = 12
N = SIDE * SIDE
ORDER = (
    N_("face"),
    N_("heart"),
    N_("rain"),
    N_("house"),
    N_("fish"),
    N_("key"),
    N_("moon"),
    N_("tree"),
    N_("note"),
    N_("spiral"),
    N_("sun"),
    N_("cat"),
    N_("chess"),
    N_("umbrella"),
    N_("arrow"),
    N_("cup"),
    N_("boat"),
    N_("star"),
    N_("hourglass"),
    N_("stairs"),
)
"""The hand-drawn memories, stored in this order after the chosen one. Hebb's rule holds the first ten."""

KINDS = ("memory", "negative", "mixture", "cycle")
CELL = (
    IntKnob(name="row", help=N_("Row, 0 at the top"), default=0, low=0, high=SIDE - 1),
    IntKnob(name="col", help=N_("Column, 0 at the left"), default=0, low=0, high=SIDE - 1),
)

KNOBS: tuple[AnyKnob, ...] = (
    ChoiceKnob(
        name="memory",
        help=N_("The memory that is broken and recalled; with random, all memories are random patterns"),
        default="face",
        choices=(*ORDER, "random"),
    ),
    IntKnob(
        name="stored",
        help=N_("How many memories are stored: the chosen one, then the others in a fixed order"),
        default=3,
        low=1,
        high=64,
        live=True,
    ),
    FloatKnob(
        name="noise",
        help=N_("The share of cells that are flipped at the start"),
        default=0.2,
        low=0.0,
        high=1.0,
        step=0.05,
    ),
    ChoiceKnob(
        name="rule",
        help=N_("How the weights are computed from the memories"),
        default="hebb",
        choices=("hebb", "pseudo-inverse", "storkey", "modern"),
        live=True,
        more=True,
    ),
    ChoiceKnob(
        name="update",
        help=N_("One cell after another, or all at once"),
        default="async",
        choices=("async", "sync"),
        live=True,
        more=True,
    ),
    FloatKnob(
        name="bias",
        help=N_("A push on every cell alike, added to its field"),
        default=0.0,
        low=-1.0,
        high=1.0,
        step=0.05,
        live=True,
        more=True,
    ),
    FloatKnob(
        name="beta",
        help=N_("How sharply the modern rule attends, in units of 1/√N; small blends memories"),
        default=1.0,
        low=0.01,
        high=10.0,
        step=2.0,
        ratio=True,
        live=True,
        more=True,
    ),
)
METRICS: tuple[Metric, ...] = (
    Metric(name="energy", help=N_("The energy divided by the number of cells"), better="lower"),
    Metric(
        name="overlap",
        help=N_("With the memory to be recalled: 1 is the same, 0 unrelated, −1 its negative"),
        better="higher",
        parts=N_("a memory's name"),
    ),
    Metric(
        name="bit_errors",
        help=N_("Cells that differ from the memory to be recalled"),
        unit=N_("cells"),
        better="lower",
    ),
    Metric(name="recalled", help=N_("The index of the memory that the cells show now, −1 for none")),
    Metric(name="flips", help=N_("Cells flipped so far by the network"), unit=N_("cells")),
    Metric(name="sweep", help=N_("Sweeps over all cells completed"), unit=N_("sweeps")),
    Metric(name="unstable", help=N_("Cells that disagree with their field"), unit=N_("cells")),
    Metric(name="stored", help=N_("Memories stored, the learner's own included"), unit=N_("memories")),
    Metric(
        name="ended",
        help=N_("1 when nothing changes any more; its parts say at which of the four it is"),
        parts=N_("memory, negative, mixture or cycle"),
    ),
)
ACTIONS: tuple[Action, ...] = (
    Action(name=N_("flip"), help=N_("Flip a cell"), fields=CELL),
    Action(name=N_("spoil"), help=N_("Flip a share of the cells at random: as many as noise says")),
    Action(name=N_("store"), help=N_("Store the picture as it stands as a new memory, and aim at it")),
    Action(name=N_("clear"), help=N_("Turn every cell to −1: an empty sheet")),
    Action(name=N_("invert"), help=N_("Turn every cell round")),
    Action(
        name=N_("mix"), help=N_("Show the majority of three memories: the one aimed at and the next two")
    ),
)
PRESETS: tuple[Preset, ...] = (
    Preset(name="recall", title=N_("A broken face"), knobs={"memory": "face", "noise": 0.2}),
    Preset(
        name="negative",
        title=N_("Broken beyond half"),
        knobs={"noise": 0.8},
        why=N_("The energy knows only products of two cells, so the negative is a memory too."),
    ),
    Preset(
        name="one-update",
        title=N_("Attention: one update"),
        knobs={"stored": 20, "noise": 0.3, "rule": "modern", "update": "sync"},
        why=N_("Softmax over the memories picks the nearest one at once."),
    ),
    Preset(
        name="crowded",
        title=N_("Too many alike"),
        knobs={"stored": 20, "noise": 0.3},
        bench=True,
        mends={"rule": "pseudo-inverse"},
        why=N_("Memories that are alike push together; the pseudo-inverse takes out what they share."),
    ),
    Preset(
        name="swing",
        title=N_("For ever to and fro"),
        knobs={"stored": 1, "noise": 0.5, "update": "sync"},
        bench=True,
        mends={"update": "async"},
        why=N_(
            "All cells answer the same moment, and all of them overshoot. One after another they cannot."
        ),
    ),
)
