"""The kinds of question that are more than one choice or one number: how they are posed and graded."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
from kinds_for_tests import kinds_lesson, question

from tutor import labs
from tutor.kit.lab import Draw
from tutor.kit.lesson import (
    QUESTIONS,
    Blank,
    Cloze,
    Dimension,
    DrawRef,
    Match,
    Option,
    Pair,
    SpotIt,
    TensorShape,
    WrongShape,
)
from tutor.kit.say import Say
from tutor.study import typed as numbers_typed
from tutor.study.ask import Response, pose
from tutor.study.grade import Grade, doubt, grade, missing

PAGES = [page.id for page in kinds_lesson().pages]
BOTH = pytest.mark.parametrize("language", ["en", "ko"])

RIGHT: dict[str, Response] = {
    "q-true-false": {"verdict": "true", "reason": "products"},
    "q-numeric": "0.7",
    "q-short": "vanishing gradient",
    "q-cloze": {"cell": "cell state", "gate": "forget"},
    "q-match": {"caption": "caption", "sentiment": "sentiment", "verdict": "sentiment", "frames": "frames"},
    "q-shape": "32, 50, 128",
    "q-spot": "3",
    "q-spot-curve": "3",
    "q-recall": {"knew": "yes"},
}


def graded(page: str, response: Response, language: str = "en", seed: int = 1) -> Grade:
    return grade(pose(question(page, language), seed), response)


def said(what: str | Say) -> str:
    return what.render() if isinstance(what, Say) else what


@BOTH
@pytest.mark.parametrize("page", PAGES)
def test_what_every_kind_owes(page: str, language: str) -> None:
    asked = pose(question(page, language), 7)
    assert asked == pose(question(page, language), 7), "the seed gives the asking back"
    for nothing in (None, "", [], {}):
        found = grade(asked, nothing)
        assert found.result == "unanswered" and said(found.message) and said(found.right_text)
    right = grade(asked, RIGHT[page])
    assert (right.result, right.score) == ("right", 1), "what is right in English is right in Korean"
    assert said(right.given_text)


@pytest.mark.parametrize("page", PAGES)
def test_a_seed_shuffles_alike_in_all_languages(page: str) -> None:
    for seed in range(20):
        english, korean = (pose(question(page, language), seed) for language in ("en", "ko"))
        assert english.choices == korean.choices and set(english.order) == set(korean.order)
        assert page == "q-cloze" or (english.order, english.parts) == (korean.order, korean.parts)


@pytest.mark.parametrize(
    "response", [["a"], {"verdict": ["true"], "cell": 3, "caption": 1, "knew": 7}, 4, {"elsewhere": "x"}]
)
@pytest.mark.parametrize("page", [page for page in PAGES if page != "q-recall"])
def test_what_the_screen_cannot_have_given_is_an_error(page: str, response: Any) -> None:
    if isinstance(response, dict):
        response = {part: given for part, given in response.items() if part != "knew"}
    with pytest.raises((TypeError, ValueError)):
        graded(page, response)


# -- true or false ---------------------------------------------------------------------------------


def test_the_verdict_alone_is_half_and_the_reason_alone_is_nothing() -> None:
    half = graded("q-true-false", {"verdict": "true", "reason": "symmetric"})
    assert (half.result, half.score, half.mistake) == ("partly", 0.5, "symmetry")
    assert "says nothing of signs" in said(half.message)
    assert half.parts == {"verdict": True, "reason": False}
    lucky = graded("q-true-false", {"verdict": "false", "reason": "products"})
    assert (lucky.result, lucky.score) == ("wrong", 0)
    assert said(lucky.message).startswith("Look at the products") and "And those" not in said(lucky.message)
    both = graded("q-true-false", {"verdict": "false", "reason": "energy"})
    assert "Look at" in said(both.message) and "True of every recall" in said(both.message)
    assert said(both.right_text) == "True: The weights only know products of two cells."


def test_a_verdict_without_a_reason_is_no_answer_yet() -> None:
    asked = pose(question("q-true-false"), 1)
    assert "true or false" in said(missing(asked, {"reason": "energy"}) or "")
    assert "reason" in said(missing(asked, {"verdict": "true"}) or "")


# -- numbers in a range ----------------------------------------------------------------------------


def test_a_drawn_number_below_zero_has_a_minus_and_no_hyphen() -> None:
    assert [numbers_typed.written(text) for text in ("-0.9", "−1", "0.5", "-", "1e-3", "a-b")] == [
        "−0.9", "−1", "0.5", "-", "1e-3", "a-b"
    ]  # fmt: skip


def test_a_range_is_right_and_ranges_can_be_known_to_be_wrong() -> None:
    assert all(graded("q-numeric", text).result == "right" for text in ("0.5", "1", "75%", "1/2"))
    assert graded("q-numeric", "1.2").message == "A probability is at most 1."
    assert graded("q-numeric", "-3").message == "A probability is never negative."
    assert "low" in said(graded("q-numeric", "0.3").message)
    assert said(graded("q-numeric", None).right_text) == "0.5 to 1"


# -- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "vanishing gradient",
        "  Vanishing\tGRADIENTS ",
        "vanishing-gradient.",
        "“vanishing gradient”",
        "그레이디언트 소실",
        "그레이디언트소실",
        unicodedata.normalize("NFD", "기울기 소실"),
    ],
)
def test_any_writing_of_a_listed_word_is_right(typed: str) -> None:
    assert graded("q-short", typed, "ko").result == "right"


def test_near_misses_are_half_wrong_ones_have_their_message() -> None:
    near = graded("q-short", "Long-term dependencies")
    assert (near.result, near.score) == ("partly", 0.5) and "hard to learn" in said(near.message)
    wrong = graded("q-short", "exploding gradients")
    assert (wrong.result, wrong.mistake, wrong.message) == (
        "wrong",
        "explode-for-vanish",
        "That is when they grow.",
    )
    assert graded("q-short", "기울기폭발", "ko").message == "그것은 커질 때의 이름입니다."
    assert said(graded("q-short", "dropout").message).startswith("Two words.")
    assert graded("q-short", None, "ko").right_text == "그레이디언트 소실"


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("vanishing gradeint", "en", "vanishing gradient"),
        ("exploding gradint", "en", "exploding gradient"),  # a wrong word is asked about alike
        ("그레이디언트 소실ㄹ", "ko", "그레이디언트 소실"),
        ("기울기 소슬", "ko", "기울기 소실"),
        ("vanishing", "en", None),
        ("vanishing gradient", "en", None),
    ],
)
def test_a_slip_is_asked_about_and_never_taken(typed: str, language: str, meant: str | None) -> None:
    asked = pose(question("q-short", language), 1)
    asking = doubt(asked, typed)
    assert (asking is None) == (meant is None)
    if asking:
        assert f"“{meant}”" in said(asking)
        assert grade(asked, typed).result == "wrong", "given as it is, it counts as it is"


# -- blanks ----------------------------------------------------------------------------------------


def test_each_blank_counts() -> None:
    near = graded("q-cloze", {"cell": "state", "gate": "forget"})
    assert (near.result, near.score) == ("partly", pytest.approx(0.75))
    assert near.message == "“state”: Which of its two states?"
    assert near.parts == {"cell": False, "gate": True}
    both = graded("q-cloze", {"cell": "hidden state", "gate": "output"})
    assert (both.result, both.score, both.mistake) == ("wrong", 0, "hidden-for-cell")
    assert both.message == (
        "“hidden state”: That is what it shows to the outside.\n“output”: That one decides what is shown."
    )
    unknown = graded("q-cloze", {"cell": "drawer", "gate": "forget"})
    assert "“drawer”" in said(unknown.message) and unknown.result == "partly"
    assert unknown.given_text == str(both.right_text).replace("cell state", "drawer")


def test_an_empty_blank_is_no_answer_and_korean_has_its_own_order() -> None:
    asked = pose(question("q-cloze", "ko"), 1)
    assert asked.parts == ("gate", "cell")
    assert missing(asked, {"gate": "forget", "cell": "  "}) is not None
    assert grade(asked, {"gate": "forget", "cell": "셀"}).result == "right"
    assert grade(asked, {"gate": "forget", "cell": "은닉상태"}).mistake == "hidden-for-cell"
    assert doubt(asked, {"gate": "forget", "cell": "셀 상대"}) is not None


def chosen_only() -> Cloze:
    options = (Option(id="a", text="A", right=True), Option(id="b", text="B", why="b"))
    more = (*options, Option(id="c", text="C", why="c"))
    return Cloze(
        ask="?", text="{x} {y}", blanks=(Blank(id="x", options=options), Blank(id="y", options=more))
    )


def test_choosing_at_random_earns_nothing_on_average() -> None:
    asked, rng = pose(chosen_only(), 1), random.Random(1)
    parts = [{part: rng.choice(ids) for part, ids in asked.choices.items()} for _ in range(4000)]
    raw = [
        sum(1 if given[p] == "a" else -1 / (len(asked.choices[p]) - 1) for p in given) for given in parts
    ]
    assert abs(sum(raw) / len(raw)) < 0.05
    for given, points in zip(parts[:200], raw, strict=False):
        assert grade(asked, given).score == pytest.approx(max(0, points / 2))


# -- pairs -----------------------------------------------------------------------------------------


def test_pairs_are_judged_one_by_one() -> None:
    asked = pose(question("q-match"), 3)
    assert set(asked.parts) == {"caption", "sentiment", "verdict", "frames"}
    assert set(asked.choices["caption"]) == {"caption", "sentiment", "frames", "one"}, "shared ones are one"
    right = dict(RIGHT["q-match"])  # type: ignore[call-overload]
    one_off = grade(asked, {**right, "caption": "sentiment"})
    assert (one_off.result, one_off.score) == ("partly", pytest.approx((3 - 1 / 3) / 4))
    assert one_off.message == "Image captioning: One picture in; how many words out?"
    assert one_off.parts["caption"] is False and one_off.parts["frames"]
    lured = grade(asked, {**right, "sentiment": "one"})
    assert lured.message == "Sentiment of a review: Then there would be no sequence at all."
    assert lured.mistake == "sides-swapped"
    assert "Spam or not → many to one" in str(lured.right_text)
    assert "1" in said(missing(asked, dict.fromkeys(asked.parts[1:], "one")) or "")


def test_matching_at_random_earns_nothing_on_average() -> None:
    pairs = tuple(Pair(id=f"p{n}", left=f"l{n}", right=f"r{n}", why="w") for n in range(4))
    asked, rng = pose(Match(ask="?", pairs=pairs), 2), random.Random(5)
    scores = []
    for _ in range(4000):
        given = dict(zip(asked.parts, rng.sample(asked.choices["p0"], 4), strict=True))
        right = sum(a == b for a, b in given.items())
        assert grade(asked, given).score == pytest.approx(max(0, (right - (4 - right) / 3) / 4))
        scores.append((right - (4 - right) / 3) / 4)
    assert abs(sum(scores) / len(scores)) < 0.03


# -- shapes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "32, 50, 128",
        "(32, 50, 128)",
        "[B, T, H]",
        "torch.Size([32, 50, 128])",
        "shape = (batch, time, hidden)",
        "32 x 50 x 128",
        "32×50×128",
        "batch time hidden",
        "n, 50, hidden,",
        "３２，５０，１２８",
        "배치, 시간, 은닉",
    ],
)
def test_a_shape_is_read_as_people_write_it(typed: str) -> None:
    assert graded("q-shape", typed, "ko").result == "right"


def test_a_wrong_shape_is_told_what_is_wrong() -> None:
    order = graded("q-shape", "T, B, H")
    assert (order.result, order.score) == ("partly", 0.5) and "another order" in said(order.message)
    assert order.given_text == "(time, batch, hidden) = (50, 32, 128)"
    assert graded("q-shape", "32,128").mistake == "last-step-only"
    assert "another number" in said(graded("q-shape", "32").message)
    one = graded("q-shape", "32, 50, 64")
    assert one.score == 0.5 and "“64”" in said(one.message)
    assert graded("q-shape", "1, 2, 3").score == 0
    assert graded("q-shape", None).right_text == "(batch, time, hidden) = (32, 50, 128)"


@pytest.mark.parametrize("typed", ["about three", "32, 50, hidden units", "-1, 50", "3.5", "x" * 999])
def test_what_is_no_shape_is_asked_again(typed: str) -> None:
    asked = pose(question("q-shape"), 1)
    assert missing(asked, typed) is not None


def test_a_shape_may_be_drawn_and_two_dimensions_of_one_size_are_two(monkeypatch: Any) -> None:
    def square(rng: random.Random, args: Mapping[str, Any]) -> Draw:
        n = rng.randint(3, 9)
        values = {"n": str(n), "rows": str(n), "columns": str(n)}
        return Draw(values, f"rows, {n * n}", {"turned": f"{n * n}, rows"})

    monkeypatch.setattr(labs.find("hopfield"), "draws", {"square": square})
    dims = (Dimension(id="rows"), Dimension(id="columns", name="column count"))
    question = TensorShape(
        ask="n = {n}?",
        dims=dims,
        draw=DrawRef(lab="hopfield", name="square"),
        wrong=(WrongShape(drawn="turned", say="{n} turned."),),
    )
    asked = pose(question, 4)
    n = int(asked.values["n"])
    assert asked.ask == f"n = {n}?"
    assert grade(asked, f"{n}, {n * n}").result == grade(asked, f"rows, {n * n}").result == "right"
    assert grade(asked, f"column count, {n * n}").result != "right", "another dimension, though as long"
    assert grade(asked, f"{n * n}, {n}").message == f"{n} turned."
    assert len({pose(question, seed).ask for seed in range(30)}) > 3


# -- spots -----------------------------------------------------------------------------------------


def test_pointing_at_code_and_at_a_curve() -> None:
    wrong = graded("q-spot", "1")
    assert (wrong.message, wrong.given_text) == (
        "The noise needs no gradient.",
        "1  z = torch.randn(64, 2)",
    )
    assert graded("q-spot", "2").message == "That line does what it should."
    right = graded("q-spot", "3")
    assert right.message == "It must be D(fake.detach())."
    assert str(right.right_text).startswith("3  loss = bce")
    asked = pose(question("q-spot"), 1)
    assert all(missing(asked, nowhere) for nowhere in ("4", "0", "7", "three")), "line 4 is empty"
    assert said(graded("q-spot-curve", "3").given_text) == "the point at 3, -0.25"


def test_a_curve_may_be_drawn(monkeypatch: Any) -> None:
    def bump(rng: random.Random, args: Mapping[str, Any]) -> Draw:
        at = rng.randint(1, 4)
        ys = [0.5**n for n in range(6)]
        ys[at] *= 3
        return Draw({"points": " ".join(map(repr, ys)), "rate": "½"}, at)

    monkeypatch.setattr(labs.find("hopfield"), "draws", {"bump": bump})
    spot = SpotIt(
        ask="Rate {rate}?", draw=DrawRef(lab="hopfield", name="bump"), other="At rate {rate} it falls."
    )
    asked = pose(spot, 2)
    answer = str(asked.answer)
    assert asked.ask == "Rate ½?" and len(asked.order) == 6
    assert grade(asked, answer).result == "right"
    assert grade(asked, "0").message == "At rate ½ it falls."
    assert len({pose(spot, seed).answer for seed in range(20)}) > 2


# -- cards -----------------------------------------------------------------------------------------


def test_a_card_counts_as_the_learner_says() -> None:
    found = {knew: graded("q-recall", {"knew": knew}) for knew in ("no", "partly", "yes")}
    assert [(g.result, g.score) for g in found.values()] == [("wrong", 0), ("partly", 0.5), ("right", 1)]
    assert "0.138" in str(found["no"].right_text)
    with pytest.raises(ValueError):
        graded("q-recall", {"knew": "certainly"})


def test_every_kind_is_in_the_example_or_tested_elsewhere() -> None:
    elsewhere = {"choice", "multi", "order", "trace", "explain"}
    shown = {page.question.kind for page in kinds_lesson().pages if page.question}
    assert shown | elsewhere == set(QUESTIONS)
