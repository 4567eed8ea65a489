"""Testing out of a chapter: before anything was read, after, and again; on screen and in plain lines."""

from __future__ import annotations

import pytest
from app_for_tests import text_of, until
from cli_for_tests import dltutor
from study_for_tests import row

from tutor.course.index import read
from tutor.course.load import load
from tutor.study import days, testout
from tutor.study.due import Due, Listed
from tutor.study.folders import cache_folder
from tutor.study.store import Store, profile
from tutor.ui import words
from tutor.ui.app import Tutor
from tutor.ui.reviewing import ChapterTest
from tutor.ui.screens.chapter_test import TestScreen
from tutor.ui.screens.home import HomeScreen
from tutor.ui.studied import studied
from tutor.ui.widgets.course_map import CourseMap


@pytest.fixture(autouse=True)
def language():
    yield
    words.use("en")


def test_for(store: Store, *lessons: str, seed: int = 1) -> ChapterTest:
    found = ChapterTest(store, studied(read(cache_folder())), load, "en")
    found.lessons = lessons
    found.draw(seed)
    return found


test_for.__test__ = False


def right_answer(round) -> object:
    answer, question = round.turn.asked.answer, round.page.question
    if question.kind == "choice":
        return next(option.id for option in question.options if option.right)
    if question.kind == "multi":
        return [option.id for option in question.options if option.right]
    return str(answer) if question.kind == "numeric" else list(answer)


def take(found: ChapterTest, *failing: str) -> None:
    """Answer everything rightly but the lessons named."""
    while round := found.next():
        if round.lesson.id in failing:
            round.sitting.skip(round.turn)
        else:
            round.sitting.answer(round.turn, right_answer(round))
        found.settle(round)


def test_a_sample_is_seeded_and_has_no_kin() -> None:
    lessons = {
        ("", "a"): Listed(
            1, dict.fromkeys(("q1", "q2", "q3"), "choice"), {"q1": "k", "q2": "k", "q3": "k"}
        ),
        ("", "b"): Listed(1, {**dict.fromkeys(("q1", "q2", "q3", "q4"), "choice"), "t": "trace"}),
        ("", "c"): Listed(1, {"p": "predict", "e": "explain", "t": "trace"}),
    }
    draws = [testout.draw(lessons, lessons, seed) for seed in range(30)]
    assert draws[3] == testout.draw(lessons, lessons, 3) and len({str(draw) for draw in draws}) > 5
    for draw in draws:
        assert [due.lesson for due in draw] == ["a", "b", "b"] and "t" not in {due.item for due in draw}


def test_each_lesson_is_judged_for_itself_and_only_whole() -> None:
    drawn = [Due("", lesson, item, "test", 0.0) for lesson in ("a", "b", "c") for item in ("q1", "q2")]
    right = {due.key: due.lesson == "a" or due.item == "q1" for due in drawn[:5]}
    found = testout.judged(drawn, right)
    assert [(one.lesson, one.right, one.passed) for one in found] == [("a", 2, True), ("b", 1, False)]


def test_passing_before_reading_anything_marks_what_was_not_asked_as_known(home) -> None:
    store = Store(profile())
    found = test_for(store, "hopfield", "rnn")
    take(found, "rnn")
    verdicts = {one.lesson: one.passed for one in found.finish()}
    assert verdicts == {"hopfield": True, "rnn": False}
    listed = found.course["", "hopfield"]
    schedule = store.schedule()
    assert {key[2] for key in schedule if key[1] == "hopfield"} == set(listed.reviewable)
    assert all(row.recall(days.today()) == 1.0 for row in schedule.values() if row.lesson == "hopfield")
    known = [row for row in schedule.values() if row.lesson == "hopfield" and not row.kind]
    assert known and all(row.memory.interval == 2 for row in known)
    assert {key[2] for key in schedule if key[1] == "rnn"} == {
        d.item for d in found.drawn if d.lesson == "rnn"
    }
    read_up = {page.id for page in found.to_read("rnn")}
    assert read_up and found.to_read("hopfield") == []
    missed = [r.page.question.see for r in found.past if r.lesson.id == "rnn"]
    assert read_up == {page for see in missed for page in see}
    before = store.schedule()
    assert found.finish() and store.schedule() == before, "judged once more, nothing more is known"
    assert store.rebuild().run() and store.schedule() == before


def test_it_can_be_taken_again_and_never_forgives_what_was_missed_elsewhere(home) -> None:
    store = Store(profile())
    listed = studied(read(cache_folder()))["", "hopfield"]
    for item in listed.reviewable:
        store.log(row(item, "wrong", days.today() - 1, kind=listed.items[item]))
    take(found := test_for(store, "hopfield", seed=1))
    assert found.finish()[0].passed
    asked = {due.item for due in found.drawn}
    missed = {key[2] for key, one in store.schedule().items() if one.memory.rating == 1}
    assert missed == set(listed.reviewable) - asked
    take(again := test_for(store, "hopfield", seed=2), "hopfield")
    assert not again.finish()[0].passed


def test_one_answer_and_no_hints(home) -> None:
    found = test_for(Store(profile()), "hopfield")
    round = found.next()
    assert round and round.turn.all_hints == () and round.turn.asked.hints == ()
    lacking = round.sitting.lacking(round.turn, None)
    assert lacking is not None and not round.turn.over
    round.sitting.skip(round.turn)
    assert round.turn.over


def test_the_linear_mode_names_what_to_read(home) -> None:
    home.mkdir()
    said = dltutor(home, "test", "recurrent", stdin="s\n" * 200)
    assert said.code == 0 and "One answer to each, and no hints." in said.out
    assert "To read:\n" in said.out and "Hopfield network (0 of 2 right)" in said.out
    assert "a hint" not in said.out and "Try again" not in said.out
    again = dltutor(home, "test", "recurrent", "--seed", "1", stdin="q\n")
    assert "Question 1 of" in again.out and "The other lessons were not asked about." in again.out
    wrong = dltutor(home, "test", "recurent")
    assert wrong.code == 2 and "did you mean recurrent?" in wrong.err


async def test_on_screen_from_home_and_back(home) -> None:
    app = Tutor(language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: "One answer to each" in text_of(app))
        screen = app.screen
        assert isinstance(screen, TestScreen) and screen.chapter == "recurrent"
        screen.test.lessons = ["hopfield"]
        screen.test.draw(1)
        await pilot.press("enter")
        for n in (1, 2):
            await until(pilot, lambda n=n: f"{n} of 2" in text_of(app))
            await pilot.pause()
            screen.query_one("QuestionBox").give(right_answer(screen.now))
            await until(pilot, lambda: screen.is_over)
            assert not screen.check_action("undo", ())
            await pilot.press("n")
        await until(pilot, lambda: "Hopfield network (2 of 2 right)" in text_of(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert "100%" in text_of(app) and app.screen.query_one(CourseMap).done == {"hopfield"}
