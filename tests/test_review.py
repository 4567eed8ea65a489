"""A sitting of reviews, and the same in plain lines and as JSON: real lessons, log and command line."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import pytest
from cli_for_tests import dltutor
from study_for_tests import row

from tutor.course.index import read
from tutor.course.load import load
from tutor.kit.lesson import Choice, Numeric
from tutor.study import days
from tutor.study.folders import cache_folder
from tutor.study.store import Store, profile
from tutor.ui import words
from tutor.ui.plain.listener import Listener
from tutor.ui.plain.paper import Paper
from tutor.ui.plain.review import Review, fixed_seed
from tutor.ui.reviewing import GAP, Reviewing
from tutor.ui.studied import studied

KINDS = {"q-field": "numeric", "q-negative": "choice", "q-order": "order", "q-endings": "multi",
         "q-capacity": "choice", "q-modern": "choice"}  # fmt: skip


@pytest.fixture(autouse=True)
def language():
    yield
    words.use("en")


@pytest.fixture
def store() -> Store:
    """A learner who answered six questions of the Hopfield lesson rightly, a week ago."""
    store = Store(profile())
    for item, kind in KINDS.items():
        store.log(row(item, day=days.today() - 7, kind=kind))
    return store


def sitting(store: Store, **how) -> Reviewing:
    return Reviewing(store, studied(read(cache_folder())), load, "en", **how)


def right(round) -> object:
    question = round.page.question
    if isinstance(question, Choice):
        return next(option.id for option in question.options if option.right)
    if isinstance(question, Numeric):
        return str(round.turn.asked.answer)
    return list(round.turn.asked.answer)


def give(reviewing: Reviewing, round, response: object) -> None:
    round.sitting.answer(round.turn, response)
    reviewing.settle(round)


def test_what_is_missed_comes_back_in_the_same_sitting(store: Store) -> None:
    reviewing = sitting(store)
    assert reviewing.left == 6
    first = reviewing.next()
    assert first
    first.sitting.skip(first.turn)
    reviewing.settle(first)
    assert reviewing.left == 6, "one more time"
    order = []
    while round := reviewing.next():
        order.append(round.due.key)
        give(reviewing, round, right(round))
    assert order.index(first.due.key) == min(GAP, 5) and len(order) == 6
    assert (reviewing.right, len(reviewing.asked), reviewing.left) == (5, 6, 0)
    assert sum(reviewing.coming(days.today()).values()) == 6 and 0 not in reviewing.coming(days.today())
    assert store.due(reviewing.course) == []


def test_each_review_draws_new_numbers_and_shuffles_anew(store: Store) -> None:
    reviewing = sitting(store)
    seen = set()
    while round := reviewing.next():
        if round.page.id == "q-field":
            seen.add(round.turn.asked.ask)
            if len(seen) < 4:
                round.sitting.skip(round.turn)
                reviewing.settle(round)
                continue
        give(reviewing, round, right(round))
    assert len(seen) == 4


def test_undo_asks_the_question_before_once_more(store: Store) -> None:
    reviewing = sitting(store)
    before = store.schedule()
    first = reviewing.next()
    assert first
    first.sitting.skip(first.turn)
    reviewing.settle(first)
    second = reviewing.next()
    again = reviewing.undo(second)
    assert again and again.due.key == first.due.key and store.schedule() == before
    assert reviewing.left == 5 and [due.key for due in reviewing.queue].count(first.due.key) == 0
    give(reviewing, again, right(again))
    after = reviewing.next()
    assert after and second and after.due == second.due
    assert reviewing.undo(after) and store.schedule() == before and reviewing.undo(None) is None


def test_stopping_keeps_the_rest_for_later(store: Store) -> None:
    reviewing = sitting(store)
    round = reviewing.next()
    assert round
    reviewing.settle(round)  # left without an answer
    assert reviewing.left == 6 and reviewing.asked == []
    round = reviewing.next()
    assert round
    give(reviewing, round, right(round))
    assert len(store.due(reviewing.course)) == 5


def test_the_learners_grade_counts_at_once(store: Store) -> None:
    reviewing = sitting(store)
    round = reviewing.next()
    assert round
    round.sitting.answer(round.turn, right(round))
    outlook = store.outlook(round.due.key)
    assert outlook[1] == 0 < outlook[2] <= outlook[3] <= outlook[4]
    round.sitting.rate(round.turn, 4)
    found = store.scheduled(round.due.key)
    assert found and found.due == days.today() + outlook[4]
    round.sitting.rate(round.turn, 1)
    reviewing.settle(round)
    assert reviewing.left == 6 and reviewing.queue[min(GAP, 5)].why == "missed"


def test_what_cannot_be_asked_any_more_is_passed_over(store: Store) -> None:
    def gone(lesson: str):
        raise KeyError(lesson)

    reviewing = Reviewing(store, studied(read(cache_folder())), gone, "en")
    assert reviewing.next() is None and len(reviewing.lost) == 6


# ---- in plain lines ----------------------------------------------------------------------------


class Keyboard(io.StringIO):
    def isatty(self):
        return True


def told(store: Store, lines: list[str], *, keyboard: bool = False) -> str:
    out = io.StringIO()
    paper = Paper(out)
    listener = Listener(
        (Keyboard if keyboard else io.StringIO)("".join(f"{one}\n" for one in lines)), paper
    )
    Review(sitting(store, seed=None if keyboard else fixed_seed), paper, listener).hold()
    return out.getvalue()


def test_a_person_grades_takes_back_and_goes_on(store: Store) -> None:
    out = told(store, ["s", "3", "u", "s", "", "q"], keyboard=True)
    assert "6 questions are due, from 1 lesson." in out and "From Hopfield network, page" in out
    assert "Graded again; it comes back today." in out and "Graded good; it comes back in" in out
    assert "Taken back." in out and "See page" in out
    assert out.endswith(
        "0 of 1 right at once.\nThey come back: today 1.\n6 questions are left for today.\n"
    )
    assert [a.result for a in store.answers(withdrawn=True)][-3:] == ["skipped", "withdrawn", "skipped"]


def test_reviews_from_a_pipe_run_to_the_end(home: Path, store: Store) -> None:
    store.close()
    due = json.loads(dltutor(home, "review", "--json").out)
    assert [one["why"] for one in due] == ["due"] * 6 and {one["item"] for one in due} == set(KINDS)
    lines, reviewing = [], sitting(Store(profile()), seed=fixed_seed)
    while round := reviewing.next():
        answer = right(round)
        lines.append(answer if isinstance(answer, str) else " ".join(answer))
        give(reviewing, round, answer)
    for path in home.glob("default.*"):
        path.unlink()
    again = Store(profile())
    for item, kind in KINDS.items():
        again.log(row(item, day=days.today() - 7, kind=kind))
    again.close()
    said = dltutor(home, "review", stdin="".join(f"{line}\n" for line in lines))
    assert said.code == 0 and not said.err and "6 of 6 right at once." in said.out
    assert said.out.endswith("That was all for today.\n")
    assert "Nothing is due." in dltutor(home, "review").out
    assert "지금 복습할 것이 없습니다" in dltutor(home, "review", "--lang", "ko").out


def test_the_command_works_the_schedule_out_first_where_it_is_gone(home: Path, store: Store) -> None:
    store.close()
    with sqlite3.connect(profile()) as db:
        db.execute("DROP TABLE schedule")
    said = dltutor(home, "review", "--json")
    assert len(json.loads(said.out)) == 6 and "what is due: 100%" in said.err
    with sqlite3.connect(profile()) as db:
        db.execute("DELETE FROM schedule")
    assert "what is due: 100%" in dltutor(home, "review", stdin="q\n").out


def test_the_cap_on_new_questions_is_kept(home: Path) -> None:
    store = Store(profile())
    for item in KINDS:
        store.visit("hopfield", item)
    store.close()
    assert len(json.loads(dltutor(home, "review", "--json").out)) == 6
    assert len(json.loads(dltutor(home, "review", "--json", "--new", "2").out)) == 2
    assert len(json.loads(dltutor(home, "review", "--json").out)) == 2
    assert dltutor(home, "review", "--new", "-1").code == 2
