"""`dltutor new`: what it writes is a lesson, and so are the examples in its comments."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from lessons_for_tests import CHAPTER, course
from test_cli import cli  # noqa: F401
from test_json_schema import complaints

from tutor.course import find, starting, translate, twin, yaml
from tutor.course.lint import lint
from tutor.course.load import load
from tutor.kit.lesson import QUESTIONS, DrawRef

LANGUAGES = [("en", "ko"), ("ko", "en")]


def said(file: Path) -> list[str]:
    return [problem.text() for problem in lint([file])]


def uncommented(text: str) -> str:
    """As if the author had taken every example in."""
    sample, mark, more = text.partition("  ## ----")
    return sample + mark + re.sub(r"^( *)# ", r"\1", more, flags=re.MULTILINE)


@pytest.mark.parametrize(("language", "other"), LANGUAGES)
def test_what_is_written_has_nothing_to_mend(tmp_path: Path, language: str, other: str) -> None:
    file, twin_file = starting.lesson("leap-years", tmp_path, language)
    assert (file.name, twin_file.name) == ("leap-years.yaml", f"leap-years.{other}.yaml")
    assert said(file) == [] and complaints(file) == [] and complaints(twin_file) == []
    written, translated = load(file, language), load(file, other)
    assert [len(lesson.pages) for lesson in (written, translated)] == [4, 4]
    assert "윤년" in (written if language == "ko" else translated).pages[0].text
    assert "leap years" in (written if language == "en" else translated).pages[0].text


@pytest.mark.parametrize("language", find.LANGUAGES)
def test_so_has_every_example_in_its_comments(tmp_path: Path, language: str) -> None:
    [file] = starting.lesson("leap-years", tmp_path, language, alone=True)
    file.write_text(uncommented(file.read_text("utf-8")), "utf-8")
    assert [p.text() for p in lint([file]) if p.rule != "no-translation"] == []
    assert complaints(file) == []
    lesson = load(file, language)
    assert {page.question.kind for page in lesson.questions if page.question} == QUESTIONS.keys()
    assert any(page.predict for page in lesson.pages) and any(page.lab for page in lesson.pages)
    assert any(isinstance(getattr(p.question, "draw", None), DrawRef) for p in lesson.questions)
    assert lesson.verify


def test_the_examples_are_the_same_in_both_languages(tmp_path: Path) -> None:
    lessons = []
    for language in find.LANGUAGES:
        (tmp_path / language).mkdir()
        [file] = starting.lesson("leap-years", tmp_path / language, language, alone=True)
        file.write_text(uncommented(file.read_text("utf-8")), "utf-8")
        lessons.append(load(file, language))
    english, korean = lessons
    file.write_text(twin.written(korean), "utf-8")
    assert translate.merge(english, yaml.read(file))[1] == []
    assert repr(english.verify) == repr(korean.verify)


@pytest.mark.parametrize("language", find.LANGUAGES)
def test_one_can_go_through_it_in_plain_lines(cli, tmp_path: Path, language: str, monkeypatch) -> None:  # noqa: F811
    import io
    import sys

    assert cli("--lang", language, "new", "lesson", "leap-years").code == 0
    day = {"en": "Leap  Day", "ko": "윤 일"}[language]
    answers = io.TextIOWrapper(io.BytesIO(f"y1900\n24\n{day}\n".encode()), "utf-8")
    monkeypatch.setattr(sys, "stdin", answers)
    code, out, err = cli("learn", "leap-years.yaml", "--plain", "--lang", language)
    assert (code, err) == (0, "")
    assert {"en": "3 of 3 right", "ko": "3개 중 3개 맞음"}[language] in out


def test_a_chapters_folder_gives_chapter_and_place(tmp_path: Path) -> None:
    folder = course(tmp_path).parent
    file, _ = starting.lesson("leap-years", folder, "en")
    lesson = load(file)
    assert (lesson.chapter, lesson.order) == ("recurrent", 4)
    assert said(file) == []
    (folder / find.CHAPTER).write_text(CHAPTER.replace("order: 1", "order: one"), "utf-8")
    with pytest.raises(starting.NoStart, match=r"chapter.yaml:3:8: found 'one', wanted a whole number"):
        starting.lesson("other", folder, "en")


@pytest.mark.parametrize(("folder", "chapter"), [("Bread & Dough", "bread-dough"), ("빵", "lessons")])
def test_on_its_own_it_is_of_its_folders_chapter(tmp_path: Path, folder: str, chapter: str) -> None:
    (tmp_path / folder).mkdir()
    file, _ = starting.lesson("sourdough", tmp_path / folder, "en")
    assert load(file).chapter == chapter and said(file) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Leap Years", "did you mean leap-years?"),
        ("leap_years.yaml", "did you mean leap-years?"),
        ("Überlänge", "did you mean uberlange?"),
        ("윤년", "wanted small letters, digits and single hyphens, at most 64"),
        ("", "wanted small letters"),
        ("a" * 65, "at most 64"),
        ("chapter", "no lesson can be called 'chapter'"),
        ("calendars/leap-years", "--into FOLDER"),
        ("../leap-years", "--into FOLDER"),
        ("hopfield", "there is a lesson hopfield already, recurrent/hopfield.yaml"),
        ("leap\x1b[2J", "did you mean leap-2j?"),
    ],
)
def test_a_name_that_will_not_do(cli, tmp_path: Path, name: str, sentence: str) -> None:  # noqa: F811
    code, out, err = cli("new", "lesson", name)
    assert (code, out) == (2, "") and err.startswith("dltutor: ") and err.count("\n") == 1
    assert sentence in err and "\x1b" not in err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("new", "new what? choose from pack, lesson, translation"),
        ("new lessen a", "did you mean lesson?"),
        ("new lesson a --into nowhere", "there is no folder nowhere; make it first"),
        ("new lesson", "missing argument 'NAME' (dltutor new lesson --help says what it takes)"),
        ("new translation nowhere.yaml", "there is no file nowhere.yaml"),
        ("new translation .", ". is a folder, not a file"),
    ],
)
def test_what_is_wrong_is_one_sentence(cli, line: str, sentence: str) -> None:  # noqa: F811
    code, out, err = cli(*line.split())
    assert (code, out) == (2, "") and sentence in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("new lesson two --into bread/basic", "bread/basics"),
        ("new lesson two --into braed/basics", "bread/basics"),
        ("new translation bread/basics/frist.yaml", "bread/basics/first.yaml"),
        ("lint bread/basics/first.yml", "bread/basics/first.yaml"),
        ("preview bred/basics/first.yaml", "bread/basics/first.yaml"),
        ("verify bread/basics/fist.yaml", "bread/basics/first.yaml"),
        ("pack build brea", "bread"),
        ("pack install bread-", "bread"),
    ],
)
def test_the_nearest_path_is_named(cli, line: str, meant: str) -> None:  # noqa: F811
    assert cli("new", "pack", "bread", "--one-language")[0] == 0
    code, out, err = cli(*line.split())
    assert (code, out) == (2, "") and err.endswith(f": did you mean {meant}?\n") and err.count("\n") == 1


@pytest.mark.parametrize("there", ["leap-years.yaml", "leap-years.ko.yaml"])
def test_nothing_is_written_over(cli, tmp_path: Path, there: str) -> None:  # noqa: F811
    (tmp_path / there).write_text("mine", "utf-8")
    code, out, err = cli("new", "lesson", "leap-years")
    assert (code, out) == (2, "") and f"there is a file {there} already" in err
    assert [file.name for file in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text("utf-8") == "mine"


def test_what_to_do_next_is_said(cli) -> None:  # noqa: F811
    code, out, err = cli("new", "lesson", "leap-years")
    assert (code, err) == (0, "")
    assert out.startswith("written: leap-years.yaml\nwritten: leap-years.ko.yaml\n")
    for command in ("preview", "lint", "verify"):
        assert f"  dltutor {command} leap-years.yaml\n" in out
    assert cli("lint", "leap-years.yaml").out == "Nothing to mend.\n"
    assert cli("verify", "leap-years.yaml").out == "Nothing is claimed there.\n"


def test_a_translation_is_started_from_the_lesson(cli, tmp_path: Path) -> None:  # noqa: F811
    assert cli("new", "lesson", "leap-years", "--one-language").code == 0
    assert "no translation leap-years.ko.yaml" in cli("lint", "leap-years.yaml").out
    code, out, _ = cli("new", "translation", "leap-years.yaml")
    assert code == 0 and out.startswith("written: leap-years.ko.yaml\n")
    code, out, _ = cli("lint", "leap-years.yaml")
    assert code == 0 and len(out.splitlines()) > 10, "each sentence that still waits is named"
    assert all("warning: found the lesson's own words" in line for line in out.splitlines())
    assert cli("new", "translation", "leap-years.yaml").code == 2
    assert cli("new", "translation", "leap-years.ko.yaml").code == 2


KINDS = Path(__file__).parent / "kinds" / "recurrent" / "kinds.yaml"


@pytest.mark.parametrize("file", [KINDS, *find.files()[::8]], ids=lambda file: file.stem)
def test_words_taken_out_and_put_in_again_are_the_lesson(tmp_path: Path, file: Path) -> None:
    for language in find.LANGUAGES:
        lesson = load(file, language)
        words_file = tmp_path / "words.yaml"
        words_file.write_text(twin.written(lesson), "utf-8")
        merged, problems = translate.merge(lesson, yaml.read(words_file))
        assert merged == lesson
        assert all("the lesson's own words" in problem.found for problem in problems)


@pytest.mark.parametrize("language", find.LANGUAGES)
def test_a_pack_is_started_and_can_be_built_as_it_stands(cli, tmp_path: Path, language: str) -> None:  # noqa: F811
    for line in (
        "new pack calendars",
        "new lesson leap-years --into calendars/basics",
        "lint calendars",
        "pack build calendars",
        "pack install calendars-0.1.zip --yes",
    ):
        code, out, err = cli("--lang", language, *line.split())
        assert (code, err) == (0, "") and "warning" not in out and "left out" not in out
    top = tmp_path / "calendars"
    orders = [load(top / "basics" / f"{name}.yaml", language).order for name in ("first", "leap-years")]
    assert orders == [1, 2]
    for file in top.rglob("*.yaml"):
        kind = complaints(file)
        way = file.read_text("utf-8").partition("\n")[0].partition("$schema=")[2]
        assert kind == [] and (file.parent / way).resolve().parent == top / ".schema", way
        assert (file.parent / way).is_file()
    assert "calendars\t0.1\tCalendars" in cli("pack", "list").out
    code, _, err = cli("new", "lesson", "leap-years", "--into", "calendars/basics")
    assert code == 2 and "there is a lesson leap-years already, basics/leap-years.yaml" in err
    code, _, err = cli("new", "pack", "calendars")
    assert code == 2 and "there is a file calendars/pack.yaml already" in err


def test_lessons_may_lie_beside_a_small_packs_file(cli, tmp_path: Path) -> None:  # noqa: F811
    cli("new", "pack", "calendars")
    shutil.rmtree(tmp_path / "calendars" / "basics")
    assert cli("new", "lesson", "leap-years", "--into", "calendars").code == 0
    assert load(tmp_path / "calendars" / "leap-years.yaml").chapter == "calendars"
    assert cli("lint", "calendars").out == "Nothing to mend.\n"


@pytest.mark.parametrize("language", find.LANGUAGES)
def test_a_pack_of_one_language_wants_no_translation(cli, tmp_path: Path, language: str) -> None:  # noqa: F811
    line = "new pack calendars --one-language --lesson leap-years"
    assert cli("--lang", language, *line.split()).code == 0
    assert cli("new", "lesson", "months", "--into", "calendars/basics", "--lang", language).code == 0
    assert len([*(tmp_path / "calendars" / "basics").iterdir()]) == 3
    assert cli("lint", "calendars").out == "Nothing to mend.\n"
    code, _, err = cli("new", "translation", "calendars/basics/months.yaml")
    assert code == 2 and f"the pack's languages are {language}" in err


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Bread & Butter", "did you mean bread-butter?"),
        ("lessons", "no pack can be called 'lessons', which means something else, wanted 2 to 40"),
        ("2024", "a letter first"),
        ("../calendars", "did you mean calendars?"),
        ("빵", "wanted 2 to 40 small letters"),
    ],
)
def test_a_name_that_no_pack_can_have(cli, tmp_path: Path, name: str, sentence: str) -> None:  # noqa: F811
    code, out, err = cli("new", "pack", name)
    assert (code, out) == (2, "") and sentence in err and err.count("\n") == 1
    assert [*tmp_path.iterdir()] == []
