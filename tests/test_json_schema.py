"""The published JSON Schema at work, as an editor would use it."""

from __future__ import annotations

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lessons_for_tests import CHAPTER, KOREAN, LESSON, course, spoiled
from packs_for_tests import PACK

from tutor.cli.lint_formats import gcc
from tutor.course import find, schema, yaml
from tutor.course.problem import Problem
from tutor.course.published import json_schema

ROOT = Path(__file__).parent.parent
KINDS = Path(__file__).parent / "kinds"
FILES = [Path(file.path) for root in (find.folder(), KINDS) for _, file in find.listing(root)]
VALIDATORS = {
    kind: jsonschema.Draft202012Validator(json_schema(kind))
    for kind in ("lesson", "translation", "chapter", "pack")
}


def plain(node: yaml.Node) -> Any:
    """A node as an editor's YAML parser has it."""
    if isinstance(node, yaml.Listing):
        return [plain(item) for item in node.items]
    if isinstance(node, yaml.Table):
        return {key: plain(item) for key, item in node.items.items()}
    if node.plain and node.text in ("", "null", "~", "true", "false"):
        return {"true": True, "false": False}.get(node.text)
    number = schema.number(node)
    return node.text if number is None else number


def complaints(file: Path) -> list[str]:
    kind = {find.CHAPTER: "chapter", find.PACK: "pack"}.get(file.name, "lesson")
    validator = VALIDATORS["translation" if find.is_translation(file.name) else kind]
    return [
        f"{error.json_path}: {error.message}"
        for error in validator.iter_errors(plain(yaml.read(file).root))
    ]


def test_the_schemas_are_schemas() -> None:
    for validator in VALIDATORS.values():
        validator.check_schema(validator.schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_of_the_course_satisfies_its_schema(file: Path) -> None:
    assert complaints(file) == []


BROKEN = [  # what the author wrote where, and what an editor then underlines
    ("lesson", "minutes: 5", "minuts: 5", "'minuts' was unexpected"),
    ("lesson", "minutes: 5", "minutes: five", "'five' is not of type 'integer'"),
    ("lesson", "schema: 1\n", "schema: 2\n", "2 is not one of [1]"),
    ("lesson", "license: CC-BY-SA-4.0\n", "", "'license' is a required property"),
    ("lesson", "hints: [Multiply.]", "hints: Multiply.", "question"),
    ("lesson", "kind: choice", "kind: chioce", "question"),
    ("lesson", "right: true", "right: yes", "question"),
    ("lesson", "seeds: [1, 2, 3]", "seeds: [1, 2.5]", "2.5 is not of type 'integer'"),
    ("lesson", "answer: {metric: bit_errors,", "answer: {metrics: bit_errors,", "predict"),
    ("translation", "title: 작은 예", "titel: 작은 예", "'titel' was unexpected"),
    ("translation", "rev: 1\n", "", "'rev' is a required property"),
    ("translation", "  q-order:\n", "  q-order:\n    right: true\n", "'right' was unexpected"),
    ("pack", "version: 1.0", "version: [1]", "[1] is not of type 'string', 'number'"),
    ("pack", "name: bread\n", "", "'name' is a required property"),
    ("chapter", "order: 1", "order: first", "'first' is not of type 'integer'"),
    ("chapter", "title: {en: Recurrent networks, ko: 순환 신경망}", "", "'title' is a required property"),
]


@pytest.mark.parametrize(("kind", "old", "new", "says"), BROKEN)
def test_a_broken_file_does_not(tmp_path: Path, kind: str, old: str, new: str, says: str) -> None:
    names = {
        "lesson": "demo.yaml",
        "translation": "demo.ko.yaml",
        "chapter": find.CHAPTER,
        "pack": find.PACK,
    }
    texts = {"lesson": LESSON, "translation": KOREAN, "chapter": CHAPTER, "pack": PACK}
    file = course(tmp_path).with_name(names[kind])
    file.write_text(texts[kind], "utf-8")
    assert complaints(file) == []
    file.write_text(spoiled(old, new, texts[kind]), "utf-8")
    assert any(says in complaint for complaint in complaints(file)), complaints(file)


def fenced(kind: str) -> list[str]:
    """The blocks of one language in CONTRIBUTING.md."""
    return re.findall(rf"^```{kind}\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M | re.S)


def test_the_editors_settings_give_each_file_its_schema() -> None:
    code, _tasks = map(json.loads, fenced("json"))
    [helix] = map(tomllib.loads, fenced("toml"))
    globs = code["yaml.schemas"]
    assert globs == helix["language-server"]["yaml-language-server"]["config"]["yaml"]["schemas"]
    for file in find.folder().glob("*/*.yaml"):
        name = file.relative_to(find.folder().parent).as_posix()
        kinds = [schema for schema, patterns in globs.items() if chosen(name, patterns)]
        kind = (
            "translation"
            if find.is_translation(name)
            else "chapter"
            if file.name == find.CHAPTER
            else "lesson"
        )
        assert kinds == [f".schema/{kind}.json"]


def chosen(name: str, patterns: list[str]) -> bool:
    """Whether a list of patterns means that file: one of them does, and none with ! before it."""
    wanted = [fnmatch(name, pattern) for pattern in patterns if pattern[0] != "!"]
    return any(wanted) and not any(fnmatch(name, pattern[1:]) for pattern in patterns if pattern[0] == "!")


def test_the_editors_task_reads_what_lint_prints() -> None:
    matcher = json.loads(fenced("json")[1])["tasks"][0]["problemMatcher"]["pattern"]
    problem = Problem(Path("a b.yaml"), 3, 7, "rule", "it: no", severity="warning")
    [line] = gcc([problem])
    found = re.match(matcher["regexp"], line)
    assert found and [found[matcher[key]] for key in ("file", "line", "column", "severity", "message")] == [
        "a b.yaml", "3", "7", "warning", "found it: no [rule]"
    ]  # fmt: skip
