"""The LSTM lab: the ledger against the cell's equations, gates by hand, what the bias decides."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
import torch

from tutor.kit.lab import Look
from tutor.labs.lstm import LstmLab
from tutor.models.cells import lstm
from tutor.models.lstm_walk import Walk, by_hand


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(steps=None, seed=3, **knobs):
    lab = LstmLab(knobs, seed)
    for _ in range(lab.length if steps is None else steps):
        lab.step()
    return lab


def panels(lab):
    return {panel.name: panel for panel in lab.frame().panels}


def test_the_walk_is_the_cells_own_equations():
    walk = Walk.of("+..?--x.+?")
    while not walk.done:
        walk.advance()
    W, U = by_hand()
    state = torch.zeros(2, 1, 2, dtype=torch.float64)
    for name, one in zip(walk.letters, walk.read, strict=True):
        state = lstm(W[name][None], state, U)
        assert torch.allclose(one.after, state[:, 0], atol=1e-12)
        assert torch.allclose(one.kept + one.written, one.after[1], atol=1e-12)
        assert one.error < 1e-12


@pytest.mark.parametrize(("held", "left"), [("0.9", 0.9**50), ("0.99", 0.99**50), ("1", 1.0), ("0", 0.0)])
def test_what_is_kept_after_fifty_letters_is_a_power(held, left):
    metrics = run(reads="fifty", forget=held).frame(Look(thorough=True)).metrics
    assert metrics["kept_after"] == pytest.approx(left, abs=1e-9)
    assert metrics["ledger_error"] < 1e-6
    assert metrics["gate.keep"] == pytest.approx(float(held))


def test_latch_and_counter_do_what_their_weights_say():
    lab = run(reads="++-++..-..?")
    metrics = lab.frame().metrics
    assert metrics["state.latch"] == pytest.approx(-1, abs=0.05)
    assert metrics["state.counter"] == pytest.approx(2, abs=0.1)
    ten = run(reads="ten").frame().metrics
    assert ten["state.counter"] == pytest.approx(9.88, abs=0.02)
    assert run(reads="ten", forget="0.9").frame().metrics["state.counter"] == pytest.approx(5.79, abs=0.02)


def test_a_gate_set_by_hand_changes_the_run_and_is_given_back():
    free, held = run(9), run(9)
    held.act("gate", {"bar": 0, "value": 0.25})
    assert "held" in panels(held)["gates"].labels[0] and "held" not in panels(free)["gates"].labels[0]
    free.step(), held.step()
    assert held.frame().metrics["gate.keep"] == 0.25
    for _ in range(8):
        free.step(), held.step()
    assert abs(held.frame().metrics["state.latch"] - free.frame().metrics["state.latch"]) > 0.3
    assert held.frame().metrics["ledger_error"] < 1e-12, "the ledger is right whoever holds the gate"
    held.act("free", {})
    for _ in range(3):  # on to the next letter: in this one f has been used already
        free.step(), held.step()
    assert held.frame().metrics["gate.keep"] == pytest.approx(free.frame().metrics["gate.keep"], abs=0.01)


def test_a_gate_that_was_used_already_is_held_from_the_next_letter_on():
    lab = run(2)  # squashed and kept
    kept = lab.walk.read[-1].kept.clone()
    lab.act("drop", {})
    assert lab.walk.read[-1].gates[2, 0] != 0.0
    lab.act("gate", {"bar": 1, "value": 0.5})
    assert lab.walk.read[-1].gates[1, 0] == 0.5, "the write gate has not been used yet"
    lab.step(), lab.step()
    assert torch.equal(lab.walk.read[-1].kept, kept) and lab.walk.read[-1].error < 1e-12
    lab.step()
    assert lab.walk.read[-1].gates[2, 0] == 0.0


def test_slow_motion_fills_in_line_by_line_and_agrees_with_the_ledger():
    lab = run(0)
    assert all(row[1:] == ("", "") for row in panels(lab)["slow"].rows)
    seen = []
    for _ in range(4):
        lab.step()
        rows = {row[0]: row for row in panels(lab)["slow"].rows}
        seen.append([bool(rows[name][2]) for name in ("kept", "written", "new c", "shown h")])
    assert seen == [[False] * 4, [True] + [False] * 3, [True, True, False, False], [True] * 4]
    line = panels(lab)["ledger"].rows[0]
    assert line[1:] == tuple(rows[name][2] for name in ("kept", "written", "new c", "shown h"))
    assert lab.says(Look())[0].text.startswith("New =")
    heights = {len(panels(run(n, reads="fifty"))["ledger"].rows) for n in (0, 5, 60, 204)}
    assert heights == {9}, "tables keep their height, so that nothing jumps"


def test_odd_text_and_all_ends_of_the_knobs_run():
    for text in ("\x1b[31m", "?", "−−++한글", "." * 400):
        lab = run(3, reads=text, unit="counter", forget="0")
        assert len(lab.frame().panels[0].rows) >= 1
    for bias, lag in (("all", 2), ("none", 3), ("0", 30)):
        lab = run(1, part="learn", bias=bias, lag=lag, lr=1.0)
        lab.set("lr", 1e-5)
        lab.step()
        for panel in lab.frame(Look(thorough=True)).panels:
            assert all(np.isfinite(a).all() for a in panel.arrays().values())


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw, seed in itertools.product(LstmLab.draws.values(), range(40)):
        drawn = draw(random.Random(seed), {})
        assert all(abs(wrong - drawn.answer) > 0.03 for wrong in drawn.wrong.values()), drawn
    n, h = 20, 32
    assert torch.nn.LSTM(n, h, bias=True).weight_ih_l0.numel() == 4 * n * h


@pytest.mark.soak
@pytest.mark.parametrize("lag", [20, 50])
def test_biases_learn_as_measured(lag):
    found = {bias: [] for bias in ("0", "1", "4", "timed", "none")}
    for seed in (31, 32, 33, 34, 35):
        metrics = run(seed=seed, part="learn", lag=lag).frame(Look(thorough=True), panels=False).metrics
        for bias, scores in found.items():
            scores.append(metrics[f"accuracy.{bias}"])
    assert np.median(found["0"]) < 0.2 and min(found["4"] + found["timed"]) >= 0.95
    assert np.median(found["1"]) > 0.35 if lag == 20 else np.median(found["1"]) < 0.2
