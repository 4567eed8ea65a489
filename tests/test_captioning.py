"""The captioning lab: its scenes, its model against numpy and finite differences, figures and benches."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
import torch

from tutor.kit.lab import Diverged, Look
from tutor.labs._captioning_show import health
from tutor.labs.captioning import Captioning
from tutor.models import scenes
from tutor.models.captioner import Captioner, Eye, to_tensor
from tutor.models.scenes import SCENES, SLOTS, Scene, caption, draw, placings, shapes, split


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(steps, seed=3, **knobs):
    lab = Captioning(knobs, seed)
    for _ in range(steps):
        lab.step()
    return lab


def test_captions_say_what_the_scene_is():
    assert len(SCENES) == len(set(SCENES)) == 240
    assert caption(Scene(2, 1, 2, 0), "english") == ("two", "big", "crosses", "on", "the", "left", ".")
    assert caption(Scene(1, 0, 7, 4), "english")[2:6] == ("triangle", "in", "the", "middle")
    assert caption(Scene(2, 1, 2, 0), "no-plural")[1:3] == ("big", "cross")
    assert caption(Scene(2, 1, 2, 0), "korean") == ("왼쪽에", "큰", "가위표", "두", "개", ".")
    for language in scenes.LANGUAGES:
        said = [caption(scene, language) for scene in SCENES]
        assert len(set(said)) == 240 and len({len(words) for words in said}) == 1
        assert set(SLOTS[language]) == {"count", "size", "shape", "place"}


def test_pictures_show_as_many_shapes_apart_and_where_they_should_be():
    rng = np.random.default_rng(1)
    for scene in SCENES:
        picture = draw(scene, rng, trained=True)
        assert picture.sum() == scene.count * shapes()[scene.kind, scene.size].sum()
    for (count, size, place), ways in placings().items():
        assert ways.shape == (scenes.PLACINGS, count, 2)
        side = scenes.SIDES[size]
        assert ways.min() >= 0 and (ways.max(axis=(0, 1)) <= [12 - side, 18 - side]).all()
        for i, j in itertools.combinations(range(count), 2):
            assert (np.abs(ways[:, i] - ways[:, j]).max(axis=1) > side).all(), "no two touch"
        down, along = (ways.mean(axis=(0, 1)) + (side - 1) / 2) / [11, 17]
        where = {"left": along < 0.4, "right": along > 0.6, "top": down < 0.4, "bottom": down > 0.6}
        assert where.get(scenes.PLACES[place], abs(along - 0.5) < 0.05 and abs(down - 0.5) < 0.05)


@pytest.mark.parametrize("seen", [0.1, 0.25, 0.75])
def test_held_out_scenes_hold_no_new_word(seen):
    for seed in range(20):
        trained, held = split(seen, np.random.default_rng(seed))
        assert len(trained) == max(len(trained), round(seen * 240)) and not set(trained) & set(held)
        assert len(trained) + len(held) == 240
        told = {word for scene in trained for word in caption(scene, "english")}
        assert {word for scene in held for word in caption(scene, "english")} <= told


def test_pictures_tested_on_are_never_drawn_in_training():
    rng = np.random.default_rng(0)
    for scene in (Scene(1, 0, 0, 0), Scene(3, 1, 5, 4)):
        trained = {draw(scene, rng, trained=True).tobytes() for _ in range(3_000)}
        tested = {draw(scene, rng, trained=False).tobytes() for _ in range(300)}
        if scene.count == 3:
            assert len(trained & tested) < 0.35 * len(tested), "the same shapes may stand in another order"
        else:
            assert len(tested) > 5


def test_the_eye_is_two_convolutions_then_what_and_where():
    eye = Eye(torch.Generator().manual_seed(1)).double()
    eye.k1.data += 0.1
    eye.k2.data -= 0.05
    picture = draw(Scene(2, 1, 3, 1), np.random.default_rng(2), trained=True).astype(float)

    def convolve(x, K, k):
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
        return np.maximum(0, np.einsum("chwij,ocij->ohw", windows, K) + k[:, None, None])

    weights = [p.detach().numpy() for p in (eye.K1, eye.k1, eye.K2, eye.k2)]
    x = convolve(convolve(picture[None], *weights[:2]), *weights[2:])
    blocks = x.reshape(32, 4, 3, 6, 3).mean(axis=(2, 4)).ravel()
    by_hand = np.concatenate([x.max(axis=(1, 2)), blocks])
    assert eye(torch.from_numpy(picture)[None])[0].detach().numpy() == pytest.approx(by_hand)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("feed", ["once", "always", "never"])
def test_gradients_are_the_slopes_of_the_loss(cell, feed):
    model = Captioner(9, 4, 5, cell, feed, torch.Generator().manual_seed(1)).double()
    model.eye.k1.data += 0.1  # empty cells would stand exactly at the corner of the ReLU
    model.eye.k2.data -= 0.1
    rng = np.random.default_rng(0)
    pictures = to_tensor([draw(scene, rng, trained=True) for scene in SCENES[::60]]).double()
    words = torch.tensor(rng.integers(9, size=(4, len(pictures))))

    def loss():
        logits, _, _ = model(pictures, words)
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), words.flatten())

    torch.set_default_dtype(torch.float64)  # for the states it starts from
    try:
        loss().backward()
        for name, p in model.named_parameters():
            if p.grad is None:
                assert feed == "never" and name in {"P", "eye.K1", "eye.k1", "eye.K2", "eye.k2"}
                continue
            flat = p.data.view(-1)
            i, e = int(p.grad.abs().argmax()), 1e-6
            flat[i] += e
            up = loss().item()
            flat[i] -= 2 * e
            slope = (up - loss().item()) / (2 * e)
            flat[i] += e
            assert p.grad.view(-1)[i].item() == pytest.approx(slope, rel=1e-4, abs=1e-8), name
    finally:
        torch.set_default_dtype(torch.float32)


def test_what_it_tells_is_the_likeliest_word_after_those_it_said():
    lab = run(20)
    said = lab.training.model.tell(lab.new.pictures[:30])
    with torch.no_grad():
        logits, _, _ = lab.training.model(lab.new.pictures[:30], said)
    assert torch.equal(logits.argmax(-1), said)
    told = lab.told()
    numbers = [lab.training.words.index(word) for word in told.words]
    assert told.sure == pytest.approx(told.p[range(7), numbers])


def test_starts_near_guessing_evenly_and_learns_places_first():
    lab = run(1, language="korean")
    assert lab.measure(Look())["caption_nats"] == pytest.approx(6 * math.log(20), abs=1.0)
    for _ in range(99):
        lab.step()
    found = lab.measure(Look(thorough=True))
    assert found["caption_nats"] < lab.blind_nats + 1
    assert found["words.place"] > found["words.shape"] + 0.2


def test_who_never_looks_learns_the_sentences_and_nothing_else():
    lab = run(250, feed="never", seen=0.25)
    found = lab.measure(Look(thorough=True))
    assert found["fluent"] == 1 and found["exact_seen"] < 0.1
    assert found["caption_nats"] == pytest.approx(math.log(60), abs=0.3) == found["blind_nats"]
    assert lab.says(Look())[-1].text.startswith("Fluent but blind")
    said = lab.training.model.tell(lab.new.pictures)
    assert (said == said[:, :1]).all(), "whatever the picture, the same sentence"


def test_what_is_done_to_the_picture_never_reaches_the_training():
    touched, alone = run(5), run(10)
    for name in ("new scene", "known scene", "clear"):
        touched.act(name, {})
    touched.act("flip", {"row": 3, "col": 4})
    assert touched.picture.sum() == 1 and touched.picture[3, 4] and touched.scene is None
    assert touched.measure(Look())["p.count"] is None
    assert "only you can tell" in touched.says(Look())[1].text
    for _ in range(5):
        touched.step()
    for a, b in zip(touched.training.model.parameters(), alone.training.model.parameters(), strict=True):
        assert torch.equal(a, b)
    touched.act("new scene", {})
    assert touched.scene in touched.held
    touched.act("known scene", {})
    assert touched.scene in touched.training.scenes


def test_panels_agree_with_the_network_and_follow_the_chosen_word():
    lab = run(30)
    frame = lab.frame(Look({"unrolled": 2}))
    by_name = {p.name: p for p in frame.panels}
    told = lab.told()
    assert by_name["unrolled"].chosen == 2 and by_name["unrolled"].outputs == told.words
    assert by_name["next"].labels[0] == told.words[2]
    assert by_name["next"].values[0] == pytest.approx(told.sure[2])
    *terms, total = by_name["shares"].rows
    assert sum(float(row[3]) for row in terms) == pytest.approx(1, abs=1e-3)
    assert sum(float(row[2]) for row in terms) == pytest.approx(float(total[2]), abs=1e-3)
    assert float(terms[1][2]) == pytest.approx(math.exp(float(terms[1][1]) - float(terms[0][1])), abs=0.01)
    assert lab.frame(Look({"unrolled": 99})).panels[1].chosen == 6
    assert frame.metrics["p"] == pytest.approx(
        math.prod(
            lab.training.probabilities(lab.picture, lab.training.numbers([lab.scene])[0])[
                range(7), lab.training.numbers([lab.scene])[0]
            ]
        )
    )


@pytest.mark.parametrize(
    "knobs",
    [
        {"seen": 0.1, "hidden": 4, "cell": "lstm", "lr": 1e-5},
        {"seen": 0.9, "hidden": 256, "cell": "gru", "feed": "always", "language": "korean"},
        {"feed": "never", "cell": "lstm", "language": "korean", "lr": 1.0},
    ],
)
def test_it_runs_at_the_ends_of_its_knobs(knobs):
    lab = run(3, **knobs)
    frame = lab.frame(Look(thorough=True))
    assert frame.metrics["scenes"] == round(240 * lab.values["seen"])
    for panel in frame.panels:
        for array in panel.arrays().values():
            assert np.isfinite(array[:, :, :4] if array.ndim == 3 else array).all()


def test_a_number_that_is_not_finite_is_named_and_not_learned():
    lab = run(2)
    lab.training.model.V.data[0, 0] = math.inf
    with pytest.raises(Diverged) as caught:
        lab.step()
    assert caught.value.tensor == "loss" and lab.steps == 2


def test_health_says_what_the_numbers_mean():
    def words(loss, norm, new, known, fluent, by_word=(1.0, 0.9, 0.5, 1.0), done=False):
        trace = np.stack([np.arange(50.0), np.full(50, loss), np.full(50, norm)], axis=1)
        return health(trace, np.array([50, new, known, fluent, *by_word]), math.log(180), done)[0]

    assert words(9.0, 50.0, 0, 0, 0).text.startswith("Exploding")
    assert words(5.2, 1.0, 0, 0.01, 1.0).text.startswith("Fluent but blind")
    assert words(0.1, 1.0, 0.2, 1.0, 1.0).text.startswith("By heart")
    assert words(3.0, 1.0, 0.2, 0.3, 1.0).text.startswith("Learning")
    assert words(0.0, 1.0, 0.9, 1.0, 1.0, done=True).values["word"] == "shape"


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw_ in Captioning.draws.values():
        for seed in range(60):
            drawn = draw_(random.Random(seed), {})
            assert drawn == draw_(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 0.02 for wrong in drawn.wrong.values())
    drawn = Captioning.draws["greedy"](random.Random(5), {})
    a, b, q, r = (float(drawn.values[k]) for k in "abqr")
    assert a > b and a * q < b * r == pytest.approx(drawn.answer)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(41, 46))
def test_new_scenes_are_told_as_promised(seed):
    found = run(1_000, seed).measure(Look(thorough=True))
    assert found["exact_match"] >= 0.75 and found["exact_seen"] >= 0.95


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(51, 54))
def test_of_few_scenes_it_learns_by_heart(seed):
    lab = run(1_000, seed, seen=0.25)
    found = lab.measure(Look(thorough=True))
    assert found["exact_seen"] >= 0.95 and found["exact_match"] <= 0.4
    assert lab.says(Look())[-1].text.startswith("By heart")
