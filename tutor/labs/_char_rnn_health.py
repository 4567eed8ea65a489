"""The state of a training run in words, by plain thresholds."""

from __future__ import annotations

from tutor.kit.panels import Array
from tutor.kit.say import N_, Say
from tutor.labs._training import exploding

EXPLODING = 10.0
"""Gradient norm before clipping; a healthy run's is about 0.4 to 2."""
STUCK = 0.05
"""Nats below evenly guessing that do not count as learning."""
ASTRAY = 3.0
"""Nats above evenly guessing that the loss of one step never reaches in a healthy run."""
WORSE, APART = 0.03, 0.1
"""Overfitting: held-out loss this much above its best, and this much above the loss on the text read."""


HEALTH = (
    (N_("Exploding"), N_("half of the last 20 gradients were longer than 10 before clipping")),
    (N_("Thrown off"), N_("the loss of one step was more than 3 nats above guessing evenly")),
    (N_("Not learning"), N_("the last 20 steps cost less than 0.05 nats less than guessing evenly")),
    (
        N_("Overfitting"),
        N_("the held-out loss is 0.03 above its best, and 0.1 above the loss on what it reads"),
    ),
    (N_("Learning"), N_("none of these")),
)
"""What each word means, for `?`."""


def health(trace: Array, held: Array, start: float) -> tuple[Say, ...]:
    """One sentence about the run, or none before there is something to tell.

    trace (n, 3): step, loss, gradient norm; held (m, 2): step, loss; losses in nats a character,
    `start` is what guessing evenly costs.
    """
    if len(trace) < 20:
        return ()
    now, best = trace[-20:, 1].mean(), held[:, 1].min()
    if warning := exploding(trace[-20:], EXPLODING):
        return (warning,)
    if trace[:, 1].max() > start + ASTRAY:
        text = N_("Thrown off: the loss was once {most}, far above guessing evenly. Start again, slower.")
        return (Say(text, {"most": f"{trace[:, 1].max():.0f}"}),)
    if now > start - STUCK:
        return (Say(N_("Not learning: it does no better than guessing evenly.")),)
    if held[-1, 1] > best + WORSE and now < held[-1, 1] - APART:
        text = N_(
            "Overfitting: the text it reads gets easier, the held-out text harder. Its best was {best}."
        )
        return (Say(text, {"best": f"{best:.2f}"}),)
    text = N_("Learning: from {start} it has come down to {now} nats a character.")
    return (Say(text, {"start": f"{start:.2f}", "now": f"{now:.2f}"}),)
