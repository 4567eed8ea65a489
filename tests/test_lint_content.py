"""Lint for content: what gives answers away, numbers without a claim, lines that do not fit."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from lessons_for_tests import KOREAN, LESSON, course, spoiled

from tutor.course import fitting
from tutor.course.lint import lint
from tutor.course.problem import Problem

FIXED = "  - id: q-fixed\n    question:\n      hints: [Look.]\n      explain: So it is.\n"
"""A question to which a kind is added."""


def problems(root: Path, english: str = LESSON, korean: str | None = None) -> list[Problem]:
    return [p for p in lint([course(root, english, korean)]) if p.rule != "no-translation"]


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """The text without its ¶, and the line and column where that stood."""
    before, _, after = text.partition("¶")
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


def added(question: str, text: str = LESSON) -> str:
    """The lesson with one question more."""
    lines = "".join(f"      {line}\n" for line in question.split("\n"))
    return spoiled("verify:\n", f"{FIXED}{lines}verify:\n", text)


ZERO = "{id: zero, text: all cells 0, why: Cells are never 0.}"
ASK = "ask: Which is surely a fixed point?"
LAB = "lab: {name: hopfield, set: {noise: 0.2}, seed: 7}\n    then: About 0 of 144 cells."
NUMBER = "kind: numeric\nask: How many?\nanswer: 2\ntolerance: 0.1\n"
WORD = "kind: short\nask: Who decodes?\naccept: [decoder]\nother: Another word.\n"
LINE = "x" * 67
TEXT = "    text: |\n"
HEAD = "{noise: 0.2}, seeds"

ALL = (
    *("All of the above", "none of the above.", "None of these", "Both of them", "all of these are true"),
    *("Neither of the two above", "all the other options"),
    *("위의 모두", "위의 것 모두 맞다", "위 보기 모두", "위에 있는 것 모두", "모두 정답", "모두 맞습니다"),
    *("정답 없음", "답이 없다", "해당 사항 없음", "보기에 없음"),
)
NOT_ALL = ("none", "All of these weights shrink", "Both gates are open", "위상이 모두 같다", "모두 0이다")
CASES = [  # (rule, severity, the lesson with ¶ where the problem must be, some of its words)
    ("text-twice", "error", spoiled(ZERO, "{id: zero, text: ¶−ξ, why: No.}"), "'−ξ' again"),
    ("text-twice", "error", spoiled(ZERO, "{id: zero, text: ¶−Ξ, why: No.}"), "again"),
    ("empty", "error", spoiled(ZERO, "{id: zero, text: ¶'', why: No.}"), "wanted what the learner sees"),
    *(
        ("all-of-the-above", "error", spoiled("text: all cells 0", f"text: ¶{words}"), "are shuffled")
        for words in ALL
    ),
    ("bare-not", "warning", spoiled(ASK, "ask: ¶Which is not a fixed point?"), "'not', wanted the"),
    ("bare-not", "warning", spoiled(ASK, "ask: ¶Look. Which of these is NOT stored?"), "'NOT'"),
    ("bare-not", "warning", spoiled(ASK, "ask: ¶Choose all except one."), "'except'"),
    ("bare-not", "warning", spoiled(ASK, "ask: ¶Which of these doesn't move?"), "'**doesn't**'"),
    ("bare-not", "warning", spoiled(ASK, "ask: ¶고정점이 아닌 것은 무엇입니까?"), "'**아닌**'"),
    ("bare-not", "warning", spoiled(ASK, "ask: ¶다음 중 옳지 않은 것을 고르세요."), "'않은'"),
    ("bare-not", "warning", spoiled(ASK, "ask: ¶어느 것이 움직이지 않습니까?"), "'않습니까'"),
    (
        "close-answers", "warning",
        added(WORD + "wrong: [{words: [encoder, ¶decoders], say: One.}]"),
        "'decoders', one letter from the right 'decoder'",
    ),
    (
        "close-answers", "warning",
        added(NUMBER + "wrong: [{value: ¶2.15, say: Too much.}]"),
        "2.15, 0.15 from the right 2, wanted more than twice the tolerance of 0.1",
    ),
    (
        "close-answers", "warning",
        added(NUMBER + "wrong: [{value: 3, say: One.}, {value: ¶3, say: Two.}]"),
        "3 again, wanted each wrong number once",
    ),
    ("wrong-is-right", "error", added(NUMBER + "wrong: [{value: ¶2.1, say: No.}]"), "2.1, which is right"),
    (
        "raw-tex", "warning",
        spoiled("explain: Only products matter.", r"explain: ¶The weight \alpha falls."),
        r"'\alpha', wanted the sign itself",
    ),
    ("raw-tex", "warning", spoiled("explain: Sum, sign, set.", "explain: ¶A $h_t$ moves."), "'$h_t$'"),
    (
        "wide-code", "error",
        spoiled(TEXT, f"    text: ¶|\n      ```\n      {LINE}\n      ```\n\n"),
        "67 columns of code, wanted at most 66",
    ),
    (
        "wide-code", "error",
        spoiled(TEXT, f"    text: ¶|\n      ```\n      {'한' * 34}\n      ```\n\n"),
        "68 columns",
    ),
    ("wide-code", "error", spoiled(TEXT, f"    text: ¶|\n      So.\n\n          {LINE}\n\n"), "67"),
    (
        "wide-table", "error",
        spoiled(TEXT, f"    text: ¶|\n      |a|b|\n      |-|-|\n      |{LINE}|b|\n\n"),
        "at least 75 columns wide, wanted at most 72",
    ),
    ("wide-unit", "error", spoiled("unit: cells", f"unit: ¶{'cells and ' * 5}"), "49 columns wide"),
    ("wide-title", "error", spoiled("title: A small demo", f"title: ¶{'긴 제목 ' * 7}"), "55 columns wide"),
    (
        "long-word", "warning",
        spoiled("explain: Sum, sign, set.", f"explain: ¶See https://example.org/{'a' * 60} for it."),
        "a word of 80 columns",
    ),
    (
        "unchecked-number", "warning",
        spoiled(LAB, LAB.replace("then: About 0 of 144 cells.", "then: ¶The bits come back to 0.97."),
                spoiled(", claim: ends-clean", "")),
        "'0.97', wanted claims that check it",
    ),
    (
        "unchecked-number", "warning",
        spoiled("explain: Only products matter.", "explain: ¶In our run 97.5% came back."),
        "'97.5%'",
    ),
    (
        "unchecked-number", "warning",
        spoiled("Cells are never 0.", "¶With each seed 1.75 stay.", spoiled("most: 2", "most: 1.75")),
        "did you mean claims: [ends-clean]?",
    ),
    ("unknown-knob", "error", spoiled(HEAD, "{noice: ¶0.2}, seeds"), "did you mean noise?"),
    ("bad-knob", "error", spoiled(HEAD, "{noise: ¶1.5}, seeds"), "noise goes from 0 to 1, not 1.5"),
    (
        "bad-knob", "error",
        added("kind: trace\nask: How many?\nlab: {name: hopfield, set: {noise: ¶-1}}\nmetric: bit_errors"),
        "noise goes from 0 to 1, not -1",
    ),
    (
        "unknown-knob", "error",
        added("kind: trace\nask: How many?\nlab: {name: hopfield, set: {nose: ¶1}}\nmetric: bit_errors"),
        "did you mean noise?",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "severity", "text", "says"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)]
)
def test_each_is_found_at_its_place(tmp_path: Path, rule: str, severity: str, text: str, says: str) -> None:
    english, place = marked(text)
    found = [p for p in problems(tmp_path, english) if p.rule == rule]
    assert [(p.line, p.column, p.severity) for p in found] == [(*place, severity)], [
        p.text() for p in found
    ]
    assert says in found[0].message


FINE = [
    spoiled(ASK, "ask: Which is **not** a fixed point?"),
    spoiled(ASK, "ask: Why does it not move?"),
    spoiled(ASK, "ask: 'You do not see it. Which is it?'"),
    spoiled(ASK, "ask: 'Which is the sign that it swings, and does not merely learn slowly?'"),
    spoiled(ASK, "ask: What happens if the gradient is not clipped?"),
    spoiled(ASK, "ask: 고정점이 **아닌** 것은 무엇입니까?"),
    spoiled(ASK, "ask: 움직이지 않는 이유는 무엇입니까?"),
    spoiled(ASK, "ask: 배운 적 없는 그림에서 맞히는 비율은 얼마일까요?"),
    spoiled(ASK, "ask: 무엇을 잘못합니까?"),
    *(spoiled("text: all cells 0", f"text: {words}") for words in NOT_ALL),
    added(WORD + "wrong: [{words: [encoder], say: The other one.}]"),
    added(NUMBER + "wrong: [{value: 2.25, say: Too much.}]"),
    spoiled("explain: Only products matter.", "explain: 'It is 0.8 · 0.5 = 0.4, and (−.4) stays.'"),
    spoiled("explain: Only products matter.", "explain: 'With each seed 0.138 (Amit et al., 1985).'"),
    spoiled("explain: Only products matter.", "explain: 'In our run `0.97` is code.'"),
    spoiled("explain: Only products matter.", "explain: 'It costs $5 and $6, and a_b stays.'"),
    spoiled("explain: Only products matter.", "explain: 'A path `C:\\temp\\alpha` is code.'"),
    spoiled(TEXT, f"    text: |\n      ```\n      {'x' * 66}\n      ```\n      {'word ' * 40}\n"),
    spoiled("text: all cells 0", f"text: {'a long option wraps ' * 8}"),
]  # fmt: skip


@pytest.mark.parametrize("text", FINE, ids=range(len(FINE)))
def test_what_is_fine_is_left_alone(tmp_path: Path, text: str) -> None:
    assert [p.text() for p in problems(tmp_path, text)] == []


QUESTION = """  - id: q-{n}
    question:
      kind: choice
      ask: Which?
      options: [{options}]
      hints: [Think.]
      explain: So.
"""


def choices(*places: int, right: str = "right", wrong: str = "wrong too") -> str:
    """A lesson whose questions have the right option at these places, and no others."""
    pages = ""
    for n, place in enumerate(places):
        options = [f"{{id: o{i}, text: {wrong} {i}, why: No.}}" for i in range(3)]
        options[place] = f"{{id: o{place}, text: {right}, right: true}}"
        pages += QUESTION.format(n=n, options=", ".join(options))
    begin, end = LESSON.index("  - id: q-choice"), LESSON.index("  - id: q-draw")
    return LESSON[:begin] + pages + LESSON[end:]


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ((0, 1), False),
        ((1, 1, 1), False),
        ((1, 1, 1, 1), True),
        ((1, 1, 0, 1), False),
        ((2, 2, 0, 2, 2), True),
        ((2, 1, 0, 2, 2), False),
    ],
)
def test_the_right_option_in_one_place(tmp_path: Path, places: tuple[int, ...], found: bool) -> None:
    text = choices(*places)
    told = [p for p in problems(tmp_path, text) if p.rule == "same-place"]
    assert bool(told) == found
    if found:
        line = text[: text.index("options: [{id: o0")].count("\n") + 1
        assert (told[0].line, told[0].column, told[0].severity) == (line, 16, "warning")
        assert f"place {places[0] + 1}" in told[0].message


def test_the_right_option_the_longest(tmp_path: Path) -> None:
    """Reasons and predictions count as well as choices; width is what counts, in the language shown."""
    rules = {p.rule for p in problems(tmp_path, choices(0, 1, 2, right="the long and right one"))}
    assert "longest-is-right" in rules
    rules = {p.rule for p in problems(tmp_path, choices(0, 1, 2, right="한국말이면", wrong="short 일"))}
    assert "longest-is-right" not in rules
    rules = {p.rule for p in problems(tmp_path, choices(0, 1, 2, right="한국말입니다", wrong="a wrong"))}
    assert "longest-is-right" in rules


def test_a_drawn_mistake_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tutor.kit.lab import Draw
    from tutor.labs.hopfield import Hopfield

    monkeypatch.setitem(
        Hopfield.draws,
        "field",
        lambda rng, args: Draw({"s": "1", "w": "1", "cell": "1"}, 1.0, {"with_self": 1.0}),
    )
    [told] = [p for p in problems(tmp_path) if p.rule == "close-answers"]
    assert "the right number in 20 of 20 askings" in told.message
    assert (told.line, told.column) == marked(spoiled("drawn: with_self", "drawn: ¶with_self"))[1]


def test_a_translation_is_held_to_the_same(tmp_path: Path) -> None:
    """Each rule of words, in the translation's file and at its place; nothing is told twice."""
    for old, new, rule in (
        ("zero: {text: 모두 0,", "zero: {text: ¶정답 없음,", "all-of-the-above"),
        ("zero: {text: 모두 0,", "zero: {text: ¶−ξ,", "text-twice"),
        ("ask: 무엇이 고정점일까요?", "ask: ¶고정점이 아닌 것은?", "bare-not"),
        ("explain: 곱만 중요합니다.", r"explain: ¶\alpha가 중요합니다.", "raw-tex"),
        ("title: 작은 예\n", f"title: ¶{'아주 작은 예 ' * 5}\n", "wide-title"),
        ("then: 144칸 가운데 약 0칸입니다.", "then: ¶114칸 가운데 약 0칸입니다.", "other-number"),
    ):
        korean, place = marked(spoiled(old, new, KOREAN))
        found = problems(tmp_path, korean=korean)
        assert [(p.file.name, p.line, p.column, p.rule) for p in found] == [("demo.ko.yaml", *place, rule)]
    english = spoiled("title: A small demo", f"title: {'A very small demo ' * 3}")
    assert [p.file.name for p in problems(tmp_path, english, KOREAN)] == ["demo.yaml"]


def test_numbers_of_a_translation_may_be_written_in_other_units(tmp_path: Path) -> None:
    for korean in ("약 30만 칸, 144칸입니다.", "삼십만 칸, 144칸입니다.", "300,000칸 가운데 144칸입니다."):
        english = spoiled("About 0 of 144 cells.", "About 300,000 of 144 cells.")
        text = spoiled("144칸 가운데 약 0칸입니다.", korean, KOREAN)
        assert [p.text() for p in problems(tmp_path, english, text)] == []
    [told] = problems(
        tmp_path, spoiled("About 0 of 144 cells.", "About 0.5 of 144 cells."),
        spoiled("144칸 가운데 약 0칸", "144칸 가운데 약 0.6칸", KOREAN),
    )  # fmt: skip
    assert "a text without 0.5, wanted the number 0.5, as the lesson has it; it has 0.6" in told.message


def test_code_and_prose_are_told_apart() -> None:
    code, prose = fitting.parts("one\n```py\ntwo\n```\nthree\n\n    four\n~~~\n```\n~~~\n- five\n    six")
    assert code == ["two", "four", "```"]
    assert prose == ["one", "three", "", "- five", "    six"]


LONG = (
    *("which " * 3000, "어느 것이 " * 3000, "*a " * 6000, "$" + "_" * 19000, "_a" * 9000, "0." * 9000),
    *("|\n" + " " * 9000 + "|x", "(1 " * 6000, "```" * 6000, "about 1 " * 2400, "all of the " * 1800),
    "위 " * 6000 + "모두",
)


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_no_text_takes_long(tmp_path: Path, text: str) -> None:
    """Texts as long as a lesson may have them, made to lead every pattern astray."""
    words = json.dumps(text, ensure_ascii=False)
    english = spoiled(ASK, f"ask: {words}", spoiled("all cells 0", words.replace("|", "")))
    english = spoiled("explain: Only products matter.", f"explain: {words}", english)
    course(tmp_path, english, spoiled("ask: 무엇이 고정점일까요?", f"ask: {words}", KOREAN))
    began = time.process_time()
    lint([tmp_path])
    assert time.process_time() - began < 3


def test_many_known_mistakes_take_no_longer(tmp_path: Path) -> None:
    numbers = ", ".join(f"{{value: {n}, say: No.}}" for n in range(3, 6000))
    words = ", ".join(f"{{words: [a{n}b, decodes{n}], say: No.}}" for n in range(4000))
    course(tmp_path, added(f"{NUMBER}wrong: [{numbers}]"), None)
    began = time.process_time()
    lint([tmp_path])
    course(tmp_path, added(f"{WORD}wrong: [{words}]"), None)
    lint([tmp_path])
    assert time.process_time() - began < 6
