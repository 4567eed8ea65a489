"""The worker process for real: controls of time, and every way it can go wrong."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from labs_for_tests import FOLDER, labs_for_tests  # noqa: F401

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Look
from tutor.runner import child, saved
from tutor.runner.client import Client, LabFailed, WorkerLost
from tutor.runner.run import Run
from tutor.runner.spec import Spec


@contextlib.asynccontextmanager
async def client(**how):
    made = Client(**how)
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture
def hasty(monkeypatch):
    """Give a silent worker up sooner."""
    monkeypatch.setattr(child, "SLICE", 0.1)
    monkeypatch.setattr(child, "STARTING", 300)


async def seen(made, when=lambda view: not view.busy and not view.playing, **how):
    """Looks until a view satisfies `when`."""
    deadline = time.monotonic() + 20
    view = None
    made._seen = -1  # also what it has shown before
    while time.monotonic() < deadline:
        view = await made.look(**how) or view
        if view is not None and when(view):
            return view
        await asyncio.sleep(0.005)
    raise AssertionError(f"not seen: {view}")


def gone(pid):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if "State:\tZ" not in Path(f"/proc/{pid}/status").read_text():
                time.sleep(0.01)
                continue
        return True
    return False


def same(frame, run, look=None):
    """Whether a frame that came through the pipe is the run's own."""
    own = run.frame(look)
    assert frame.step == own.step and frame.metrics == own.metrics
    for a, b in zip(frame.panels, own.panels, strict=True):
        assert {n: v.tobytes() for n, v in a.arrays().items()} == {
            n: v.tobytes() for n, v in b.arrays().items()
        }
    return True


async def test_time_is_a_control():
    async with client() as made:
        assert await made.look() is None
        await made.open(Spec("walk", seed=3))
        view = await made.look()
        assert (view.step, view.playing, view.done, view.length) == (0, False, False, 1000)
        assert view.line == "dltutor lab walk --seed 3" and view.rate is None and view.trouble is None
        run = Run(Spec("walk", seed=3))
        assert same(view.frame, run)
        assert await made.look() is None
        assert (await made.look({"places": 2})).frame.panels[0].chosen == 2
        assert (await made.look({"places": 2}, thorough=True)).frame.metrics["rare"] is not None

        await made.step()
        view = await made.look()
        assert view.step == view.frame.step == 1 and not view.busy
        await made.step(9)
        await made.step(10)
        view = await seen(made)
        run.seek(20)
        assert same(view.frame, run) and view.seconds > 0

        await made.finish()
        view = await seen(made)
        assert (view.step, view.done, view.furthest) == (1000, True, 1000)
        await made.play()  # nothing is left to do
        assert not (await seen(made)).playing

        for step in (400, 399, 1000, 0, 5000, 20):
            await made.seek(step)
        view = await seen(made)
        assert same(view.frame, run) and view.furthest == 1000

        await made.play(rate=40.0)
        view = await seen(made, lambda view: view.step >= 25)
        assert view.playing and view.rate == 40.0
        await made.pause()
        view = await seen(made)
        run.seek(view.step)
        assert same(view.frame, run)

        await made.until("farthest", 20.0)
        view = await seen(made)
        assert run.until("farthest", 20.0) and same(view.frame, run)
        with pytest.raises(KnobError):
            await made.until("farest", 20.0)

        await made.reset()
        view = await made.look()
        assert (view.step, view.furthest, view.events) == (0, 0, 0)


async def test_what_the_learner_does_is_done_where_it_was_seen():
    async with client() as made:
        await made.open(Spec("walk", {"walkers": 4}, 3))
        await made.seek(300)
        await made.seek(100)
        await made.act("push", {"who": 2})  # waits for the seek
        await made.set("drift", 0.5)
        await made.seek(200)
        view = await seen(made)
        run = Run(Spec("walk", {"walkers": 4}, 3))
        run.seek(100)
        run.act("push", {"who": 2})
        run.set("drift", 0.5)
        run.seek(200)
        assert same(view.frame, run) and view.events == 2
        assert made.spec == run.named
        for wrong in (
            made.act("push", {"who": 50}),
            made.act("psh"),
            made.set("drift", "x"),
            made.set("x", 1),
        ):
            with pytest.raises(KnobError):
                await wrong
        await made.set("walkers", 2)
        view = await seen(made)
        assert (view.step, view.events) == (0, 0)
        assert view.line == "dltutor lab walk --seed 3 --set walkers=2 --set drift=0.5"


async def test_a_branch_goes_beside_the_run(tmp_path):
    async with client() as made:
        await made.open(Spec("walk", seed=3))
        await made.seek(100)
        await made.branch("drift", 0.5)
        view = await made.look()
        assert view.other.step == 100
        await made.act("push", {"who": 0})  # to both
        await made.play(rate=200)
        await seen(made, lambda view: view.other.step > 120)
        await made.seek(150)
        view = await seen(made)
        run = Run(Spec("walk", seed=3))
        run.seek(100)
        other = run.branch("drift", 0.5)
        for r in (run, other):
            r.act("push", {"who": 0})
            r.seek(150)
        assert same(view.frame, run) and same(view.other, other)

        await made.branch("law", "coin")
        view = await seen(made)
        fresh = run.branch("law", "coin")
        assert same(view.frame, run) and same(view.other, fresh)
        await made.finish()
        view = await seen(made)
        assert view.step == view.other.step == 1000 and view.done
        await made.unbranch()
        assert (await made.look()).other is None

        await made.branch("budget", 1200)  # the branch is longer than the run: it goes on alone
        await seen(made)
        await made.finish()
        view = await seen(made)
        assert (view.step, view.other.step) == (1000, 1200)


async def test_saving_and_reading_the_source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with client() as made:
        await made.open(Spec("walk", seed=3))
        await made.seek(10)
        await made.act("push", {"who": 1})
        await made.save("run.npz")
        kept = saved.load(tmp_path / "run.npz")
        assert kept.step == 10 and len(kept.spec.events) == 1
        with pytest.raises(OSError, match="No such file"):
            await made.save(tmp_path / "nowhere" / "run.npz")
        ((title, file, line, text),) = await made.source()
        assert title == "Walk.advance" and file.endswith("walk.py") and line > 10
        assert text.lstrip().startswith("def advance")


async def test_playing_at_a_rate_is_exact():
    async with client() as made:
        await made.open(Spec("walk", {"budget": 10**6}))
        for rate, seconds in ((20.0, 1.0), (500.0, 0.5)):
            first = (await seen(made)).step
            start = time.monotonic()
            await made.play(rate)
            while time.monotonic() - start < seconds:
                await made.look()
                await asyncio.sleep(0.02)
            await made.pause()
            passed = time.monotonic() - start
            steps = (await seen(made)).step - first
            assert abs(steps - rate * passed) <= 1 + 0.06 * rate * passed


async def test_a_run_nobody_looks_at_rests(monkeypatch):
    async with client() as made:
        await made.open(Spec("walk", {"pause": 0.01}))
        await made.play()
        await asyncio.sleep(3.0)  # rests after two seconds of silence
        view = await seen(made, lambda view: True)
        assert 100 < view.step < 230 and view.playing
        await seen(made, lambda later: later.step > view.step)  # and wakes


async def test_an_idle_worker_ends_and_comes_back_where_it_was():
    async with client(idle=0.3) as made:
        await made.open(Spec("walk", seed=3))
        await made.seek(50)
        await made.act("push", {"who": 1})
        await made.step(20)
        before = await seen(made)
        pid = made._connection.child.process.pid
        assert gone(pid)
        view = await seen(made, lambda view: view.step == 70 and not view.busy)
        assert made._connection.child.process.pid != pid
        assert view.frame.metrics == before.frame.metrics and view.events == 1
        pid = made._connection.child.process.pid
        assert gone(pid)
        await made.step()
        assert (await seen(made)).step == 71


async def test_opening_what_cannot_be():
    async with client() as made:
        for spec in (Spec("wlak"), Spec("walk", {"drfit": 1}), Spec("walk", {"drift": "x"})):
            with pytest.raises(KnobError):
                await made.open(spec)
        with pytest.raises(LabFailed) as caught:
            await made.open(Spec("rogue", {"how": "raise-in-build"}))
        assert "no[31m luck" in str(caught.value) and "rogue.py" in caught.value.details
        with pytest.raises(LabFailed, match="needs nowhere_to_be_found"):
            await made.open(Spec("rogue", {"how": "no-module"}))
        assert await made.look() is None
        with pytest.raises(WorkerLost):
            await made.play()
        await made.open(Spec("walk"), length=1200)
        assert (await made.look()).length == 1200


@pytest.mark.parametrize(
    ("how", "words"),
    [("raise", "by ]52;c;eA== nought"), ("exit", "SystemExit: 3"), ("memory", "ran out of memory")],
)
async def test_a_lab_that_fails_is_told_and_can_go_back(how, words):
    async with client() as made:
        await made.open(Spec("rogue", {"how": how, "at": 5}))
        await made.finish()
        view = await seen(made, lambda view: view.trouble is not None)
        assert view.done and not view.playing and view.step == 5
        assert words in view.trouble.render() and "step 5" in view.trouble.render()
        assert "rogue.py" in view.details
        await made.seek(3)
        view = await seen(made)
        assert view.trouble is None and view.step == 3 and view.frame.metrics["count"] == 3


async def test_a_lab_that_fails_when_looked_at_is_told():
    async with client() as made:
        await made.open(Spec("rogue", {"how": "raise-in-look", "at": 5}))
        await made.finish()
        view = await seen(made, lambda view: view.trouble is not None)
        assert "KeyError" in view.trouble.render()
        await made.seek(2)
        view = await seen(made)
        assert view.trouble is None and view.frame.metrics["count"] == 2


@pytest.mark.parametrize("how", ["print", "flood", "read"])
async def test_a_lab_that_uses_stdin_and_stdout_breaks_nothing(how):
    async with client() as made:
        await made.open(Spec("rogue", {"how": how, "at": 5}))
        await made.finish()
        view = await seen(made)
        assert view.step == 1000 and view.trouble is None
        if how == "print":
            assert (
                "stray" in made._connection.child.overheard
                and "echo" not in made._connection.child.overheard
            )


async def lost(made):
    """Plays on until the worker is lost."""
    await made.play()
    with pytest.raises(WorkerLost) as caught:
        await seen(made, lambda view: False)
    return caught.value


@pytest.mark.parametrize("how", ["killed", "abort", "stopped", "hold", "loop"])
async def test_a_worker_that_dies_or_hangs_is_replaced(how, hasty):
    async with client(patience=0.8) as made:
        await made.open(Spec("rogue", {"how": how, "at": 5}))
        await made.set("at", 6)
        await made.step(3)
        await seen(made)
        pid = made._connection.child.process.pid
        error = await lost(made)
        said = error.say.render()
        assert said.startswith("The lab rogue ") and "was started afresh" in said
        assert ("stopped answering" in said) == (how in ("stopped", "hold", "loop"))
        assert gone(pid)
        assert await made.look() is None
        with pytest.raises(WorkerLost):
            await made.step()
        await made.open(made.spec)  # with what was done to it
        await made.step(4)
        view = await seen(made)
        assert (view.step, view.events) == (4, 1)
        assert made._connection.child.process.pid != pid


async def test_a_worker_killed_from_outside():
    async with client() as made:
        await made.open(Spec("walk", {"budget": 10**9}))
        await made.play()
        await seen(made, lambda view: view.step > 10)
        os.kill(made._connection.child.process.pid, signal.SIGKILL)
        with pytest.raises(WorkerLost, match=r"walk ended unexpectedly at step \d+"):
            await seen(made, lambda view: False)
        await made.warm("walk")
        await made.open(Spec("walk"))
        assert (await made.look()).step == 0
        await made.pause()
        os.kill(made._connection.child.process.pid, signal.SIGKILL)
        await made._connection.child.process.wait()
        await made.open(Spec("walk"))  # nothing of the old run was wanted any more
        assert (await made.look()).step == 0


async def test_a_lab_stuck_in_construction_is_given_up_or_left(hasty):
    async with client(patience=0.2) as made:
        with pytest.raises(WorkerLost):
            await made.open(Spec("rogue", {"how": "loop-in-build"}))
    async with client() as made:
        opening = asyncio.create_task(made.open(Spec("rogue", {"how": "loop-in-build"})))
        await asyncio.sleep(0)  # the first is on its way
        await asyncio.wait_for(made.open(Spec("walk")), 30)
        assert (await made.look()).step == 0
        with pytest.raises(WorkerLost):
            await opening


GARBAGE = {
    "noise": "sys.stdout.buffer.write(bytes(range(256)) * 9)",
    "huge": "sys.stdout.buffer.write(b'\\xff' * 8)",
    "no json": "sys.stdout.buffer.write(struct.pack('>II', 3, 0) + b'{{{')",
    "silence": "time.sleep(60)",
    "half": "sys.stdout.buffer.write(b'\\0\\0')",
    "nothing": "",
    "odd error": "say(id=1, error=7)",
    "odd failure": "say(id=1, error={'kind': 'lab', 'say': {'text': 1}})",
    "odd view": "say(id=1, ok=None); say(id=2, view={'frame': {'step': 1}})",
    "odd arrays": "say(id=1, ok=None); say(id=2, view=None, arrays=[['<f8', [3]]])",
    "odd id": "say(id=[1])",
    "odd bye": "say(bye=3)",
}
SPEAKS = """
import json, struct, sys, time
def say(arrays=(), **header):
    text = json.dumps(dict(header, arrays=list(arrays))).encode()
    sys.stdout.buffer.write(struct.pack('>II', len(text), 0) + text)
{garbage}
sys.stdout.flush()
time.sleep({rest})
"""


@pytest.mark.parametrize("name", GARBAGE)
async def test_whatever_the_worker_says_it_is_only_lost(name, hasty, monkeypatch):
    monkeypatch.setattr(child, "STARTING", 5)
    script = SPEAKS.format(garbage=GARBAGE[name], rest=0 if name in ("nothing", "half") else 60)
    async with client(patience=0.5) as made:
        made._connection.command = [sys.executable, "-c", script]
        with pytest.raises(WorkerLost):
            await made.open(Spec("walk"))
            await made.look()


async def test_no_worker_can_be_started():
    async with client() as made:
        made._connection.command = ["/nowhere/python"]
        with pytest.raises(WorkerLost, match="could not be started"):
            await made.open(Spec("walk"))


APP = """
import asyncio, sys, tutor.labs
tutor.labs.__path__.append({folder!r})
from tutor.runner.client import Client
from tutor.runner.spec import Spec
async def main():
    made = Client()
    await made.open(Spec("rogue", {{"how": {how!r}, "at": 5}}))
    await made.play()
    print(made._connection.child.process.pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.mark.parametrize("how", ["not", "loop", "hold"])
def test_a_killed_app_leaves_no_orphan(how):
    app = subprocess.Popen(
        [sys.executable, "-c", APP.format(folder=FOLDER, how=how)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    pid = int(app.stdout.readline())
    assert not Path(f"/proc/{pid}/status").read_text().startswith("Name:\tzombie")
    if how != "not":
        time.sleep(0.3)
    app.kill()
    app.wait()
    assert gone(pid)


async def test_the_worker_is_not_fooled_by_where_the_learner_stands(tmp_path, monkeypatch):
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor" / "__init__.py").write_text("raise SystemExit('another tutor')")
    (tmp_path / "json.py").write_text("raise SystemExit('another json')")
    monkeypatch.chdir(tmp_path)
    async with client() as made:
        await made.open(Spec("walk"))
        assert (await made.look()).step == 0


async def test_a_worker_that_took_long_to_warm_up_is_kept():
    async with client() as made:
        await made.open(Spec("walk", {"slow": 1.2}))
        pid = made._connection.child.process.pid
        await made.open(Spec("walk"))
        assert made._connection.child.process.pid == pid


async def test_one_client_has_one_worker():
    async with client() as made:
        await asyncio.gather(made.warm(), made.warm("walk"), made.warm())
        pid = made._connection.child.process.pid
        await made.open(Spec("walk"))
        await made.open(Spec("walk", seed=2))
        assert made._connection.child.process.pid == pid
    assert gone(pid)
    assert made._connection.child is None


async def test_frames_take_a_small_share_of_a_run_played_flat_out():
    async with client() as made:
        await made.open(Spec("walk", {"budget": 10**9, "walkers": 300}))
        await made.play()
        views, start = 0, time.monotonic()
        while time.monotonic() - start < 1.5:
            views += await made.look() is not None
            await asyncio.sleep(0.005)
        assert 5 <= views <= 15 * 1.5 + 2
        start = time.monotonic()
        await made.set("drift", 0.01)  # but what the learner does shows at once
        view = await made.look()
        assert view is not None and view.events == 1 and time.monotonic() - start < 0.25


def test_a_look_measures_the_run_as_it_is():
    run = Run(Spec("walk", seed=3))
    run.seek(7)
    look = Look({"places": 1}, thorough=True)
    assert same(run.frame(look), run, look)
    assert np.isfinite(run.frame(look).metrics["rare"])
