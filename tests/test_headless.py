"""Runs without a screen, and the files they are kept in."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from labs_for_tests import FOLDER, labs_for_tests  # noqa: F401

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Event
from tutor.runner import headless, saved
from tutor.runner.failing import LabFailed
from tutor.runner.spec import Spec


def played(spec, **how):
    lines = []
    last = headless.play(spec, report=lambda report: lines.append(headless.line(report)), **how)
    reports = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    assert reports[-1] == json.loads(headless.line(last))
    return reports


def test_the_budget_is_run_and_the_last_line_has_every_metric():
    *frames, last = played(Spec("walk", {"drift": "0.5"}, 3))
    assert frames and all(set(frame) == {"step", "seconds", "metrics"} for frame in frames)
    assert frames[0]["step"] == 0 and set(frames[0]["metrics"]) == {"mean", "farthest"}
    assert set(last) == {"done", "lab", "seed", "knobs", "step", "seconds", "metrics"}
    assert (last["done"], last["lab"], last["seed"], last["step"]) == (True, "walk", 3, 1000)
    assert last["knobs"]["drift"] == 0.5 and last["knobs"]["walkers"] == 8
    assert set(last["metrics"]) == {"mean", "farthest", "rare", "never"}
    assert last["metrics"]["rare"] is not None and last["metrics"]["never"] is None


def test_same_seed_same_numbers():
    assert played(Spec("walk", seed=4))[-1]["metrics"] == played(Spec("walk", seed=4))[-1]["metrics"]
    assert played(Spec("walk", seed=4))[-1]["metrics"] != played(Spec("walk", seed=5))[-1]["metrics"]


def test_steps_and_seconds_say_when_to_stop():
    assert played(Spec("walk"), steps=10)[-1]["step"] == 10
    assert played(Spec("walk"), steps=0)[-1]["step"] == 0
    assert played(Spec("walk"), steps=1500)[-1]["step"] == 1500
    assert played(Spec("walk", {"budget": 0}))[-1]["step"] == 0
    last = played(Spec("walk", {"pause": 0.01}), seconds=0.3)[-1]
    assert 0.3 <= last["seconds"] < 0.5 and 20 <= last["step"] <= 31
    assert played(Spec("walk", {"budget": 5}), seconds=30)[-1]["step"] == 5  # nothing is left to do


def test_at_most_ten_frames_a_second_and_looking_is_not_counted():
    start = time.perf_counter()
    *frames, last = played(Spec("walk", {"pause": 0.002}), seconds=0.8)
    wall = time.perf_counter() - start
    assert 5 <= len(frames) <= wall * 10 + 1
    assert [f["step"] for f in frames] == sorted({f["step"] for f in frames})
    assert last["seconds"] <= wall


def test_long_text_is_printed_by_its_label():
    last = played(Spec("walk", {"text": "가" * 200}, labels={"text": "@시.txt"}), steps=1)[-1]
    assert last["knobs"]["text"] == "@시.txt"
    assert len(played(Spec("walk", {"text": "x" * 200}), steps=1)[-1]["knobs"]["text"]) == 80


def test_a_run_that_diverges_ends_with_a_sentence_and_its_metrics(tmp_path):
    last = played(Spec("walk", {"drift": 900.0}), save=tmp_path / "run.npz")[-1]
    assert last["trouble"].startswith("places stopped being finite in step 1")
    assert last["done"] and last["step"] < 20
    assert saved.load(tmp_path / "run.npz").step == last["step"]


def test_what_goes_wrong_is_raised():
    with pytest.raises(LabFailed):
        played(Spec("rogue", {"how": "raise"}))
    with pytest.raises(LabFailed):
        played(Spec("rogue", {"how": "raise-in-build"}))
    for spec in (Spec("wlak"), Spec("walk", {"drfit": 1}), Spec("walk", {"drift": 2000})):
        with pytest.raises(KnobError):
            played(spec)


SCRIPT = """
import sys, tutor.labs
tutor.labs.__path__.append({folder!r})
from pathlib import Path
from tutor.runner import headless
from tutor.runner.spec import Spec
try:
    headless.play(Spec("walk", {{"pause": {pause}}}), report=lambda r: print(headless.line(r), flush=True),
                  save=Path({path!r}))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("pause", [0.001, 0.3])
def test_ctrl_c_still_prints_the_last_line_and_saves(tmp_path, pause):
    path = tmp_path / "run.npz"
    script = SCRIPT.format(folder=FOLDER, pause=pause, path=str(path))
    root = Path(__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ
    )
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read().splitlines()
    assert process.wait(20) == 130
    last = json.loads(rest[-1])
    assert json.loads(first)["step"] == 0 and last["done"] and last["step"] < 1000
    assert last["metrics"]["farthest"] is not None and saved.load(path).step == last["step"]


def test_it_plays_in_any_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(played(Spec("walk"), steps=3)[-1]["step"]))
    thread.start()
    thread.join(20)
    assert found == [3]


EVENTS = (Event(0, "push", {"who": 1}), Event(40, "set", {"drift": 0.5}), Event(60, "push", {"who": 3}))


def test_a_saved_run_replays_bit_for_bit_with_its_edits(tmp_path):
    first, second = tmp_path / "한글 run.npz", tmp_path / "again.npz"
    spec = Spec("walk", {"walkers": 4}, 9, EVENTS)
    one = played(spec, steps=60, save=first)[-1]
    kept = saved.load(first)
    assert kept.spec == Spec("walk", {"walkers": 4}, 9, EVENTS, 60) and kept.step == 60
    assert kept.metrics["farthest"] == one["metrics"]["farthest"] and "numpy" in kept.versions
    two = played(kept.spec, steps=kept.step, save=second)[-1]
    assert one["metrics"] == two["metrics"]
    with np.load(first, allow_pickle=False) as a, np.load(second, allow_pickle=False) as b:
        points = (f"samples.{name}" for name in ("points", "real", "field", "arrows", "classes", "crosses"))
        panels = {"places.values", "places.marks", "places.spans", *points}
        assert set(a) == set(b) == {*panels, "record.places", "run"}
        for name in set(a) - {"run"}:
            assert a[name].tobytes() == b[name].tobytes() and a[name].dtype == b[name].dtype
        told = json.loads(str(a["run"]), parse_constant=pytest.fail)
    assert {"lab", "knobs", "seed", "events", "step", "metrics", "versions"} <= set(told)
    without = played(Spec("walk", {"walkers": 4}, 9), steps=60)[-1]
    assert without["metrics"] != one["metrics"]


def test_a_run_stopped_short_replays_to_where_it_stood(tmp_path):
    path = tmp_path / "run.npz"
    last = played(Spec("walk", {"pause": 0.001}, steps=2000), seconds=0.1, save=path)[-1]
    kept = saved.load(path)
    assert kept.spec.steps == 2000 and kept.step == last["step"] < 2000
    assert played(kept.spec, steps=kept.step)[-1]["metrics"] == last["metrics"]


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "run.npz"
    played(Spec("walk"), steps=1, save=path)
    before = path.read_bytes()
    with pytest.raises(LabFailed):
        headless.play(Spec("rogue", {"how": "raise-in-look", "at": 0}), report=print, save=path)
    with pytest.raises(OSError):
        played(Spec("walk"), steps=1, save=tmp_path / "nowhere" / "run.npz")
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_files_that_are_no_runs_are_refused_in_a_sentence(tmp_path):
    path = tmp_path / "run.npz"
    played(Spec("walk"), steps=1, save=path)
    whole = path.read_bytes()
    with np.load(path) as arrays:
        told = json.loads(str(arrays["run"]))
    bad = {
        "empty": b"",
        "text": b"not a zip",
        "half": whole[: len(whole) // 2],
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    np.savez(tmp_path / "no-run.npz", a=np.zeros(3))
    np.savez(tmp_path / "objects.npz", run=np.array([{"lab": "walk"}], dtype=object))
    for number, change in enumerate(
        ({"lab": 3}, {"seed": "1"}, {"events": [{"step": 0}]}, {"knobs": {"drift": [1]}}, {"step": None})
    ):
        np.savez(tmp_path / f"changed-{number}.npz", run=np.array(json.dumps({**told, **change})))
    np.savez(tmp_path / "list.npz", run=np.array("[1]"))
    np.savez(tmp_path / "deep.npz", run=np.array("[" * 100_000))
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("run.npy", bytes(300_000_000))
    files = sorted(set(tmp_path.iterdir()) - {path})
    assert len(files) == 13
    for file in files:
        with pytest.raises(KnobError, match="is not a run that dltutor saved"):
            saved.load(file)
    with pytest.raises(OSError):
        saved.load(tmp_path / "missing.npz")
    with pytest.raises(OSError):
        saved.load(tmp_path)
