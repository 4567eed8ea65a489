"""What the GAN lab shows of a run: its panels, and its health in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import AnyPanel, Array, BarsPanel, CurvesPanel, PointsPanel
from tutor.kit.say import N_, Say

if TYPE_CHECKING:
    from tutor.labs.gan import GanLab

REACH = 1.25
"""The picture reaches this far past the data's own."""
FIELD = 32
"""Cells of D's field along each side."""
ARROWS, LONGEST = 48, 0.2
SWINGING = 0.05
"""Fakes of the same z that move farther than this in 150 steps, five σ, have come to no rest."""
FAINT = 1e-3
"""A mean gradient below this moves nothing within a run."""


HEALTH = (
    (
        N_("The generator gets no gradient"),
        N_("its mean size is below 0.001, and most samples lie near no mode"),
    ),
    (N_("Drifting"), N_("after a fifth of the run fewer than 1 in 5 samples lie near a mode")),
    (N_("Collapsed"), N_("after a fifth of the run no more than 3 in 4 modes are hit")),
    (N_("Swinging"), N_("after a fifth of the run a fake of the same z still moves 0.05 in 150 steps")),
    (N_("Broken off"), N_("a number is no longer finite")),
    (N_("Learning"), N_("none of these")),
)
"""What each word means, for `?`."""


def panels(lab: GanLab) -> tuple[AnyPanel, ...]:
    """The plane, the losses, the figures so far, and the samples near each mode."""
    seen = lab.seen()
    return (
        plane(lab),
        CurvesPanel(
            name="losses",
            title=N_("losses"),
            curves={N_("discriminator"): lab.losses.curve(1), N_("generator"): lab.losses.curve(2)},
            levels={N_("ln 2"): math.log(2)},
            x=N_("step"),
        ),
        how_good(lab.quality.curve(1), lab.quality.curve(2), lab.quality.curve(3), lab.js_floor),
        near_each(seen.hits, len(seen.samples)),
    )


def how_good(modes: Array, near: Array, js: Array, floor: float) -> CurvesPanel:
    """Share of modes hit, of samples near one, and JS beside its floor: curves (2, n) over steps."""
    return CurvesPanel(
        name="quality",
        title=N_("how good"),
        curves={N_("modes hit"): modes, N_("within 3σ"): near, N_("JS"): js},
        levels={N_("JS, real against real"): floor},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def near_each(hits: Array, made: int) -> BarsPanel:
    """Of `made` samples, how many are near each mode, hits (modes,), as a multiple of an even share."""
    return BarsPanel(
        name="modes",
        title=N_("samples near each mode, over an even share"),
        labels=tuple(str(k + 1) for k in range(len(hits))),
        values=hits * (len(hits) / made),
        high=2.0,
    )


def plane(lab: GanLab) -> PointsPanel:
    """Fakes and real points over D's field, with an arrow the way each of some fakes is sent."""
    scale, seed, reach = np.float32(lab.real.scale), lab.looking_seed(), REACH * lab.real.scale
    line = REACH * ((np.arange(FIELD, dtype=np.float32) + 0.5) / FIELD * 2 - 1)  # middles of the cells
    across, up = np.meshgrid(line, line[::-1])  # row 0 at the top
    belief = lab.gan.belief(np.stack([across, up], 2).reshape(-1, 2), seed)  # (32·32,)
    at, pull = lab.gan.pulls(ARROWS, seed)  # (48, 2) each
    size = np.linalg.norm(pull, axis=1, keepdims=True)
    return PointsPanel(
        name="samples",
        title=N_("fake and real points over D"),
        note=N_("a gradient of size g is drawn g/(1 + g) as long as the longest"),
        points=lab.seen().samples,
        real=lab.real.sample(500, lab.looking_rng(2)),
        field=belief.reshape(FIELD, FIELD),
        arrows=np.concatenate([at, LONGEST * pull / (1 + size)], 1) * scale,
        bounds=(-reach, reach, -reach, reach),
        edit="point" if lab.values["data"] == "drawn" else "",
    )


def health(lab: GanLab) -> Say:
    """The state of the run by plain thresholds, worst first."""
    seen = lab.seen()
    hit, k, near, pull = seen.modes, len(seen.hits), seen.near, seen.pull
    words: dict[str, str | int | float] = {"hit": hit, "k": k, "near": f"{near:.1%}"}
    if lab.broken_off:
        text = N_(
            "Broken off: the next step is no number. This is what stood before it, {hit} of {k} modes."
        )
        return Say(text, words)
    early = lab.steps < 0.2 * lab.length
    if pull < FAINT and near < 0.5:
        return Say(N_("The generator gets no gradient: its mean size is {pull}."), {"pull": f"{pull:.1e}"})
    if not early and near < 0.2:
        return Say(N_("Drifting: only {near} of the samples lie near a mode."), words)
    if not early and hit <= 0.75 * k:
        return Say(N_("Collapsed: {hit} of {k} modes are hit, {near} of the samples near one."), words)
    if not early and lab.swing is not None and lab.swing > SWINGING:
        words["swing"] = f"{lab.swing:.3f}"
        text = N_("Swinging: a fake moves {swing} in 150 steps. {hit} of {k} modes, {near} near one.")
        return Say(text, words)
    if not lab.done:
        return Say(N_("Learning: {hit} of {k} modes are hit, {near} of the samples near one."), words)
    return Say(N_("At the end {hit} of {k} modes are hit, {near} of the samples near one."), words)
