"""Numbers for the questions about receptive fields, with the answers of known mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw, DrawFunction


def field(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The receptive field of L layers with kernel k and dilations 1, 2, 4 …"""
    k, layers = dice.choice(((2, 5), (2, 6), (2, 7), (3, 3), (3, 4), (3, 5), (4, 3), (4, 4), (5, 3)))
    reach = 2**layers - 1
    wrong = {
        "no present": (k - 1) * reach,
        "undilated": 1 + (k - 1) * layers,
        "all taps": 1 + k * reach,
        "last layer": 1 + (k - 1) * 2 ** (layers - 1),
    }
    dilations = ", ".join(str(2**layer) for layer in range(layers))
    return Draw({"k": str(k), "layers": str(layers), "dilations": dilations}, 1 + (k - 1) * reach, wrong)


def layers(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """The fewest layers of kernel 2 with doubling dilations that see n steps: the L with 2ᴸ ≥ n."""
    n = dice.choice((20, 50, 100, 200, 500, 1000, 2000, 5000))
    needed = (n - 1).bit_length()
    return Draw({"n": str(n)}, needed, {"one more": needed + 1, "one less": needed - 1, "undilated": n - 1})


def rounds(dice: random.Random, knobs: Mapping[str, Value]) -> Draw:
    """Dependent operations on the way over a text of T steps: T for an RNN, L for a stack of layers."""
    steps, depth = dice.choice(((1000, 10), (4000, 12), (500, 9), (250, 8), (16000, 14)))
    return Draw(
        {"steps": str(steps), "layers": str(depth)},
        depth,
        {"steps": steps, "product": steps * depth, "half": steps / 2},
    )


DRAWS: Mapping[str, DrawFunction] = {"field": field, "layers": layers, "rounds": rounds}
