"""Each screen by keys and mouse: what it shows first, what it does, what is kept."""

import json

import pytest
from app_for_tests import lab_app, opened, pane_of, text_of, until
from textual.widgets import Input, OptionList, TextArea

from tutor.course.load import load
from tutor.runner.recorded import recorded
from tutor.runner.run import Run
from tutor.study.store import Store, profile
from tutor.ui.app import Tutor
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.knobs import KnobsModal
from tutor.ui.screens.lesson import LessonScreen, Words
from tutor.ui.widgets.course_map import CourseMap
from tutor.ui.widgets.picker import Picker
from tutor.ui.widgets.predict_box import PredictBox
from tutor.ui.widgets.question_box import QuestionBox

SMALL, WIDE = (80, 24), (140, 40)


async def at(pilot, page: str) -> LessonScreen:
    """Turn the open lesson to a page."""
    screen = pilot.app.screen
    assert isinstance(screen, LessonScreen)
    await until(pilot, lambda: screen.lesson is not None, "the lesson")
    screen.place = [p.id for p in screen.lesson.pages].index(page)
    await until(pilot, lambda: screen.query("#title") and not screen.query(Words).first()._pruning)
    await pilot.pause()
    return screen


async def test_a_new_learner_lands_on_the_hopfield_network_and_space_plays_it():
    app = Tutor(language="en")
    async with app.run_test(size=SMALL) as pilot:
        assert isinstance(app.screen, HomeScreen)
        assert app.screen.query_one(CourseMap).lesson == "hopfield"
        assert "Hopfield network" in text_of(app)
        await opened(pilot)
        await pilot.press("space")
        await until(pilot, lambda: pane_of(app).view.step > 3, "steps")


async def test_enter_opens_the_lesson_and_escape_comes_back_to_its_place():
    app = Tutor(language="en")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.lesson)
        await pilot.press("n")
        await pilot.pause()
        assert app.screen.page.id == "cell"
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.lesson)
        assert app.screen.page.id == "cell"


async def test_the_map_opens_where_the_learner_was_in_sight():
    app = Tutor(language="en")
    app.store.visit("pix2pix", "apprentice")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "❯○ 28" in text_of(app) or "❯◐ 28" in text_of(app), "the last lesson")


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_prediction_gates_the_run_and_the_run_answers_it(size):
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=size) as pilot:
        screen = await at(pilot, "detours")
        await opened(pilot)
        assert screen.pane.locked
        assert not screen.pane.check_action("play", ())
        await pilot.press("4", "0", "enter")
        await pilot.pause()
        committed = [a.result for a in app.store.answers("hopfield", "detours")]
        assert committed == [], "nothing is committed before a confidence is said"
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: not screen.pane.locked)
        [answer] = app.store.answers("hopfield", "detours")
        assert (answer.result, answer.response, answer.confidence) == ("committed", "40", 1)
        await pilot.press("space")
        await until(pilot, lambda: len(app.store.answers("hopfield", "detours")) == 2, "the graded row")
        graded = app.store.answers("hopfield", "detours")[-1]
        assert graded.truth == 29 and graded.result == "wrong" and graded.about == answer.id
        spec, step = recorded(graded.more["run"])
        assert spec.lab == "hopfield" and spec.knobs["stored"] == 5 and spec.seed == 7 and not answer.more
        again = Run(spec, history=False)
        again.seek(step)
        assert again.frame().metrics["flips"] == 29, "the run can be run again from the log"
        if size == SMALL:
            await until(pilot, lambda: "It was 29" in text_of(app))
            await pilot.press("tab")
        await until(pilot, lambda: "You expected detours" in " ".join(text_of(app).split()))


async def test_a_wrong_choice_gets_its_own_message_and_another_try():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, "q-negative")
        box = screen.query_one(QuestionBox)
        picker = box.query_one(Picker)
        await pilot.press("enter")
        await pilot.pause()
        assert not app.store.answers("hopfield", "q-negative"), "enter with nothing chosen is no answer"
        ids = [id for id, _ in picker.rows]
        await choose(pilot, picker, ids.index("zero"))
        [answer] = app.store.answers("hopfield", "q-negative")
        assert answer.result == "wrong" and answer.response == "zero" and answer.mistake == "graded-cells"
        await until(pilot, lambda: "A cell here is +1 or −1" in text_of(app))
        await pilot.press("h")
        await until(pilot, lambda: "Hint 1 of 2" in text_of(app))
        await choose(pilot, picker, ids.index("neg"))
        assert [a.result for a in app.store.answers("hopfield", "q-negative")] == ["wrong", "right"]
        assert app.store.answers("hopfield", "q-negative")[-1].hints == 1
        assert box.over
        await pilot.press("u")
        assert [a.result for a in app.store.answers("hopfield", "q-negative")] == ["wrong"]


async def choose(pilot, picker: Picker, place: int) -> None:
    picker.focus()
    picker.highlighted = place
    await pilot.press("enter")
    await pilot.pause()


async def test_multi_order_explain_and_skip():
    app = Tutor(lesson="hopfield", language="en")
    lesson = load("hopfield")
    async with app.run_test(size=WIDE) as pilot:
        screen = await at(pilot, "q-endings")
        picker = screen.query_one(Picker)
        right = {o.id for o in lesson.page("q-endings").question.options if o.right}
        picker.focus()
        for place, (id, _text) in enumerate(picker.rows):
            if id in right:
                picker.highlighted = place
                await pilot.press("space")
        await pilot.press("enter")
        await pilot.pause()
        assert app.store.last("hopfield", "q-endings").result == "right"

        screen = await at(pilot, "q-order")
        picker = screen.query_one(Picker)
        await pilot.press("enter")
        await pilot.pause()
        assert app.store.last("hopfield", "q-order") is None, "an order left untouched is unanswered"
        for place, item in enumerate(lesson.page("q-order").question.items):
            picker.highlighted = [id for id, _ in picker.rows].index(item.id)
            while picker.highlighted > place:
                await pilot.press("shift+up")
        await pilot.press("enter")
        await pilot.pause()
        assert app.store.last("hopfield", "q-order").result == "right"

        screen = await at(pilot, "q-explain")
        await pilot.press(*"cells vote", "f5")
        await until(pilot, lambda: screen.query("#rubric"))
        drafted = app.store.answers("hopfield", "q-explain")
        assert [a.result for a in drafted] == ["committed"], "on disk before it is judged"
        await pilot.press("space", "enter")
        await pilot.pause()
        kept = app.store.last("hopfield", "q-explain")
        assert kept.response == {"text": "cells vote", "ticked": [0]} and kept.result == "partly"
        await pilot.press("u")
        await until(pilot, lambda: not screen.query("#rubric"), "the words to be open again")
        assert not app.store.answers("hopfield", "q-explain") and not screen.query_one(TextArea).disabled
        await pilot.press("f5")
        await until(pilot, lambda: screen.query("#rubric"))
        await pilot.press("enter")
        await pilot.pause()
        assert app.store.last("hopfield", "q-explain").response["text"] == "cells vote"

        await at(pilot, "q-modern")
        await pilot.press("x")
        await pilot.pause()
        assert app.store.last("hopfield", "q-modern").result == "skipped"


async def test_a_trace_question_runs_the_model_and_grades_by_it():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        await at(pilot, "q-trace")
        await pilot.press("0", "enter")
        await until(pilot, lambda: len(app.store.answers("hopfield", "q-trace")) == 2, "the truth")
        committed, graded = app.store.answers("hopfield", "q-trace")
        assert committed.result == "committed" and graded.truth == 0 and graded.result == "right"


async def test_letters_and_digits_in_a_text_field_are_text():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, "q-field")
        await pilot.press(*"qlt?n1")
        assert app.is_running and screen is app.screen
        assert screen.query_one(Input).value == "qlt?n1"


async def test_time_is_a_control():
    app = lab_app()
    async with app.run_test(size=SMALL) as pilot:
        pane = await opened(pilot)
        for _ in range(3):
            await pilot.press("right")
        await until(pilot, lambda: pane.view.step == 3)
        cells = pane.view.frame.panels[0].cells.copy()
        await pilot.press("end")
        await until(pilot, lambda: pane.view.done)
        end = pane.view.step
        assert end > 3 and pane.view.frame.metrics["bit_errors"] == 0
        await pilot.press("home")
        await until(pilot, lambda: pane.view.step == 0 and not pane.view.busy)
        for _ in range(3):
            await pilot.press("right")
        await until(pilot, lambda: pane.view.step == 3 and not pane.view.busy)
        assert (pane.view.frame.panels[0].cells == cells).all()
        assert pane.view.furthest == end
        await pilot.press("left")
        await until(pilot, lambda: pane.view.step == 2)


async def test_a_branch_overlays_two_runs_and_goes_away_again():
    app = lab_app(stored=20, memory="key")
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, KnobsModal))
        await pilot.press("m", "down", "down", "down", "right")
        await until(pilot, lambda: not isinstance(app.screen, KnobsModal))
        await until(pilot, lambda: pane.view.other is not None, "the other run")
        await pilot.press("b")
        await until(pilot, lambda: pane.view.other is None)


async def test_editing_flips_a_cell_and_escape_leaves_edit_mode_only():
    app = lab_app()
    async with app.run_test(size=SMALL) as pilot:
        pane = await opened(pilot)
        before = pane.view.frame.panels[0].cells.copy()
        await pilot.press("e")
        assert pane.editing
        await pilot.press("space")
        await until(pilot, lambda: (pane.view.frame.panels[0].cells != before).sum() == 1, "one cell")
        await pilot.press("escape")
        assert not pane.editing and pane.is_attached


async def test_a_knob_turned_is_felt_and_a_bad_value_is_told():
    app = lab_app()
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot)
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, KnobsModal))
        await pilot.press("down", "right")
        await until(pilot, lambda: pane.view.frame.metrics["stored"] == 4)
        await pilot.press("enter", *"999", "enter")
        await until(pilot, lambda: "goes from" in text_of(app))
        await pilot.press("escape")
        assert pane.view.frame.metrics["stored"] == 4


async def test_source_help_search_and_palette():
    app = lab_app()
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        await pilot.press("s")
        await until(pilot, lambda: "def " in text_of(app), "the source")
        await pilot.press("escape", "question_mark")
        await until(pilot, lambda: "Turn the lab's knobs" in text_of(app))
        await pilot.press("escape", "slash", *"energy")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count > 0, "a hit")
        await pilot.press("escape", "ctrl+p", *"source")
        await until(pilot, lambda: "Show the source" in text_of(app))


async def test_help_has_the_thresholds_behind_what_a_lab_says_of_its_health(monkeypatch):
    app = lab_app()
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot)
        monkeypatch.setattr(pane.lab, "health", (("Dead", "every loss is above ln 2"),))
        await pilot.press("question_mark", "end")
        await until(pilot, lambda: "every loss is above ln 2" in text_of(app), "the threshold")


async def test_language_switches_on_the_page_and_is_kept():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        await at(pilot, "idea")
        await pilot.press("l")
        await until(pilot, lambda: "연상 기억" in text_of(app))
    again = Tutor(lesson="hopfield")
    async with again.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "연상 기억" in text_of(again))


async def test_korean_letters_are_the_keys_they_lie_on():
    app = Tutor(language="en")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ㅅ")
        assert app.theme == "dltutor-light"


async def test_a_page_longer_than_the_screen_is_read_on_before_the_next():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, "cell")
        assert screen.query_one(Words).unread
        await pilot.press("enter")
        await pilot.pause()
        assert screen.page.id == "cell"
        while screen.query_one(Words).unread:
            await pilot.press("enter")
        await pilot.press("enter")
        await pilot.pause()
        assert screen.page.id == "q-field"


async def test_two_profiles_do_not_see_each_other():
    Store(profile("kim")).put_place("hopfield", "energy")
    for name, page in (("kim", "energy"), ("lee", "idea")):
        app = Tutor(lesson="hopfield", language="en", profile_name=name)
        async with app.run_test(size=SMALL) as pilot:
            await until(pilot, lambda app=app: app.screen.lesson)
            await pilot.pause()
            assert app.screen.page.id == page


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (400, 120)])
async def test_any_size_is_survived(size):
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=size) as pilot:
        for page in ("idea", "q-negative", "capacity", "q-explain"):
            screen = await at(pilot, page)
            await pilot.resize_terminal(80, 24)
            await pilot.resize_terminal(*size)
            if screen.pane:
                await opened(pilot)
        assert screen.query(PredictBox) or screen.query(QuestionBox)


async def test_a_lesson_that_asks_for_fewer_steps_gets_its_truth_there():
    app = Tutor(lesson="gan", language="en")
    page = next(p for p in load("gan").pages if p.predict and p.lab and p.lab.steps == 500)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, page.id)
        pane = await opened(pilot)
        assert pane.view.length == 500
        await pilot.press("f3")
        await until(pilot, lambda: not pane.locked)
        pane.play()
        await until(pilot, lambda: screen.told_all, "the truth")
        assert pane.view.step == 500 and pane.view.done


async def test_panels_are_pointed_at_with_a_key_and_left_with_escape():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=WIDE) as pilot:
        screen = await at(pilot, "idea")
        pane = await opened(pilot)
        await pilot.press("tab")
        assert screen.focused is pane
        await pilot.press("i")
        assert screen.focused is not pane and screen.focused in pane.query("*")
        cell = pane.focus_on.get("cells")
        await pilot.press("right")
        await until(pilot, lambda: pane.focus_on.get("cells") != cell, "another cell under the cursor")
        await pilot.press("escape")
        assert screen.focused is pane
        await pilot.press("i", "tab")
        assert screen.focused is screen.query_one(Words)


async def test_how_sure_one_is_of_a_prediction_costs_one_key():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, "capacity")
        await opened(pilot)
        await pilot.press("1", "2", "enter")
        box = screen.query_one(PredictBox)
        await until(pilot, lambda: box.stage == "sure", "the question of how sure")
        await pilot.press("3")
        await until(pilot, lambda: box.stage == "running", "the commitment")
        assert box.turn.confidence == 2 and not screen.pane.locked


async def test_a_click_on_empty_space_leaves_the_keys_with_the_question():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, "q-negative")
        box, words = screen.query_one(QuestionBox), screen.query_one(Words)
        assert box.has_focus_within
        await pilot.click(words, offset=(0, 0))
        assert box.has_focus_within, "where the answer goes"
        screen.set_focus(None)
        await pilot.click(words, offset=(0, 0))
        assert box.has_focus_within, "and back there from anywhere"
        await pilot.press("f3")
        await until(pilot, lambda: box.over)
        await pilot.click(words, offset=(0, 0))
        await pilot.pause()
        assert words.has_focus, "with nothing to answer the arrows scroll"


async def test_a_click_on_empty_space_leaves_the_keys_with_a_prediction():
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, "detours")
        await pilot.click(screen.query_one(Words), offset=(0, 0))
        await pilot.press("4", "0", "enter")
        await pilot.pause()
        await pilot.click(screen.query_one(Words), offset=(0, 0))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: app.store.answers("hopfield", "detours"), "the prediction")
        [answer] = app.store.answers("hopfield", "detours")
        assert (answer.response, answer.confidence) == ("40", 1)


async def test_this_prediction_is_wrong(home):
    app = Tutor(lesson="hopfield", language="en")
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, "detours")
        await pilot.press("4", "0", "f9")
        await until(pilot, lambda: app.screen.query("ReportModal Input"), "the sheet")
        await pilot.press(*"Is it?", "enter")
        await until(pilot, lambda: app.screen is screen, "the lesson again")
        [file] = (home / "reports").glob("*.md")
        assert file.name == "hopfield-detours-1.md"
        told = file.read_text("utf-8")
        assert "\nIs it?\n" in told and str(home) not in told
        facts = json.loads(told.partition("```json\n")[2].partition("```")[0])
        assert (facts["lesson"], facts["item"], facts["language"]) == ("hopfield", "detours", "en")
        assert not app.store.answers("hopfield", "detours"), "a report is no answer"
        await pilot.press("enter")
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: app.store.answers("hopfield", "detours"), "it can still be made")


async def test_tab_after_a_run_turns_to_what_was_told_of_the_prediction():
    app = Tutor(lesson="hopfield", language="ko")
    async with app.run_test(size=SMALL) as pilot:
        screen = await at(pilot, "detours")
        await pilot.press("4", "0", "enter", "2")
        box, words = screen.query_one(PredictBox), screen.query_one(Words)
        await until(pilot, lambda: box.stage == "running", "the commitment")
        screen.show_bench()
        await pilot.pause()
        first = box.tell(0)
        screen.back_to_words(first)
        await pilot.press("tab")
        await until(pilot, lambda: screen.focused is words, "the words, where arrows scroll")
        await pilot.pause()
        said = [one for one in box.query(".said") if not one.has_class("note")][-1]
        assert words.region.contains_region(said.region), "the verdict is in sight"


async def test_footer_and_help_tell_what_the_keys_do_in_the_picture_under_them() -> None:
    app = lab_app()
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot)
        assert "space play   → step" in text_of(app)
        await pilot.press("e")
        await pilot.pause()
        assert "space change   . step" in text_of(app)
