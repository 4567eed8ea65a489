"""The teachers' guides, followed word for word: what they say is what happens."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import pytest
from guide_for_tests import files, steps
from test_cli import cli  # noqa: F401

from tutor.course import find
from tutor.course.lint import lint
from tutor.course.load import load

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = {"en": DOCS / "teachers.md", "ko": DOCS / "teachers.ko.md"}
EXAMPLE = DOCS / "example-pack"


@pytest.mark.parametrize("language", GUIDES)
def test_a_guide_is_true(cli, tmp_path: Path, language: str, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr("sys.stdin", io.StringIO())
    said, commands = "", 0
    for step in steps(GUIDES[language]):
        if step.kind == "yaml":
            file = tmp_path / step.file
            old = (
                file.read_text("utf-8")
                if file.is_file() and "yaml-language" not in file.read_text("utf-8")
                else ""
            )
            file.write_text(old + ("\n" if old else "") + step.text, "utf-8")
        elif step.kind == "text":
            for line in step.text.splitlines():
                assert line in said.splitlines(), said
        else:
            for line in step.text.splitlines():
                name, *args = shlex.split(line)
                assert name == "dltutor"
                done = cli("--lang", language, *args)
                assert (done.code, done.err) == (0, ""), f"{line}\n{done.out}{done.err}"
                said, commands = done.out, commands + 1
    assert commands >= 8
    [pack] = json.loads(cli("pack", "list", "--json").out)
    assert (pack["name"], pack["lessons"], pack["languages"]) == ("hangul", 1, ["en", "ko"])


def test_the_example_is_what_the_guide_makes() -> None:
    made = files(GUIDES["en"])
    there = {
        file.relative_to(EXAMPLE).as_posix(): file.read_text("utf-8") for file in EXAMPLE.rglob("*.yaml")
    }
    assert there == made
    assert lint([EXAMPLE / "hangul"]) == []


def test_the_example_has_several_kinds_of_question_in_both_languages() -> None:
    file = EXAMPLE / "hangul" / "design" / "letters.yaml"
    kinds = [page.question.kind for page in load(file).questions if page.question]
    assert len(kinds) == len(set(kinds)) == 7
    assert "".join(page.text for page in load(file, "ko").pages).count("니다") > 5


def test_both_guides_make_the_same_lesson(tmp_path: Path) -> None:
    """The Korean one is written in Korean first, and translated to English."""
    for name, text in files(GUIDES["ko"]).items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    english, korean = EXAMPLE / "hangul" / "design", tmp_path / "hangul" / "design"
    for language in find.LANGUAGES:
        one, other = (load(folder / "letters.yaml", language) for folder in (english, korean))
        assert [page.text for page in one.pages] == [page.text for page in other.pages]
        assert [page.question and page.question.ask for page in one.pages] == [
            page.question and page.question.ask for page in other.pages
        ]


ODD = [  # what a teacher may write in place of what, for each row of the table of odd things
    ("      kind: choice", "\t\tkind: choice"),
    ("title: Letters in blocks", "title: Letters: in blocks"),
    ("title: Letters in blocks", "title: ‘Letters: in blocks’"),
    ("title: Letters in blocks", "title：Letters in blocks"),
    ("title: Letters in blocks", "title: Block #1 of many"),
    ("hints:\n        - One of", "hint:\n        - One of"),
    ("right: true\n          why: It draws", "right: yes\n          why: It draws"),
    ("id: q-friend", "id: q-king"),
]


@pytest.mark.parametrize("language", GUIDES)
def test_what_looks_odd_is_named_as_it_is_said(tmp_path: Path, language: str) -> None:
    rows = re.findall(
        r"^\| `(.*?)` \|", GUIDES[language].read_text("utf-8").rpartition("\n## ")[2], re.MULTILINE
    )
    good = (EXAMPLE / "hangul" / "design" / "letters.yaml").read_text("utf-8")
    for row, (old, new) in zip(rows, ODD, strict=True):
        assert good.count(old) == 1, old
        file = tmp_path / "letters.yaml"
        file.write_text(good.replace(old, new), "utf-8")
        said = [problem.message for problem in lint([file])]
        assert any(all(part in message for part in row.split(" … ")) for message in said), (row, said)
