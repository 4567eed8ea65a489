"""What the augmentation lab shows: the digits side by side, what each kind adds, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import AnyPanel, BarsPanel, CurvesPanel, PicturesPanel, TablePanel
from tutor.kit.say import N_, Say
from tutor.labs._augmentation_declared import ARMS

if TYPE_CHECKING:
    from tutor.labs.augmentation import AugmentationLab

NAMES = {
    "real_only": N_("real"),
    "shift": N_("shifted"),
    "noise": N_("noise"),
    "generated": N_("generated"),
    "fresh": N_("more real"),
}
CAPTIONS = (N_("real"), N_("shifted"), N_("noise"), N_("made up"), N_("another"))
"""What stands under a picture: no wider than it is."""
WORDS = {1: N_("helps"), 0: N_("no difference"), -1: N_("hurts")}
SENTENCES = {
    1: N_("Helps: {names}."),
    0: N_("No difference that {n} draws can tell: {names}."),
    -1: N_("Hurts: {names}."),
}
HEALTH = (
    (N_("Helps"), N_("the 95% interval of the mean difference lies above 0")),
    (N_("No difference"), N_("that interval covers 0")),
    (N_("Hurts"), N_("that interval lies below 0")),
)
"""What each word means, for `?`."""
TICK = 0.02


def panels(lab: AugmentationLab) -> tuple[AnyPanel, ...]:
    """Digits of every kind, differences with their intervals, the table, and how the means settle."""
    return pictures(lab), bars(lab), table(lab), means(lab)


def pictures(lab: AugmentationLab) -> PicturesPanel:
    """Of each class a real digit, what is made of it, what the generator draws, and another real one."""
    made = np.stack([lab.sample(arm) for arm in ARMS], axis=1)  # (10, 5, 64)
    return PicturesPanel(
        name="digits",
        title=N_("a real digit, copies of it, a generated one, another real one"),
        pictures=made.reshape(-1, 8, 8),
        labels=CAPTIONS * len(made),
        across=len(ARMS),
    )


def bars(lab: AugmentationLab) -> BarsPanel:
    """What each kind adds to the share told right; brackets where the true mean may be."""
    found = lab.differences()
    values = np.array([d.mean for d in found.values()] or [math.nan] * (len(ARMS) - 1))
    spans = np.array([(d.low, d.high) for d in found.values()] or np.zeros((0, 2)))
    ends = np.nan_to_num(np.concatenate([values, spans.ravel()]))
    return BarsPanel(
        name="added",
        title=N_("what it adds to the share told right"),
        note=N_("brackets: where the true mean may be (95%)"),
        labels=tuple(NAMES[arm] for arm in ARMS[1:]),
        values=values,
        spans=spans,
        low=min(-2 * TICK, TICK * math.floor(ends.min() / TICK)),
        high=max(2 * TICK, TICK * math.ceil(ends.max() / TICK)),
        digits=3,
    )


def table(lab: AugmentationLab) -> TablePanel:
    """How sure the differences are, and the verdict on each."""
    found = lab.differences()
    rows = []
    for arm in ARMS[1:]:
        d = found.get(arm)
        error = "–" if d is None or math.isnan(d.error) else _short(d.error)
        rows.append((NAMES[arm], error, WORDS[d.verdict] if d else ""))
    return TablePanel(
        name="table",
        title=N_("how sure is that?"),
        note=N_("±: the standard error"),
        header=("", "±", ""),
        rows=tuple(rows),
    )


def means(lab: AugmentationLab) -> CurvesPanel:
    """The mean differences after each draw: few draws say little."""
    shares = lab.shares()  # (5, n)
    n = np.arange(1, shares.shape[1] + 1)
    curves = {
        NAMES[arm]: np.stack([n, np.cumsum(shares[row] - shares[0]) / n])
        for row, arm in enumerate(ARMS[:-1])
        if row
    }
    return CurvesPanel(
        name="means",
        title=N_("the mean difference, draw by draw"),
        curves=curves,
        levels={N_("no difference"): 0.0},
        x=N_("draws"),
        low=-TICK,
        high=2 * TICK,
    )


def says(lab: AugmentationLab) -> tuple[Say, ...]:
    """What is being done, and which kinds help, hurt, or make no difference that could be told."""
    found = lab.differences()
    said = [
        Say(SENTENCES[verdict], {"names": _listed(names), "n": lab.shares().shape[1]})
        for verdict in (1, -1, 0)
        if (names := [NAMES[arm] for arm, d in found.items() if d.verdict == verdict])
    ]
    shares = lab.shares()
    told = {"n": shares.shape[1], "k": int(lab.values["k"])}
    if shares.size:
        share = {"share": _short(float(shares[0].mean())), **told}
        said.append(Say(N_("{n} draws done. With {k} real digits of a class alone: {share} right."), share))
    if not lab.done and lab.practising:
        said.append(Say(N_("Generators practise, on {k} digits of a class each."), told))
    elif not lab.done:
        said.append(Say(N_("The classifiers learn.")))
    return tuple(said)


def _listed(names: Sequence[str]) -> Say | str:
    """Names with commas between them."""
    if len(names) == 1:
        return names[0]
    return Say("{first}, {rest}", {"first": names[0], "rest": _listed(names[1:])})


def _short(x: float) -> str:
    return f"{x:.3f}".removeprefix("0")
