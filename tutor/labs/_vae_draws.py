"""Numbers for the questions about the VAE, with the answers of known mistakes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def kl_of_one(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """KL of one dimension from N(0, 1), by hand: ½(μ² + σ² − 1 − ln σ²)."""
    mu, sigma = dice.choice((0.0, 0.5, 1.0, 1.5, 2.0, -1.0)), dice.choice((0.1, 0.2, 0.25, 0.5, 2.0))
    ln = math.log(sigma**2)
    answer = 0.5 * (mu**2 + sigma**2 - 1 - ln)
    wrong = {
        "no half": 2 * answer,
        "sign": 0.5 * (mu**2 + sigma**2 - 1 + ln),
        "sigma for variance": 0.5 * (mu**2 + sigma - 1 - math.log(sigma)),
        "only the middle": 0.5 * mu**2,
        "only the width": 0.5 * (sigma**2 - 1 - ln),
    }
    apart = {name: value for name, value in wrong.items() if abs(value - answer) > 0.02}
    return Draw({"mu": f"{mu:g}", "sigma": f"{sigma:g}", "ln": f"{ln:.3f}"}, answer, apart)


def bound(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The ELBO of one picture from its reconstruction and the KL of its dimensions."""
    recon = dice.randrange(100, 180) / 10
    dims = [dice.randrange(2, 20) / 10 for _ in range(3)]
    total = sum(dims)
    wrong = {
        "mean of dimensions": -recon - total / 3,
        "kl added": -recon + total,
        "loss": recon + total,
        "no kl": -recon,
    }
    blanks = {"recon": f"{recon:g}", "dims": ", ".join(f"{d:g}" for d in dims)}
    return Draw(blanks, -recon - total, wrong)


def drawn(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """z = μ + σ ε."""
    while True:
        mu, sigma = dice.randrange(-20, 21) / 10, dice.choice((0.2, 0.3, 0.4, 0.5))
        eps = dice.choice((-2.0, -1.5, -0.5, 0.5, 1.5, 2.0))
        z = mu + sigma * eps
        wrong = {"variance": mu + sigma**2 * eps, "no width": mu + eps, "other way": (mu + eps) * sigma}
        apart = len({round(other, 6) for other in wrong.values()}) == len(wrong)
        if apart and all(abs(z - other) > 0.04 for other in wrong.values()):
            return Draw({"mu": f"{mu:g}", "sigma": f"{sigma:g}", "eps": f"{eps:g}"}, z, wrong)


DRAWS: Mapping[str, DrawFunction] = {"kl": kl_of_one, "elbo": bound, "z": drawn}
