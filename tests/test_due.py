"""What is due today: only what was studied, in which order, without kin, with a cap on new ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from study_for_tests import DAY, course, row

from tutor.course.index import read
from tutor.study.answers import known
from tutor.study.due import Listed, mastery
from tutor.study.folders import cache_folder
from tutor.study.store import Store
from tutor.ui.studied import studied


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "default.db")


def asked(store: Store, course, day: int) -> list[str]:
    return [one.item for one in store.due(course, day)]


def test_only_what_was_studied_comes_back(store: Store) -> None:
    all_of_it = course("q1", "q2", "q3", "q4")
    assert store.due(all_of_it, DAY) == []
    store.log(row("q1"))
    store.visit("hopfield", "q2")
    store.visit("hopfield", "a page without a question")
    store.log(known("hopfield", "q3"))
    store.log(row("gone", "wrong"))
    store.log(row("q1", "wrong", lesson="removed"))
    found = store.due(all_of_it, DAY + 30_000)
    assert {one.item: one.why for one in found} == {"q1": "due", "q2": "new", "q3": "due"}
    assert len(store.schedule()) == 4, "what is gone keeps its history"
    assert asked(store, {("", "hopfield"): Listed(1, {"q1": "explain", "q2": "predict"})}, DAY + 9) == []


def test_what_was_right_rests_and_what_was_missed_does_not(store: Store) -> None:
    all_of_it = course("q1", "q2")
    store.log(row("q1"))
    store.log(row("q2", "skipped"))
    assert [(one.item, one.why) for one in store.due(all_of_it, DAY)] == [("q2", "missed")]
    assert asked(store, all_of_it, DAY + 1) == ["q2", "q1"]
    store.log(row("q2", day=DAY + 1))
    store.log(row("q1", day=DAY + 1))
    due = store.schedule()["", "hopfield", "q1"].due
    assert due >= DAY + 3 and asked(store, all_of_it, due - 1) == ["q2"]
    assert "q1" in asked(store, all_of_it, due)


def test_sure_errors_come_first_then_the_most_forgotten_with_lessons_mixed(store: Store) -> None:
    lessons = {("", name): Listed(1, dict.fromkeys(("q1", "q2", "q3"), "choice")) for name in ("a", "b")}
    for name in ("a", "b"):
        for item in ("q1", "q2"):
            store.log(row(item, lesson=name))
    store.log(row("q3", "wrong", lesson="a", confidence=2, seed=5))
    store.log(row("q3", "right", lesson="a", confidence=2, seed=5, tries=2))
    store.log(row("q3", "wrong", lesson="b", confidence=1))
    found = [(one.lesson, one.item) for one in store.due(lessons, DAY + 9)]
    assert found == [("a", "q3"), ("b", "q3"), ("a", "q1"), ("b", "q1"), ("a", "q2"), ("b", "q2")]
    assert store.due(lessons, DAY + 9)[0].why == "sure"


def test_of_kin_one_is_asked_a_day(store: Store) -> None:
    family = course("q1", "q2", "q3", "q4", q1="cell", q2="cell", q3="cell")
    store.log(row("q1", day=DAY - 1))
    for item in ("q2", "q4"):
        store.log(row(item))
    store.visit("hopfield", "q3")
    assert asked(store, family, DAY + 5) == ["q1", "q4"], "the most forgotten of them; no new one either"
    store.log(row("q1", day=DAY + 5))
    assert asked(store, family, DAY + 5) == ["q4"], "today one was answered"
    store.log(row("q1", "wrong", day=DAY + 6))
    store.log(row("q2", "wrong", day=DAY + 6))
    assert set(asked(store, family, DAY + 6)) == {"q1", "q2", "q4"}, "but what was missed comes back"
    assert asked(store, family, DAY + 7) == ["q1", "q4"]


def test_new_ones_are_capped_for_the_day(store: Store) -> None:
    pages = [f"q{n:02}" for n in range(30)]
    for page in pages:
        store.visit("hopfield", page)
    everything = course(*pages)
    assert asked(store, everything, DAY) == pages[:20]
    for page in pages[:18]:
        store.log(row(page))
    assert asked(store, everything, DAY) == pages[18:20]
    assert asked(store, everything, DAY + 1)[18:] == pages[18:], "a day later as many again"
    store.put_setting("new-a-day", 3)
    assert asked(store, everything, DAY) == []
    assert len(asked(store, everything, DAY + 1)) == 21
    store.put_setting("new-a-day", 0)
    assert asked(store, everything, DAY + 1) == pages[:18]


def test_a_lesson_that_means_something_else_is_asked_about_again(store: Store) -> None:
    for day in (DAY, DAY + 1):
        store.log(row("q1", day=day, rev=1))
    store.visit("hopfield", "q2")
    assert asked(store, course("q1"), DAY + 2) == [], "a mended typo keeps everything"
    before = store.schedule()
    [changed] = store.due(course("q1", rev=2), DAY + 2)
    assert (changed.item, changed.why) == ("q1", "changed") and store.schedule() == before
    store.log(row("q1", day=DAY + 2, rev=2))
    assert asked(store, course("q1", rev=2), DAY + 2) == []


def test_after_a_clock_was_far_ahead_nothing_sleeps_for_years(store: Store) -> None:
    for day in (DAY + 4000, DAY + 4001):
        store.log(row("q1", day=day))
    assert asked(store, course("q1"), DAY) == ["q1"]
    store.log(row("q1", day=DAY))
    assert asked(store, course("q1"), DAY) == [] and store.schedule()["", "hopfield", "q1"].due <= DAY + 30
    store.log(row("q2", day=DAY + 1))
    assert asked(store, course("q2"), DAY) == [], "a day ahead is a time zone"


def test_mastery_is_recall_over_all_that_can_be_asked(store: Store) -> None:
    lessons = {("", "hopfield"): Listed(1, {"q1": "choice", "q2": "multi", "p": "predict", "e": "explain"})}
    assert mastery(store.recall(DAY), lessons) == {("", "hopfield"): 0.0}
    store.log(row("q1"))
    assert mastery(store.recall(DAY), lessons)["", "hopfield"] == 0.5
    store.log(row("q2", "wrong"))
    assert mastery(store.recall(DAY), lessons)["", "hopfield"] == 0.5, "missed is not remembered"
    store.log(row("q2"))
    assert mastery(store.recall(DAY), lessons)["", "hopfield"] == 1.0
    assert 0.7 < mastery(store.recall(DAY + 3), lessons)["", "hopfield"] < 1.0
    assert mastery({}, {("", "talk"): Listed(1, {"p": "predict"})}) == {}


def test_the_course_itself_can_be_reviewed(home: Path) -> None:
    lessons = studied(read(cache_folder()))
    rnn = lessons["", "rnn"]
    assert rnn.kin["q-same"] == rnn.kin["q-order"] != rnn.kin["q-map"]
    assert "q-trace" in lessons["", "hopfield"].reviewable
    assert not {"q-explain", "bench"} & set(rnn.reviewable)
