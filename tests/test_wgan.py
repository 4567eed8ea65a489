"""The WGAN lab: the critic against theory, its penalties against autograd, W₁ against all pairings."""

from __future__ import annotations

import copy
import itertools
import math
import random

import numpy as np
import pytest

from tutor.kit.lab import Diverged, Look
from tutor.labs.wgan import WganLab


def played(seed: int = 1, steps: int | None = None, **knobs: float | str) -> WganLab:
    lab = WganLab(knobs, seed)
    for _ in range(lab.length if steps is None else steps):
        lab.step()
    return lab


def figures(lab: WganLab):
    return lab.measure(Look(thorough=True))


def test_exact_distance_is_that_of_the_best_of_all_pairings():
    from tutor.models.transport import wasserstein

    rng = np.random.default_rng(0)
    for dims in (1, 2, 3):
        x, y = rng.standard_normal((2, 6, dims))
        far = np.sqrt(((x[:, None] - y) ** 2).sum(2))
        best = min(far[np.arange(6), list(p)].mean() for p in itertools.permutations(range(6)))
        assert wasserstein(x, y) == pytest.approx(best)
    with pytest.raises(ValueError, match="as many"):
        wasserstein(x, y[:3])


def test_rank_correlation_is_that_of_scipy():
    from scipy.stats import spearmanr

    from tutor.models.transport import rank_correlation

    rng = np.random.default_rng(1)
    a = rng.integers(0, 9, 40).astype(float)  # with ties
    b = a + rng.standard_normal(40)
    assert rank_correlation(a, b) == pytest.approx(spearmanr(a, b).statistic)
    assert rank_correlation(a, np.exp(a)) == pytest.approx(1)
    assert rank_correlation(a, a * 0) is None and rank_correlation(a[:2], b[:2]) is None


@pytest.mark.parametrize("constraint", ["one-sided", "two-sided", "none"])
def test_the_written_out_gradient_of_the_critic_is_that_of_autograd(constraint):
    import torch
    from torch.nn.functional import leaky_relu

    from tutor.models.wgan import Critic, Settings

    critic = Critic(Settings(constraint=constraint, penalty=3.0, lr=0.0), 2, 5)
    for W, _ in critic.f.layers:
        W.mul_(4.0)  # so that some slopes are above 1 and some below
    rng = np.random.default_rng(2)
    real, fake = (torch.as_tensor(a, dtype=torch.float32) for a in rng.standard_normal((2, 32, 2)))
    e = torch.rand(32, 1, generator=torch.Generator().set_state(critic.rng.get_state()))
    critic.step(real, fake)

    params = [p.clone().requires_grad_() for layer in critic.f.layers for p in layer]

    def f(x):
        for W, b in zip(params[0:4:2], params[1:4:2], strict=True):
            x = leaky_relu(x @ W + b, 0.2)
        return x @ params[4] + params[5]

    loss = f(fake).mean() - f(real).mean()
    between = (e * real + (1 - e) * fake).requires_grad_()
    (slope,) = torch.autograd.grad(f(between).sum(), between, create_graph=True)
    over = slope.norm(dim=1) - 1
    assert (over > 0).any() and (over < 0).any()
    if constraint == "one-sided":
        over = over.clamp(min=0)
    if constraint != "none":
        loss = loss + 3.0 * over.square().mean()
    grads = torch.autograd.grad(loss, params, allow_unused=True)
    flat = torch.cat(
        [(torch.zeros_like(p) if g is None else g).flatten() for g, p in zip(grads, params, strict=True)]
    )
    assert torch.allclose(critic.f.grad, flat, atol=1e-5, rtol=1e-4)


def test_the_generator_goes_up_the_slope_of_f():
    import torch

    from tutor.models.wgan import Settings, Wgan

    game = Wgan(Settings(critic_steps=1, lr=0.0), 3)
    z_state = copy.deepcopy(game)
    game.step(np.zeros((1, 16, 2), dtype=np.float32))
    z_state.fakes(16)  # what the critic was shown
    fake, seen = z_state.fakes(16)
    up = torch.from_numpy(z_state.critic.slopes(fake.numpy()))
    z_state.G.backward(seen, -up / 16)  # G's loss is −E f(G(z))
    assert torch.allclose(game.G.grad, z_state.G.grad, atol=1e-6)


@pytest.mark.parametrize(("theta", "weight"), [(2.0, 10.0), (-3.0, 10.0), (1.0, 2.0)])
def test_between_two_points_the_critic_says_what_the_sum_says(theta, weight):
    lab = played(theta=theta, penalty=weight)
    told = figures(lab)
    expected = abs(theta) + theta**2 / (2 * weight)
    assert told["expected"] == pytest.approx(expected)
    assert told["critic_estimate"] == pytest.approx(expected, abs=0.02)
    assert told["theta"] == told["w1"] == abs(theta)
    assert told["js"] == pytest.approx(math.log(2))
    assert "Arrived" in lab.says(Look())[0].text


def test_the_sum_itself_by_trying_every_slope():
    slopes = np.linspace(-3, 3, 600_001)
    for theta, weight in ((2.0, 10.0), (4.0, 2.5)):
        one = theta * slopes - weight * np.maximum(0, np.abs(slopes) - 1) ** 2
        two = theta * slopes - weight * (np.abs(slopes) - 1) ** 2
        assert theta * slopes[one.argmax()] == pytest.approx(theta + theta**2 / (2 * weight), abs=1e-4)
        assert theta * slopes[two.argmax()] == pytest.approx(theta + theta**2 / (2 * weight), abs=1e-4)
        below = slopes < 0
        stuck = slopes[below][two[below].argmax()]
        assert stuck == pytest.approx(-(1 - theta / (2 * weight)), abs=1e-4), "a peak of its own"
        assert (np.diff(one[below]) > 0).all(), "the one-sided penalty has none there"


def test_the_points_may_be_dragged_through_each_other_and_it_follows():
    lab = played(steps=600)
    lab.set("theta", -1.0)
    assert lab.length == 600 + 1500
    while not lab.done:
        lab.step()
    assert figures(lab)["critic_estimate"] == pytest.approx(1.05, abs=0.02)
    lab.set("theta", 0.0)
    lab.step()
    assert figures(lab)["js"] == 0 and figures(lab)["w1"] == 0


def test_as_they_go_apart_w1_grows_and_js_does_not():
    lab = played(move="apart", theta=3.0)
    w1, js = lab.points.log.rows()[:, 2], lab.points.log.rows()[:, 3]
    assert (np.diff(w1) >= 0).all() and w1[-1] == 3.0
    assert js == pytest.approx(math.log(2))
    assert figures(lab)["rank_corr"] > 0.9


def test_the_two_sided_penalty_traps_a_critic_that_starts_the_wrong_way_and_the_one_sided_frees_it():
    lab = played(constraint="two-sided", start="wrong")
    trapped = figures(lab)["critic_estimate"]
    assert trapped == pytest.approx(-1.8, abs=0.02)
    lab.set("constraint", "one-sided")
    while not lab.done:
        lab.step()
    assert figures(lab)["critic_estimate"] == pytest.approx(2.2, abs=0.02)


def test_clipped_weights_stand_at_the_bound_and_twice_the_bound_says_many_times_as_much():
    small, large = (figures(played(constraint="clip", clip=c)) for c in (0.05, 0.1))
    assert small["at_clip"] > 0.7 and large["at_clip"] > 0.7
    assert large["critic_estimate"] / small["critic_estimate"] == pytest.approx(8, abs=1.5)
    assert small["expected"] is None


def test_with_no_bound_the_critic_is_ever_steeper():
    lab = played(constraint="none", steps=400)
    assert figures(lab)["critic_estimate"] > 100
    assert "Steep" in lab.says(Look())[0].text


def test_a_step_too_long_names_the_tensor_and_what_stood_before_can_be_looked_at():
    lab = played(steps=2, data="ring")
    lab.ring.critic.f.theta.mul_(1e20)
    kept = lab.ring.critic.weights()
    with pytest.raises(Diverged) as caught:
        lab.step()
    assert caught.value.tensor.startswith("gradient of")
    assert np.array_equal(lab.ring.critic.weights(), kept) and np.isfinite(lab.seen(lab.ring).samples).all()
    assert lab.frame().panels


@pytest.mark.parametrize(
    "knobs",
    [
        {"lr": 1.0},
        {"theta": 0.0, "start": "wrong", "move": "apart"},
        {"theta": -4.0, "penalty": 1000.0, "constraint": "two-sided"},
        {"constraint": "clip", "clip": 0.001},
        {"data": "ring", "critic_steps": 1, "constraint": "clip", "clip": 1.0},
        {"data": "ring", "critic_steps": 20, "penalty": 0.01},
    ],
)
def test_at_the_ends_of_its_knobs_it_runs_and_shows_itself(knobs):
    lab = played(steps=2, **knobs)
    assert lab.frame(Look(thorough=True)).panels
    assert lab.record()


def test_drawn_numbers_have_answers_that_differ_from_every_known_mistake():
    for name, draw in WganLab.draws.items():
        for seed in range(30):
            drawn = draw(random.Random(seed), {})
            answers = [drawn.answer, *drawn.wrong.values()]
            assert len({round(float(a), 3) for a in answers}) == len(answers), (name, drawn)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(21, 26))
def test_on_the_ring_all_modes_are_hit_and_the_estimate_goes_with_the_distance(seed):
    assert figures(played(seed, data="ring"))["modes"] == 8
    slow = figures(played(seed, data="ring", lr=0.0005))
    assert slow["rank_corr"] >= 0.75
