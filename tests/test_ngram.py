"""Counts against the formula written out, and the gallery's pieces against what they are said to be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tutor.labs import _texts
from tutor.models import gallery
from tutor.models.ngram import NGram, entropy


def by_hand(ids, before, symbol, k, symbols):
    """pₖ by the formula, counted anew from the text for every factor."""
    if k < 0:
        return 1 / symbols
    last = tuple(before[len(before) - k :])
    came = [ids[i] for i in range(k, len(ids)) if tuple(ids[i - k : i]) == last]
    shorter = by_hand(ids, before, symbol, k - 1, symbols)
    if not came:
        return shorter
    d = len(set(came))
    return (came.count(symbol) + d * shorter) / (len(came) + d)


def test_counts_are_the_formula_and_add_up_to_one():
    rng = np.random.default_rng(0)
    ids = rng.integers(0, 4, 200).tolist()
    counts = NGram(4, 3)
    counts.read(ids)
    for before in ((), (1,), (2, 3), (0, 1, 2), (3, 3, 3)):
        every = [list(counts.chances(before, s)) for s in range(4)]
        for k in range(len(before) + 1):
            assert sum(p[k] for p in every) == pytest.approx(1)
            for s in range(4):
                assert every[s][k] == pytest.approx(by_hand(ids, before, s, k, 4))


def test_looking_does_not_count_and_reading_costs_what_was_not_yet_known():
    counts = NGram(2, 1)
    counts.read([0, 1] * 50)
    before = counts.nats([0, 1, 0, 1])
    assert np.array_equal(before, counts.nats([0, 1, 0, 1]))
    assert before[1] < before[0]
    prices = NGram(2, 1).prices([0, 1] * 50)
    assert prices[0] == pytest.approx(math.log(2)) and prices[-1, 1] < 0.05 < 0.6 < prices[-1, 0]


def test_entropy_is_that_of_the_shares():
    assert entropy([0, 0, 1, 1]) == pytest.approx(math.log(2))
    assert entropy("aaab") == pytest.approx(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)))
    assert entropy([5] * 9) == 0


def test_pieces_are_what_they_are_called():
    n = 4_000
    made = {name: make(np.random.default_rng(3), n) for name, make in gallery.IN_TIME.items()}
    for name, x in made.items():
        assert x.shape == (n,) and np.isfinite(x).all(), name
    spectrum = np.abs(np.fft.rfft(made["eeg"] - made["eeg"].mean()))
    assert 8 < np.argmax(spectrum[n * 5 // 100 :]) * 100 / n + 5 < 12  # alpha, in Hz
    beats = np.flatnonzero(made["ecg"] > 0.6)
    gaps = np.diff(beats)[np.diff(beats) > 10]
    assert np.median(gaps) == pytest.approx(40, abs=1) and 0.5 < gaps.std() < 4  # 75 a minute, wavering
    steps = np.diff(np.log(made["shares"]))
    assert abs(np.corrcoef(steps[1:], steps[:-1])[0, 1]) < 0.05  # a day's change tells nothing of the next
    assert np.corrcoef(made["weather"][1:], made["weather"][:-1])[0, 1] > 0.9
    assert len(gallery.ODE) == 64 and gallery.score(12) == "E E F G | G "
    strand = gallery.dna(np.random.default_rng(3), n)
    assert set(strand) == set("ACGT")
    expected = strand.count("C") * strand.count("G") / n
    assert 0.1 < strand.count("CG") / expected < 0.5
    assert gallery.program(11) == "def echoes("


def test_pictures_fit_their_frames():
    for angle in np.linspace(-0.6, 0.6, 9):
        assert set(np.unique(gallery.walker(angle))) == {-1, 1}
    for high in (0.0, 0.4, 1.0):
        for place in range(60):
            frame = gallery.ball(high, place)
            assert frame.shape == (12, 18) and (frame[:-1] > 0).sum() == 5


def test_fables_in_counts():
    text = _texts.text("fables")
    assert entropy(map(ord, text)) == pytest.approx(3.0274, abs=1e-3)
