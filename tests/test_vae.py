"""The VAE: its terms, its gradients, stacks of them, and what the lab promises."""

import math
import random

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from tutor import labs
from tutor.kit.lab import Look
from tutor.labs._vae_draws import DRAWS
from tutor.models.digits import digits
from tutor.models.vae import Settings, Vae, kl


def small(models=1, seed=0, **settings) -> Vae:
    return Vae(Settings(latents=3, hidden=7, **settings), seed, pixels=12, models=models)


def images(*shape, seed=0):
    return (np.random.default_rng(seed).random(shape) < 0.5).astype(np.float32)


def test_the_closed_form_kl_is_that_of_torch_and_of_many_draws():
    mu, sigma = torch.tensor([2.0, 0.0, -0.3]), torch.tensor([0.5, 1.0, 1.7])
    ours = kl(mu, 2 * sigma.log())
    q, p = Normal(mu, sigma), Normal(torch.zeros(3), torch.ones(3))
    assert torch.allclose(ours, kl_divergence(q, p), atol=1e-5)
    assert ours[0].item() == pytest.approx(2.318, abs=5e-4) and ours[1] == 0
    z = q.mean + q.stddev * torch.randn(400_000, 3, generator=torch.Generator().manual_seed(1))
    assert torch.allclose(ours, (q.log_prob(z) - p.log_prob(z)).mean(0), atol=0.02)


def test_both_terms_are_those_of_torchs_distributions():
    vae, x = small(), torch.tensor(images(1, 5, 12))
    noise = torch.randn(1, 5, 3, generator=torch.Generator().manual_seed(2))
    mu, log_var = vae._encoded(x)
    q = Normal(mu, torch.exp(log_var / 2))
    recon, ours = vae.terms(x, noise)
    ink = Bernoulli(logits=vae._decoded(q.mean + q.stddev * noise))
    assert torch.allclose(recon, -ink.log_prob(x).sum(2), atol=1e-5)
    assert torch.allclose(ours, kl_divergence(q, Normal(0.0, 1.0)), atol=1e-5)


@pytest.mark.parametrize("settings", [{}, {"beta": 3.0, "free": 0.2}, {"variational": False}])
def test_gradients_are_those_of_finite_differences(settings):
    vae, x = small(**settings), torch.tensor(images(1, 5, 12)).double()
    noise = torch.randn(1, 5, 3, generator=torch.Generator().manual_seed(2)).double()
    vae.encoder = [w.detach().double().requires_grad_() for w in vae.encoder]
    vae.decoder = [w.detach().double().requires_grad_() for w in vae.decoder]

    def loss():
        return vae.loss(*vae.terms(x, noise))

    weights = [*vae.encoder, *vae.decoder]
    for w, slope in zip(weights, torch.autograd.grad(loss(), weights), strict=True):
        for i in (0, w.numel() // 2, w.numel() - 1):
            flat = w.detach().view(-1)
            kept, ends = flat[i].item(), []
            for there in (kept + 1e-5, kept - 1e-5):
                flat[i] = there
                ends.append(loss().item())
            flat[i] = kept
            assert slope.view(-1)[i].item() == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-6)


def test_free_bits_leave_the_first_nats_of_a_dimension_alone():
    dims = torch.tensor([[[0.1, 0.9, 0.5]]])
    assert small(free=0.5).loss(torch.zeros(1, 1), dims).item() == pytest.approx(0.5 + 0.9 + 0.5)
    assert small(beta=2.0).loss(torch.ones(1, 1), dims).item() == pytest.approx(1 + 2 * 1.5)
    by_pixel = small(beta=1 / 12, reduce="mean").loss(torch.ones(1, 1), dims)
    assert 12 * by_pixel.item() == pytest.approx(1 + 1.5), "a mean over 12 pixels is β twelve times as high"


def test_models_of_a_stack_learn_as_each_would_alone():
    stack, x = small(models=3, seed=4), images(3, 6, 12)
    alone = [small(seed=9) for _ in range(3)]
    for i, one in enumerate(alone):
        for w, all_w in zip(one.adam.parameters, stack.adam.parameters, strict=True):
            w.data.copy_(all_w.data[i : i + 1])
    noise = torch.randn(3, 6, 3, generator=torch.Generator().manual_seed(5))
    both = torch.autograd.grad(stack.loss(*stack.terms(torch.tensor(x), noise)), stack.adam.parameters)
    for i, one in enumerate(alone):
        terms = one.terms(torch.tensor(x[i : i + 1]), noise[i : i + 1])
        for mine, all_g in zip(
            torch.autograd.grad(one.loss(*terms), one.adam.parameters), both, strict=True
        ):
            assert torch.allclose(mine, all_g[i : i + 1], atol=1e-5)


def test_shapes_of_a_stack_and_the_same_images_for_all():
    stack, x = small(models=3), images(6, 12)
    mu, sigma = stack.encode(x)
    assert mu.shape == sigma.shape == (3, 6, 3) and (sigma > 0).all()
    assert stack.decode(mu).shape == (3, 6, 12)
    recon, dims = stack.judged(x, seed=1, draws=4)
    assert recon.shape == (3, 6) and dims.shape == (3, 6, 3)
    assert stack.sample(5, np.random.default_rng(0)).shape == (3, 5, 12)
    recon, dims = stack.step(x)
    assert recon.shape == (3,) and dims.shape == (3, 3)


def test_a_plain_autoencoder_has_no_width_and_no_kl():
    plain = small(variational=False)
    assert (plain.encode(images(4, 12))[1] == 0).all()
    recon, dims = plain.judged(images(4, 12), seed=1, draws=2)
    again, _ = plain.judged(images(4, 12), seed=2, draws=2)
    assert (dims == 0).all() and np.array_equal(recon, again)


def test_looking_does_not_move_the_generator_and_a_broken_step_moves_no_weight():
    vae = small()
    state = vae.rng.get_state()
    vae.judged(images(4, 12), 1)
    vae.sample(3, np.random.default_rng(0))
    assert torch.equal(state, vae.rng.get_state())
    before = [w.detach().clone() for w in vae.adam.parameters]
    with pytest.raises(FloatingPointError, match="W1 of the encoder"):
        vae.step(np.full((4, 12), math.nan))
    assert all(torch.equal(a, b) for a, b in zip(before, vae.adam.parameters, strict=True))


def test_it_learns_digits():
    x, test = ((part.flat >= 0.5).astype(np.float32) for part in digits())
    rng, vae = np.random.default_rng(0), Vae(Settings(), 0)
    for step in range(600):
        vae.step(x[rng.integers(len(x), size=100)], 1 - step / 600)
    recon, dims = vae.judged(test, 0)
    assert (-recon - dims.sum(2)).mean() > -24, "a single picture of mean ink for all has −25.3"


def lab(steps=60, seed=3, **knobs):
    run = labs.find("vae")(knobs, seed)
    for _ in range(steps):
        run.step()
    return run


def whole(seed, **knobs):
    return lab(6000, seed, **knobs).frame(Look(thorough=True), panels=False).metrics


def panels(run, **focus):
    return {panel.name: panel for panel in run.frame(Look(focus=focus)).panels}


@pytest.mark.parametrize(
    "knobs",
    [
        {"latents": 16, "hidden": 8, "beta": 100.0, "free": 3.0, "warmup": 1.0},
        {"latents": 2, "hidden": 512, "beta": 0.01, "reduce": "mean", "lr": 0.1},
        {"model": "autoencoder", "latents": 16, "lr": 0.1},
    ],
)
def test_the_lab_runs_at_the_ends_of_its_knobs(knobs):
    metrics = lab(3, **knobs).frame().metrics
    assert metrics["recon"] is not None
    assert sum(name.startswith("kl_per_dim.") for name in metrics) == knobs["latents"]


def test_figures_of_the_lab_belong_together():
    run = lab(latents=8)
    metrics = run.frame(Look(thorough=True)).metrics
    dims = [metrics[f"kl_per_dim.{i}"] for i in range(1, 9)]
    assert sum(dims) == pytest.approx(metrics["kl"]) and dims == sorted(dims, reverse=True)
    assert metrics["elbo"] == pytest.approx(-metrics["recon"] - metrics["kl"])
    assert metrics["active_dims"] == sum(kl > 0.05 for kl in dims)
    assert labs.find("vae")({"model": "autoencoder"}, 1).frame().metrics["elbo"] is None


def test_the_code_of_the_digit_under_the_cursor_is_told_number_by_number():
    run = lab()
    shown = panels(run, digits=13)  # what comes back of the 3
    assert shown["digits"].chosen == 3 and shown["digits"].pictures.shape == (20, 8, 8)
    mu, sigma = run.seen(False).codes
    j = run.seen(False).order[0]
    at = run.shown[3]
    row = shown["code"].rows[0]
    assert row[1] == f"{mu[at, j]:+.2f}" and row[2] == f"{sigma[at, j]:.2f}"
    cost = kl_divergence(Normal(float(mu[at, j]), float(sigma[at, j])), Normal(0.0, 1.0)).item()
    assert float(row[3]) == pytest.approx(cost, abs=6e-4)
    assert shown["map"].crosses[0] == pytest.approx(mu[at, run.seen(False).order], abs=1e-6)


def test_beta_rises_with_the_warm_up_and_turns_live():
    run = lab(30, beta=4.0, warmup=0.01)
    assert run.vae.settings.beta == pytest.approx(4 * 29 / 60)
    run.set("beta", 2.0)
    run.set("free", 0.3)
    run.step()
    assert run.vae.settings.beta == pytest.approx(2 * 30 / 60) and run.vae.settings.free == 0.3


@pytest.mark.parametrize("name", list(DRAWS))
def test_drawn_questions_have_answers_that_no_known_mistake_gives(name):
    for seed in range(200):
        draw = DRAWS[name](random.Random(seed), {})
        assert all(abs(draw.answer - value) > 0.015 for value in draw.wrong.values()), (seed, draw)


def test_a_drawn_kl_is_that_of_torch():
    draw = DRAWS["kl"](random.Random(5), {})
    mu, sigma = float(draw.values["mu"]), float(draw.values["sigma"])
    assert draw.answer == pytest.approx(kl_divergence(Normal(mu, sigma), Normal(0.0, 1.0)).item(), abs=1e-5)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(11, 16))
def test_whole_runs_keep_what_is_promised(seed):
    two, eight = whole(seed), whole(seed, latents=8)
    assert two["elbo"] >= -22 and eight["elbo"] >= -20
    for run in (two, eight):
        assert run["told"] >= 0.55 and run["classes_covered"] >= 9
    dearer = whole(seed, latents=8, beta=2.0)
    assert eight["active_dims"] >= 4 and dearer["active_dims"] < eight["active_dims"]
    assert whole(seed, latents=8, beta=10.0)["active_dims"] == 0
    assert whole(seed, latents=8, reduce="mean")["active_dims"] == 0
    assert whole(seed, latents=8, beta=10.0, free=0.5)["active_dims"] == 8
