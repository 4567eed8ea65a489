"""From the log to due dates: ratings, FSRS's published intervals, days, and the schedule made anew."""

from __future__ import annotations

import random
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from fsrs import Card, Rating, Scheduler, State
from hypothesis import given, settings
from hypothesis import strategies as st
from study_for_tests import DAY, at, row, scheduled

from tutor.study import days, memory, schedule
from tutor.study.answers import Answer, known, rating, scheduler_version
from tutor.study.memory import AGAIN, EASY, GOOD, HARD
from tutor.study.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "default.db"


@pytest.fixture
def store(path: Path) -> Store:
    return Store(path)


def test_the_published_intervals_come_out_of_our_log(store: Store) -> None:
    """py-fsrs's own test: Good ×6, Again ×2, Good ×5, each on the day the one before asked for."""
    day, found = DAY, []
    for rate in [GOOD] * 6 + [AGAIN] * 2 + [GOOD] * 5:
        assert store.log(row(result="right" if rate == GOOD else "wrong", day=day)).ok
        found.append(scheduled(store).memory.interval)
        day += found[-1]
    assert found == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]
    assert scheduled(store).memory.lapses == 1 and scheduled(store).memory.reps == 13


@pytest.mark.parametrize(
    ("given", "rate"),
    [
        ([{"result": "right"}], GOOD),
        ([{"result": "wrong"}], AGAIN),
        ([{"result": "partly"}], AGAIN),
        ([{"result": "skipped"}], AGAIN),
        ([{"result": "right", "hints": 1}], HARD),
        ([{"result": "wrong"}, {"result": "right", "tries": 2}], HARD),
        ([{"result": "wrong"}, {"result": "wrong", "tries": 2}, {"result": "right", "tries": 3}], AGAIN),
        ([{"result": "partly"}, {"result": "right", "tries": 2, "response": ["a", "b"]}], HARD),
        ([{"result": "wrong"}, {"result": "revealed"}], AGAIN),
        ([{"result": "committed"}, {"result": "right", "kind": "trace"}], GOOD),
    ],
)
def test_one_asking_is_one_review(store: Store, given: list[dict[str, object]], rate: int) -> None:
    for fields in given:
        store.log(row(**{"seed": 7, **fields}))  # type: ignore[arg-type]
    found = scheduled(store).memory
    assert (found.rating, found.reps) == (rate, 1)


def test_what_is_no_review_schedules_nothing(store: Store) -> None:
    store.visit("hopfield", "q1")
    store.log(row(result="committed", kind="trace"))
    store.log(row("p", kind="predict"))
    store.log(row("e", kind="explain"))
    assert store.schedule() == {}


def test_the_learner_has_the_last_word_on_a_rating(store: Store) -> None:
    right = store.log(row()).answer
    assert right is not None
    for rate, interval in ((EASY, 8), (HARD, 0), (AGAIN, 0), (EASY, 8)):
        assert store.log(rating(right, rate)).ok
        assert (scheduled(store).memory.rating, scheduled(store).memory.interval) == (rate, interval)
    assert [a.result for a in store.answers()] == ["right"], "ratings answer nothing"
    assert store.progress("hopfield").right == 1 and store.progress("hopfield").place is None
    assert len(store.answers(pages=True)) == 5
    assert store.withdraw(store.answers(pages=True)[-1].id).ok
    assert scheduled(store).memory.rating == AGAIN, "the last rating is taken back"
    with pytest.raises(ValueError):
        rating(right, 5)


def test_a_rating_of_an_older_answer_changes_all_that_followed(store: Store) -> None:
    first = store.log(row()).answer
    store.log(row(day=DAY + 1))
    before = scheduled(store).memory
    assert first and store.log(rating(first, AGAIN)).ok
    assert scheduled(store).memory.stability < before.stability


def test_undo_gives_the_schedule_back(store: Store) -> None:
    store.log(row())
    before = scheduled(store)
    second = store.log(row(result="wrong", day=DAY + 3)).answer
    assert scheduled(store) != before and second
    store.withdraw(second.id)
    assert scheduled(store) == before
    store.withdraw(store.answers()[0].id)
    assert store.schedule() == {}


def test_errors_the_learner_was_sure_of_are_marked_until_mended(store: Store) -> None:
    store.log(row(result="wrong", confidence=2, seed=1))
    assert scheduled(store).surely == 2
    store.log(row(result="right", tries=2, seed=1, confidence=2))
    assert scheduled(store).surely == 2, "a second try mends nothing"
    store.log(row(result="wrong", confidence=0, day=DAY + 1))
    assert scheduled(store).surely == 2
    store.log(row(day=DAY + 2))
    assert scheduled(store).surely == 0


def test_what_a_test_has_shown_starts_with_an_interval(store: Store) -> None:
    store.log(known("hopfield", "q1"))
    found = scheduled(store)
    assert (found.memory.state, found.memory.interval, found.memory.reps) == (memory.REVIEW, 2, 1)
    assert store.progress("hopfield").questions == {} and store.latest_place() is None
    store.log(row("q2", "wrong"))
    before = scheduled(store, "q2")
    store.log(known("hopfield", "q2"))
    assert scheduled(store, "q2").memory == before.memory, "its own answers say more"


def test_the_version_of_the_scheduler_stands_with_each_review(store: Store) -> None:
    store.log(known("hopfield", "q1"))
    answer = store.log(row()).answer
    assert answer and store.log(rating(answer, 4)).ok
    made = [a.versions.get("fsrs") for a in store.answers(pages=True) if a.kind in ("known", "rating")]
    assert made == [scheduler_version()] * 2 and scheduler_version()[0].isdigit()


def test_recall_is_the_librarys_own_and_nothing_where_it_was_missed(store: Store) -> None:
    store.log(row())
    store.log(row(day=DAY + 1))
    m = scheduled(store).memory
    start = datetime.fromisoformat(at(DAY + 1))
    card = Card(card_id=1, state=State.Review, stability=m.stability, difficulty=5.0, last_review=start)
    for later in (0, 1, 9, 400):
        theirs = Scheduler().get_card_retrievability(card, start + timedelta(days=later))
        assert store.recall(DAY + 1 + later)["", "hopfield", "q1"] == pytest.approx(theirs, rel=1e-12)
    assert Rating.Good == GOOD and Rating.Easy == EASY
    store.log(row(result="wrong", day=DAY + 2))
    assert store.recall(DAY + 2)["", "hopfield", "q1"] == 0


# ---- the log alone decides ----------------------------------------------------------------------


def _sitting(store: Store, seed: int, count: int) -> None:
    """Answers, tries, hints, skips, ratings, undone ones; some rows late, as if from another machine."""
    rng, day = random.Random(seed), float(DAY)
    for n in range(count):
        day += rng.choice((0, 0, 0.3, 1, 5))
        item, seed_of_it = f"q{rng.randrange(4)}", rng.randrange(2**31)
        for tries in range(1, rng.randrange(1, 4) + 1):
            result = rng.choice(("right", "wrong", "partly", "skipped", "committed"))
            saved = store.log(
                row(item, result, day, seed=seed_of_it, tries=tries, hints=rng.randrange(2),
                    confidence=rng.choice((None, 0, 1, 2)))
            )  # fmt: skip
            assert saved.ok and saved.answer
            if rng.random() < 0.15:
                store.log(rating(saved.answer, rng.randrange(1, 5)))
            if rng.random() < 0.15:
                store.withdraw(saved.answer.id)
        if rng.random() < 0.1:
            store.log(known("hopfield", f"q{rng.randrange(6)}"))
        if rng.random() < 0.05 and n > 5:
            past = rng.choice(store.answers()).moment
            store.log(row(item, "right", day - 2, moment=past - 1, device="elsewhere"))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=12, deadline=None)
def test_following_row_by_row_gives_what_the_whole_log_gives(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    store = Store(tmp_path_factory.mktemp("any") / "default.db")
    _sitting(store, seed, 25)
    followed = store.schedule()
    assert store.is_scheduled and store.rebuild().run() and store.schedule() == followed


@pytest.mark.parametrize("how", ["DROP TABLE schedule", "DELETE FROM schedule", "UPDATE meta SET value = 99"
                                 " WHERE name = 'schedule'"])  # fmt: skip
def test_without_its_table_the_next_start_gives_the_same_due_dates(path: Path, how: str) -> None:
    store = Store(path)
    _sitting(store, 3, 30)
    before = store.schedule()
    store.close()
    db = sqlite3.connect(path)
    db.execute(how)
    db.commit()
    db.close()
    again = Store(path)
    assert again.trouble is None and not again.is_scheduled and not again.says
    told: list[float] = []
    assert again.rebuild().run(told.append) and told[-1] == 1.0
    assert again.is_scheduled and again.schedule() == before and len(before) >= 4
    assert Store(path).is_scheduled


def test_a_log_without_reviews_needs_no_making_anew(path: Path) -> None:
    store = Store(path)
    assert store.is_scheduled
    store.visit("hopfield", "idea")
    store.log(row("e", kind="explain"))
    store.log(row("t", "committed", kind="trace"))
    assert Store(path).is_scheduled and store.is_scheduled


def test_rows_from_elsewhere_put_the_schedule_in_doubt_and_then_count(path: Path) -> None:
    store = Store(path)
    store.log(row())
    store._file._mirror.append(row(day=DAY + 4, device="d", moment=2**60))
    assert store.log(row("q2")).ok
    assert not store.is_scheduled
    assert store.rebuild().run() and store.is_scheduled
    assert scheduled(store).memory.day == DAY + 4 and "q2" in str(store.schedule())


def test_answers_given_while_it_is_made_anew_are_not_forgotten(path: Path) -> None:
    store = Store(path)
    _sitting(store, 5, 40)
    made = store.rebuild()

    def meanwhile(share: float) -> None:
        store.log(row("q0", "right", DAY + 500))
        store.log(row(f"new {share}", "right", DAY + 500))

    assert made.run(meanwhile)
    followed = store.schedule()
    assert scheduled(store, "q0").memory.day == DAY + 500
    assert store.rebuild().run() and store.schedule() == followed


def test_it_can_be_stopped_and_says_how_far_it_is(path: Path) -> None:
    store = Store(path)
    _sitting(store, 6, 10)
    made = store.rebuild()
    made.stop()
    assert not made.run() and made.over and store.schedule()
    made = store.rebuild()
    made.start()
    while not made.over:
        pass
    assert made.share == 1.0 and store.is_scheduled


def test_leaving_while_it_is_made_anew_breaks_nothing(path: Path) -> None:
    store = Store(path)
    _sitting(store, 7, 30)
    before = store.schedule()
    made = store.rebuild()
    assert not made.run(lambda share: store.close()), "the app is left after the first handful"
    again = Store(path)
    assert again.trouble is None and not again.says and not again.is_scheduled
    assert again.rebuild().run() and again.schedule() == before


def test_another_version_of_the_scheduler_is_noticed(path: Path) -> None:
    store = Store(path)
    store.log(row())
    store.rebuild().run()
    assert store._file.read(schedule.of_this_scheduler)
    db = sqlite3.connect(path)
    db.execute("UPDATE meta SET value = '5.0' WHERE name = 'scheduler'")
    db.commit()
    assert not store._file.read(schedule.of_this_scheduler)


def test_a_strange_history_costs_no_answer(path: Path) -> None:
    store = Store(path)
    strange = {"at": "no time at all", "response": {"a": [1]}, "order": (), "tries": -3, "hints": -1}
    for result in ("right", "wrong", "rated", "known", "unheard of"):
        assert store.log(row(result=result, **strange)).ok  # type: ignore[arg-type]
    assert store.log(row(day=2_000_000)).ok, "a clock gone mad"
    assert store.log(row()).ok
    assert store.rebuild().run()


def test_a_damaged_log_comes_back_with_its_schedule(path: Path) -> None:
    store = Store(path)
    _sitting(store, 8, 20)
    before = store.schedule()
    store.close()
    path.write_bytes(b"garbage" * 5000)
    again = Store(path)
    assert not again.is_scheduled and again.says
    again.rebuild().run()
    assert again.schedule() == before


def test_in_a_log_that_may_only_be_read_reviews_go_on_in_memory(path: Path) -> None:
    store = Store(path)
    store.log(row())
    store.close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 1000")
    db.close()
    again = Store(path)
    assert again.trouble and again.rebuild().run()
    assert scheduled(again).memory.reps == 1
    again.log(row(day=DAY + 1))
    assert scheduled(again).memory.reps == 2


# ---- days ---------------------------------------------------------------------------------------


def test_a_day_ends_at_four_in_the_morning_by_the_learners_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for summer_time in (
        datetime(2027, 3, 27, 12, tzinfo=berlin),
        datetime(2027, 10, 30, 12, tzinfo=berlin),
    ):
        numbers = []
        for hours in range(48):
            local = (summer_time + timedelta(hours=hours)).replace(tzinfo=berlin)
            ahead = local.utcoffset()
            assert ahead is not None
            numbers.append(days.day_at(local.timestamp(), int(ahead.total_seconds() // 60)))
        first = numbers[0]
        assert numbers[:16] == [first] * 16 and numbers[16:40] == [first + 1] * 24
    assert str(days.date_of(days.day_at(0, 0))) == "1969-12-31" or days.day_at(0, 0) == 0


def test_today_follows_the_learner_around_the_world() -> None:
    with time_machine.travel(datetime(2027, 5, 1, 3, 59, tzinfo=ZoneInfo("Asia/Seoul"))):
        before = days.today()
    with time_machine.travel(datetime(2027, 5, 1, 4, 0, tzinfo=ZoneInfo("Asia/Seoul"))):
        assert days.today() == before + 1
        assert str(days.date_of(days.today())) == "2027-05-01"
    with time_machine.travel(datetime(2027, 4, 30, 12, 0, tzinfo=ZoneInfo("America/Los_Angeles"))):
        assert days.today() == before, "the same moment, and still the day before"


def test_an_evening_and_the_next_morning_are_a_day_apart(store: Store) -> None:
    for day, hour in ((DAY, 12), (DAY + 1, 12), (DAY + 3, 23)):
        store.log(row(day=day, hour=hour))
    m = scheduled(store).memory
    store.log(row(day=DAY + 4, hour=7))
    assert scheduled(store).memory == memory.reviewed(m, GOOD, DAY + 4)


def test_a_clock_that_goes_back_counts_as_the_same_day(store: Store) -> None:
    store.log(row(day=DAY + 400))
    store.log(row(day=DAY))
    found = scheduled(store).memory
    assert found.day == DAY and found.reps == 2
    assert found == memory.reviewed(memory.reviewed(None, GOOD, DAY + 400), GOOD, DAY)
    with time_machine.travel(datetime.fromisoformat(at(DAY))):
        assert isinstance(days.today(), int)


def test_every_answer_has_its_day_from_the_log_alone() -> None:
    late: Answer = row(hour=2.0)
    assert days.answered_on(late) == DAY - 1
    seoul = row(hour=20.0, offset_minutes=540)
    assert days.answered_on(seoul) == DAY + 1
    assert days.answered_on(row(at="??", moment=int(DAY * 86_400e6 + 5 * 3600e6))) == DAY
