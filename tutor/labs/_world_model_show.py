"""What the world-model lab shows: each function makes one panel, or says the state of the run in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array, BarsPanel, CurvesPanel, PicturesPanel, TablePanel
from tutor.kit.say import N_, Verbatim

if TYPE_CHECKING:
    from tutor.kit.trace import Trace
    from tutor.models.two_carts import TwoCarts

WIDE, HIGH = 31, 10
"""Pixels of a picture of a cart."""
METRE = (WIDE - 1) / 6.0
"""Pixels; 3 m are in sight to either side."""
FALLEN = 12.0
EDGE = 2.4
STEEPEST = 16
"""Degrees that the curve of endings goes to: one push more and no pole is past it."""


def cart(state: Array) -> Array:
    """The cart, its pole and its track, drawn (HIGH, WIDE): .35 track, .6 cart, 1 pole. NaN is no cart."""
    picture = np.zeros((HIGH, WIDE), dtype=np.float32)
    middle = (WIDE - 1) / 2
    ground = HIGH - 1
    for end in (-EDGE, EDGE):
        picture[ground - 1 :, round(middle + end * METRE)] = 0.35
    picture[ground, round(middle - EDGE * METRE) : round(middle + EDGE * METRE) + 1] = 0.35
    if not np.isfinite(state).all():
        return picture
    x, lean = middle + float(state[0]) * METRE, float(state[2])
    for row in (ground - 2, ground - 1):
        left = round(x) - 2
        picture[row, max(0, left) : max(0, left + 5)] = 0.6
    for along in np.linspace(0, 1.0 * METRE * 1.2, 24):  # the pole is 1 m long, drawn longer
        row = round(ground - 3 - along * math.cos(lean))
        column = round(x + along * math.sin(lean))
        if 0 <= row < HIGH and 0 <= column < WIDE:
            picture[row, column] = 1.0
    return picture


def ended(carts: TwoCarts, dream: bool) -> str:
    """In a word, how a game stands."""
    over = carts.dream and not carts.awake if dream else not carts.alive
    if dream and not carts.dream:
        return N_("no dream yet")
    if not over:
        return N_("world") if not dream else N_("dream")
    if len(carts.dream if dream else carts.world) > 200 and not (carts.end >= 0.5 if dream else carts.over):
        return N_("dream: time is up") if dream else N_("world: time is up")
    return N_("dream: over") if dream else N_("world: over")


def stage(carts: TwoCarts, at: int, title: str) -> PicturesPanel:
    """The world's cart beside the dream's after `at` pushes; what was over sooner as it ended."""
    shown = [
        states[min(at, len(states) - 1)] if states else np.full(4, np.nan)
        for states in (carts.world, carts.dream)
    ]
    whole = at >= max(len(carts.world), len(carts.dream)) - 1
    labels = (ended(carts, False), ended(carts, True)) if whole else (N_("world"), N_("dream"))
    return PicturesPanel(
        name="carts",
        title=title,
        pictures=np.stack([cart(s) for s in shown]),
        labels=labels,
    )


def hands() -> BarsPanel:
    """The learner's own hands: a bar that is pushed left or right, and springs back."""
    return BarsPanel(
        name="hands",
        title=N_("Your hands"),
        note=N_("e, then ← and → push both carts; a has more to do"),
        labels=(N_("push"),),
        values=np.zeros(1),
        low=-1.0,
        edit="push",
    )


def degrees(states: list[Array]) -> Array:
    """(2, n): pushes and the pole's lean in degrees."""
    lean = np.rad2deg(np.array([s[2] for s in states], dtype=np.float64))
    return np.stack([np.arange(len(states), dtype=np.float64), lean])


def trails(carts: TwoCarts, at: int) -> CurvesPanel:
    """The pole's lean along the game: the dream over the world."""
    curves = {N_("world"): degrees(carts.world)}
    if carts.dream:
        curves[N_("dream")] = degrees(carts.dream)
    lean = np.concatenate([c[1] for c in curves.values()])
    reach = float(np.clip(np.nanmax(np.abs(lean)) * 1.15, 3.0, 25.0))
    return CurvesPanel(
        name="trails",
        title=N_("How the pole leans, degrees"),
        note=N_("beyond ±12° it counts as fallen"),
        curves=curves,
        levels={"12°": FALLEN, "−12°": -FALLEN} if reach > 9 else {},
        marks={N_("now"): float(at)} if at < max(len(carts.world), len(carts.dream)) - 1 else {},
        x=N_("push"),
        low=-max(reach, 13.0) if reach > 9 else -reach,
        high=max(reach, 13.0) if reach > 9 else reach,
    )


def numbers(carts: TwoCarts, at: int) -> TablePanel:
    """The four numbers after `at` pushes, in the world and in the dream."""
    world = carts.world[min(at, len(carts.world) - 1)]
    dream = carts.dream[min(at, len(carts.dream) - 1)] if carts.dream else np.full(4, np.nan)
    names = (N_("place x (m)"), N_("its speed (m/s)"), N_("lean θ (°)"), N_("its speed (°/s)"))
    scale = (1.0, 1.0, 180 / math.pi, 180 / math.pi)
    rows = []
    for name, k, w, d in zip(names, scale, world, dream, strict=True):
        row = (
            (f"{w * k:+.2f}", f"{d * k:+.2f}", f"{(d - w) * k:+.2f}")
            if carts.dream
            else (f"{w * k:+.2f}", "", "")
        )
        rows.append((name, *row))
    return TablePanel(
        name="numbers",
        title=N_("All that there is to know"),
        header=(N_("number"), N_("world"), N_("dream"), N_("apart")),
        rows=tuple(rows),
    )


def returns(course: Trace, which: int, count: int, random: float) -> CurvesPanel:
    """How long the controller at the chosen temperature lasts, generation by generation."""
    return CurvesPanel(
        name="returns",
        title=N_("How long the controller lasts"),
        note=N_("the world is only looked at: it teaches the controller nothing"),
        curves={
            N_("in its dreams"): course.curve(1 + which),
            N_("in the world"): course.curve(1 + count + which),
        },
        levels={} if math.isnan(random) else {N_("random play"): random},
        x=N_("generation"),
        y=N_("pushes"),
        low=0.0,
        high=210.0,
    )


def compared(dream: Array, real: Array, names: tuple[str, ...], chosen: int) -> TablePanel:
    """Promise and truth by temperature; NaN where it has not been tested."""

    def told(x: float) -> str:
        return "" if math.isnan(x) else f"{x:.0f}"

    def gap(x: float) -> str:
        return "" if math.isnan(x) else f"{x:+.0f}" if round(x) else "0"

    return TablePanel(
        name="temperatures",
        title=N_("Promised and kept, pushes"),
        header=(N_("temperature"), N_("dream"), N_("world"), N_("gap")),
        rows=tuple(
            (Verbatim(n), told(d), told(r), gap(d - r)) for n, d, r in zip(names, dream, real, strict=True)
        ),
        chosen=chosen,
    )


def beliefs(beliefs: Array) -> CurvesPanel:
    """What the model says of an end, by how far the pole leans after the push; beliefs (2, n)."""
    lean = np.array([0.0, FALLEN, FALLEN, STEEPEST])
    return CurvesPanel(
        name="endings",
        title=N_("How likely an end, by the pole's lean"),
        note=N_("on games it never saw, mean of each degree"),
        curves={
            N_("model"): beliefs,
            N_("world"): np.stack([lean, np.array([0.0, 0.0, 1.0, 1.0])]),
        },
        x=N_("degrees from upright"),
        low=0.0,
        high=1.0,
    )


def horizon(ahead: Mapping[str, Mapping[int, float]]) -> CurvesPanel:
    """How far dreams are off by pushes ahead, and how far it would be off to say that nothing moves."""
    curves = {
        name: np.array(list(values.items()), dtype=np.float64).reshape(-1, 2).T
        for name, values in (
            (N_("the dream"), ahead.get("dream", {})),
            (N_("nothing moves"), ahead.get("still", {})),
        )
    }
    return CurvesPanel(
        name="horizon",
        title=N_("How far off, by pushes ahead"),
        note=N_("on games it never saw; 1 is the states' own spread"),
        curves=curves,
        x=N_("pushes ahead"),
        log=True,
    )


def losses(learned: Trace, often: float) -> CurvesPanel:
    """What the model pays for the ending of a push."""
    return CurvesPanel(
        name="losses",
        title=N_("What the model pays for endings"),
        curves={N_("ending"): learned.curve(2)},
        levels={N_("knowing only how often"): often} if often else {},
        x=N_("update"),
        y=N_("nats a push"),
        log=True,
    )
