"""What `dltutor lint` prints for editors, CI and programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lessons_for_tests import course, spoiled
from test_cli import cli  # noqa: F401

from tutor.cli import lint_formats
from tutor.course.problem import Problem

BAD = spoiled("minutes: 5", "minuts: 5", spoiled("      hints: [Multiply.]\n", ""))


def said(cli, tmp_path: Path, *args: str) -> tuple[int, list[str]]:  # noqa: F811
    course(tmp_path, BAD, None)
    code, out, err = cli("lint", "recurrent/demo.yaml", *args)
    assert not err
    return code, out.splitlines()


def test_gcc_is_what_problem_matchers_read(cli, tmp_path: Path) -> None:  # noqa: F811
    code, lines = said(cli, tmp_path, "--format", "gcc")
    assert code == 1 and len(lines) == 2
    found = [
        re.fullmatch(r"(\S+):(\d+):(\d+): (error|warning): (.*) \[([a-z-]+)\]", line) for line in lines
    ]
    assert [(m[1], m[2], m[3], m[4], m[6]) for m in found if m] == [
        ("recurrent/demo.yaml", "1", "1", "error", "missing-key"),
        ("recurrent/demo.yaml", "7", "1", "error", "unknown-key"),
    ]


def test_github_gets_workflow_commands(cli, tmp_path: Path) -> None:  # noqa: F811
    code, lines = said(cli, tmp_path, "--format", "github")
    assert code == 1
    assert lines[1] == (
        "::error file=recurrent/demo.yaml,line=7,col=1,title=unknown-key::"
        "found the key 'minuts', wanted a key of this place; did you mean minutes?"
    )


def test_github_is_not_broken_by_signs_of_its_own() -> None:
    problem = Problem(Path("a,b:c.yaml"), 1, 2, "rule", "97 %\nof it", severity="warning")
    assert [*lint_formats.github([problem])] == [
        "::warning file=a%2Cb%3Ac.yaml,line=1,col=2,title=rule::found 97 %25%0Aof it"
    ]


def test_sarif_has_the_same_problems_as_json(cli, tmp_path: Path) -> None:  # noqa: F811
    _, lines = said(cli, tmp_path, "--format", "json")
    plain = json.loads("\n".join(lines))
    code, lines = said(cli, tmp_path, "--format", "sarif")
    [run] = json.loads("\n".join(lines))["runs"]
    assert code == 1 and {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        p["rule"] for p in plain
    }
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert [(p["region"]["startLine"], p["region"]["startColumn"]) for p in places] == [(1, 1), (7, 1)]
    assert {p["artifactLocation"]["uri"] for p in places} == {"recurrent/demo.yaml"}


def test_advice_alone_is_no_failure(cli, tmp_path: Path) -> None:  # noqa: F811
    course(tmp_path, spoiled("      hints: [Multiply.]\n", ""), None)
    for form in ("text", "gcc", "github"):
        code, out, _ = cli("lint", "recurrent/demo.yaml", "--format", form)
        assert code == 0 and "warning" in out


def test_nothing_to_mend_is_said_to_people_only(cli, tmp_path: Path) -> None:  # noqa: F811
    course(tmp_path)
    assert cli("lint", "recurrent", "--format", "github").out == ""
    assert cli("lint", "recurrent", "--format", "json").out == "[]\n"
    assert cli("lint", "recurrent").out == "Nothing to mend.\n"


def test_each_kind_of_file_has_a_schema(cli) -> None:  # noqa: F811
    titles = [
        json.loads(cli("lint", "--schema", *kind).out)["title"]
        for kind in ([], ["translation"], ["chapter"])
    ]
    assert titles == [
        "A dltutor lesson",
        "A translation of a dltutor lesson",
        "A chapter of the dltutor course",
    ]
    code, out, err = cli("lint", "--schema", "lessons")
    assert (code, out) == (2, "") and "'lessons' is not one of" in err
