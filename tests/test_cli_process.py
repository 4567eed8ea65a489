"""The command line in processes of its own: pipes, signals, exit codes, imports, no terminal."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_for_tests import ROOT, command, dltutor, environment, in_terminal

ROGUES = Path(__file__).parent / "labs_for_tests"


def test_without_a_terminal_a_real_recall_is_played(tmp_path):
    code, out, err = dltutor(tmp_path)
    assert (code, err) == (0, "") and "\x1b" not in out
    [steps] = [line for line in out.splitlines() if line.startswith("step 0")]
    assert steps.count("step") == 5
    [energies] = [line for line in out.splitlines() if line.startswith("energy")]
    falling = [float(word) for word in energies.split() if word != "energy"]
    assert falling == sorted(falling, reverse=True) and len(set(falling)) == 5
    assert "at a memory: face" in out and "dltutor learn hopfield" in out
    assert dltutor(tmp_path) == (code, out, err)  # a run of the same seed, not a new one


@pytest.mark.parametrize(
    ("args", "more"),
    [
        ([], {"PYTHONIOENCODING": "ascii"}),
        (["--ascii"], {}),
        ([], {"TERM": "dumb", "NO_COLOR": "1"}),
        (["--lang", "ko"], {"PYTHONIOENCODING": "ascii"}),
    ],
)
def test_without_a_terminal_in_ascii(tmp_path, args, more):
    code, out, err = dltutor(tmp_path, *args, **more)
    assert (code, err) == (0, "")
    assert out.isascii() or "TERM" in more


def test_without_a_terminal_in_korean(tmp_path):
    code, out, err = dltutor(tmp_path, "--lang", "ko", "lessons")
    assert (code, err) == (0, "")
    code, out, err = dltutor(tmp_path, "--lang", "ko")
    assert code == 0 and "순환 신경망" in out
    assert "순환 신경망" in dltutor(tmp_path, LC_ALL="ko_KR.UTF-8").out


def test_closed_streams_do_not_hang(tmp_path):
    line = " ".join(command()) + " <&- | cat; " + " ".join(command()) + " <&- >&- 2>&-; echo $?"
    done = subprocess.run(
        line, shell=True, capture_output=True, env=environment(tmp_path), cwd=tmp_path, timeout=60
    )
    assert b"at a memory" in done.stdout and done.stdout.endswith(b"\n0\n"), done.stderr


@pytest.mark.parametrize("args", [["lab", "hopfield-capacity", "--json"], ["labs", "hopfield"], []])
def test_a_reader_that_goes_away_is_no_error(tmp_path, args):
    process = subprocess.Popen(
        command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
    )
    assert process.stdout and process.stderr
    if args[:1] == ["lab"]:
        assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(30) in (0, 141)


def test_a_full_disk_is_one_sentence(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("labs"), stdout=full, stderr=subprocess.PIPE, env=environment(tmp_path), timeout=60
        )
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1 and b"No space" in done.stderr


def test_ctrl_c_prints_the_last_line(tmp_path):
    process = subprocess.Popen(
        command("lab", "walk", "--steps", "1000000000", "--json", labs=ROGUES),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path),
    )  # fmt: skip
    assert process.stdout and process.stderr
    assert json.loads(process.stdout.readline())["step"] == 0
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read().splitlines()
    assert process.wait(30) == 130
    assert json.loads(rest[-1])["done"] is True and process.stderr.read() == b""


def test_a_lab_that_fails_is_one_sentence_and_1(tmp_path):
    code, out, err = dltutor(tmp_path, "lab", "rogue", "--set", "how=raise", labs=ROGUES)
    assert code == 1 and err.startswith("dltutor: The lab rogue") and err.count("\n") == 1
    assert "\x1b" not in out + err and "Traceback" not in err


def test_an_unforeseen_error_is_written_down(tmp_path):
    labs = tmp_path / "labs"
    labs.mkdir()
    (labs / "broken.py").write_text("1 / 0\n")
    code, _, err = dltutor(tmp_path, "labs", "broken", labs=labs)
    assert code == 1 and err.count("\n") == 1 and "ZeroDivisionError" in err
    report = Path(err.rpartition(" written in ")[2].strip())
    text = report.read_text()
    assert report.parent == tmp_path and "Traceback" in text and "'broken'" in text


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["learn", "--help"], ["lessons"]])
def test_cheap_commands_import_nothing_heavy(tmp_path, args):
    dltutor(tmp_path, "lessons")  # the index is there
    code = """import sys
from tutor.cli import main
try: main()
except SystemExit: pass
print(sorted({'numpy', 'torch', 'pydantic', 'yaml', 'textual', 'rich', 'sqlite3'} & set(sys.modules)))"""
    done = subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, env=environment(tmp_path), timeout=60
    )
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_the_front_door_imports_no_click(tmp_path):
    code = (
        "import sys, tutor.cli; print(sorted({'click', 'pathlib', 'tempfile', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, cwd=ROOT, timeout=60)
    assert done.stdout.strip() == b"[]", done.stderr


def test_version(tmp_path):
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert dltutor(tmp_path, "--version").out == f"dltutor {project['version']}\n"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("le", "learn"),
        ("lab hop", "hopfield-capacity"),
        ("learn ho", "hopfield"),
        ("lab hopfield --set ru", "rule="),
        ("lab hopfield --set rule = h", "hebb"),
        ("lab hopfield --seed 3 --set stored=3 --set m", "memory="),
    ],
)
def test_completion_in_bash(tmp_path, typed, offered):
    asked = environment(
        tmp_path, _DLTUTOR_COMPLETE="bash_complete", COMP_WORDS=f"dltutor {typed}",
        COMP_CWORD=str(len(typed.split())),
    )  # fmt: skip
    done = subprocess.run(command(), capture_output=True, env=asked, timeout=60)
    assert f"plain,{offered}" in done.stdout.decode().splitlines(), done


def test_argv_that_is_no_text(tmp_path):
    done = subprocess.run(
        [*map(os.fsencode, command("lab", "hopfield", "--set")), b"memory=\xff\x1b[31m"],
        capture_output=True, env=environment(tmp_path), timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and b"\x1b" not in done.stderr and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("args", "screen"),
    [
        ([], True),
        (["lab", "hopfield", "--seed", "3", "--set", "noise=0.3"], True),
        (["learn", "hopfield"], True),
        (["--plain"], False),
        (["lab", "hopfield", "--json"], False),
        (["lab", "hopfield", "--plain"], False),
        (["lessons"], False),
    ],
)
def test_in_a_terminal(tmp_path, args, screen):
    code, out, restored = in_terminal(tmp_path, *args, keys=b"q" if screen else b"", upon=b"?1049h")
    assert code == 0 and restored
    assert ("\x1b[?1049h" in out) == screen and ("\x1b" in out) == screen


def test_a_dumb_terminal_gets_no_escape_codes(tmp_path):
    code, out, _ = in_terminal(tmp_path, TERM="dumb")
    assert code == 0 and "\x1b" not in out and "dltutor learn hopfield" in out
