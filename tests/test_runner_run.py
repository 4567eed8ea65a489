"""A run through time: everything comes back bit for bit."""

import copy
import random

import numpy as np
import pytest
from labs_for_tests import labs_for_tests  # noqa: F401

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Event, Look
from tutor.runner import history
from tutor.runner.failing import LabFailed
from tutor.runner.run import Run
from tutor.runner.spec import Spec


def bits(run):
    state = {
        "places": run.lab.places.tobytes(),
        "rng": run.lab.rng.bit_generator.state,
        "steps": run.lab.steps,
    }
    return state | {"values": dict(run.lab.values)}


def walk(steps=0, events=(), seed=3, **knobs):
    run = Run(Spec("walk", knobs, seed, tuple(events)))
    run.seek(steps)
    return run


@pytest.fixture
def dense(monkeypatch):
    """Snapshots as often as can be, so that the walk's quick steps leave some."""
    monkeypatch.setattr(history, "APART", 0.0)
    monkeypatch.setattr(history, "SHARE", 1e9)


def stepped(run, to):
    while run.step_now < to:
        assert run.step()
    return run


def test_a_looked_at_run_ends_like_one_never_looked_at(dense):
    looked, alone = walk(), walk()
    while looked.step():
        looked.frame(Look({"places": looked.step_now % 8}, thorough=looked.step_now % 7 == 0))
    alone.seek(1000)
    assert bits(looked) == bits(alone)
    assert looked.done and not looked.step() and looked.step_now == 1000


def test_a_copied_lab_goes_on_exactly():
    run = walk(100)
    twin, size = history.duplicate(run.lab)
    before = bits(run)
    for _ in range(50):
        twin.step()
    assert bits(run) == before
    run.seek(150)
    assert twin.places.tobytes() == run.lab.places.tobytes()
    assert twin.map is run.lab.map  # a constant is shared,
    assert 64 < size < twin.map.nbytes  # and not counted
    assert copy.deepcopy(run.lab).map is not run.lab.map


@pytest.mark.parametrize("kept", [True, False])
def test_any_step_comes_back(dense, kept):
    run = Run(Spec("walk", seed=3), history=kept)
    truth = {}
    for step in range(1, 301):
        run.step()
        truth[step] = bits(run)
    assert (len(run._snapshots) > 20) == kept
    for step in (299, 300, 1, 150, 149, 151, 300, 77):
        run.seek(step)
        assert bits(run) == truth[step] and run.furthest == 300
    stepped(run, 300)
    assert bits(run) == truth[300]
    run.seek(0)
    assert bits(run) == bits(walk())
    run.seek(-5)
    assert run.step_now == 0
    run.seek(10**6)
    assert run.step_now == 1000 and run.done


def test_seconds_go_back_with_the_run(dense):
    run = walk(500)
    there = run.seconds
    run.seek(5)
    assert 0 < run.seconds < there


def test_events_are_repeated_where_they_happened(dense):
    run = walk(100)
    run.act("push", {"who": 2})
    run.set("drift", 0.25)
    run.seek(200)
    run.act("push", {"who": 0})
    end = bits(stepped(run, 250))
    assert [(e.step, e.name) for e in run.events] == [(100, "push"), (100, "set"), (200, "push")]
    for step in (99, 100, 150, 200, 250):
        run.seek(step)
        assert bits(run) == bits(walk(step, run.events))
    assert bits(run) == end
    again = Run(run.named)
    again.seek(250)
    assert bits(again) == end
    run.seek(100)  # stands after what was done there
    assert run.lab.values["drift"] == 0.25


def test_doing_something_after_rewinding_cuts_the_future_off(dense):
    run = walk(100)
    run.act("push", {"who": 2})
    run.seek(300)
    run.seek(50)
    run.act("push", {"who": 1})
    assert [e.step for e in run.events] == [50] and run.furthest == 50
    run.seek(300)
    assert bits(run) == bits(walk(300, [Event(50, "push", {"who": 1})]))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_in_whatever_order_the_named_run_is_the_same(dense, seed):
    dice = random.Random(seed)
    run = walk(walkers=4, budget=300)
    for _ in range(40):
        match dice.choice(
            ["step", "step", "seek", "seek", "act", "set", "branch", "reset" if seed % 4 == 0 else "seek"]
        ):
            case "step":
                run.seek(run.step_now + dice.randrange(30))
            case "seek":
                run.seek(dice.randrange(320))
            case "act":
                run.act("push", {"who": dice.randrange(4)})
            case "set":
                run.set("drift", dice.randrange(5) / 10)
            case "branch":
                other = run.branch("drift", 0.7)
                run = dice.choice([run, other])
            case "reset":
                run.reset()
        fresh = Run(run.named, history=False)
        fresh.seek(run.step_now)
        assert bits(run) == bits(fresh) and run.furthest <= 300


def test_a_refused_event_changes_nothing(dense):
    run = walk(100)
    run.act("push", {"who": 2})
    run.seek(50)
    before = bits(run)
    for name, values in (
        ("push", {"who": 99}),
        ("push", {}),
        ("push", {"who": 0, "how": 1}),
        ("pish", {"who": 0}),
    ):
        with pytest.raises(KnobError):
            run.act(name, values)
    for name, value in (("drift", "much"), ("drift", 1e9), ("drfit", 0), ("law", "dice"), ("budget", -1)):
        with pytest.raises(KnobError):
            run.set(name, value)
    assert bits(run) == before and len(run.events) == 1 and run.furthest == 100
    with pytest.raises(KnobError, match="did you mean push"):
        run.act("pish", {})
    with pytest.raises(KnobError, match="did you mean drift"):
        run.branch("drfit", 1)


def test_events_from_a_file_are_checked():
    for event in (Event(0, "set", {"law": "coin"}), Event(0, "push", {"who": "x"}), Event(0, "leap", {})):
        with pytest.raises(KnobError):
            walk(0, [event])
    with pytest.raises(KnobError):
        walk(20, [Event(10, "push", {"who": 50})])


def test_a_live_branch_is_a_fresh_run_with_the_event(dense):
    run = walk(100, [Event(40, "push", {"who": 3})])
    before = bits(run)
    other = run.branch("drift", 0.5)
    for r, to in ((other, 160), (run, 130), (other, 400), (run, 420)):
        stepped(r, to)
    events = [Event(40, "push", {"who": 3}), Event(100, "set", {"drift": 0.5})]
    assert bits(other) == bits(walk(400, events))
    other.seek(60)  # its past is the run's
    assert bits(other) == bits(walk(60, events))
    run.seek(100)
    assert bits(run) == before


def test_a_restart_branch_repeats_the_run_with_the_other_value():
    run = walk(100, [Event(40, "push", {"who": 3})], walkers=4)
    other = run.branch("law", "coin")
    assert bits(other) == bits(walk(100, [Event(40, "push", {"who": 3})], walkers=4, law="coin"))
    fewer = run.branch("walkers", 2)  # there is no walker 3 to push: left out
    assert bits(fewer) == bits(walk(100, walkers=2)) and not fewer.events
    waiting = run.branch("law", "coin", catch_up=False)
    assert waiting.step_now == 0


def test_a_restart_knob_begins_anew_and_keeps_what_is_turned():
    run = walk(100)
    run.set("drift", 0.5)
    run.act("push", {"who": 1})
    run.set("walkers", 3)
    assert bits(run) == bits(walk(drift=0.5, walkers=3)) and not run.events and run.furthest == 0
    run.seek(50)
    run.set("walkers", 3)  # as it is already
    assert run.step_now == 50
    run.reset()
    assert bits(run) == bits(walk(drift=0.5, walkers=3))


def test_a_knob_that_cannot_be_leaves_the_run(monkeypatch):
    run = Run(Spec("rogue"))
    run.seek(3)
    with pytest.raises(LabFailed):
        run.set("how", "raise-in-build")
    assert run.step_now == 3 and run.lab.how == "not" and run.step()


def test_divergence_ends_the_run_calmly_and_can_be_mended(dense):
    run = walk(20)
    run.set("drift", 900.0)
    run.seek(1000)
    assert run.done and run.step_now < 40
    said = run.trouble.render(lambda text: text.replace("Lower", "Senke"))
    assert said == f"places stopped being finite in step {run.step_now + 1}. Senke drift."
    assert not run.step()
    stop = run.step_now
    run.seek(stop)  # the broken state is not taken for the state at that step
    assert run.trouble is None and np.abs(run.lab.places).max() <= 10_000
    assert not run.step() and run.trouble
    run.seek(20)
    run.set("drift", 0.0)
    run.seek(1000)
    assert run.trouble is None and run.step_now == 1000


@pytest.mark.parametrize("how", ["raise", "exit", "raise-in-look"])
def test_a_failing_lab_is_one_sentence_and_a_traceback(how):
    run = Run(Spec("rogue", {"how": how}))
    with pytest.raises(LabFailed) as caught:
        while run.step():
            run.frame()
    failed = caught.value
    assert (failed.lab, failed.step) == ("rogue", 5)
    assert failed.say.render().startswith("The lab rogue stopped with an error at step 5: ")
    assert "\n" not in str(failed) and "\x1b" not in str(failed) and "\x1b" not in failed.details
    assert "rogue.py" in failed.details
    if how == "raise":
        assert run.done and not run.step()
        run.seek(3)
        assert not run.done and run.step()


def test_a_missing_module_is_named():
    with pytest.raises(LabFailed, match="needs nowhere_to_be_found"):
        Run(Spec("rogue", {"how": "no-module"}))


def test_a_lab_that_cannot_be_copied_still_rewinds(dense):
    run = Run(Spec("rogue", {"how": "uncopyable"}))
    run.seek(50)
    assert run._snapshots.off
    run.seek(20)
    assert (run.step_now, run.lab.count) == (20, 20)
    with pytest.raises(LabFailed):
        run.branch("at", 7)
    assert run.step()


def test_until_stops_at_the_first_step_that_reaches_it():
    run, told = walk(drift=1.0), []
    assert run.until("mean", 20.0)
    probe = walk(drift=1.0)
    while probe.frame().metrics["mean"] < 20.0:
        probe.step()
        told.append(probe.step_now)
    assert run.step_now == probe.step_now == len(told)
    assert run.until("mean", 20.0) and run.step_now == probe.step_now
    assert not run.until("mean", 1e9) and run.done
    with pytest.raises(KnobError, match="did you mean mean"):
        run.until("maen", 0)


def test_a_longer_run_than_the_budget():
    run = Run(Spec("walk", seed=3, steps=1500))
    run.seek(9999)
    assert run.step_now == 1500


def test_a_shorter_run_than_the_budget_is_complete_there_on_the_same_schedule():
    short = Run(Spec("walk", seed=3, steps=10))
    assert (short.length, short.lab.length) == (10, 1000)
    short.burst(5.0)
    assert short.step_now == 10 and short.done and not short.step()
    short.seek(4)
    assert short.step_now == 4 and not short.done


def test_snapshots_keep_within_their_bounds_and_thin_with_age(dense, monkeypatch):
    run = walk(budget=5000)
    stepped(run, 5000)
    steps = [kept.step for kept in run._snapshots._kept]
    assert len(steps) == history.AT_MOST and steps[-1] > 4900
    gaps = np.diff(steps)
    assert gaps[-8:].mean() * 10 < gaps[:8].mean()
    assert max(after / (5001 - before) for before, after in zip(steps, gaps, strict=False)) < 1.5

    wide = walk(walkers=250_000)  # 2 MB each
    stepped(wide, 60)
    assert wide._snapshots.bytes <= history.BYTES and 10 < len(wide._snapshots) <= 24
    assert wide._snapshots._kept[-1].step == 60
    monkeypatch.setattr(history, "BYTES", 1_000_000)
    huge = walk(walkers=250_000, budget=3)
    stepped(huge, 2)
    assert huge._snapshots.off and len(huge._snapshots) == 0
    end = bits(huge)
    huge.seek(1)
    stepped(huge, 2)
    assert bits(huge) == end


def test_snapshots_cost_a_bounded_share_of_stepping(monkeypatch):
    spent = []
    duplicate = history.duplicate
    monkeypatch.setattr(history, "APART", 0.0)

    def slow(lab):
        import time

        time.sleep(0.004)
        spent.append(lab.steps)
        return duplicate(lab)

    monkeypatch.setattr("tutor.runner.timeline.duplicate", slow)
    run = walk(budget=10**6)
    while run.seconds < 1.2:
        run.burst(0.005)
    assert 1 <= len(spent) <= 3  # 4 ms each at 0.8% is one in half a second


def test_the_line_names_the_run():
    spec = Spec(
        "walk", {"drift": 0.1, "text": "x" * 200, "law": "coin"}, 4, labels={"text": "@my poem.txt"}
    )
    assert (
        spec.line() == "dltutor lab walk --seed 4 --set drift=0.1 --set 'text=@my poem.txt' --set law=coin"
    )
    run = Run(Spec("walk", seed=4))
    run.set("drift", 0.5)
    assert run.named.line() == "dltutor lab walk --seed 4 --set drift=0.5"
    run.step()
    run.set("drift", 0.75)
    assert run.named.line() == "dltutor lab walk --seed 4 --set drift=0.5"
    assert spec.shown("text", "x" * 200) == "@my poem.txt"
    assert len(Spec("walk").shown("text", "x" * 200)) == 80
    other = spec.with_knobs({**spec.knobs, "text": "fables"})
    assert "@" not in other.line()
