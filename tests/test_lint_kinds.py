"""Mistakes in questions of each kind: each is found, at its line and column, in either language."""

from __future__ import annotations

from pathlib import Path

import pytest
from kinds_for_tests import FILE
from lessons_for_tests import CHAPTER, spoiled

from tutor.course import find
from tutor.course.lint import lint
from tutor.course.load import load
from tutor.course.problem import Problem
from tutor.course.published import json_schema

ENGLISH = FILE.read_text("utf-8")
KOREAN = find.translation(FILE, "ko").read_text("utf-8")


def problems(root: Path, english: str = ENGLISH, korean: str = KOREAN) -> list[Problem]:
    chapter = root / "recurrent"
    chapter.mkdir(parents=True, exist_ok=True)
    (chapter / "chapter.yaml").write_text(CHAPTER, "utf-8")
    (chapter / "kinds.ko.yaml").write_text(korean, "utf-8")
    (chapter / "kinds.yaml").write_text(english, "utf-8")
    return lint([chapter / "kinds.yaml"])


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """The text without its ¶, and the line and column where that stood."""
    before, _, after = text.partition("¶")
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_the_example_has_nothing_to_mend() -> None:
    assert [problem.text() for problem in lint([FILE.parent.parent])] == []


EXPLODING = "words: [exploding gradient, exploding gradients]"
TEXT = "'An LSTM keeps its memory in the {cell}, and the {gate} gate decides what stays of it.'"

MISTAKES = [  # (what stands there, what the author wrote: ¶ marks where the problem must be, its words)
    ("answer: true", "answer: ¶maybe", "wanted true or false"),
    (
        "right: true, why: And those stay.",
        "why: And those stay.",
        "no right options, wanted exactly one (right: true)",
    ),
    (
        "say: Look at the products of two cells; do they change when both signs turn?",
        "say: ¶''",
        "no words",
    ),
    ("why: It is; that alone says nothing of signs., ", "", "a wrong option 'symmetric' without a message"),
    ("least: 0.5", "least: ¶2", "least 2 not below most 1, wanted a range"),
    ("{least: 1.0001,", "¶{value: 3, least: 1.0001,", "a wrong number not given once"),
    ("{least: 1.0001,", "{value: ¶0.7,", "0.7, which is right"),
    ("{least: 1.0001,", "{drawn: ¶much,", "'much', wanted a question with draw"),
    (
        "accept: [vanishing gradient, vanishing gradients, gradient vanishing]",
        "accept: ¶[]",
        "wanted 1 to 40",
    ),
    (EXPLODING, "words: [¶Vanishing-Gradient, exploding gradient]", "each word in one list"),
    (EXPLODING, "words: [exploding gradient, ¶'.']", "wanted what is typed"),
    (f"text: {TEXT}", "text: ¶'The {cel} and the {gate}.'", "'{cel}', wanted a blank; did you mean cell?"),
    (f"text: {TEXT}", "text: ¶'The {cell} and the {cell} and {gate}.'", "'{cell}' 2 times"),
    (f"text: {TEXT}", "text: ¶'The {cell}.'", "no '{gate}', wanted each blank once"),
    (
        "        - id: cell\n          accept: [cell state, cell]\n",
        "        - ¶id: cell\n",
        "neither accept nor",
    ),
    ("{id: forget, text: forget, right: true}", "{id: forget, text: forget, why: x}", "wanted exactly one"),
    ("why: That one decides what is written.", "why: ''", "a wrong option 'input' without a message"),
    ("id: one, text: one to one,", "id: one, text: ¶many to one,", "wanted what fits nothing"),
    ("id: one, text: one to one,", "id: ¶caption, text: one to one,", "the id 'caption' again"),
    ("left: Spam or not,", "left: ¶Image captioning,", "'Image captioning' again, wanted another text"),
    ("why: 'One mail, one verdict.'", "why: ¶''", "no words, wanted what to say"),
    ("accept: [batch, time, hidden]", "accept: [batch, ¶tiem, hidden]", "one of dims; did you mean time?"),
    ("      accept: [batch, time, hidden]\n", "", "neither accept nor draw"),
    ("shape: [batch, hidden]", "shape: ¶[batch, time, hidden]", "wanted a shape that is wrong"),
    ("short: [T]", "short: [B]", "'B' again, wanted a name of its own"),
    ("size: 50", "size: ¶0", "0, wanted 1 or more"),
    (
        "accept: [batch, time, hidden]",
        "draw: {lab: hopfield, name: ¶field}",
        "which does not, wanted one that",
    ),
    ("id: loss, at: 3,", "id: loss, at: ¶4,", "a line of the code, 1 to 6"),
    ("id: noise, at: 1,", "id: noise, at: ¶3,", "3 again"),
    ("why: The noise needs no gradient.", "why: ¶''", "no words, wanted what to say"),
    ("      other: That line does what it should.\n", "", "places without a message"),
    ("        fake = G(z)", f"        {'fake = G(z) + ' * 6}0", "85 columns of code, wanted at most 66"),
    ("id: rise, at: 3,", "id: rise, at: ¶5,", "5, wanted an x of the curve, 0 to 4"),
    (
        "      points: [-0.1,",
        "      code: |\n        a\n        b\n      points: [-0.1,",
        "code and points",
    ),
    (
        "back: About **0.138 N** random ones (Amit, Gutfreund and Sompolinsky, 1985).",
        "back: ¶''",
        "other side",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES)
def test_each_mistake_is_found_at_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    english, place = marked(spoiled(old, new, ENGLISH))
    found = [
        p for p in problems(tmp_path, english) if p.severity == "error" and p.file.name == "kinds.yaml"
    ]
    there = [(p.line, p.column) for p in found if says in p.message]
    assert len(there) == 1 and (there == [place] or "¶" not in new), [p.text() for p in found]


TRANSLATED = [
    ("text: '{gate} 게이트는", "text: ¶'{gat} 게이트는", "'{gat}', wanted a blank; did you mean gate?"),
    ("{cell}에서 무엇을", "기억에서 무엇을", "no '{cell}', wanted each blank once"),
    (
        "verdict: {left: 스팸 거르기, right: 다대일,",
        "verdict: {left: 스팸 거르기, right: ¶여럿에서 하나,",
        "one text",
    ),
    ("one: {text: 일대일,", "one: {text: ¶다대일,", "wanted what fits nothing"),
    ("words: [그레이디언트 폭발,", "words: [¶그레이디언트 소실,", "each word in one list"),
    ("{name: 배치}, time: {", "{name: 시간}, time: ¶{", "again, wanted a name of its own"),
    ("name: 배치", "¶nmae: 배치", "did you mean name?"),
]


@pytest.mark.parametrize(("old", "new", "says"), TRANSLATED)
def test_each_mistake_of_a_translation_is_found_too(tmp_path: Path, old: str, new: str, says: str) -> None:
    korean, place = marked(spoiled(old, new, KOREAN))
    found = [p for p in problems(tmp_path, korean=korean) if p.severity == "error"]
    assert all(p.file.name == "kinds.ko.yaml" for p in found)
    there = [(p.line, p.column) for p in found if says in p.message]
    assert there and (place in there or "¶" not in new), [p.text() for p in found]


def test_a_drawn_question_keeps_its_blanks_in_translation(tmp_path: Path) -> None:
    drawn = "draw: {lab: hopfield, name: field, args: {n: 4}}\n      ask: 's = {s}, w = {w}, cell {cell}?'"
    english = ENGLISH.replace("ask: Which probabilities does a sigmoid give for a positive input?", drawn)
    english = english.replace("      least: 0.5\n      most: 1\n", "")
    korean, place = marked(
        KOREAN.replace("ask: 입력이 양수일 때 시그모이드의 값은?", "ask: ¶'{s}, {w}, {칸} {cel}?'")
    )
    found = [p for p in problems(tmp_path, english, korean) if p.severity == "error"]
    assert [(p.line, p.column) for p in found] == [place] and "did you mean cell?" in found[0].message


def test_advice(tmp_path: Path) -> None:
    silent = ENGLISH.replace(
        "      other: Two words. The first says what becomes of it, the second what it is.\n", ""
    )
    assert "no other" in "".join(p.message for p in problems(tmp_path, silent) if p.severity == "warning")
    alike = problems(tmp_path, ENGLISH.replace("size: 50", "size: 32"))
    assert [(p.severity, p.rule) for p in alike] == [("warning", "same-size")]


def test_a_translation_adds_its_words_and_keeps_the_others(tmp_path: Path) -> None:
    problems(tmp_path)
    short = load(tmp_path / "recurrent" / "kinds.yaml", "ko").page("q-short").question
    assert short.accept[0] == "그레이디언트 소실" and "vanishing gradient" in short.accept  # type: ignore
    assert short.wrong[0].mistake == "explode-for-vanish"  # type: ignore[union-attr]


def test_the_published_schema_knows_every_kind_and_describes_every_key() -> None:
    page = json_schema()["properties"]["pages"]["items"]
    kinds = page["properties"]["question"]["anyOf"][0]["oneOf"]
    names = {kind["properties"]["kind"]["enum"][0] for kind in kinds}
    assert {"true_false", "short", "cloze", "match", "shape", "spot", "recall"} <= names
    for kind in kinds:
        for name, key in kind["properties"].items():
            assert name == "kind" or key["description"], name
    words = json_schema("translation")["properties"]["pages"]["additionalProperties"]["properties"]
    assert words["accept"] == {"type": "array", "items": {"type": "string"}, **_about(words["accept"])}
    assert {
        "reasons",
        "say",
        "near_miss",
        "other",
        "blanks",
        "pairs",
        "extra",
        "dims",
        "spots",
        "back",
    } <= (words.keys())


def _about(schema: dict[str, object]) -> dict[str, object]:
    return {"description": schema["description"]}
