"""What the DCGAN lab shows: samples, one of them layer by layer, grids before any learning, figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import AnyPanel, Array, BarsPanel, CurvesPanel, PicturesPanel
from tutor.kit.say import N_, Say
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.labs.dcgan import Dcgan

SHOWN = 40
"""Samples in the picture."""
LABELS = {
    "transposed-4": N_("kernel 4"),
    "transposed-3": N_("kernel 3"),
    "transposed-2": N_("kernel 2"),
    "resize": N_("resize"),
}
FOOLED, CAUGHT = 0.65, 0.15
"""D's loss, nats: above it tells next to nothing, below it tells nearly everything."""
EARLY, SETTLED = 0.1, 0.25
"""Shares of a run: up to the first it is only beginning, after the second it may be getting worse."""
WORSE, LEEWAY = 3, 0.01
"""So many times the best distance, and that much more: no accident of few samples rises so far."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("The discriminator tells nearly every sample"),
        Say(N_("its loss on an image is below {caught} nats"), {"caught": CAUGHT}),
    ),
    (
        N_("Getting worse"),
        Say(
            N_("after {settled} of the run the distance is over {worse} times its best plus {leeway}"),
            {"settled": f"{SETTLED:.0%}", "worse": WORSE, "leeway": LEEWAY},
        ),
    ),
    (
        N_("The discriminator tells next to nothing yet"),
        Say(
            N_("in the first {early} of the run its loss is above {fooled} nats; ln 2 is no clue at all"),
            {"early": f"{EARLY:.0%}", "fooled": FOOLED},
        ),
    ),
    (N_("Learning"), N_("none of these")),
)
"""What each word means, for `?`."""


def samples(pictures: Array, chosen: int) -> PicturesPanel:
    """What the averaged generator draws."""
    return PicturesPanel(
        name="samples",
        title=N_("samples"),
        note=N_("choose one: its layers are shown in the panels of maps"),
        pictures=pictures[:SHOWN],
        chosen=chosen,
        focus=True,
    )


def layers(maps: list[Array]) -> tuple[PicturesPanel, ...]:
    """The maps of one sample: (c, 2, 2), then (c/2, 4, 4)."""
    titles = N_("first maps, 2×2"), N_("second maps, 4×4")
    return tuple(
        PicturesPanel(
            name=f"maps{2 * (i + 1)}",
            title=titles[i],
            pictures=some[: (24, 16)[i]],
            high=float(np.quantile(some, 0.98)) or 1.0,
        )
        for i, some in enumerate(maps[:2])
    )


def grids(name: str, title: str, made: Mapping[str, Array], hidden: bool) -> PicturesPanel:
    """What constant maps become, (8, 8) for each way of doubling and each to its own scale.

    Nothing is there while `hidden`: a lesson asks before it shows.
    """
    pictures = np.stack([m / np.abs(m).max() for m in made.values()])
    return PicturesPanel(
        name=name,
        title=title,
        pictures=np.full_like(pictures, np.nan) if hidden else pictures,
        low=-1.0,
        high=1.0,
        diverging=True,
        labels=tuple(LABELS[way] for way in made),
        across=len(made),
    )


def quality(tests: Trace, floor: float) -> CurvesPanel:
    """The distance from real digits along the run."""
    return CurvesPanel(
        name="quality",
        title=N_("distance from real digits"),
        curves={N_("samples"): tests.curve(1)},
        levels={N_("real against real"): max(floor, 1e-4)},
        x=N_("step"),
        log=True,
    )


def losses(trace: Trace) -> CurvesPanel:
    return CurvesPanel(
        name="losses",
        title=N_("losses"),
        curves={N_("discriminator"): trace.curve(1), N_("generator"): trace.curve(2)},
        levels={N_("ln 2"): math.log(2)},
        x=N_("step"),
    )


def classes(shares: Array) -> BarsPanel:
    """What the samples were told as at the last test: (10,) shares of all samples."""
    return BarsPanel(
        name="classes",
        title=N_("told as each digit, share of samples"),
        labels=tuple(str(digit) for digit in range(len(shares))),
        values=shares,
        high=max(0.15, float(shares.max())),
        digits=3,
    )


def panels(lab: Dcgan, chosen: int) -> tuple[AnyPanel, ...]:
    """All of them; `chosen` is the sample that is shown layer by layer."""
    seen = lab.seen()
    return (
        samples(seen, chosen),
        *layers(lab.maps(chosen)),
        grids("grids", N_("constant maps, doubled untrained"), lab.random, not lab.steps),
        grids("taps", N_("the same, with kernels of ones"), lab.ones, not lab.steps),
        quality(lab.quality, lab.floor),
        classes(lab.shares),
        losses(lab.trace),
    )


def health(steps: int, length: int, d_loss: float | None, kids: Array, covered: float) -> tuple[Say, ...]:
    """The state of the run by plain thresholds. `kids` (n,): the distances so far."""
    if d_loss is None:
        return ()
    if d_loss < CAUGHT:
        text = N_(
            "The discriminator tells nearly every sample (loss {loss}): its slopes say less and less."
        )
        return (Say(text, {"loss": f"{d_loss:.2f}"}),)
    if steps > SETTLED * length and kids[-1] > WORSE * kids.min() + LEEWAY:
        text = N_("Getting worse: a distance of {kid}, after {best} at its best.")
        return (Say(text, {"kid": f"{kids[-1]:.3f}", "best": f"{kids.min():.3f}"}),)
    if d_loss > FOOLED and steps < EARLY * length:
        return (Say(N_("The discriminator tells next to nothing yet."), {}),)
    words: dict[str, str | int | float] = {"n": int(covered), "kid": f"{kids[-1]:.3f}"}
    if steps < length:
        return (Say(N_("Learning: {n} of 10 digits are there, at a distance of {kid}."), words),)
    return (Say(N_("At the end {n} of 10 digits are there, at a distance of {kid}."), words),)
