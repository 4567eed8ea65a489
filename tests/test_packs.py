"""Packs from their folder to the map, the log and the reviews, and away again."""

from __future__ import annotations

import json
import os
import signal
import zipfile
from pathlib import Path

import packs_for_tests as made
import pytest
from app_for_tests import text_of
from packs_for_tests import Line

from tutor.course import find, index
from tutor.course.lint import lint
from tutor.course.load import load
from tutor.course.packs import install
from tutor.course.problem import LessonError
from tutor.kit import ids
from tutor.study.folders import cache_folder
from tutor.study.store import Store, profile
from tutor.ui.app import Tutor
from tutor.ui.sitting import Sitting
from tutor.ui.studied import studied


@pytest.fixture
def line(capfd, monkeypatch) -> Line:
    return Line(capfd, monkeypatch)


@pytest.fixture
def bread(tmp_path: Path) -> Path:
    return made.folder(tmp_path / "bread", made.files())


def installed() -> list[str]:
    """What lies where packs lie, but for the lock."""
    folder = find.packs_folder()
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def rules(path: Path) -> list[tuple[str, str]]:
    return [(problem.file.name, problem.rule) for problem in lint([path]) if problem.severity == "error"]


# ---- building ------------------------------------------------------------------------------------


def test_the_same_folder_gives_the_same_zip(line: Line, bread: Path, tmp_path: Path) -> None:
    said = line("pack", "build", bread, "--out", tmp_path / "one.zip")
    assert (said.code, said.err) == (0, "") and "bread 1.0: 1 lesson" in said.out
    for file in bread.rglob("*"):
        os.utime(file, (1, 1))
    (bread / "picture.png").write_bytes(b"\x89PNG")
    said = line("pack", "build", bread, "--out", tmp_path / "two.zip")
    assert "left out: picture.png" in said.out
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == sorted(f"bread/{name}" for name in made.files())
    said = line("pack", "build", bread, "--out", tmp_path / "one.zip")
    assert said.code == 2 and "--force" in said.err
    assert line("pack", "build", bread, "--out", tmp_path / "one.zip", "--force").code == 0


def test_what_has_to_be_mended_is_not_built(line: Line, bread: Path, tmp_path: Path) -> None:
    file = bread / "basics" / "intro.yaml"
    file.write_text(made.lesson("intro").replace("set: {noise: 0.2}", "set: {noise: 20}"), "utf-8")
    said = line("pack", "build", bread, "--out", tmp_path / "out.zip")
    assert said.code == 2 and len(said.err.splitlines()) == 1
    assert "bread/basics/intro.yaml:8:" in said.err and "'20'" in said.err and "dltutor lint" in said.err
    assert not (tmp_path / "out.zip").exists()


# ---- lint ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("name: bread", "name: Bread", "bad-pack-name"),
        ("name: bread", "name: course", "bad-pack-name"),
        ("name: bread", "name: aux", "bad-pack-name"),
        ("name: bread", "name: ../up", "bad-pack-name"),
        ("version: 1.0", "version: 1.0-beta", "bad-version"),
        ("version: 1.0", "version: 1.01", "bad-version"),
        (", ko: 빵 굽기}", "}", "missing-translation"),
        ("authors: [Jane Baker]", "authors: []", "empty"),
        ("license: CC-BY-SA-4.0", "license: ' '", "out-of-range"),
        ("[en, ko]", "[en, en]", "bad-language"),
        ("[en, ko]", "[]", "empty"),
        ("license:", "licence:", "unknown-key"),
        ("Jane Baker", '"Jane\\u202e Baker"', "control-character"),
    ],
)
def test_lint_knows_the_pack_s_own_file(bread: Path, old: str, new: str, rule: str) -> None:
    assert rules(bread) == []
    (bread / "pack.yaml").write_text(made.PACK.replace(old, new), "utf-8")
    assert ("pack.yaml", rule) in rules(bread)


def test_lessons_of_a_pack_go_by_whole_ids_after_one_another(bread: Path) -> None:
    second = bread / "basics" / "second.yaml"
    (bread / "basics" / "second.ko.yaml").write_text(made.korean("second"), "utf-8")
    for after, found in (
        ("bread/intro", []),
        ("hopfield", []),
        ("intro", [("second.yaml", "unknown-lesson")]),
        ("bread/second", [("second.yaml", "circle")]),
        ("other/intro", [("second.yaml", "unknown-lesson")]),
    ):
        second.write_text(made.lesson("second") + f"after: [{after}]\n", "utf-8")
        assert rules(bread) == found
    second.write_text(made.lesson("second") + "after: [intro]\n", "utf-8")
    assert "did you mean bread/intro?" in lint([second])[0].text()


def test_only_the_languages_a_pack_promises_are_asked_for(bread: Path) -> None:
    (bread / "basics" / "intro.ko.yaml").unlink()
    assert [problem.rule for problem in lint([bread])] == ["no-translation"]
    (bread / "pack.yaml").write_text(made.PACK.replace("[en, ko]", "[en]"), "utf-8")
    assert lint([bread]) == []


def test_a_small_pack_needs_no_folder_for_its_chapter(line: Line, tmp_path: Path) -> None:
    music = made.folder(tmp_path / "somewhere", made.flat())
    assert rules(music) == []
    assert line("pack", "install", music, "--yes").code == 0
    read = index.read(cache_folder())
    assert [e.id for e in read.entries if ids.pack_of(e.id)] == ["music/keys", "music/notes"]
    assert read.chapters[-1].id == "music/music" and read.chapters[-1].title["en"] == "Reading music"
    assert load("music/keys", "ko").title == "밀가루란"
    (music / "notes.yaml").write_text(made.lesson("notes", "somewhere"), "utf-8")
    assert rules(music) == [("notes.yaml", "wrong-chapter")]


# ---- installing ----------------------------------------------------------------------------------


def test_what_it_is_is_told_before_it_is_installed(line: Line, bread: Path) -> None:
    said = line("pack", "install", bread)
    assert said.code == 1 and said.out.endswith("Nothing is installed.\n")
    counts = "1 chapter, 1 lesson, 3 questions, 1 prediction, 1 claim"
    about = "Jane Baker", "CC-BY-SA-4.0", "English, 한국어", "hopfield", " kB", "From flour to loaf."
    for told in (counts, *about):
        assert told in said.out
    assert installed() == [".lock"]
    said = line("--lang", "ko", "pack", "install", bread, stdin="네\n")
    assert said.code == 0 and "빵 굽기" in said.out and "bread/intro" in said.out
    assert installed() == [".lock", "bread"]
    assert load("bread/intro", "ko").title == "밀가루란"


def test_another_version_is_told_as_such(line: Line, tmp_path: Path) -> None:
    for version, told, asked in (
        ("1.9", None, "Install it?"),
        ("1.10", "this is the newer 1.10", "in the place of"),
        ("1.10.0", "already", "again"),
        ("1.2", "this is the older 1.2", "Go back"),
    ):
        file = made.zipped(tmp_path / f"{version}.zip", made.files(version))
        said = line("pack", "install", file, stdin="y\n")
        assert said.code == 0 and asked in said.out, said
        assert told is None or told in said.out
        listed = json.loads(line("pack", "list", "--json").out)
        assert [(one["name"], one["version"], one["lessons"]) for one in listed] == [("bread", version, 1)]
    other = made.files("2")
    other["pack.yaml"] = other["pack.yaml"].replace("Jane Baker", "Someone Else")
    said = line("pack", "install", made.zipped(tmp_path / "other.zip", other))
    assert "the one installed is by Jane Baker" in said.out
    assert installed() == [".lock", "bread"]


def test_a_zip_of_the_folder_and_of_what_is_in_it_are_the_same(line: Line, tmp_path: Path) -> None:
    for top in ("", "bread/", "anything at all/"):
        said = line("pack", "install", made.zipped(tmp_path / "a.zip", made.files(), top), "--yes")
        assert said.code == 0, said
    kept = find.packs()["bread"]
    assert sorted(str(file.relative_to(kept)) for file in kept.rglob("*.*")) == sorted(made.files())


def test_other_kinds_of_files_stay_outside(line: Line, tmp_path: Path) -> None:
    more = {"run.py": "boom", "basics/a.png": b"\0", "LICENSE": "free", "README.md": "# hi", ".git/x": "x"}
    content = {**made.files(), **more, "inner.zip": b"PK", "a/b/c.txt": "deep", "__MACOSX/._a.yaml": "x"}
    for source in (made.folder(tmp_path / "f", content), made.zipped(tmp_path / "f.zip", content)):
        said = line("pack", "install", source, "--yes")
        assert said.code == 0 and "of other kinds" in said.out, said
        kept = find.packs()["bread"]
        found = {str(file.relative_to(kept)) for file in kept.rglob("*") if file.is_file()}
        assert found == {*made.files(), "LICENSE", "README.md"}


def test_words_that_are_none_are_told_the_nearest(line: Line, bread: Path) -> None:
    line("pack", "install", bread, "--yes")
    for args, told in (
        (("pack",), "build, install, list, remove"),
        (("pack", "instal", "x"), "did you mean install?"),
        (("pack", "remove", "bred"), "did you mean bread?"),
        (("pack", "install", "nowhere"), "no file or folder"),
        (("pack", "build", bread / "pack.yaml"), "not a folder"),
        (("learn", "intro", "--plain"), "bread/intro"),
    ):
        said = line(*args)
        assert said.code == 2 and told in said.err and len(said.err.splitlines()) == 1


# ---- what is installed is part of the course -----------------------------------------------------


def test_lessons_of_packs_are_where_the_course_s_are(line: Line, bread: Path, tmp_path: Path) -> None:
    line("pack", "install", bread, "--yes")
    assert "bread/intro\tWhat flour is" in line("lessons").out
    told = {one["id"]: one for one in json.loads(line("lessons", "--json").out)}
    assert told["bread/intro"]["pack"] == "bread" and told["hopfield"]["pack"] == ""
    read = index.read(cache_folder())
    assert [found.lesson for found in read.search("flour")][:1] == ["bread/intro"]
    assert [found.lesson for found in read.search("밀가루")] == ["bread/intro"]
    assert "holds" in line("verify", "bread/intro").out
    cards = tmp_path / "cards.apkg"
    assert "Cards in" in line("export", "--anki", cards, "--lesson", "bread/intro").out
    said = line("test", "bread", "--plain", stdin="s\ns\n")
    assert said.code == 0 and "Test: Baking bread: The basics" in said.out
    assert [d.lesson for d in Store(profile()).due(studied(read))].count("intro") > 0


def answered(id: str) -> None:
    """The choice of that lesson answered wrong, and rightly then, as a sitting does it."""
    lesson = load(id)
    sitting = Sitting(Store(profile()), lesson, "en")
    page = lesson.page("q-choice")
    sitting.visit(page)
    for choice in ("zero", "neg"):
        assert sitting.answer(sitting.turn(page, 1), choice).result == ("wrong", "right")[choice == "neg"]


def test_removing_a_pack_keeps_the_history_and_asks_nothing(
    line: Line, bread: Path, tmp_path: Path
) -> None:
    line("pack", "install", bread, "--yes")
    answered("bread/intro")
    store = Store(profile())

    def due() -> list[tuple[str, str]]:
        listed = studied(index.read(cache_folder()))
        return [(one.pack, one.lesson) for one in store.due(listed, today=10**6)]

    [first, second] = store.answers("intro", pack="bread")
    assert (first.pack, first.lesson, second.result) == ("bread", "intro", "right")
    assert store.answers("bread/intro") == [] and due() == [("bread", "intro")]
    assert store.latest_place() == ("bread", "intro", "q-choice")
    assert "What flour is" in line("stats").out
    said = line("pack", "remove", "bread")
    assert said.code == 0 and installed() == [".lock"]
    assert not list(cache_folder().glob("*pack-bread*"))
    assert due() == [] and "What flour is" not in line("stats").out
    with pytest.raises(LessonError):
        load("bread/intro")
    assert line("journal", "--out", tmp_path / "posts", "--no-pictures").code == 0
    parcel = tmp_path / "work.json"
    assert line("export", parcel).code == 0
    assert '"pack":"bread","lesson":"intro"' in parcel.read_text("utf-8")
    line("pack", "install", bread, "--yes")
    assert due() == [("bread", "intro")]
    assert store.progress("intro", pack="bread").right == 1
    assert line("import", parcel, "--profile", "two").code == 0
    assert Store(profile("two")).progress("intro", pack="bread").right == 1


def test_a_pack_can_take_nobody_s_place(line: Line, tmp_path: Path) -> None:
    content = made.files()
    content["basics/hopfield.yaml"] = made.lesson("hopfield", title="Not the real one")
    content["basics/hopfield.ko.yaml"] = made.korean("hopfield")
    assert line("pack", "install", made.folder(tmp_path / "bread", content), "--yes").code == 0
    assert load("hopfield").title == "Hopfield network"
    assert load("bread/hopfield").title == "Not the real one"
    entries = {entry.id: entry.title["en"] for entry in index.read(cache_folder()).entries}
    assert entries["hopfield"] == "Hopfield network" and entries["bread/hopfield"] == "Not the real one"
    answered("bread/hopfield")
    store = Store(profile())
    assert not store.answers("hopfield") and len(store.answers("hopfield", pack="bread")) == 2
    reaching = "../bread/intro", "bread/../intro", "bread/", "/intro", ".bread.old/intro"
    for id in (*reaching, "bread/basics/intro"):
        with pytest.raises(LessonError):
            load(id)


def test_the_index_of_packs_is_cached_without_a_parser(line: Line, bread: Path) -> None:
    line("pack", "install", bread, "--yes")
    index.read(cache_folder())
    made_again = pytest.MonkeyPatch()
    with made_again.context() as patch:
        patch.setattr("tutor.course.indexing.make", None)
        assert index.read(cache_folder()).entries[-1].id == "bread/intro"
    line("pack", "install", made.folder(bread, made.files("1.1")), "--yes")
    assert index.read(cache_folder()).packs[0].version == "1.1"


async def test_the_map_has_packs_below_the_course(line: Line, bread: Path, tmp_path: Path) -> None:
    line("pack", "install", bread, "--yes")
    line("pack", "install", made.folder(tmp_path / "music", made.flat()), "--yes")
    app = Tutor(language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        lines = text_of(app).splitlines()
        at = [next(i for i, row in enumerate(lines) if word in row) for word in (
            "Pix2pix", "─ Baking bread ─", "The basics", "What flour is", "─ Reading music ─", "About keys"
        )]  # fmt: skip
        assert at == sorted(at) and sum("Reading music" in row for row in lines) == 2  # map and facts
        assert "from the pack Reading music" in text_of(app)
        await pilot.press("home", "end", "up", "up", "enter")
        await pilot.pause()
        assert "What flour is" in text_of(app)
        assert app.store.latest_place() == ("bread", "intro", "idea")
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.query_one("CourseMap").lesson == "bread/intro"


# ---- killed in between ---------------------------------------------------------------------------


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("there", [False, True])
def test_a_kill_at_any_moment_leaves_nothing_half(
    line: Line, bread: Path, tmp_path: Path, there: bool, at: int
) -> None:
    """Killed before the n-th file written, renamed or taken away."""
    if there:
        line("pack", "install", bread, "--yes")
    made.folder(bread, made.files("2.0"))
    child = os.fork()
    if not child:
        count = 0

        def dying(real):
            def call(*args, **kw):
                nonlocal count
                count += 1
                if count > (at if at < 2 else at + 2):  # of the four files only the first two
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kw)

            return call

        Path.rename = dying(Path.rename)  # type: ignore[method-assign]
        install._write = dying(install._write)
        install.shutil.rmtree = dying(install.shutil.rmtree)
        with install.held(find.packs_folder()), install.staged(bread, find.packs_folder()) as pack:
            install.put(pack, find.packs_folder())
        os._exit(0)
    os.waitpid(child, 0)
    versions = [one.about.version for one in install.installed()]
    assert versions in ([["1.0"], ["2.0"]] if there else [[], ["2.0"]]), installed()
    if versions:
        assert load("bread/intro").title == "What flour is"
        assert index.read(cache_folder()).entries[-1].id == "bread/intro"
    assert line("pack", "install", bread, "--yes").code == 0
    assert installed() == [".lock", "bread"]
    assert [one.about.version for one in install.installed()] == ["2.0"]


def test_two_at_once_do_not_meet(line: Line, bread: Path) -> None:
    with install.held(find.packs_folder()):
        said = line("pack", "install", bread, "--yes")
    assert said.code == 1 and "another dltutor" in said.err
    assert line("pack", "install", bread, "--yes").code == 0
