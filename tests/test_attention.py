"""Attention on the number translator: looks against the network itself, and what the lab must show."""

from __future__ import annotations

import copy
import math
import random

import numpy as np
import pytest
import torch

from tutor.kit.lab import Look
from tutor.labs._attention_figures import HUNDRED, THOUSAND, figures
from tutor.labs.attention import AttentionLab
from tutor.models.alignment import Looks, looks, spread
from tutor.models.number_words import ENGLISH, spoken
from tutor.models.pairs import Pair

THOROUGH = Look(thorough=True)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(steps=None, seed=1, **knobs):
    lab = AttentionLab(knobs, seed)
    for _ in range(lab.length if steps is None else steps):
        lab.step()
    return lab


def pair(n):
    return Pair(spoken(n).english, spoken(n).korean)


def test_looks_are_the_networks_own_and_masking_is_what_it_says():
    lab = run(2, hidden=8)
    pairs = [pair(42_000), pair(7), pair(9_999_999)]
    for one, look in zip(pairs, looks(lab.model, pairs), strict=True):
        alone = looks(lab.model, [one])[0]
        assert look.alpha == pytest.approx(alone.alpha, abs=1e-6)
        assert look.effect == pytest.approx(alone.effect, abs=1e-6)
        assert look.alpha.sum(axis=1) == pytest.approx(np.ones(len(one.target) + 1), abs=1e-5)
        assert (look.effect >= 0).all() and (look.effect <= 1).all()
    free = lab.model.watch(pairs[0].source)
    masked = lab.model.watch(pairs[0].source, [1])
    assert (masked.alpha[:, 1] == 0).all() and masked.alpha.sum(axis=1) == pytest.approx(1, abs=1e-5)
    moved = np.abs(masked.p[0] - free.p[0]).sum() / 2  # the first word has the same past in both
    written = looks(lab.model, [Pair(free.source, free.written)])[0]
    assert written.effect[0, 1] == pytest.approx(moved, abs=1e-5)


def test_figures_count_what_they_say():
    assert (ENGLISH[HUNDRED], ENGLISH[THOUSAND]) == ("hundred", "thousand")
    one = pair(5_300)  # 오천삼백
    alpha = np.full((5, 4), 0.01)
    for t, at in enumerate([1, 1, 2, 3, 0]):  # five is looked up one word late, three in time
        alpha[t, at] = 0.97
    effect = np.where(alpha > 0.5, 0.8, 0.1)
    found = figures([one], [Looks(alpha, effect)])
    assert found["alignment_digits"] == 0.5 and found["alignment_all"] == 0.75
    assert found["late.thousand"] == 1 and found["late.hundred"] == 0 and found["late"] == 0.5
    assert found["late.tens"] is None and found["mask_effect"] == pytest.approx(8)
    assert spread(np.array([[0.5, 0.5], [1.0, 0.0]])) == pytest.approx(np.log(2) / 2)


def test_a_reader_from_the_left_has_the_same_state_whatever_comes_next():
    assert run(3, hidden=8, encoder="forward", values="states").measure(Look())["five_differs"] == 0
    assert run(3, hidden=8).measure(Look())["five_differs"] > 0.01


def test_what_is_mixed_is_the_word_whatever_stands_around_it_or_the_state():
    for values, same in (("words", True), ("states", False)):
        model = run(2, hidden=8, values=values).model
        five, fifty = (model.watch(pair(n).source).v for n in (5_000, 500))
        assert np.array_equal(five[0], fifty[0]) == same
        begins = model.watch(pair(5_000).source).s[0]
        assert (not begins.any()) == same, "what is mixed from words is all that is known of the source"


def test_panels_add_up():
    lab = run(3, hidden=8, mask=2)
    by_name = {p.name: p for p in lab.frame(Look(focus={"alignment": 1, "number": "42,000"})).panels}
    rows = by_name["look"].rows
    assert [r[0] for r in rows[:3]] == ["forty", "two", "thousand"] and rows[1][2] == "0.000"
    assert sum(float(r[4]) for r in rows[:-1]) == pytest.approx(float(rows[-1][4]), abs=3e-3)
    assert (by_name["alignment"].values[:, 1] == 0).all()
    assert by_name["effect"].values.shape[1] == 3


def test_corners_and_a_copy_goes_on_bit_for_bit():
    for knobs in ({"hidden": 2, "lr": 10.0, "mask": 14}, {"score": "dot", "encoder": "forward", "mask": 1}):
        lab = run(2, **knobs)
        for text in ("", "7", "9" * 3_000, "five five", "\x1b[31m", "one " * 300):
            assert lab.frame(Look(focus={"number": text, "alignment": 99})).panels
    lab = run(2, hidden=8)
    twin = copy.deepcopy(lab)
    lab.frame(THOROUGH)
    for one in (lab, twin):
        one.step()
    assert np.array_equal(lab.losses.rows(), twin.losses.rows())


def test_a_drawn_share_is_a_softmax_and_no_known_mistake_comes_near_it():
    for seed in range(40):
        drawn = AttentionLab.draws["share"](random.Random(seed), {})
        scores = torch.tensor([float(drawn.values[name]) for name in "abc"])
        assert drawn.answer == pytest.approx(float(scores.softmax(0)[0]), abs=0.003)  # e to one digit
        assert drawn.wrong["undivided"] == round(math.exp(scores[0]), 1)
        results = [drawn.answer, *drawn.wrong.values()]
        assert all(abs(a - b) >= 0.02 for i, a in enumerate(results) for b in results[:i])


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12, 13, 14, 15, 21, 22, 23])
def test_it_looks_at_the_right_word_and_that_matters(seed):
    metrics = run(seed=seed).measure(THOROUGH)
    assert metrics["alignment_digits"] >= 0.97 and metrics["alignment_all"] >= 0.9
    assert metrics["mask_effect"] >= 50
