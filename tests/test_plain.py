"""The linear mode: a whole lesson through a pipe, and what somebody who types may do."""

import io
import signal
import subprocess

import pytest
from answers_for_tests import right_lines
from cli_for_tests import command, dltutor, environment
from lessons_for_tests import LESSON

from tutor.course.load import load
from tutor.study.store import Store, profile
from tutor.ui import words
from tutor.ui.plain.lesson import Reading
from tutor.ui.plain.listener import Listener
from tutor.ui.plain.paper import Paper


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTUTOR_HOME", str(tmp_path))
    yield tmp_path
    words.use("en")


@pytest.fixture
def demo(tmp_path):
    file = tmp_path / "demo.yaml"
    file.write_text(LESSON)
    return load(file)


class Keyboard(io.StringIO):
    def isatty(self):
        return True


def told(lesson, lines, *, keyboard=False, **how):
    """What is printed while `lines` are read, and the log afterwards."""
    out, text = io.StringIO(), "".join(f"{line}\n" for line in lines)
    paper = Paper(out, **how)
    store = Store(profile())
    Reading(lesson, store, paper, Listener((Keyboard if keyboard else io.StringIO)(text), paper)).read()
    return out.getvalue(), store


def test_the_hopfield_lesson_from_a_pipe(home):
    lesson = load("hopfield")
    lines = right_lines(lesson)
    code, out, err = dltutor(home, "learn", "hopfield", "--plain", stdin="\n".join(lines) + "\n")
    assert (code, err) == (0, ""), out
    assert "\x1b" not in out
    assert all(len(line) < 90 for line in out.splitlines() if not line.startswith(("Running", "Which of")))
    count = len(lesson.questions)
    assert f"{count} of {count} right." in out
    progress = Store(profile()).progress("hopfield")
    assert progress.right == count and len(progress.pages) == len(lesson.pages)
    assert set(progress.predictions) == {page.id for page in lesson.pages if page.predict}
    for page in lesson.pages:
        assert page.title in out
        assert not page.formula or out.index(page.reads.split()[0]) >= 0


def test_wrong_answers_end_with_the_right_one(demo):
    lines = ["0", "a", "zero", "999", "b a", "b", "0", "words", "-"]
    out, store = told(demo, [*lines, *["s"] * 9])
    assert "You said: all cells 0." in out and "Cells are never 0." in out
    assert "The answer: −ξ" in out
    assert "wrong: " in out
    assert store.progress("demo").wrong >= 2


def test_what_is_no_answer_is_asked_again_and_never_counted(demo):
    lines = ["", "many", "5", "", "z", "b", "", "x", "a b", "?", "?", "?", "neg"]
    out, store = told(demo, lines)
    assert "not a number" in out and "none of the letters" in out
    assert "Hint 1 of 2: Write down the energy." in out and "There is no other hint" in out
    assert "The input has ended. Your place is kept: page 4" in out
    [choice] = store.answers("demo", "q-choice")
    assert (choice.result, choice.hints, choice.tries) == ("right", 2, 1)
    committed, guess = store.answers("demo", "guess")
    assert (committed.result, committed.response, committed.confidence) == ("committed", "5", 1)
    assert guess.truth == 0 and guess.about == committed.id
    assert guess.more == {"run": {"lab": "hopfield", "knobs": {"noise": 0.2}, "seed": 7, "step": 29}}


def test_the_place_is_kept_and_taken_up(demo):
    out, store = told(demo, ["q"])
    assert store.place("demo") == "guess" and "page 2 of" in out
    out, store = told(demo, ["0", "c", "q"])
    assert "Going on where you were: page 2." in out and store.place("demo") == "q-choice"
    assert "The idea" not in out


def test_somebody_who_types_may_try_again_go_back_and_take_back(demo):
    seed_free = ["", "0", "a", "", "zero", "neg", "u", "neg", "b", "0", "c", "", "neg", "", "s", "q"]
    out, store = told(demo, seed_free, keyboard=True)
    assert "Try again, or s to see the answer." in out and "Taken back." in out
    results = [a.result for a in store.answers("demo", "q-choice", withdrawn=True)]
    assert results[:4] == ["wrong", "right", "withdrawn", "right"]
    assert store.last("demo", "q-draw").result == "skipped"


def test_somebody_who_types_may_turn_knobs(demo):
    lines = ["", "0", "c", "nose=1", "noise=0 stored=2", "", "q"]
    out, _ = told(demo, lines, keyboard=True)
    assert "did you mean noise?" in out and "--set noise=0 --set stored=2" in out
    assert "0 of 144 cells differ" in out.rpartition("At the start:")[2].partition("After")[0]
    assert "page 3 of" in out


def test_korean_keys(demo):
    out, _ = told(demo, ["0", "ㅁ", "ㅂ"])
    assert "a guess" in out and "Your place is kept: page 3" in out


def test_after_the_end_it_starts_over_and_asks_the_same(demo):
    lines = right_lines(demo)
    assert told(demo, lines)[0] == told(demo, lines)[0]


def test_skipping_shows_the_answer(demo):
    out, store = told(demo, ["s"] * 20)
    assert "The answer: −ξ" in out and "skipped: " in out
    assert set(store.progress("demo").questions.values()) == {"skipped"}


def test_an_answer_is_on_disk_before_it_is_told(home, demo):
    process = subprocess.Popen(
        command("learn", str(home / "demo.yaml"), "--plain"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(home),
    )  # fmt: skip
    process.stdin.write(b"0\na\nneg\n")
    process.stdin.flush()
    said = b""
    while b"Right. The products" not in said:
        said += process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    store = Store(profile())
    assert store.last("demo", "q-choice").result == "right"
    assert store.last("demo", "guess", predict=True).truth == 0


def test_a_log_that_cannot_be_written_says_so(home, demo):
    (home / "default.db").mkdir()
    out, _ = told(demo, ["s"] * 20)
    assert "saved" in out and "of" in out.splitlines()[-1]


def test_ascii_and_escape_free(demo):
    out, _ = told(demo, ["?", "\x1b]52;c;x\x07", "s"] + ["s"] * 20, ascii_signs=True)
    assert out.isascii() and "\x1b" not in out and "\\sum" in out


def test_formulas_are_read_first(demo):
    out, _ = told(demo, [])
    [page] = [page for page in demo.pages if page.formula]
    assert out.index(page.reads) < out.index("hᵢ")


@pytest.mark.parametrize("width", [30, 80])
def test_sentences_keep_to_the_width(demo, width):
    out, _ = told(demo, ["s"] * 20, width=width)
    prose = [line for line in out.splitlines() if line.startswith(("Page", "The answer", "At a"))]
    assert prose and all(len(line) <= width for line in prose)


def test_every_kind_of_panel_has_lines():
    import numpy as np

    from tutor.kit import panels as p
    from tutor.ui.plain.frames import panel_lines

    nan = np.full((2, 3, 4), np.nan)
    shown = [
        p.GridPanel(name="g", title="grid", cells=np.array([[1, -1], [-1, 1]], np.int8)),
        p.HeatPanel(name="h", values=np.eye(3), rows=("a", "b", "c")),
        p.HeatPanel(name="h", values=np.random.default_rng(1).normal(size=(40, 40))),
        p.HeatPanel(name="h", values=np.zeros((0, 0))),
        p.CurvesPanel(name="c", curves={"loss": np.array([[0.0, 1], [2, 0.5]]), "no": np.zeros((2, 0))}),
        p.CurvesPanel(
            name="c", curves={"n": np.full((2, 3), np.nan)}, levels={"floor": 0.1}, marks={"m": 2}
        ),
        p.PointsPanel(name="p", points=np.zeros((5, 2)), real=np.full((3, 2), np.nan)),
        p.PointsPanel(name="p", points=np.zeros((0, 2))),
        p.PointsPanel(
            name="p",
            points=np.ones((3, 2)),
            classes=np.arange(3),
            names=("a", "b"),
            crosses=np.zeros((1, 2)),
        ),
        p.PicturesPanel(name="i", pictures=np.ones((20, 8, 8)), labels=("one", "둘"), across=10),
        p.PicturesPanel(name="i", pictures=np.zeros((0, 8, 8))),
        p.BarsPanel(name="b", labels=("one", "two"), values=np.array([0.5, np.nan]), chosen=0),
        p.BarsPanel(name="b", labels=(), values=np.zeros(0)),
        p.TextPanel(name="t", text="two\nlines"),
        p.GraphPanel(name="u", values=nan, rows=("out", "in"), columns=("a", "b", "c")),
        p.GraphPanel(name="u", values=np.zeros((1, 30, 2)), rows=("h",), outputs=("x",) * 30),
        p.TablePanel(name="s", header=("a", "b"), rows=(("1",), ("2", "3", "4"))),
        p.TablePanel(name="s", header=(), rows=()),
    ]
    assert {type(panel) for panel in shown} == set(p.KINDS.values())
    for panel in shown:
        lines = panel_lines(panel)
        assert all("\n" not in line and "\x1b" not in line for line in lines)
    assert panel_lines(shown[0]) == ["grid:", "  # .", "  . #"]
    assert panel_lines(shown[4])[0] == "  loss: from 2 at 0 to 0.5 at 1; lowest 0.5 at 1"
