"""Reviews on screen, and what home says of them: by keys, with the real log and the real worker."""

import sqlite3

import pytest
from app_for_tests import text_of, until
from study_for_tests import row
from textual.widgets import Input

from tutor.kit.lesson import Choice
from tutor.study import days
from tutor.study.rebuild import Rebuild
from tutor.study.store import Store, profile
from tutor.ui.app import Tutor
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.review import ReviewScreen
from tutor.ui.widgets.picker import Picker

SMALL, WIDE = (80, 24), (140, 40)


@pytest.fixture
def studied(home):
    """Three choices of the Hopfield lesson were right a week ago."""
    store = Store(profile())
    for item in ("q-negative", "q-capacity", "q-modern"):
        store.log(row(item, day=days.today() - 7))
    store.close()


async def asking(pilot) -> ReviewScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    await until(pilot, lambda: screen.now is not None and screen.query(Picker), "a question")
    await pilot.pause()
    return screen


async def answer(pilot, screen: ReviewScreen, right: bool = True) -> None:
    question = screen.now.page.question
    assert isinstance(question, Choice)
    picker = screen.query_one(Picker)
    picker.focus()
    ids = [id for id, _ in picker.rows]
    picker.highlighted = next(n for n, id in enumerate(ids) for o in question.options
                              if o.id == id and o.right == right)  # fmt: skip
    await pilot.press("enter")
    await pilot.pause()


async def test_home_says_what_is_due_and_r_asks_it(studied):
    app = Tutor(language="en")
    async with app.run_test(size=SMALL) as pilot:
        assert "3 due" in text_of(app) and "30%" not in text_of(app)
        await pilot.press("r")
        screen = await asking(pilot)
        assert "3 left" in text_of(app) and "Hopfield network, page" in text_of(app)
        assert not screen.check_action("on", ()) and not screen.check_action("rate", ())
        await pilot.press("n", "enter")
        assert screen.reviewing.asked == [], "nothing moves on by itself"
        for left in (3, 2, 1):
            await until(pilot, lambda left=left: f"{left} left" in text_of(app))
            await answer(pilot, screen)
            await until(pilot, lambda: "3 good" in text_of(app), "the grade")
            await pilot.press("n")
        await until(pilot, lambda: "That was all for today." in text_of(app))
        assert "3 of 3 right at once." in text_of(app) and "They come back" in text_of(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert " due" not in text_of(app)
        await pilot.press("r")
        await until(pilot, lambda: "Nothing is due." in text_of(app) and "Coming:" in text_of(app))


async def test_a_miss_comes_back_and_the_page_that_says_why_is_a_key_away(studied):
    app = Tutor(language="en", review=True)
    async with app.run_test(size=WIDE) as pilot:
        screen = await asking(pilot)
        missed = screen.now.due.key
        await answer(pilot, screen, right=False)
        assert screen.check_action("next", ()) and not screen.check_action("on", ())
        await pilot.press("x")
        await until(pilot, lambda: "❯ 1 again today" in text_of(app), "the grade")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.lesson)
        assert app.screen.page.id in screen.now.page.question.see
        await pilot.press("escape")
        assert app.screen is screen
        await pilot.press("n")
        order = []
        for _ in range(3):
            await pilot.pause()
            order.append(screen.now.due.key)
            await answer(pilot, screen)
            await pilot.press("n")
        await until(pilot, lambda: "2 of 3 right at once." in text_of(app))
        assert order[-1] == missed and len(set(order)) == 3


async def test_undo_goes_back_an_answer_and_then_a_question(studied):
    app = Tutor(language="en", review=True)
    async with app.run_test(size=SMALL) as pilot:
        screen = await asking(pilot)
        first = screen.now.due.key
        before = app.store.schedule()
        await answer(pilot, screen)
        assert app.store.schedule() != before
        await pilot.press("u")
        assert app.store.schedule() == before and not screen.is_over
        await until(pilot, lambda: "3 good" not in text_of(app))
        await answer(pilot, screen)
        await pilot.press("n")
        await until(pilot, lambda: screen.now.due.key != first)
        await pilot.press("u")
        await until(pilot, lambda: screen.now.due.key == first)
        assert app.store.schedule() == before and "3 left" in text_of(app)


async def test_the_learners_grade_and_stopping_half_way(studied):
    app = Tutor(language="en")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("r")
        screen = await asking(pilot)
        key = screen.now.due.key
        await answer(pilot, screen)
        good = app.store.scheduled(key).due
        await pilot.press("4")
        await until(pilot, lambda: "❯ 4 easy" in text_of(app))
        assert app.store.scheduled(key).due > good
        await pilot.press("1")
        assert app.store.scheduled(key).due == days.today()
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert "0 of 1 right at once. 3 questions are left for today." in " ".join(
            str(n.message) for n in app._notifications
        )
        assert "3 due" in text_of(app)


async def test_the_language_changes_in_mid_sitting(studied):
    app = Tutor(language="en", review=True)
    async with app.run_test(size=SMALL) as pilot:
        screen = await asking(pilot)
        key, order = screen.now.due.key, screen.now.turn.asked.order
        await pilot.press("l")
        await until(pilot, lambda: "홉필드" in text_of(app) and "3개 남음" in text_of(app))
        assert (screen.now.due.key, screen.now.turn.asked.order) == (key, order)
        await until(pilot, lambda: screen.query(Picker))
        await answer(pilot, screen)
        await pilot.press("l")
        await until(pilot, lambda: "3 left" in text_of(app))
        await pilot.press("n")
        await until(pilot, lambda: "Hopfield network, page" in text_of(app))


async def test_a_question_that_is_traced_runs_its_lab(home):
    store = Store(profile())
    store.log(row("q-trace", day=days.today() - 7, kind="trace"))
    store.close()
    app = Tutor(language="en", review=True)
    async with app.run_test(size=WIDE) as pilot:
        screen = app.screen
        await until(pilot, lambda: screen.pane is not None, "the lab")
        assert screen.pane.locked
        await until(pilot, lambda: isinstance(screen.focused, Input), "the field")
        await pilot.press("9", "enter")
        await until(pilot, lambda: len(app.store.answers("hopfield", "q-trace")) == 3, "the graded row")
        await until(pilot, lambda: screen.is_over and "1 again" in text_of(app))
        assert app.store.answers("hopfield", "q-trace")[-1].truth is not None


async def test_while_the_schedule_is_made_anew_a_bar_says_how_far_it_is(studied, monkeypatch):
    with sqlite3.connect(profile()) as db:
        db.execute("DROP TABLE schedule")
    held: list[Rebuild] = []
    monkeypatch.setattr(Rebuild, "start", lambda self, **how: held.append(self))
    app = Tutor(language="en")
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: held and "working out what is due ▱▱" in text_of(app))
        held[0].share = 0.5
        await until(pilot, lambda: "▰▰▰▰▰▱▱▱▱▱" in text_of(app))
        await pilot.press("r")
        await until(pilot, lambda: "Working out from your answers what is due: 50%" in text_of(app))
        held[0].run()
        screen = await asking(pilot)
        assert "3 left" in text_of(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and "3 due" in text_of(app))
        assert len(held) == 1 and screen.reviewing.left == 3


async def test_the_map_shows_what_is_remembered_not_what_was_opened(home):
    store = Store(profile())
    for page in ("cell", "store", "q-negative"):
        store.visit("hopfield", page)
    app = Tutor(language="en")
    async with app.run_test(size=SMALL):
        assert "▱▱▱▱▱   0%" in text_of(app)
    for item, kind in app.course.entries[
        [e.id for e in app.course.entries].index("hopfield")
    ].items.items():
        store.log(row(item, kind=kind, day=days.today()))
    app = Tutor(language="en")
    async with app.run_test(size=SMALL):
        assert "▰▰▰▰▰ 100%" in text_of(app) and "● " in text_of(app)


async def test_a_question_missed_and_gone_since_can_be_taken_back_and_begun_is_begun_once(studied):
    app = Tutor(language="en", review=True)
    async with app.run_test(size=SMALL) as pilot:
        screen = await asking(pilot)
        await answer(pilot, screen, right=False)
        await pilot.press("f3")
        await pilot.pause()
        first, reviewing = screen.now, screen.reviewing
        await screen._begin()
        assert screen.reviewing is reviewing and screen.now is first
        await screen.action_next()
        reviewing.queue.clear()  # as if no lesson could be read any more
        await screen.action_undo()
        assert screen.now.due.key == first.due.key and screen.now is not first
