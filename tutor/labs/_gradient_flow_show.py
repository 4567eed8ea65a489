"""What the gradient-flow lab shows: norms as bars by the logarithm under their bound, slopes, a trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array, BarsPanel, CurvesPanel, HeatPanel, TablePanel
from tutor.kit.say import N_
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.labs._gradient_flow_bound import Trial
    from tutor.models.gradient_flow import Squash, WayBack

FAR = 300
"""No exponent of ten on screen is farther from 0."""
DECADES = 4
"""Ends of the scale are multiples of these, so that they seldom move."""
EVERY = 5
"""Time steps from one label to the next."""
LOW, HIGH = -12.0, 8.0
"""Exponents in the picture of the trial."""


def ends(*values: Array) -> tuple[float, float]:
    """A scale by the logarithm that holds all `values` that can be shown, and 1."""
    known = np.concatenate([v[np.isfinite(v) & (v > 0)] for v in values] + [np.ones(1)])
    low, high = np.log10(known.min()) / DECADES, np.log10(known.max()) / DECADES
    low, high = min(-1, np.floor(low)) * DECADES, max(1, np.ceil(high)) * DECADES
    return float(10.0 ** max(low, -FAR)), float(10.0 ** min(high, FAR))


def bars(found: Array, most: Array, at: int) -> BarsPanel:
    """‖∂h_T/∂hₜ‖ for each t, and the bound on each; `at` is where the way back has come to."""
    low, high = ends(found, most)
    return BarsPanel(
        name="flow",
        title=N_("‖∂h_T/∂hₜ‖ by t; lines: the bound"),
        labels=tuple(f"{t}" if t % EVERY == 0 else "" for t in range(len(found))),
        values=found,
        marks=most,
        low=low,
        high=high,
        upright=True,
        log=True,
        chosen=at,
        digits=3,
    )


def slopes(values: Array) -> HeatPanel:
    """φ′ of every unit at every step: values (T, H)."""
    return HeatPanel(
        name="slopes",
        title=N_("Slopes φ′, a column a step"),
        values=np.nan_to_num(values.T).astype(np.float32),
    )


def one_step(way: WayBack, squash: Squash) -> TablePanel:
    """The last step back with its numbers: what it did to the norm, what it could have done at most."""
    t, T = way.t, len(way.h) - 1
    stretch = float(np.linalg.norm(way.U, 2))
    rows: list[tuple[str, str]] = [
        (N_("σ of U"), f"{stretch:.4g}"),
        (N_("γ, the steepest slope"), f"{squash.steepest:g}"),
    ]
    if t < T:
        slope, before, now = squash.slope(way.h[t + 1]), way.norms[t + 1], way.norms[t]
        rows += [
            (N_("steepest slope of this step"), f"{slope.max():.4g}"),
            (N_("mean slope of this step"), f"{slope.mean():.4g}"),
            (N_("norm before"), f"{before:.4g}"),
            (N_("norm after"), f"{now:.4g}"),
            (N_("factor"), f"{now / before if before else 0:.4g}"),
        ]
    rows += [("", "")] * (7 - len(rows))
    return TablePanel(
        name="step",
        title=N_("One step back"),
        header=(f"t = {t + 1} → {t}" if t < T else f"t = {T}", ""),
        rows=tuple(rows),
        chosen=6 if t < T else -1,
    )


def trial(tried: Trial) -> CurvesPanel:
    """Every network drawn, in the order of their bounds: the bound, and the norm that may not pass it."""
    points = np.array(sorted(tried.points), dtype=np.float64).reshape(-1, 2).T  # (2, networks)
    place = np.arange(1, points.shape[1] + 1)
    bound, norm = points.clip(LOW, HIGH)
    return CurvesPanel(
        name="trial",
        title=N_("Networks drawn, by their bound"),
        curves={N_("norm"): np.stack([place, norm]), N_("bound"): np.stack([place, bound])},
        x=N_("network"),
        y=N_("log₁₀"),
        low=LOW,
        high=HIGH,
    )


def losses(trace: Trace) -> CurvesPanel:
    """The loss over updates, under what always saying 0 costs."""
    return CurvesPanel(
        name="loss",
        title=N_("Loss"),
        curves={N_("loss"): trace.curve(1)},
        levels={N_("always 0"): 1.0},
        x=N_("update"),
        log=True,
    )


def gradients(trace: Trace, clip: float) -> CurvesPanel:
    """The gradient's length over updates, and where it is cut off."""
    return CurvesPanel(
        name="gradient",
        title=N_("Length of the gradient"),
        curves={N_("before clipping"): trace.curve(2)},
        levels={N_("clip"): clip} if clip else {},
        x=N_("update"),
        log=True,
    )
