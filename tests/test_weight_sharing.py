"""A reader with shared weights beside one without: against torch's own, and what the lab must show."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from tutor.kit.lab import Diverged, Look
from tutor.labs._weight_sharing_panels import nudged
from tutor.labs._weight_sharing_sentences import NUMBER, UNKNOWN, WORDS, YEARS, Stream, parse, unseen
from tutor.labs.weight_sharing import WeightSharing
from tutor.models.weight_sharing import Reader, generator

THOROUGH = Look(thorough=True)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(seed=1, steps=None, **knobs):
    lab = WeightSharing(knobs, seed)
    for _ in range(lab.length if steps is None else steps):
        lab.step()
    return lab


def reader(places, words=7, answers=3, hidden=4):
    return Reader(words, answers, hidden, places, generator(1))


def test_shared_weights_are_torchs_rnn():
    ours, theirs = reader(1), torch.nn.RNN(7, 4)
    theirs.weight_ih_l0.data, theirs.weight_hh_l0.data = ours.W[0].detach().t(), ours.U[0].detach().t()
    theirs.bias_ih_l0.data, theirs.bias_hh_l0.data = torch.randn(4), torch.zeros(4)
    ours.b[0].data = theirs.bias_ih_l0.data.clone()
    x = torch.randint(0, 7, (9, 5))
    h, _ = theirs(torch.nn.functional.one_hot(x, 7).float())
    assert torch.allclose(torch.stack(ours.states(x)), h, atol=1e-6)
    states, p = ours.watch(x[:, 0].numpy())
    assert states == pytest.approx(h[:, 0].detach().numpy(), abs=1e-6)
    assert p.sum(axis=1) == pytest.approx(np.ones(9), abs=1e-6)


def test_the_gradient_of_a_shared_weight_is_the_sum_over_its_uses():
    shared, untied = reader(1), reader(6)
    for name in ("W", "U", "b", "V", "c"):
        for own in getattr(untied, name):
            own.data = getattr(shared, name)[0].data.clone()
    x, y = torch.randint(0, 7, (6, 8)), torch.randint(0, 3, (8,))
    for one in (shared, untied):
        torch.nn.functional.cross_entropy(one(x), y).backward()
    assert torch.equal(shared(x), untied(x))
    for name in ("W", "U", "b"):
        total = sum(own.grad for own in getattr(untied, name))
        assert torch.allclose(getattr(shared, name)[0].grad, total, atol=1e-6)


def test_numbers_grow_with_places_only_where_each_has_its_own():
    once = 7 * 4 + 4 * 4 + 4 + 4 * 3 + 3
    assert reader(1).numbers == once and reader(50).numbers == 50 * once
    few, many = (run(steps=0, places=places).measure(Look()) for places in (5, 50))
    assert few["params_shared"] == many["params_shared"]
    assert many["params_untied"] == 10 * few["params_untied"] == 50 * few["params_shared"]


def test_without_weights_for_a_place_it_cannot_be_read():
    with pytest.raises(IndexError, match="word 4"):
        reader(3)(torch.zeros(4, 1, dtype=torch.long))
    states, p = reader(3).watch(np.zeros(5, dtype=int))
    assert len(states) == len(p) == 3
    assert len(reader(1).watch(np.zeros(50, dtype=int))[0]) == 50


def test_a_nudge_reaches_every_use_of_a_shared_weight_and_one_of_the_others():
    x = np.array([1, 2, 3, 4, 5])
    for places, moved in ((1, [False, True, True, True, True]), (5, [False, False, False, True, True])):
        before = reader(places)
        after = before.nudged(0 if places == 1 else 3, 0.5)
        change = np.abs(after.watch(x)[0] - before.watch(x)[0]).max(axis=1) > 0
        assert change.tolist() == moved
    lab = run(steps=30, nudge=1.0)
    shown = {p.name: p for p in lab.show(Look())}
    flashes = shown["flashes"].values
    assert (flashes[0, 1:] != 0).all()
    assert np.flatnonzero(flashes[1]).tolist() == [nudged(10)]
    assert np.isfinite(shown["unrolled"].values[:, :9]).all()


def test_sentences_have_one_year_where_it_should_stand():
    rng = np.random.default_rng(0)
    stream = Stream(rng, 40)
    years = rng.integers(0, 10, 200)
    x, p = stream.sentences(rng, 9, [1, 5, 9], years)
    assert x.shape == (9, 200) and set(p.tolist()) == {1, 5, 9}
    assert ((x < 10).sum(axis=0) == 1).all() and (x[p - 1, np.arange(200)] == years).all()
    lab = run(steps=0)
    for _ in range(40):
        words, years = lab._batch()
        assert 5 <= len(words) <= 10
        where, _ = np.nonzero(words < len(YEARS))
        assert not any(unseen(place + 1) for place in where)


def test_what_must_hold():
    check(run())


@pytest.mark.soak
def test_it_holds_for_fresh_seeds():
    for seed in range(101, 106):
        check(run(seed))


def check(lab):
    found = lab.measure(THOROUGH)
    assert found["acc_unseen.shared"] >= 0.97 and found["acc_double.shared"] >= 0.97
    assert found["acc_seen.untied"] >= 0.98 and found["acc_unseen.untied"] <= 0.2
    assert found["acc_double.untied"] is None and found["acc_long.untied"] is None
    assert found["acc_seen.shared"] >= 0.98 and found["params_untied"] == 10 * found["params_shared"]
    places = {p.name: p for p in lab.show(Look())}["places"].values
    assert np.isnan(places[1, 10:]).all() and (places[0] > 0.9).all()


def test_own_sentences_of_any_kind():
    assert [WORDS[i] for i in parse("In 2009, I went to Nepal.")] == [
        "in",
        "2009",
        "I",
        "went",
        "to",
        "Nepal",
    ]
    assert [WORDS[i] for i in parse("2003년에 네팔에 갔다 12003")] == ["2003", UNKNOWN, UNKNOWN, UNKNOWN]
    lab = run(steps=5)
    for text in ("", "\x1b[31m", "2005", "no year here", "ok " * 300, "2001 2002", "🙂 2004"):
        frame = lab.frame(Look({"sentence": text}))
        assert len(frame.says) == 2 and frame.panels[0].values.shape[1] >= 1
    long = lab.frame(Look({"sentence": "and then " * 6}))
    assert np.isnan(long.panels[0].values[1, 10:]).all() and "too long" in long.says[0].values["untied"]


@pytest.mark.parametrize(
    "knobs",
    [
        {"hidden": 2, "places": 4, "sentences": 1, "lr": 1.0, "noise": 1.0},
        {"hidden": 128, "places": 50, "sentences": 4_000, "lr": 1e-5, "noise": 0.0, "nudge": -2.0},
    ],
)
def test_all_ends_of_the_knobs(knobs):
    frame = run(steps=2, **knobs).frame(THOROUGH)
    assert frame.metrics["acc_seen.shared"] is not None


def test_a_loss_that_is_no_number_is_not_learned():
    lab = run(steps=1)
    with torch.no_grad():
        lab.learners["untied"].reader.c[4:] = [
            c.fill_(float("inf")) for c in lab.learners["untied"].reader.c[4:]
        ]
    with pytest.raises(Diverged, match="untied"):
        lab.step()


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in WeightSharing.draws.values():
        for seed in range(50):
            drawn = draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 0.01 for wrong in drawn.wrong.values())
    drawn = WeightSharing.draws["parameters"](random.Random(2), {})
    v, h, t = (int(drawn.values[name]) for name in "vht")
    made = Reader(v, 1, h, t, generator(1))
    assert drawn.answer == sum(p.numel() for p in [*made.W, *made.U, *made.b])
    assert len(NUMBER) == len(WORDS)
