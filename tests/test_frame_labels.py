"""The frame labels lab: films, networks against loops and finite differences, figures beside the best."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import torch

from tutor.kit.lab import Diverged, Look
from tutor.labs._frame_labels_show import health
from tutor.labs.frame_labels import FrameLabels
from tutor.models.curtain import FRAMES, WIDTH, all_films, best_of_window, sides, turned
from tutor.models.labeller import Recurrent, Window


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(steps, seed=3, **knobs):
    lab = FrameLabels(knobs, seed)
    for _ in range(steps):
        lab.step()
    return lab


@pytest.mark.parametrize("curtain", [0, 6, 10])
def test_films_roll_as_they_are_labelled_and_start_in_sight(curtain):
    films = all_films(curtain)
    assert films.x.min() == 0 and films.x.max() == WIDTH - 1 and not films.hidden[:, 0].any()
    moved = np.diff(films.x, axis=1)
    assert (np.sign(moved) == np.where(films.right[:, :-1], 1, -1)).all()
    assert set(np.abs(moved).ravel().tolist()) == {1, 2}
    frames = films.frames()
    assert frames.shape == (len(films.x), FRAMES, 7, WIDTH)
    assert (frames.sum(axis=(2, 3)) == 7 * curtain + ~films.hidden).all()
    left, end = sides(curtain)
    assert end - left == curtain
    tracks = {track.tobytes() for track in np.stack([films.x, films.y], axis=2)}
    assert len(tracks) == len(films.x), "no film is there twice, so none held out is learned from"


def test_waited_counts_frames_out_of_sight():
    films = all_films(6)
    for row, hidden in zip(films.waited[:50].tolist(), films.hidden[:50].tolist(), strict=True):
        count = 0
        for waited, out in zip(row, hidden, strict=True):
            count = count + 1 if out else 0
            assert waited == count
    assert films.waited.max() == 6


def test_a_ball_turned_behind_the_curtain_comes_out_where_it_went_in():
    films, tried = all_films(6), 0
    for i in range(0, len(films.x), 17):
        film = films.take([i])
        other = turned(film)
        if not film.hidden.any():
            assert other is film
            continue
        start = int(np.flatnonzero(film.hidden[0])[0])
        assert np.array_equal(other.x[0, : start + 1], film.x[0, : start + 1])
        moved = np.diff(other.x[0])
        assert (np.sign(moved) == np.where(other.right[0, :-1], 1, -1)).all()
        assert other.x.min() >= 0 and other.x.max() < WIDTH
        out = np.flatnonzero(~other.hidden[0, start:])
        if len(out):
            tried += 1
            before, after = film.x[0, start - 1], other.x[0, start + out[0]]
            assert (before < 9) == (after < 9), "on the side where it went in"
    assert tried > 20
    assert turned(all_films(0).take([0])) is not None


def test_the_best_of_a_window_is_counted_right():
    films = all_films(6)
    hidden = films.hidden
    assert best_of_window(films, 1, hidden) == pytest.approx(0.5, abs=0.01)
    by_window = [best_of_window(films, k, hidden) for k in range(1, 8)]
    assert by_window == sorted(by_window) and by_window[-1] == 1
    assert best_of_window(all_films(0), 2, np.zeros(all_films(0).x.shape, dtype=bool)) is None
    # two frames: all is known of frames where the ball was in sight one frame before, of others a coin
    first = films.waited == 1
    by_hand = (first[hidden].sum() + 0.5 * (~first[hidden]).sum()) / hidden.sum()
    assert best_of_window(films, 2, hidden) == pytest.approx(by_hand, abs=0.01)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_recurrent_network_is_its_cell_step_by_step_and_starts_afresh_each_clip(cell):
    net = Recurrent(5, 4, cell, 3, torch.Generator().manual_seed(1))
    x = torch.randn(8, 2, 5)
    scores, a, h = net(x)
    for t in range(8):
        if t % 3 == 0:
            state = torch.zeros(net.cell.states, 2, 4)
        state = net.cell.step(x[t] @ net.W + net.b, state, net.U)
        assert torch.allclose(h[t], state[0], atol=1e-5)
        assert torch.allclose(scores[t], state[0] @ net.V + net.c, atol=1e-5)
    assert torch.allclose(a, x @ net.W + net.b)


def test_a_window_sees_so_many_frames_and_no_more_and_darkness_before():
    net = Window(5, 4, 3, torch.Generator().manual_seed(1))
    x = torch.randn(7, 2, 5, generator=torch.Generator().manual_seed(2))
    scores = net(x)
    for t in range(7):
        seen = torch.stack([x[s] if s >= 0 else torch.zeros(2, 5) for s in (t - 2, t - 1, t)], dim=-1)
        by_hand = torch.relu(seen.flatten(1) @ net.W + net.b) @ net.V + net.c
        assert torch.allclose(scores[t], by_hand, atol=1e-6)
    changed = x.clone()
    changed[2] += 1
    assert [bool((scores[t] != net(changed)[t]).any()) for t in range(7)] == [False] * 2 + [True] * 3 + [
        False
    ] * 2


@pytest.mark.parametrize("clip", [1, 4, 8])
def test_gradients_are_the_slopes_of_the_loss(clip):
    net = Recurrent(5, 4, "rnn", clip, torch.Generator().manual_seed(1)).double()
    x, y = torch.randn(8, 3, 5, dtype=torch.float64), torch.randint(2, (24,))

    def loss():
        return torch.nn.functional.cross_entropy(net(x)[0].flatten(0, 1), y)

    loss().backward()
    for name, p in net.named_parameters():
        flat, e = p.data.view(-1), 1e-6
        i = int(p.grad.abs().argmax())
        flat[i] += e
        up = loss().item()
        flat[i] -= 2 * e
        slope = (up - loss().item()) / (2 * e)
        flat[i] += e
        assert p.grad.view(-1)[i].item() == pytest.approx(slope, rel=1e-4, abs=1e-8), name
    assert clip > 1 or net.U.grad.abs().max() == 0, "without a state before, U is never used"


def test_who_remembers_knows_behind_the_curtain_and_who_only_sees_does_not():
    lab = run(300)
    found = lab.measure(Look(thorough=True))
    assert found["hidden_rnn"] >= 0.95 and found["hidden_two_frames"] <= 0.75
    assert found["hidden_one_frame"] == pytest.approx(0.5, abs=0.06)
    assert found["parameters"] < found["parameters.window"]
    assert "behind the curtain" in lab.says(Look())[-1].text
    kept = lab.record()
    right = (kept["said_rnn"] > 0.5) == kept["right"]
    assert right[kept["hidden"]].mean() == pytest.approx(found["hidden_rnn"])


def test_without_a_curtain_nothing_is_said_of_it():
    lab = run(60, curtain=0)
    frame = lab.frame(Look(thorough=True))
    assert frame.metrics["hidden_rnn"] is None and frame.metrics["hidden_best"] is None
    assert frame.metrics["accuracy_best"] == pytest.approx(0.983, abs=0.002)
    assert "hidden" not in {panel.name for panel in frame.panels}
    assert "Nothing is hidden" in frame.says[-1].text
    lab.act("turn", {})


def test_panels_agree_with_the_networks_and_follow_the_chosen_frame():
    lab = run(40)
    while not lab.film.hidden.any():
        lab.act("new film", {})
    t = int(np.flatnonzero(lab.film.hidden[0])[0]) + 1
    by_name = {p.name: p for p in lab.frame(Look({"unrolled": t})).panels}
    stage = by_name["stage"]
    assert (stage.cells != stage.ghost).sum() == 1 and by_name["unrolled"].chosen == t
    assert by_name["unrolled"].columns[t] == "▒"
    p = lab.labelled()["rnn"][0]
    assert by_name["labels"].values[1] == pytest.approx(2 * p - 1, abs=1e-5)
    rows = {label: float(value) for label, value in by_name["unit"].rows}
    parts = [v for k, v in rows.items() if k.startswith("from")]
    total = next(v for k, v in rows.items() if k == "sum")
    state = next(v for k, v in rows.items() if k.startswith("tanh"))
    assert sum(parts) == pytest.approx(total, abs=2e-3) and math.tanh(total) == pytest.approx(
        state, abs=2e-3
    )
    _, h = lab.training.inside(lab.film_seen)
    assert np.abs(h[t] - state).min() < 1e-3
    before = lab.film
    lab.act("turn", {})
    assert not np.array_equal(before.x, lab.film.x)


def test_what_is_done_to_the_film_never_reaches_the_training():
    touched, alone = run(5), run(10)
    touched.act("new film", {})
    touched.act("turn", {})
    for _ in range(5):
        touched.step()
    for a, b in zip(
        touched.training.recurrent.parameters(), alone.training.recurrent.parameters(), strict=True
    ):
        assert torch.equal(a, b)


@pytest.mark.parametrize(
    "knobs",
    [
        {"curtain": 10, "window": 12, "clip": 1, "hidden": 2, "cell": "lstm", "lr": 1e-5},
        {"curtain": 0, "window": 12, "clip": 5, "hidden": 256, "cell": "gru", "snow": 0.1},
        {"snow": 0.1, "lr": 1.0, "hidden": 2},
    ],
)
def test_it_runs_at_the_ends_of_its_knobs(knobs):
    lab = run(3, **knobs)
    frame = lab.frame(Look({"unrolled": 999}, thorough=True))
    assert frame.metrics["parameters"] > 0 and frame.panels


def test_a_number_that_is_not_finite_is_named_and_not_learned():
    lab = run(2)
    lab.training.recurrent.V.data[0, 0] = math.inf
    with pytest.raises(Diverged) as caught:
        lab.step()
    assert caught.value.tensor == "loss" and lab.steps == 2


def test_health_says_what_the_numbers_mean():
    def words(loss, norm, everywhere, behind, done=True):
        trace = np.stack([np.arange(30.0), np.full(30, loss), np.full(30, norm)], axis=1)
        return health(trace, everywhere, behind, done)[0].text

    assert words(0.3, 50.0, 0.9, 0.9).startswith("Exploding")
    assert words(0.69, 0.1, 0.5, 0.5).startswith("Not learning")
    assert words(0.3, 1.0, 0.8, 0.6).startswith("It sees but does not keep")
    assert words(0.1, 1.0, 0.97, 0.99).startswith("RNN")
    assert "Nothing is hidden" in words(0.1, 1.0, 0.97, math.nan)


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in FrameLabels.draws.values():
        for seed in range(60):
            drawn = draw(random.Random(seed), {})
            assert drawn == draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 0.02 for wrong in drawn.wrong.values())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(31, 36))
def test_the_figures_hold_on_fresh_seeds(seed):
    found = run(800, seed).measure(Look(thorough=True))
    assert found["hidden_rnn"] >= 0.95 and found["hidden_two_frames"] <= 0.75
    assert abs(found["hidden_two_frames"] - found["hidden_best"]) <= 0.06, "no crippled baseline"
    assert found["accuracy"] >= found["accuracy_best"] - 0.03
    plain = run(800, seed, curtain=0).measure(Look(thorough=True))
    assert plain["accuracy_two_frames"] >= plain["accuracy_best"] - 0.02


@pytest.mark.soak
def test_of_a_ball_that_turns_behind_the_curtain_it_says_the_old_direction_and_is_sure():
    lab = run(800)
    for i in range(0, len(lab.held.x), 10):
        film = lab.held.take([i])
        other, start = turned(film), int(np.flatnonzero(film.hidden[0])[0])
        p = lab.training.label(lab.training.shown(other, np.random.default_rng(0)))["rnn"][0]
        stay = int(np.argmin(np.append(other.hidden[0, start:], False)))
        said = p[start : start + stay] if film.right[0, start] else 1 - p[start : start + stay]
        assert (said > 0.5).all() and (said[1:] > 0.9).all()
