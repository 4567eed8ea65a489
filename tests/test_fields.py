"""Each kind of question on screen, by keys and by mouse: what is given, what it gets, what is kept."""

from __future__ import annotations

import json

import pytest
from app_for_tests import text_of, until
from kinds_for_tests import FILE, kinds_lesson
from textual.widgets import Input

from tutor.ui.app import Tutor
from tutor.ui.screens.lesson import LessonScreen, Words
from tutor.ui.widgets.fields import FIELDS
from tutor.ui.widgets.fields.curve import Curve
from tutor.ui.widgets.fields.pairs import LETTERS, Board
from tutor.ui.widgets.fields.radio import Radio
from tutor.ui.widgets.picker import Picker
from tutor.ui.widgets.question_box import QuestionBox

SMALL, WIDE = (80, 24), (140, 40)
PAGES = [page.id for page in kinds_lesson().pages]


async def at(pilot, page: str) -> QuestionBox:
    """The question of that page of the example lesson, with its field ready."""
    screen = pilot.app.screen
    await until(pilot, lambda: isinstance(screen, LessonScreen) and screen.lesson, "the lesson")
    screen.place = PAGES.index(page)
    await until(pilot, lambda: [b.turn.page.id for b in screen.query(QuestionBox)] == [page])
    await pilot.pause()
    return screen.query_one(QuestionBox)


def app_in(language: str = "en") -> Tutor:
    return Tutor(lesson=str(FILE), language=language)


def kept(app: Tutor, page: str):
    return app.store.answers("kinds", page)


def shown(app: Tutor) -> str:
    return " ".join(text_of(app).split())


async def click_row(pilot, widget, row: int, x: int = 12) -> None:
    await pilot.click(widget, offset=(x, row))
    await pilot.pause()


def test_every_kind_has_a_field():
    from tutor.kit.lesson import QUESTIONS

    assert set(FIELDS) == set(QUESTIONS.values())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ko"])
async def test_enter_alone_is_no_answer_and_a_skip_shows_the_answer(page, language):
    app = app_in(language)
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, page)
        if page != "q-recall":
            await pilot.press("enter", "f6", "f8")
            await pilot.pause()
            assert not kept(app, page) and box.query(".note"), "said, and not counted"
        await pilot.press("f3")
        await until(pilot, lambda: box.over)
        await pilot.pause()
        assert [a.result for a in kept(app, page)] == ["skipped"]
        told = [prose.source for prose in box.query("Prose")]
        explain = kinds_lesson(language).page(page).question.explain
        assert explain in told or page == "q-recall"
        assert box.field.settled and app.screen.focused is app.screen.query_one(Words)
        await pilot.press("f6")
        assert len(kept(app, page)) == 1, "nothing counts once it is over"


async def test_true_or_false_with_a_reason_by_keys():
    app = app_in()
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-true-false")
        reasons = box.query_one(Picker)
        ids = [id for id, _ in reasons.rows]
        await pilot.press("right", "enter")
        assert app.screen.focused is reasons and not kept(app, "q-true-false")
        await pilot.press(*["down"] * (ids.index("energy") + 1), "2")
        await pilot.pause()
        [answer] = kept(app, "q-true-false")
        assert answer.response == {"verdict": "true", "reason": "energy"}
        assert (answer.result, answer.confidence) == ("partly", 1)
        assert "≈ Partly right. (fairly sure) True of every recall" in shown(app) and not box.over
        await pilot.press(*["up"] * (ids.index("energy") + 1))
        assert app.screen.focused is box.query_one(Radio), "up from the first reason is the verdict"
        await pilot.press("left", "enter")
        await pilot.pause()
        assert kept(app, "q-true-false")[-1].result == "wrong"
        assert kept(app, "q-true-false")[-1].confidence is None, "enter says nothing of how sure"
        await pilot.press("u")
        assert [a.result for a in kept(app, "q-true-false")] == ["partly"]


async def test_true_or_false_by_mouse():
    app = app_in()
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-true-false")
        radio, reasons = box.query_one(Radio), box.query_one(Picker)
        await pilot.click(radio, offset=(5, 0))
        assert radio.chosen == "true"
        await click_row(pilot, reasons, [id for id, _ in reasons.rows].index("products"))
        assert not kept(app, "q-true-false"), "a press of the mouse marks"
        sure = box.query_one("Sureness")
        line = "".join(segment.text for segment in sure.render_line(0))
        await pilot.click(sure, offset=(line.index("certain") + 3, 0))
        await pilot.pause()
        [answer] = kept(app, "q-true-false")
        assert (answer.result, answer.confidence) == ("right", 2) and box.over


async def test_a_number_given_again_counts_once_and_one_nearly_the_same_replaces_what_was_said():
    app = app_in()
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-numeric")
        for typed, said in (("900", "✗ Not this."), ("900.0", "That is the answer you have just given.")):
            box.query_one(Input).value = typed
            await pilot.press("enter")
            await until(pilot, lambda said=said: said in shown(app))
            assert len(kept(app, "q-numeric")) == 1
        await pilot.press(*"901", "enter")  # in place of what is still in sight
        assert box.query_one(Input).value == "901"
        await until(pilot, lambda: "901" in shown(app) and "not this either." in shown(app))
        assert len(kept(app, "q-numeric")) == 2
        assert shown(app).count("A probability is at most 1.") == 1 and "Not this." not in shown(app)


async def test_words_are_typed_and_a_slip_is_asked_about_once():
    app = app_in("ko")
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-short")
        box.query_one(Input).value = "기울기 소슬"
        await pilot.press("enter")
        await until(pilot, lambda: "혹시 “기울기 소실”인가요" in shown(app))
        assert not kept(app, "q-short")
        await pilot.press("enter")
        await pilot.pause()
        assert [a.result for a in kept(app, "q-short")] == ["wrong"], "given once more, it counts"
        box.query_one(Input).value = "기울기  소실"
        await pilot.press("f7")
        await pilot.pause()
        assert kept(app, "q-short")[-1].result == "right"
        assert kept(app, "q-short")[-1].confidence == 1


async def test_blanks_show_in_the_text_as_they_are_filled():
    app = app_in()
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-cloze")
        await pilot.press(*"state", "enter")
        assert isinstance(app.screen.focused, Radio), "on to the next empty blank"
        assert "memory in the state, and" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert not kept(app, "q-cloze") and "Still empty: 1." in shown(app)
        radio = box.query_one(Radio)
        await pilot.press(*["right"] * (1 + [id for id, _ in radio.options].index("forget")), "enter")
        await pilot.pause()
        [answer] = kept(app, "q-cloze")
        assert answer.response == {"cell": "state", "gate": "forget"} and answer.result == "partly"
        assert "“state”: Which of its two states?" in shown(app)
        assert "✗ (1) state" in shown(app) and "✓ (2)" in shown(app)
        await pilot.press("up")
        assert isinstance(app.screen.focused, Input)
        app.screen.focused.value = "cell"
        await pilot.press("enter")
        await pilot.pause()
        assert box.over and "memory in the cell, and the forget gate" in shown(app)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_pairs_by_letters(size):
    app = app_in()
    async with app.run_test(size=size) as pilot:
        box = await at(pilot, "q-match")
        board = box.query_one(Board)
        partner = {"verdict": "sentiment"}
        for left in board.lefts:
            await pilot.press(LETTERS[board.rights.index(partner.get(left, left))])
        assert not kept(app, "q-match")
        await pilot.press("backspace", "enter")
        await pilot.pause()
        assert not kept(app, "q-match") and "Still without a partner: 1." in shown(app)
        await pilot.press("right")
        while board.given[board.lefts[-1]] != partner.get(board.lefts[-1], board.lefts[-1]):
            await pilot.press("right")
        await pilot.press("enter")
        await pilot.pause()
        assert [a.result for a in kept(app, "q-match")] == ["right"] and box.over


async def test_pairs_by_mouse_and_with_a_korean_keyboard():
    app = app_in("ko")
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-match")
        board = box.query_one(Board)
        await click_row(pilot, board, 2)
        assert board.at == 2
        await click_row(pilot, board, len(board.lefts) + 1 + board.rights.index("one"))
        assert board.given == {board.lefts[2]: "one"} and board.at == 3
        await pilot.press("ㅁ")
        assert board.given[board.lefts[3]] == board.rights[0], "ㅁ lies on a"
        await pilot.press("ㅊ", "ㅊ", "enter")
        await pilot.pause()
        [answer] = kept(app, "q-match")
        assert answer.response == board.given and "일대일" in text_of(app)
        assert all(sign in text_of(app) for sign in ("✗",))


async def test_a_shape_by_names_or_sizes():
    app = app_in()
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-shape")
        assert "batch (B, N) = 32, time (T) = 50, hidden (H) = 128" in shown(app)
        await pilot.press(*"B, time", "enter")
        await pilot.pause()
        assert "another number of axes" in shown(app)
        box.query_one(Input).value = "B, T, units"
        await pilot.press("enter")
        await pilot.pause()
        assert len(kept(app, "q-shape")) == 1 and "“units” is no size" in shown(app)
        box.query_one(Input).value = "B, 50, H"
        await pilot.press("enter")
        await pilot.pause()
        assert kept(app, "q-shape")[-1].result == "right" and box.over


async def test_pointing_at_a_line_of_code():
    app = app_in()
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-spot")
        await pilot.press("space")
        picker = box.query_one(Picker)
        assert picker.chosen == {"1"} and not kept(app, "q-spot"), "as the line below says, space chooses"
        await pilot.press("down", "enter")
        await pilot.pause()
        assert kept(app, "q-spot")[-1].response == "2" and "That line does what it should." in shown(app)
        await pilot.press("down", "down")
        assert box.query_one(Picker).highlighted == 4, "the empty line is passed over"
        await click_row(pilot, box.query_one(Picker), 2)
        await pilot.press("3")
        await pilot.pause()
        assert kept(app, "q-spot")[-1].result == "right" and "✓ 3" in shown(app)


async def test_pointing_at_a_curve():
    app = app_in("ko")
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-spot-curve")
        curve = box.query_one(Curve)
        await pilot.press("end")
        assert curve.at == 4
        await pilot.press("left", "left")
        assert "뒤집기 2 에너지 -0.3" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert kept(app, "q-spot-curve")[-1].result == "wrong"
        await pilot.click(curve, offset=(11 + curve._column(3), 4))
        assert curve.at == 3
        await pilot.press("1")
        await pilot.pause()
        assert box.over and "(짐작)" in shown(app)


async def test_a_card_is_turned_and_judged():
    app = app_in()
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-recall")
        assert "0.138" not in text_of(app)
        await pilot.press("3")
        await until(pilot, lambda: box.query(Picker), "the back")
        await pilot.pause()
        assert "0.138" in text_of(app)
        await pilot.press("1", "enter")
        await pilot.pause()
        assert not kept(app, "q-recall"), "turned; now only how it was counts"
        await pilot.press("down", "enter")
        await pilot.pause()
        [answer] = kept(app, "q-recall")
        assert (answer.result, answer.response, answer.confidence) == ("wrong", {"knew": "no"}, 2)
        assert "✗ I did not know it." in shown(app) and box.over


@pytest.mark.parametrize("page", PAGES)
async def test_no_field_needs_more_than_eighty_columns_or_colours(page, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_in()
    async with app.run_test(size=(40, 12)) as pilot:
        box = await at(pilot, page)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        for row in text_of(app).splitlines():
            assert len(row) <= 80
        assert box.query_one("#field").region.height <= 20


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_this_question_is_wrong(language, home):
    app = app_in(language)
    async with app.run_test(size=SMALL) as pilot:
        box = await at(pilot, "q-spot")
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("f9")
        await until(pilot, lambda: app.screen.query("ReportModal Input"), "the sheet")
        await pilot.press(*"Is it?", "enter")
        await pilot.pause()
        [file] = (home / "reports").glob("*.md")
        assert file.name == "kinds-q-spot-1.md"
        told = file.read_text("utf-8")
        assert "\nIs it?\n" in told and str(home) not in told
        facts = json.loads(told.partition("```json\n")[2].partition("```")[0])
        [answer] = kept(app, "q-spot")
        assert facts.pop("versions").items() <= answer.versions.items()
        assert facts == {
            "lesson": "kinds", "rev": 1, "item": "q-spot", "kind": "spot", "seed": answer.seed,
            "order": list(answer.order), "response": answer.response, "language": language,
        }  # fmt: skip
        assert any("kinds-q-spot-1.md" in str(n.message) for n in app._notifications)
        assert not box.over and len(kept(app, "q-spot")) == 1, "a report is no answer"
        await pilot.press("f9")
        await until(pilot, lambda: app.screen.query("ReportModal Input"), "the sheet")
        await pilot.press("escape")
        await pilot.pause()
        assert len(list((home / "reports").iterdir())) == 1


async def test_a_skip_says_one_good_answer_once():
    app = Tutor(lesson="explicit-implicit", language="en")
    async with app.run_test(size=WIDE) as pilot:
        screen = app.screen
        await until(pilot, lambda: isinstance(screen, LessonScreen) and screen.lesson, "the lesson")
        [page] = [page for page in screen.lesson.pages if page.id == "q-explain"]
        screen.place = screen.lesson.pages.index(page)
        await until(pilot, lambda: [b.turn.page.id for b in screen.query(QuestionBox)] == [page.id])
        await pilot.press("f3")
        await until(pilot, lambda: screen.query_one(QuestionBox).over)
        await pilot.pause()
        assert shown(app).count(page.question.model[:30]) == 1


async def test_when_the_answer_is_shown_there_is_nothing_left_to_try():
    app = app_in()
    async with app.run_test(size=WIDE) as pilot:
        box = await at(pilot, "q-short")
        await pilot.press(*"nothing", "enter")
        await until(pilot, lambda: box.query(".ways"))
        await pilot.press("f3")
        await until(pilot, lambda: box.over)
        await pilot.pause()
        assert not box.query(".ways") and "F3" not in " ".join(str(s.content) for s in box.query(".said"))


async def test_a_card_that_was_turned_shows_its_back_once():
    app = app_in()
    async with app.run_test(size=WIDE) as pilot:
        box = await at(pilot, "q-recall")
        await pilot.press("enter")
        await until(pilot, lambda: box.query(".back"))
        await pilot.press("f3")
        await until(pilot, lambda: box.over)
        await pilot.pause()
        assert [prose.source for prose in box.query("Prose")].count(box.question.back) == 1
