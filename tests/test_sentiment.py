"""The sentiment lab: its reviews, its networks against loops and finite differences, a learner's CSV."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import torch

from tutor.kit.knobs import KnobError
from tutor.kit.lab import Diverged, Look
from tutor.labs import _reviews
from tutor.labs._reviews import films, from_csv, parts, split_words
from tutor.labs._sentiment_show import health
from tutor.labs.sentiment import Sentiment
from tutor.models.sentiment import NOTHING, Training


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(steps, seed=3, **knobs):
    lab = Sentiment(knobs, seed)
    for _ in range(steps):
        lab.step()
    return lab


def verdict_of(words, frames):
    """A verdict by the frames' own rule, found from the words alone; None if no frame fits."""
    good, bad, things = (set(parts()[name]) for name in ("good", "bad", "things"))
    for frame in frames:
        slots = frame[2:].split()
        if len(slots) != len(words):
            continue
        a = None
        for slot, word in zip(slots, words, strict=True):
            fits = {"{n}": things, "{m}": things, "{a}": good | bad, "{a2}": good | bad, "{b}": good | bad}
            if word not in fits.get(slot, {slot}):
                break
            a = word if slot == "{a}" else a
        else:
            return (a in good) == frame.startswith("=")
    return None


def test_reviews_mean_what_their_frames_say_and_are_balanced():
    reviews = films(800, 1)
    frames = parts()["frames"] + parts()["new frames"]
    assert len(parts()["frames"]) >= 50 and not set(parts()["frames"]) & set(parts()["new frames"])
    for some in (reviews.train, *reviews.tests.values()):
        assert np.mean([review.good for review in some]) == pytest.approx(0.5, abs=0.05)
        for review in some[::7]:
            assert verdict_of(review.words, frames) == review.good


def test_no_test_review_is_learned_from_and_frames_and_negations_are_new():
    reviews = films(800, 2)
    train = {review.words for review in reviews.train}
    assert all(review.words not in train for some in reviews.tests.values() for review in some)
    for review in reviews.frames[::5]:
        assert verdict_of(review.words, parts()["frames"]) is None
    opinions = set(parts()["good"]) | set(parts()["bad"])
    negated = {word for review in reviews.negated for word in review.words if word in opinions}
    turning = [frame for frame in parts()["frames"] if frame.startswith("!")]
    for review in reviews.train:
        if verdict_of(review.words, turning) is not None:
            assert not negated & set(review.words)
    assert len(negated) == 2 * _reviews.HELD_NEGATED


def test_pairs_have_the_same_words_and_opposite_verdicts():
    pairs = films(200, 3).pairs
    for one, other in zip(pairs[::2], pairs[1::2], strict=True):
        assert sorted(one.words) == sorted(other.words) and one.words != other.words
        assert one.good != other.good


def training(cell="gru", **more):
    texts = [("good", "film"), ("not", "good"), ("bad", "bad", "film"), ("not", "bad")]
    kinds = {"meaning": 3, "blur": 0.0, "hidden": 4, "length": 10, "rate": 0.01, "seed": 1}
    return Training(texts, [True, False, False, True], cell=cell, **{**kinds, **more})


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_verdict_is_that_after_the_last_word_whatever_stands_behind(cell):
    t = training(cell)
    words, lengths = t.encode([("not", "good"), ("bad", "bad", "film", "unheard")])
    assert words[:, 0].tolist()[2:] == [NOTHING, NOTHING] and words[3, 1] == 0
    state = torch.zeros(t.reader.cell.states, 1, 4)
    for word in words[:2, 0]:
        state = t.reader.cell.step(t.reader.E[word][None] @ t.reader.W + t.reader.b, state, t.reader.U)
    by_hand = state[0] @ t.reader.v + t.reader.c
    assert t.reader.verdict(words, lengths)[0].item() == pytest.approx(by_hand.item(), abs=1e-5)


def test_the_bag_adds_up_and_minds_no_order():
    t = training()
    t.bag.beta.data = torch.arange(len(t.bag.beta)).float()
    words, lengths = t.encode([("not", "good"), ("good", "not"), ("bad", "bad", "film")])
    found = t.bag.verdict(words, lengths)
    number = t.number
    assert found[0] == found[1] == number["not"] + number["good"]
    assert found[2] == 2 * number["bad"] + number["film"]


def test_gradients_are_the_slopes_of_the_loss():
    t = training("rnn")
    net = t.reader.double()
    torch.set_default_dtype(torch.float64)

    def loss():
        scores = net.verdict(t.words, t.lengths)
        return torch.nn.functional.binary_cross_entropy_with_logits(scores, t.good.double())

    try:
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
    finally:
        torch.set_default_dtype(torch.float32)


def test_reading_tells_belief_leaving_out_and_gradient():
    lab = run(60)
    words = ("the", "story", "was", "not", "good")
    read = lab.read(words)
    whole, _ = lab.training.verdicts(*lab.training.encode([words]))
    without, _ = lab.training.verdicts(*lab.training.encode([("the", "story", "was", "good")]))
    assert read["p"][-1] == pytest.approx(whole[0], abs=1e-6)
    assert read["left_out"][3] == pytest.approx(whole[0] - without[0], abs=1e-5)
    # gradient times input is the slope of the score as the word's numbers grow
    number, e = lab.training.number["not"], 1e-3
    before = lab.training.reader.E.data[number].clone()
    scores = []
    for scale in (1 + e, 1 - e):
        lab.training.reader.E.data[number] = before * scale
        p, _ = lab.training.verdicts(*lab.training.encode([words]))
        scores.append(math.log(p[0] / (1 - p[0])))
    lab.training.reader.E.data[number] = before
    assert read["gradient"][3] == pytest.approx((scores[0] - scores[1]) / (2 * e), abs=0.01)
    assert all(p.grad is None for p in lab.training.reader.parameters()), "looking leaves no gradient"


def test_the_bag_knows_the_words_and_gets_exactly_half_of_the_pairs():
    lab = run(300)
    beta = lab.training.bag.beta.detach()
    good, bad = ([beta[lab.training.number[w]].item() for w in parts()[side]] for side in ("good", "bad"))
    assert np.mean(good) > np.mean(bad) + 0.3
    assert lab.measure(Look(thorough=True))["bag_of_words_pairs"] == 0.5


@pytest.mark.soak
def test_the_bag_is_as_good_as_one_fitted_to_the_end():
    lab = run(2_500)
    n = len(lab.training.number) + 2

    def counts(texts):
        words, _ = lab.training.encode(texts)
        return torch.stack(
            [torch.bincount(text[text != NOTHING], minlength=n) for text in words.t()]
        ).float()

    x, held = (counts([r.words for r in some]) for some in (lab.reviews.train, lab.reviews.held))
    beta, c = torch.zeros(n, requires_grad=True), torch.zeros((), requires_grad=True)
    fit = torch.optim.LBFGS([beta, c], max_iter=300)

    def loss():
        fit.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(x @ beta + c, lab.training.good)
        value = value + 1e-3 * beta.square().sum()
        value.backward()
        return value

    fit.step(loss)
    fitted = ((held @ beta + c > 0).numpy() == lab.truth["held"]).mean()
    assert lab.measure(Look(thorough=True))["bag_of_words"] >= fitted - 0.04


def test_typed_text_is_read_and_unknown_words_are_named():
    lab = run(3)
    frame = lab.frame(Look({"review": "The film was NOT flabbergasting, isn't it?", "unrolled": 3}))
    text = next(p for p in frame.panels if p.name == "review")
    assert text.text == "the film was not flabbergasting , isn't it ?"
    assert len(text.values) == len(text.text) and text.typed
    assert "flabbergasting" in frame.says[1].values["words"]
    assert next(p for p in frame.panels if p.name == "unrolled").chosen == 3
    for typed in ("\x1b[31m\x07", "   ", "좋은 영화", "a" * 5_000, "word " * 500, "🎬 {n}"):
        lab.frame(Look({"review": typed, "unrolled": 999}))


def test_the_graph_is_many_to_one():
    panel = next(p for p in run(1).frame().panels if p.name == "unrolled")
    assert np.isnan(panel.values[0, :-1]).all() and not np.isnan(panel.values[0, -1]).all()
    assert set(panel.outputs[:-1]) <= {""} and panel.outputs[-1] in ("liked", "disliked")


def test_a_csv_of_the_learners_own_is_learned_from():
    rows = [
        f'"{"nice" if i % 2 else "grim"} day, number {i}",{"positive" if i % 2 else "negative"}'
        for i in range(60)
    ]
    text = "text,label\n" + "\n".join(rows)
    reviews = from_csv(text, 1)
    assert len(reviews.train) + len(reviews.held) == 60 and len(reviews.held) == 6
    swapped = "\n".join(f"{i % 2}\t{'nice' if i % 2 else 'grim'} day" for i in range(40))
    assert len(from_csv(swapped, 1).train) == 36
    lab = run(120, reviews=text)
    found = lab.measure(Look(thorough=True))
    assert found["accuracy"] == 1 and found["order_pairs"] is None and found["bag_of_words"] == 1
    for name in ("new review", "other order", "new frame"):
        lab.act(name, {})
        lab.frame()


@pytest.mark.parametrize(
    "text",
    [
        "just a text without any label, and no row of it has one",
        "good,1\n" * 40,
        "x,1\ny,0\n" * 5,
        '"' * 50,
    ],
)
def test_a_file_that_is_none_of_reviews_is_refused_in_a_sentence(text):
    with pytest.raises(KnobError, match="a text and a label"):
        Sentiment({"reviews": text}, 1)


def test_words_are_split_and_bounded():
    assert split_words("It's GOOD, isn’t it?") == ("it's", "good", ",", "isn’t", "it", "?")
    assert split_words("이 영화는 좋다!") == ("이", "영화는", "좋다", "!")
    assert len(split_words("a " * 200)) == _reviews.LONGEST


def test_what_is_shown_never_reaches_the_training():
    touched, alone = run(5), run(10)
    for name in ("new review", "other order", "other order", "new frame"):
        touched.act(name, {})
    for _ in range(5):
        touched.step()
    for a, b in zip(touched.training.reader.parameters(), alone.training.reader.parameters(), strict=True):
        assert torch.equal(a, b)
    touched.act("other order", {})
    first = touched.shown
    touched.act("other order", {})
    assert sorted(first.words) == sorted(touched.shown.words) and first.good != touched.shown.good


@pytest.mark.parametrize(
    "knobs",
    [
        {"meaning": 1, "blur": 1.0, "size": 100, "hidden": 2, "cell": "lstm", "lr": 1e-5},
        {"meaning": 64, "blur": 0.0, "size": 2000, "hidden": 128, "cell": "rnn", "lr": 1.0},
    ],
)
def test_it_runs_at_the_ends_of_its_knobs(knobs):
    assert run(3, **knobs).frame(Look(thorough=True)).metrics["parameters"] > 0


def test_a_number_that_is_not_finite_is_named_and_not_learned():
    lab = run(2)
    lab.training.reader.v.data[0] = math.inf
    with pytest.raises(Diverged) as caught:
        lab.step()
    assert caught.value.tensor == "loss" and lab.steps == 2


def test_health_says_what_the_numbers_mean():
    def words(loss, norm, held, done=False):
        trace = np.stack([np.arange(40.0), np.full(40, loss), np.full(40, norm)], axis=1)
        return health(trace, held, done)[0].text

    assert words(0.5, 50.0, 0.5).startswith("Exploding")
    assert words(0.02, 1.0, 0.6).startswith("By heart")
    assert words(0.69, 0.1, 0.5).startswith("Not learning")
    assert words(0.3, 1.0, 0.8).startswith("Learning")


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in Sentiment.draws.values():
        for seed in range(60):
            drawn = draw(random.Random(seed), {})
            assert drawn == draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 0.02 for wrong in drawn.wrong.values())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(21, 26))
def test_the_figures_hold_on_fresh_seeds(seed):
    found = run(2_500, seed).measure(Look(thorough=True))
    assert found["accuracy"] >= 0.85 and found["order_pairs"] >= 0.85
    assert found["bag_of_words_pairs"] == 0.5 and found["negation_novel"] >= 0.75
    assert found["new_frames"] < found["accuracy"] - 0.2
