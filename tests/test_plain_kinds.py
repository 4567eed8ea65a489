"""Each kind of question in the linear mode, in both languages: through a pipe, and typed by somebody."""

import io
import json

import pytest
from answers_for_tests import right_lines
from kinds_for_tests import kinds_lesson

from tutor.kit.lesson import QUESTIONS
from tutor.study.store import Store, profile
from tutor.ui import words
from tutor.ui.plain.askers import ASKERS
from tutor.ui.plain.lesson import Reading
from tutor.ui.plain.listener import Listener
from tutor.ui.plain.paper import Paper


class Keyboard(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(params=["en", "ko"])
def language(request):
    words.use(request.param)
    yield request.param
    words.use("en")


def told(lesson, lines, *, keyboard=False, place=""):
    out, text = io.StringIO(), "".join(f"{line}\n" for line in lines)
    store = Store(profile())
    if place:
        store.put_place(lesson.id, place)
    paper = Paper(out)
    Reading(lesson, store, paper, Listener((Keyboard if keyboard else io.StringIO)(text), paper)).read()
    return out.getvalue(), store


def test_every_kind_has_an_asker():
    assert set(ASKERS) == set(QUESTIONS.values())


def test_right_answers_to_every_kind_from_a_pipe(language):
    lesson = kinds_lesson(language)
    out, store = told(lesson, right_lines(lesson))
    assert set(store.progress("kinds").questions.values()) == {"right"}, out
    assert "\x1b" not in out and all(len(line) < 100 for line in out.splitlines())


def test_skipping_every_kind_shows_its_answer(language):
    lesson = kinds_lesson(language)
    out, store = told(lesson, ["s"] * 9)
    assert set(store.progress("kinds").questions.values()) == {"skipped"}
    answers = {
        "en": [
            "True: The weights only know",
            "0.5 to 1",
            "vanishing gradient",
            "in the cell state, and the",
        ],
        "ko": ["참: 가중치는 두 칸의", "0.5–1", "그레이디언트 소실", "기억인 셀 상태에서"],
    }
    both = ["= (32, 50, 128)", "3 loss = bce", "-0.25", "0.138"]
    told_all = " ".join(out.split())
    assert [text for text in (*answers[language], *both) if text not in told_all] == [] and "**" not in out


def test_wrong_answers_get_their_messages_and_the_right_one(language):
    lesson = kinds_lesson(language)
    lines = ["b", "a", "2", "dropout", *["state", "a"], *"aaaa", "T,B,H", "1", "0", "", "a"]
    lines = [*lines[:4], *(["a", "상태"] if language == "ko" else ["state", "a"]), *lines[6:]]
    out, store = told(lesson, lines)
    results = store.progress("kinds").questions
    assert set(results.values()) <= {"wrong", "partly"} and len(results) == 9, out
    assert (results["q-shape"], results["q-recall"]) == ("partly", "wrong")
    for page in ("q-true-false", "q-spot"):
        question = lesson.page(page).question
        assert (question.say if page == "q-true-false" else question.spots[1].why) in " ".join(out.split())
    assert out.count("The answer:" if language == "en" else "답:") >= 8


def test_what_is_no_answer_is_asked_again(language):
    lesson = kinds_lesson(language)
    out, store = told(lesson, ["", "z", "a", "", "q"])
    assert not store.progress("kinds").questions and words._("That is none of the letters above.") in out
    out, store = told(lesson, ["", "1, many", "9, 9", "4", "five", "3", "q"], place="q-shape")
    assert store.progress("kinds").questions == {"q-shape": "wrong", "q-spot": "right"}
    assert words._("There is nothing there.") in out


def test_a_slip_is_asked_about_once_and_blanks_keep_what_was_typed():
    lesson = kinds_lesson()
    out, store = told(lesson, ["vanishing gradeint", "vanishing gradeint", "q"], place="q-short")
    assert "did you mean “vanishing gradient”?" in out
    assert store.last("kinds", "q-short").result == "wrong"
    lines = ["cel state", "forget", "cell state", "", "q"]
    out, store = told(lesson, lines, place="q-cloze")
    assert "Blank 1 [cel state]:" in out and "Blank 2 [forget]:" in out
    assert store.last("kinds", "q-cloze").result == "right"


def test_how_sure_one_is_costs_a_key_and_may_be_left_out(language):
    lesson = kinds_lesson(language)
    out, store = told(lesson, ["0.7 #3", "dropout", "q"], place="q-numeric")
    assert store.last("kinds", "q-numeric").confidence == 2
    assert store.last("kinds", "q-short").confidence is None
    assert words._("certain") in out


def test_this_question_is_wrong(language, home):
    lesson = kinds_lesson(language)
    out, _ = told(lesson, ["!", "그래요?", "2", "q"], keyboard=True, place="q-spot")
    files = sorted((home / "reports").glob("*.md"))
    assert [file.name for file in files] == ["kinds-q-spot-1.md"] and str(files[0]) in "".join(
        out.split("\n")
    )
    report = files[0].read_text("utf-8")
    facts = json.loads(report.partition("```json\n")[2].partition("```")[0])
    assert "\n그래요?\n" in report and facts["item"] == "q-spot" and facts["language"] == language
    out, _ = told(lesson, ["2", "! from a pipe", "q"], place="q-spot")
    assert len(list((home / "reports").iterdir())) == 2
