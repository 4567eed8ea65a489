"""Doctor: what it finds here, in a terminal that answers and in one that does not."""

import json

import pytest
from cli_for_tests import dltutor, in_terminal


def test_without_a_terminal(tmp_path):
    code, out, err = dltutor(tmp_path, "doctor")
    assert (code, err) == (0, "") and "\x1b" not in out
    for word in ("Python", "textual", "numpy", "torch", "data folder", "encoding", "lessons"):
        assert word in out


def test_as_json(tmp_path):
    code, out, _ = dltutor(tmp_path, "doctor", "--json")
    found = json.loads(out)
    assert code == 0 and found["usable"] is True
    assert all(f["state"] == "fine" or f["do"] for f in found["findings"])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"\x1b[5;2R", "1"),
        (b"\x1b[5;3R", "wide ambiguous"),
        (None, "does not say"),
        (b"xR", "does not say"),
    ],
)
def test_the_width_of_ambiguous_signs_is_measured(tmp_path, answer, said):
    code, out, restored = in_terminal(tmp_path, "doctor", answer=answer)
    [line] = [line for line in out.splitlines() if "width of" in line]
    assert code == 0 and restored
    assert said in out[out.index(line) :][:200]


def test_a_small_terminal_is_noted(tmp_path):
    _, out, _ = in_terminal(tmp_path, "doctor", size=(60, 20), answer=b"\x1b[5;2R")
    assert "60×20" in out and "80×24" in out


def test_colours(tmp_path):
    assert "none, as NO_COLOR asks" in dltutor(tmp_path, "doctor", NO_COLOR="1").out
    assert "16 million" in dltutor(tmp_path, "doctor", COLORTERM="truecolor").out


def test_a_data_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    code, out, _ = dltutor(tmp_path, "doctor", DLTUTOR_HOME=str(tmp_path / "file" / "inside"))
    assert code == 0 and "cannot be written" in out and "DLTUTOR_HOME" in out


def test_a_damaged_log_is_told(tmp_path):
    dltutor(tmp_path, "learn", "hopfield", "--plain")
    log = tmp_path / "default.db"
    assert "log of default: 0 answers" in dltutor(tmp_path, "doctor").out
    log.write_bytes(b"not a database at all" * 500)
    code, out, _ = dltutor(tmp_path, "doctor")
    assert code == 0 and "damaged" in out


def test_what_stops_it_exits_1(monkeypatch, capsys, tmp_path):
    from tutor.cli.front import run
    from tutor.ui import doctor

    monkeypatch.setenv("DLTUTOR_HOME", str(tmp_path))
    found = doctor._installed
    monkeypatch.setattr(doctor, "_installed", lambda *names: "" if "textual" in names else found(*names))
    assert run(["doctor"]) == 1
    assert "pip install textual" in capsys.readouterr().out


def test_a_broken_lesson_is_told(monkeypatch, tmp_path):
    from tutor.course import find
    from tutor.ui.doctor import findings

    monkeypatch.setenv("DLTUTOR_HOME", str(tmp_path / "home"))
    (tmp_path / "lessons" / "one").mkdir(parents=True)
    (tmp_path / "lessons" / "one" / "bad.yaml").write_text("id: [\n")
    monkeypatch.setattr(find, "_PACKAGE", tmp_path)
    told = {finding.about: finding for finding in findings()}
    assert told["lessons"].state == "stops" and "bad.yaml" in told["lesson left out"].found
