"""What the families lab shows: the plane as each model knows it, and who can say what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.lab import Look
from tutor.kit.panels import AnyPanel, Array, CurvesPanel, PointsPanel, TablePanel, place
from tutor.kit.say import N_, Say

if TYPE_CHECKING:
    from tutor.labs.families import FamiliesLab

BOUNDS, SHOWN = (-1.25, 1.25, -1.25, 1.25), slice(6, 26)
"""What is drawn of the plane: the middle 20 of the 32 squares to a side that are summed over."""
DRAWN = 300
"""Samples that are drawn of each model."""
ASKED = (0.3, -0.4)
"""The place that is asked about before the learner moves it: on a moon."""
BY_HEART = 1.0
"""Nats that a density may be better on its own points than on new ones before it is called by heart."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("Learned by heart"),
        Say(
            N_("new points cost the counted density over {heart} nats more than its own"),
            {"heart": f"{BY_HEART:g}"},
        ),
    ),
    (N_("Learning"), N_("until the last step, whatever the figures")),
)
"""What each word means, for `?`."""

TITLES = {
    "counted": N_("Counted: a heap on each point"),
    "autoregressive": N_("Autoregressive: one number, then the next"),
    "vae": N_("VAE: the map is a lower bound"),
    "gan": N_("GAN: points, and no map"),
}
NAMES = {
    "counted": N_("counted"),
    "autoregressive": N_("autoregressive"),
    "vae": N_("VAE"),
    "gan": N_("GAN"),
}


def panels(lab: FamiliesLab, look: Look) -> tuple[AnyPanel, ...]:
    """The data with the place that is asked about, the table, and the plane of each model."""
    index = look.focus.get("data")
    at = place(BOUNDS, index) if isinstance(index, int) else ASKED
    planes = [_plane(lab, name, at) for name in ("autoregressive", "vae", "gan", "counted")]
    names = (N_("autoregressive: −log p"), N_("VAE: −bound"))
    return (
        PointsPanel(
            name="data",
            title=N_("The points, and the place you ask about"),
            points=lab.train[:DRAWN],
            bounds=BOUNDS,
            crosses=np.array([at]),
            focus=True,
        ),
        _table(lab, np.array(at)),
        *planes,
        CurvesPanel(
            name="losses",
            title=N_("What two of them learn by"),
            curves={name: lab.losses.curve(k + 1) for k, name in enumerate(names)},
            x=N_("step"),
            y=N_("nats"),
        ),
    )


def _plane(lab: FamiliesLab, name: str, at: tuple[float, float]) -> PointsPanel:
    """A model's samples, over its density or its bound if it has one."""
    field = lab.field(name)
    shade = np.zeros((0, 0)) if field is None else _shades(field.log[SHOWN, SHOWN])
    squares = name == "counted" and lab.values["counted"] == "histogram"
    return PointsPanel(
        name=name,
        title=N_("Counted: in squares") if squares else TITLES[name],
        points=lab.samples(name, DRAWN),
        field=shade,
        bounds=BOUNDS,
        crosses=np.array([at]),
    )


def _shades(log: Array) -> Array:
    """log p as a colour in 0…1: the root of p over 2, so that thin parts show too."""
    shade: Array = np.sqrt(np.exp(np.minimum(log, 10.0)) / 2).clip(0, 1)
    return shade


def _table(lab: FamiliesLab, at: Array) -> TablePanel:
    """Asked of each model as it stands: can it say p, what, and does what it says sum to 1?"""
    rows = []
    for name, title in NAMES.items():
        sign, p = lab.says_of(name, at)
        field = lab.field(name)
        told = "–" if p is None else f"{p:.3f}" if sign == "=" else f"≥ {p:.3f}"
        kind = {"=": N_("a density"), ">": N_("a lower bound"), "": N_("samples only")}[sign]
        rows.append((title, kind, told, "–" if field is None else f"{field.integral:.2f}"))
    return TablePanel(
        name="table",
        title=N_("Who can say p(x)?"),
        header=("", N_("gives"), "p(x)", N_("sum")),
        rows=tuple(rows),
    )


def health(lab: FamiliesLab) -> tuple[Say, ...]:
    """Whether the counted density has learned its points by heart, and how the networks stand."""
    found = []
    own, new = (-float(lab.counted.log_density(x[:300]).mean()) for x in (lab.train, lab.new))
    if not new - own <= BY_HEART:
        words = {"own": f"{own:.2f}", "new": f"{new:.2f}"}
        text = N_("Learned by heart: the counted density gives its own points {own} nats, new ones {new}.")
        found.append(Say(text, words))
    recent = lab.losses.rows()[-50:, 1:]
    if len(recent):
        chain, vae = recent[:, 0].mean(), recent[:, 1].mean()
        state = N_("Learning: {chain} nats a point for the chain, at most {vae} for the VAE.")
        if lab.done:
            state = N_("At the end the chain has {chain} nats a point, the VAE at most {vae}.")
        found.append(Say(state, {"chain": f"{chain:.2f}", "vae": f"{vae:.2f}"}))
    return tuple(found)
