"""docs/lint.md tells of every rule there is, and each of its examples does what it says."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from lessons_for_tests import course

import tutor.course
from tutor.course.lint import lint
from tutor.kit.lesson import Lesson, Page

DOC = Path(__file__).parent.parent / "docs" / "lint.md"
TOLD_ONLY = {
    *("file", "no-translation", "own-language", "crowded-text", "long-text", "too-many"),
    *("rev-should-move", "rev-may-move", "rev-moved-back"),
}
"""Rules without an example: they are about files, commits, or a great many lines."""
SECTION = re.compile(r"^### `([a-z-]+)` · (error|advice)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LESSON_KEYS = {field.name for field in fields(Lesson)} - {"lab"}
PAGE_KEYS = {field.name for field in fields(Page)} - {"id", "title"}
STEMS = {"yaml": ("Problem", "Fault"), "translate": ("Problem", "refuse"), "schema": ("refuse",)}


def _is_rule(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and bool(re.fullmatch(r"[a-z]+(-[a-z]+)+", str(node.value)))


def names_in_code() -> set[str]:
    """The rules: the first text that each Fault, Problem or refusal is made with."""
    found: set[str] = set()
    for file in Path(tutor.course.__path__[0]).glob("*.py"):
        makers = STEMS.get(file.stem, ("Fault", "Problem"))
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "rule":
                found |= {one.value for one in ast.walk(node.value) if _is_rule(one)}
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                values = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                texts = [value for value in values if isinstance(value, str)]
                if name in makers and texts:
                    found.add(texts[0])
    return found


@dataclass(frozen=True)
class Example:
    rule: str
    severity: str
    shared: str
    wrong: str
    right: str


TEXT = DOC.read_text("utf-8")
SECTIONS = {name: (severity, body) for name, severity, body in SECTION.findall(TEXT)}
BASE = BLOCK.findall(TEXT)[-1]
EXAMPLES = []
for name, (severity, body) in SECTIONS.items():
    for block in re.findall(r"^```yaml\n(.*?^# but\n.*?)^```$(?!\n  )", body, re.MULTILINE | re.DOTALL):
        shared, _, rest = ("\n" + block).partition("\n# not\n")
        wrong, _, right = rest.partition("# but\n")
        EXAMPLES.append(Example(name, severity, shared.lstrip("\n") + "\n" * bool(shared), wrong, right))


def test_every_rule_has_its_place() -> None:
    assert SECTIONS.keys() == names_in_code()
    assert {example.rule for example in EXAMPLES} == SECTIONS.keys() - TOLD_ONLY


def blocks(text: str) -> dict[str, str]:
    """Top-level keys with their lines; a list of pages is the key `pages`."""
    found: dict[str, str] = {}
    for part in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
        if part.startswith("- "):
            lines = "".join(f"  {line}\n" for line in part.rstrip("\n").split("\n"))
            found["pages"] = found.get("pages", "pages:\n") + lines
        elif part.strip():
            key = part.partition(":")[0]
            found[key] = found.get(key, "") + part
    return found


def whole(fragment: str) -> str:
    """The lesson with the fragment put where it belongs."""
    parts = blocks(fragment)
    if not parts:
        return BASE
    first = next(iter(parts))
    indented = "".join(f"    {line}\n" for line in fragment.rstrip("\n").split("\n"))
    if (first in PAGE_KEYS and first != "lab") or {"predict", "question"} & parts.keys():
        parts = {"pages": f"pages:\n  - id: q-fixed\n{indented}"}
    elif first not in LESSON_KEYS | {"minuts", "lab"}:
        ask = "" if "ask" in parts else "      ask: What is it?\n"
        lines = "".join(f"  {line}\n" for line in indented.rstrip("\n").split("\n"))
        parts = {"pages": f"pages:\n  - id: q-fixed\n    question:\n{ask}{lines}"}
    return "".join((blocks(BASE) | parts).values())


def linted(root: Path, shared: str, fragment: str) -> set[tuple[str, str]]:
    """Rule and severity of all that is found."""
    korean = fragment if fragment.startswith("translates:") else None
    english = whole(shared) if korean else whole(shared + fragment)
    word = {"error": "error", "warning": "advice"}
    return {(p.rule, word[p.severity]) for p in lint([course(root, english, korean)])}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.rule for example in EXAMPLES])
def test_each_example_does_what_it_says(tmp_path: Path, example: Example) -> None:
    found = linted(tmp_path, example.shared, example.wrong)
    assert (example.rule, example.severity) in found, found
    found = linted(tmp_path, example.shared, example.right)
    assert example.rule not in {rule for rule, _severity in found}
    assert not [rule for rule, severity in found if severity == "error"]


def test_the_lesson_around_the_examples_is_good(tmp_path: Path) -> None:
    assert linted(tmp_path, "", "") == {("no-translation", "advice")}
