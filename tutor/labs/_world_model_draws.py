"""Numbers for the world-model lab's parameterised questions, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction

SHARES = ((0.8, 0.2), (0.9, 0.1), (0.64, 0.36))
TAUS = (0.5, 2.0)


def cooled(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The share of the likelier of two Gaussians at a temperature: p^(1/τ) over the sum of both."""
    (p, q), tau = dice.choice(SHARES), dice.choice(TAUS)
    a, b = p ** (1 / tau), q ** (1 / tau)
    return Draw(
        {"p": f"{p:g}", "q": f"{q:g}", "tau": f"{tau:g}"},
        a / (a + b),
        {"unchanged": p, "undivided": a, "turned": p**tau / (p**tau + q**tau)},
    )


def widened(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The width of a Gaussian at a temperature: σ√τ."""
    sigma, tau = dice.choice((0.2, 0.3, 0.5, 0.6)), dice.choice((0.25, 4.0, 9.0))
    return Draw(
        {"sigma": f"{sigma:g}", "tau": f"{tau:g}"},
        sigma * tau**0.5,
        {"times": sigma * tau, "divided": sigma / tau**0.5, "unchanged": sigma},
    )


def first_end(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """After how many pushes a dream ends: at the first belief of ½ or more."""
    at = dice.randrange(3, 6)
    beliefs = [round(0.02 + 0.09 * i + 0.01 * dice.randrange(4), 2) for i in range(at)]
    beliefs[-1] = round(0.55 + 0.03 * dice.randrange(6), 2)
    while len(beliefs) < 6:
        beliefs.append(round(0.9 + 0.01 * dice.randrange(9), 2))
    values = {"beliefs": ", ".join(f"{p:.2f}" for p in beliefs)}
    return Draw(values, float(at), {"before": float(at - 1), "last": 6.0})


DRAWS: Mapping[str, DrawFunction] = {"cooled": cooled, "widened": widened, "first_end": first_end}
