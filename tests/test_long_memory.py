"""The long-memory lab: its tasks and readers against the equations, its figures on a small budget."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
import torch

from tutor.kit.lab import Look
from tutor.labs.long_memory import LongMemory, rungs
from tutor.models.cells import CELLS
from tutor.models.lags import Task, adding, recall
from tutor.models.pupil import Pupil
from tutor.models.reader import Reader, gates


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def dice(seed=1):
    return torch.Generator().manual_seed(seed)


def run(steps, seed=3, **knobs):
    lab = LongMemory(knobs, seed)
    for _ in range(steps):
        lab.step()
    return lab


def test_the_tasks_ask_for_what_they_say():
    x, y = recall(5, 9, 200, dice())
    assert x.shape == (10, 200) and torch.equal(x[0], y) and set(x.flatten().tolist()) == set(range(5))
    x, y = adding(20, 4_000, dice())
    number, mark = x.unbind(-1)
    assert torch.equal(mark[:10].sum(0), torch.ones(4_000))
    assert torch.equal(mark[10:].sum(0), torch.ones(4_000))
    assert torch.allclose((number * mark).sum(0), y)
    blind = Task("adding", 20)
    assert blind.score(torch.ones(4_000, 1), y) == pytest.approx(blind.chance, abs=0.01)
    assert Task("recall", 9, 5).chance == 0.2
    assert adding(3, 2, dice())[0].shape == (3, 2, 2)


@pytest.mark.parametrize("cell", CELLS)
def test_a_reader_is_its_cells_own_equations(cell):
    reader = Reader(4, 3, 6, cell, dice())
    x, _ = recall(4, 7, 5, dice())
    state, slow = reader.start(5), []
    for t in range(8):
        state = reader.cell.step(reader.W[x[t]] + reader.b, state, reader.U)
        slow.append(state[0] @ reader.V + reader.c)
    assert torch.allclose(reader(x), torch.stack(slow), atol=1e-5)
    assert torch.allclose(reader.last(x), slow[-1], atol=1e-5)
    one_hot = torch.nn.functional.one_hot(x, 4).float()
    assert torch.allclose(reader(one_hot), reader(x), atol=1e-5)
    for block in reader.U.chunk(reader.cell.blocks, dim=1):
        assert torch.allclose(block.T @ block, torch.eye(6), atol=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_felt_is_what_a_nudge_changes(cell):
    """∂L/∂a at a step, against the loss with one input nudged by hand."""
    pupil = Pupil(cell, Task("recall", 6, 4), 0.01, 1, hidden=5, gates="timed", loud=1.0, width=4)
    pupil.model.double()
    along = pupil.along(1, seed=9)
    x, y = pupil.task.batch(1, dice(9))
    given = pupil.model.given(x).detach()

    def loss(a):
        state = pupil.model.start(1).double()
        for step in a:
            state = pupil.model.cell.step(step, state, pupil.model.U)
        return pupil.task.loss(state[0] @ pupil.model.V + pupil.model.c, y).item()

    felt = []
    for t in (0, 6):
        slopes = []
        for k in range(given.shape[2]):
            nudged = given.clone()
            nudged[t, 0, k] += 1e-6
            slopes.append((loss(nudged) - loss(given)) / 1e-6)
        felt.append(math.hypot(*slopes))
    assert along.felt[0] == pytest.approx(felt[0] / felt[1], rel=1e-3)
    assert along.felt[-1] == pytest.approx(1)


def test_gates_keep_as_long_as_they_say():
    timed = gates(CELLS["lstm"], 4_000, "timed", 101, dice()).view(4, -1)
    keeps = torch.sigmoid(timed[2])
    steps = 1 / (1 - keeps) - 1  # even over 1 … 100
    assert steps.min() >= 0.99 and steps.max() <= 100.1 and steps.mean() == pytest.approx(50.5, abs=2)
    assert torch.equal(timed[1], -timed[2]) and not timed[0].any() and not timed[3].any()
    assert torch.equal(gates(CELLS["gru"], 3, "one", 9, dice()).view(3, 3)[1], torch.ones(3))
    assert torch.equal(gates(CELLS["lstm"], 3, "-4", 9, dice()).view(4, 3)[2], torch.full((3,), -4.0))
    assert not gates(CELLS["lstm"], 3, "zero", 9, dice()).any()
    assert not gates(CELLS["rnn"], 3, "timed", 9, dice()).any()


def test_before_learning_only_timed_gates_let_the_first_letter_be_felt():
    felt = {how: run(0, cell="lstm", gates=how).reach("lstm") for how in ("timed", "one", "zero")}
    assert felt["timed"] > -2.5 and -11 < felt["one"] < -5 and felt["zero"] < -14
    assert run(0, cell="rnn").reach("rnn") < -14 < -3 < run(0, cell="rnn", input=0.05).reach("rnn")


def test_short_lags_are_learned_and_the_ladder_says_where_it_ends():
    lab = run(300, cell="gru", lag=6, lr=2.0)
    found = lab.frame(Look(thorough=True))
    assert found.metrics["accuracy"] > 0.95 and found.metrics["lost_at"] is None
    assert found.says[0].text.startswith("{cell}: learned")
    x, y, o = (lab.record()[name] for name in ("inputs", "targets", "outputs_gru"))
    assert (o.argmax(-1) == y).mean() == pytest.approx(found.metrics["accuracy"])
    assert np.array_equal(x[0], y)

    assert rungs(32) == [4, 6, 8, 11, 16, 23, 32] and rungs(2) == [2] and rungs(500)[-1] == 500
    metrics = run(40, cell="rnn", lags="ladder", lag=32).frame(Look(thorough=True)).metrics
    assert metrics["accuracy.rnn"] == metrics["accuracy.rnn.32"] == metrics["accuracy"]
    lost = [lag for lag in rungs(32) if metrics[f"accuracy.rnn.{lag}"] <= 0.125 + 0.15]
    assert metrics["lost_at"] == lost[0]


def test_what_was_typed_is_read_and_the_panels_agree():
    lab = run(2, cell="all", lag=8)
    by_name = {p.name: p for p in lab.frame(Look({"read": "cab xyz fgz!"})).panels}
    assert by_name["read"].text == "CABFG" and len(by_name["read"].values) == 5
    assert by_name["answer"].values.sum() == pytest.approx(1, abs=1e-5)
    assert by_name["answer"].labels[by_name["answer"].chosen] == "C"
    share = (by_name["read"].values[-1] + 1) / 2
    assert share == pytest.approx(by_name["answer"].values[by_name["answer"].chosen], abs=1e-5)
    assert by_name["unrolled"].columns == tuple("CABFG")
    assert set(by_name["known"].curves) == {"LSTM", "GRU", "plain RNN"}
    known = by_name["known"].curves["LSTM"]
    assert known.shape == (2, 9) and (known[1] > 0).all()
    assert lab.frame(Look({"read": "?! 9"})).panels[2].text == lab.frame().panels[2].text


@pytest.mark.parametrize("task", ["recall", "adding"])
def test_every_corner_runs(task):
    corners = ({}, {"lag": 2, "symbols": 2, "hidden": 2}, {"lag": 3, "symbols": 26, "lags": "ladder"})
    for corner, cell, how in zip(corners, ("all", "lstm", "gru"), ("zero", "one", "timed"), strict=True):
        for loud in (0.001, 4.0):
            lab = run(2, task=task, cell=cell, gates=how, input=loud, **{"lag": 12, **corner})
            lab.set("lr", 100.0)
            lab.step()
            for panel in lab.frame(Look(thorough=True)).panels:
                for array in panel.arrays().values():
                    assert np.isfinite(array).all() or panel.kind == "graph"


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw, seed in itertools.product(LongMemory.draws.values(), range(40)):
        drawn = draw(random.Random(seed), {})
        assert all(abs(wrong - drawn.answer) > 0.02 for wrong in drawn.wrong.values()), drawn
    drawn = LongMemory.draws["left-over"](random.Random(2), {})
    assert drawn.answer == pytest.approx(100 * float(drawn.values["f"]) ** int(drawn.values["n"]))
    drawn = LongMemory.draws["half-life"](random.Random(2), {})
    assert float(drawn.values["f"]) ** drawn.answer == pytest.approx(0.5)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [31, 32, 33, 34, 35])
def test_over_a_hundred_letters_gates_remember_and_a_plain_cell_guesses(seed):
    lab = run(LongMemory.budget({}), seed, cell="all")
    metrics = lab.frame(Look(thorough=True), panels=False).metrics
    assert metrics["accuracy.lstm"] >= 0.95 and metrics["accuracy.gru"] >= 0.95
    assert metrics["accuracy.rnn"] <= metrics["chance"] + 0.15
