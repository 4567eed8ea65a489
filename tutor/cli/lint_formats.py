"""The forms in which `dltutor lint` reports: for people, for editors, for CI, for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from tutor.course.problem import Problem, shown_path
from tutor.kit.version import version

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def text(problems: Sequence[Problem]) -> Iterable[str]:
    """`FILE:LINE:COLUMN: words`, as people read it and as vim's own `errorformat` does."""
    return (problem.text() for problem in problems)


def gcc(problems: Sequence[Problem]) -> Iterable[str]:
    """`FILE:LINE:COLUMN: error: words [rule]`, which most editors and problem matchers know."""
    for p in problems:
        yield f"{shown_path(p.file)}:{p.line}:{p.column}: {p.severity}: {p.message} [{p.rule}]"


def github(problems: Sequence[Problem]) -> Iterable[str]:
    """Workflow commands of GitHub Actions: each problem is shown at its line of the change."""
    for p in problems:
        places = {"file": shown_path(p.file), "line": p.line, "col": p.column, "title": p.rule}
        where = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
        yield f"::{p.severity} {where}::{_data(p.message)}"


def _data(words: str) -> str:
    """Words of a workflow command: what would end it is written as GitHub wants it."""
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def as_dicts(problems: Sequence[Problem]) -> object:
    """A list of objects."""
    return [problem.as_dict() for problem in problems]


def sarif(problems: Sequence[Problem]) -> object:
    """SARIF 2.1.0, which code scanners gather."""
    rules = sorted({problem.rule for problem in problems})
    driver = {"name": "dltutor lint", "version": version(), "rules": [{"id": rule} for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [*map(_result, problems)],
    }
    return {"$schema": SARIF, "version": "2.1.0", "runs": [run]}


def _result(p: Problem) -> dict[str, object]:
    file = {"uri": quote(shown_path(p.file).replace("\\", "/"))}
    place = {"artifactLocation": file, "region": {"startLine": p.line, "startColumn": p.column}}
    return {
        "ruleId": p.rule,
        "level": p.severity,
        "message": {"text": p.message},
        "locations": [{"physicalLocation": place}],
    }


LINES: dict[str, Callable[[Sequence[Problem]], Iterable[str]]] = {
    "text": text,
    "gcc": gcc,
    "github": github,
}
DATA: dict[str, Callable[[Sequence[Problem]], object]] = {"json": as_dicts, "sarif": sarif}
