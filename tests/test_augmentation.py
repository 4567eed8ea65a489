"""The augmentation lab: what copies are, pairs that are pairs, intervals that are Student's, the musts."""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from tutor.kit.lab import Look
from tutor.labs.augmentation import ARMS, LEARNING, AugmentationLab
from tutor.models import augment
from tutor.models.augment import Classifiers, difference, moved, nearest_accuracy, noisy, student
from tutor.models.digits import digits

QUICK = {"draws": 5, "practice": 0, "copies": 5}


def run(knobs=None, seed=1, steps=None):
    lab = AugmentationLab(knobs or {}, seed)
    while not lab.done and lab.steps != steps:
        lab.step()
    return lab


def metrics(lab):
    return lab.measure(Look(thorough=True))


def test_what_is_moved_out_of_the_box_is_lost_and_blank_paper_comes_in():
    images = np.random.default_rng(0).random((5, 8, 8)).astype(np.float32)
    right, down = np.array([0, 1, -2, 0, 9]), np.array([0, 0, 0, -1, 0])
    out = moved(images, right, down)
    assert np.array_equal(out[0], images[0])
    assert np.array_equal(out[1][:, 1:], images[1][:, :-1]) and not out[1][:, 0].any()
    assert np.array_equal(out[2][:, :-2], images[2][:, 2:]) and not out[2][:, -2:].any()
    assert np.array_equal(out[3][:-1], images[3][1:]) and not out[3][-1].any()
    assert not out[4].any()


def test_noise_stays_between_paper_and_ink():
    images = np.full((400, 8, 8), 0.5, dtype=np.float32)
    out = noisy(images, 0.1, np.random.default_rng(0))
    assert out.min() >= 0 and out.max() <= 1
    assert out.std() == pytest.approx(0.1, abs=0.002) and out.mean() == pytest.approx(0.5, abs=0.002)
    assert np.array_equal(noisy(images, 0.0, np.random.default_rng(0)), images)


def some(k=2, m=3, arms=3, draws=2):
    rng = np.random.default_rng(1)
    real = rng.random((draws, 10, k, 64)).astype(np.float32)
    return real, rng.random((arms, draws, 10, m, 64)).astype(np.float32)


def test_values_and_gradients_are_those_of_one_network_alone():
    net = Classifiers(*some(), seed=3)
    x, y = net._batch()
    loss = net.loss(x, y)
    slopes = torch.autograd.grad(loss.sum(), net.layers)
    for n in range(6):
        W1, b1, W2, b2 = (w[n].detach().clone().requires_grad_() for w in net.layers)
        alone = torch.nn.functional.cross_entropy(torch.relu(x[n] @ W1 + b1) @ W2 + b2, y)
        assert loss[n].item() == pytest.approx(alone.item(), abs=1e-5)
        for mine, whole in zip(torch.autograd.grad(alone, (W1, b1, W2, b2)), slopes, strict=True):
            assert torch.allclose(mine, whole[n], atol=1e-6)


def test_arms_of_a_draw_are_pairs_the_same_data_gives_the_same_network():
    real, extra = some()
    extra[2] = extra[0]
    net = Classifiers(real, extra, seed=3)
    W = net.layers[0].view(3, 2, 64, -1)
    assert torch.equal(W[0], W[1]) and not torch.equal(W[0, 0], W[0, 1])
    for _ in range(5):
        net.step()
    assert torch.allclose(W[0], W[2], atol=1e-5) and not torch.allclose(W[0], W[1], atol=1e-3)
    shares = net.accuracy(real[0].reshape(-1, 64), np.arange(10).repeat(2))
    assert shares.shape == (3, 2) and np.array_equal(shares[0], shares[2])


def test_the_nearest_known_digit_decides():
    real, extra = some()
    x, y = real[0].reshape(-1, 64), np.arange(10).repeat(2)
    shares = nearest_accuracy(real, extra, x, y)
    assert (shares[:, 0] == 1).all(), "what is known is told right"
    known = np.concatenate([real[1], extra[2, 1]], axis=1).reshape(-1, 64)
    away = ((x[:, None] - known[None]) ** 2).sum(2)
    assert shares[2, 1] == pytest.approx((away.argmin(1) // 5 == y).mean())


def test_intervals_are_students():
    for freedom in (1, 2, 3, 4, 9, 39, 400):
        assert student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=0.004)
    values = np.random.default_rng(0).normal(0.01, 0.02, 12)
    found, theirs = difference(values), stats.ttest_1samp(values, 0)
    assert found.mean == pytest.approx(values.mean())
    assert found.error == pytest.approx(values.mean() / theirs.statistic)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval()), abs=1e-4)
    assert (found.verdict == 0) == (theirs.pvalue > 0.05)
    assert difference(np.array([1.0, 1.1, 1.2])).verdict == 1
    assert difference(np.array([-1.0, -1.1, -1.2])).verdict == -1
    assert difference(np.zeros(4)).verdict == 0 and difference(np.array([0.3])).verdict == 0
    assert math.isnan(difference(np.array([0.3])).error)


def test_the_generator_sees_the_k_digits_only_and_fresh_ones_are_others():
    lab = run({"k": 3, "copies": 5, "practice": 2}, steps=2)
    train = digits().train.flat
    where = {image.tobytes() for image in train}
    for d in range(len(lab.real)):
        own = {image.tobytes() for image in lab.real[d].reshape(-1, 64)}
        new = {image.tobytes() for image in lab.extra["fresh"][d].reshape(-1, 64)}
        assert not own & new and own <= where and new <= where
        assert {image.tobytes() for image in lab.extra["real_only"][d].reshape(-1, 64)} == own
    assert lab.extra["generated"].shape == lab.extra["fresh"].shape == (5, 10, 5, 64)


def test_every_draw_counts_once_and_no_difference_is_computed():
    lab = run({**QUICK, "draws": 7, "noise": 0.0})
    found = metrics(lab)
    assert found["draws"] == 7 and lab.shares().shape == (5, 7)
    assert abs(found["noise"]) < 1e-3 and found["verdict.noise"] == 0, (
        "copies that only repeat the digits add nothing at all"
    )
    shares = lab.shares()
    assert found["shift"] == pytest.approx((shares[1] - shares[0]).mean())
    assert found["verdict.fresh"] == 1 and found["better.fresh"] == 1
    [helps, *_] = lab.says(Look())
    assert "more real" in helps.render() and helps.render().startswith("Helps")


def test_the_words_in_the_table_are_the_verdicts():
    lab = run({**QUICK, "classifier": "nearest"})
    _, bars, table, _ = lab.show(Look())
    words = {1: "helps", 0: "no difference", -1: "hurts"}
    found = metrics(lab)
    assert [row[-1] for row in table.rows] == [words[found[f"verdict.{arm}"]] for arm in ARMS[1:]]
    assert bars.spans.shape == (4, 2) and (bars.spans[:, 0] <= bars.values).all()
    assert bars.low <= bars.spans.min() and bars.spans.max() <= bars.high


def test_looks_before_the_first_draw_is_finished():
    lab = run(steps=3)
    found = metrics(lab)
    assert found["draws"] == 0 and found["shift"] is None
    assert len(lab.show(Look())) == 4


@pytest.mark.parametrize(
    "knobs",
    [
        {"k": 1, "copies": 5, "draws": 5, "practice": 0, "direction": "both", "far": 4, "noise": 1.0},
        {"k": 20, "copies": 100, "draws": 6, "practice": 1, "direction": "updown", "noise": 0.0},
        {"k": 20, "copies": 100, "draws": 5, "practice": 0, "classifier": "nearest"},
    ],
)
def test_knobs_at_their_ends(knobs):
    lab = run(knobs, steps=3)
    assert lab.frame().panels


def test_real_digits_alone_are_learned_to_the_end():
    """The comparison is with a network that has learned all it can from them: more steps change nothing."""
    lab = AugmentationLab({"practice": 0, "copies": 5, "draws": 5}, 1)
    ends = {}
    for steps in (LEARNING, 2 * LEARNING):
        net = Classifiers(lab.real, lab.extra["fresh"][None] * 0 + lab.real[:, :, :5][None], 7)
        for s in range(steps):
            loss = net.step(1 - s / steps)
        ends[steps] = net.accuracy(digits().test.flat, digits().test.labels).mean()
    assert loss < 0.01 and abs(ends[LEARNING] - ends[2 * LEARNING]) < 0.01


def test_draws_of_the_question_differ_from_their_mistakes():
    import random

    for seed in range(50):
        draw = AugmentationLab.draws["error"](random.Random(seed), {})
        n, s = int(draw.values["n"]), float(draw.values["s"])
        assert draw.answer == pytest.approx(s / math.sqrt(n))
        assert all(abs(w - draw.answer) > 0.0005 for w in draw.wrong.values())


def test_a_broken_gradient_is_named():
    net = Classifiers(*some(), seed=1)
    net.real[:] = np.nan
    with pytest.raises(FloatingPointError, match="W1"):
        for _ in range(3):
            net.step()
    assert augment.NAMES[0] == "W1"


@pytest.mark.soak
def test_shifted_copies_help_on_every_fresh_seed():
    """Differences of 40 draws each, at the defaults, on seeds that nothing was chosen by."""
    found = [metrics(run(seed=seed)) for seed in (101, 102, 103, 104, 105)]
    assert all(f["shift"] > 0 for f in found)
    assert all(f["verdict.fresh"] == 1 and f["fresh"] > 5 * f["shift"] for f in found)
    assert difference(np.array([f["shift"] for f in found])).verdict == 1
    assert abs(np.mean([f["generated"] for f in found])) < 0.004


@pytest.mark.soak
@pytest.mark.parametrize("seed", [101, 102, 103, 104, 105])
def test_for_the_nearest_neighbour_they_help_beyond_doubt(seed):
    found = metrics(run({"classifier": "nearest"}, seed))
    assert found["verdict.shift"] == found["verdict.generated"] == 1 and found["verdict.noise"] == -1


@pytest.mark.soak
@pytest.mark.parametrize("seed", [101, 102])
def test_the_benches_hurt_and_are_mended(seed):
    few = {"draws": 20, "practice": 0}
    assert metrics(run({**few, "direction": "updown"}, seed))["verdict.shift"] == -1
    assert metrics(run(few, seed))["verdict.shift"] >= 0
    mush = metrics(run({"draws": 20, "practice": 30}, seed))
    assert mush["verdict.generated"] == -1
    assert metrics(run({"draws": 20}, seed))["generated"] > mush["generated"] + 0.002
