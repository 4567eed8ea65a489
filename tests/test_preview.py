"""`dltutor preview`: the lesson on screen follows its file, however an editor saves it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_for_tests import text_of, until
from lessons_for_tests import KOREAN, LESSON, course, spoiled
from terminal_for_tests import Terminal
from test_cli import cli  # noqa: F401
from textual.widgets import Input

from tutor.course.watch import GONE, Watch, nearest
from tutor.study.passing import passing
from tutor.study.store import Store, profile
from tutor.ui.preview import Preview
from tutor.ui.screens.paged import Words
from tutor.ui.screens.problems import ProblemsModal


@contextlib.contextmanager
def previewed(file: Path, **more) -> Iterator[Preview]:
    with passing() as store:
        yield Preview(file, store, "en", **more)


async def shows(pilot, words: str) -> None:
    await until(pilot, lambda: words in text_of(pilot.app), words)


def moved_over(file: Path, text: str) -> None:
    """As many editors save: another file gets the name."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, "utf-8")
    new.replace(file)


def moved_away(file: Path, text: str) -> None:
    """As vim may: the old file is moved away first."""
    file.replace(file.with_name(f"{file.name}~"))
    file.write_text(text, "utf-8")


def written_into(file: Path, text: str) -> None:
    with file.open("r+", encoding="utf-8") as stream:
        stream.truncate()
        stream.write(text)


@pytest.mark.parametrize("save", [moved_over, moved_away, written_into])
async def test_it_is_read_anew_at_each_save_and_keeps_its_page(tmp_path: Path, save) -> None:
    file = course(tmp_path)
    with previewed(file) as app:
        async with app.run_test(size=(80, 24)) as pilot:
            await shows(pilot, "The idea")
            await pilot.press("ctrl+n", "ctrl+n")
            await shows(pilot, "Which is surely a fixed point?")
            save(
                file,
                spoiled("  - id: guess\n", "  - {id: new, text: New.}\n  - id: guess\n").replace(
                    "surely", "now"
                ),
            )
            await shows(pilot, "Which is now a fixed point?")
            assert "4 of 6" in text_of(app)


async def test_a_broken_file_tells_where_and_comes_back_mended(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = course(tmp_path)
    with previewed(file) as app:
        async with app.run_test(size=(100, 24)) as pilot:
            await pilot.press("ctrl+n", "ctrl+n")
            await shows(pilot, "fixed point")
            moved_over(file, spoiled("kind: choice", "kind: chioce"))
            await shows(pilot, "demo.yaml:31:13: found 'chioce'")
            assert "did you mean choice?" in text_of(app) and "fixed point" not in text_of(app)
            await pilot.press(
                "n", "space", "tab", "l", "l", "enter"
            )  # nothing of the page works; language does
            assert "chioce" in text_of(app)
            written_into(file, "pages: [")
            await shows(pilot, "demo.yaml:2:1: ")
            moved_over(file, LESSON.replace("surely a", "again a"))
            await shows(pilot, "Which is again a fixed point?")
            assert "3 of 5" in text_of(app)


async def test_it_may_begin_broken_or_be_gone_for_a_while(tmp_path: Path) -> None:
    file = course(tmp_path, spoiled("minutes: 5", "minuts: 5"))
    with previewed(file, page="q-choice") as app:
        async with app.run_test(size=(100, 24)) as pilot:
            await shows(pilot, "did you mean minutes?")
            moved_over(file, LESSON)
            await shows(pilot, "Which is surely a fixed point?")
            file.unlink()
            await shows(pilot, "no file of that name")
            file.write_text(LESSON, "utf-8")
            await shows(pilot, "Which is surely a fixed point?")


async def test_what_does_not_change_keeps_what_was_typed(tmp_path: Path) -> None:
    file = course(tmp_path)
    with previewed(file, page="q-draw") as app:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.screen.query(Input), "the field")
            await pilot.press("1", "2")
            moved_over(file, LESSON.replace("title: A small demo", "title: A larger demo"))
            await shows(pilot, "A larger demo")
            assert app.screen.query_one(Input).value == "12"


async def test_it_follows_the_translation_and_keeps_the_language(tmp_path: Path) -> None:
    file = course(tmp_path)
    with previewed(file) as app:
        async with app.run_test(size=(80, 24)) as pilot:
            await shows(pilot, "The idea")
            await pilot.press("l")
            await shows(pilot, "생각")
            moved_over(file.with_name("demo.ko.yaml"), KOREAN.replace("title: 생각", "title: 새 생각"))
            await shows(pilot, "새 생각")
            await pilot.press("l")
            await shows(pilot, "The idea")


async def test_a_long_page_stays_where_it_was_scrolled_to(tmp_path: Path) -> None:
    text = "".join(f"      Line {i}.\n\n" for i in range(60))
    file = course(tmp_path, spoiled("    text: |\n", f"    text: |\n{text}"))
    with previewed(file) as app:
        async with app.run_test(size=(80, 24)) as pilot:
            await shows(pilot, "Line 3.")
            await pilot.press("enter")
            words = app.screen.query_one(Words)
            await until(pilot, lambda: words.scroll_y > 10)
            before = words.scroll_y
            moved_over(file, file.read_text("utf-8").replace("Line", "Row"))
            await shows(pilot, "Row 12.")
            await until(pilot, lambda: words.scroll_y == before)


async def test_what_lint_finds_is_one_key_away(tmp_path: Path) -> None:
    file = course(tmp_path)
    with previewed(file) as app:
        async with app.run_test(size=(100, 24)) as pilot:
            await shows(pilot, "The idea")
            moved_over(file, spoiled("      hints: [Multiply.]\n", ""))
            await shows(pilot, "2 to mend")
            await pilot.press("f12")
            await until(pilot, lambda: isinstance(app.screen, ProblemsModal))
            await shows(pilot, "a question without hints")
            await pilot.press("escape")
            await shows(pilot, "The idea")


async def test_nothing_that_is_answered_is_kept(tmp_path: Path) -> None:
    with contextlib.closing(Store(profile())) as mine:
        mine.put_setting("language", "ko")
    file = course(tmp_path)
    with passing() as store:
        app = Preview(file, store)
        async with app.run_test(size=(80, 24)) as pilot:
            await shows(pilot, "생각")  # as the learner has it
            await pilot.press("ctrl+n", "ctrl+n")
            await shows(pilot, "무엇이 고정점일까요?")
            await pilot.press("down", "enter")
            await until(pilot, lambda: [*store.answers()], "an answer in the passing log")
            await pilot.press("l")
            folder = store.path.parent
    assert not folder.exists()
    with contextlib.closing(Store(profile())) as mine:
        assert [*mine.answers()] == [] and mine.place("demo") is None and mine.setting("language") == "ko"


def test_no_log_is_made_for_who_has_none(home: Path) -> None:
    with passing():
        pass
    assert not home.exists()


async def test_escape_closes_it_and_the_last_page_does_not(tmp_path: Path) -> None:
    with previewed(course(tmp_path), page="q-order") as app:
        async with app.run_test(size=(80, 24)) as pilot:
            await shows(pilot, "Put the steps in order.")
            await pilot.press("ctrl+n")
            await until(
                pilot, lambda: [one.message for one in app._notifications] == ["That was the last page."]
            )
            await pilot.press("escape")
        assert app.return_code == 0


def test_a_file_counts_once_it_rests(tmp_path: Path) -> None:
    file = course(tmp_path)
    watch = Watch(file)
    assert not watch.changed()
    file.write_text("half", "utf-8")
    assert not watch.changed()
    file.write_text("half and more", "utf-8")
    assert not watch.changed() and watch.changed() and not watch.changed()
    file.unlink()
    assert [watch.changed() for _ in range(GONE + 2)] == [False] * GONE + [True, False]
    file.write_text("back", "utf-8")
    assert not watch.changed() and watch.changed()


@pytest.mark.parametrize(
    ("at", "now", "place"),
    [
        (2, "abcd", 2),
        (2, "xabcd", 3),
        (2, "abd", 1),
        (0, "bcd", 0),
        (3, "xy", 1),
        (1, "acd", 0),
        (2, "dx", 0),
    ],
)
def test_the_nearest_page_that_is_left(at: int, now: str, place: int) -> None:
    assert nearest([*"abcd"], at, [*now]) == place


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("recurrent/dema.yaml", "there is no file recurrent/dema.yaml: did you mean recurrent/demo.yaml?"),
        ("recurrent", "recurrent is a folder, not a file"),
        ("recurrent/chapter.yaml", "recurrent/chapter.yaml is no lesson"),
        ("nowhere/demo.yaml", "there is no file nowhere/demo.yaml"),
    ],
)
def test_what_cannot_be_previewed_is_one_sentence(cli, tmp_path: Path, file: str, sentence: str) -> None:  # noqa: F811
    course(tmp_path)
    code, out, err = cli("preview", file)
    assert (code, out) == (2, "") and err == f"dltutor: {sentence}\n"


def test_plain_lines_in_a_pipe(cli, tmp_path: Path, home: Path, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr("sys.stdin", io.StringIO())
    course(tmp_path)
    code, out, _ = cli("preview", "recurrent/demo.ko.yaml", "--plain", "--page", "q-order")
    assert code == 0 and "순서대로 놓으세요." in out and "무엇이 고정점일까요?" not in out
    assert not home.exists()
    course(tmp_path, spoiled("kind: choice", "kind: chioce"))
    code, out, _ = cli("preview", "recurrent/demo.yaml", "--plain")
    assert code == 1 and out.startswith("recurrent/demo.yaml:31:13: found 'chioce'")


def test_plain_lines_in_a_terminal_follow_the_file(tmp_path: Path) -> None:
    import sys

    file = course(tmp_path / "c")
    command = [
        sys.executable,
        "-m",
        "tutor",
        "preview",
        str(file),
        "--plain",
        "--page",
        "q-choice",
        "--lang",
        "en",
    ]
    with Terminal(command, tmp_path / "home", size=(140, 40)) as terminal:
        terminal.wait("Which is surely a fixed point?")
        terminal.wait("? for a hint:")
        moved_over(file, spoiled("kind: choice", "kind: chioce"))
        terminal.press("\n")
        terminal.wait("demo.yaml:31:13: found 'chioce'")
        terminal.wait("Enter reads the file again")
        moved_over(file, LESSON.replace("surely", "now"))
        terminal.press("\n")
        terminal.wait("Which is now a fixed point?")
        terminal.press("q\n")
        assert terminal.ended() == 0
