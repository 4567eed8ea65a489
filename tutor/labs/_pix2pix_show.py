"""What the pix2pix lab shows: drawings side by side, the paper to draw on, D's verdict on each patch."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from tutor.kit.panels import AnyPanel, Array, BarsPanel, CurvesPanel, GridPanel, PicturesPanel
from tutor.kit.say import N_, Say, Verbatim
from tutor.labs._pix2pix_digits import CLASSES, Digits
from tutor.labs._pix2pix_digits import STEPS as DIGIT_STEPS
from tutor.labs._pix2pix_outlines import EDGE, OWN, STEPS, Outlines

EARLY = 0.25
"""Share of a run before which nothing is called a failure."""
GREY, DEAF, TOLD = 2.5, 0.5, 0.5
"""Ambiguity over the truth's, IoU, class accuracy that are called a failure."""

HEALTH: tuple[tuple[str, str | Say], ...] = (
    (
        N_("It does not keep to the outline"),
        Say(
            N_("outlines, after {early} of the run: IoU is below {deaf}"),
            {"early": f"{EARLY:.0%}", "deaf": DEAF},
        ),
    ),
    (
        N_("Mush"),
        Say(
            N_("outlines, after {early} of the run: over {grey} times as much grey as in true drawings"),
            {"early": f"{EARLY:.0%}", "grey": GREY},
        ),
    ),
    (
        N_("It does not listen"),
        Say(
            N_("digits, after {early} of the run: fewer than {told} are the one that was asked for"),
            {"early": f"{EARLY:.0%}", "told": f"{TOLD:.0%}"},
        ),
    ),
)
"""What each word means, for `?`."""


WHOSE: Mapping[str, str] = {"l1": N_("L1 alone"), "cgan": N_("cGAN alone"), OWN: N_("yours")}


def outline_panels(task: Outlines) -> tuple[AnyPanel, ...]:
    """All panels of the first task."""
    x, true = task.papers()
    drawn = {who: net.draw(x) for who, net in task.nets.items()}
    made = np.stack([*drawn.values(), true], axis=1)[:, :, EDGE:-EDGE, EDGE:-EDGE]  # (5, k, 14, 14)
    named = (*(WHOSE[who] for who in drawn), N_("a true one"))
    shown = np.concatenate([x[1:, None, EDGE:-EDGE, EDGE:-EDGE], made[1:]], axis=1)
    return (
        PicturesPanel(
            name="drawings",
            title=N_("What is made of your outline"),
            pictures=made[0],
            labels=named,
        ),
        GridPanel(
            name="outline",
            title=N_("Your outline"),
            cells=np.where(task.paper, 1, -1).astype(np.int8),
            edit="pen",
        ),
        PicturesPanel(
            name="unseen",
            title=N_("Shapes that none of them has learned from"),
            pictures=shown.reshape(-1, *shown.shape[2:]),
            labels=(N_("outline"), *named) * len(shown),
            across=shown.shape[1],
        ),
        *([_patches(task, x[0], drawn[OWN][0], true[0])] if task.nets[OWN].critic != "none" else []),
        _progress(task),
    )


def _patches(task: Outlines, x: Array, drawn: Array, true: Array) -> PicturesPanel:
    """D's word on each patch: of G's drawing, of the true one, and of that with another's outline."""
    other = next(o for o in task.exam.x if not (o == x).all())
    maps = task.nets[OWN].verdicts(np.array([x, x, other]), np.array([drawn, true, true]))
    return PicturesPanel(
        name="patches",
        title=N_("What D says, patch by patch"),
        note=N_("light: real; dark: made by G"),
        pictures=maps,
        labels=(N_("yours"), N_("a true one"), N_("wrong outline")),
        across=3,
    )


def _progress(task: Outlines) -> CurvesPanel:
    """Ambiguity and IoU along the run; the learner's own beside its rivals'."""
    title = N_("Share of the inside that is grey, held-out shapes")
    curves = {WHOSE[who]: trace.curve(1) for who, trace in task.tests.items()}
    if len(curves) == 1:
        title = N_("Held-out shapes: grey inside, IoU")
        curves = {N_("grey inside"): task.tests[OWN].curve(1), N_("IoU"): task.tests[OWN].curve(2)}
    return CurvesPanel(
        name="progress",
        title=title,
        curves=curves,
        levels={N_("true drawings"): task.truth},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def digit_panels(task: Digits) -> tuple[AnyPanel, ...]:
    """All panels of the second task."""
    return (
        PicturesPanel(
            name="digits",
            title=N_("Asked for 0 to 9; each ten from one z"),
            pictures=task.shown(),
            labels=tuple(Verbatim(c) for c in range(CLASSES)) * (len(task.shown()) // CLASSES),
        ),
        BarsPanel(
            name="told",
            title=N_("told as the digit that was asked for, by class"),
            labels=tuple(Verbatim(c) for c in range(CLASSES)),
            values=task.by_class,
        ),
        CurvesPanel(
            name="progress",
            title=N_("As asked, and how varied"),
            curves={N_("as asked"): task.tests.curve(1), N_("variety"): task.tests.curve(2)},
            levels={N_("chance"): 1 / CLASSES},
            x=N_("step"),
            low=0.0,
            high=1.2,
        ),
        CurvesPanel(
            name="losses",
            title=N_("losses"),
            curves={N_("discriminator"): task.losses.curve(1), N_("generator"): task.losses.curve(2)},
            levels={N_("ln 2"): math.log(2)},
            x=N_("step"),
        ),
    )


def outline_health(task: Outlines, steps: int) -> tuple[Say, ...]:
    """Grey, deaf, or drawing, by the last test."""
    grey, iou = task.figures["ambiguity"] or 0.0, task.figures["iou"] or 0.0
    words: dict[str, str | int | float | Say] = {
        "grey": f"{grey:.0%}",
        "truth": f"{task.truth:.0%}",
        "iou": f"{iou:.2f}",
    }
    if steps >= EARLY * STEPS:
        if iou < DEAF:
            return (Say(N_("It does not keep to the outline: IoU {iou}."), words),)
        if grey > GREY * task.truth:
            text = N_("Mush: {grey} of the inside is neither ink nor paper; in true drawings {truth} is.")
            return (Say(text, words),)
    return (Say(N_("{grey} of the inside is grey (true drawings {truth}); IoU {iou}."), words),)


def digit_health(task: Digits, steps: int) -> tuple[Say, ...]:
    """Whether it draws what it is asked for."""
    if task.gan.critic == "none":
        return (Say(N_("There is no D, so nobody tells G anything: it does not learn.")),)
    told = task.figures.get("class_accuracy")
    if told is None:
        return ()
    share = {"told": f"{told:.0%}"}
    if steps >= EARLY * DIGIT_STEPS and told < TOLD:
        return (
            Say(N_("It does not listen: only {told} of its digits are the one that was asked for."), share),
        )
    return (Say(N_("{told} of its digits are the one that was asked for."), share),)
