"""The truncated-BPTT lab's state in words, by plain thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tutor.kit.say import N_, Say

if TYPE_CHECKING:
    from tutor.labs._tbptt_runs import OnStream

LEARNING = 0.25
"""Accuracy above chance from which one may speak of learning."""
FAINT = 0.01
"""Of the gradient at the question; what reaches the letter fainter than that teaches little."""
BEST, NEAR = -1 / 6, 0.01


HEALTH = (
    (N_("vanishing"), N_("no cut lies between, yet less than 0.01 of the gradient reaches the letter")),
    (N_("learning"), N_("more than 0.25 above guessing")),
    (N_("hardly learning"), N_("less than that")),
    (N_("arrived"), N_("θ is within 0.01 of −1/6")),
    (N_("goes the wrong way"), N_("θ is above 0.5")),
)
"""What each word means, for `?`."""


def of_stream(runs: OnStream, k: int, now: Mapping[str, float | None]) -> tuple[Say, ...]:
    """What reaches the letter, and how well the questions are answered."""
    reaches, chance, accuracy = now["grad_letter"] or 0.0, now["chance"] or 0.0, now[f"acc.{k}"]
    words: dict[str, str | int | float | Say] = {"k": k, "reaches": f"{reaches:.2g}".replace("-", "−")}
    if reaches == 0:
        text = N_("A cut lies between letter and question: what reaches the letter is exactly 0.")
    elif reaches < FAINT:
        text = N_("No cut lies between, but the gradient is vanishing: {reaches} of it reaches the letter.")
    else:
        text = N_("No cut lies between: the gradient reaches the letter, {reaches} times as long.")
    said = [Say(text, words)]
    if accuracy is not None:
        words = {"k": k, "right": f"{accuracy:.0%}", "chance": f"{chance:.0%}"}
        if accuracy > chance + LEARNING:
            said.append(Say(N_("k = {k} is learning: {right} of the last questions right."), words))
        else:
            said.append(
                Say(N_("k = {k} is hardly learning: {right} right; guessing gives {chance}."), words)
            )
    return tuple(said)


def of_balance(theta: float, k: int) -> tuple[Say, ...]:
    """Where θ has gone."""
    words: dict[str, str | int | float | Say] = {"k": k, "theta": f"{theta:.3f}".replace("-", "−")}
    if abs(theta - BEST) < NEAR:
        return (Say(N_("Balance, K = {k}: θ has arrived at {theta}; −1/6 is best."), words),)
    if theta > 0.5:
        return (Say(N_("Balance, K = {k}: θ is at {theta} and goes the wrong way, off from −1/6."), words),)
    return (Say(N_("Balance, K = {k}: θ is at {theta}, on its way to −1/6."), words),)
