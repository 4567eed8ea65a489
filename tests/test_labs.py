"""What every lab owes, whatever it is about."""

import copy
import json
import subprocess
import sys

import numpy as np
import pytest

from tutor import labs
from tutor.kit.knobs import KnobError
from tutor.kit.lab import Frame, Look

STEPS = 12
NAMES = labs.names()


def start(name: str, seed: int = 3):
    return labs.find(name)({}, seed)


def same(a: Frame, b: Frame) -> bool:
    if a.step != b.step or a.metrics != b.metrics or len(a.panels) != len(b.panels):
        return False
    for one, other in zip(a.panels, b.panels, strict=True):
        left, right = one.arrays(), other.arrays()
        if left.keys() != right.keys():
            return False
        if not all(np.array_equal(left[k], right[k], equal_nan=True) for k in left):
            return False
    return True


def run(lab, steps: int = STEPS):
    for _ in range(steps):
        if not lab.done:
            lab.step()
    return lab


@pytest.mark.parametrize("name", NAMES)
def test_a_run_looked_at_every_step_ends_as_one_never_looked_at(name):
    alone, watched = start(name), start(name)
    for step in range(STEPS):
        watched.frame(Look(thorough=step % 4 == 0))
        if not watched.done:
            watched.step()
        watched.frame(Look(focus={"cells": 5, "sample": "The ", "hidden": 1}))
    assert same(run(alone).frame(), watched.frame())


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_goes_on_exactly_as_the_original(name):
    lab = run(start(name), STEPS // 2)
    other = copy.deepcopy(lab)
    assert same(run(lab).frame(), run(other).frame())
    assert same(lab.frame(), run(run(start(name), STEPS // 2)).frame())


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_is_the_same_run(name):
    assert same(run(start(name)).frame(), run(start(name)).frame())


@pytest.mark.parametrize("name", NAMES)
def test_metrics_are_declared_and_a_thorough_look_has_them_all(name):
    lab = run(start(name))
    reported = lab.frame(Look(thorough=True)).metrics
    for metric in reported:
        assert any(m.covers(metric) for m in lab.metrics), metric
    missing = {m.name for m in lab.metrics if not any(m.covers(r) for r in reported)}
    assert missing <= set(lab.rates), "a rate is filled in by the stopwatch, the rest by the lab"


@pytest.mark.parametrize("name", NAMES)
def test_panels_have_names_of_their_own_and_arrays_can_be_saved(name):
    frame = run(start(name)).frame()
    names = [panel.name for panel in frame.panels]
    assert names and len(set(names)) == len(names)
    for panel in frame.panels:
        assert panel.name.isidentifier()
        for array in panel.arrays().values():
            assert array.dtype != object


@pytest.mark.parametrize("name", NAMES)
def test_knobs_presets_and_actions_say_what_they_take(name):
    lab = labs.find(name)
    assert json.dumps([k.describe() for k in lab.knobs] + [m.describe() for m in lab.metrics])
    assert len([k for k in lab.knobs if not k.more]) <= 3
    for knob in lab.knobs:
        assert knob.help and knob.read(knob.default) == knob.default
        with pytest.raises(KnobError):
            knob.read("" if knob.type in ("text", "choice") else "many")
    for preset in lab.presets:
        assert lab({**preset.knobs, **preset.mends}, 1).values
    assert lab.budget({k.name: k.default for k in lab.knobs}) > 0


def test_knobs_and_metrics_of_all_labs_load_without_torch():
    code = (
        "import sys; from tutor import labs\n"
        "for n in labs.names(): [k.describe() for k in labs.find(n).knobs]\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_lab_that_is_not_there_is_told_with_the_nearest_name():
    with pytest.raises(KnobError, match="hopfield"):
        labs.find("hopfeild")
