"""What the art studio declares: its knobs, its metrics, what a learner may do, its presets and benches."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, FloatKnob, IntKnob
from tutor.kit.lab import Action, Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_, Say
from tutor.labs._vae_declared import HIDDEN, RATE

SIDE = 12
SHOWN, KEPT = 10, 5
"""Glyphs on the easel, and places on the shelf."""
COPY = 11
"""Cells that a copy may differ in: half of what the two most alike of the drawn glyphs differ in, 22."""
DRAWN = 44
COPYING = 0.5
"""Share of new glyphs that are no copies, below which the run is said to copy."""
SMUDGED = 0.4
"""Share of cells between .2 and .8, above which new glyphs are said to be smudges."""
OF_WHAT = N_("drawn or noise")

EARLY = 0.2
"""Share of a run before which nothing is said of its glyphs but how grey they are."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("Copying"),
        Say(
            N_("after {early} of the run fewer than {new} of the new glyphs are no copies"),
            {"early": f"{EARLY:.0%}", "new": f"{COPYING:g}"},
        ),
    ),
    (
        N_("Smudged"),
        Say(
            N_("after {early} of the run more than {grey} of their cells are between .2 and .8"),
            {"early": f"{EARLY:.0%}", "grey": f"{SMUDGED:g}"},
        ),
    ),
    (
        N_("a copy"),
        Say(
            N_("a glyph at most {copy} cells from one learned from, moved by a cell, mirrored or neither"),
            {"copy": COPY},
        ),
    ),
    (N_("Drawing"), N_("none of these")),
)
"""What each word means, for `?`."""

NAMES = (
    *(N_("crab"), N_("squid"), N_("octopus"), N_("ghost"), N_("skull"), N_("cat"), N_("owl"), N_("bear")),
    *(N_("frog"), N_("bat"), N_("beetle"), N_("bee"), N_("spider"), N_("robot"), N_("android")),
    *(N_("alien"), N_("cyclops"), N_("snowman"), N_("mushroom"), N_("tree"), N_("cactus"), N_("flower")),
    *(N_("tulip"), N_("king"), N_("knight"), N_("wizard"), N_("butterfly"), N_("fox"), N_("rabbit")),
    *(N_("mouse"), N_("penguin"), N_("turtle"), N_("fish"), N_("jelly"), N_("rocket"), N_("saucer")),
    *(N_("mask"), N_("devil"), N_("baby"), N_("sun"), N_("clown"), N_("lantern"), N_("anchor")),
    N_("lamp"),
)
"""Of the drawn glyphs, in their order."""

KNOBS: tuple[AnyKnob, ...] = (
    IntKnob(
        name="glyphs",
        help=N_("how many of the 44 drawn glyphs it learns from"),
        default=DRAWN,
        low=2,
        high=DRAWN,
    ),
    IntKnob(name="latents", help=N_("numbers in a code"), default=4, low=2, high=16),
    FloatKnob(
        name="variation",
        help=N_("how far from a kept glyph the next ones are drawn: 0 is the same, 1 is anywhere"),
        default=0.5,
        low=0.0,
        high=1.0,
        live=True,
    ),
    IntKnob(
        name="training",
        help=N_("steps of training"),
        default=1200,
        low=100,
        high=6000,
        step=100,
        more=True,
    ),
    IntKnob(
        name="repeated",
        help=N_("how many times one of the glyphs stands among those learned from"),
        default=1,
        low=1,
        high=100,
        step=5,
        more=True,
    ),
    FloatKnob(
        name="beta",
        help=N_("what each nat of KL costs, in nats of reconstruction"),
        default=1.0,
        low=0.01,
        high=100.0,
        step=2.0,
        ratio=True,
        live=True,
        more=True,
    ),
    HIDDEN,
    RATE,
)

METRICS = (
    Metric(
        name="nearest_distance",
        help=N_("cells that differ from the nearest glyph learned from, moved or mirrored: mean of 400"),
        unit=N_("cells"),
        parts=OF_WHAT,
    ),
    Metric(
        name="novelty",
        help=N_("share of new glyphs that are no copies: more than 11 cells from every glyph learned from"),
        parts=OF_WHAT,
    ),
    Metric(
        name="undecided",
        help=N_("share of cells that are neither ink nor paper: between .2 and .8"),
        better="lower",
    ),
    Metric(
        name="symmetry",
        help=N_("share of cells that are the same in the mirror"),
        parts=OF_WHAT,
    ),
    Metric(
        name="variety",
        help=N_("cells in which two of the new glyphs differ, on average"),
        unit=N_("cells"),
        parts=OF_WHAT,
    ),
    Metric(
        name="nearer",
        help=N_(
            "chance that a new glyph lies nearer to those learned from than another drawn one does; "
            ".5 is as new as drawn by hand"
        ),
    ),
    Metric(name="of_repeated", help=N_("share of new glyphs that are copies of the repeated one")),
    Metric(name="recon", help=N_("−log p(x|z) of the glyphs learned from"), unit=N_("nats")),
    Metric(name="kl", help=N_("KL of their codes, summed over dimensions"), unit=N_("nats")),
    Metric(name="easel_novelty", help=N_("share of the glyphs on the easel that are no copies")),
    Metric(name="kept", help=N_("glyphs on the shelf")),
)

ACTIONS = (
    Action(
        name=N_("keep"),
        help=N_("Put a glyph of the easel on the shelf, or back"),
        fields=(IntKnob(name="picture", help=N_("which"), default=0, low=0, high=2 * SHOWN - 1),),
    ),
    Action(
        name=N_("drop"),
        help=N_("Take a glyph off the shelf"),
        fields=(IntKnob(name="picture", help=N_("which"), default=0, low=0, high=KEPT - 1),),
    ),
    Action(name=N_("again"), help=N_("Draw again: near the kept ones, or anywhere if there are none")),
    Action(name=N_("mix"), help=N_("Walk from the last glyph kept to the one before it")),
    Action(
        name=N_("ink"),
        help=N_("Ink a cell of your own glyph, or clear it"),
        fields=(
            IntKnob(name="row", help=N_("row from the top"), default=0, low=0, high=SIDE - 1),
            IntKnob(name="col", help=N_("column from the left"), default=0, low=0, high=SIDE - 1),
        ),
    ),
    Action(name=N_("blank"), help=N_("Clear your own paper")),
    Action(name=N_("take"), help=N_("Put what it makes of your glyph on the shelf")),
)

PRESETS = (
    Preset(
        name="by-heart",
        title=N_("Five glyphs, learned for long"),
        knobs={"glyphs": 5, "training": 3000},
        bench=True,
        mends={"glyphs": DRAWN},
        why=N_("With five examples it is cheapest to know each by heart: each has its piece of the map."),
    ),
    Preset(
        name="poster",
        title=N_("One glyph hangs everywhere"),
        knobs={"repeated": 60},
        bench=True,
        mends={"repeated": 1},
        why=N_("What stands sixty times among the examples is worth learning by heart."),
    ),
    Preset(
        name="smudge",
        title=N_("Nothing is copied, and nobody is pleased"),
        knobs={"beta": 10.0},
        bench=True,
        mends={"beta": 1.0},
        why=N_("At that price a code says nothing, and the mean of all glyphs is a copy of none."),
    ),
    Preset(name="roomy", title=N_("Sixteen numbers a code"), knobs={"latents": 16}),
)
