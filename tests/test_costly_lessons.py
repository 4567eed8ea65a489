"""Lessons made to cost time: whatever a stranger wrote, reading and linting it takes seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import packs_for_tests as made
import pytest
from lessons_for_tests import LESSON

from tutor.course import fitting, formula, load, schema, stated, translate, yaml
from tutor.course.lint import linted
from tutor.course.problem import MOST_PROBLEMS, LessonError
from tutor.course.together import _Circles
from tutor.kit.inert import MOST_MARKS, clean, refused
from tutor.kit.knobs import nearest
from tutor.ui.plain.paper import inline


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """That what is done takes no more of the processor."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def spoiled(folder: Path, old: str, new: str) -> Path:
    """The small lesson with something else in it, in a file of its own."""
    assert old in LESSON
    file = folder / "demo.yaml"
    file.write_text(LESSON.replace(old, new, 1), "utf-8")
    return file


PAGES = "\n".join(f"  - {{id: p{i}, text: a}}" for i in range(9_000))
IDS = [f"{'a' * 50}-{i}" for i in range(190)]

COSTLY = {
    "nine thousand pages": ("verify:", f"{PAGES}\nverify:"),
    "unknown pages": ("see: [idea]", f"see: [{', '.join(f'x{i}' for i in range(40_000))}]"),
    "unknown keys": ("schema: 1", "schema: 1\n" + "\n".join(f"pagess{i}: 1" for i in range(24_000))),
    "long ids, all alike": (
        "verify:",
        "".join(f"  - {{id: {id}, text: a}}\n" for id in IDS)
        + "".join(
            f"  - id: q{n}\n    question: {{kind: recall, ask: a, back: b, see: "
            f"[{', '.join(f'{id}b' for id in IDS)}]}}\n"
            for n in range(5)
        )
        + "verify:",
    ),
    "prerequisites": ("minutes: 5", f"minutes: 5\nafter: [{', '.join(f'x{i}' for i in range(40_000))}]"),
    "control characters": ("title: The idea", 'title: "' + "\\x07" * 200_000 + '"'),
    "blanks that nothing fills": (
        "ask: 'With s =",
        "ask: '" + " ".join(f"{{a{i}}}" for i in range(2_000)) + " s =",
    ),
}


@pytest.mark.parametrize("what", COSTLY)
def test_a_lesson_with_thousands_of_anything(what: str, tmp_path: Path) -> None:
    file = spoiled(tmp_path, *COSTLY[what])
    with within(3):
        problems, _ = linted([file])
    assert any(problem.severity == "error" for problem in problems)
    assert len(problems) < 4 * MOST_PROBLEMS


def test_a_list_has_no_more_members_than_a_screen_can_show(tmp_path: Path) -> None:
    file = spoiled(tmp_path, "verify:", f"{PAGES}\nverify:")
    with pytest.raises(LessonError, match="9,005 members, wanted at most 200"):
        load.load(file)


@pytest.mark.parametrize("number", ["1e16", "-1e300", "9999999999999999"])
def test_numbers_are_such_that_their_differences_are_numbers(number: str, tmp_path: Path) -> None:
    """A curve from -1e308 to 1e308 spans more than a float holds: drawing it ended the app."""
    assert schema.number(yaml.Scalar(number, True, yaml.Place())) is None
    with pytest.raises(LessonError, match="wanted a number"):
        load.load(spoiled(tmp_path, "tolerance: 0.01", f"tolerance: {number}"))


def test_a_translation_with_thousands_of_strange_keys(tmp_path: Path) -> None:
    file = spoiled(tmp_path, "", "")
    other = tmp_path / "demo.ko.yaml"
    other.write_text(
        "translates: demo\nrev: 1\n" + "\n".join(f"titel{i}: a" for i in range(24_000)), "utf-8"
    )
    with within(3):
        problems, _ = linted([file])
    assert sum(problem.file == other for problem in problems) == MOST_PROBLEMS
    with pytest.raises(LessonError):
        translate.merge(load.load(file), yaml.read(other))
    assert load.load(file, "ko").title == "A small demo"


def test_patterns_take_no_time_to_the_square() -> None:
    with within(1):
        assert not stated._ABOUT.search("1" * 20_000)
        assert stated._ABOUT.search("약 1,000개쯤")
        inline("[" + "``" * 10_000 + "a")
        inline("`a ``b " * 3_000)
    assert inline("a `b` ``c`d`` e```") == "a b c`d e```"
    rows = "|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|\n" * 400
    with within(0.5):
        list(fitting._blocks((), rows))


def test_looking_for_the_nearest_word_is_bounded() -> None:
    words = ["ab" * 39 + f"{i:02}" for i in range(100)] * 100
    with within(0.5):
        nearest("ab" * 39, words)
        assert nearest("a" * 20_000, words) == ""
    assert nearest("hopfeild", ["lstm", "hopfield", *words]) == "did you mean hopfield?"


def test_circles_are_found_without_looking_twice() -> None:
    """A chain of 3,000 with 20 before each, then a circle at its end."""
    before = {n: list(range(max(0, n - 20), n)) for n in range(3_000)}
    before[0] = [5]
    asked: list[str] = []

    def of(id: str) -> list[str]:
        asked.append(id)
        return [str(n) for n in before[int(id)]]

    circles = _Circles(of)
    with within(2):
        numbers = list(map(circles.of, map(str, range(3_000))))
    assert len(asked) == 3_000
    assert len(set(numbers[:6])) == 1 and len(set(numbers)) == 2_995


def test_a_pack_of_many_lessons_is_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder is read for the first of its lessons, not for each of them."""
    from tutor.course import find

    files = made.files()
    for i in range(6):
        files[f"basics/l{i}.yaml"] = made.lesson(f"l{i}")
    root = made.folder(tmp_path / "bread", files)
    listed: list[Path | None] = []
    real = find.files

    def counted(root: Path | None = None) -> list[Path]:
        listed.append(root)
        return real(root)

    monkeypatch.setattr(find, "files", counted)
    with suppress(LessonError):
        linted([root])
    assert len(listed) == 2


FLOOD = "a" + "\u0301\u0323" * 10_000


def test_marks_on_a_letter_are_few() -> None:
    """Twenty thousand on one take a terminal its breath, and a search the square of their number."""
    assert clean(FLOOD) == FLOOD[: MOST_MARKS + 1] and len(refused(FLOOD)) == len(FLOOD) - MOST_MARKS - 1
    assert clean("a\u200b" * 20) == "a\u200b" * 20 and len(clean("\u200b" * 20)) == MOST_MARKS
    for whole in (
        "ภาษาไทยที่นี่น้ำ",
        "हिन्दी में",
        "e\u0301 ┌────────────────┐ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿",
        "👩‍👩‍👧‍👦" * 9,
        "가나다",
    ):
        assert clean(whole) == whole and not refused(whole)
    with within(1):
        clean(FLOOD * 50)


@pytest.mark.parametrize("title", ["\u200b", "\u3164\u2800", " \u00ad", "\u0301"])
def test_a_title_is_seen(title: str, tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="no words, wanted a title"):
        load.load(spoiled(tmp_path, "A small demo", title))


@pytest.mark.parametrize("blank", ["\u2800", "\u3164", "\u200b", "\u00ad", "\u2060"])
def test_a_pack_cannot_imitate_the_rows_above_the_question(blank: str, tmp_path: Path) -> None:
    """Blanks that are no white space would fill a line: below it a licence and authors of one's own."""
    for name in ("en: From flour to loaf.", "Jane Baker", "CC-BY-SA-4.0", "en: Baking bread"):
        files = made.files()
        files["pack.yaml"] = made.PACK.replace(name, f"{name}{blank * 30}  authors  the dltutor project", 1)
        problems, _ = linted([made.folder(tmp_path, files)])
        assert any("unseen character" in problem.found for problem in problems)


def test_a_formula_is_no_taller_than_a_screen() -> None:
    with pytest.raises(formula.FormulaError, match="601 rows tall"):
        formula.draw(r"a\\" * 300)
    assert formula.draw_or_quote(r"a\\" * 300) == (r"a\\" * 300,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("unit: cells", r'unit: "cells)\nYour password:"'),
        ("title: The idea", r'title: "The idea\nInstalled."'),
        ("title: A small demo", r'title: "A demo\nb"'),
    ],
)
def test_what_stands_beside_other_words_has_one_line(old: str, new: str, tmp_path: Path) -> None:
    """In the linear mode a second line would look like a question of the app's own."""
    problems, _ = linted([spoiled(tmp_path, old, new)])
    assert [problem.rule for problem in problems if problem.severity == "error"] == ["two-lines"]
