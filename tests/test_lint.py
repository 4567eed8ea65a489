from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from lessons_for_tests import KOREAN, LESSON, course, numbered, spoiled

from tutor.course import formula
from tutor.course.lint import lint
from tutor.course.load import load
from tutor.course.problem import LessonError, Problem
from tutor.course.published import json_schema


def problems(root: Path, english: str = LESSON, korean: str | None = KOREAN) -> list[Problem]:
    return lint([course(root, english, korean)])


def test_a_good_lesson_has_nothing_to_mend(tmp_path: Path) -> None:
    assert [problem.text() for problem in problems(tmp_path)] == []


def test_the_course_itself_has_no_errors() -> None:
    assert [problem.text() for problem in lint() if problem.severity == "error"] == []


HEAD_LAB = "lab: {name: hopfield, set: {noise: 0.2}, seed: 7}\nlicense"
GUESS_LAB = "    lab: {name: hopfield, set: {noise: 0.2}, seed: 7}\n    then"
ZERO = "{id: zero, text: all cells 0, why: Cells are never 0.}"
CLAIM = "metric: bit_errors, most: 2"

MISTAKES = [  # (what stands there, what the author wrote: ¶ marks where the problem must be, its words)
    ("minutes: 5", "¶minuts: 5", "the key 'minuts', wanted a key of this place; did you mean minutes?"),
    ("minutes: 5", "minutes: ¶five", "'five', wanted a whole number"),
    ("minutes: 5", "minutes: ¶1_0", "did you mean 10?"),
    ("minutes: 5", "minutes: ¶'5'", "the text '5', wanted a whole number"),
    ("minutes: 5", "minutes:¶", "nothing, wanted a whole number"),
    ("minutes: 5", "minutes: ¶0", "0, wanted 1 to 600"),
    ("schema: 1", "schema: ¶2", "'2', wanted 1"),
    ("schema: 1\nid: demo\n", "¶schema: 1\n", "no key id"),
    ("id: demo\n", "id: ¶other\n", "'other', wanted the file's name 'demo'"),
    ("right: true", "right: ¶True", "'True', wanted true or false; did you mean true?"),
    ("tolerance: 0.01", "tolerance: ¶0,01", "'0,01', wanted a number; did you mean 0.01?"),
    ("hints: [Multiply.]", "hints:\n        - ¶Note: multiply.", "text, in quotes where it has ': '"),
    ("right: true", "right: ¶yes", "'yes', wanted true or false; did you mean true?"),
    ("kind: choice", "kind: ¶chioce", "wanted a kind of question; did you mean choice?"),
    ("kind: choice\n      ask", "¶ask", "no kind, wanted the kind of question; choose from choice, multi"),
    ("hints: [Multiply.]", "hints: ¶Multiply.", "the text 'Multiply.', wanted a list"),
    ("see: [idea]", "see: [¶ideas]", "'ideas', wanted a page of this lesson; did you mean idea?"),
    ("id: zero", "id: ¶neg", "the id 'neg' again"),
    ("id: q-order", "id: ¶idea", "the id 'idea' again"),
    ("id: q-order", "id: ¶Q order", "'Q order', wanted small letters"),
    ("id: q-order", "id: ¶Q order", "did you mean q-order?"),
    (
        "- {id: neg, text: −ξ, right: true,",
        "¶- {id: neg, text: −ξ,",
        "no right options, wanted exactly one",
    ),
    ("claim: ends-clean", "claim: ¶end-clean", "did you mean ends-clean?"),
    ("seeds: [1, 2, 3]", "seeds: [¶-1]", "the seed -1"),
    (CLAIM, "metric: bit_errors, steps: ¶1000000000, most: 2", "1,000,000,000 steps"),
    (
        "kind: numeric\n      draw: {lab: hopfield, name: field, args: {n: 4}}",
        "¶kind: numeric",
        "neither answer",
    ),
    # asked of the labs
    (HEAD_LAB, "lab: {name: ¶hopfeild}\nlicense", "did you mean hopfield?"),
    (HEAD_LAB, "lab: {name: hopfield, set: {noice: ¶0.2}}\nlicense", "'noice', wanted a knob of hopfield"),
    (HEAD_LAB, "lab: {name: hopfield, set: {noise: ¶7}}\nlicense", "noise goes from 0 to 1, not 7"),
    ("answer: {metric: bit_errors,", "answer: {metric: ¶bit_error,", "did you mean bit_errors?"),
    (CLAIM, "metric: bit_errors, minus: ¶energi, most: 2", "did you mean energy?"),
    (CLAIM, "metric: bit_errors, at: ¶swep 1, most: 2", "did you mean sweep?"),
    (CLAIM, "metric: bit_errors, at: ¶soon, most: 2", "'soon', wanted end, or METRIC NUMBER"),
    ("name: field,", "name: ¶fields,", "did you mean field?"),
    ("ask: 'With s = {s} and w = {w}, what is the field of cell {cell}?'", "ask: ¶'{sell}'", "mean cell?"),
    ("drawn: with_self", "drawn: ¶with_myself", "did you mean with_self?"),
    # content
    (ZERO, "¶{id: zero, text: all cells 0}", "a wrong option 'zero' without a message"),
    (
        r"formula: 'h_i = \sum_{j} w_{ij} s_j'",
        r"formula: ¶'\operatorname{sign}(h)'",
        "TeX that cannot be drawn",
    ),
    (r"formula: 'h_i = \sum_{j} w_{ij} s_j'", r"formula: ¶'\nosuchthing'", "a command it does not know"),
    (
        r"formula: 'h_i = \sum_{j} w_{ij} s_j'",
        r"formula: ¶'\fraction{1}{2}'",
        r"it does not know, \fraction), wanted other TeX; did you mean \frac?",
    ),
    (r"formula: 'h_i = \sum_{j} w_{ij} s_j'", r"formula: ¶'20\degree'", r"did you mean ^{\circ}?"),
    (r"formula: 'h_i = \sum_{j} w_{ij} s_j'", r"formula: ¶'h_{i'", r"1 times {, but 0 times }"),
    (r"formula: 'h_i = \sum_{j} w_{ij} s_j'", r"formula: ¶'\frac{1}'", r"it ends where more is wanted"),
    (r"formula: 'h_i = \sum_{j} w_{ij} s_j'", r"formula: ¶'5 €'", r"a sign it does not know, €"),
    (r"formula: 'h_i = \sum_{j} w_{ij} s_j'", r"formula: ¶'a & b'", r"the sign itself is \&"),
    (r"formula: 'h_i = \sum_{j} w_{ij} s_j'", r"formula: ¶'\left( a'", r"each \left wants a \right"),
    (
        r"formula: 'h_i = \sum_{j} w_{ij} s_j'",
        f"formula: ¶{'x + ' * 60}x",
        "columns wide, wanted at most 70",
    ),
    (
        "    formula: 'h_i = \\sum_{j} w_{ij} s_j'\n    reads: h i is the sum over j",
        "    formula: ¶x",
        "without words",
    ),
    ("chapter: recurrent", "chapter: ¶recurent", "the folder's name 'recurrent'"),
    ("order: 3", "order: 3\nafter: [¶demo]", "which comes after this one"),
    ("order: 3", "order: 3\nafter: [¶dema]", "did you mean demo?"),
    ("title: The idea", "title: The¶\u202e idea", "the control character U+202E"),
    ("title: The idea", 'title: ¶"The\\e[2J idea"', "the control character U+001B"),
]

ADVICE = [
    ("kind: numeric\n", "¶kind: numeric\n", "      hints: [Multiply.]\n", "a question without hints"),
    ("kind: choice\n", "¶kind: choice\n", "      explain: Only products matter.\n", "without explain"),
    ("text: |\n", "text: ¶|\n      It recalls 97% of them.\n", "", "'97%', wanted claims"),
    ("ends-clean: {", "ends-clean: ¶{", ", claim: ends-clean", "a claim 'ends-clean' no page names"),
    ("schema", "¶schema", "references: ['Hopfield, J. J. (1982). PNAS 79(8).']\n", "no references"),
]


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """The text without its ¶, and the line and column where that stood."""
    before, _, after = text.partition("¶")
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES)
def test_each_mistake_is_found_at_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    english, place = marked(spoiled(old, new))
    found = [p for p in problems(tmp_path, english, None) if p.severity == "error"]
    assert [(p.line, p.column) for p in found if says in p.message] == [place], [p.text() for p in found]


def test_a_prediction_needs_a_run(tmp_path: Path) -> None:
    english, place = marked(
        spoiled("ask: How many cells", "¶ask: How many cells", spoiled(GUESS_LAB, "    then"))
    )
    assert [(p.line, p.column, p.rule) for p in problems(tmp_path, english)] == [(*place, "no-lab")]


def test_signs_of_a_keyboard_are_drawn_as_their_commands() -> None:
    assert formula.draw("48 ÷ 16 × 2 ≠ 5 − π") == formula.draw(r"48 \div 16 \times 2 \neq 5 - \pi")


@pytest.mark.parametrize(("old", "new", "gone", "says"), ADVICE)
def test_advice_is_a_warning(tmp_path: Path, old: str, new: str, gone: str, says: str) -> None:
    english, place = marked(spoiled(old, new, spoiled(gone, "") if gone else LESSON))
    found = [p for p in problems(tmp_path, english, None) if says in p.message]
    assert [(p.line, p.column, p.severity) for p in found] == [(*place, "warning")]


@pytest.mark.parametrize(
    "words",
    [
        "It recalls 97% (Hopfield, 1982).",
        "So x = 97% of it.",
        "`97%` of it",
        "In 1982 he had 3 of 5 ideas.",
    ],
)
def test_numbers_that_are_no_results_are_left_alone(tmp_path: Path, words: str) -> None:
    found = problems(tmp_path, spoiled("    text: |\n", f"    text: |\n      {words}\n"), None)
    assert [p.rule for p in found] == ["no-translation"]


ZERO_KO = "zero: {text: 모두 0, why: 0은 없습니다.}"

TRANSLATION_MISTAKES = [
    ("rev: 1", "rev: ¶2", "a translation of rev '2', wanted one of the lesson's rev 1"),
    ("translates: demo", "translates: ¶demmo", "the lesson's id demo"),
    ("translates: demo\nrev: 1\n", "¶translates: demo\n", "no key rev"),
    ("title: 생각, ", "¶titel: 생각, ", "a text that the lesson has; did you mean title?"),
    ("  q-order:\n", "  ¶q-ordr:\n", "an id that the lesson has; did you mean q-order?"),
    (ZERO_KO, "¶zeroo: {text: 모두 0, why: 0은 없습니다.}", "did you mean zero?"),
    (ZERO_KO, "zero: {¶right: true, text: 모두 0, why: 0은 없습니다.}", "the key 'right'"),
    (
        "hints: [에너지를 쓰세요., 둘 다 뒤집으세요.]",
        "hints: ¶[하나]",
        "1 texts for pages q-choice hints, wanted 2",
    ),
    ("title: 작은 예", "title: ¶[작은 예]", "a list, wanted text"),
    ("title: 작은 예", "title: 작은¶\u2066 예", "the control character U+2066"),
    ("title: 작은 예", 'title: ¶"작은\\u2066 예"', "the control character U+2066"),
    ("title: 작은 예", "title: ¶`작은 예`", "begins with `"),
    ("goals: [하나를 말한다, 둘을 한다]", "goals: ¶하나", "a list for goals"),
]
MISSING = [
    ("idea: {title: 생각, ", "idea: ¶{", "a translation of pages idea title"),
    (ZERO_KO, "zero: ¶{text: 모두 0}", "a translation of pages q-choice options zero why"),
    ("    explain: 합, 부호, 칸.\n", "", "a translation of pages q-order explain"),
    (
        "explain: 합, 부호, 칸.",
        "explain: ¶Sum, sign, set.",
        "the lesson's own words, 'Sum, sign",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), TRANSLATION_MISTAKES)
def test_each_mistake_of_a_translation_is_found_at_its_place(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    korean, place = marked(spoiled(old, new, KOREAN))
    found = problems(tmp_path, korean=korean)
    assert all(p.file.name == "demo.ko.yaml" for p in found)
    assert [(p.line, p.column) for p in found if says in p.message and p.severity == "error"] == [place], (
        found
    )


def test_a_lesson_copied_to_be_translated_is_one_problem(tmp_path: Path) -> None:
    [found] = problems(tmp_path, korean=LESSON)
    assert (found.file.name, found.line) == ("demo.ko.yaml", 1)
    assert "a whole lesson, wanted" in found.message and "dltutor new translation" in found.message
    assert load(tmp_path / "recurrent" / "demo.yaml", "ko").title, "it can be learned all the same"


@pytest.mark.parametrize(("old", "new", "says"), MISSING)
def test_missing_words_are_a_warning(tmp_path: Path, old: str, new: str, says: str) -> None:
    found = problems(tmp_path, korean=marked(spoiled(old, new, KOREAN))[0])
    assert [(p.severity, p.rule) for p in found] == [("warning", "missing-translation")]
    assert says in found[0].message


def test_a_question_may_be_translated_under_its_own_key(tmp_path: Path) -> None:
    nested = spoiled(
        "    ask: 순서대로 놓으세요.\n", "    question: {ask: 순서대로., explain: 합}\n", KOREAN
    )
    nested = (
        nested.replace("    items: {add", "    #")
        .replace("    hints: [합이", "    #")
        .replace("    explain: 합, 부", "    #")
    )
    found = problems(tmp_path, korean=nested)
    assert {p.severity for p in found} == {"warning"}
    question = load(tmp_path / "recurrent" / "demo.yaml", "ko").page("q-order").question
    assert question is not None and question.ask == "순서대로."


def test_no_translation_is_said_once(tmp_path: Path) -> None:
    assert [p.rule for p in problems(tmp_path, korean=None)] == ["no-translation"]


def test_the_right_option_always_the_longest(tmp_path: Path) -> None:
    one = LESSON[LESSON.index("  - id: q-choice") : LESSON.index("  - id: q-draw")]
    one = one.replace("text: −ξ", "text: the negative of the pattern")
    pages = "".join(one.replace("q-choice", f"q-{i}") for i in range(3))
    assert "longest-is-right" in [
        p.rule
        for p in problems(
            tmp_path,
            LESSON.replace("verify:", pages + "verify:").replace(
                "text: −ξ", "text: the negative of the pattern"
            ),
        )
    ]
    assert "longest-is-right" not in [
        p.rule for p in problems(tmp_path, LESSON.replace("verify:", pages + "verify:"))
    ]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("- one\n" * 130, "crowded-text"),
        ("|a|b|\n|-|-|\n" + "|1|2|\n" * 60, "crowded-text"),
        ("word " * 4_001, "long-text"),
        ("a\n" * 401, "long-text"),
    ],
    ids=["items", "cells", "characters", "lines"],
)
def test_a_text_has_room_on_a_screen(tmp_path: Path, words: str, rule: str) -> None:
    text = json.dumps(words)
    found = problems(tmp_path, LESSON.replace("ask: How many cells are wrong at the end?", f"ask: {text}"))
    assert [p.rule for p in found if p.severity == "error"] == [rule]
    old = "      A broken picture flows to a stored one; [i] and h[t-1] are just text.\n"
    assert old in LESSON
    found = problems(tmp_path, LESSON.replace("text: |\n" + old, f"text: {text}\n"))
    assert [(p.rule, p.severity) for p in found if p.severity == "error"] == [(rule, "error")]


@pytest.mark.parametrize(
    "title", ["The *idea*", "The **idea**", "`idea`", "The [idea](https://example.org)"]
)
def test_markdown_where_none_is_drawn(tmp_path: Path, title: str) -> None:
    found = problems(tmp_path, LESSON.replace("title: The idea", f"title: '{title}'"))
    assert [(p.rule, p.severity) for p in found] == [("marks-shown", "warning")]
    found = problems(tmp_path, LESSON.replace("title: The idea", "title: '2 * 3 * 4, h[t-1] (x), a*b*c'"))
    assert found == []


def test_circles_and_ids_twice_show_between_lessons(tmp_path: Path) -> None:
    first = course(tmp_path, spoiled("order: 3", "order: 3\nafter: [second]"), None)
    second = first.with_name("second.yaml")
    second.write_text(spoiled("id: demo\n", "id: second\nafter: [demo]\n"), "utf-8")
    assert [p.rule for p in lint([first]) if p.severity == "error"] == ["circle"]
    other = tmp_path / "generative" / "second.yaml"
    other.parent.mkdir()
    (other.parent / "chapter.yaml").write_text("schema: 1\nid: generative\ntitle: {en: G}\n", "utf-8")
    other.write_text(
        second.read_text("utf-8").replace("chapter: recurrent", "chapter: generative"), "utf-8"
    )
    assert [p.file.parent.name for p in lint([tmp_path]) if p.rule == "id-twice"] == [
        "generative",
        "recurrent",
    ]


def test_a_chapter_file_is_checked_too(tmp_path: Path) -> None:
    chapter = course(tmp_path).with_name("chapter.yaml")
    chapter.write_text("schema: 1\nid: recurent\ntitle: {en: Recurrent}\n", "utf-8")
    assert [(p.line, p.rule) for p in lint([chapter])] == [(2, "wrong-id"), (3, "missing-translation")]
    chapter.write_text("schema: 1\nid: recurrent\n", "utf-8")
    assert ["no key title" in p.message for p in lint([tmp_path])] == [True]


def test_all_problems_of_form_are_told_at_once(tmp_path: Path) -> None:
    text = spoiled(
        "minutes: 5", "minuts: 5", spoiled("kind: order", "kind: odrer", spoiled("near: 2", "near: two"))
    )
    assert len([p for p in problems(tmp_path, text) if p.severity == "error"]) == 4


def test_a_problem_as_text_and_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    problem = problems(tmp_path, spoiled("minutes: 5", "minuts: 5"))[-1]
    assert problem.text() == (
        "recurrent/demo.yaml:7:1: found the key 'minuts', wanted a key of this place; did you mean minutes?"
    )
    assert problem.as_dict()["nearest"] == "did you mean minutes?"


def test_formulas_are_drawn_or_refused() -> None:
    assert "wᵢⱼsⱼ" in formula.draw(r"h_i = \sum_{j} w_{ij} s_j")[1]
    assert formula.draw(r"L = -\ln p(x) + \tanh(a)")[0].strip() == "L=-ln p(x)+tanh(a)"
    assert formula.draw_or_quote(r"\operatorname{sign}") == (r"\operatorname{sign}",)
    assert formula.width(("한글 x",)) == 6
    with pytest.raises(formula.FormulaError, match="longer than"):
        formula.draw("x" * 100_000)


def test_the_published_schema_knows_every_key_and_says_what_it_is() -> None:
    schema = json_schema()
    page = schema["properties"]["pages"]["items"]
    kinds = page["properties"]["question"]["anyOf"][0]["oneOf"]
    assert {kind["properties"]["kind"]["enum"][0] for kind in kinds} >= {
        "choice",
        "multi",
        "numeric",
        "order",
    }
    assert all("kind" in kind["required"] and kind["additionalProperties"] is False for kind in kinds)
    assert all(kind["properties"]["ask"]["description"] for kind in kinds)
    words = json_schema("translation")["properties"]["pages"]["additionalProperties"]["properties"]
    assert {
        "title",
        "text",
        "then",
        "ask",
        "options",
        "hints",
        "explain",
        "predict",
        "question",
    } <= words.keys()
    assert not {"id", "lab", "formula", "claims", "right"} & words.keys()


def mutated(text: str, rng: random.Random) -> bytes:
    """The text with a few lines moved, keys swapped, values spoiled and bytes changed."""
    lines = text.split("\n")
    values = [
        "",
        "null",
        "[]",
        "{}",
        "-1",
        "1e300",
        "'",
        "*x",
        "&x",
        "!t",
        "[[[[",
        "{a: [",
        "\x1b[2J",
        "\u202e",
        "yes",
        "- ",
        "|",
        "9" * 400,
    ]
    for _ in range(rng.randint(1, 4)):
        i, k = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(5):
            case 0:
                lines[i], lines[k] = lines[k], lines[i]
            case 1:
                lines.insert(i, lines[k])
            case 2:
                del lines[i]
                lines = lines or [""]
            case 3:
                lines[i] = lines[i].partition(":")[0] + ": " + rng.choice(values)
            case 4:
                lines[i] = " " * rng.randrange(9) + lines[i].lstrip()
    data = bytearray("\n".join(lines).encode())
    for _ in range(rng.choice([0, 0, 1, 3, 20])):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def survives(root: Path, count: int, seed: int) -> None:
    rng = random.Random(seed)
    file = course(root)
    other = file.with_name("demo.ko.yaml")
    for _ in range(count):
        file.write_bytes(mutated(LESSON, rng) if rng.random() < 0.8 else LESSON.encode())
        other.write_bytes(mutated(KOREAN, rng) if rng.random() < 0.5 else KOREAN.encode())
        began = time.perf_counter()
        for problem in lint([file]):
            assert problem.text().isprintable()
        try:
            assert all(text.isprintable() for text in load(file, "ko").goals)
        except LessonError as error:
            assert str(error).isprintable()
        assert time.perf_counter() - began < 2


def test_spoiled_files_give_problems_never_a_traceback(tmp_path: Path) -> None:
    survives(tmp_path, 200, seed=1)


@pytest.mark.soak
def test_five_thousand_spoiled_files(tmp_path: Path) -> None:
    survives(tmp_path, 5_000, seed=2)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 2**20,
        "{a: " * 2**18,
        "- " * 2**19,
        "? " * 2**19,
        "[a," * 300_000,
        "'" + "a\n" * 2**19,
        "!" * 2**20,
        "a: " + "x: " * 99_999,
    ],
)
def test_large_files_are_refused_quickly(tmp_path: Path, text: str) -> None:
    began = time.perf_counter()
    found = problems(tmp_path, text[: 2**20], None)
    assert time.perf_counter() - began < 2
    assert [p.severity for p in found if p.severity == "error"] == ["error"]


@pytest.mark.soak
def test_linting_three_hundred_lessons_takes_at_most_ten_seconds(tmp_path: Path) -> None:
    numbered(tmp_path, 300)
    began = time.process_time()
    assert lint([tmp_path]) == []
    assert time.process_time() - began < 10
