"""The DCGAN lab: doubling against sums written out, the grid it leaves, R1's slope, whole runs."""

import itertools
import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from tutor.kit.lab import Diverged, Look
from tutor.labs.dcgan import Dcgan
from tutor.models import checkerboard, judge
from tutor.models.dcgan import KERNELS, Generator, Up, dcgan
from tutor.models.image_game import steepness


def run(knobs=None, seed=1, steps=None):
    lab = Dcgan(knobs or {}, seed)
    while not lab.done and lab.steps != steps:
        lab.step()
    return lab


@pytest.mark.parametrize("way", KERNELS)
def test_doubling_is_the_sum_of_stamps(way):
    up = Up.of(way, 3, 2, torch.Generator().manual_seed(1))
    h = torch.randn(1, 3, 5, 5, generator=torch.Generator().manual_seed(2))
    made, W, k = up(h)[0].detach().numpy(), up.W.detach().numpy(), KERNELS[way]
    expected = np.zeros((2, 10 + 2 * k, 10 + 2 * k))
    for i, j, c, o in itertools.product(range(5), range(5), range(3), range(2)):
        if way == "resize":  # each of four copies adds to its neighbours, the kernel turned round
            for a, b in itertools.product(range(2), range(2)):
                y, x = k + 2 * i + a - 1, k + 2 * j + b - 1
                expected[o, y : y + k, x : x + k] += h[0, c, i, j].item() * W[o, c, ::-1, ::-1]
        else:
            y, x = k + 2 * i - (k - 1) // 2, k + 2 * j - (k - 1) // 2
            expected[o, y : y + k, x : x + k] += h[0, c, i, j].item() * W[c, o]
    assert made.shape == (2, 10, 10)
    assert made == pytest.approx(expected[:, k : k + 10, k : k + 10], abs=1e-5)


def test_taps_are_counted_and_only_resize_leaves_a_wall_plain():
    counted = {way: sorted(checkerboard.taps(way)) for way in KERNELS}
    assert counted == {
        "transposed-4": [4, 4, 4, 4],
        "transposed-3": [1, 2, 2, 4],
        "transposed-2": [1, 1, 1, 1],
        "resize": [9, 9, 9, 9],
    }
    found = run(steps=0).measure(Look())
    assert found["checkerboard.resize"] == pytest.approx(0, abs=1e-9)
    for way in ("transposed-4", "transposed-3", "transposed-2"):
        assert found[f"checkerboard.{way}"] == pytest.approx(0.75, abs=0.1)
    assert found["overlap.transposed-3"] == 4 and found["overlap"] == 1


def test_grain_knows_a_chessboard_from_a_slope():
    y, x = np.mgrid[:8, :8]
    assert checkerboard.grain(((x + y) % 2)[None].astype(np.float32)) == pytest.approx(1)
    assert checkerboard.grain((x / 8)[None].astype(np.float32)) < 0.06
    assert checkerboard.grain(np.zeros((1, 8, 8), np.float32)) == 0


def test_the_penalty_is_the_mean_squared_slope():
    game = dcgan("transposed-4", 4, "none", 3)
    x = torch.randn(3, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    squares, h = 0.0, 1e-2
    for i, row, column in itertools.product(range(3), range(8), range(8)):
        up, down = x.clone(), x.clone()
        up[i, 0, row, column] += h
        down[i, 0, row, column] -= h
        squares += ((game.D(up)[i] - game.D(down)[i]).item() / (2 * h)) ** 2
    real = x.requires_grad_()
    assert steepness(game.D(real), real).item() == pytest.approx(squares / 3, rel=0.05)


def test_a_step_moves_each_player_by_its_own_loss_only():
    game = dcgan("transposed-4", 8, "generator", 3)
    before = [p.detach().clone() for p in game.G.theta]
    z = torch.randn(6, game.noise, generator=torch.Generator().set_state(game.rng.get_state()))
    game.rate = 0.0
    x = np.random.default_rng(0).random((6, 8, 8)).astype(np.float32)
    d_loss, g_loss, slope = game.step(x)
    s, t = game.D(torch.tensor(2 * x - 1)[:, None]), game.D(game.G(z))
    expected = (F.softplus(-s).mean() + F.softplus(t).mean()).item() / 2
    assert d_loss == pytest.approx(expected, rel=1e-4)
    assert g_loss == pytest.approx(F.softplus(-t).mean().item(), rel=1e-4)
    assert slope > 0
    assert all(torch.equal(p, q) for p, q in zip(before, game.G.theta, strict=True))
    assert all(p.grad is None for p in (*game.G.theta, *game.D.theta))


def test_maps_grow_from_coarse_to_fine_and_are_those_of_the_picture():
    lab = run({"channels": 8}, steps=3)
    shapes = [maps.shape for maps in lab.maps(5)]
    assert shapes == [(8, 2, 2), (4, 4, 4), (1, 8, 8)]
    assert (lab.maps(5)[-1][0] + 1) / 2 == pytest.approx(lab.seen()[5], abs=1e-5)
    rng = torch.Generator().manual_seed(0)
    G = Generator("resize", 8, True, rng)
    assert G(torch.randn(7, 16, generator=rng)).shape == (7, 1, 8, 8)


def test_drawn_questions_have_the_answers_of_real_layers():
    for seed in range(30):
        drawn = Dcgan.draws["doubled"](random.Random(seed), {})
        s, k, p = (int(drawn.values[name]) for name in ("s", "kernel", "padding"))
        made = F.conv_transpose2d(torch.zeros(1, 1, s, s), torch.zeros(1, 1, k, k), stride=2, padding=p)
        assert made.shape[-1] == drawn.answer and drawn.answer not in drawn.wrong.values()
        drawn = Dcgan.draws["overlap"](random.Random(seed), {})
        ones = torch.ones(1, 1, int(drawn.values["k"]), int(drawn.values["k"]))
        assert F.conv_transpose2d(torch.ones(1, 1, 9, 9), ones, stride=2).max() == drawn.answer


def test_nearest_is_the_nearest():
    rng = np.random.default_rng(0)
    a, b = rng.random((5, 3, 3)), rng.random((9, 3, 3))
    assert judge.nearest(a, b).tolist() == [int(((b - x) ** 2).sum((1, 2)).argmin()) for x in a]


@pytest.mark.parametrize(
    "knobs",
    [
        {"channels": 2, "norm": "both", "doubling": "transposed-2", "averaging": 0},
        {"channels": 96, "norm": "none", "doubling": "resize", "r1": 10.0},
    ],
)
def test_knobs_at_their_ends(knobs):
    lab = run(knobs, steps=2)
    assert lab.frame().panels and lab.measure(Look())["kid"] > 0


def test_a_rate_far_too_high_is_told_and_not_learned():
    lab = Dcgan({"lr": 1.0, "r1": 10.0, "norm": "none"}, 1)
    try:
        for _ in range(20):
            lab.step()
    except Diverged as error:
        assert "loss of the" in error.tensor
    assert np.isfinite(lab.seen()).all()


@pytest.mark.soak
@pytest.mark.parametrize("seed", [101, 102, 103, 104, 105])
def test_the_digits_are_covered_near_the_floor(seed):
    found = run(seed=seed).measure(Look(thorough=True))
    assert found["classes_covered"] == 10 and found["kid"] <= 0.05


@pytest.mark.soak
@pytest.mark.parametrize("seed", [101, 102])
def test_without_the_penalty_it_gets_clearer_and_worse(seed):
    found = run({"r1": 0.0}, seed).measure(Look(thorough=True))
    assert found["kid"] > 0.05 and found["classes_covered"] < 10 and found["told"] > 0.55
