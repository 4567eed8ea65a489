"""The two labs of the first lesson: what order is worth, and the gallery."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
import torch

from tutor.kit.lab import Look
from tutor.labs import _sequence_gallery_pieces as pieces
from tutor.labs import _sequence_order_texts as texts
from tutor.labs._sequence_order_panels import prices
from tutor.labs.sequence_gallery import SequenceGallery
from tutor.labs.sequence_order import SequenceOrder

THOROUGH = Look(thorough=True)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def run(seed=1, steps=None, **knobs):
    lab = SequenceOrder(knobs, seed)
    for _ in range(lab.length if steps is None else steps):
        lab.step()
    return lab


def test_order_saves_and_without_it_only_counts_are_left():
    found = run().measure(THOROUGH)
    assert abs(found["nats_shuffled"] - found["unigram_entropy"]) < 0.05
    assert found["nats_ordered"] < found["unigram_entropy"] - 0.8
    assert found["saved"] == pytest.approx(found["nats_shuffled"] - found["nats_ordered"])
    assert found["counting.3"] < found["counting.2"] < found["counting.1"] < found["counting.0"]
    assert found["counting_shuffled.3"] > found["counting_shuffled.0"]


@pytest.mark.soak
def test_it_does_so_for_fresh_seeds():
    for seed in range(101, 106):
        found = run(seed).measure(THOROUGH)
        assert abs(found["nats_shuffled"] - found["unigram_entropy"]) < 0.05
        assert found["nats_ordered"] < found["unigram_entropy"] - 0.8


@pytest.mark.parametrize("how", texts.BREAKS)
def test_breaking_keeps_every_character_on_its_side_of_the_cut(how):
    text = texts.text("fables", 1)
    cut = len(text) * 9 // 10
    broken = texts.broken(text, how, cut, np.random.default_rng(4))
    assert broken != text and len(broken) == len(text)
    assert Counter(broken[:cut]) == Counter(text[:cut]) and Counter(broken[cut:]) == Counter(text[cut:])
    if how == "words":
        assert Counter(broken[:cut].split()) == Counter(text[:cut].split())
    if how == "sentences":
        assert "the village owes me forty hens" in broken
    if how == "backwards":
        assert broken[:cut] == text[:cut][::-1]


def test_both_networks_start_equal_and_read_the_same_characters():
    lab = run(steps=0)
    for a, b in zip(lab.ordered.model.parameters(), lab.shuffled.model.parameters(), strict=True):
        assert torch.equal(a, b)
    assert lab.ordered.corpus.symbols == lab.shuffled.corpus.symbols
    for part in ("train", "held"):
        a, b = (getattr(t.corpus, part) for t in (lab.ordered, lab.shuffled))
        assert torch.equal(a.sort().values, b.sort().values) and not torch.equal(a, b)


def test_a_text_without_order_saves_nothing():
    found = run(text="dice", steps=120).measure(THOROUGH)
    assert abs(found["saved"]) < 0.05 and found["nats_ordered"] > found["unigram_entropy"] - 0.01


def test_priced_text_is_what_the_network_pays():
    lab = run(steps=20)
    ids = lab.ordered.corpus.encode("The fox said nothing. ")
    nats = prices(lab.ordered, ids)
    x = torch.tensor(ids)
    logits, _, _ = lab.ordered.model(x[:-1, None], lab.ordered.model.start(1))
    paid = torch.nn.functional.cross_entropy(logits[:, 0], x[1:], reduction="none")
    assert nats[1:] == pytest.approx(paid.detach().numpy(), abs=1e-5) and nats[0] > 0
    shown = {p.name: p for p in lab.show(Look({"in_order": "The fox said nothing. "}))}
    assert shown["in_order"].text == "The fox said nothing. "
    assert len(shown["in_order"].values) == len(shown["in_order"].text)


@pytest.mark.parametrize(
    "text", ["a" * 1_000, "\x1b[31mred\x07 \u202etext\r\n" * 80, "가나다라 마바사. " * 120]
)
def test_odd_texts_and_all_ends_of_the_knobs(text):
    for knobs in ({"hidden": 4, "lr": 1e-5}, {"hidden": 256, "shuffle": "sentences"}):
        lab = run(steps=2, text=text, **knobs)
        for typed in ("", "xyz Ω", "가", "a"):
            frame = lab.frame(Look({"in_order": typed}, thorough=True))
            assert frame.metrics["nats_ordered"] is not None


def test_draws_are_right_and_their_mistakes_are_wrong():
    for draw in SequenceOrder.draws.values():
        for seed in range(50):
            drawn = draw(random.Random(seed), {})
            assert all(abs(wrong - drawn.answer) > 0.01 for wrong in drawn.wrong.values())
    drawn = SequenceOrder.draws["orders"](random.Random(1), {})
    from itertools import permutations

    assert drawn.answer == len(set(permutations(drawn.values["word"])))


# The gallery


def gallery(seed=1, steps=0, **knobs):
    lab = SequenceGallery(knobs, seed)
    for _ in range(steps):
        lab.step()
    return lab


def test_every_piece_loses_by_shuffling_and_hardly_by_turning_round():
    lab = gallery()
    assert set(lab.pieces) == set(pieces.LABELS) == set(pieces.ABOUT)
    for name, piece in lab.pieces.items():
        best = max(range(1, 5), key=lambda k, p=piece: p.saved("in-order", k))
        assert piece.saved("in-order", best) > piece.saved("shuffled", best) + 0.02, name
        assert piece.saved("backwards", best) == pytest.approx(piece.saved("in-order", best), abs=0.05)
        assert piece.saved("shuffled", 1) < 0.01


@pytest.mark.parametrize("name", pieces.PIECES)
@pytest.mark.parametrize("order", pieces.ORDERS)
def test_every_piece_is_shown_in_every_order_at_every_look_back(name, order):
    lab = gallery(steps=3, piece=name, order=order)
    for context in range(pieces.MOST + 1):
        lab.set("context", context)
        frame = lab.frame()
        assert frame.panels[0].name in ("curve", "letters", "frame") and len(frame.says) == 2
    lab.steps = 5_000  # it goes round and round
    assert lab.frame().panels


def test_pointing_at_the_wall_shows_that_piece_and_changes_no_metric():
    lab = gallery(piece="dna")
    by_name = {p.name: p for p in lab.show(Look({"wall": 0}))}
    assert by_name["curve"].title == "weather" and by_name["wall"].chosen == 0
    assert lab.frame(Look({"wall": 0})).metrics == lab.frame().metrics
    assert lab.show(Look({"wall": 99}))[0].name == "letters"
    assert {"saved.ecg", "saved.shares"} <= set(lab.measure(THOROUGH))


def test_said_to_be_generated_unless_real():
    for name, said in pieces.ABOUT.items():
        assert ("Real" in said) == (name in pieces.REAL) and ("Generated" in said) != (name in pieces.REAL)
        assert said.startswith("In space" if name in pieces.IN_SPACE else "In time")
