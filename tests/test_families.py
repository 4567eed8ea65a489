"""Four families on the same points: densities against sums and formulas, and what the lab must show."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from tutor.kit.lab import Look
from tutor.labs.families import FINE, FamiliesLab, ring
from tutor.models.chain import NARROWEST, Chain, log_mixture
from tutor.models.density import Histogram, Kernels, log_mean_of_heaps
from tutor.models.plane_vae import PlaneVae, divergence

THOROUGH = Look(thorough=True)
RNG = np.random.default_rng(3)
X = RNG.normal(0, 0.4, (200, 2))


def run(steps=None, seed=1, **knobs):
    lab = FamiliesLab(knobs, seed)
    for _ in range(lab.length if steps is None else steps):
        lab.step()
    return lab


def summed(log_density, side=300, reach=3.0):
    line = reach * ((np.arange(side) + 0.5) / side * 2 - 1)
    places = np.stack(np.meshgrid(line, line), 2).reshape(-1, 2)
    return np.exp(log_density(places)).sum() * (2 * reach / side) ** 2


def test_counted_densities_are_counts_and_heaps():
    squares = Histogram(np.array([[0.1, 0.1], [0.2, 0.2], [-0.9, 0.9]]), 0.5, 1.0, given=0.0)
    assert np.exp(squares.log_density(np.array([[0.4, 0.4], [0.6, 0.6]]))).tolist() == pytest.approx(
        [8 / 3, 0]
    )
    assert squares.log_density(np.array([[1.1, 0.0]]))[0] == -np.inf
    from scipy.stats import multivariate_normal

    places = RNG.normal(0, 1, (7, 2))
    theirs = np.mean([multivariate_normal(c, 0.04).pdf(places) for c in X], axis=0)
    assert np.exp(Kernels(X, 0.2).log_density(places)) == pytest.approx(theirs)
    assert log_mean_of_heaps(places, X, 0.2, at_once=1) == pytest.approx(np.log(theirs))
    for one in (Kernels(X, 0.2), Histogram(X, 0.2, 3.0, given=1e-5)):
        assert summed(one.log_density) == pytest.approx(1, abs=5e-3)
        made = one.sample(4000, np.random.default_rng(0))
        assert made.mean(axis=0) == pytest.approx(X.mean(axis=0), abs=0.05)
        assert made.std(axis=0) == pytest.approx(X.std(axis=0), abs=0.08)
    for kind in (lambda: Kernels(X, 0), lambda: Histogram(X, -1, 1)):
        with pytest.raises(ValueError):
            kind()


def test_the_chain_is_a_density_and_learns_by_its_own_gradient():
    chain = Chain(1)
    assert summed(chain.log_density, reach=8) == pytest.approx(1, abs=1e-3)
    parts = torch.tensor([[0.3, -0.5, 0.1, 0.9, -1.0, -0.2]])
    mixture = torch.distributions.MixtureSameFamily(
        torch.distributions.Categorical(logits=parts[0, :2]),
        torch.distributions.Normal(parts[0, 2:4], NARROWEST + parts[0, 4:].exp()),
    )
    x = torch.tensor([[0.4], [-1.2]])
    assert log_mixture(x, parts.expand(2, -1)).tolist() == pytest.approx(mixture.log_prob(x[:, 0]).tolist())
    before = chain.log_density(X).mean()
    for _ in range(30):
        loss = chain.step(X, 0.01)
    assert -loss > before and chain.log_density(X).mean() > before
    made = chain.sample(3000, np.random.default_rng(0))
    high = np.linspace(-6, 6, 400)
    shares = []
    for x1 in np.arange(-0.875, 1, 0.25):
        column = np.exp(chain.log_density(np.stack([np.full(400, x1), high], axis=1)))
        shares.append(column.sum() * (12 / 400) * 0.25)
    assert np.histogram(made[:, 0], 8, (-1, 1))[0] / 3000 == pytest.approx(shares, abs=0.03)


def test_the_bound_lies_below_the_sum_and_is_the_mean_over_q():
    vae = PlaneVae(2)
    for _ in range(40):
        vae.step(X, 0.01)
    bound, truth = vae.log_bound(X), vae.summed_log_density(X)
    assert (bound <= truth + 1e-4).all() and bound.mean() < truth.mean()
    assert summed(vae.summed_log_density, side=60) == pytest.approx(1, abs=5e-3)
    x = torch.tensor(X[:3], dtype=torch.float32)
    with torch.no_grad():
        mean, log_spread = vae.encode(x)
        q = torch.distributions.Normal(mean, log_spread.exp())
        z = q.sample((20_000,))
        drawn = (
            vae.log_given(x, z)
            + torch.distributions.Normal(0, 1).log_prob(z).sum(-1)
            - q.log_prob(z).sum(-1)
        ).mean(0)
    assert bound[:3] == pytest.approx(drawn.numpy(), abs=0.03)
    theirs = torch.distributions.kl_divergence(q, torch.distributions.Normal(0, 1)).sum(1)
    assert divergence(mean, log_spread).tolist() == pytest.approx(theirs.tolist(), abs=1e-5)


def test_who_can_say_what_is_asked_of_the_models_themselves():
    lab = run(40)
    found = lab.measure(THOROUGH)
    says = {name: found[f"reports_density.{name}"] for name in lab.family}
    assert says == {"counted": True, "autoregressive": True, "vae": False, "gan": False}
    assert found["integral.gan"] is None and "nll.gan" not in found and found["integral.vae"] < 1
    assert found["bound.vae"] <= -found["nll.vae"]
    table = next(p for p in lab.frame().panels if p.name == "table")
    assert [row[1] for row in table.rows] == ["a density", "a density", "a lower bound", "samples only"]
    assert table.rows[3][2:] == ("–", "–") and table.rows[2][2].startswith("≥")


def test_a_bound_is_no_density_even_where_it_happens_to_sum_to_one():
    lab = run(0)
    field = lab.field("vae", FINE)
    lab._fields["vae", FINE] = field._replace(integral=1.0)
    assert not lab.measure(THOROUGH)["reports_density.vae"]


def test_squares_and_heaps_change_in_mid_run_and_needles_are_called_by_heart():
    lab = run(2, points=100)
    lab.set("counted", "histogram")
    lab.set("width", 0.31)
    assert lab.measure(THOROUGH)["integral.counted"] == pytest.approx(1, abs=1e-6)
    assert not any("by heart" in say.text for say in lab.says(Look()))
    lab.set("counted", "kernels")
    lab.set("width", 0.01)
    assert any("by heart" in say.text for say in lab.says(Look()))
    assert lab.measure(THOROUGH)["reports_density.counted"]


def test_corners_and_a_copy_goes_on_bit_for_bit():
    for knobs in (
        {"points": 20, "width": 1.0, "lr": 1.0},
        {"counted": "histogram", "width": 0.01, "data": "ring"},
    ):
        lab = run(2, **knobs)
        assert lab.frame(Look(focus={"data": 4000})).panels
    lab = run(3)
    twin = copy.deepcopy(lab)
    lab.frame(THOROUGH)
    for one in (lab, twin):
        one.step()
    assert np.array_equal(lab.losses.rows(), twin.losses.rows())
    assert ring().sample(5, np.random.default_rng(0)).shape == (5, 2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12, 13, 14, 15])
@pytest.mark.parametrize("data", ["moons", "ring", "blobs"])
def test_exact_densities_sum_to_one_and_the_bound_stays_below(data, seed):
    found = run(data=data, seed=seed).measure(THOROUGH)
    for name in ("counted", "autoregressive"):
        assert found[f"integral.{name}"] == pytest.approx(1, abs=0.01)
        assert found["nll_true"] - 0.03 < found[f"nll.{name}"] < found["nll_true"] + 0.15
    assert found["bound.vae"] <= -found["nll.vae"] and found["integral.vae"] < 1
    assert max(found[f"js.{name}"] for name in ("counted", "autoregressive", "vae", "gan")) < 0.2
