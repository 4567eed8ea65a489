"""The app in a real terminal, from the first key to the last byte."""

import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from labs_for_tests import FOLDER
from terminal_for_tests import Terminal, children, dltutor, state, used

from tutor.course.load import load
from tutor.kit.lesson import Choice
from tutor.study.store import Store, profile
from tutor.ui.filters import in_ascii

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")

LESSON = load("hopfield")
CHOICE = next(page for page in LESSON.pages if isinstance(page.question, Choice))
HOME, FIRST = "course ", " ".join(LESSON.pages[0].title.split()[:2])
COLOUR = re.compile(rb"\x1b\[(?:[0-9]+;)*(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])[;m]")
WITH_WALK = """import sys, tutor.labs
tutor.labs.__path__.append(sys.argv.pop(1))
from tutor.cli import main
main()"""
"""The command line with one more lab: one whose run has no end."""


def at_question(terminal: Terminal) -> None:
    """From home to the first choice question, by keys."""
    terminal.wait(HOME)
    terminal.press("\r")
    terminal.wait(FIRST)
    terminal.wait("Tab lab", "the lesson's own keys")
    for page in LESSON.pages[1 : LESSON.pages.index(CHOICE) + 1]:
        terminal.press("\x0e")
        terminal.wait(page.title)
    terminal.wait("F3 skip", "the focus in the question")


def first_words(text: str) -> str:
    return " ".join(text.split()[:2])


def give(terminal: Terminal, *, right: bool, spelt: Callable[[str], str] = str) -> str:
    """Choose a right or wrong option by arrows and Enter; its id."""
    assert isinstance(CHOICE.question, Choice)
    words = {o.id: first_words(spelt(o.text)) for o in CHOICE.question.options}
    terminal.wait(lambda: all(text in terminal.text for text in words.values()), "the options")
    places = {id: terminal.place(text)[1] for id, text in words.items()}
    option = next(o for o in CHOICE.question.options if o.right is right)
    down = sum(place <= places[option.id] for place in places.values())
    terminal.press("\x1b[A" * 9 + "\x1b[H" + "\x1b[B" * (down - 1) + "\r")
    terminal.wait("Right." if right else "Not this.")
    return option.id


def log(home: Path) -> Store:
    """The learner's log, as another process reads it."""
    return Store(profile("default"))


def test_from_the_first_key_to_a_graded_answer_and_back_and_a_kill(home):
    with dltutor(home) as terminal:
        at_question(terminal)
        given = give(terminal, right=True)
        terminal.press("\x1b")
        terminal.wait(HOME)
        terminal.wait("so far 1 of ")
        terminal.wait(terminal.children, "the worker")
        workers = terminal.children()
        terminal.signal(signal.SIGKILL)
        assert terminal.ended() == -signal.SIGKILL
        for pid in workers:
            terminal.wait(lambda pid=pid: state(pid) in ("", "Z"), "the worker's end")
    [answer] = log(home).answers("hopfield")
    assert (answer.item, answer.response, answer.result) == (CHOICE.id, given, "right")
    with dltutor(home) as terminal:
        terminal.wait("so far 1 of ")
        terminal.press("\r")
        terminal.wait(CHOICE.title)


def test_an_answer_is_on_disk_before_its_feedback_is_seen(home):
    with dltutor(home, "learn", "hopfield") as terminal:
        terminal.wait(FIRST)
        terminal.press("\x1b")
        at_question(terminal)
        given = give(terminal, right=False)
        terminal.signal(signal.SIGKILL)
        terminal.ended()
    assert [(a.response, a.result) for a in log(home).answers("hopfield")] == [(given, "wrong")]


@pytest.mark.parametrize("way", ["q", signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_left_as_it_was(home, way):
    with dltutor(home) as terminal:
        terminal.wait(HOME)
        terminal.wait(terminal.children, "the worker")
        workers = terminal.children()
        if isinstance(way, str):
            terminal.press(way)
        else:
            terminal.signal(way)
        assert terminal.ended() == 0
        assert terminal.sane()
        assert not any(state(pid) not in ("", "Z") for pid in workers)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_it_starts_leaves_the_terminal_as_it_was(home, number):
    with dltutor(home) as terminal:
        terminal.wait(lambda: b"\x1b[?1049h" in terminal.raw, "the first byte")
        terminal.signal(number)
        terminal.ended()
        assert terminal.sane()


def endless(home: Path) -> Terminal:
    """A lab that plays flat out and never ends."""
    args = ["lab", "walk", "--set", "budget=1000000000"]
    return Terminal([sys.executable, "-c", WITH_WALK, str(FOLDER), *args], home)


def playing(terminal: Terminal) -> int:
    """Wait until the lab runs flat out; its worker."""
    terminal.wait("made")
    terminal.press("\x1b[F")
    terminal.wait(lambda: not re.search(r"step +\d{1,3} of", terminal.text), "a thousand steps")
    [worker] = terminal.children()
    return worker


def test_stopped_the_shell_has_its_terminal_and_the_worker_rests_then_all_goes_on(home):
    with endless(home) as terminal:
        worker = playing(terminal)
        terminal.press("\x1a")
        terminal.wait(lambda: state(terminal.process.pid) == "T", "the stop")
        terminal.settle(0.1)
        assert terminal.sane()
        spent = [used(worker)]

        def rests():
            terminal.read(0.5)
            spent.append(used(worker))
            return spent[-1] - spent[-2] < 0.03

        terminal.wait(rests, "the worker's rest")
        terminal.screen.reset()
        terminal.signal(signal.SIGCONT)
        terminal.wait("step")
        before = terminal.text
        terminal.wait(lambda: terminal.text != before, "another step")
        terminal.press("q")
        assert terminal.ended() == 0 and terminal.sane()


def test_the_window_is_closed_while_a_lab_plays(home):
    with endless(home) as terminal:
        worker = playing(terminal)
        os.close(terminal.master)
        terminal.master = os.open(os.devnull, os.O_RDONLY)
        terminal.process.wait(20)
        terminal.wait(lambda: state(worker) in ("", "Z"), "the worker's end")


def test_no_color_means_none(home):
    with dltutor(home, NO_COLOR="1") as terminal:
        at_question(terminal)
        give(terminal, right=False)
        row = terminal.screen.buffer[terminal.place("Not this.")[1]]
        assert any(row[x].bold for x in range(80))
        assert not COLOUR.search(terminal.raw)
    with dltutor(home) as terminal:
        terminal.wait(HOME)
        assert COLOUR.search(terminal.raw)


@pytest.mark.parametrize("more", [{}, {"NO_COLOR": "1"}])
def test_the_line_under_the_cursor_and_the_field_are_seen(home, more):
    with dltutor(home, **more) as terminal:
        at_question(terminal)
        terminal.settle(0.5)
        y = terminal.place(first_words(CHOICE.question.options[0].text))[1]
        x = terminal.screen.columns - 5  # behind the words
        assert len({looks(terminal, x, y + n) for n in range(-1, 3)}) == 1
        terminal.press("\x1b[B")
        near = range(y - 3, y + 4)
        terminal.wait(lambda: len({looks(terminal, x, y) for y in near}) == 2, "the cursor")
        terminal.press("\x02\x02")
        terminal.wait("Count the votes")
        terminal.wait(lambda: any("❯" in row for row in terminal.rows), "the field")
        x, y = terminal.place("❯")
        terminal.wait(lambda: looks(terminal, x + 10, y) != looks(terminal, 70, y), "the field's ground")


def looks(terminal: Terminal, x: int, y: int) -> tuple[str, bool, bool]:
    cell = terminal.screen.buffer[y][x]
    return cell.bg, cell.underscore, cell.reverse


def test_ascii_means_ascii(home):
    with dltutor(home, "--ascii") as terminal:
        at_question(terminal)
        give(terminal, right=False, spelt=in_ascii)
        terminal.press("\x1b")
        terminal.wait(HOME)
        terminal.press("o")
        terminal.wait("step ")
        terminal.press(" ")
        terminal.wait("memory: ")
        terminal.press("?")
        terminal.wait("What works here")
        assert bytes(terminal.raw).isascii()


def test_a_terminal_that_cannot_move_its_cursor_gets_plain_lines(home):
    with dltutor(home, TERM="dumb") as terminal:
        assert terminal.ended() == 0
        assert b"\x1b" not in terminal.raw and "dltutor learn hopfield" in terminal.text


def test_a_storm_of_sizes_ends_in_a_whole_picture(home):
    with dltutor(home, "learn", "hopfield") as terminal:
        terminal.wait(FIRST)
        for n in range(60):
            terminal.resize(20 + 37 * n % 150, 4 + 11 * n % 50)
            terminal.read(0.0)
        terminal.resize(100, 30)
        terminal.wait(lambda: "quit" in terminal.rows[-1] and FIRST in terminal.text, "the last size")
        terminal.wait(lambda: terminal.rows[1].count("─") == terminal.rows[-2].count("─") == 100, "rules")


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (30, 8)])
def test_every_screen_at_every_size(home, size):
    with dltutor(home, size=size) as terminal:
        whole(terminal)
        terminal.press("\r")
        terminal.wait(FIRST)
        terminal.press("\t")
        terminal.wait("Hopfield ")
        terminal.press("?")
        terminal.wait("What works here")
        terminal.press("\x1b")
        terminal.wait(lambda: "What works here" not in terminal.text, "the help's end")
        terminal.press("q")
        assert terminal.ended() == 0


def whole(terminal: Terminal) -> None:
    """Wait until the map is painted down to its last line."""
    terminal.wait(lambda: terminal.rows[-2].count("─") == terminal.screen.columns and terminal.rows[-1])


def test_korean_letters_stand_in_columns(home):
    with dltutor(home, "--lang", "ko") as terminal:
        whole(terminal)
        assert "홉필드 네트워크" in terminal.text
        middle = range(2, 22)
        walls = [[x for x in range(80) if terminal.screen.buffer[y][x].data == "│"] for y in middle]
        assert len(walls[0]) == 1 and walls == walls[:1] * len(walls)
        terminal.press("\r")
        title = load("hopfield", "ko").pages[0].title
        terminal.wait(title)
        x, y = terminal.place(title)
        assert [terminal.screen.buffer[y][x + 2 * n].data for n in range(2)] == list(title[:2])


def test_a_worker_of_a_killed_app_is_no_orphan_even_in_the_middle_of_a_run(home):
    with endless(home) as terminal:
        worker = playing(terminal)
        terminal.signal(signal.SIGKILL)
        terminal.ended()
        terminal.wait(lambda: state(worker) in ("", "Z"), "the worker's end")
        assert not children(worker)
