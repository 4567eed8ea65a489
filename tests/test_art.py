"""The art studio: its drawn glyphs, what counts as a copy, what the learner does, and what it promises."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tutor import labs
from tutor.kit.lab import Look
from tutor.labs._art_declared import COPY, COPYING, DRAWN, KEPT, NAMES, SHOWN, SMUDGED
from tutor.labs._art_draws import DRAWS
from tutor.labs._art_show import state
from tutor.labs.art import symmetry, variety
from tutor.models.creatures import CREATURES, parse
from tutor.models.likeness import differing, fresh, moved, nearer, nearest, variants
from tutor.ui.widgets.columns import BELOW, over

ALL = np.array(list(CREATURES.values()))


def lab(steps=60, seed=3, **knobs):
    run = labs.find("art")(knobs, seed)
    for _ in range(steps):
        run.step()
    return run


def whole(seed, **knobs):
    run = labs.find("art")(knobs, seed)
    while not run.done:
        run.step()
    return run


def figures(run):
    return run.frame(Look(thorough=True), panels=False).metrics


def panels(run, **focus):
    return {panel.name: panel for panel in run.frame(Look(focus=focus)).panels}


def test_the_drawn_glyphs_are_mirror_images_and_unlike_each_other():
    assert ALL.shape == (DRAWN, 12, 12) and tuple(CREATURES) == NAMES
    assert (ALL[:, :, ::-1] == ALL).all() and set(np.unique(ALL)) == {0, 1}
    apart = fresh(ALL, np.arange(DRAWN))
    assert apart.min() == 2 * COPY, "a copy is within half of what the two most alike differ in"


@pytest.mark.parametrize("text", ["a\n" + "......\n" * 11, "a\n" + ".....\n" * 12, "a\n" + "..x...\n" * 12])
def test_a_glyph_that_is_not_twelve_by_six_is_refused(text):
    with pytest.raises(ValueError, match="'a'"):
        parse(text)


def test_moves_and_mirrors_are_no_new_ideas():
    rng = np.random.default_rng(0)
    own = (rng.random((5, 12, 12)) < 0.5).astype(np.float32)
    own[:, [0, -1]] = own[:, :, [0, -1]] = 0  # so that nothing leaves the paper
    learned = variants(own)
    for there in (moved(own, 1, -1), own[:, :, ::-1], moved(own[:, :, ::-1], 0, 1)):
        found = nearest(there, learned)
        assert (found.cells == 0).all() and (found.which == np.arange(5)).all()
        assert np.array_equal(found.seen, there)
    other = own.copy()
    other[:, 5, 2:5] = 1 - other[:, 5, 2:5]
    assert (nearest(other, learned).cells == 3).all()


def test_what_leaves_the_paper_is_gone():
    corner = np.zeros((1, 3, 4))
    corner[0, 0, 0] = 1
    assert moved(corner, -1, 0).sum() == 0 and moved(corner, 1, 1)[0, 1, 1] == 1
    assert differing(corner, np.ones((2, 3, 4))).tolist() == [[11, 11]]


def test_a_drawn_glyph_is_compared_with_the_others_only():
    found = fresh(ALL, np.array([0, 1, 2]))
    cells = differing(ALL, variants(ALL[:3]).reshape(-1, 12, 12)).reshape(DRAWN, 3, 18).min(2)
    assert found[5] == cells[5].min() and found[0] == cells[0, 1:].min()


def test_nearer_is_the_chance_of_a_smaller_distance():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 9, 40), rng.integers(2, 9, 50)
    pairs = [(x < y) + 0.5 * (x == y) for x in a for y in b]
    assert nearer(a, b) == pytest.approx(np.mean(pairs)) == pytest.approx(1 - nearer(b, a))


def test_symmetry_and_variety():
    half = np.zeros((2, 2, 4))
    half[0, 0, 0] = 1
    assert symmetry(half) == 14 / 16 and variety(half) == 1
    three = np.random.default_rng(1).random((3, 6, 6))
    inked = three > 0.5
    assert variety(three) == pytest.approx(
        np.mean([(inked[i] != inked[j]).sum() for i, j in ((0, 1), (0, 2), (1, 2))])
    )


def test_coin_flips_are_as_novel_as_can_be():
    found = figures(lab(2))
    assert found["novelty.noise"] == found["novelty.drawn"] == found["symmetry.drawn"] == 1
    assert found["nearest_distance.noise"] > 50 and found["symmetry.noise"] == pytest.approx(0.5, abs=0.02)


def test_copies_are_called_so():
    run = whole(3, glyphs=5, training=900)
    code = run.code_of(run.learned)
    run.studio.easel[:5] = code
    run.act("keep", {"picture": 2})
    shown = panels(run, easel=SHOWN + 2)  # the nearest of the third was pointed at
    easel = shown["easel"]
    assert easel.chosen == 2 and set(range(5)) <= set(easel.warned)
    assert easel.labels[:5] == ("a copy",) * 5
    assert easel.labels[SHOWN : SHOWN + 5] == tuple(NAMES[i] for i in run.order)
    assert np.array_equal(easel.pictures[SHOWN : SHOWN + 5], run.learned)
    assert shown["shelf"].labels[0] == "a copy" and shown["shelf"].warned == (0,)
    assert shown["beside"].labels == ("new", NAMES[run.order[2]], "0")
    assert not shown["beside"].pictures[2].any()


def test_keeping_twice_puts_back_and_the_oldest_makes_room():
    run = lab(1)
    for i in range(KEPT + 1):
        run.act("keep", {"picture": i})
    assert len(run.studio.shelf) == KEPT and np.array_equal(run.studio.shelf[0], run.studio.easel[KEPT])
    run.act("keep", {"picture": KEPT})
    assert figures(run)["kept"] == KEPT - 1
    run.act("drop", {"picture": 0})
    run.act("drop", {"picture": KEPT - 1})  # an empty place
    assert figures(run)["kept"] == KEPT - 2


def test_again_draws_about_what_was_kept():
    run = lab(1)
    before = run.studio.easel.copy()
    run.act("again", {})
    assert not np.allclose(before, run.studio.easel)
    run.act("keep", {"picture": 4})
    kept = run.studio.shelf[0]
    run.set("variation", 0.0)
    run.act("again", {})
    assert np.allclose(run.studio.easel, kept)
    run.set("variation", 0.6)
    run.studio.shelf = tuple(np.random.default_rng(k).standard_normal(4) for k in range(3))
    run.studio.dice = np.random.default_rng(5)
    run.act("again", {})
    eps = np.random.default_rng(5).standard_normal((SHOWN, 4))
    kept = np.stack([run.studio.shelf[i % 3] for i in range(SHOWN)])
    assert np.allclose(run.studio.easel, 0.8 * kept + 0.6 * eps)


def test_a_mix_leads_from_one_kept_glyph_to_the_other():
    run = lab(1)
    easel = run.studio.easel.copy()
    run.act("keep", {"picture": 1})
    run.act("mix", {})
    assert np.array_equal(run.studio.easel, easel), "there is nothing to mix with yet"
    run.act("keep", {"picture": 7})
    run.act("mix", {})
    assert np.allclose(run.studio.easel[[0, -1]], easel[[7, 1]])
    assert np.allclose(np.diff(run.studio.easel, axis=0), (easel[1] - easel[7]) / (SHOWN - 1))


def test_the_learners_own_glyph_is_answered():
    run = lab(1)
    before = run.studio.paper.copy()
    run.act("ink", {"row": 0, "col": 3})
    assert (before != run.studio.paper).sum() == 1
    run.act("blank", {})
    assert not run.studio.paper.any() and (panels(run)["paper"].cells == -1).all()
    run.studio.paper = run.learned[4]
    shown = panels(run)["answer"]
    assert shown.labels[1] == NAMES[run.order[4]], "its nearest neighbour in the latent space is itself"
    run.act("take", {})
    assert np.allclose(run.studio.shelf[0], run.code_of(run.learned[4][None])[0])


def test_what_the_learner_does_leaves_the_training_alone():
    left, played = lab(20), lab(10)
    for name in ("again", "mix", "take", "blank"):
        played.act(name, {})
    for _ in range(10):
        played.step()
    left, played = figures(left), figures(played)
    assert all(left[k] == played[k] for k in left if k not in {"kept", "easel_novelty"})


@pytest.mark.parametrize(
    "knobs",
    [
        {"glyphs": 2, "latents": 16, "hidden": 8, "beta": 100.0, "repeated": 100, "variation": 1.0},
        {"latents": 2, "hidden": 512, "beta": 0.01, "lr": 0.1, "training": 100},
    ],
)
def test_the_lab_runs_at_the_ends_of_its_knobs(knobs):
    run = lab(3, **knobs)
    run.act("keep", {"picture": 0})
    run.act("again", {})
    assert figures(run)["novelty"] is not None and len(panels(run)) == 8


def test_the_repeated_glyph_makes_up_its_share_of_the_batches():
    run = lab(0, repeated=60)
    assert (run.pool == 0).sum() == 60 and len(run.pool) == DRAWN + 59


def test_a_wide_panel_stands_over_both_columns_and_leaves_them_room():
    class View:
        def needed(self, width):
            return 8

        def wanted(self, width):
            return 15

    shown = lab(1).show(Look())
    views = {"easel": View()}
    assert over(shown, views, 78, 17) == 17 - BELOW and over(shown, views, 138, 33) == 15
    assert over(shown, views, 40, 33) == 0 and over(shown[1:], views, 138, 33) == 0
    assert over(shown[:1], views, 78, 17) == 15


@pytest.mark.parametrize(
    ("novelty", "grey", "word"),
    [(COPYING - 0.01, 0.1, "Copying"), (1.0, SMUDGED + 0.01, "Smudged"), (COPYING, SMUDGED, "Drawing")],
)
def test_its_state_is_told_by_the_thresholds(novelty, grey, word):
    run = lab(25, training=100)
    assert state(run, {"novelty": novelty, "undecided": grey}).text.startswith(word)
    assert "hardly" in state(lab(1), {"novelty": novelty, "undecided": grey}).text


@pytest.mark.parametrize("name", list(DRAWS))
def test_drawn_questions_have_answers_that_no_known_mistake_gives(name):
    for seed in range(200):
        draw = DRAWS[name](random.Random(seed), {})
        assert all(abs(draw.answer - value) > 0.03 for value in draw.wrong.values()), (seed, draw)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(11, 16))
def test_whole_runs_keep_what_is_promised(seed):
    drawing, heart = figures(whole(seed)), figures(whole(seed, glyphs=5, training=3000))
    assert drawing["novelty"] > 0.75 and drawing["undecided"] < SMUDGED and drawing["symmetry"] > 0.96
    assert heart["novelty"] < COPYING < figures(whole(seed, training=3000))["novelty"]
    poster = figures(whole(seed, repeated=60))
    assert poster["of_repeated"] > 0.35 and drawing["of_repeated"] < 0.05
    smudge = figures(whole(seed, beta=10.0))
    assert smudge["novelty"] > 0.99 and smudge["undecided"] > SMUDGED
