"""Where the learner stands: counted rightly, told with its doubts, and one key away from what says why."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from app_for_tests import text_of, until
from cli_for_tests import dltutor
from textual.widgets import OptionList

from tutor.course.load import load
from tutor.study import rows, tables
from tutor.study.answers import Answer, withdrawal
from tutor.study.days import today
from tutor.study.standing import ENOUGH, Sureness
from tutor.study.store import Store, profile
from tutor.ui.app import Tutor
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.progress import ProgressScreen
from tutor.ui.sitting import Sitting
from tutor.ui.standing import misbeliefs, standing, verdict
from tutor.ui.studied import studied


def row(item: str, result: str, confidence: int | None = None, **more: object) -> Answer:
    return Answer(
        lesson="hopfield", item=item, kind="choice", result=result, confidence=confidence, order=("a", "b"),
        response="a", **more,
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "default.db")


def test_calibration_counts_first_tries_that_stand(store: Store) -> None:
    for n in range(4):
        store.log(row(f"a{n}", "right", 2))
    store.log(row("b", "wrong", 2))
    store.log(row("c", "partly", 0))
    store.log(row("d", "wrong", 0))
    store.log(row("d", "right", 0, tries=2))
    store.log(row("e", "right"))
    store.log(row("f", "committed", 1))
    taken_back = store.log(row("g", "right", 1)).answer
    assert taken_back
    store.log(withdrawal(taken_back))
    assert store.calibration() == [Sureness(0, 2, 0, 1), Sureness(1, 0, 0, 0), Sureness(2, 5, 4, 0)]
    assert [one.share for one in store.calibration()] == [0.25, 0, 0.8]
    assert "Too few answers to tell yet: 7" in verdict(tuple(store.calibration()))


@pytest.mark.parametrize(("counts", "told"), [
    (((8, 2), (8, 5), (8, 8)), "The surer you were"),
    (((8, 8), (8, 5), (8, 7)), "says little"),
    (((5, 1), (5, 2), (12, 6)), "When you were certain, you were right 50%"),
    (((0, 0), (19, 12), (1, 0)), "says little"),
    (((0, 0), (ENOUGH - 1, 12), (0, 0)), "Too few"),
])  # fmt: skip
def test_what_a_calibration_says(counts, told) -> None:
    assert told in verdict(tuple(Sureness(sure, *count, 0) for sure, count in enumerate(counts)))


def test_what_is_believed_still_comes_first_and_is_mended_by_a_right_answer(store: Store) -> None:
    sitting = Sitting(store, load("hopfield"), "en")
    page = sitting.lesson.page
    first = sitting.turn(page("q-negative"), 3)
    sitting.answer(first, "none")
    sitting.answer(first, "zero")
    second = sitting.turn(page("q-capacity"), 3)
    sitting.answer(second, "root")
    sitting.answer(second, "seven")
    several = sitting.turn(page("q-endings"), 3)
    sitting.answer(several, ["mixture", "cycle"])
    found = list(misbeliefs(store))
    assert [(one.item, one.mistake, one.mended) for one in found] == [
        ("q-endings", "async-cycles", False),
        ("q-negative", "graded-cells", False),
        ("q-negative", "only-what-was-stored", False),
        ("q-capacity", "states-are-capacity", True),
    ]
    assert found[0].said == "Two states in turn, for ever", "of what was ticked, the one that was wrong"
    assert found[1].said == "All cells 0" and found[1].pages == (("store", "Where the weights come from"),)
    assert "Which *other* pattern" in found[1].asked
    store.log(replace(store.answers()[0], id="gone", lesson="gone", moment=0))
    assert "gone" in {one.lesson for one in misbeliefs(store)}, "a lesson that is gone is told by its id"


def test_remembered_is_recall_and_not_pages_opened(store: Store) -> None:
    from tutor.course.index import read
    from tutor.study.store import cache_folder

    index = read(cache_folder())
    for page in load("hopfield").pages:
        store.visit("hopfield", page.id)
    before = standing(store, index)
    assert [(one.lesson, one.share, one.asked) for one in before.remembered] == [("hopfield", 0.0, 0)]
    assert before.not_begun == len(index.entries) - 1
    assert before.ahead[0] == len(store.due(studied(index))) and sum(before.ahead[1:]) == 0
    sitting = Sitting(store, load("hopfield"), "en")
    sitting.answer(sitting.turn(sitting.lesson.page("q-capacity"), 1), "seven")
    sitting.answer(sitting.turn(sitting.lesson.page("q-modern"), 1), "deeper")
    [one] = standing(store, index).remembered
    assert one.asked == 2 and one.share == pytest.approx(1 / one.questions)
    found = standing(store, index)
    assert found.ahead[0] == len(store.due(studied(index))), "as the map says"
    assert "q-modern" in {due.item for due in store.due(studied(index))}, "what was missed comes back today"
    assert sum(found.ahead[1:]) == 1


# ---- shown -----------------------------------------------------------------------------------------


def some_work(store: Store) -> None:
    sitting = Sitting(store, load("hopfield"), "en")
    store.visit("hopfield", "idea")
    turn = sitting.turn(sitting.lesson.page("q-negative"), 3)
    turn.confidence = 2
    sitting.answer(turn, "none")
    sitting.answer(sitting.turn(sitting.lesson.page("q-capacity"), 3), "seven")


def test_stats_in_words_and_as_json(home: Path) -> None:
    home.mkdir()
    empty = dltutor(home, "stats")
    assert empty.code == 0 and "Nothing was studied yet." in empty.out and "wrongly" not in empty.out
    some_work(Store(profile()))
    said = dltutor(home, "stats")
    assert said.code == 0 and not said.err
    for word in (
        "Hopfield network",
        "Too few answers to tell yet",
        "None; only ξ was stored",
        "not mended yet",
    ):
        assert word in said.out
    assert "Why: Where the weights come from" in said.out
    assert not any(word in said.out.lower() for word in ("streak", "congrat", "badge", "level up"))
    korean = dltutor(home, "stats", "--lang", "ko").out
    assert "기억하고 있는 것" in korean and "없다. ξ만 저장했으니까" in korean
    told = json.loads(dltutor(home, "stats", "--json").out)
    assert set(told) == {"remembered", "calibration", "ahead", "believed"}
    assert len(told["ahead"]) == 14 and sum(day["due"] for day in told["ahead"]) == 2, told["ahead"]
    assert told["believed"][0]["pages"] == [{"id": "store", "title": "Where the weights come from"}]
    assert told["calibration"]["enough"] is False and told["calibration"]["confidences"][2]["answers"] == 1


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (30, 8)])
async def test_g_shows_it_and_enter_opens_the_page_that_says_why(home: Path, size) -> None:
    some_work(Store(profile()))
    app = Tutor(language="en")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.screen.query("CourseMap"))
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, ProgressScreen) and app.screen.beliefs, "beliefs")
        if size != (30, 8):
            for word in (
                "What you remember",
                "Hopfield network",
                "certain",
                "today",
                "None; only ξ was stored",
            ):
                assert word in text_of(app)
        assert app.screen.query_one(OptionList).has_focus
        await pilot.press("tab")
        assert not app.screen.query_one(OptionList).has_focus
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.lesson)
        assert app.screen.page.id == "store"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ProgressScreen))
        await pilot.press("l")
        korean = "ξ만 저장했으니까" if size != (30, 8) else "진도"
        await until(pilot, lambda: korean in text_of(app), "Korean")
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_nothing_done_is_said_calmly_and_the_palette_knows_the_way(home: Path) -> None:
    app = Tutor(language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.query("CourseMap"))
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert "Stats  (g)" in titles
        await pilot.press("g")
        await until(pilot, lambda: "Nothing so far." in text_of(app))
        assert "Nothing was studied yet." in text_of(app) and "read why" not in text_of(app)


@pytest.mark.soak
def test_with_200_000_answers_it_is_quick(tmp_path: Path) -> None:
    from tutor.course.index import read
    from tutor.study.store import cache_folder

    store = Store(tmp_path / "default.db")
    with tables.writing(store._file._db):
        for n in range(200_000):
            rows.insert(
                store._file._db,
                row(
                    f"q{n % 900}", "wrong" if n % 3 else "right", n % 3,
                    mistake="m" if n % 3 else "", moment=10**15 + n,
                ),
            )  # fmt: skip
    index = read(cache_folder())
    start = time.process_time()
    standing(store, index)
    store.believed()
    assert time.process_time() - start < 3, "about a second on a quiet core"
    assert today() > 0
