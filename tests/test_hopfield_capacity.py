"""The capacity lab and its theory, against the published figures."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest

from tutor import labs
from tutor.kit.lab import Look
from tutor.models.hopfield_capacity import CRITICAL_LOAD, one_step_error, retrieved_overlap

Capacity = labs.find("hopfield-capacity")
PUBLISHED = {0.105: 0.001, 0.138: 0.0036, 0.185: 0.01, 0.37: 0.05, 0.61: 0.1}
SMALL = {"n": 40, "trials": 3}


def run(knobs, seed=1):
    lab = Capacity(knobs, seed)
    while not lab.done:
        lab.step()
    return lab, lab.frame(Look(thorough=True)).metrics


def test_theory_has_the_published_figures():
    for load, error in PUBLISHED.items():
        assert one_step_error(load) == pytest.approx(error, rel=0.03)
    assert pytest.approx(0.138, abs=0.0005) == CRITICAL_LOAD
    assert retrieved_overlap(CRITICAL_LOAD) == pytest.approx(0.967, abs=0.001)
    assert retrieved_overlap(CRITICAL_LOAD + 1e-6) == 0.0
    assert retrieved_overlap(0.01) == pytest.approx(1.0)


@pytest.mark.parametrize("load", [0.02, 0.05, 0.1, 0.13])
def test_the_overlap_solves_the_mean_field_equations(load):
    m = retrieved_overlap(load)
    low, high = 1.0, 100.0  # r by its own equation, at this m
    for _ in range(200):
        r = (low + high) / 2
        c = np.sqrt(2 / (np.pi * load * r)) * np.exp(-(m**2) / (2 * load * r))
        low, high = (r, high) if 1 / (1 - c) ** 2 > r else (low, r)
    from math import erf

    assert erf(m / np.sqrt(2 * load * r)) == pytest.approx(m, abs=1e-6)


@pytest.mark.parametrize("load", [0.138, 0.37])
def test_one_step_errors_are_as_published_within_a_tenth(load):
    found = run({"n": 1000, "mode": "one-step", "load": load, "trials": 3})[1]
    assert found["bit_error"] == pytest.approx(PUBLISHED[load], rel=0.1)
    assert 0 < found["bit_error_se"] < 0.05 * found["bit_error"]


@pytest.mark.soak
@pytest.mark.parametrize("load", PUBLISHED)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_one_step_errors_are_as_published_within_a_tenth(load, seed):
    found = run({"n": 1000, "mode": "one-step", "load": load}, seed)[1]
    assert found["bit_error"] == pytest.approx(PUBLISHED[load], rel=0.1)
    assert 0 < found["bit_error_se"] < 0.03 * found["bit_error"]


@pytest.mark.soak
def test_a_thousand_cells_keep_a_little_more_than_theory_has_for_endless_ones():
    found = [run({"n": 1000}, seed)[1]["critical_load"] for seed in (1, 2, 3)]
    assert CRITICAL_LOAD < np.median(found) < 0.18


def test_few_come_back_and_many_do_not():
    assert run({"load": 0.05, "trials": 5})[1]["recalled_fraction"] == 1.0
    lost = run({"load": 0.4, "trials": 5})[1]
    assert lost["recalled_fraction"] < 0.1 and lost["overlap"] < 0.6
    assert run({"load": 0.4, "trials": 5, "rule": "pseudo-inverse"})[1]["recalled_fraction"] > 0.9
    assert run({"load": 2.0, "trials": 3, "rule": "modern"})[1]["recalled_fraction"] > 0.9


def test_a_scan_finds_where_recall_breaks():
    lab, found = run({"n": 100, "trials": 8})
    last, critical = found["last_load_recalled"], found["critical_load"]
    assert 12 <= last <= 26 and last <= critical * 100 <= last + 1
    assert found[f"recalled_fraction.{last:.0f}"] > 0.5 >= found[f"recalled_fraction.{last + 1:.0f}"]
    assert f"{critical:.3f}" in lab.says(Look())[0].render()


def test_a_load_is_the_same_alone_and_in_a_scan():
    alone = run({**SMALL, "load": 0.1})[1]
    assert run(SMALL)[1]["bit_error.4"] == alone["bit_error"]


@pytest.mark.parametrize(
    "knobs",
    [
        SMALL,
        {**SMALL, "mode": "one-step"},
        {**SMALL, "load": 0.2},
        {**SMALL, "rule": "modern"},
        {**SMALL, "rule": "storkey", "load": 0.2},
        {**SMALL, "rule": "pseudo-inverse", "mode": "one-step"},
    ],
)
def test_looks_copies_and_declared_metrics(knobs):
    looked, alone = Capacity(knobs, 5), Capacity(knobs, 5)
    looked.frame()
    while not looked.done:
        looked.step()
        if looked.steps % 7 == 1:
            looked.frame(Look(thorough=looked.steps % 2 == 0))
            looked = copy.deepcopy(looked)
    while not alone.done:
        alone.step()
    found = looked.frame(Look(thorough=True)).metrics
    assert found == alone.frame(Look(thorough=True)).metrics
    for name, array in alone.record().items():
        assert np.array_equal(array, looked.record()[name], equal_nan=True)
    assert {m.name for m in Capacity.metrics} <= set(found)
    assert all(any(m.covers(name) for m in Capacity.metrics) for name in found)
    json.dumps(found, allow_nan=False)


def test_the_curve_grows_as_it_is_measured_with_theory_beside_it():
    lab = Capacity(SMALL, 1)
    sizes = []
    while not lab.done:
        curves = lab.show(Look())[0].curves
        assert curves["theory"].shape[1] == 200
        sizes.append(curves["overlap"].shape[1])
        lab.step()
    assert sizes[0] == 0 and (np.diff(sizes) >= 0).all() and sizes[-1] == lab._reached() + 1


@pytest.mark.parametrize("knobs", [{"load": 0.001}, {"n": 20}, {"n": 20, "load": 2.0, "trials": 2}])
def test_the_smallest_settings_run(knobs):
    lab = Capacity(knobs, 1)
    lab.step()
    assert lab.frame().metrics["patterns"] >= 1 and lab.show(Look())
