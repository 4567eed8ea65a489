"""The gradient-flow lab's state in words, by plain thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array
from tutor.kit.say import N_, Say

if TYPE_CHECKING:
    from tutor.labs._gradient_flow_bound import Trial

VANISHED, EXPLODED = 0.1, 10.0
"""What is left of a gradient of length 1 after the whole way."""
LONG = 100.0
"""A gradient of an update, before clipping."""
DEAD = 1e-6
LEARNED = 0.5
"""Loss; always saying 0 costs 1."""


HEALTH = (
    (
        N_("Vanishing"),
        N_("less than 0.1 of the gradient is left; in training, while the loss is above 0.5"),
    ),
    (N_("Exploding"), N_("it has grown more than 10 times; in training, longer than 100 before clipping")),
    (N_("Learning"), N_("the loss is below 0.5; always saying 0 costs 1")),
    (N_("Passing, under way"), N_("in between")),
    (N_("Broken"), N_("a number is no longer finite")),
)
"""What each word means, for `?`."""


def figure(value: float) -> str:
    """A number of any size in few characters."""
    return f"{value:.3g}".replace("-", "−")


def of_flow(found: Array, most: Array, tried: Trial) -> tuple[Say, ...]:
    """What is left of the gradient so far, and how the trial of the bound stands."""
    known = np.flatnonzero(~np.isnan(found))
    t, T = int(known[0]), len(found) - 1
    words: dict[str, str | int | float | Say] = {
        "n": T - t,
        "left": figure(found[t]),
        "most": figure(most[t]),
    }
    if found[t] < VANISHED:
        text = N_("Vanishing: after {n} steps back {left} is left; the bound allows {most}.")
    elif found[t] > EXPLODED:
        text = N_("Exploding: after {n} steps back it has grown to {left}; the bound allows {most}.")
    else:
        text = N_("Passing: after {n} steps back {left} is left; the bound allows {most}.")
    said = [Say(text, words)]
    if tried.points:
        words = {"held": tried.held, "drawn": len(tried.points)}
        said.append(Say(N_("The bound: kept by {held} of {drawn} networks drawn at random."), words))
    return tuple(said)


def of_training(trace: Array, left: float, broken: tuple[str, int] | None) -> tuple[Say, ...]:
    """Whether it learns, and what is wrong if not."""
    if broken:
        words: dict[str, str | int | float | Say] = {"tensor": broken[0], "step": broken[1]}
        return (Say(N_("Broken: {tensor} was the first that is not finite, in update {step}."), words),)
    if not len(trace):
        return (Say(N_("It hears one number, then silence, and must say the number at the end.")),)
    loss, norm = float(np.median(trace[-20:, 1])), float(np.median(trace[-20:, 2]))
    words = {"loss": figure(loss), "norm": figure(norm), "left": figure(left)}
    if norm > LONG:
        text = N_("Exploding: the gradient is {norm} long before clipping. Loss {loss}.")
    elif norm < DEAD or (loss > LEARNED and left < VANISHED):
        text = N_("Vanishing: {left} of a gradient comes through. Nothing to learn from; loss {loss}.")
    elif loss < LEARNED:
        text = N_("Learning: loss {loss}; a gradient reaches the first step {left} times as long.")
    else:
        text = N_("Under way: loss {loss}, gradient {norm} long, {left} times as long at the first step.")
    return (Say(text, words),)
