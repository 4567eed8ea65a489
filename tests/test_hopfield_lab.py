"""The recall lab: copies, looks, edits, and what it says it came to rest at."""

from __future__ import annotations

import copy
import itertools
import json
import random
import subprocess
import sys

import numpy as np
import pytest

from tutor import labs
from tutor.kit.lab import Look
from tutor.models.glyphs import GLYPHS

Hopfield = labs.find("hopfield")
SETTINGS = [
    {},
    {"memory": "heart", "stored": 20, "noise": 0.4},
    {"rule": "pseudo-inverse", "stored": 12, "noise": 0.3, "bias": 0.1},
    {"rule": "storkey", "stored": 8},
    {"rule": "modern", "stored": 20, "update": "sync"},
    {"rule": "modern", "stored": 12},
    {"memory": "random", "stored": 30, "update": "sync", "noise": 0.5},
]


def finish(lab):
    while not lab.done:
        lab.step()
    return lab


def end(lab):
    return lab.frame(Look(thorough=True)).metrics


def same(a, b):
    assert end(a) == end(b)
    for name, array in a.record().items():
        assert np.array_equal(array, b.record()[name])
    assert a.steps == b.steps and a.recall.sweeps == b.recall.sweeps


@pytest.mark.parametrize("knobs", SETTINGS)
def test_a_copy_goes_on_exactly(knobs):
    lab = Hopfield(knobs, 4)
    for _ in range(0 if lab.done else 1):
        lab.step()
    twin = copy.deepcopy(lab)
    for one in (lab, twin):
        finish(one)
        one.act("spoil", {})
        finish(one)
    same(lab, twin)


@pytest.mark.parametrize("knobs", SETTINGS)
def test_looking_changes_nothing(knobs):
    looked, alone = Hopfield(knobs, 4), Hopfield(knobs, 4)
    while not looked.done:
        looked.frame(Look({"cells": looked.steps % 144}, thorough=True))
        looked.step()
        looked.frame()
    same(looked, finish(alone))


@pytest.mark.parametrize("knobs", SETTINGS)
def test_every_metric_is_declared_and_reported(knobs):
    for lab in (Hopfield(knobs, 2), finish(Hopfield(knobs, 2))):
        found = end(lab)
        assert all(any(m.covers(name) for m in Hopfield.metrics) for name in found)
        assert {m.name for m in Hopfield.metrics} <= set(found)
        json.dumps(found, allow_nan=False)


def test_one_step_is_one_flip_and_the_curve_falls():
    lab = finish(Hopfield({"noise": 0.3, "stored": 8}, 7))
    found = end(lab)
    assert lab.steps == found["flips"] == 43
    assert found["recalled"] == 0 and found["ended.memory"] == 1 and found["bit_errors"] == 0
    energy = lab.show(Look())[1].curves["energy"][1]
    assert len(energy) == 44 and (np.diff(energy) < 0).all()
    assert energy[-1] == pytest.approx(found["energy"])


@pytest.mark.parametrize(
    ("knobs", "kind", "words"),
    [
        ({}, "memory", "at a memory: face"),
        ({"noise": 0.8}, "negative", "negative of a memory: face"),
        ({"stored": 1, "noise": 0.5, "update": "sync"}, "cycle", "2-cycle"),
        ({"memory": "random", "stored": 40, "noise": 0.5}, "mixture", "mixture"),
    ],
)
def test_it_says_which_of_the_four_it_met(knobs, kind, words):
    lab = finish(Hopfield(knobs, 3))
    found = end(lab)
    kinds = ("memory", "negative", "mixture", "cycle")
    assert [k for k in kinds if found[f"ended.{k}"]] == [kind] and found["ended"] == 1
    assert words in lab.says(Look())[0].render()


def test_a_mixture_is_named_by_its_parts():
    lab = Hopfield({"noise": 0.0}, 1)
    lab.act("mix", {})
    assert lab.done
    text = lab.says(Look())[0].render()
    assert "mixture of" in text and all(name in text for name in ("face", "heart", "rain"))


@pytest.mark.parametrize("bench", [p for p in Hopfield.presets if p.bench], ids=lambda p: p.name)
def test_benches_fail_and_can_be_mended(bench):
    broken = [end(finish(Hopfield(bench.knobs, s)))["ended.memory"] for s in range(1, 12)]
    mended = [end(finish(Hopfield({**bench.knobs, **bench.mends}, s))) for s in range(1, 12)]
    assert np.mean(broken) < 0.3
    assert np.mean([m["ended.memory"] + m["ended.negative"] for m in mended]) > 0.7


def test_a_finished_run_is_taken_up_again_by_an_edit():
    lab = finish(Hopfield({}, 7))
    assert lab.done and lab.steps == 29
    lab.act("flip", {"row": 0, "col": 0})
    assert not lab.done and end(lab)["bit_errors"] == 1 and end(lab)["ended"] == 0
    finish(lab)
    assert lab.steps == 30 and end(lab)["recalled"] == 0


def test_edits_in_mid_recall_and_live_knobs_keep_the_fields_right():
    lab = Hopfield({"stored": 6, "noise": 0.4}, 5)
    for name, value in (
        ("stored", 9),
        ("rule", "storkey"),
        ("bias", 0.1),
        ("update", "sync"),
        ("rule", "modern"),
    ):
        lab.step()
        lab.act("flip", {"row": 3, "col": 4})
        lab.set(name, value)
        np.testing.assert_allclose(lab.recall.h, lab.memories.net.fields(lab.recall.s), atol=1e-12)
    assert len(lab.memories.names) == 9
    finish(lab)
    assert lab.recall.settled


def test_a_drawing_becomes_a_memory_that_can_be_recalled():
    lab = Hopfield({}, 7)
    lab.act("clear", {})
    drawn = GLYPHS["boat"]
    for row, col in zip(*np.nonzero(drawn > 0), strict=True):
        lab.act("flip", {"row": int(row), "col": int(col)})
    lab.act("store", {})
    assert lab.memories.names[-1] == "drawing-1" and end(lab)["overlap"] == 1 and end(lab)["stored"] == 4
    lab.act("store", {})
    assert end(lab)["stored"] == 4
    lab.act("spoil", {})
    assert end(lab)["bit_errors"] == 29
    finish(lab)
    assert end(lab)["recalled"] == 3 and end(lab)["overlap.drawing-1"] == 1
    lab.set("stored", 5)
    assert lab.memories.names[lab.memories.target] == "drawing-1" and end(lab)["overlap"] == 1


def test_the_negative_stays_and_bias_breaks_it():
    lab = finish(Hopfield({}, 7))
    lab.act("invert", {})
    assert lab.done and end(lab)["overlap"] == -1
    lab.set("bias", 1.0)
    assert not lab.done


def test_the_sum_under_the_cursor_adds_up():
    for knobs in SETTINGS:
        lab = Hopfield(knobs, 4)
        for cell in (0, 17, 143):
            table = lab.show(Look({"cells": cell}))[3]
            *terms, total = [float(row[-1].replace("−", "-")) for row in table.rows]
            assert total == pytest.approx(lab.recall.h[cell], abs=6e-4)
            assert sum(terms) == pytest.approx(total, abs=5e-3)
            said = " ".join(s.render() for s in lab.says(Look({"cells": cell})))
            assert f"Cell ({cell // 12 + 1},{cell % 12 + 1})" in said
            agrees = lab.recall.h[cell] * lab.recall.s[cell] > 0
            assert ("so it stays" in said) == agrees


@pytest.mark.parametrize("focus", [{"cells": 10_000}, {"cells": "x"}, {"cells": -5}, {"other": 3}])
def test_a_strange_focus_does_no_harm(focus):
    assert len(Hopfield({}, 1).show(Look(focus))) == 4


def test_panels_keep_their_places():
    shapes = set()
    for knobs in SETTINGS:
        lab = Hopfield(knobs, 4)
        for look in range(3):
            panels = lab.show(Look())
            shapes.add(tuple((p.kind, p.name) for p in panels))
            assert panels[2].chosen == 0 and len(panels[2].labels) == lab.values["stored"]
            if look and not lab.done:
                lab.step()
    assert shapes == {(("grid", "cells"), ("curves", "energy"), ("bars", "overlap"), ("table", "field"))}


def test_noise_flips_exactly_its_share_and_goes_by_seed():
    for noise, cells in ((0.0, 0), (0.2, 29), (0.5, 72), (1.0, 144)):
        assert end(Hopfield({"noise": noise}, 1))["bit_errors"] == cells
    a, b, c = (Hopfield({}, s).recall.s for s in (1, 1, 2))
    assert np.array_equal(a, b) and not np.array_equal(a, c)


def test_facts_load_without_the_model_or_torch():
    code = (
        "import sys; from tutor import labs\n"
        "for n in ('hopfield', 'hopfield-capacity'):\n"
        "    L = labs.find(n); [k.describe() for k in L.knobs]; [m.describe() for m in L.metrics]\n"
        "bad = [m for m in sys.modules if m == 'torch' or m.startswith('tutor.models.')]\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_declared_words_and_drawn_names_agree():
    assert list(Hopfield.knobs[0].choices) == [*GLYPHS, "random"]
    assert sum(not k.more for k in Hopfield.knobs) <= 3


@pytest.mark.parametrize("name", sorted(Hopfield.draws))
def test_drawn_numbers_are_right(name):
    for seed in range(300):
        draw = Hopfield.draws[name](random.Random(seed), {})
        assert draw.answer == again(name, draw.values)
        assert draw.answer not in draw.wrong.values()
        assert Hopfield.draws[name](random.Random(seed), {}) == draw
    assert len({tuple(Hopfield.draws[name](random.Random(s), {}).values.items()) for s in range(50)}) > 25


def numbers(text):
    return [float(x) for x in text.replace("−", "-").strip("() ").split(",")]


def again(name, values):
    """The answer, from the words the learner sees."""
    if name in ("field", "flips_to"):
        s, w, cell = numbers(values["s"]), numbers(values["w"]), int(values["cell"]) - 1
        assert w[cell] == 0
        h = sum(a * b for a, b in zip(s, w, strict=True))
        return h if name == "field" else float(np.sign(h))
    if name == "weight":
        X = np.array([numbers(row) for row in values["patterns"].split(";")])
        i, j = int(values["i"]) - 1, int(values["j"]) - 1
        return float(X[:, i] @ X[:, j]) / X.shape[1]
    if name == "energy_that_rises":
        ys = [float(y) for y in values["points"].split()]
        [at] = [k for k in range(len(ys)) if falls(ys[:k] + ys[k + 1 :])]
        return at
    return 2 * numbers(values["s"])[0] * numbers(values["h"])[0]


def falls(ys):
    return all(b < a for a, b in itertools.pairwise(ys))


def test_the_energies_that_are_drawn_are_those_of_the_network():
    from tutor.labs._hopfield_draws import _energy

    X = np.random.default_rng(1).choice((-1.0, 1.0), size=(3, 20))
    s = X[0] * np.where(np.arange(20) < 6, -1, 1)
    W = X.T @ X / 20
    np.fill_diagonal(W, 0)
    assert _energy(list(X @ s), 20, 3) == pytest.approx(-s @ W @ s / 2 / 20)
