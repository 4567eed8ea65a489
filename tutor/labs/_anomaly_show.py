"""What the anomaly lab shows of a run: two heaps and a threshold, a sheet to draw on, and its health."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import (
    AnyPanel,
    Array,
    BarsPanel,
    CurvesPanel,
    GridPanel,
    PicturesPanel,
    TablePanel,
)
from tutor.kit.say import N_, Say, Verbatim
from tutor.labs._anomaly_declared import SCORES, SIDE, VAE_SCORES
from tutor.labs._anomaly_scores import BASE, Seen, aurocs

if TYPE_CHECKING:
    from tutor.labs.anomaly import AnomalyLab

BINS, ROOM = 24, 0.15
"""Steps of the heaps; and the part of their width by which a mark may lie beyond them."""
EACH = 3
"""Digits shown of those that were missed, and of those that raise a false alarm first."""
EARLY = 0.2
TURNED, BLIND, WEAK = 0.45, 0.6, 0.8
CALLED = {
    "elbo": N_("VAE: −ELBO"),
    "reconstruction": N_("VAE: recon."),
    "error": N_("VAE: error²"),
    "kl": N_("VAE: KL"),
    "pca": N_("PCA"),
    "1nn": N_("1-NN"),
}
HEALTH = (
    (N_("Upside down"), N_("after a fifth of the run the AUROC is below 0.45: strange digits score lower")),
    (N_("Blind"), N_("after a fifth of the run the AUROC is between 0.45 and 0.6; .5 is guessing")),
    (N_("Weak"), N_("after a fifth of the run the AUROC is between 0.6 and 0.8")),
    (N_("Telling"), N_("after a fifth of the run the AUROC is 0.8 or more")),
    (N_("Learning"), N_("the first fifth of the run")),
)
"""What each word means, for `?`."""


def panels(lab: AnomalyLab, seen: Seen) -> tuple[AnyPanel, ...]:
    """Both heaps with the threshold, its price, the sheet, hits and misses, and all detectors compared."""
    return (
        heaps(seen),
        price(seen),
        sheet(lab),
        mirror(seen),
        confused(lab, seen),
        compared(lab, seen),
        trade(seen),
        by_digit(lab, seen),
    )


def heaps(seen: Seen) -> CurvesPanel:
    """How often which score: of normal held-out digits, and of the digit that was left out."""
    normal, strange = seen.own(seen.chosen)
    both = np.concatenate([normal, strange])
    low, high = float(both.min()), float(both.max()) + 1e-6
    bins = np.linspace(low, high, BINS + 1)
    middles = (bins[1:] + bins[:-1]) / 2
    shares = [np.histogram(scores, bins)[0] / len(scores) for scores in (normal, strange)]  # (24,) each
    ends = low, high + ROOM * (high - low)
    return CurvesPanel(
        name="heaps",
        title=N_("how strange held-out digits are"),
        note=N_("right of the threshold: alarm"),
        curves={
            name: np.stack([middles, share])
            for name, share in zip((N_("normal"), N_("the left-out digit")), shares, strict=True)
        },
        marks={
            N_("threshold"): float(np.clip(seen.threshold, *ends)),
            N_("your sheet"): float(np.clip(seen.drawn, *ends)),
        },
        x=CALLED[seen.chosen],
        y=N_("share"),
        low=0.0,
    )


def price(seen: Seen) -> TablePanel:
    """What the threshold costs and brings."""
    from tutor.models.detect import above, precision

    normal, strange = seen.own(seen.chosen)
    at = seen.threshold
    recall, alarms = above(strange, at), above(normal, at)
    right = precision(recall, alarms, BASE)
    rows = (
        (N_("threshold"), Verbatim(f"{at:.1f}"), ""),
        (N_("false alarms"), Verbatim(f"{alarms:.1%}"), _counted(normal, at)),
        (N_("recall"), Verbatim(f"{recall:.1%}"), _counted(strange, at)),
        (N_("precision, 1 in 100"), Verbatim("–" if right is None else f"{right:.1%}"), ""),
    )
    return TablePanel(
        name="price",
        title=N_("what the threshold brings"),
        header=("", "", ""),
        rows=rows,
    )


def _counted(scores: Array, at: float) -> Verbatim:
    return Verbatim(f"{int((scores > at).sum())}/{len(scores)}")


def sheet(lab: AnomalyLab) -> GridPanel:
    """The learner's own drawing."""
    return GridPanel(
        name="sheet",
        title=N_("your sheet"),
        note=N_("black or white: already strange among grey scans") if lab.values["ink"] == "grey" else "",
        cells=np.where(lab.paper, 1, -1).astype(np.int8),
        edit="pen",
    )


def mirror(seen: Seen) -> PicturesPanel:
    """What comes back of the sheet, and what is left over: what a squared error is made of."""
    back = seen.back(seen.paper)
    return PicturesPanel(
        name="mirror",
        title=N_("your sheet, rebuilt"),
        pictures=np.concatenate([back, np.abs(seen.paper - back)]).reshape(2, SIDE, SIDE),
        labels=(N_("comes back"), N_("left over")),
        across=2,
    )


def confused(lab: AnomalyLab, seen: Seen) -> PicturesPanel:
    """Strange digits that look most normal, and normal ones that look strangest; below what comes back."""
    d = int(lab.values["left_out"])
    scores, strange = seen.scores[seen.chosen][d], lab.strange[d]
    order = np.argsort(scores, kind="stable")
    some = np.concatenate([order[strange[order]][:EACH], order[~strange[order]][::-1][:EACH]])
    return PicturesPanel(
        name="confused",
        title=N_("least strange of the unseen · strangest normal"),
        pictures=np.concatenate([lab.test[some], seen.back(lab.test[some])]).reshape(-1, SIDE, SIDE),
        labels=(
            *(Verbatim(label) for label in lab.digits.test.labels[some]),
            *(Verbatim(f"{score:.1f}") for score in scores[some]),
        ),
        across=2 * EACH,
    )


def trade(seen: Seen) -> CurvesPanel:
    """Recall against false alarms at every threshold: the digit on screen, the VAE and its rivals."""
    from tutor.models.detect import above, roc

    first = seen.chosen if seen.chosen in VAE_SCORES else "elbo"
    return CurvesPanel(
        name="roc",
        title=N_("recall at each rate of false alarms: ROC"),
        curves={CALLED[name]: roc(*seen.own(name)) for name in (first, "pca", "1nn")},
        marks={N_("threshold"): above(seen.own(seen.chosen)[0], seen.threshold)},
        x=N_("false alarms"),
        y=N_("recall"),
        low=0.0,
        high=1.0,
    )


def compared(lab: AnomalyLab, seen: Seen) -> BarsPanel:
    """AUROC by every score, mean of the ten."""
    return BarsPanel(
        name="detectors",
        title=N_("AUROC by score, mean of all ten"),
        labels=tuple(CALLED[name] for name in SCORES),
        values=np.array([aurocs(seen.scores[name], lab.strange).mean() for name in SCORES]),
        chosen=SCORES.index(seen.chosen),
        digits=3,
    )


def by_digit(lab: AnomalyLab, seen: Seen) -> BarsPanel:
    """AUROC by the chosen score, by the digit that was left out."""
    each = aurocs(seen.scores[seen.chosen], lab.strange)
    return BarsPanel(
        name="by_digit",
        title=N_("AUROC by the digit left out"),
        labels=tuple(Verbatim(d) for d in range(len(each))),
        values=each,
        chosen=int(lab.values["left_out"]),
        upright=True,
    )


def says(lab: AnomalyLab, seen: Seen) -> tuple[Say, ...]:
    """Health by plain thresholds, and what the detector on screen says of the sheet."""
    return (health(lab, seen), verdict(seen))


def health(lab: AnomalyLab, seen: Seen) -> Say:
    """How well the chosen score tells strange digits from normal ones, mean of the ten."""
    area = float(aurocs(seen.scores[seen.chosen], lab.strange).mean())
    words: dict[str, str | int | float | Say] = {"area": Verbatim(f"{area:.2f}"), "by": CALLED[seen.chosen]}
    if lab.steps < EARLY * lab.length and seen.chosen in VAE_SCORES:
        return Say(N_("Learning: AUROC {area} by {by}."), words)
    if area < TURNED:
        return Say(N_("Upside down: AUROC {area} by {by}: strange digits score lower."), words)
    if area < BLIND:
        return Say(N_("Blind: AUROC {area} by {by}, and .5 is guessing."), words)
    if area < WEAK:
        return Say(N_("Weak: AUROC {area} by {by}."), words)
    return Say(N_("Telling: AUROC {area} by {by}, mean of all ten."), words)


def verdict(seen: Seen) -> Say:
    """Alarm or none."""
    own, at = seen.drawn, seen.threshold
    words: dict[str, str | int | float | Say] = {"own": Verbatim(f"{own:.1f}"), "at": Verbatim(f"{at:.1f}")}
    if own > at:
        return Say(N_("Your sheet scores {own}, the threshold is {at}: alarm."), words)
    return Say(N_("Your sheet scores {own}, the threshold is {at}: no alarm."), words)
