"""The dilated-conv lab: its field is counted, what it cannot see it cannot learn, panels at any size."""

import itertools

import pytest

from tutor.kit.lab import Look
from tutor.kit.panels import GraphPanel
from tutor.labs.dilated_conv import DilatedConv
from tutor.models.copying import SILENCE, hidden_for


def run(knobs, seed=1, steps=None):
    lab = DilatedConv(knobs, seed)
    while not lab.done and lab.steps != steps:
        lab.step()
    return lab


@pytest.mark.parametrize(
    "knobs", [{"layers": 3, "kernel": 4}, {"layers": 5, "dilation": "none"}, {"layers": 8}]
)
def test_the_field_is_what_the_formula_says(knobs):
    found = run({"model": "tcn", **knobs}, steps=0).measure(Look())
    assert found["receptive_field"] == found["field_formula"]
    assert found["future_leak"] == 0


def test_taps_in_the_future_leak():
    assert run({"model": "tcn", "padding": "ahead"}, steps=0).measure(Look())["future_leak"] > 0


def test_it_copies_over_a_short_silence_and_guesses_if_a_layer_is_missing():
    seeing = run({"silence": 20, "layers": 5, "model": "tcn"}).measure(Look(thorough=True))
    blind = run({"silence": 20, "layers": 4, "model": "tcn"}).measure(Look(thorough=True))
    assert seeing["accuracy"] >= 0.99 and seeing["receptive_field"] == 32
    assert (
        blind["accuracy"] == pytest.approx(1 / 8, abs=0.03) and blind["receptive_field"] < blind["needed"]
    )


def test_all_three_are_about_as_large():
    found = run({"silence": 5}, steps=0).measure(Look())
    sizes = [found[f"parameters.{name}"] for name in ("tcn", "gru", "lstm")]
    assert max(sizes) == sizes[0] and min(sizes) > 0.95 * sizes[0]
    assert hidden_for(10, 4) == 2


def test_the_tree_is_lit_where_there_is_a_path_and_follows_the_cursor():
    lab = run({"silence": 5, "layers": 4, "model": "tcn"}, steps=1)
    for chosen in (24, 20, 3):
        tree = lab.show(Look(focus={"tree": chosen}))[0]
        assert isinstance(tree, GraphPanel) and tree.chosen == chosen
        assert tree.values[-1].sum() == min(16, chosen + 1)
        assert tree.values[0].sum() == 1


@pytest.mark.parametrize(
    ("silence", "layers", "kernel", "padding"),
    itertools.product((5, 300), (1, 11), (2, 8), ("causal", "ahead")),
)
def test_the_knobs_ends(silence, layers, kernel, padding):
    knobs = {"silence": silence, "layers": layers, "kernel": kernel, "padding": padding, "channels": 2}
    lab = run({**knobs, "model": "tcn"}, steps=1)
    assert lab.frame().panels


def test_silence_starts_as_nothing_for_every_model():
    lab = run({"silence": 5, "layers": 4}, 1, steps=0)
    for name, copier in lab.copiers.items():
        given = (copier.model.E if name == "tcn" else copier.model.W).detach()
        assert not given[SILENCE].any() and given[SILENCE + 1 :].any(dim=1).all()


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(101, 106))
def test_the_bar_at_200(seed):
    found = run({}, seed).measure(Look(thorough=True))
    assert found["accuracy.tcn"] >= 0.99
    assert found["accuracy.gru"] < 0.6 and found["accuracy.lstm"] < 0.6


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(101, 106))
def test_the_bar_at_1000(seed):
    found = run({"silence": 1000, "layers": 10, "model": "tcn"}, seed).measure(Look(thorough=True))
    assert found["accuracy.tcn"] >= 0.99
