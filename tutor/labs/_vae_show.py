"""What the VAE lab shows of a run: its panels, and its health in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.lab import Look
from tutor.kit.panels import (
    AnyPanel,
    Array,
    BarsPanel,
    Bounds,
    CurvesPanel,
    PicturesPanel,
    PointsPanel,
    TablePanel,
)
from tutor.kit.say import N_, Say
from tutor.labs._digit_vae import ACTIVE, DigitVaeLab, Seen

if TYPE_CHECKING:
    from tutor.labs.vae import VaeLab

REACH = 3.0
"""The map of a VAE goes this many σ of the prior each way."""
SHOWN = 300
FIELD = 24
CLASSES = tuple("0123456789")
GROUND = N_("cross: chosen digit; ground: how sure")
MIXED = 0.3
"""Nats of KL in all, below which the samples have nothing to say."""
EARLY = 0.15
"""Share of a run before which nothing is called collapsed."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("Collapsed"),
        Say(
            N_("after {early} of the run the KL is below {mixed} nats, all dimensions together"),
            {"early": f"{EARLY:.0%}", "mixed": MIXED},
        ),
    ),
    (N_("active"), Say(N_("a dimension whose KL is above {active} nats"), {"active": ACTIVE})),
    (N_("Learning"), Say(N_("the first {early} of the run"), {"early": f"{EARLY:.0%}"})),
)
"""What each word means, for `?`."""


def panels(lab: VaeLab, look: Look) -> tuple[AnyPanel, ...]:
    """The map, samples, rebuilt digits, the code of one of them, and what each part costs."""
    seen = lab.seen(look.thorough)
    chosen = int(look.focus.get("digits", 0)) % len(CLASSES)
    return (
        latent_map(lab, look, chosen),
        samples(lab),
        digits(lab, seen, chosen),
        one(lab, seen, chosen),
        dimensions(lab, seen),
        terms(lab),
    )


def bounds(lab: DigitVaeLab, seen: Seen) -> Bounds:
    """What part of the plane is shown: that of the prior, or as far as a plain autoencoder's codes go."""
    if lab.values["model"] == "vae":
        return (-REACH, REACH, -REACH, REACH)
    codes = seen.flat(seen.learned)
    low, high = codes.min(0), codes.max(0)
    edge = 0.05 * np.maximum(high - low, 1e-3)
    (x0, y0), (x1, y1) = (low - edge).tolist(), (high + edge).tolist()
    return (x0, x1, y0, y1)


def lattice(limits: Bounds, side: int) -> Array:
    """(side², 2): middles of the cells, the upper row first."""
    x0, x1, y0, y1 = limits
    line = (np.arange(side) + 0.5) / side
    across, up = np.meshgrid(x0 + (x1 - x0) * line, y1 - (y1 - y0) * line)
    return np.stack([across, up], 2).reshape(-1, 2)


def latent_map(lab: VaeLab, look: Look, chosen: int) -> PointsPanel:
    """Codes of held-out digits; at the end over how sure the judge is of what is decoded there.

    A cross at the chosen digit's μ, with arrows one σ long.
    """
    seen = lab.seen(look.thorough)
    limits = bounds(lab, seen)
    field = np.zeros((0, 0), dtype=np.float32)
    if look.thorough or lab.done:
        field = lab.confidence(seen.decoded(seen.lifted(lattice(limits, FIELD)))).reshape(FIELD, FIELD)
    at, wide = (seen.flat(part[lab.shown[chosen]][None]) for part in seen.codes)  # (1, 2) each
    arms = np.array([[1, 0], [-1, 0], [0, 1], [0, -1]]) * wide  # (4, 2)
    arrows = np.concatenate([np.tile(at, (4, 1)), arms], 1) if wide.any() else np.zeros((0, 4))
    return PointsPanel(
        name="map",
        title=N_("codes of held-out digits"),
        note=N_("cross: chosen digit; ground: how sure")
        if len(field)
        else N_("cross: the chosen digit, μ and σ"),
        points=seen.flat(seen.codes[0])[:SHOWN].astype(np.float32),
        classes=lab.digits.test.labels[:SHOWN],
        names=CLASSES,
        field=field,
        arrows=arrows.astype(np.float32),
        crosses=at.astype(np.float32),
        bounds=limits,
    )


def samples(lab: VaeLab) -> PicturesPanel:
    """New digits."""
    return PicturesPanel(
        name="samples",
        title=N_("new digits, drawn with z from N(0, 1)"),
        pictures=lab.vae.sample(24, lab.looking_rng(3))[0].reshape(-1, 8, 8),
    )


def digits(lab: VaeLab, seen: Seen, chosen: int) -> PicturesPanel:
    """A held-out digit of each class, and what comes back of it."""
    some = lab.shown
    back = seen.decoded(seen.codes[0][some])  # (10, 8, 8)
    return PicturesPanel(
        name="digits",
        title=N_("held-out digits and what comes back"),
        pictures=np.concatenate([lab.test[some].reshape(back.shape), back]),
        across=len(some),
        chosen=chosen,
        focus=True,
    )


def one(lab: VaeLab, seen: Seen, chosen: int) -> TablePanel:
    """The chosen digit's code, and what each dimension costs."""
    mu, sigma = (part[lab.shown[chosen]] for part in seen.codes)  # (L,) each
    rows = []
    for j in seen.order:
        square, var = mu[j] ** 2, sigma[j] ** 2
        cost = 0.5 * (square + var - 1 - np.log(var)) if var else 0.0
        rows.append((f"{j + 1}", f"{mu[j]:+.2f}", f"{sigma[j]:.2f}", f"{cost:.3f}"))
    return TablePanel(
        name="code",
        title=N_("the chosen digit's code"),
        note=N_("KL = ½(μ² + σ² − 1 − ln σ²)"),
        header=("z", "μ", "σ", "KL"),
        rows=tuple(rows),
    )


def dimensions(lab: VaeLab, seen: Seen) -> BarsPanel:
    """Which dimensions carry something."""
    kl = seen.terms[1][seen.order]
    return BarsPanel(
        name="dims",
        title=N_("KL of each dimension, nats"),
        labels=tuple(f"z{j + 1}" for j in seen.order),
        values=kl.astype(np.float32),
        high=max(2.0, float(kl.max())),
    )


def terms(lab: VaeLab) -> CurvesPanel:
    """Both terms along the run, of held-out digits."""
    curves = {N_("reconstruction"): lab.quality.curve(1)}
    if lab.values["model"] == "vae":
        recon, kl = lab.quality.curve(1), lab.quality.curve(2)
        curves |= {N_("KL"): kl, N_("−ELBO"): np.stack([recon[0], recon[1] + kl[1]])}
    return CurvesPanel(
        name="terms",
        title=N_("nats a held-out digit"),
        curves=curves,
        levels={N_("always the mean digit"): lab.blind},
        x=N_("step"),
        low=0.0,
        high=30.0,
    )


def health(lab: VaeLab, look: Look) -> tuple[Say, ...]:
    """The state of the run by plain thresholds, worst first."""
    seen = lab.seen(look.thorough)
    recon, kl = seen.terms
    active = int((kl > ACTIVE).sum())
    words: dict[str, str | int | float] = {
        "recon": f"{recon:.1f}",
        "kl": f"{kl.sum():.2f}",
        "elbo": f"{-recon - kl.sum():.1f}",
        "active": active,
        "all": len(kl),
    }
    if lab.values["model"] == "autoencoder":
        width, middle = lab.spread(seen)
        words |= {"width": f"{width:.1f}", "middle": f"{middle:.1f}"}
        text = N_("Rebuilds at {recon} nats. Codes lie {width} wide about a middle {middle} away from 0.")
        return (Say(text, words),)
    if kl.sum() < MIXED and lab.steps > EARLY * lab.length:
        text = N_("Collapsed: the KL is {kl} nats, the code says next to nothing, ELBO {elbo} nats.")
    elif lab.steps <= EARLY * lab.length:
        text = N_("Learning: ELBO {elbo} nats, {active} of {all} dimensions active.")
    else:
        text = N_("ELBO {elbo} nats: reconstruction {recon}, KL {kl}; {active} of {all} dimensions active.")
    return (Say(text, words),)
