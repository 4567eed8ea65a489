"""The learner's machine and work are safe: each promise, where it is tested, and tests that were missing.

`PROMISES` is the map; a test sees to it that every test it names is there.
"""

from __future__ import annotations

import ast
import contextlib
import os
import random
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from cli_for_tests import dltutor, environment
from labs_for_tests import FOLDER
from terminal_for_tests import Terminal
from test_never_losing import NO_MASTER

from tutor.cli.safely import Wrong
from tutor.cli.values import file_text
from tutor.kit.inert import clean

TESTS = Path(__file__).parent
ROOT = TESTS.parent

PROMISES = {
    # text from a lesson reaches a terminal
    "control, C1 and bidi signs are stripped once at load and refused by lint": [
        "test_inert.test_a_hostile_lesson_page_by_page",
        "test_inert.test_without_a_screen",
        "test_lint.test_each_mistake_is_found_at_its_place",
    ],
    "a learner's own text is made inert": ["test_cli.test_a_text_is_made_inert"],
    "sampled text and what is typed is made inert": [
        "test_views_edit.test_typed_text_is_told_harmless_and_letters_are_letters"
    ],
    "no text is markup, no text is an action": ["test_inert.test_a_hostile_lesson_page_by_page"],
    "links are shown, never opened": [
        "test_inert.test_a_hostile_lesson_page_by_page",
        "test_safety.test_nothing_here_opens_an_address",
        "test_anki.test_links_are_https_and_pictures_are_not_fetched",
    ],
    # files
    "5,000 spoiled lessons: no traceback, no hang, no byte to the terminal": [
        "test_lint.test_spoiled_files_give_problems_never_a_traceback",
        "test_lint.test_five_thousand_spoiled_files",
        "test_lint.test_large_files_are_refused_quickly",
        "test_spoiled_lessons.test_spoiled_lessons_are_refused_or_read",
        "test_spoiled_lessons.test_five_thousand_spoiled_lessons",
        "test_spoiled_lessons.test_spoiled_lessons_on_screen",
        "test_spoiled_lessons.test_five_thousand_spoiled_lessons_on_screen",
    ],
    "errors carry file, line and column and the nearest right word": [
        "test_lint.test_each_mistake_is_found_at_its_place",
        "test_lint.test_a_problem_as_text_and_as_json",
    ],
    "packs: bombs, paths, links, names, a hundred thousand files": [
        "test_pack_safety.test_a_zip_that_wants_harm_is_refused",
        "test_pack_safety.test_a_hundred_thousand_files_are_refused_at_once",
        "test_pack_safety.test_links_and_what_is_no_file_are_refused",
        "test_pack_safety.test_whatever_files_are_called",
    ],
    "a pack asks for no more than a lab allows": [
        "test_pack_safety.test_a_pack_cannot_ask_for_more_than_a_lab_allows"
    ],
    "a learner's text file: a clear sentence": [
        "test_cli.test_a_text_that_cannot_be_read_is_one_sentence",
        "test_safety.test_a_text_of_any_size_and_kind_is_taken_or_refused_at_once",
        "test_safety.test_a_learners_file_from_the_shell_is_one_sentence",
        "test_safety.test_a_file_that_may_not_be_read_is_one_sentence",
    ],
    # learner data
    "the log only grows, and all else is rebuilt from it": [
        "test_store.test_rows_are_never_changed_and_the_same_row_counts_once",
        "test_store.test_progress_rebuilt_from_the_log_is_the_same",
    ],
    "kept before each migration": ["test_store_failures.test_a_copy_is_kept_before_each_migration"],
    "full disk, read-only, newer, corrupt: nothing lost, one sentence": [
        "test_store_failures.test_full_disk_takes_the_answer_beside_the_log_and_later_into_it",
        "test_never_losing.test_on_a_full_disk_each_answer_says_so_and_the_lesson_goes_on",
        "test_never_losing.test_a_log_that_may_only_be_read_is_read_and_each_answer_says_that_it_is_not_saved",
        "test_never_losing.test_a_log_from_a_newer_version_is_left_alone_and_the_answer_is_kept_beside_it",
        "test_never_losing.test_a_broken_log_is_mended_before_the_first_screen",
    ],
    "an answer is on disk before its feedback is seen, whatever ends the app then": [
        "test_terminal.test_an_answer_is_on_disk_before_its_feedback_is_seen"
    ],
    "killed at any moment": [
        "test_never_losing.test_killed_at_8_moments_of_a_sitting_nothing_confirmed_is_lost"
    ],
    "two at once": ["test_never_losing.test_two_apps_on_one_log_at_once"],
    "out and in again without loss": ["test_keeping.test_out_and_in_gives_the_same_bytes"],
    "no network": [
        "test_safety.test_no_part_of_it_asks_the_network",
        "test_pack_safety.test_no_network_is_ever_asked",
    ],
    # the worker
    "nothing is unpickled": [
        "test_runner_wire.test_any_bytes_are_a_message_or_a_wire_error",
        "test_safety.test_nothing_here_unpickles",
    ],
    "a lab that raises, loops, prints, exits, forks or eats memory": [
        "test_worker.test_a_lab_that_fails_is_told_and_can_go_back",
        "test_worker.test_a_lab_that_uses_stdin_and_stdout_breaks_nothing",
        "test_worker.test_a_worker_that_dies_or_hangs_is_replaced",
        "test_hostile_terminal.test_a_lab_that_goes_wrong_is_told_on_screen_and_starts_again",
        "test_hostile_terminal.test_what_a_lab_prints_does_not_reach_the_terminal",
        "test_hostile_terminal.test_what_a_lab_has_forked_ends_with_the_app",
        "test_hostile_terminal.test_what_a_lost_worker_has_forked_ends_with_it",
    ],
    "a worker killed or stopped from outside": [
        "test_worker.test_a_worker_killed_from_outside",
        "test_hostile_terminal.test_a_worker_killed_or_stopped_from_outside_is_told_and_starts_again",
    ],
    "no orphan when the app is killed": [
        "test_worker.test_a_killed_app_leaves_no_orphan",
        "test_hostile_terminal.test_an_app_that_ends_takes_a_hung_worker_along",
        "test_terminal.test_a_worker_of_a_killed_app_is_no_orphan_even_in_the_middle_of_a_run",
    ],
    # the app in a terminal
    "SIGHUP, SIGTERM and q leave the terminal as it was": [
        "test_terminal.test_the_terminal_is_left_as_it_was"
    ],
    "stopped, ended while stopped, gone on with": [
        "test_terminal.test_stopped_the_shell_has_its_terminal_and_the_worker_rests_then_all_goes_on",
        "test_hostile_terminal.test_stopped_by_another_process_and_gone_on_with_it_is_as_it_was",
        "test_hostile_terminal.test_ended_while_it_is_stopped",
        "test_hostile_terminal.test_stopped_twice_and_drawn_anew_each_time",
    ],
    "a closed pipe": [
        "test_cli_process.test_a_reader_that_goes_away_is_no_error",
        "test_hostile_terminal.test_a_reader_that_goes_away_after_the_first_byte",
    ],
    "a terminal that vanishes": [
        "test_terminal.test_the_window_is_closed_while_a_lab_plays",
        "test_hostile_terminal.test_a_terminal_that_vanishes_takes_everything_with_it",
    ],
    "bytes that are no text": ["test_hostile_terminal.test_bytes_that_are_no_text_are_no_keys"],
    "keys, clicks, pastes and sizes without a plan": [
        "test_storm.test_a_storm_of_300_gestures_and_20_sizes",
        "test_storm.test_a_storm_of_100_000_gestures_and_1_000_sizes",
        "test_storm.test_a_storm_in_a_real_terminal",
    ],
}


def named(file: Path) -> set[str]:
    """The tests of a file, without importing it."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, kinds)}


def test_every_test_on_the_map_is_there() -> None:
    for promise, tests in PROMISES.items():
        for file, _dot, name in (test.partition(".") for test in tests):
            there = named(TESTS / f"{file}.py")
            assert name in there, f"{promise}: {file}.{name}"


# ---- texts of the learner's own --------------------------------------------------------------------


def test_a_text_of_any_size_and_kind_is_taken_or_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("한", "utf-8")
    assert file_text(tmp_path / "one") == "한"
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1_000_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Wrong, match="larger than 4 MB"):
        file_text(tmp_path / "sparse")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000_000 // 1024
    for seed in range(200):
        rng = random.Random(seed)
        (tmp_path / "any").write_bytes(rng.randbytes(rng.randint(0, 200)))
        with contextlib.suppress(Wrong):
            text = file_text(tmp_path / "any")
            assert text == clean(text)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("one", b"x", ""),
        ("empty", b"", "is empty"),
        ("latin", b"Gr\xfc\xdfe", "is not UTF-8 text (byte 3)"),
        ("binary", bytes(range(256)) * 9, "is not text"),
        ("folder", None, "is a folder"),
    ],
)
def test_a_learners_file_from_the_shell_is_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    labs = Path(FOLDER)
    code, _out, err = dltutor(
        tmp_path, "lab", "walk", "--set", f"text=@{path}", "--steps", "1", "--plain", labs=labs
    )
    assert code == (2 if sentence else 0), err
    assert sentence in err and err.count("\n") <= 1 and "Traceback" not in err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="drops what Linux calls a capability")
def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "locked"
    path.write_text("secret")
    path.chmod(0)
    asked = ["lab", "char-rnn", "--set", f"text=@{path}", "--plain"]
    done = subprocess.run(
        [sys.executable, "-c", NO_MASTER, *asked],
        capture_output=True,
        env=environment(tmp_path),
        timeout=60,
    )
    assert done.returncode == 2 and b"may not be read" in done.stderr and done.stderr.count(b"\n") == 1


# ---- no network, nothing opened, nothing unpickled -------------------------------------------------

WATCHED = """import os, sys
def watch(event, args, write=os.write):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
                 "socket.bind", "webbrowser.open", "pickle.find_class", "urllib.Request"):
        write(os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND), f"{{event}} {{args}}\\n".encode())
        os._exit(99)
sys.addaudithook(watch)
"""
"""For every Python process: whoever asks the network, opens an address or unpickles ends and is told of."""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_no_part_of_it_asks_the_network(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "asked"
    (tmp_path / "sitecustomize.py").write_text(WATCHED.format(log=str(log)))
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    seen = "import socket; socket.create_connection(('::1', 9))"
    tried = subprocess.run([sys.executable, "-c", seen], env=environment(tmp_path, PYTHONPATH=path))
    assert tried.returncode == 99 and log.exists(), "the watch works"
    log.unlink()
    with Terminal([sys.executable, "-m", "tutor"], home, PYTHONPATH=path) as terminal:
        terminal.wait("course ")
        terminal.press("o")
        terminal.wait(lambda: re.search(r"step +0 of", terminal.text), "the lab")
        terminal.press("\x1b[F")
        terminal.wait(lambda: "step    0" not in terminal.text, "its run")
        for key, there in (("s", "What runs, as it is written"), ("?", "What works here")):
            terminal.press(key)
            terminal.wait(there)
            terminal.press("\x1b")
            terminal.wait(lambda there=there: there not in terminal.text, "its end")
        terminal.press("q")
        assert terminal.ended() == 0
    for args in (["stats"], ["doctor"], ["lessons"], ["lab", "hopfield", "--steps", "3", "--json"]):
        assert dltutor(home, *args, PYTHONPATH=path).code != 99
    assert not log.exists(), log.read_text()


def sources() -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "tutor").rglob("*.py")))


def test_nothing_here_unpickles() -> None:
    found = re.findall(
        r"^.*(?:import pickle|import marshal|import shelve|torch\.load|allow_pickle=True).*$",
        sources(),
        re.M,
    )
    assert found == []
    assert sources().count("np.load(") == sources().count("np.load(path, allow_pickle=False)")


def test_nothing_here_opens_an_address() -> None:
    assert not re.search(r"webbrowser|\.open_url\(|deliver_text|urllib\.request|import socket", sources())
    assert "open_links=False" in sources() and not re.search(r"\bMarkdown\([^)]*\)\s*$", sources(), re.M)
