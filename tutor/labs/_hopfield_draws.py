"""Fresh numbers for questions about Hopfield networks, with what known mistakes make of the same numbers.

A number that a mistake shares with the right answer is left out of the known wrong ones.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from tutor.kit.knobs import Value
from tutor.kit.lab import Draw

STRENGTHS = (-1.0, -0.5, -0.25, 0.25, 0.5, 1.0)


def _number(x: float, *, sign: bool = False) -> str:
    """0.5, −1, with `sign` +1: a true minus, no trailing zeros."""
    text = f"{x:+g}" if sign else f"{x:g}"
    return text.replace("-", "−")


def _row(numbers: Sequence[float], *, sign: bool = False) -> str:
    return "(" + ", ".join(_number(x, sign=sign) for x in numbers) + ")"


def _drawn(values: Mapping[str, str], answer: float, wrong: Mapping[str, float]) -> Draw:
    return Draw(values, answer, {name: x for name, x in wrong.items() if abs(x - answer) > 1e-9})


def _cells(rng: random.Random, n: int) -> list[float]:
    return [rng.choice((-1.0, 1.0)) for _ in range(n)]


def _count(args: Mapping[str, Value], name: str, usual: int, low: int, high: int) -> int:
    """How many of something a lesson wants. Raises ValueError where that cannot be drawn, or not soon."""
    value = args.get(name, usual)
    if not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} is {low} to {high}")
    return value


def _listener(rng: random.Random, n: int) -> tuple[list[float], list[float], int, float]:
    """A state s, a row w with 0 at the cell's own place i, and a field that is not 0."""
    while True:
        s, i = _cells(rng, n), rng.randrange(n)
        w = [0.0 if j == i else rng.choice(STRENGTHS) for j in range(n)]
        h = sum(a * b for a, b in zip(w, s, strict=True))
        if h and abs(h) != 1.0:
            return s, w, i, h


def field(rng: random.Random, args: Mapping[str, Value]) -> Draw:
    """The field of cell {cell} of `n` (4) from the state {s} and its row of weights {w}.

    Mistakes: `with_self` adds the cell's own state, `sign` gives the sign instead of the field,
    `turned` has the signs the wrong way round, `no_state` adds up the weights alone.
    """
    s, w, i, h = _listener(rng, _count(args, "n", 4, 2, 16))
    values = {"s": _row(s, sign=True), "w": _row(w), "cell": str(i + 1), "n": str(len(s))}
    wrong = {"with_self": h + s[i], "sign": 1.0 if h > 0 else -1.0, "turned": -h, "no_state": sum(w)}
    return _drawn(values, h, wrong)


def flips_to(rng: random.Random, args: Mapping[str, Value]) -> Draw:
    """The state of cell {cell} after its turn, from {s} and {w} as in `field`: +1 or −1.

    Mistakes: `field` gives the field itself, `stays` the state it had, `turned` the other sign.
    """
    s, w, i, h = _listener(rng, _count(args, "n", 4, 2, 16))
    new = 1.0 if h > 0 else -1.0
    values = {"s": _row(s, sign=True), "w": _row(w), "cell": str(i + 1), "now": _number(s[i], sign=True)}
    return _drawn(values, new, {"stays": s[i], "turned": -new, "field": h})


def weight(rng: random.Random, args: Mapping[str, Value]) -> Draw:
    """Hebb's weight between cells {i} and {j}, from `p` (3) patterns of `n` (4) cells: {patterns}.

    Mistakes: `not_divided` leaves out 1/N, `divided_by_p` divides by the number of patterns,
    `turned` has the sign the wrong way round.
    """
    n, p = _count(args, "n", 4, 2, 16), _count(args, "p", 3, 1, 8)
    while True:
        patterns = [_cells(rng, n) for _ in range(p)]
        i, j = sorted(rng.sample(range(n), 2))
        total = sum(xi[i] * xi[j] for xi in patterns)
        if total:
            break
    values = {
        "patterns": "; ".join(_row(xi, sign=True) for xi in patterns),
        "i": str(i + 1),
        "j": str(j + 1),
        "n": str(n),
        "p": str(p),
    }
    return _drawn(
        values, total / n, {"not_divided": total, "divided_by_p": total / p, "turned": -total / n}
    )


def energy_change(rng: random.Random, args: Mapping[str, Value]) -> Draw:
    """By how much the energy changes when a cell in state {s} with the field {h} flips: 2 s h.

    Mistakes: `no_two` forgets that the cell moves by 2, `turned` has the sign the wrong way round.
    """
    s, h = rng.choice((-1.0, 1.0)), rng.choice((-1, 1)) * rng.randrange(1, 20) / 4.0
    values = {"s": _number(s, sign=True), "h": _number(h, sign=True)}
    return _drawn(values, 2 * s * h, {"no_two": s * h, "turned": -2 * s * h})


def _falling(rng: random.Random, n: int, p: int) -> list[float]:
    """The energy per cell before and after each flip of one recall: `p` random patterns, Hebb's rule."""
    patterns = [_cells(rng, n) for _ in range(p)]
    s = [-x if rng.random() < 0.35 else x for x in patterns[0]]
    overlaps = [sum(a * b for a, b in zip(xi, s, strict=True)) for xi in patterns]
    fallen = [_energy(overlaps, n, p)]
    for i in rng.sample(range(n), n):
        h = (sum(xi[i] * m for xi, m in zip(patterns, overlaps, strict=True)) - p * s[i]) / n
        if h * s[i] < 0:
            s[i] = -s[i]
            overlaps = [m + 2 * xi[i] * s[i] for xi, m in zip(patterns, overlaps, strict=True)]
            fallen.append(_energy(overlaps, n, p))
    return fallen


def _energy(overlaps: Sequence[float], n: int, p: int) -> float:
    """E/N = -½ Σ_p (m_p/N)² + p/2N, where m_p is Σ_i ξ_i s_i: the sum over pairs without i = j."""
    return -sum((m / n) ** 2 for m in overlaps) / 2 + p / (2 * n)


def energy_that_rises(rng: random.Random, args: Mapping[str, Value]) -> Draw:
    """{points}: the energy per cell during a recall of `n` (64) cells with `p` (2) patterns, one flip a
    point; one of them was lifted above the two before it. The answer is its place, from 0.

    Nothing but that point breaks the fall: leave out any other, and it still rises there.
    """
    n, p = _count(args, "n", 64, 48, 400), _count(args, "p", 2, 1, 4)
    while True:
        fallen = _falling(rng, n, p)[:14]
        if len(fallen) >= 7:
            break
    at = rng.randrange(2, len(fallen) - 1)
    fallen[at] = fallen[at - 2] + (0.3 + rng.random()) * (fallen[at - 2] - fallen[at - 1])
    return Draw({"points": " ".join(f"{y:.4f}" for y in fallen)}, at)


DRAWS = {
    "field": field,
    "flips_to": flips_to,
    "weight": weight,
    "energy_change": energy_change,
    "energy_that_rises": energy_that_rises,
}
