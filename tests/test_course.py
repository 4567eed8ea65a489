from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lessons_for_tests import KOREAN, LESSON, course, spoiled
from packs_for_tests import PACK

from tutor.course import find, index, yaml
from tutor.course.lint import lint
from tutor.course.load import NoLesson, load
from tutor.course.problem import LessonError
from tutor.course.schema import number, read
from tutor.kit.lesson import Choice, LabRef, Lesson, Numeric, Order


def refusal(file: Path) -> tuple[int, int, str]:
    with pytest.raises(LessonError) as caught:
        load(file)
    problem = caught.value.problems[0]
    return problem.line, problem.column, problem.message


def test_a_lesson_is_read_whole(tmp_path: Path) -> None:
    lesson = load(course(tmp_path))
    assert lesson.title == "A small demo"
    assert lesson.lab == LabRef(name="hopfield", set={"noise": 0.2}, seed=7)
    assert [page.id for page in lesson.questions] == ["q-choice", "q-draw", "q-order"]
    choice, numeric, order = (page.question for page in lesson.questions)
    assert isinstance(choice, Choice) and isinstance(numeric, Numeric) and isinstance(order, Order)
    assert choice.options[0].right and not choice.options[1].right
    assert (
        lesson.page("idea").text
        == "A broken picture flows to a stored one; [i] and h[t-1] are just text.\n"
    )


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "1.10", "010", "0x10", "1_000", "12:30:45", "1e3", "2024-01-02", "true", "null"],
)
def test_text_stays_as_it_was_written(tmp_path: Path, written: str) -> None:
    lesson = load(course(tmp_path, spoiled("title: A small demo", f"title: {written}"), None))
    assert lesson.title == written


@pytest.mark.parametrize(
    ("written", "value"),
    [("1e-1", 0.1), ("3", 3), ("-0.5", -0.5), ("010", "010"), ("1_000", "1_000"), ("12:30", "12:30"),
     ("'3'", "3"), ("no", "no"), ("0x10", "0x10"), ("1e999", "1e999"), ("true", "true")],
)  # fmt: skip
def test_a_knob_value_is_a_number_only_in_plain_number_syntax(
    tmp_path: Path, written: str, value: float | str
) -> None:
    changed = spoiled(
        "lab: {name: hopfield, set: {noise: 0.2}, seed: 7}\nlicense",
        f"lab: {{name: hopfield, set: {{noise: {written}}}}}\nlicense",
    )
    lesson = load(course(tmp_path, changed))
    assert lesson.lab is not None
    assert lesson.lab.set["noise"] == value
    assert type(lesson.lab.set["noise"]) is type(value)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("minutes: 5", "minutes: [5", 8, "closing bracket"),
        ("minutes: 5", "minutes: !!python/object:os.system x", 7, "the tag"),
        ("minutes: 5", "minutes: &five 5", 7, "the anchor"),
        ("minutes: 5", "minutes: *five", 7, "the alias"),
        ("minutes: 5", "minutes: 5\nminutes: 6", 8, "line 7 has it"),
        ("minutes: 5", "<<: {minutes: 5}", 7, "merge key"),
        ("minutes: 5", "? [a, b]\n: 5", 7, "a key that is no word"),
        ("minutes: 5", "minutes: 5\n---\nid: two", 8, "second document"),
        ("summary: Two pages", "summary: Two: pages", 4, "quotes around text that has ': '"),
        ("summary: Two pages", "summary: *Two* pages", 4, "quotes around text that begins with *"),
        ("minutes: 5", "\tminutes: 5", 7, "tabs"),
        ("title: A small demo", "title: " + "[" * 40, 3, "32 levels"),
        ("title: A small demo", "title: " + "[" * 5000, 3, "32 levels"),
    ],
)  # fmt: skip
def test_more_than_plain_data_is_refused(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    at, _, message = refusal(course(tmp_path, spoiled(old, new)))
    assert at == line
    assert says in message


def test_files_that_are_no_lessons_are_refused_in_a_sentence(tmp_path: Path) -> None:
    file = course(tmp_path)
    file.write_bytes(b"schema: 1\ntitle: \xff\xfe\n")
    assert refusal(file) == (2, 8, "found bytes that are not UTF-8, wanted text saved as UTF-8")
    file.write_text("a: " + "x" * (1 << 20))
    assert "1 MiB" in refusal(file)[2]
    file.write_text("[" + "a," * 60_000 + "]")
    assert "50,000 values" in refusal(file)[2]
    file.write_text("")
    assert "an empty file" in refusal(file)[2]
    assert "a folder" in refusal(tmp_path)[2]
    assert "no file" in refusal(tmp_path / "none.yaml")[2]


def test_the_nearest_lesson_is_named(tmp_path: Path) -> None:
    course(tmp_path)
    with pytest.raises(NoLesson, match="there is no lesson 'demmo': did you mean demo"):
        load("demmo", root=tmp_path)
    with pytest.raises(NoLesson):
        load("../recurrent/demo", root=tmp_path)
    assert load("demo", root=tmp_path).id == "demo"


def test_control_and_direction_characters_never_come_through(tmp_path: Path) -> None:
    raw = "A \x1b]52;c;aGk=\x07 \x1b[2J\x9b2J \u202edemo\u2066 \x00"
    english = spoiled("title: A small demo", f"title: {raw}")
    english = spoiled("Two pages and", '"\\e[31mTwo\\u202e pages\\x9b" #', english)
    lesson = load(course(tmp_path, english))
    assert lesson.title == "A ]52;c;aGk= [2J2J demo"
    assert lesson.summary == "[31mTwo pages"


def test_markup_is_only_text(tmp_path: Path) -> None:
    words = "[@click=app.quit]x[/] [MASK] [/INST] h[t-1] softmax(x)[i]"
    assert load(course(tmp_path, spoiled("title: A small demo", f"title: '{words}'"))).title == words


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    file = course(tmp_path)
    file.write_bytes(b"\xef\xbb\xbf" + LESSON.replace("\n", "\r\n").encode())
    assert load(file) == load(course(tmp_path / "other"))


def test_a_translation_takes_the_place_of_words_only(tmp_path: Path) -> None:
    file = course(tmp_path)
    english, korean = load(file), load(file, "ko")
    assert korean.title == "작은 예"
    choice = korean.page("q-choice").question
    assert isinstance(choice, Choice)
    assert [(o.id, o.text, o.right) for o in choice.options] == [
        ("neg", "−ξ", True),
        ("zero", "모두 0", False),
    ]
    assert korean.page("guess").predict is not None
    assert korean.page("guess").predict.low == "더 많아요."  # type: ignore[union-attr]
    draw = korean.page("q-draw").question
    assert isinstance(draw, Numeric)
    assert draw.wrong[0].say == "자기에게는 투표하지 않습니다." and draw.wrong[0].drawn == "with_self"
    assert korean.lab == english.lab and korean.verify == english.verify


def test_missing_words_stay_english_and_a_broken_translation_is_left_out(tmp_path: Path) -> None:
    file = course(tmp_path, korean=spoiled("  idea: {title: 생각,", "  idea: {", KOREAN))
    assert load(file, "ko").page("idea").title == "The idea"
    course(tmp_path, korean="translates: [")
    assert load(file, "ko") == load(file)


def test_the_shape_reads_what_pydantic_would(tmp_path: Path) -> None:
    pydantic = pytest.importorskip("pydantic")
    document = yaml.read(course(tmp_path))

    def plain(node: yaml.Node) -> object:
        match node:
            case yaml.Table(items=items):
                return {key: plain(value) for key, value in items.items()}
            case yaml.Listing(items=items):
                return [plain(value) for value in items]
            case yaml.Scalar():
                value = number(node)
                return {"true": True}.get(node.text, node.text) if value is None else value

    ours = read(Lesson, document)
    theirs = pydantic.TypeAdapter(Lesson).validate_python(plain(document.root))
    assert theirs == ours


def test_the_course_lies_beside_the_package_or_in_it() -> None:
    assert (find.folder() / "recurrent" / "chapter.yaml").is_file()
    assert find.is_lesson("hopfield.yaml")
    assert not find.is_lesson("hopfield.ko.yaml") and not find.is_lesson("chapter.yaml")


def test_loading_a_lesson_imports_neither_numpy_nor_a_screen() -> None:
    code = (
        "import sys, tutor.course.load;"
        "print([m for m in ('numpy', 'torch', 'textual', 'rich', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_lesson_may_be_written_in_korean_and_translated_to_english(tmp_path: Path) -> None:
    korean = LESSON.replace("id: demo\n", "id: demo\nlanguage: ko\n").replace("The idea", "생각")
    file = course(tmp_path, korean, None)
    assert load(file, "ko").pages[0].title == load(file, "en").pages[0].title == "생각"
    english = KOREAN.replace("title: 생각", "title: The idea").replace("작은 예", "A demo")
    file.with_name("demo.en.yaml").write_text(english, "utf-8")
    assert load(file, "ko").pages[0].title == "생각"
    assert load(file, "en").pages[0].title == "The idea"
    assert [problem.text() for problem in lint([file])] == []
    [entry] = index.read(tmp_path / "cache", tmp_path).entries
    assert entry.title == {"en": "A demo", "ko": "A small demo"}
    found = index.read(tmp_path / "cache", tmp_path).search("생각", "ko")
    assert [(hit.page, hit.title) for hit in found] == [("idea", "생각")]


def test_a_pack_may_be_in_a_language_that_the_screens_do_not_speak(tmp_path: Path) -> None:
    german = LESSON.replace("id: demo\n", "id: demo\nlanguage: de\n").replace("The idea", "Die Idee")
    german = german.replace("chapter: recurrent", "chapter: musik")
    pack = PACK.replace("bread", "musik").replace("[en, ko]", "[de]").replace("{en: ", "{de: ")
    (tmp_path / "pack.yaml").write_text(
        pack.replace(", ko: 빵 굽기", "").replace(", ko: 밀가루에서 빵까지.", ""), "utf-8"
    )
    file = tmp_path / "demo.yaml"
    file.write_text(german, "utf-8")
    assert [problem.text() for problem in lint([tmp_path])] == []
    assert load(file, "ko").pages[0].title == load(file, "en").pages[0].title == "Die Idee"


def test_no_translation_is_into_the_lessons_own_language(tmp_path: Path) -> None:
    file = course(tmp_path)
    file.with_name("demo.en.yaml").write_text(KOREAN, "utf-8")
    assert [problem.rule for problem in lint([file])] == ["own-language"]
