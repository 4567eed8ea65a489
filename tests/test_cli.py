"""The commands, in this process: what they print, and what they say to a wrong word."""

import json
import shlex
import unicodedata

import pytest
from cli_for_tests import Said

from tutor.cli.front import FILES, run
from tutor.cli.safely import safely
from tutor.ui import words


@pytest.fixture
def cli(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DLTUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)

    def said(*args):
        code = safely(lambda: run([str(arg) for arg in args]))
        return Said(code, *capsys.readouterr())

    yield said
    words.use("en")


@pytest.mark.parametrize("name", ["", *FILES])
def test_help_has_an_example_and_fits(cli, name):
    code, out, err = cli(*name.split(), "--help")
    assert code == 0 and not err
    assert "Example" in out and "\n    dltutor" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "..." not in out.partition("Commands:")[2]  # no command's line is cut short


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("lesons", "did you mean lessons?"),
        ("hopfield", "dltutor learn hopfield"),
        ("hopfield-capacity", "dltutor lab hopfield-capacity"),
        ("--verion", "did you mean --version?"),
        ("learn hopfild", "did you mean hopfield?"),
        ("learn bread/first", "no pack 'bread' is installed: dltutor pack install takes one in"),
        ("learn", "which lesson? choose from "),
        ("lab", "which lab? choose from "),
        ("lab hopfeild", "did you mean hopfield?"),
        ("labs hopfeild", "did you mean hopfield?"),
        ("verify hopfeild", "did you mean hopfield?"),
        ("lint nowhere.yaml", "there is no file or folder nowhere.yaml"),
        ("lab hopfield --sed 3", "did you mean --seed?"),
        ("lab hopfield --seed x", "--seed takes a whole number from 0 to 4,294,967,295, not 'x'"),
        ("lab hopfield --seed -1", "from 0 to 4,294,967,295, not '-1'"),
        ("lab hopfield --steps 0", "from 1 to 1,000,000,000, not '0'"),
        ("lab hopfield --steps 1.5", "a whole number from 1 to 1,000,000,000, not '1.5'"),
        ("lab hopfield --seconds 0", "--seconds takes a number of seconds above 0, not '0'"),
        ("lab hopfield --seconds nan --json", "not 'nan'"),
        ("lab hopfield --seconds inf --json", "not 'inf'"),
        ("review --new 5000", "--new takes a whole number from 0 to 1,000, not '5000'"),
        ("lab hopfield --steps 3 --seconds 1", "not both"),
        ("lab hopfield --set", "--set"),
        ("lab hopfield --set noise", "KNOB=VALUE"),
        ("lab hopfield --set nose=0.1", "did you mean noise?"),
        ("lab hopfield --set noise=1.5", "from 0 to 1"),
        ("lab hopfield --set rule=heb", "did you mean hebb?"),
        ("lab hopfield --set noise=0.1 --set noise=0.2", "set twice"),
        ("lab hopfield --save run.txt", ".npz"),
        ("lab hopfield --save nowhere/run.npz", "no folder nowhere"),
        ("lab hopfield --replay nowhere.npz", "there is no file nowhere.npz"),
        ("lab hopfield --replay .", ". is a folder, not a file"),
        ("import nowhere.json", "there is no file nowhere.json"),
        ("learn nowhere.yaml", "there is no file nowhere.yaml"),
        ("verify .", ". is a folder, not a file"),
        ("preview .", ". is a folder, not a file"),
        ("preview hopfield --page engery", "there is no page 'engery': did you mean energy?"),
        ("lint hopfield", "hopfield.yaml?"),
        ("lint .", "there is nothing to check in .: no file in it ends in .yaml"),
        ("test", "which chapter? choose from recurrent, "),
        ("test recurent", "there is no chapter 'recurent': did you mean recurrent?"),
        ("recurrent", "dltutor test recurrent"),
        ("pack", "pack what? choose from build, install, list, remove"),
        ("pack instal x", "pack has no command 'instal': did you mean install?"),
        ("pack remove", "(dltutor pack remove --help says what it takes)"),
        ("--bogus", "there is no option --bogus (dltutor --help says what it takes)"),
        ("lessons --lang fr", "fr"),
        ("learn hopfield --plain --profile ../x", "../x"),
        ("completion tcsh", "'[SHELL]': 'tcsh'"),
    ],
)
def test_what_is_wrong_is_one_sentence(cli, line, sentence):
    code, out, err = cli(*line.split())
    assert (code, out) == (2, "")
    assert err.startswith("dltutor: ") and err.count("\n") == 1
    assert sentence in err and "Traceback" not in err


def test_a_file_where_a_folder_is_wanted(cli, tmp_path):
    (tmp_path / "plain.txt").write_text("x")
    for line in ("pack build plain.txt", "new lesson a --into plain.txt", "export plain.txt/a.json"):
        assert cli(*line.split()) == (2, "", "dltutor: plain.txt is a file, not a folder\n")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("missing", None, "there is no file"),
        ("folder", "folder", "is a folder"),
        ("empty", b"", "is empty"),
        ("blank", b" \n\t\n", "is empty"),
        ("only-controls", b"\x1b\x07", "is empty"),
        ("latin", "Grüße".encode("latin-1"), "is not UTF-8"),
        ("binary", b"\x7fELF\0\0\1", "is not text"),
        ("large", b"a" * 4_000_001, "larger than 4 MB"),
        ("cut-utf16", b"\xff\xfea", "is not UTF-8"),
    ],
)
def test_a_text_that_cannot_be_read_is_one_sentence(tmp_path, name, content, sentence):
    from tutor.cli.safely import Wrong
    from tutor.cli.values import file_text

    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(Wrong, match=sentence) as wrong:
        file_text(path)
    assert "\n" not in str(wrong.value)


def test_a_text_is_made_inert(tmp_path):
    from tutor.cli.values import file_text

    path = tmp_path / "poem.txt"
    path.write_bytes("\ufeffone\r\n\x1b]52;c;aGk=\x07two\u202e".encode())
    assert file_text(path) == "one\n]52;c;aGk=two"


def test_knobs_are_read_in_any_order(tmp_path):
    from tutor.cli.values import settings
    from tutor.kit.knobs import FloatKnob, TextKnob
    from tutor.kit.lab import Lab

    class Reader(Lab):
        name = "reader"
        knobs = (
            TextKnob(name="text", help="", default="to be", choices=("to be",)),
            FloatKnob(name="rate", help="", default=0.1, low=0, high=1),
        )

    poem = tmp_path / "poem.txt"
    poem.write_text("roses are red")
    pairs = [f"text=@{poem}", "rate=0.5"]
    one, other = settings(Reader, pairs), settings(Reader, reversed(pairs))
    assert one == other
    assert one.knobs == {"text": "roses are red", "rate": 0.5}
    assert one.labels == {"text": f"@{poem}"}


def test_lists_pipe_as_columns(cli):
    for args in (["lessons"], ["labs"], ["labs", "hopfield"]):
        code, out, err = cli(*args)
        assert code == 0 and not err and "\x1b" not in out
    rows = [line.split("\t") for line in cli("lessons").out.splitlines()]
    assert "hopfield" in [row[0] for row in rows] and len({len(row) for row in rows}) == 1
    assert "\nhopfield\t" in cli("labs").out


def test_lists_as_json(cli):
    lessons = json.loads(cli("lessons", "--json").out)
    assert "hopfield" in [lesson["id"] for lesson in lessons] and lessons[0]["title"]["en"]
    assert lessons[0]["questions"] + lessons[0]["predictions"] > 8
    [*_, lab] = json.loads(cli("labs", "--json").out)
    found = json.loads(cli("labs", "hopfield", "--json").out)
    assert set(lab) == set(found) and found["budget"] > 0
    knobs = {knob["name"]: knob for knob in found["knobs"]}
    assert knobs["noise"] | {"low": 0.0, "high": 1.0, "type": "float", "when": "restart"} == knobs["noise"]
    assert knobs["rule"]["when"] == "live" and "hebb" in knobs["rule"]["choices"]
    assert {"name", "help", "unit", "better"} <= set(found["metrics"][0])


def test_options_stand_before_and_after(cli):
    before, after = cli("--lang", "ko", "labs", "hopfield"), cli("labs", "hopfield", "--lang", "ko")
    assert before == after and before.code == 0
    assert cli("--ascii", "labs", "hopfield").out.isascii()
    assert cli("labs", "hopfield", "--ascii").out.isascii()
    assert "\u221a" in cli("labs", "hopfield").out


def test_lab_lines(cli):
    code, out, err = cli("lab", "hopfield", "--seed", 7, "--set", "noise=0.3", "--set", "stored=4")
    assert code == 0 and not err
    *frames, last = map(json.loads, out.splitlines())
    assert all(set(frame) == {"step", "seconds", "metrics"} for frame in frames) and frames
    assert {k: last[k] for k in ("done", "lab", "seed")} == {"done": True, "lab": "hopfield", "seed": 7}
    assert (last["knobs"]["noise"], last["knobs"]["stored"]) == (0.3, 4)
    assert last["metrics"]["recalled"] is not None
    other = json.loads(
        cli(
            "lab", "hopfield", "--set", "stored=4", "--set", "noise=0.3", "--seed", 7, "--json"
        ).out.splitlines()[-1]
    )
    assert {**other, "seconds": 0} == {**last, "seconds": 0}
    short = json.loads(cli("lab", "hopfield", "--steps", 3).out.splitlines()[-1])
    assert short["step"] == 3


def test_save_and_replay(cli, tmp_path):
    import numpy as np

    file = tmp_path / "run.npz"
    first = cli("lab", "hopfield", "--seed", 9, "--set", "noise=0.4", "--steps", 5, "--save", file)
    assert first.code == 0
    with np.load(file, allow_pickle=False) as arrays:
        assert arrays["cells.cells"].shape == (12, 12) and "record.state" in arrays
    again = cli("lab", "hopfield", "--replay", file, "--json")
    one, two = (json.loads(said.out.splitlines()[-1]) for said in (first, again))
    assert again.code == 0 and {**one, "seconds": 0} == {**two, "seconds": 0} and one["step"] == 5
    assert "not of hopfield-capacity" in cli("lab", "hopfield-capacity", "--replay", file).err
    file.write_bytes(b"PK\3\4 no")
    assert cli("lab", "hopfield", "--replay", file).code == 2


def test_a_lab_in_plain_lines(cli, tmp_path):
    code, out, _ = cli("lab", "hopfield", "--plain", "--save", tmp_path / "a.npz")
    assert code == 0 and "\x1b" not in out and (tmp_path / "a.npz").is_file()
    assert "# #" in out and "At the end: energy" in out
    assert cli("lab", "hopfield", "--plain", "--ascii").out.isascii()


def test_lint(cli, tmp_path):
    schema = json.loads(cli("lint", "--schema").out)
    assert "pages" in schema["properties"]
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: 1\nid: bad\ntitel: Bad\n")
    code, out, _ = cli("lint", bad)
    assert code == 1 and "bad.yaml:3:1" in out and "title" in out
    assert json.loads(cli("lint", bad, "--json").out)[0]["line"] > 0


def test_verify(cli, tmp_path):
    from lessons_for_tests import LESSON

    lesson = tmp_path / "demo.yaml"
    lesson.write_text(LESSON)
    code, out, _ = cli("verify", lesson, "--quick")
    assert code == 0, out
    assert "holds" in out and out.splitlines()[0].startswith("demo\t")
    [verdict, *_] = json.loads(cli("verify", lesson, "--quick", "--json").out)
    assert verdict["passed"] and verdict["seconds"] >= 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(cli, shell):
    code, out, _ = cli("completion", shell)
    assert code == 0 and f"_DLTUTOR_COMPLETE={shell}_complete" in out
    assert f"dltutor completion {shell} >" in out.partition("\n\n")[0] + out


def test_paper_spells_what_a_stream_cannot_carry():
    from tutor.ui.plain.paper import carried, cells, fold

    assert carried("−ξ → 2², naïve 뜻", "utf-8", True) == "-xi -> 22, naive 뜻"
    assert carried("−ξ 뜻", "ascii", False) == "-xi ?"
    assert carried("−ξ 뜻", "utf-8", False) == "−ξ 뜻"
    hangul = unicodedata.normalize("NFC", "깨진 그림을 주면 저장된 그림으로 흘러갑니다 " * 4).strip()
    assert all(cells(line) <= 40 for line in fold(hangul, 40))
    assert " ".join(fold(hangul, 40)) == hangul


def test_markdown_is_read_without_its_marks():
    from tutor.ui.plain.paper import inline, paragraphs

    assert inline("a **weight** and *some* `w_ij`.") == "a weight and some w_ij."
    assert inline("**가중치**라고 *하는* 것") == "가중치라고 하는 것"
    for literal in ("2*3*4", "h[t-1] and [0, 1]", "w_i_j", "[/INST] [MASK]", "a * b * c", "softmax(x)[i]"):
        assert inline(literal) == literal
    assert inline(r"\*literal\*") == "*literal*"
    assert inline("[here](https://x.org)") == "here (https://x.org)"
    text = "one\ntwo\n\n- a\n  b\n- c\n\n```\nx\n  y\n```\n| t | u |"
    assert list(paragraphs(text)) == [
        "one two",
        "",
        "- a b",
        "- c",
        "",
        "```",
        "x",
        "  y",
        "```",
        "| t | u |",
    ]


def test_a_text_that_begins_with_at_is_no_file(tmp_path):
    """A lesson may set a text knob to `@~/secret`: the line that names the run must not read that file."""
    from tutor.cli.values import settings
    from tutor.kit.knobs import TextKnob
    from tutor.kit.lab import Lab
    from tutor.runner.spec import Spec

    class Reader(Lab):
        name = "reader"
        knobs = (TextKnob(name="text", help="", default="to be"),)

    for value in ("@secret", "@@secret", "@/etc/passwd", "@"):
        *_, said = shlex.split(Spec("reader", {"text": value}).line())
        assert settings(Reader, [said]).knobs["text"] == value
    (tmp_path / "mine.txt").write_text("my own words")
    assert settings(Reader, [f"text=@{tmp_path}/mine.txt"]).knobs["text"] == "my own words"
