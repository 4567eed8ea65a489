"""Thirteen small sequences: nine in time, four in space. All but four are generated, by these formulas.

Each is a function of a generator and a length n → (n,) numbers, or a text of n characters. What they
are for is to be looked at in order, backwards and shuffled (`tutor.models.ngram` prices them).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Make = Callable[[np.random.Generator, int], Array]

ODE = "EEFGGFEDCCDEEDD.EEFGGFEDCCDEDCC.DDECDEECDEEDCDG.EEFGGFEDCCDEDCC."
"""The tune of Beethoven's Ninth Symphony, last movement (1824), one note a beat; a dot holds a note."""
PITCH = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7}
"""Half tones over C."""


def echoes(noise: Array, *weights: float) -> Array:
    """Autoregression: xₜ = noiseₜ + Σ weightₖ xₜ₋ₖ (Yule 1927)."""
    x = np.zeros(len(noise))
    for t in range(len(noise)):
        x[t] = noise[t] + sum(w * x[t - k] for k, w in enumerate(weights, 1) if t >= k)
    return x


def weather(rng: np.random.Generator, n: int) -> Array:
    """°C, the mean of a day: the year's wave, and weather that outlasts the day."""
    day = np.arange(n)
    return 11 - 12 * np.cos(2 * np.pi * (day - 20) / 365) + echoes(rng.normal(0, 2.2, n), 0.75)


def speech(rng: np.random.Generator, n: int) -> Array:
    """Air pressure, 4,000 a second: vowels of a 125 Hz voice, overtones loudest near two formants.

    The formants are those of "ah" and "oo" (Peterson & Barney 1952); the vowels take turns.
    """
    t = np.arange(n) / 4_000
    ah, oo = ((730, 1090), (300, 870))  # Hz
    turn = 0.5 + 0.5 * np.tanh(6 * np.sin(2 * np.pi * 5 * t))  # 1 is "ah", 0 is "oo"
    wave = np.zeros(n)
    for k in range(1, 16):
        loud = [sum(np.exp(-(((125 * k - f) / 120) ** 2)) for f in vowel) for vowel in (ah, oo)]
        wave += (turn * loud[0] + (1 - turn) * loud[1]) * np.sin(2 * np.pi * 125 * k * t + k * k)
    return wave + rng.normal(0, 0.03, n)


def melody(rng: np.random.Generator, n: int) -> Array:
    """Half tones over C, one a beat: the Ode to Joy, again and again."""
    return np.array([PITCH[note] for note in islice(cycle(_held(ODE)), n)], dtype=np.float64)


def walk(rng: np.random.Generator, n: int) -> Array:
    """The angle of a walker's right leg, in radians: a pendulum that speeds up and slows down a little."""
    return 0.5 * np.sin(np.cumsum(0.42 + rng.normal(0, 0.04, n)))


def film(rng: np.random.Generator, n: int) -> Array:
    """The height of a ball in a film, frame by frame, 0 on the floor to 1 at the top of a jump."""
    phase = np.cumsum(0.07 + rng.normal(0, 0.004, n)) % 1.0
    return np.asarray(4 * phase * (1 - phase))


def shares(rng: np.random.Generator, n: int) -> Array:
    """A share: each day's change is drawn anew, whatever the day before did (Bachelier 1900)."""
    return np.asarray(100 * np.exp(np.cumsum(rng.normal(0, 0.012, n))))


def economy(rng: np.random.Generator, n: int) -> Array:
    """Growth of output in per cent, by quarters: seasons, and booms that swing back."""
    season = np.array([-1.1, 0.6, 0.2, 1.0])[np.arange(n) % 4]
    return 0.7 + season + echoes(rng.normal(0, 0.35, n), 1.2, -0.45)


def ecg(rng: np.random.Generator, n: int) -> Array:
    """A heart, 50 values a second: five bumps a beat, P Q R S T, as in McSharry et al. (2003).

    The beat's length wavers by some per cent, as a healthy heart's does.
    """
    pace = 1 + echoes(rng.normal(0, 0.01, n), 0.97)
    phase = (np.cumsum(pace / 40) % 1.0) * 2 * np.pi - np.pi
    wave = np.zeros(n)
    for angle, high, wide in zip(
        np.pi * np.array([-1 / 3, -1 / 12, 0, 1 / 12, 1 / 2]),
        (0.14, -0.12, 1.0, -0.22, 0.3),
        (0.25, 0.1, 0.1, 0.1, 0.4),
        strict=True,
    ):
        wave += high * np.exp(-((phase - angle) ** 2) / (2 * wide**2))
    return wave + rng.normal(0, 0.01, n)


def eeg(rng: np.random.Generator, n: int) -> Array:
    """A resting brain, 100 values a second: the alpha rhythm of 10 Hz (Berger 1929) comes and goes."""
    r, turn = 0.96, 2 * np.pi * 10 / 100
    alpha = echoes(rng.normal(0, 0.3, n), 2 * r * np.cos(turn), -r * r)
    return alpha + echoes(rng.normal(0, 0.25, n), 0.9)


def score(n: int) -> str:
    """The same tune written down: the notes by name, four beats to a bar."""
    bars = [" ".join(ODE[i : i + 4]) for i in range(0, len(ODE), 4)]
    return "".join(islice(cycle(" | ".join(bars) + " |\n"), n))


def dna(rng: np.random.Generator, n: int) -> str:
    """Bases drawn one after another; G seldom follows C, as in the genes of vertebrates (Bird 1980)."""
    bases = "ACGT"
    rows = np.array([[0.30, 0.21, 0.29, 0.20], [0.33, 0.30, 0.06, 0.31]])  # after others; after C
    drawn = [0]
    for _ in range(n - 1):
        drawn.append(int(rng.choice(4, p=rows[int(drawn[-1] == 1)])))
    return "".join(bases[i] for i in drawn)


def program(n: int) -> str:
    """The source of this very file, from its first function on."""
    source = Path(__file__).read_text(encoding="utf-8")
    return "".join(islice(cycle(source[source.index("def echoes") :]), n))


def levels(x: Array, count: int = 8) -> list[int]:
    """Numbers as symbols: `count` steps of equal height between the lowest and the highest."""
    low, high = float(x.min()), float(x.max())
    return [int(v) for v in np.minimum((x - low) / (high - low) * count, count - 1)]


def walker(angle: float, side: int = 12) -> NDArray[np.int8]:
    """(side, side) of ±1: a walker whose legs, and arms the other way round, stand at ±angle."""
    cells = -np.ones((side, side), dtype=np.int8)
    middle = side // 2
    cells[0:2, middle - 1 : middle + 2] = 1  # the head …
    cells[1, middle + 2] = 1  # … and the nose
    cells[2:7, middle] = 1  # the trunk
    for top, length, swing in ((7, 4, angle), (7, 4, -angle), (3, 3, 1.3 * angle), (3, 3, -1.3 * angle)):
        for step in np.linspace(0, length, 2 * length):
            row, column = top + step * np.cos(swing), middle + step * np.sin(swing)
            cells[int(np.clip(round(row), 0, side - 1)), int(np.clip(round(column), 0, side - 1))] = 1
    return cells


def ball(high: float, place: int, height: int = 12, width: int = 18) -> NDArray[np.int8]:
    """(height, width) of ±1: a ball `high` (0…1) above the floor, `place` columns on its way to and fro."""
    cells = -np.ones((height, width), dtype=np.int8)
    cells[-1] = 1  # the floor
    way = 2 * (width - 3)
    column = min(place % way, way - place % way)
    row = round((1 - high) * (height - 4))
    cells[row : row + 3, column : column + 3] = 1
    cells[row, column] = cells[row, column + 2] = cells[row + 2, column] = cells[row + 2, column + 2] = -1
    cells[row + 1, column + 1] = 1
    return cells


def _held(tune: str) -> str:
    """A tune with each dot replaced by the note it holds."""
    held = ""
    for note in tune:
        held += held[-1] if note == "." else note
    return held


IN_TIME: dict[str, Make] = {
    "weather": weather,
    "speech": speech,
    "melody": melody,
    "walk": walk,
    "film": film,
    "shares": shares,
    "economy": economy,
    "ecg": ecg,
    "eeg": eeg,
}
"""Order in time: nature, sound, movement, film, markets, bodies."""
