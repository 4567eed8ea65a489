"""The gradient-flow lab: norms against autograd and powers, the bound over random draws, clipping, NaN."""

from __future__ import annotations

import copy
import random

import numpy as np
import pytest
import torch

from tutor.kit.lab import Diverged, Look
from tutor.labs.gradient_flow import GradientFlow
from tutor.models.gradient_flow import (
    SQUASHES,
    Recall,
    below,
    bounds,
    forward,
    matrix,
    named,
    norms,
)
from tutor.runner.failing import LabFailed
from tutor.ui.measure import Measure

TRAIN = {"part": "train"}


def run(steps=10**9, seed=1, **knobs):
    lab = GradientFlow(knobs, seed)
    while not lab.done and lab.steps < steps:
        lab.step()
    return lab


def end(seed=1, **knobs):
    return run(seed=seed, **knobs).measure(Look(thorough=True))


def break_down(seed, **knobs):
    lab = GradientFlow(knobs, seed)
    with pytest.raises(Diverged) as stop:
        while not lab.done:
            lab.step()
    return lab, stop.value


@pytest.mark.parametrize("activation", SQUASHES)
def test_norms_are_those_of_autograds_jacobian(activation):
    rng, squash = np.random.default_rng(3), SQUASHES[activation]
    U, v, x = matrix("gaussian", 5, 1.3, rng), rng.standard_normal(5), rng.standard_normal(6)
    h = forward(U, v, squash, x)
    of = {"linear": lambda a: a, "tanh": torch.tanh, "sigmoid": torch.sigmoid}[activation]
    for t in range(7):

        def rest(state, t=t):
            for s in range(t, 6):
                state = of(torch.from_numpy(U) @ state + torch.from_numpy(v) * x[s])
            return state

        J = torch.autograd.functional.jacobian(rest, torch.from_numpy(h[t]))
        assert norms(U, squash, h)[t] == pytest.approx(torch.linalg.matrix_norm(J, 2).item(), rel=1e-9)
        assert rest(torch.from_numpy(h[t])).numpy() == pytest.approx(h[6])


@pytest.mark.parametrize("gain", [0.5, 1.0, 1.1, 2.0])
def test_the_linear_case_is_a_power_of_the_gain(gain):
    lab = run(activation="linear", gain=gain)
    found = lab.flow()[0]
    assert found == pytest.approx(gain ** np.arange(40, -1, -1.0), rel=1e-6)
    now = lab.measure(Look())
    assert now["linear_error"] < 1e-6 and now["norm_first"] == pytest.approx(gain**40, rel=1e-6)


@pytest.mark.parametrize("kind", ["orthogonal", "gaussian"])
def test_the_gain_is_the_largest_stretch(kind):
    U = matrix(kind, 9, 1.7, np.random.default_rng(0))
    assert np.linalg.norm(U, 2) == pytest.approx(1.7)
    if kind == "orthogonal":
        assert pytest.approx(1.7**2 * np.eye(9), abs=1e-12) == U @ U.T


@pytest.mark.parametrize("squash", SQUASHES.values(), ids=SQUASHES)
def test_slopes_are_told_by_values_and_never_steeper_than_gamma(squash):
    a = np.linspace(-6, 6, 2_001)
    h = squash.of(a)
    assert squash.slope(h)[1:-1] == pytest.approx(np.gradient(h, a)[1:-1], abs=1e-4)
    assert squash.slope(h).max() == pytest.approx(squash.steepest)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_networks_keep_the_bound(seed):
    found = end(seed)
    assert found["drawn"] == 100 and found["bound_held"] == 1


def test_the_bound_is_reached_in_silence_and_not_otherwise():
    silent = end(input=0.0)
    assert silent["norm_first"] == pytest.approx(silent["bound_first"]) == pytest.approx(1.1**40)
    assert end()["norm_first"] < 0.1


def test_the_way_back_fills_from_the_right():
    lab = run(10)
    bars, table, trial, slopes = lab.show(Look())
    assert np.isnan(bars.values).sum() == 30 and bars.chosen == 30 and bars.marks[0] > bars.marks[-1]
    rows = dict(table.rows)
    assert float(rows["norm before"]) * float(rows["factor"]) == pytest.approx(
        float(rows["norm after"]), rel=2e-3
    )
    assert slopes.values.shape == (24, 40) and not trial.curves["norm"].size


def test_the_gradient_by_hand_is_autograds():
    rng = np.random.default_rng(4)
    for name, of in (("tanh", torch.tanh), ("sigmoid", torch.sigmoid), ("linear", lambda a: a)):
        net = Recall(matrix("gaussian", 6, 1.0, rng), SQUASHES[name], 5, np.random.default_rng(7))
        U, v, w = (torch.from_numpy(part.copy()).requires_grad_() for part in (net.U, net.v, net.w))
        x = torch.from_numpy(copy.deepcopy(net.random).standard_normal(32).astype(np.float32))
        h = torch.zeros(32, 6)
        for t in range(5):
            h = of(h @ U.T + (torch.outer(x, v) if t == 0 else 0))
        loss = ((h @ w - x) ** 2).mean()
        loss.backward()
        before = [part.copy() for part in (net.U, net.v, net.w)]
        found, length = net.step(0.1, 0.0)
        assert found == pytest.approx(loss.item(), rel=1e-4)
        assert length == pytest.approx(
            torch.cat([p.grad.flatten() for p in (U, v, w)]).norm().item(), rel=1e-4
        )
        for old, new, p in zip(before, (net.U, net.v, net.w), (U, v, w), strict=True):
            assert (old - new) / 0.1 == pytest.approx(p.grad.numpy(), abs=2e-5)


def test_clipping_shortens_and_keeps_the_direction():
    nets = [
        Recall(
            matrix("orthogonal", 6, 1.3, np.random.default_rng(1)),
            SQUASHES["linear"],
            20,
            np.random.default_rng(2),
        )
        for _ in range(2)
    ]
    before = nets[0].U.copy()
    (_, length), _ = nets[0].step(1e-4, 0.0), nets[1].step(1e-4, 2.0)
    whole, clipped = before - nets[0].U, before - nets[1].U
    assert length > 2
    assert clipped == pytest.approx(whole * 2 / length, abs=1e-6)


def test_the_nan_bench_names_tensor_and_step_and_clipping_mends_it():
    bench = next(p for p in GradientFlow.presets if p.name == "nan")
    for seed in (1, 2, 3):
        lab, stop = break_down(seed, **bench.knobs)
        now = lab.frame(Look(thorough=True)).metrics
        assert now["nan_step"] == lab.steps + 1 and stop.tensor == lab.broken[0]
        state = now["nan_time"] is not None
        assert state == stop.tensor.startswith("h")
        assert not state or stop.tensor == f"h{below(int(now['nan_time']))}"
        assert stop.tensor in lab.says(Look())[0].render()
    for seed in (1,):
        mended = end(seed, **{**bench.knobs, **bench.mends})
        assert mended["nan_step"] is None and mended["loss"] < 0.1


@pytest.mark.soak
@pytest.mark.parametrize("name", ["vanishing", "wild", "nan"])
def test_the_other_benches_fail_and_are_mended(name):
    bench = next(p for p in GradientFlow.presets if p.name == name)
    if name != "nan":
        assert np.median([end(s, **bench.knobs)["loss"] for s in (1, 2, 3, 4, 5)]) > 0.3
    mended = [end(s, **{**bench.knobs, **bench.mends}) for s in (1, 2, 3, 4, 5)]
    assert np.median([m["loss"] for m in mended]) < 0.1
    assert not any(m["nan_step"] for m in mended)


def test_the_first_that_is_not_finite_is_named():
    assert named("x", np.ones(2)).sum() == 2
    for bad in (np.inf, np.nan):
        with pytest.raises(FloatingPointError, match="h₁₂"):
            named("h₁₂", np.array([1.0, bad]))


def test_a_copy_goes_on_exactly():
    for knobs in ({}, TRAIN):
        lab = run(60, **knobs)
        twin = copy.deepcopy(lab)
        for one in (lab, twin):
            for _ in range(5):
                one.step()
        assert lab.measure(Look()) == twin.measure(Look())


@pytest.mark.parametrize("activation", SQUASHES)
@pytest.mark.parametrize("gain", [0.0, 10.0])
@pytest.mark.parametrize("part", ["flow", "train"])
@pytest.mark.parametrize("matrix", ["orthogonal", "gaussian"])
def test_corners(activation, gain, part, matrix):
    lab = GradientFlow(
        {"activation": activation, "gain": gain, "part": part, "matrix": matrix, "steps": 100, "lr": 10.0},
        1,
    )
    for _ in range(3):
        try:
            lab.step()
        except Diverged:
            break
    frame = lab.frame(Look(thorough=True))
    assert frame.panels and frame.says
    assert len(GradientFlow({"steps": 2, "part": part}, 1).frame().panels) == 4


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in GradientFlow.draws.values():
        for seed in range(100):
            drawn = draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 0.015 for wrong in drawn.wrong.values())


def test_bounds_are_powers():
    assert bounds(2 * np.eye(3), SQUASHES["sigmoid"], 3) == pytest.approx([1 / 8, 1 / 4, 1 / 2, 1])


def test_a_claim_may_be_about_a_run_that_breaks_but_only_about_its_breaking():
    knobs = {**TRAIN, "activation": "linear", "clip": 0.0}
    measure = Measure()
    assert measure("gradient-flow", knobs, 2, None, "nan_step") == 2
    with pytest.raises(LabFailed):
        measure("gradient-flow", knobs, 2, None, "loss")
