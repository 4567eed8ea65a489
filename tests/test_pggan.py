"""The PGGAN lab: what fades in, what work is counted, what the networks are shown."""

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from tutor.kit.lab import Look
from tutor.labs.pggan import PgganLab
from tutor.models.pggan import SIDES, Conv, Pggan, seen_as, settled, smaller, with_spread


def run(knobs=None, seed=1, steps=None):
    lab = PgganLab(knobs or {}, seed)
    while not lab.done and lab.steps != steps:
        lab.step()
    return lab


@pytest.mark.parametrize("stage", [1, 2])
def test_at_alpha_0_nothing_has_changed_and_at_1_all_is_new(stage):
    game = Pggan(8, 3)
    game.grow(stage, 0.4)
    assert game.alpha0_diff(9, 1) == 0
    assert (game.stage, game.alpha) == (stage, 0.4)
    old, now, new = game.steps_of_fading(9, 1)
    assert now == pytest.approx(0.6 * old + 0.4 * new, abs=1e-6)
    assert np.abs(old - new).max() > 0.01


def test_a_discriminator_at_alpha_0_says_what_it_said_of_the_smaller_picture():
    D = Pggan(8, 3).D
    x = torch.rand(6, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    D.stage, D.alpha = 1, 0.0
    large = D(x)
    D.stage, D.alpha = 0, 1.0
    assert torch.allclose(large, D(torch.nn.functional.avg_pool2d(x, 2)), atol=1e-6)


@pytest.mark.parametrize("stage", [0, 1, 2])
def test_work_is_what_torch_counts(stage):
    game = Pggan(8, 3)
    game.grow(stage, 1.0)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        game.D(game.G(torch.randn(2, 16)))
    assert counter.get_total_flops() == 2 * 2 * game.cost(stage)


def test_small_parts():
    rng = torch.Generator().manual_seed(0)
    h = torch.randn(5, 4, 3, 3, generator=rng)
    assert settled(h).square().mean(1) == pytest.approx(np.ones((5, 3, 3)), abs=1e-4)
    spread = with_spread(h)[:, -1]
    assert spread == pytest.approx(np.full((5, 3, 3), h.numpy().std(0).mean()), abs=1e-4)
    conv = Conv.of(4, 2, 3, rng)
    by_hand = (conv.W[1] * h[0]).sum() + conv.b[1]
    assert conv(h)[0, 1, 1, 1].item() == pytest.approx(by_hand.item(), abs=1e-5)


def test_real_pictures_are_as_coarse_as_the_fakes():
    x = np.random.default_rng(0).random((4, 16, 16)).astype(np.float32)
    assert seen_as(x, 2, 1.0) == pytest.approx(x)
    coarse = seen_as(x, 2, 0.0)
    assert smaller(coarse, 8) == pytest.approx(smaller(x, 8), abs=1e-6)
    assert coarse[:, ::2, ::2] == pytest.approx(coarse[:, 1::2, 1::2])


def test_both_do_equal_work():
    lab = run({"channels": 4}, steps=40)
    found = lab.measure(Look())
    dear = lab.nets["direct"].cost(len(SIDES) - 1) * 30 / 1e9
    assert abs(found["work.grown"] - found["work.direct"]) <= dear
    assert found["images.grown"] > found["images.direct"] and found["alpha0_diff"] == 0


@pytest.mark.parametrize(
    "knobs", [{"channels": 2, "fade": 0.0}, {"channels": 48, "model": "direct", "r1": 10.0}]
)
def test_knobs_at_their_ends(knobs):
    lab = run(knobs, steps=2)
    assert lab.frame().panels and lab.measure(Look())["alpha0_diff"] == 0


@pytest.mark.soak
def test_a_whole_run_ends_nearer_than_it_began():
    found = run().measure(Look(thorough=True))
    assert found["side"] == 16 and found["alpha"] == 1
    assert found["kid.grown"] < 0.3 and found["kid.direct"] < 0.3


@pytest.mark.soak
@pytest.mark.parametrize("seed", [101, 102])
def test_a_layer_put_in_at_once_buries_the_picture_and_a_faded_one_does_not(seed):
    found = [
        run({"model": "grown", "fade": fade}, seed, 601).measure(Look(thorough=True)) for fade in (0, 0.5)
    ]
    assert found[0]["kid"] > 10 * found[1]["kid"]
