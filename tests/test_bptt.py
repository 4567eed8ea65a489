"""The BPTT lab: the way back by hand against autograd and against finite differences, memory by length."""

from __future__ import annotations

import copy
import itertools
import random

import numpy as np
import pytest
import torch

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Diverged, Look
from tutor.labs.bptt import Bptt, next_length
from tutor.models.bptt import Forward, WayBack, by_autograd, fresh
from tutor.models.cells import CELLS
from tutor.models.kept import Kept, unrolled

WALK = {"part": "walk"}


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def finish(lab):
    while not lab.done:
        lab.step()
    return lab


def end(knobs, seed=1):
    return finish(Bptt(knobs, seed)).measure(Look(thorough=True))


def there_and_back(cell, weights, x, y, counts):
    there = Forward(cell, weights)
    for symbol in x:
        there.step(symbol)
    back = WayBack(there, x, y, counts)
    for _ in x:
        back.step()
    return there, back


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_each_gradient_by_hand_is_a_finite_difference_of_the_loss(cell):
    x, y, counts = [0, 1, 2, 1, 0], [1, 2, 1, 0, 2], [True, True, False, True, True]
    weights = fresh(CELLS[cell], 3, 2, seed=5)

    def loss(changed):
        there = Forward(CELLS[cell], changed)
        for symbol in x:
            there.step(symbol)
        return sum(-torch.log(p[i]) for p, i, c in zip(there.p, y, counts, strict=True) if c).item()

    _, back = there_and_back(CELLS[cell], weights, x, y, counts)
    for name, weight in weights.items():
        for at in np.ndindex(*weight.shape):
            up, down = ({**weights, name: weight.clone()} for _ in range(2))
            up[name][at] += 1e-5
            down[name][at] -= 1e-5
            assert back.total[name][at].item() == pytest.approx((loss(up) - loss(down)) / 2e-5, abs=1e-8)


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
@pytest.mark.parametrize("loss", ["every", "last"])
@pytest.mark.parametrize("text", ["tomorrow", "바나나", "ab", "the quick brown fox jumps", "ㅋㅋㅋㅋ"])
def test_the_sum_of_the_shares_is_autograds_gradient(cell, loss, text):
    knobs = {**WALK, "cell": cell, "loss": loss, "text": text[:24]}
    for seed in range(1, 6):
        found = end(knobs, seed)
        assert found["max_abs_diff"] < 1e-12
        parts = [v for name, v in found.items() if name.startswith("max_abs_diff.")]
        assert len(parts) == 6 and max(parts) == found["max_abs_diff"]


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_sum_not_mean(cell):
    found = end({**WALK, "cell": cell})
    assert found["sum_ratio"] == pytest.approx(1) and found["mean_ratio"] == pytest.approx(1 / 7)


@pytest.mark.parametrize("version", "abcd")
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_each_version_with_a_slip_is_found_out_and_mended(version, cell):
    for seed in range(1, 6):
        assert end({**WALK, "version": version, "cell": cell}, seed)["max_abs_diff"] > 1e-3
    lab = finish(Bptt({**WALK, "version": version}, 1))
    assert "a line of this version is wrong" in lab.says(Look())[0].render()
    bench = next(p for p in Bptt.presets if p.name == f"version-{version}")
    assert end({**WALK, **bench.knobs, **bench.mends})["max_abs_diff"] < 1e-12


def test_only_the_last_bet_speaks_where_only_it_counts():
    lab = finish(Bptt({**WALK, "loss": "last"}, 3))
    own = [found.own.norm().item() for found in lab.walk.back.found]
    assert own[0] > 0 and not any(own[1:])
    assert lab.measure(Look())["reach"] == pytest.approx(
        (lab.walk.truth["h"][0].norm() / lab.walk.truth["h"][-1].norm()).item()
    )


def test_the_cursor_walks_right_and_then_left_and_fills_the_picture():
    lab = Bptt(WALK, 1)
    seen = []
    while not lab.done:
        lab.step()
        graph, shares, ledger, unit = lab.show(Look(focus={"shares": 4}))
        seen.append(graph.chosen)
        known = ~np.isnan(graph.values).any(axis=2)
        assert known.sum() == min(lab.steps, 7) + min(max(0, lab.steps - 7), 7)
        assert len(unit.rows) == 7 and len(ledger.rows) == 7
    assert seen == [0, 1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1, 0, -1]
    assert np.nansum(shares.values[:, :-1], axis=1) == pytest.approx(shares.values[:, -1], abs=1e-5)
    assert shares.rows[4] == "U₂₂" == ledger.header[0]
    truth = lab.walk.truth["U"][1, 1].item()
    assert ledger.rows[-1][-1] == f"{truth:+.3f}".replace("+0", "+").replace("-0", "−")
    assert ledger.note.endswith(ledger.rows[-1][-1])


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_slow_motion_adds_up(cell):
    lab = Bptt({**WALK, "cell": cell}, 2)
    for _ in range(10):
        lab.step()
    for entry in range(lab.walk.hidden * lab.walk.columns):
        rows = dict(lab.show(Look(focus={"shares": entry}))[3].rows)
        number = {k: float(v.replace("−", "-")) for k, v in rows.items() if v}
        assert number["from its own bet"] + number["+ from later steps"] == pytest.approx(
            number["= ∂L/∂h"], abs=2e-3
        )
        factors = [k for k in number if k.startswith("·")]
        made = number["→ ∂L/∂c"] if "∂c" in factors[0] else number["= ∂L/∂h"]
        for k in factors:
            made *= number[k]
        assert number["= its share"] == pytest.approx(made, abs=4e-3)


def test_learning_from_the_gradient_by_hand_lowers_the_loss():
    lab = finish(Bptt(WALK, 1))
    losses = []
    for _ in range(5):
        losses.append(lab.measure(Look())["loss"])
        lab.act("learn", {})
        assert not lab.done
        finish(lab)
        assert lab.measure(Look())["max_abs_diff"] < 1e-12
    assert all(b < a for a, b in itertools.pairwise(losses))
    lab = Bptt(WALK, 1)
    lab.act("learn", {})  # before the walk is over there is nothing to learn from
    assert lab.length == 15


def test_learning_from_a_wrong_gradient_ends_calmly():
    lab = finish(Bptt({**WALK, "version": "b"}, 1))
    with pytest.raises(Diverged) as stop:
        for _ in range(60):
            lab.act("learn", {})
            finish(lab)
    assert stop.value.tensor in lab.walk.weights


def test_memory_grows_in_a_line_and_the_longest_that_fits_is_found():
    found = end({"part": "memory", "room": 1})
    n = int(found["fits"])
    assert unrolled("rnn", n) <= 1e6 < unrolled("rnn", n + 1)
    per_step = found["bytes_per_step"]
    assert unrolled("rnn", 50) - unrolled("rnn", 49) == pytest.approx(per_step, rel=0.01)
    state = 16 * 128 * 4
    assert state < per_step < 1.5 * state
    assert end({"part": "memory", "cell": "lstm", "room": 1})["bytes_per_step"] > 5 * per_step


def test_what_is_kept_counts_each_storage_once_and_no_weights():
    w = torch.randn(50, 50, requires_grad=True)
    x = torch.randn(8, 50)
    with Kept([w]) as kept:
        y = torch.tanh(x @ w)
        z = (y * y).sum()
    assert kept.bytes == (x.nbytes + y.nbytes) and z.requires_grad


def test_where_to_look_next():
    line = {n: 1000 + 10 * n for n in (16, 32)}
    assert next_length(line, 1e9) == 64
    line |= {64: 1640, 128: 2280}
    assert next_length(line, 2000) == 100
    line |= {100: 2000}
    assert next_length(line, 2000) == 101
    assert next_length({16: 5}, 1) == 0


def test_a_run_may_be_either_half_and_a_copy_goes_on():
    assert end({"part": "memory"})["max_abs_diff"] is None
    assert end(WALK)["bytes_by_length"] is None
    lab = Bptt(WALK, 4)
    for _ in range(9):
        lab.step()
    twin = copy.deepcopy(lab)
    assert finish(twin).measure(Look()) == finish(lab).measure(Look())


def test_any_text_of_two_characters_that_show():
    for text in ("\n\n", "a\x1b[0m", "가나", " \t"):
        finish(Bptt({**WALK, "text": text, "hidden": 1}, 1)).frame()
    with pytest.raises(KnobError, match="two characters"):
        Bptt({"text": "a\x1b\x07"}, 1)
    finish(Bptt({**WALK, "text": "x" * 24, "hidden": 6, "cell": "lstm"}, 1)).frame(Look({"shares": 9999}))


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in Bptt.draws.values():
        for seed in range(100):
            drawn = draw(random.Random(seed), {})
            assert drawn == draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 0.02 for wrong in drawn.wrong.values())


def test_one_weight_by_autograd():
    for seed in range(20):
        drawn = Bptt.draws["one-weight"](random.Random(seed), {})
        given = {k: float(v.replace("−", "-")) for k, v in drawn.values.items()}
        w = torch.tensor(given["w"], requires_grad=True)
        h = [torch.tensor(given[f"h{t}"]) for t in range(3)]
        # hₜ = w·hₜ₋₁ + xₜ, with the x that make h₁ and h₂ what they are
        h1 = w * h[0] + (h[1] - given["w"] * h[0])
        h2 = w * h1 + (h[2] - given["w"] * h[1])
        (w * h2).backward()
        assert w.grad.item() == pytest.approx(drawn.answer)


def test_autograd_reference_has_zeros_where_the_loss_does_not_depend():
    found = by_autograd(CELLS["rnn"], fresh(CELLS["rnn"], 2, 2, 1), [0, 1], [1, 0], [True, False])
    assert found["h"].shape == (2, 2) and not found["h"][1].any() and found["h"][0].any()
