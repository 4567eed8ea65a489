"""What changes between a question and its answer: the page, the run, the screen in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from app_for_tests import lab_app, opened, text_of, until
from kinds_for_tests import FILE
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from tutor.kit.say import Say
from tutor.runner.client import WorkerLost
from tutor.study.passing import passing
from tutor.ui.app import Tutor
from tutor.ui.preview import Preview
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.knobs import KnobsModal
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.source import SourceModal
from tutor.ui.widgets.course_map import CourseMap
from tutor.ui.widgets.lab_pane import LabPane
from tutor.ui.widgets.predict_box import PredictBox
from tutor.ui.widgets.question_box import QuestionBox


def lose_the_worker(pane: LabPane) -> None:
    """As if another pane had taken it."""
    pane.app.lab_pane = None


async def page_of(pilot: Pilot, page: str) -> LessonScreen:
    """The open lesson, turned to a page that stands."""
    screen = pilot.app.screen
    await until(pilot, lambda: getattr(screen, "lesson", None))
    screen.place = [p.id for p in screen.lesson.pages].index(page)
    boxes = "QuestionBox, PredictBox"
    await until(
        pilot, lambda: any(b.turn.page.id == page and b.query("#field") for b in screen.query(boxes))
    )
    await pilot.pause()
    return screen


async def test_a_preset_begins_another_run() -> None:
    app = lab_app()
    async with app.run_test() as pilot:
        pane = await opened(pilot)
        await pilot.press("f", "down", "enter")
        preset = pane.lab.presets[1]
        assert pane.spec.knobs == preset.knobs
        await until(pilot, lambda: preset.knobs.items() <= pane.client.spec.knobs.items(), "its run")


async def test_a_pane_opened_again_leaves_the_run_of_another_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    app = lab_app()
    async with app.run_test() as pilot:
        pane = await opened(pilot)
        sought = []

        async def open(*_: object, **__: object) -> None:
            lose_the_worker(pane)

        async def seek(step: int) -> None:
            sought.append(step)

        monkeypatch.setattr(pane.client, "open", open)
        monkeypatch.setattr(pane.client, "seek", seek)
        await pane._open()
        assert not sought
        monkeypatch.undo()
        pane.playing = True
        await pane._tick()
        assert not pane.playing, "it rests, and says so"


async def test_a_last_number_that_the_worker_can_no_longer_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object, **__: object) -> None:
        raise WorkerLost(Say("gone"))

    app = lab_app()
    async with app.run_test() as pilot:
        pane = await opened(pilot)
        seen = pane.view.frame.metrics["bit_errors"]
        monkeypatch.setattr(pane.client, "look", lost)
        assert await pane.thorough("bit_errors") == seen
        lose_the_worker(pane)
        assert await pane.thorough("bit_errors") == seen


async def test_a_run_that_ends_as_the_page_is_turned_to_a_prediction() -> None:
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: getattr(app.screen, "lesson", None))
        screen = app.screen
        ids = [page.id for page in screen.lesson.pages]
        pane = await opened(pilot)  # of the first page, which predicts nothing
        screen.set_reactive(LessonScreen.place, ids.index("detours"))
        await screen.looked(LabPane.Looked(pane, replace(pane.view, done=True)))
        assert not screen.told_all
        await screen._turn_to()
        box = screen.query_one(PredictBox)
        new = screen.pane
        await screen._looked(LabPane.Looked(pane, replace(pane.view, done=True)))
        screen._unlock(PredictBox.Committed(PredictBox(box.sitting, box.turn)))
        await screen._run_for(QuestionBox.NeedsRun(QuestionBox(box.sitting, box.turn), "1"))
        assert box.stage == "saying" and new.locked and screen.truth_for is None


async def test_a_trace_answered_again_and_one_taken_back_while_the_model_runs() -> None:
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test() as pilot:
        screen = await page_of(pilot, "q-trace")
        box = screen.query_one(QuestionBox)
        for times in (1, 2):  # the second time the run is at its end already
            box.query_one(Input).value = str(times)
            box.field.commit()
            await until(pilot, lambda: box.over, "the truth")
            box.undo()
        box.query_one(Input).value = "3"
        screen.pane.locked = "as if it took a while"
        box.field.commit()
        await until(pilot, lambda: box.waiting or box.over)
        assert box.over or not box.check_action("reveal", ())
        box.undo()
        assert box.answerable
        screen.truth_for, screen.trace_response = box, "3"
        await screen._looked(LabPane.Looked(screen.pane, screen.pane.view))
        assert not box.over and not app.store.answers("hopfield", "q-trace")


async def test_hasty_keys_at_a_prediction() -> None:
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test() as pilot:
        box = (await page_of(pilot, "detours")).query_one(PredictBox)
        box._said("nothing that could be read")
        box._said(box.turn.asked.order[0] if box.predict.kind == "choice" else "5")
        box.action_sure(1)
        await pilot.pause()
        assert box.stage == "running" and box.query_one("#sure").disabled


async def test_a_number_said_twice_in_haste_stands_once() -> None:
    app = Tutor(lesson=str(FILE), language="en")
    async with app.run_test() as pilot:
        screen = await page_of(pilot, "q-numeric")
        box = screen.query_one(QuestionBox)
        for words in ("no number", "none either"):
            box.query_one(Input).value = words
            box._answered(box.field.Answered(box.field, words, None))
        await pilot.pause()
        assert len(box.query(".note")) == 1


async def test_two_presses_open_a_lesson_once_and_ask_for_the_source_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        home = app.screen
        course = home.query_one(CourseMap)
        for _ in range(2):
            home.on_course_map_opened(CourseMap.Opened(course.lesson))
        review = next(c for c in home.ACTIONS if c.action == "review")
        app.obey(review, home)
        await pilot.pause()
        assert [type(screen).__name__ for screen in app.screen_stack] == ["HomeScreen", "LessonScreen"]
    app = lab_app()
    async with app.run_test() as pilot:
        await opened(pilot)
        await pilot.press("s", "s")
        await until(pilot, lambda: isinstance(app.screen, SourceModal))
        await pilot.pause()
        assert len(app.screen_stack) == 3


async def test_space_just_after_the_lesson_has_changed_plays_the_new_one() -> None:
    app = Tutor(language="en")
    async with app.run_test() as pilot:
        old = await opened(pilot)
        home = app.screen
        assert isinstance(home, HomeScreen)
        home._tell()
        await home.action_live()
        (pane,) = home._panes()
        assert pane is not old
        await until(pilot, lambda: pane.view and pane.view.step > 0, "its steps")


async def test_a_tab_while_the_page_is_turned_does_not_hide_the_next_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        screen = app.screen
        words = screen.query_one("Words")
        mount = words.mount_all

        def tab(widgets: Sequence[Widget]) -> object:
            screen.show_bench()
            return mount(widgets)

        monkeypatch.setattr(words, "mount_all", tab)
        screen.set_reactive(LessonScreen.place, 1)  # a page that has no lab
        await screen._turn_to()
        assert screen.pane is None and not screen.has_class("bench") and words.display


async def test_what_is_typed_goes_to_the_knob_it_was_typed_for() -> None:
    app = lab_app()
    async with app.run_test() as pilot:
        pane = await opened(pilot)
        await pilot.press("k", "m", "down", "enter")
        sheet = app.screen
        assert isinstance(sheet, KnobsModal) and sheet.query_one(Input).has_focus
        await pilot.press("down")
        assert sheet.focused is None and not sheet.query_one(Input).has_class("asked")
        assert sheet.values == pane.values()


async def test_a_file_that_breaks_or_shrinks_while_its_page_is_turned(tmp_path: Path) -> None:
    file = tmp_path / FILE.name
    file.write_text(whole := FILE.read_text())
    with passing("default") as store:
        app = Preview(file, store, "en")
        async with app.run_test() as pilot:
            await until(pilot, lambda: getattr(app.screen, "lesson", None))
            screen = app.screen
            file.write_text("id: [")
            await screen._load()
            screen.place = 2
            await until(pilot, lambda: "cannot be shown yet" in text_of(app))
            file.write_text(whole)
            await screen.retell()
            screen.action_next()
            await until(pilot, lambda: screen.lesson and screen.query("Words > *"))
            assert app.is_running


async def test_a_lesson_that_cannot_be_read_says_so_once_in_either_language(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("id: [")
    app = Tutor(lesson=str(file), language="en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.query(".trouble"))
        await app.action_language()
        await app.action_language()
        await pilot.pause()
        assert len(app.screen.query(".trouble")) == 1
