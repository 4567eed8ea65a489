"""What the latent space lab shows of a run: a map with a crosshair, walks and sums, health in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.lab import Look
from tutor.kit.panels import AnyPanel, Array, PicturesPanel, PointsPanel, TablePanel, place
from tutor.kit.say import N_, Say
from tutor.labs._digit_vae import Seen
from tutor.labs._latent_space_figures import distances, nearest
from tutor.labs._vae_show import CLASSES, FIELD, SHOWN, bounds, lattice

if TYPE_CHECKING:
    from tutor.labs.latent_space import LatentSpaceLab

STEPS = 7
"""Pictures of a walk, both ends among them."""
EVEN = 0.5
"""Share of pairs in which half-way codes must win to be worth more than an average of drawings."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("No gain half-way"),
        Say(N_("at the end, half-way codes win in {even} of the pairs or fewer"), {"even": f"{EVEN:.0%}"}),
    ),
    (N_("Learning"), N_("until the last step, whatever the figures")),
)
"""What each word means, for `?`."""


def panels(lab: LatentSpaceLab, look: Look) -> tuple[AnyPanel, ...]:
    """The map, what is drawn under the crosshair, a walk, its middle beside averages, a sum of codes."""
    seen = lab.seen(look.thorough)
    step = int(look.focus.get("walk", STEPS // 2)) % STEPS
    walk = way(lab, seen)
    here = under(lab, look, seen, walk[step])
    return (
        plane(lab, look, seen, here),
        drawn(lab, seen, here),
        strip(seen, walk, step),
        middle(lab, seen),
        sums(lab, seen),
        place_in_numbers(lab, seen, here),
    )


def way(lab: LatentSpaceLab, seen: Seen) -> Array:
    """Codes along the straight walk, (7, L)."""
    a, b = lab.ends(seen)
    t = np.linspace(0, 1, STEPS)[:, None]
    walk: Array = (1 - t) * a + t * b
    return walk


def under(lab: LatentSpaceLab, look: Look, seen: Seen, otherwise: Array) -> Array:
    """The code (L,) under the crosshair; until the learner points, the chosen one of the walk."""
    at = look.focus.get("map")
    if at is None:
        return otherwise
    here: Array = seen.lifted(np.array([place(bounds(lab, seen), int(at))]))[0]
    return here


def plane(lab: LatentSpaceLab, look: Look, seen: Seen, here: Array) -> PointsPanel:
    """Codes of held-out digits, the crosshair, and the walk as an arrow."""
    limits = bounds(lab, seen)
    field = np.zeros((0, 0), dtype=np.float32)
    if look.thorough or lab.done:
        field = lab.confidence(seen.decoded(seen.lifted(lattice(limits, FIELD)))).reshape(FIELD, FIELD)
    a, b = seen.flat(np.stack(lab.ends(seen)))  # (2,) each
    return PointsPanel(
        name="map",
        title=N_("codes of held-out digits"),
        note=N_("move the crosshair; arrow: the walk"),
        points=seen.flat(seen.codes[0])[:SHOWN].astype(np.float32),
        classes=lab.digits.test.labels[:SHOWN],
        names=CLASSES,
        field=field,
        arrows=np.concatenate([a, b - a])[None].astype(np.float32),
        crosses=seen.flat(here[None]).astype(np.float32),
        bounds=limits,
        focus=True,
    )


def drawn(lab: LatentSpaceLab, seen: Seen, here: Array) -> PicturesPanel:
    """What is drawn under the crosshair, the real digit most like it, and that with the nearest code."""
    picture = seen.decoded(here[None])[0]
    like, code = nearest(picture.ravel(), lab.train), nearest(here, seen.learned)
    real = lab.train[[like, code]].reshape(-1, 8, 8)
    return PicturesPanel(
        name="under",
        title=N_("drawn at the crosshair; real ones"),
        pictures=np.concatenate([picture[None], real]).astype(np.float32),
        labels=(N_("drawn"), N_("alike"), N_("by code")),
    )


def strip(seen: Seen, walk: Array, step: int) -> PicturesPanel:
    """What is drawn along the walk."""
    return PicturesPanel(
        name="walk",
        title=N_("along the walk"),
        pictures=seen.decoded(walk),
        labels=tuple(f"{i}/{STEPS - 1}" for i in range(STEPS)),
        across=STEPS,
        chosen=step,
        focus=True,
    )


def middle(lab: LatentSpaceLab, seen: Seen) -> PicturesPanel:
    """Half-way, by codes and by pixels; under each how far the nearest real digit is."""
    a, b = lab.ends(seen)
    ends = seen.decoded(np.stack([a, b]))  # (2, 8, 8)
    half = seen.decoded((a + b)[None] / 2)
    both = lab.test[lab.shown[[int(lab.values["from"]), int(lab.values["to"])]]].reshape(2, 8, 8)
    pictures = np.concatenate([half, ends.mean(0)[None], both.mean(0)[None]])
    far = distances(pictures.reshape(3, -1), lab.train)
    return PicturesPanel(
        name="half",
        title=N_("half-way: code, drawings, pixels"),
        note=N_("below: how far from a real digit"),
        pictures=pictures.astype(np.float32),
        labels=tuple(f"{d:.2f}" for d in far),
    )


def sums(lab: LatentSpaceLab, seen: Seen) -> PicturesPanel:
    """A trait lent: one with most of it, minus one with least, plus another digit, and what that draws."""
    lender, borrower = int(lab.values["from"]), int(lab.values["to"])
    own = np.flatnonzero(lab.digits.train.labels == lender)
    code, _ = lab.lent(seen, lender)
    middle = seen.learned[own].mean(0)
    other = seen.codes[0][lab.borrowers(borrower)[0]]
    return PicturesPanel(
        name="sums",
        title=N_("much of the trait − little + another"),
        pictures=seen.decoded(np.stack([middle + code / 2, middle - code / 2, other, other + code])),
        labels=("a", "− b", "+ c", "="),
    )


def place_in_numbers(lab: LatentSpaceLab, seen: Seen, here: Array) -> TablePanel:
    """The crosshair in figures."""
    picture = seen.decoded(here[None]).reshape(1, -1)
    code = nearest(here, seen.learned)
    rows = [(f"z{j + 1}", f"{here[j]:+.2f}") for j in seen.order[:2]]
    rows.append((N_("to the nearest code"), f"{np.linalg.norm(here - seen.learned[code]):.2f}"))
    rows.append((N_("whose digit is"), f"{lab.digits.train.labels[code]}"))
    rows.append((N_("drawn to real"), f"{distances(picture, lab.train)[0]:.2f}"))
    return TablePanel(name="here", title=N_("under the crosshair"), header=("", ""), rows=tuple(rows))


def health(lab: LatentSpaceLab, look: Look) -> tuple[Say, ...]:
    """How far it is, and who wins half-way."""
    wins = lab.midpoints(lab.seen(look.thorough), whole=False)["midpoint_wins"] or 0.0
    if not lab.done:
        text = N_("Learning: half-way codes beat the average of drawings in {wins} of pairs.")
    elif wins <= EVEN:
        text = N_("No gain half-way: codes beat the average of drawings in only {wins} of pairs.")
    else:
        text = N_("Half-way codes beat the average of drawings in {wins} of pairs.")
    return (Say(text, {"wins": f"{wins:.0%}"}),)
