"""The truncated-BPTT lab: zeros past a cut, influence balancing, the stream with questions, memory."""

from __future__ import annotations

import copy
import random
import time

import numpy as np
import pytest
import torch

from tutor.kit.lab import Diverged, Look
from tutor.labs.tbptt import Tbptt
from tutor.models.balance import BEST, RATE, START, Balance, influences, line
from tutor.models.lag_stream import ASK, LETTERS, SYMBOLS, Stream
from tutor.models.truncated import Truncated, tensors


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(steps, seed=1, **knobs):
    lab = Tbptt(knobs, seed)
    while not lab.done and lab.steps < steps:
        lab.step()
    return lab


def finish(seed=1, **knobs):
    return run(10**9, seed, **knobs).measure(Look(thorough=True))


# -- influence balancing ---------------------------------------------------------------------------


@pytest.mark.parametrize("K", [1, 3, 12, 50])
def test_a_chunk_is_k_steps_of_backpropagation_through_time(K):
    """Against autograd, step by step, the state carried and detached at each cut."""
    A, sign = (torch.from_numpy(part) for part in line())
    theta, s, quick = (
        torch.tensor(START, dtype=torch.float64),
        torch.zeros(23, dtype=torch.float64),
        Balance(K),
    )
    for _ in range(6):
        theta = theta.detach().requires_grad_()
        for _ in range(K):
            s = A @ s + theta * sign
        (0.5 * (s[0] - 1) ** 2).backward()
        theta, s = theta.detach() - RATE * theta.grad, s.detach()
        quick.chunk()
        assert quick.theta == pytest.approx(theta.item(), abs=1e-12)
        assert quick.s == pytest.approx(s.numpy(), abs=1e-9)


def test_the_line_rests_at_one_where_theta_is_best():
    A, sign = line()
    rest = np.linalg.solve(np.eye(23) - A, BEST * sign)
    assert rest[0] == pytest.approx(1) and influences(400).sum() == pytest.approx(-6)


def test_influences_are_derivatives():
    A, sign = line()
    assert influences(5) == pytest.approx([(np.linalg.matrix_power(A, j) @ sign)[0] for j in range(5)])


def test_a_short_look_back_goes_the_wrong_way_and_a_long_one_arrives():
    found = finish(task="balance", k=50)
    for K in (1, 10, 20, 40):
        assert found[f"theta.{K}"] > START
    for K in (50, 100):
        assert found[f"theta.{K}"] == pytest.approx(BEST, abs=0.004)
    assert found["theta"] == found["theta.50"] and found["sign_change"] == 41
    assert finish(task="balance", k=41)["theta"] < START


# -- the cut ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_past_a_cut_the_gradient_is_exactly_zero(cell):
    lab = run(3, task="lag", k=5, cell=cell)
    _h, cut, uncut, _p = lab.blame()
    past = lab.on_stream.cuts(5)[-1]
    assert past == 13 and not cut[:past].any() and cut[past:].any(axis=1).all()
    assert uncut[:past].any(axis=1).all()
    now = lab.measure(Look())
    assert now["grad_past_cut"] == 0 and now["grad_letter"] == 0 and now["grad_uncut"] > 0


def test_an_update_teaches_nothing_beyond_its_chunk():
    net = Truncated("rnn", 8, 2, 4, seed=1)
    x, y = np.zeros((4, 2), dtype=np.int64), np.full((4, 2), -1)
    y[3] = 1
    net.chunk(tensors(x), tensors(y), 0.0, True)
    before = net.state
    assert not before.requires_grad and before.any()
    net.chunk(tensors(x), tensors(y), 0.0, False)
    assert not net.state.any()


def test_blame_is_what_the_fast_path_learns_from():
    net = Truncated("rnn", 8, 1, 6, seed=2)
    x = [4, 0, 5, 6, 7, 8]
    y = np.full((6, 1), -1)
    y[5] = 2
    h, blame, p = net.blame(x, 2, [])
    states, _ = net.forward(tensors(np.array(x)[:, None]))
    states.retain_grad()
    loss = torch.nn.functional.cross_entropy(states[5, 0] @ net.V + net.c, torch.tensor([2]))
    assert p == pytest.approx(loss.neg().exp().item(), abs=1e-6)
    assert h == pytest.approx(states[:, 0, 0].detach().numpy(), abs=1e-6)
    loss.backward()
    assert blame[5] == pytest.approx(states.grad[5, 0, 0].numpy(), abs=1e-6)
    a = torch.from_numpy(blame[5]) * (1 - torch.from_numpy(h[5]) ** 2)
    assert blame[4] == pytest.approx((net.U @ a).detach().numpy(), abs=1e-6)


def test_a_number_that_is_not_finite_is_named():
    lab = Tbptt({"task": "lag"}, 1)
    with torch.no_grad():
        lab.on_stream.nets[8].V[0, 0] = torch.inf
    with pytest.raises(Diverged):
        for _ in range(10):
            lab.step()


# -- the stream ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lag", "piece"), [(12, 5), (1, 1), (40, 100), (3, 2)])
def test_each_question_is_about_the_letter_lag_steps_before(lag, piece):
    stream = Stream(lag, 3, np.random.default_rng(0))
    parts = [stream.read(piece) for _ in range(2_000 // piece)]
    x, y = (np.concatenate(rows) for rows in zip(*parts, strict=True))
    asked = y >= 0
    assert asked.any(axis=0).all() and (x[asked] == SYMBOLS.index(ASK)).all()
    assert (asked == (x == SYMBOLS.index(ASK))).all()
    for t, b in zip(*np.nonzero(asked), strict=True):
        assert x[t - lag, b] == y[t, b] < len(LETTERS)
        assert (x[t - lag + 1 : t, b] >= len(LETTERS)).all()


def test_the_stream_is_the_same_in_any_pieces():
    whole = Stream(12, 4, np.random.default_rng(3))
    assert whole.read(64)[1].max() >= 0
    one, other = run(4, task="lag"), run(4, task="lag", k=5, against=16)
    assert one.on_stream.stream.at == other.on_stream.stream.at == 64


def test_both_networks_read_the_same_amount_of_the_same_stream():
    lab = run(30, task="lag", k=13, against=7)
    for k, trace in lab.on_stream.answers.items():
        assert lab.on_stream.stream.at - trace.rows()[-1, 0] == len(lab.on_stream.unread[k]) < k


# -- memory, the lab, its corners ------------------------------------------------------------------


def test_what_an_update_keeps_does_not_grow_with_the_stream():
    now = run(80, task="lag").measure(Look())
    assert now["symbols"] == 1280 and now["bytes_growth"] == 1
    assert now["bytes.8"] < now["bytes.16"] < 0.05 * now["bytes.uncut"]


def test_a_copy_goes_on_exactly():
    lab = run(20)
    twin = copy.deepcopy(lab)
    for one in (lab, twin):
        for _ in range(5):
            one.step()
    assert lab.measure(Look()) == twin.measure(Look())


@pytest.mark.parametrize(
    "knobs",
    [
        {"k": 1, "against": 1, "lag": 1},
        {"k": 100, "against": 1, "lag": 40, "cell": "lstm", "carry": "nothing"},
        {"k": 2, "against": 3, "lag": 12, "cell": "gru"},
        {"k": 100, "task": "balance"},
    ],
)
def test_corners(knobs):
    lab = run(2, **knobs)
    frame = lab.frame(Look(thorough=True))
    assert frame.panels and all(p.arrays() is not None for p in frame.panels)
    assert lab.frame().says


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in Tbptt.draws.values():
        for seed in range(100):
            drawn = draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 1e-3 for wrong in drawn.wrong.values())


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12, 13, 14, 15])
def test_lag_twelve_is_learned_by_sixteen_and_not_by_eight(seed):
    found = finish(seed, task="lag")
    assert found["acc.16"] >= 0.75 and found["acc.8"] <= 0.45 and found["grad_past_cut"] == 0


@pytest.mark.soak
def test_a_step_takes_no_longer_late_in_the_stream():
    lab, spent = Tbptt({"task": "lag"}, 1), []
    while not lab.done:
        began = time.process_time()
        lab.step()
        spent.append(time.process_time() - began)
    early, late = np.median(spent[100:500]), np.median(spent[-400:])
    assert late < 1.5 * early
