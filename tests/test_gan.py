"""The GAN lab: its figures against true samples, its gradients against autograd, its failures."""

from __future__ import annotations

import copy
import math
import random

import numpy as np
import pytest

from tutor.kit.lab import Diverged, Look
from tutor.labs import _blobs
from tutor.labs.gan import GanLab

PLAIN = {"averaging": 0, "decay": 0.0}


def played(steps: int, seed: int = 1, **knobs: float | str) -> GanLab:
    lab = GanLab(knobs, seed)
    for _ in range(steps):
        lab.step()
    return lab


@pytest.mark.parametrize("data", [_blobs.ring(), _blobs.grid()], ids=["ring", "grid"])
def test_a_perfect_sampler_scores_what_the_definitions_promise(data):
    figures = []
    for seed in range(20):
        x = data.sample(2500, np.random.default_rng(seed))
        figures.append((data.hits(x).sum() / 2500, data.spread(x), (data.hits(x) > 0).sum()))
    near, spread, modes = np.mean(figures, axis=0)
    assert near == pytest.approx(0.9889, abs=0.0015)
    assert spread == pytest.approx(1.0, abs=0.01)
    assert modes == len(data.centres)


def test_spread_tells_narrow_from_wide_and_one_mode_from_none():
    data, rng = _blobs.ring(), np.random.default_rng(0)
    half = _blobs.Blobs(data.centres, data.sigma / 2, 1.0)
    assert data.spread(half.sample(2500, rng)) == pytest.approx(0.5 / 0.9744, abs=0.02)
    assert data.spread(data.centres[:1].repeat(50, 0)) == pytest.approx(0.0, abs=1e-6)
    assert data.spread(np.zeros((2500, 2))) is None


def test_divergence_is_0_for_equal_and_ln2_for_apart_and_near_its_floor_for_real_points():
    data, rng = _blobs.ring(), np.random.default_rng(0)
    p = data.histogram(data.sample(2500, rng))
    assert _blobs.divergence(p, p) == 0
    assert _blobs.divergence(p, data.histogram(np.zeros((2500, 2)))) == pytest.approx(math.log(2))
    floor = data.floor(2500, rng)
    assert 0 < floor < 0.02
    assert _blobs.divergence(p, data.histogram(data.sample(2500, rng))) == pytest.approx(floor, rel=0.4)


def test_points_outside_the_picture_are_counted_at_its_rim():
    data = _blobs.ring()
    assert data.histogram(np.array([[99.0, -99.0], [np.inf, 0.0]])).sum() == pytest.approx(1.0)


def test_the_written_out_gradients_are_those_of_autograd():
    import torch
    from torch.nn.functional import leaky_relu, softplus

    from tutor.models.gan import MAGNIFY, Gan, Settings

    for loss, packing in (("non-saturating", 2), ("minimax", 1)):
        gan = Gan(Settings(loss=loss, packing=packing, r1=1e-3, lr=0.0), 7)
        x = _blobs.ring().sample(24, np.random.default_rng(0))
        z = torch.randn(24, 8, generator=torch.Generator().set_state(gan.rng.get_state()))
        gan.step(x)

        def net(network, x):
            params = [tuple(p.clone().requires_grad_() for p in layer) for layer in network.layers]
            given = x
            for W, b in params[:-1]:
                x = leaky_relu(x @ W + b, network.leak)
            x = torch.cat([x, given], 1) if network.again else x
            return x @ params[-1][0] + params[-1][1], [p for layer in params for p in layer]

        fake, params_G = net(gan.G, z)
        real = torch.from_numpy(x).view(-1, 2 * packing).requires_grad_()
        s_real, params_D = net(gan.D, MAGNIFY * real)
        s_fake, params_D2 = net(gan.D, MAGNIFY * fake.detach().view(-1, 2 * packing))
        (slope,) = torch.autograd.grad(s_real.sum(), real, create_graph=True)
        real_part = softplus(-s_real).mean() + 1e-3 / 2 * slope.square().sum(1).mean()
        grad_real = torch.autograd.grad(real_part, params_D, allow_unused=True)
        grad_fake = torch.autograd.grad(softplus(s_fake).mean(), params_D2)
        at_D = torch.cat(
            [
                (0 if a is None else a.flatten()) + b.flatten()
                for a, b in zip(grad_real, grad_fake, strict=True)
            ]
        )
        assert torch.allclose(gan.D.grad, at_D, atol=1e-6, rtol=1e-4)

        s, _ = net(gan.D, MAGNIFY * fake.view(-1, 2 * packing))
        loss_G = -softplus(s).mean() if loss == "minimax" else softplus(-s).mean()
        at_G = torch.cat([g.flatten() for g in torch.autograd.grad(loss_G, params_G)])
        assert torch.allclose(gan.G.grad, at_G, atol=1e-6, rtol=1e-4)


def off(lab: GanLab) -> float:
    """How far samples lie from their nearest centre on average."""
    return float(np.sqrt(((lab.seen().samples[:, None] - lab.real.centres) ** 2).sum(2)).min(1).mean())


@pytest.mark.parametrize("knobs", [{"packing": 2}, PLAIN, {"r1": 0.001, "layers": 3}])
def test_with_and_without_its_mendings_it_comes_nearer_to_the_data(knobs):
    start, lab = GanLab(knobs, 1), played(500, **knobs)
    assert off(lab) < 0.6 * off(start)
    assert lab.measure(Look())["js"] < start.measure(Look())["js"]


def test_a_copy_goes_on_bit_for_bit_and_looking_changes_nothing():
    lab = played(40)
    other = copy.deepcopy(lab)
    for _ in range(160):
        lab.step()
        lab.frame()
        other.step()
    assert np.array_equal(lab.seen().samples, other.seen().samples)
    assert lab.frame().metrics == other.frame().metrics
    for a, b in zip(lab.frame().panels, other.frame().panels, strict=True):
        for name, array in a.arrays().items():
            assert np.array_equal(array, b.arrays()[name], equal_nan=True), name


def test_two_of_one_seed_are_equal_and_two_seeds_are_not():
    assert np.array_equal(played(60, seed=3).seen().samples, played(60, seed=3).seen().samples)
    assert not np.array_equal(played(60, seed=3).seen().samples, played(60, seed=4).seen().samples)


@pytest.mark.parametrize("who", ["discriminator", "generator"])
def test_one_player_alone_moves_and_the_other_stands_still(who):
    lab = played(30)
    G, D = lab.gan.G.theta.clone(), lab.gan.D.theta.clone()
    lab.set("train", who)
    for _ in range(5):
        lab.step()
    assert bool((lab.gan.G.theta == G).all()) == (who == "discriminator")
    assert bool((lab.gan.D.theta == D).all()) == (who == "generator")


def test_the_rate_falls_over_the_last_part_and_not_before():
    lab = GanLab({"decay": 0.5}, 1)
    rates = []
    for step in (0, lab.length // 2, lab.length * 3 // 4, lab.length - 1):
        lab.steps = step
        rates.append(lab.slowed())
    assert rates[:2] == [1.0, 1.0] and rates[2] == pytest.approx(0.5, abs=0.01) and 0 < rates[3] < 0.01
    assert GanLab({"decay": 0.0}, 1).slowed() == 1.0


def test_live_knobs_reach_the_model():
    lab = GanLab({}, 1)
    for name, value in {"loss": "minimax", "ratio": 5.0, "lr": 0.01, "averaging": 0, "r1": 0.1}.items():
        lab.set(name, value)
        assert getattr(lab.gan.settings, name) == value
        lab.step()


def test_a_point_sets_a_mode_and_the_same_again_takes_it_away_and_training_follows():
    lab = played(20, data="drawn")
    first = len(lab.real.centres)
    lab.act("point", {"x": 0.1, "y": -0.9})
    assert len(lab.real.centres) == first + 1
    assert lab.length == 20 + lab.budget(lab.values)
    lab.step()
    assert lab.frame().panels[0].edit == "point"
    lab.act("point", {"x": 0.12, "y": -0.92})
    assert len(lab.real.centres) == first
    for x, y in lab.real.centres.tolist():
        lab.act("point", {"x": x, "y": y})
    assert len(lab.real.centres) == 1
    lab.step()
    ring = GanLab({}, 1)
    ring.act("point", {"x": 0.0, "y": 0.0})
    assert len(ring.real.centres) == 8


def test_the_frame_has_what_the_screen_draws():
    frame = played(30).frame()
    plane, losses, quality, modes = frame.panels
    assert plane.name == "samples" and plane.points.shape == (2500, 2) and "points" in plane.arrays()
    assert plane.field.min() >= 0 and plane.field.max() <= 1 and plane.arrows.shape[1] == 4
    assert losses.levels["ln 2"] == pytest.approx(math.log(2)) and losses.curves["generator"].shape == (
        2,
        30,
    )
    assert quality.levels and len(modes.labels) == 8
    assert set(frame.metrics) == {m.name for m in GanLab.metrics}
    assert frame.says


def test_what_is_recorded_recounts_the_figures():
    lab = played(300)
    kept, samples, metrics = lab.record(), lab.seen().samples, lab.frame().metrics
    distance = np.sqrt(((samples[:, None] - kept["centres"]) ** 2).sum(2)).min(1)
    assert metrics["high_quality"] == pytest.approx((distance <= 3 * kept["sigma"]).mean(), abs=1e-3)
    again = _blobs.divergence(lab.real.histogram(samples), lab.real.histogram(kept["real"]))
    assert metrics["js"] == pytest.approx(again)


def test_a_discriminator_alone_starts_at_ln_2_and_learns_to_tell_all_fakes():
    lab = GanLab({"train": "discriminator"}, 1)
    assert lab.gan.step(lab.real.sample(240, lab.rng), 0.0)[0] == pytest.approx(math.log(2), abs=0.1)
    for _ in range(500):
        lab.step()
    assert lab.measure(Look())["d_loss"] < 0.05


def test_the_bench_that_overflows_names_the_tensor_and_says_what_to_do():
    (bench,) = [p for p in GanLab.presets if p.name == "nan"]
    for seed in (1, 2, 3):
        lab = GanLab(bench.knobs, seed)
        with pytest.raises(Diverged) as caught:
            for _ in range(2000):
                lab.step()
        assert caught.value.tensor == "log D(G(z))"
        assert "logit" in caught.value.advice.render()
        assert np.isfinite(lab.seen().samples).all(), "what stood before it can still be looked at"
        lab = GanLab({**bench.knobs, **bench.mends}, seed)
        for _ in range(100):
            lab.step()
        assert math.isfinite(lab.measure(Look())["g_loss"])


def test_after_a_break_it_says_that_what_is_shown_stood_before_it():
    lab = GanLab({"numerics": "probability", "ratio": 100.0}, 1)
    with pytest.raises(Diverged):
        for _ in range(2000):
            lab.step()
    assert "Broken off" in lab.says(Look())[0].text


def test_decay_and_averaging_calm_the_swing():
    plain, averaged = (played(600, averaging=n, decay=0.0) for n in (0, 200))
    assert averaged.measure(Look())["swing"] < 0.8 * plain.measure(Look())["swing"]


@pytest.mark.soak
def test_the_game_of_2014_is_told_to_swing_and_its_mending_is_not():
    (bench,) = [p for p in GanLab.presets if p.name == "plain"]
    assert "Swinging" in played(17_000, **bench.knobs).says(Look())[0].text
    assert "At the end" in played(17_000, **bench.knobs | bench.mends).says(Look())[0].text


def test_drawn_squares_have_answers_apart_from_known_mistakes():
    for seed in range(30):
        drawn = GanLab.draws["optimum"](random.Random(seed), {})
        assert min(abs(float(drawn.answer) - float(w)) for w in drawn.wrong.values()) > 0.05


def test_presets_use_knobs_that_exist_with_values_they_take():
    for preset in GanLab.presets:
        GanLab({**preset.knobs, **preset.mends}, 1)
        assert bool(preset.mends) == preset.bench


def test_the_bench_where_the_discriminator_wins_leaves_no_gradient_and_says_so():
    (bench,) = [p for p in GanLab.presets if p.name == "dead-generator"]
    lab = played(4000, **bench.knobs)
    assert lab.measure(Look())["pull"] < 1e-6
    assert "no gradient" in lab.says(Look())[0].text
    mended = played(400, **{**bench.knobs, **bench.mends})
    assert mended.measure(Look())["pull"] > 1e-2


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 6))
def test_the_bench_that_collapses_does_and_its_mending_mends(seed):
    (bench,) = [p for p in GanLab.presets if p.name == "collapse"]
    lab = played(9000, seed, **bench.knobs)
    assert lab.measure(Look())["modes"] <= 6
    assert "Collapsed" in lab.says(Look())[0].text
    mended = GanLab({**bench.knobs, **bench.mends}, seed)
    for _ in range(mended.length):
        mended.step()
    assert mended.measure(Look())["modes"] == 8


@pytest.mark.soak
@pytest.mark.parametrize(("data", "modes", "near"), [("ring", 8, 0.95), ("grid", 24, 0.88)])
def test_a_whole_run_covers_the_modes_as_promised(data, modes, near):
    lab = GanLab({"data": data}, 77)
    for _ in range(lab.length):
        lab.step()
    found = lab.measure(Look(thorough=True))
    assert found["modes"] >= modes and found["high_quality"] >= near and found["spread"] >= 0.4
