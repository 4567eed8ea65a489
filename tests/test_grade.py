from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import labs
from tutor.kit import lesson
from tutor.kit.lab import Draw
from tutor.kit.lesson import (
    Answer,
    Choice,
    DrawRef,
    Explain,
    Item,
    LabRef,
    Multi,
    Numeric,
    Option,
    Order,
    Predict,
    Trace,
    WrongNumber,
)
from tutor.kit.say import Say
from tutor.study.ask import Response, fresh_seed, pose
from tutor.study.grade import Grade, grade, missing
from tutor.study.kinds import KINDS

CHOICE = Choice(
    ask="Which is surely fixed?",
    options=(
        Option(id="neg", text="−ξ", right=True, why="Turn every sign."),
        Option(id="zero", text="all 0", why="Cells are ±1.", mistake="graded-cells"),
        Option(id="none", text="none", why="Compare the energies."),
        Option(id="all", text="every one", why="Then nothing would flow."),
    ),
    hints=("Write the energy.", "Flip both."),
    explain="E has products only.",
)
MULTI = Multi(
    ask="Which hold?",
    options=(
        Option(id="a", text="A", right=True, why="A holds."),
        Option(id="b", text="B", right=True, why="B holds."),
        Option(id="c", text="C", why="C does not.", mistake="c-holds"),
        Option(id="d", text="D", why="D does not."),
        Option(id="e", text="E", why="E does not."),
    ),
)
NUMERIC = Numeric(
    ask="Field of cell 2?",
    answer=1.5,
    tolerance=0.01,
    unit="mV",
    wrong=(WrongNumber(value=2.5, say="You let the cell listen to itself.", mistake="self"),),
)
ORDER = Order(ask="In order?", items=tuple(Item(id=f"i{n}", text=f"line {n}") for n in range(4)))
TRACE = Trace(
    ask="How many cells differ?",
    lab=LabRef(name="hopfield"),
    metric="bit_errors",
    near=2,
    low="More than you think.",
    high="Fewer than you think.",
)
EXPLAIN = Explain(ask="Why?", rubric=("says energy", "says fixed point", "says sign"), model="Because …")
PREDICT = Predict(
    ask="How many?", unit="patterns", answer=Answer(metric="m"), near=2, low="Low.", high="High."
)
PREDICT_CHOICE = Predict(
    ask="Which?",
    kind="choice",
    options=(Option(id="x", text="X", right=True, why="Yes."), Option(id="y", text="Y", why="No.")),
)
ALL = (CHOICE, MULTI, NUMERIC, ORDER, TRACE, EXPLAIN, PREDICT, PREDICT_CHOICE)


def graded(question: Any, response: Response, truth: float | None = None, seed: int = 1) -> Grade:
    return grade(pose(question, seed), response, truth)


def test_every_kind_of_the_schema_is_posed_and_graded() -> None:
    assert set(KINDS) == set(lesson.QUESTIONS.values())


@pytest.mark.parametrize("question", ALL, ids=lambda q: f"{type(q).__name__}-{q.kind}")
def test_nothing_given_is_unanswered_and_says_so(question: Any) -> None:
    for response in (None, "", []):
        found = graded(question, response, truth=3.0)
        assert found.result == "unanswered" and found.score == 0
        assert isinstance(found.message, Say) and found.message.render()
        assert found.right_text, "the right answer is in reach of a reveal"


@pytest.mark.parametrize("question", ALL, ids=lambda q: f"{type(q).__name__}-{q.kind}")
def test_the_same_seed_asks_the_same(question: Any) -> None:
    assert pose(question, 5) == pose(question, 5)
    assert 0 < fresh_seed() < 2**31


def test_choice() -> None:
    right = graded(CHOICE, "neg")
    assert (right.result, right.score, right.message) == ("right", 1, "Turn every sign.")
    wrong = graded(CHOICE, "zero")
    assert (wrong.result, wrong.score, wrong.mistake) == ("wrong", 0, "graded-cells")
    assert (wrong.message, wrong.right_text, wrong.given_text) == ("Cells are ±1.", "−ξ", "all 0")
    asked = pose(CHOICE, 3)
    assert asked.hints == CHOICE.hints and asked.explain == CHOICE.explain and asked.answer == "neg"
    with pytest.raises(ValueError, match="not on screen"):
        graded(CHOICE, "elsewhere")


def test_the_right_option_stands_in_every_place_about_as_often() -> None:
    places = Counter(pose(CHOICE, seed).order.index("neg") for seed in range(4000))
    assert all(900 < places[place] < 1100 for place in range(4))


def test_multi_counts_each_option() -> None:
    assert graded(MULTI, ["b", "a"]).result == "right"
    assert graded(MULTI, ["b", "a"]).score == 1
    one_missing = graded(MULTI, ["a"])
    assert (one_missing.result, one_missing.score) == ("partly", pytest.approx(0.6))
    assert isinstance(one_missing.message, Say)
    lured = graded(MULTI, ["a", "b", "c"])
    assert (lured.result, lured.score, lured.mistake) == ("partly", pytest.approx(0.6), "c-holds")
    assert lured.message == "C does not."
    assert graded(MULTI, ["a", "b", "c", "d", "e"]).result == "wrong"
    assert graded(MULTI, ["c", "d"]).score == 0
    assert set(lured.right_text.split("\n")) == {"A", "B"}


@given(st.integers(0, 2**31))
def test_ticking_at_random_earns_little(seed: int) -> None:
    rng = random.Random(seed)
    asked = pose(MULTI, seed)
    ticked = [id for id in asked.order if rng.random() < 0.5]
    found = grade(asked, ticked)
    slips = len(set(ticked) ^ {"a", "b"})
    assert found.result == "unanswered" or found.score == pytest.approx(max(0, 1 - 2 * slips / 5))
    assert 0 <= found.score <= 1 and (found.score == 1) == (found.result == "right")


def test_numeric() -> None:
    for text in ("1.5", "1,5", "3/2", "1.509", "150%", "1.5 mV"):
        assert graded(NUMERIC, text).result == "right", text
    known = graded(NUMERIC, "2.5")
    assert (known.result, known.mistake) == ("wrong", "self")
    assert known.message == "You let the cell listen to itself."
    assert known.right_text == "1.5 mV" and known.given_text == "2.5 mV"
    assert "sign" in _said(graded(NUMERIC, "-1.5"))
    assert "low" in _said(graded(NUMERIC, "0.2"))
    assert "high" in _said(graded(NUMERIC, "7"))
    unread = graded(NUMERIC, "about two")
    assert unread.result == "unanswered" and "about two" in _said(unread)
    with pytest.raises(TypeError):
        graded(NUMERIC, ["1.5"])


def test_a_tolerance_of_nothing_forgives_only_the_last_bits() -> None:
    exact = Numeric(ask="?", answer=0.1 + 0.2)
    assert graded(exact, "0.3").result == "right"
    assert graded(exact, "0.30001").result == "wrong"


def test_parameterised_numbers_come_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def field(rng: random.Random, args: Any) -> Draw:
        a, b = rng.randint(1, 9), rng.randint(1, int(args["most"]))
        return Draw(values={"a": str(a), "b": str(b)}, answer=a + b, wrong={"times": a * b + 100})

    lab = labs.find("hopfield")
    monkeypatch.setattr(lab, "draws", {"field": field})
    question = Numeric(
        ask=r"What is {a} + {b}, with \frac{x}{y} and {unknown}?",
        draw=DrawRef(lab="hopfield", name="field", args={"most": 9}),
        wrong=(WrongNumber(drawn="times", say="{a} times {b} is another matter.", mistake="product"),),
        hints=("Start at {a}.",),
        explain="{a} and {b} more.",
    )
    asked = pose(question, 11)
    a, b = int(asked.values["a"]), int(asked.values["b"])
    assert asked.ask == rf"What is {a} + {b}, with \frac{{x}}{{y}} and {{unknown}}?"
    assert asked.hints == (f"Start at {a}.",) and asked.explain == f"{a} and {b} more."
    assert grade(asked, str(a + b)).result == "right"
    wrong = grade(asked, str(a * b + 100))
    assert (wrong.message, wrong.mistake) == (f"{a} times {b} is another matter.", "product")
    assert len({pose(question, seed).ask for seed in range(20)}) > 5


def test_order() -> None:
    for seed in range(50):
        asked = pose(ORDER, seed)
        assert asked.order != asked.answer, "never shown in the right order already"
        assert grade(asked, list(asked.order)).result == "unanswered", "left untouched"
    asked = pose(ORDER, 1)
    assert grade(asked, ["i0", "i1", "i2", "i3"]).score == 1
    near = next(o for o in (["i1", "i0", "i2", "i3"], ["i0", "i1", "i3", "i2"]) if tuple(o) != asked.order)
    found = grade(asked, near)
    assert (found.result, found.score) == ("partly", pytest.approx(2 / 3))
    assert "comes before" in _said(found)
    assert found.right_text == "line 0\nline 1\nline 2\nline 3"
    backwards = ["i3", "i2", "i1", "i0"]
    seed = next(seed for seed in range(99) if list(pose(ORDER, seed).order) != backwards)
    assert graded(ORDER, backwards, seed=seed).result == "wrong"
    with pytest.raises(ValueError):
        grade(asked, ["i0", "i0", "i1", "i2"])


def test_trace_is_graded_by_what_was_measured() -> None:
    asked = pose(TRACE, 1)
    assert asked.lab == TRACE.lab
    assert missing(asked, "12") is None and missing(asked, "twelve") is not None
    assert grade(asked, "10", 12.0).result == "right"
    near = grade(asked, "8", 12.0)
    assert (near.result, near.score, near.message) == ("partly", 0.5, "More than you think.")
    assert grade(asked, "20", 12.0).message == "Fewer than you think."
    assert grade(asked, "20", 12.0).right_text == "12"
    for truth in (None, float("nan")):
        assert grade(asked, "12", truth).result == "unanswered", "no truth is never the learner's mistake"


def test_prediction_of_a_number() -> None:
    asked = pose(PREDICT, 1)
    assert asked.kind == "predict" and asked.unit == "patterns"
    assert grade(asked, "19 patterns", 17.0).result == "right"
    low = grade(asked, "12", 17.0)
    assert (low.result, low.message, low.right_text) == ("wrong", "Low.", "17 patterns")
    assert grade(asked, "99", 17.0).message == "High."
    assert grade(asked, "14", 17.0).result == "partly"


def test_prediction_by_choice_needs_no_run() -> None:
    asked = pose(PREDICT_CHOICE, 4)
    assert grade(asked, "x").result == "right"
    assert grade(asked, "y").message == "No."


def test_explain_is_judged_by_the_learner() -> None:
    def own(*ticked: int) -> Grade:
        return graded(EXPLAIN, {"text": "the energy …", "ticked": list(ticked)})

    assert (own(0, 1, 2).result, own(0, 1, 2).score) == ("right", 1)
    assert (own(0).result, own(0).score) == ("partly", pytest.approx(1 / 3))
    assert "says fixed point" in _said(own(0))
    assert own().result == "wrong"
    assert own().right_text == "Because …"
    assert graded(EXPLAIN, {"text": "  ", "ticked": [0]}).result == "unanswered"
    with pytest.raises(ValueError):
        own(3)
    with pytest.raises(TypeError):
        graded(EXPLAIN, "just words")


def _said(found: Grade) -> str:
    return found.message.render() if isinstance(found.message, Say) else found.message
