"""The state of a translator's training in words, by plain thresholds."""

from __future__ import annotations

import math

from tutor.kit.panels import Array
from tutor.kit.say import N_, Say

RECENT = 20
"""Steps that a loss is the mean of."""
EXPLODING = 20.0
"""Length of the gradient before clipping; a healthy run's is under 3."""
STUCK = 0.1
"""Nats below evenly guessing that do not count as learning."""
ASTRAY = 3.0
"""Nats above evenly guessing that the loss of one step never reaches in a healthy run."""


HEALTH = (
    (N_("Exploding"), N_("one gradient of the last 20 steps was longer than 20 before clipping")),
    (N_("Thrown off"), N_("the loss of one step was more than 3 nats above guessing evenly")),
    (N_("Not learning"), N_("the last 20 steps cost less than 0.1 nats less than guessing evenly")),
    (N_("Learning"), N_("none of these")),
)
"""What each word means, for `?`."""


def health(trace: Array, words: int) -> Say | None:
    """One sentence, or None before there is something to tell.

    trace (n, 3): step, loss in nats a written word, length of the gradient; `words` may be written.
    """
    if len(trace) < RECENT:
        return None
    start, now, norm = math.log(words), trace[-RECENT:, 1].mean(), trace[-RECENT:, 2].max()
    said: dict[str, str | int | float | Say] = {
        "start": f"{start:.2f}",
        "now": f"{now:.3f}",
        "norm": f"{norm:.0f}",
    }
    if norm > EXPLODING:
        return Say(
            N_("Exploding: the gradient was {norm} long before clipping. Lower the learning rate."), said
        )
    if trace[:, 1].max() > start + ASTRAY:
        text = N_("Thrown off: the loss was once {most}, far above guessing evenly. Start again, slower.")
        return Say(text, {"most": f"{trace[:, 1].max():.0f}"})
    if now > start - STUCK:
        return Say(N_("Not learning: it does no better than guessing evenly, {start} nats a word."), said)
    return Say(N_("Learning: from {start} nats a word, guessing evenly, it has come down to {now}."), said)
