"""Two readers of one sequence: against torch's own, the best possible, and what the lab must show."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
import torch

from tutor.kit.lab import Diverged, Look
from tutor.labs._bidirectional_data import Ring, Text
from tutor.labs.bidirectional import BOTH, LEFT, Bidirectional
from tutor.models.bidirectional import Filler, equal_width
from tutor.models.ring_walk import best, posterior, walks

THOROUGH = Look(thorough=True)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(seed=1, steps=None, **knobs):
    lab = Bidirectional(knobs, seed)
    for _ in range(lab.length if steps is None else steps):
        lab.step()
    return lab


def torchs(filler, hidden, symbols):
    theirs = torch.nn.RNN(symbols, hidden, bidirectional=True)
    for reader, suffix in ((filler.left, ""), (filler.right, "_reverse")):
        for ours, name in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
            getattr(theirs, f"{name}_l0{suffix}").data = getattr(reader, ours).detach().t().clone()
        getattr(theirs, f"bias_hh_l0{suffix}").data.zero_()
    return theirs


@pytest.mark.parametrize("peek", [False, True])
def test_states_and_gradients_are_those_of_torchs_own(peek):
    filler, x = Filler(5, 4, True, True, 1), torch.randint(0, 5, (7, 3))
    filler.right.b.data = torch.randn(4)
    theirs = torchs(filler, 4, 5)
    out, _ = theirs(torch.nn.functional.one_hot(x, 5).float())  # (T, B, 2H), each having read xₜ
    zero = torch.zeros(1, 3, 4)
    h = torch.cat([zero, out[:-1, :, :4]])
    g = out[:, :, 4:] if peek else torch.cat([out[1:, :, 4:], zero])
    left, right = filler.contexts(x, peek)
    assert torch.allclose(left, h, atol=1e-6) and torch.allclose(right, g, atol=1e-6)
    weigh = torch.randn(7, 3, 5)
    (filler(x, peek) * weigh).sum().backward()
    ((torch.cat([h, g], -1) @ filler.V.detach()) * weigh).sum().backward()
    for reader, suffix in ((filler.left, ""), (filler.right, "_reverse")):
        for ours, name in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
            expected = getattr(theirs, f"{name}_l0{suffix}").grad.t()
            assert torch.allclose(getattr(reader, ours).grad, expected, atol=1e-5)


def test_what_is_hidden_is_not_looked_at():
    filler = Filler(5, 4, True, True, 1)
    x = torch.randint(0, 5, (7, 1))
    for gap in range(7):
        other = x.clone()
        other[gap] = (x[gap] + 1) % 5
        assert torch.equal(filler(x)[gap], filler(other)[gap])
        assert not torch.equal(filler(x, peek=True)[gap], filler(other, peek=True)[gap])


def test_best_possible_by_counting_all_pairs_of_steps():
    assert best(12, 3, False, False) == pytest.approx(1 / 12)
    assert best(12, 3, True, False) == best(12, 3, False, True) == pytest.approx(1 / 3)
    for n, k in ((12, 3), (12, 2), (20, 5), (7, 3), (5, 4), (3, 6), (4, 1)):
        seen = {}
        for s, t in itertools.product(range(1, k + 1), repeat=2):
            counts = seen.setdefault((s + t) % n, {})
            counts[s % n] = counts.get(s % n, 0) + 1
        expected = sum(max(counts.values()) for counts in seen.values()) / k**2
        assert best(n, k, True, True) == pytest.approx(expected)
        if n > 2 * k:
            assert expected == pytest.approx((2 * k - 1) / k**2)


def test_posterior_is_the_share_among_many_walks():
    x = walks(np.random.default_rng(0), 12, 3, 3, 60_000)
    assert set(((x[1:] - x[:-1]) % 12).ravel().tolist()) == {1, 2, 3}
    these = x[:, (x[0] == 2) & (x[2] == 5)]
    share = np.bincount(these[1], minlength=12) / these.shape[1]
    assert posterior(12, 3, 2, 5) == pytest.approx(share, abs=0.05)
    assert posterior(12, 3, None, 5)[[2, 3, 4]] == pytest.approx([1 / 3] * 3)
    assert posterior(12, 3, 2, 2).sum() == 0  # no two steps lead back


def test_one_reader_alone_has_as_many_weights_as_both():
    for symbols, hidden in ((12, 32), (57, 64), (3, 2)):
        one = Filler(symbols, equal_width(symbols, hidden), True, False, 1).numbers
        both = Filler(symbols, hidden, True, True, 1).numbers
        assert one == pytest.approx(both, rel=0.25 if hidden < 4 else 0.02)


def check(lab):
    found = lab.measure(THOROUGH)
    assert found["optimum_uni"] == pytest.approx(1 / 3) and found["optimum_bi"] == pytest.approx(5 / 9)
    assert abs(found["accuracy_uni"] - 1 / 3) < 0.03 and abs(found["accuracy_bi"] - 5 / 9) < 0.03
    assert found["accuracy_uni.1"] < 0.13 and abs(found["accuracy_bi.1"] - 1 / 3) < 0.04
    assert abs(found["accuracy_uni.10"] - 1 / 3) < 0.04 and abs(found["accuracy_bi.10"] - 1 / 3) < 0.04
    assert found["hidden_bi"] == found["accuracy_bi"]


def test_what_must_hold():
    check(run())


@pytest.mark.soak
def test_it_holds_for_fresh_seeds():
    for seed in range(101, 106):
        check(run(seed))


def test_a_reader_that_has_read_the_answer_is_perfect_and_useless():
    found = run(stop="after", steps=200).measure(THOROUGH)
    assert found["accuracy_bi"] > 0.99 and found["hidden_bi"] < 0.05
    assert found["accuracy_uni"] < 0.4


@pytest.mark.soak
def test_letters_missing_from_a_text():
    found = run(data="text", length=24, hidden=64).measure(THOROUGH)
    assert found["accuracy_bi"] > found["accuracy_uni"] + 0.12


def test_the_picture_has_both_readers_up_to_the_gap():
    lab = run(steps=5)
    for gap in (0, 4, 9):
        frame = lab.frame(Look({"unrolled": gap}))
        graph = frame.panels[0]
        there = ~np.isnan(graph.values).all(axis=2)
        assert there[0].tolist() == [t >= gap for t in range(10)]
        assert there[1].tolist() == [t == gap for t in range(10)]
        assert there[2].tolist() == [t <= gap for t in range(10)]
        assert graph.columns[gap] == "?" and graph.chosen == gap
        expected = {p.name: p for p in frame.panels}["expected"]
        assert expected.values.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-4)
        assert expected.rows[-1] == "at best" and len(frame.says) == 2


def test_own_sequences_of_any_kind():
    ring = Ring(12, 3)
    assert ring.parse("0 2 _ 6 14") == ([0, 2, 0, 6, 2], 2) and ring.parse("") == ([], None)
    text = Text("the fox said nothing " * 100)
    assert text.parse("th_ fox")[1] == 2 and text.parse("Ω") == ([], None)
    for data in ("ring", "text"):
        lab = run(steps=2, data=data)
        for typed in (
            "",
            "_",
            "5",
            "1 _",
            "_ 1",
            "a_b",
            "é" * 90,
            "1 " * 90,
            "\x1b[31m_",
            "9999999999 _ 3",
            "____",
        ):
            for gap in (-1, 0, 1, 999):
                assert lab.frame(Look({"gap": typed, "unrolled": gap})).says


@pytest.mark.parametrize(
    "knobs",
    [
        {"ring": 3, "longest": 6, "length": 3, "hidden": 2, "lr": 1.0},
        {"ring": 24, "longest": 1, "length": 40, "hidden": 128, "lr": 1e-5, "stop": "after"},
        {"data": "text", "text": "a" * 1_000, "length": 40, "hidden": 2},
        {"data": "text", "text": "fables-ko", "length": 3, "hidden": 8, "stop": "after"},
    ],
)
def test_all_ends_of_the_knobs(knobs):
    frame = run(steps=2, **knobs).frame(THOROUGH)
    assert all(np.isfinite(a[~np.isnan(a)]).all() for p in frame.panels for a in p.arrays().values())


def test_a_loss_that_is_no_number_is_not_learned():
    lab = run(steps=1)
    lab.fillers[BOTH].V.data[0, 0] = float("nan")
    with pytest.raises(Diverged, match="bi"):
        lab.step()
    assert lab.fillers[LEFT].V.isfinite().all()


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in Bidirectional.draws.values():
        for seed in range(60):
            drawn = draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 0.005 for wrong in drawn.wrong.values())
    for seed in range(20):
        drawn = Bidirectional.draws["between"](random.Random(seed), {})
        n, k, a, c = (int(drawn.values[name]) for name in "nkac")
        assert drawn.answer == (posterior(n, k, a, c) > 0).sum()
        k = int((drawn := Bidirectional.draws["optimum"](random.Random(seed), {})).values["k"])
        assert drawn.answer == pytest.approx(best(30, k, True, True))
