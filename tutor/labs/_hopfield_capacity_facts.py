"""What may be set and read in the capacity lab: its knobs, metrics and presets."""

from __future__ import annotations

from tutor.kit.knobs import AnyKnob, ChoiceKnob, FloatKnob, IntKnob
from tutor.kit.lab import Preset
from tutor.kit.metrics import Metric
from tutor.kit.say import N_

KNOBS: tuple[AnyKnob, ...] = (
    IntKnob(name="n", help=N_("Cells of the network"), default=144, low=20, high=2000, step=20),
    FloatKnob(
        name="load",
        help=N_("Patterns a cell, P/N, to measure at; 0 goes through all loads from the lowest up"),
        default=0.0,
        low=0.0,
        high=2.0,
        step=0.01,
    ),
    ChoiceKnob(
        name="mode",
        help=N_(
            "one-step: bits wrong after one update of a stored pattern; converged: what recall ends at"
        ),
        default="converged",
        choices=("converged", "one-step"),
    ),
    ChoiceKnob(
        name="rule",
        help=N_("How the patterns are stored"),
        default="hebb",
        choices=("hebb", "pseudo-inverse", "storkey", "modern"),
        more=True,
    ),
    IntKnob(
        name="trials",
        help=N_("Random networks at each load"),
        default=20,
        low=2,
        high=500,
        step=10,
        more=True,
    ),
    FloatKnob(
        name="noise",
        help=N_("The share of cells flipped before recall; of no effect in one-step mode"),
        default=0.1,
        low=0.0,
        high=0.5,
        step=0.05,
        more=True,
    ),
)

METRICS: tuple[Metric, ...] = (
    Metric(
        name="bit_error",
        help=N_("Share of cells that are wrong, at the load measured last"),
        better="lower",
        parts=N_("a number of patterns"),
    ),
    Metric(
        name="bit_error_se",
        help=N_("Its sampling error: one standard error over the trials"),
        better="lower",
    ),
    Metric(
        name="overlap",
        help=N_("With the pattern wanted, at the load measured last"),
        better="higher",
        parts=N_("a number of patterns"),
    ),
    Metric(
        name="recalled_fraction",
        help=N_("Share of patterns that come back with under a twentieth of their cells wrong"),
        better="higher",
        parts=N_("a number of patterns"),
    ),
    Metric(
        name="recalled_fraction_se",
        help=N_("Its sampling error: one standard error over the trials"),
        better="lower",
    ),
    Metric(
        name="critical_load",
        help=N_("The load at which half of the patterns still come back, between the two loads around it"),
    ),
    Metric(
        name="last_load_recalled",
        help=N_("The largest number of patterns measured of which more than half still came back"),
        unit=N_("patterns"),
    ),
    Metric(name="theory", help=N_("What theory for endless networks has for bit_error, Hebb's rule")),
    Metric(name="load", help=N_("The load measured last")),
    Metric(name="patterns", help=N_("The number of patterns measured last"), unit=N_("patterns")),
    Metric(name="trials", help=N_("Networks measured at that load"), unit=N_("networks")),
)

PRESETS: tuple[Preset, ...] = (
    Preset(name="scan", title=N_("How many patterns do 144 cells keep?"), knobs={}),
    Preset(
        name="one-step",
        title=N_("One bit in 280 is wrong at once"),
        knobs={"n": 1000, "mode": "one-step", "load": 0.138},
        why=N_("Published: 0.0036 at a load of 0.138."),
    ),
    Preset(
        name="too-much",
        title=N_("Too many patterns"),
        knobs={"load": 0.25},
        bench=True,
        mends={"rule": "pseudo-inverse"},
        why=N_("The noise of the others drowns every pattern; weights that allow for it keep them apart."),
    ),
)
