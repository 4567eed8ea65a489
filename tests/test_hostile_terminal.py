"""What the world around it can do to the app in a terminal: stop it, close it, kill it, starve its worker.

No process is left over, the terminal is as it was, and what was answered is in the log.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from cli_for_tests import command, environment
from labs_for_tests import FOLDER
from terminal_for_tests import Terminal, children, dltutor, state, used

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")

WITH_LABS = """import sys, tutor.labs
from tutor.runner import child
child.SLICE = float(sys.argv.pop(1))
tutor.labs.__path__.append(sys.argv.pop(1))
from tutor.cli import main
main()"""
"""The command line with the labs of the tests, sooner out of patience."""


def rogue(home: Path, how: str, slice: float = 0.1) -> Terminal:
    """A lab that misbehaves at step 5; a worker silent for eight slices is given up."""
    args = ["lab", "rogue", "--set", f"how={how}"]
    return Terminal([sys.executable, "-c", WITH_LABS, str(slice), str(FOLDER), *args], home)


def long(*values: object) -> object:
    """A case for the long counts only."""
    return pytest.param(*values, marks=pytest.mark.soak)


def stands(terminal: Terminal, step: int) -> None:
    """Wait until the run stands at a step."""
    terminal.wait(lambda: re.search(rf"step +{step} of ", terminal.text), f"step {step}")


def gone(pid: int) -> bool:
    return state(pid) in ("", "Z")


def family(pid: int) -> list[int]:
    """A process's children and theirs."""
    return [one for child in children(pid) for one in (child, *family(child))]


def ends(terminal: Terminal, pids: list[int]) -> None:
    for pid in pids:
        terminal.wait(lambda pid=pid: gone(pid), f"the end of {pid}")


def quits(terminal: Terminal) -> None:
    """`q` leaves nothing behind."""
    pids = family(terminal.process.pid)
    terminal.press("q")
    assert terminal.ended() == 0 and terminal.sane()
    ends(terminal, pids)


# ---- the worker ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("killed", "The lab rogue ended unexpectedly at step"),
        long("abort", "The lab rogue ended unexpectedly at step"),
        ("stopped", "The lab rogue stopped answering at step"),
        long("hold", "The lab rogue stopped answering at step"),
        long("raise", "The lab rogue stopped with an error at step 5"),
        long("exit", "The lab rogue stopped with an error at step 5"),
        ("memory", "The lab rogue ran out of memory at step 5"),
    ],
)
def test_a_lab_that_goes_wrong_is_told_on_screen_and_starts_again(home: Path, how: str, said: str) -> None:
    with rogue(home, how) as terminal:
        stands(terminal, 0)
        terminal.press("\x1b[F")
        terminal.wait(said)
        terminal.press("r")
        stands(terminal, 0)
        terminal.press("\x1b[C")
        stands(terminal, 1)
        quits(terminal)


@pytest.mark.parametrize("number", [long(signal.SIGKILL), signal.SIGSTOP])
def test_a_worker_killed_or_stopped_from_outside_is_told_and_starts_again(home: Path, number: int) -> None:
    with rogue(home, "not") as terminal:
        stands(terminal, 0)
        [worker] = terminal.children()
        os.kill(worker, number)
        terminal.press("\x1b[C")
        terminal.wait("and was started afresh.")
        assert "The lab rogue" in terminal.text
        ends(terminal, [worker])
        terminal.press("r")
        terminal.wait(lambda: terminal.children() not in ([], [worker]), "another worker")
        terminal.wait(lambda: "afresh" not in terminal.text, "the run from its start")
        quits(terminal)


@pytest.mark.parametrize("how", ["print", long("flood"), long("read")])
def test_what_a_lab_prints_does_not_reach_the_terminal(home: Path, how: str) -> None:
    with rogue(home, how) as terminal:
        stands(terminal, 0)
        terminal.press("\x1b[F")
        stands(terminal, 1000)
        assert b"stray" not in terminal.raw and b"from a shell" not in terminal.raw
        quits(terminal)


@pytest.mark.parametrize("number", [None, long(signal.SIGTERM), signal.SIGKILL])
def test_what_a_lab_has_forked_ends_with_the_app(home: Path, number: int | None) -> None:
    with rogue(home, "fork") as terminal:
        stands(terminal, 0)
        terminal.press("\x1b[F")
        terminal.wait(lambda: len(family(terminal.process.pid)) > 1, "the fork")
        if number is None:
            quits(terminal)
            return
        pids = family(terminal.process.pid)
        terminal.signal(number)
        terminal.ended()
        ends(terminal, pids)


def test_what_a_lost_worker_has_forked_ends_with_it(home: Path) -> None:
    with rogue(home, "fork") as terminal:
        stands(terminal, 0)
        terminal.press("\x1b[F")
        terminal.wait(lambda: len(family(terminal.process.pid)) > 1, "the fork")
        worker, fork = family(terminal.process.pid)[:2]
        os.kill(worker, signal.SIGKILL)
        terminal.press("\x1b[C")
        terminal.wait("and was started afresh.")
        ends(terminal, [worker, fork])
        quits(terminal)


@pytest.mark.parametrize("how", [long("loop"), "hold"])
@pytest.mark.parametrize("number", [signal.SIGTERM, long(signal.SIGHUP), signal.SIGKILL])
def test_an_app_that_ends_takes_a_hung_worker_along(home: Path, how: str, number: int) -> None:
    with rogue(home, how, slice=2.0) as terminal:
        stands(terminal, 0)
        pids = family(terminal.process.pid)
        before = used(pids[0])
        terminal.press("\x1b[F")
        terminal.wait(lambda: used(pids[0]) > before + 0.3, "the hang")
        terminal.signal(number)
        terminal.ended()
        ends(terminal, pids)
        assert number == signal.SIGKILL or terminal.sane()


# ---- stopped ---------------------------------------------------------------------------------------


def stopped(terminal: Terminal) -> None:
    terminal.wait(lambda: state(terminal.process.pid) == "T", "the stop")
    terminal.settle(0.1)


def test_stopped_by_another_process_and_gone_on_with_it_is_as_it_was(home: Path) -> None:
    """SIGSTOP cannot be caught; a shell takes the terminal then. No second app may begin in it."""
    with rogue(home, "not") as terminal:
        stands(terminal, 0)
        terminal.signal(signal.SIGSTOP)
        stopped(terminal)
        ours = termios.tcgetattr(terminal.slave)
        termios.tcsetattr(terminal.slave, termios.TCSANOW, terminal.before)
        terminal.screen.reset()
        terminal.signal(signal.SIGCONT)
        terminal.signal(signal.SIGCONT)
        terminal.press("\x1b[C")  # at once: no key is lost
        stands(terminal, 1)
        assert termios.tcgetattr(terminal.slave) == ours
        terminal.press("\x1b[C")
        stands(terminal, 2)
        quits(terminal)


@pytest.mark.parametrize("number", [long(signal.SIGTERM), signal.SIGHUP, long(signal.SIGKILL)])
def test_ended_while_it_is_stopped(home: Path, number: int) -> None:
    """As a shell ends a stopped job: the signal, then SIGCONT."""
    with rogue(home, "not") as terminal:
        stands(terminal, 0)
        pids = family(terminal.process.pid)
        terminal.press("\x1a")
        stopped(terminal)
        assert terminal.sane()
        terminal.signal(number)
        with contextlib.suppress(ProcessLookupError):
            terminal.signal(signal.SIGCONT)
        terminal.ended()
        ends(terminal, pids)
        assert terminal.sane()


def test_stopped_twice_and_drawn_anew_each_time(home: Path) -> None:
    with dltutor(home) as terminal:
        terminal.wait("course ")
        for _ in range(2):
            terminal.press("\x1a")
            stopped(terminal)
            assert terminal.sane()
            terminal.screen.reset()
            terminal.signal(signal.SIGCONT)
            terminal.wait("course ", "the map again")
        terminal.press("?")
        terminal.wait("What works here")
        terminal.press("\x1b")
        terminal.wait(lambda: "What works here" not in terminal.text, "the end of the help")
        quits(terminal)


@pytest.mark.soak
def test_stopped_sent_to_the_background_and_fetched_back_by_a_shell(home: Path) -> None:
    """In the background it may not touch the terminal, and stops until it is fetched."""
    with Terminal(["bash", "--norc", "-i"], home, PS1="shell> ") as terminal:
        terminal.wait("shell>")
        terminal.press(f"{sys.executable} -m tutor\r")
        terminal.wait("course ")
        for _ in range(3):
            terminal.press("\x1a")
            terminal.wait("Stopped")
            terminal.press("bg\r")
            terminal.settle(0.5)
            terminal.press("echo $((6 * 7))\r")
            terminal.wait("42")
            terminal.press("fg\r")
            terminal.wait("course ")
        terminal.press("?")
        terminal.wait("What works here")
        terminal.press("\x1b")
        terminal.wait(lambda: "What works here" not in terminal.text)
        terminal.press("q")
        terminal.wait("shell>")
        terminal.press("exit\r")
        terminal.press("exit\r")
        assert terminal.ended() == 0


# ---- the terminal ----------------------------------------------------------------------------------


FAULTY = """from tutor.ui.app import Tutor
async def fault(self): 1 / 0
Tutor.action_help = lambda self: 1 / 0
Tutor.action_search = lambda self: self.run_worker(fault(self)) and None
from tutor.cli import main
main()"""
"""The app with two commands that fail, one at once and one in the background."""


@pytest.mark.parametrize("key", ["?", "/"])
def test_a_fault_of_our_own_is_one_sentence_and_a_report(home: Path, key: str) -> None:
    with Terminal([sys.executable, "-c", FAULTY], home) as terminal:
        terminal.wait("course ")
        pids = family(terminal.process.pid)
        terminal.press(key)
        assert terminal.ended() == 1 and terminal.sane()
        assert b"Traceback" not in terminal.raw and "something went wrong inside" in terminal.text
        ends(terminal, pids)
    [report] = home.rglob("crash-*.txt")
    assert "ZeroDivisionError" in report.read_text("utf-8")


def test_bytes_that_are_no_text_are_no_keys(home: Path) -> None:
    with dltutor(home) as terminal:
        terminal.wait("course ")
        for data in (b"\xff\xfe\x80", b"\xed\x95", b"\x1b[M\xe0\xe0\xe0", bytes(range(128, 256))):
            os.write(terminal.master, data)
        terminal.press("?")
        terminal.wait("What works here")
        terminal.press("\x1b")
        terminal.wait(lambda: "What works here" not in terminal.text, "the end of the help")
        quits(terminal)


def test_nothing_that_is_pasted_is_a_key(home: Path) -> None:
    """Coloured text from another program has escape characters in it."""
    with dltutor(home) as terminal:
        terminal.wait("course ")
        terminal.press("\x1b[200~\x1b[31mq\x1b[0m\x11q\x1b[20")
        terminal.settle(0.3)
        terminal.press("1~?")
        terminal.wait("What works here")
        terminal.press("\x1b")
        terminal.wait(lambda: "What works here" not in terminal.text, "the end of the help")
        quits(terminal)


@pytest.mark.parametrize("before", [long(""), "\x1a"])
def test_a_terminal_that_vanishes_takes_everything_with_it(home: Path, before: str) -> None:
    with rogue(home, "not") as terminal:
        stands(terminal, 0)
        pids = family(terminal.process.pid)
        if before:
            terminal.press(before)
            stopped(terminal)
        os.close(terminal.master)
        terminal.master = os.open(os.devnull, os.O_RDONLY)
        terminal.process.wait(20)
        ends(terminal, pids)


PRINTING = [
    [], ["--plain"], ["--help"], ["--version"], ["lessons"], ["labs"], ["labs", "hopfield"], ["stats"],
    ["lint"], ["lint", "--schema"], ["learn", "hopfield", "--plain"], ["review", "--plain"], ["journal"],
    ["doctor"],
    ["test", "recurrent", "--plain"], ["lab", "hopfield", "--plain"], ["lab", "hopfield", "--json"],
    ["completion", "bash"], ["export", "-"],
]  # fmt: skip
"""Every command that prints."""


@pytest.mark.parametrize("args", PRINTING, ids=" ".join)
def test_a_reader_that_goes_away_after_the_first_byte(home: Path, args: list[str]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command(*args), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(home), cwd=home,
    )  # fmt: skip
    assert process.stdout and process.stderr
    os.read(process.stdout.fileno(), 1)
    process.stdout.close()
    said = process.stderr.read().decode()
    assert process.wait(60) in (0, 1, 2, 141)
    assert "Traceback" not in said and "BrokenPipe" not in said and said.count("\n") <= 1
