"""The world model: its world, its density and gradients, its temperature, CMA-ES, and the lab's run."""

import copy

import numpy as np
import pytest
import torch
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

from tutor.kit.lab import Look
from tutor.labs._world_model_draws import DRAWS
from tutor.labs._world_model_show import cart
from tutor.labs.world_model import WorldModelLab
from tutor.models.cartpole import EDGE, LEAN, LIMIT, began, played, random_play
from tutor.models.cells import gru
from tutor.models.cma import Cma
from tutor.models.dreaming import dreamed, drift, ends_in, followed, policy
from tutor.models.two_carts import TwoCarts
from tutor.models.world_model import Training, WorldModel, surprise, table

SHORT = {"games": 20, "updates": 50, "generations": 2, "hidden": 8}


def games(count=30, seed=1):
    return random_play(count, np.random.default_rng(seed))


def model(hidden=6, mixtures=3, seed=1):
    made = WorldModel(hidden, mixtures, torch.Generator().manual_seed(seed))
    made.measure(games())
    return made


def pushed(state, action):
    """One push by the equations of Florian (2007), mass by mass, written apart from gymnasium's."""
    x, v, lean, spin = state
    force, cart_mass, pole, half, g = (20.0 * action - 10.0), 1.0, 0.1, 0.5, 9.8
    whole, sin, cos = cart_mass + pole, np.sin(lean), np.cos(lean)
    spin_up = (g * sin + cos * (-force - pole * half * spin**2 * sin) / whole) / (
        half * (4 / 3 - pole * cos**2 / whole)
    )
    speed_up = (force + pole * half * (spin**2 * sin - spin_up * cos)) / whole
    return np.array([x + 0.02 * v, v + 0.02 * speed_up, lean + 0.02 * spin, spin + 0.02 * spin_up])


def test_the_world_is_gymnasiums_and_moves_by_its_equations():
    import gymnasium

    registered, world = gymnasium.make("CartPole-v1"), began(5)
    registered.reset(seed=5)
    state = np.array(world.state)
    for action in (1, 0, 0, 1, 1, 1):
        state = pushed(state, action)
        assert np.allclose(world.step(action)[0], state, atol=1e-6)
        assert np.allclose(registered.step(action)[0], state, atol=1e-6)
    assert world.theta_threshold_radians == pytest.approx(LEAN) and world.x_threshold == EDGE


def test_random_play_lasts_about_twenty_two_pushes_and_every_game_ends():
    some = games(400)
    assert 20 < np.mean([len(g) for g in some]) < 25
    for g in some[:20]:
        assert g.ended and len(g.states) == len(g.actions) + 1
        assert abs(g.states[-1, 2]) > LEAN and (np.abs(g.states[:-1, 2]) <= LEAN).all()


def test_the_density_is_torchs_mixture():
    dice = torch.Generator().manual_seed(2)
    pi = torch.randn(7, 3, generator=dice).log_softmax(-1)
    mu, log_sigma = torch.randn(7, 3, 4, generator=dice), torch.randn(7, 3, 4, generator=dice)
    delta = torch.randn(7, 4, generator=dice)
    mixture = MixtureSameFamily(Categorical(logits=pi), Independent(Normal(mu, log_sigma.exp()), 1))
    assert torch.allclose(surprise(pi, mu, log_sigma, delta), -mixture.log_prob(delta), atol=1e-4)


def test_gradients_are_those_of_the_cells_equations_step_by_step():
    training = Training(
        games(), hidden=6, mixtures=2, endings=True, weight=3.0, length=10, rate=0.01, seed=1
    )
    m, (s, a, delta, end, there) = training.model.double(), (v[:6, :5].double() for v in tensors(training))
    m.unit, m.change = m.unit.double(), m.change.double()
    states, ending = training.loss(s, a, delta, end, there)
    (states + 3 * ending).backward()
    fast = [p.grad.clone() for p in m.parameters()]
    m.zero_grad()
    h, total = torch.zeros(1, 5, 6, dtype=torch.float64), 0.0
    for t in range(6):
        h = gru(m.read(s[t], a[t]), h, m.U)
        pi, mu, log_sigma, logit = m.believe(h[0])
        mixture = MixtureSameFamily(Categorical(logits=pi), Independent(Normal(mu, log_sigma.exp()), 1))
        nats = -mixture.log_prob(delta[t] / m.change)
        p = torch.sigmoid(logit)
        ended = -(end[t] * p.log() + (1 - end[t]) * (1 - p).log())
        total = total + ((nats + 3 * ended) * there[t]).sum()
    (total / there.sum()).backward()
    for one, other in zip(fast, m.parameters(), strict=True):
        assert torch.allclose(one, other.grad, atol=1e-8)


def tensors(training):
    return training.s, training.a, training.delta, training.end, training.there


def test_left_out_endings_are_only_the_last_pushes():
    some = games(10)
    whole, without = table(some, True, 32), table(some, False, 32)
    assert whole[3].sum() == 10 and without[3].sum() == 0
    assert whole[4].sum() == sum(len(g) for g in some) == without[4].sum() + 10


@pytest.mark.parametrize("tau", [0.5, 2.0])
def test_a_temperature_cools_the_weights_and_narrows_the_gaussians(tau):
    m = model()
    s, h = torch.zeros(20_000, 4), torch.zeros(1, 20_000, 6)
    a = torch.ones(20_000, dtype=torch.long)
    with torch.no_grad():
        pi, mu, log_sigma, end = m.believe(gru(m.read(s[:1], a[:1]), h[:, :1], m.U)[0])
        new, p, _ = m.dream(s, a, h, torch.full((20_000,), tau), torch.Generator().manual_seed(1))
    share = (pi[0] / tau).softmax(-1)
    mean = (share[:, None] * mu[0]).sum(0)
    second = (share[:, None] * (mu[0] ** 2 + tau * (2 * log_sigma[0]).exp())).sum(0)
    drawn = new / m.change
    assert torch.allclose(drawn.mean(0), mean, atol=0.05)
    assert torch.allclose(drawn.var(0), second - mean**2, rtol=0.06)
    assert torch.allclose(p, torch.sigmoid(end).expand_as(p))


def test_at_temperature_nought_a_dream_is_the_likeliest_state():
    m = model()
    s, a, h = torch.zeros(2, 4), torch.tensor([0, 0]), torch.zeros(1, 2, 6)
    new, _, _ = m.dream(s, a, h, torch.zeros(2), torch.Generator().manual_seed(1))
    with torch.no_grad():
        pi, mu, _, _ = m.believe(gru(m.read(s, a), h, m.U)[0])
    assert torch.allclose(new[0], mu[0, pi[0].argmax()] * m.change) and torch.equal(new[0], new[1])


def test_dreaming_after_games_forgets_nothing_between_pushes():
    m, some = model(), games(4)
    states, ends = followed(m, some, 0.0, torch.Generator().manual_seed(0))
    g, h = some[1], torch.zeros(1, 1, 6)
    s = torch.from_numpy(g.states[0])[None]
    for t, action in enumerate(g.actions):
        s, _, h = m.dream(s, torch.tensor([action]), h, torch.zeros(1), torch.Generator())
        assert np.allclose(states[t + 1, 1], s[0], atol=1e-5)
    assert np.isnan(ends[len(g) :, 1]).all() and not np.isnan(ends[: len(g), 1]).any()
    assert np.isnan(drift(m, [], (1, 2))[0]).all()


def test_a_dream_ends_with_the_first_likely_end():
    m = model()
    with torch.no_grad():
        m.V.zero_()
        m.c.zero_()
        m.c[-1] = 0.1
    w, tau = torch.zeros(3, 5), torch.ones(3)
    starts, dice = torch.zeros(3, 4), torch.Generator().manual_seed(1)
    assert dreamed(m, w, tau, starts, dice).tolist() == [1, 1, 1]
    m.c.data[-1] = -0.1
    assert dreamed(m, w, tau, starts, dice).tolist() == [LIMIT] * 3
    belief, ended, lean = ends_in(m, games(5))
    assert ended.sum() == 5 and (belief < 0.5).all() and np.array_equal(lean > LEAN, ended)


def test_cma_finds_the_best_of_a_long_bent_valley():
    def bad(x):
        return float((100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum())

    search = Cma(4, 16, 0.5, np.random.default_rng(3))
    for _ in range(250):
        search.tell(np.array([-bad(x) for x in search.ask()]))
    assert np.allclose(search.m, 1.0, atol=1e-3)
    assert np.allclose(search.C, search.C.T) and np.linalg.eigvalsh(search.C).min() > 0


def test_cma_goes_nowhere_in_particular_when_all_scores_are_equal():
    first = []
    for seed in range(60):
        search = Cma(5, 16, 0.5, np.random.default_rng(seed))
        search.ask()
        search.tell(np.full(16, 200.0))
        first.append(search.m)
    assert np.abs(np.mean(first, 0)).max() < 0.12


def test_two_carts_begin_alike_and_stay_where_they_ended():
    carts = TwoCarts(model(), 3, 0.0)
    assert np.array_equal(carts.world[0], carts.dream[0])
    for _ in range(40):
        carts.push(1, 1)
    assert carts.over and abs(carts.world[-1][2]) > LEAN
    assert len(carts.world) == len(played(lambda _: 1, 3).states)
    alone = TwoCarts(None, 3, 1.0)
    alone.play(lambda _: 1)
    assert alone.dream == [] and not alone.alive


def test_a_cart_is_drawn_where_it_is_and_leans_as_it_does():
    upright, leaning = (cart(np.array([x, 0, lean, 0])) for x, lean in ((0.0, 0.0), (1.0, 0.3)))
    assert upright[1:6].argmax(1).tolist() == [upright.shape[1] // 2] * 5
    assert leaning[1].argmax() > leaning[5].argmax() > upright.shape[1] // 2
    for wild in ([9.0, 0, 3.0, 0], [-9, 0, -3, 0], [np.nan] * 4):
        assert cart(np.array(wild)).shape == upright.shape


def finished(knobs=None, seed=1):
    lab = WorldModelLab({**SHORT, **(knobs or {})}, seed)
    while not lab.done:
        lab.step()
    return lab


def test_a_run_goes_through_its_phases_and_a_learner_may_play_at_any_time():
    lab, seen = WorldModelLab(SHORT, 1), []
    while not lab.done:
        seen.append(lab.phase)
        if lab.steps % 7 == 0:
            for name in ("push left", "push right", "let it play", "new game", "same pushes"):
                lab.act(name, {})
            lab.act("push", {"bar": 0, "value": 0.1})
            assert len(lab.frame().panels) == 9 and len(lab.frame().says) == 2
            lab.act("hand back", {})
        lab.step()
    assert list(dict.fromkeys(seen)) == ["watch", "learn", "dream", "test"]
    untouched = finished().measure(Look(thorough=True))
    assert lab.measure(Look(thorough=True)) == untouched
    assert untouched["gap.t1"] == untouched["dream_return.t1"] - untouched["real_return.t1"]
    lab.set("temperature", "4")
    assert lab.measure(Look())["gap"] == untouched["gap.t4"]
    other = copy.deepcopy(lab)
    other.act("push right", {})
    assert lab.own is None


def test_a_model_that_saw_no_ending_dreams_for_ever():
    found = finished({"endings": "left-out", "updates": 200}).measure(Look(thorough=True))
    assert found["endings_seen"] == 0 and found["endings_found"] < 0.1
    assert found["dream_return.t0.1"] == found["dream_return.t4"] == LIMIT


@pytest.mark.parametrize(("weight", "hidden", "mixtures"), [(0.0, 4, 8), (1000.0, 128, 1), (1000.0, 4, 8)])
def test_it_runs_at_the_ends_of_its_knobs(weight, hidden, mixtures):
    lab = finished(
        {"games": 10, "weight": weight, "hidden": hidden, "mixtures": mixtures, "generations": 1}
    )
    assert lab.frame().says


def test_the_numbers_of_questions_are_right():
    import random

    for seed in range(30):
        for name, draw in DRAWS.items():
            drawn = draw(random.Random(seed), {})
            near = [abs(drawn.answer - w) for w in drawn.wrong.values()]
            assert min(near) > 0.02, (name, drawn)
    drawn = DRAWS["first_end"](random.Random(1), {})
    beliefs = [float(x) for x in drawn.values["beliefs"].split(", ")]
    assert beliefs[int(drawn.answer) - 1] >= 0.5 > max(beliefs[: int(drawn.answer) - 1])


def test_a_controller_is_a_line():
    assert policy(np.array([0, 0, 1.0, 0, 0]), np.ones(4))(np.array([0, 0, 0.1, 0])) == 1
    assert policy(np.array([0, 0, 1.0, 0, 0]), np.ones(4))(np.array([0, 0, -0.1, 0])) == 0


@pytest.mark.soak
def test_learned_in_dreams_alone_it_balances_in_the_world():
    lasted = []
    for seed in range(11, 16):
        lab = WorldModelLab({}, seed)
        while not lab.done:
            lab.step()
        measured = lab.measure(Look(thorough=True))
        assert 20 < measured["random_return"] < 25
        assert measured["error_by_horizon.20"] < 0.06 < 0.8 < measured["error_still.20"]
        lasted.append(measured["real_return.t1"])
    assert np.median(lasted) >= 150
