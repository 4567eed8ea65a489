"""The latent space lab: its distances, walks and sums, and what it promises."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tutor import labs
from tutor.kit.lab import Look
from tutor.kit.panels import spot
from tutor.labs._latent_space_draws import DRAWS
from tutor.labs._latent_space_figures import distances, nearest, pairs, thirds, trait
from tutor.labs._vae_show import bounds


def lab(steps=60, seed=3, **knobs):
    run = labs.find("latent-space")({k.rstrip("_"): v for k, v in knobs.items()}, seed)
    for _ in range(steps):
        run.step()
    return run


def panels(run, **focus):
    return {panel.name: panel for panel in run.frame(Look(focus=focus)).panels}


def test_distances_are_those_to_the_nearest():
    rng = np.random.default_rng(0)
    a, b = rng.random((5, 64)), rng.random((9, 64))
    full = np.linalg.norm(a[:, None] - b[None], axis=2)
    assert distances(a, b) == pytest.approx(full.min(1))
    assert [nearest(row, b) for row in a] == full.argmin(1).tolist()


def test_traits_are_what_their_names_say():
    upright, leaning, thick = np.zeros((3, 8, 8))
    upright[:, 3] = 1
    leaning[np.arange(8), 7 - np.arange(8)] = 1  # one column rightwards a row upwards
    thick[:, 2:5] = 1
    three = np.stack([upright, leaning, thick]).reshape(3, 64)
    assert trait("slant", three) == pytest.approx([0, 1, 0])
    assert trait("ink", three) == pytest.approx([8, 8, 24])
    assert trait("width", three) == pytest.approx([0, np.arange(8).std(), np.sqrt(2 / 3)])


def test_thirds_and_pairs():
    least, most = thirds(np.array([5.0, 1, 4, 2, 0, 3]))
    assert set(least) == {4, 1} and set(most) == {0, 2}
    labels = np.repeat(np.arange(3), 4)
    left, right = pairs(labels, 500, np.random.default_rng(0))
    assert (labels[left] != labels[right]).all() and set(left) == set(right) == set(range(12))


def test_what_is_under_the_crosshair_is_decoded_there():
    run = lab()
    seen = run.seen(False)
    shown = panels(run, map=spot(bounds(run, seen), 1.0, -0.5))
    x, y = shown["map"].crosses[0]
    assert (x, y) == pytest.approx((1.0, -0.5), abs=0.05)
    z = np.zeros((1, 2))
    z[0, seen.order[:2]] = x, y
    assert shown["under"].pictures[0] == pytest.approx(seen.decoded(z)[0], abs=1e-5)


def test_a_walk_goes_straight_from_digit_to_digit_and_its_choice_moves_the_crosshair():
    run = lab(from_=1, to=0)
    seen, mu = run.seen(False), run.seen(False).codes[0]
    a, b = mu[run.shown[1]], mu[run.shown[0]]
    shown = panels(run, walk=2)
    assert shown["map"].crosses[0] == pytest.approx((a + (b - a) / 3)[seen.order], abs=1e-5)
    ends = seen.decoded(np.stack([a, b]))
    assert shown["walk"].pictures[[0, -1]] == pytest.approx(ends, abs=1e-5)
    assert shown["half"].pictures[1] == pytest.approx(ends.mean(0), abs=1e-5)
    run.set("to", 4)
    assert panels(run)["walk"].pictures[-1] == pytest.approx(
        seen.decoded(mu[run.shown[4]][None])[0], abs=1e-5
    )


def test_what_a_class_lends_is_taken_from_that_class_alone():
    run = lab(latents=4)
    seen = run.seen(False)
    own = run.digits.train.labels == 1
    least, most = thirds(trait("slant", run.train[own]))
    code, wanted = run.lent(seen, 1)
    assert code == pytest.approx(seen.learned[own][most].mean(0) - seen.learned[own][least].mean(0))
    assert wanted > 0
    assert (run.digits.test.labels[run.borrowers(8)] == 8).all()


@pytest.mark.parametrize("knobs", [{"latents": 16, "lr": 0.1}, {"model": "autoencoder", "trait": "width"}])
def test_the_lab_runs_at_the_ends_of_its_knobs(knobs):
    assert lab(3, **knobs).frame().metrics["midpoint_wins"] is not None


@pytest.mark.parametrize("name", list(DRAWS))
def test_drawn_questions_have_answers_that_no_known_mistake_gives(name):
    for seed in range(200):
        draw = DRAWS[name](random.Random(seed), {})
        assert all(abs(draw.answer - value) > 0.05 for value in draw.wrong.values()), (seed, draw)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(11, 16))
def test_midpoints_win_in_three_of_four_pairs(seed):
    for latents in (2, 8):
        found = lab(6000, seed, latents=latents).frame(Look(thorough=True), panels=False).metrics
        assert found["midpoint_wins"] >= 0.75
        assert found["real_distance.midpoint"] < found["real_distance.average"]
