"""The gru lab: ledgers that add up, sizes that agree, equal shares of updates, seconds and work."""

import itertools

import pytest
import torch

from tutor.kit.lab import Look
from tutor.labs.gru import GruLab
from tutor.models.char_rnn import CharRNN
from tutor.models.gated_ledger import read, size, units_for


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_the_ledger_is_what_the_cell_and_torch_compute(cell):
    model = CharRNN(7, 5, cell, torch.Generator().manual_seed(1))
    ids = [0, 3, 6, 3, 1]
    book = read(model, ids)
    assert book.error < 1e-6
    assert book.kept + book.written == pytest.approx(book.new, abs=1e-6)
    assert book.before[1:] == pytest.approx(book.new[:-1], abs=1e-6)
    hidden = model(torch.tensor(ids)[:, None], model.start(1))[1][:, 0]
    assert book.shown == pytest.approx(hidden.detach().numpy(), abs=1e-6)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_size_is_counted_right_and_the_nearest_is_found(cell):
    model = CharRNN(7, 5, cell, torch.Generator().manual_seed(1))
    blocks = model.cell.blocks
    assert size(blocks, 5, 7) == sum(p.numel() for p in model.parameters())
    assert units_for(size(blocks, 5, 7) + 3, blocks, 7) == 5
    assert model.U.numel() == blocks * 25


def test_recurrent_weights_are_1_3_4_and_the_networks_of_one_size():
    found = GruLab({}, 1).measure(Look())
    one = found["params.rnn"]
    assert (found["params.gru"], found["params.lstm"]) == (3 * one, 4 * one)
    sizes = [found[f"parameters.{c}"] for c in ("rnn", "gru", "lstm")]
    assert max(sizes) < 1.02 * min(sizes)
    alike = GruLab({"alike": "units"}, 1).trainings
    weights = [t.model.U.numel() for t in alike.values()]
    assert weights == [found[f"params.{c}"] for c in ("rnn", "gru", "lstm")]


def test_equal_seconds_are_fewer_updates_for_who_is_slower():
    updates = GruLab({"equal": "seconds"}, 1).updates
    assert updates["rnn"] > updates["gru"] > updates["lstm"]


@pytest.mark.parametrize(
    ("equal", "alike", "hidden"), itertools.product(("seconds", "work"), ("units", "parameters"), (4, 128))
)
def test_it_runs_at_the_ends_of_its_knobs(equal, alike, hidden):
    lab = GruLab({"equal": equal, "alike": alike, "hidden": hidden, "unit": 256}, 2)
    lab.step()
    frame = lab.frame(Look(focus={"letters": 99, "sample": "한글 fox"}))
    assert len(frame.panels) == 8 and frame.panels[-1].text == "␣fox"
    assert frame.metrics["ledger_error"] < 1e-5


def test_one_cell_alone_and_a_text_of_two_symbols():
    lab = GruLab({"cell": "rnn", "text": "ab" * 600}, 1)
    lab.step()
    assert len(lab.frame().panels) == 1
    assert lab.frame().metrics["updates.rnn"] == 5


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("equal", ["updates", "seconds"])
def test_at_equal_size_no_cell_is_far_ahead(seed, equal):
    lab = GruLab({"equal": equal}, seed)
    while not lab.done:
        lab.step()
    assert lab.measure(Look(thorough=True))["spread"] < 0.15
