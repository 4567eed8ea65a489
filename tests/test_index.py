from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from lessons_for_tests import course, numbered, spoiled

from tutor.course import index, indexing
from tutor.course.entry import Chapter, Play


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    course(tmp_path / "lessons")
    return tmp_path / "lessons"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_the_map_is_known_without_a_lesson(lessons: Path, cache: Path) -> None:
    for _ in range(2):  # made, then from the cache
        read = index.read(cache, lessons)
        assert read.chapters == (
            Chapter("recurrent", {"en": "Recurrent networks", "ko": "순환 신경망"}, 1, 8),
        )
        [entry] = read.entries
        assert entry.title == {"en": "A small demo", "ko": "작은 예"}
        assert entry.items == {
            "guess": "predict",
            "q-choice": "choice",
            "q-draw": "numeric",
            "q-order": "order",
        }
        assert (entry.pages, entry.questions, entry.predictions, entry.minutes) == (5, 3, 1, 5)
        assert entry.lab == Play("hopfield", {"noise": 0.2}, 7, None)
        assert read.broken == ()


def test_home_needs_no_parser_once_the_index_is_made(lessons: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.course import index;"
        f"print(len(index.read(Path({str(cache)!r}), Path({str(lessons)!r})).entries),"
        "[m for m in ('yaml', 'pydantic', 'numpy', 'torch', 'tutor.kit.lesson') if m in sys.modules])"
    )
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout for _ in "12"
    ]
    assert said[1].strip() == "1 []"
    assert "yaml" in said[0]


def test_an_edit_shows_and_only_what_changed_is_read(
    lessons: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbered(lessons, 3)
    assert len(index.read(cache, lessons).entries) == 3
    real, names = indexing._lesson, []
    monkeypatch.setattr(indexing, "_lesson", lambda root, name: names.append(name) or real(root, name))
    file = lessons / "recurrent" / "demo-1.yaml"
    file.write_text(file.read_text("utf-8").replace("A small demo", "A tiny sample"), "utf-8")
    assert [e.title["en"] for e in index.read(cache, lessons).entries].count("A tiny sample") == 1
    translation = lessons / "recurrent" / "demo-2.ko.yaml"
    translation.unlink()
    assert index.read(cache, lessons).entries[2].title["ko"] == "A small demo"
    assert names == ["recurrent/demo-1.yaml", "recurrent/demo-2.yaml"]
    assert [found.lesson for found in index.read(cache, lessons).search("tiny")] == ["demo-1"]


def test_lessons_stand_by_chapter_and_order(lessons: Path, cache: Path) -> None:
    numbered(lessons, 3)
    for i, order in enumerate((3, 1, 2)):
        file = lessons / "recurrent" / f"demo-{i}.yaml"
        file.write_text(file.read_text("utf-8").replace("order: 3", f"order: {order}"), "utf-8")
    first = lessons / "aaa" / "last.yaml"
    first.parent.mkdir()
    first.write_text(spoiled("id: demo\n", "id: last\n"), "utf-8")
    read = index.read(cache, lessons)
    assert [entry.id for entry in read.entries] == ["demo-1", "demo-2", "demo-0", "last"]
    assert [chapter.id for chapter in read.chapters] == ["recurrent", "aaa"]


def test_a_broken_lesson_is_left_out_and_said(lessons: Path, cache: Path) -> None:
    broken = lessons / "recurrent" / "broken.yaml"
    broken.write_text(spoiled("minutes: 5", "minuts: 5"), "utf-8")
    for _ in range(2):
        read = index.read(cache, lessons)
        assert [entry.id for entry in read.entries] == ["demo"]
        assert [(b.file, b.line, b.column) for b in read.broken] == [("recurrent/broken.yaml", 7, 1)]
        assert "did you mean minutes?" in read.broken[0].message
    broken.with_name("broken.ko.yaml").write_text("[", "utf-8")  # nor does a translation break anything
    assert len(index.read(cache, lessons).entries) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"format": 1}', b"[" * 100_000])
def test_a_spoiled_cache_is_made_anew(lessons: Path, cache: Path, content: bytes) -> None:
    index.read(cache, lessons)
    for pattern in ("*", "course-*", "texts-*"):
        for file in cache.glob(pattern):
            file.write_bytes(content)
        assert [entry.id for entry in index.read(cache, lessons).entries] == ["demo"]
        assert index.read(cache, lessons).search("broken picture")


def test_a_cache_of_the_right_format_with_wrong_rows_is_made_anew(lessons: Path, cache: Path) -> None:
    index.read(cache, lessons)
    [file] = cache.glob("course-*.json")
    data = json.loads(file.read_bytes())
    data["entries"][0].pop()
    for stamps in (data["stamps"], 7, ""):
        file.write_text(json.dumps({**data, "stamps": stamps}))
        assert index.read(cache, lessons).entries[0].title["en"] == "A small demo"
    file.write_text(json.dumps({**data, "chapters": "abc", "entries": None, "broken": 3}))
    assert index.read(cache, lessons).entries[0].title["en"] == "A small demo"


def test_a_cache_that_cannot_be_written_costs_time_only(lessons: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    for _ in range(2):
        read = index.read(blocked / "cache", lessons)
        assert [entry.id for entry in read.entries] == ["demo"]
        assert read.search("fixed point")


def test_no_course_is_an_empty_map(tmp_path: Path, cache: Path) -> None:
    assert index.read(cache, tmp_path / "nowhere").entries == ()


@pytest.mark.parametrize(
    "query", ["저장된", "STORED one", "stored  broken", unicodedata.normalize("NFD", "저장된 그림")]
)
def test_search_finds_pages_in_either_language(lessons: Path, cache: Path, query: str) -> None:
    for language, title in (("en", "The idea"), ("ko", "생각")):
        [found] = index.read(cache, lessons).search(query, language)
        assert (found.lesson, found.page, found.title) == ("demo", "idea", title)
        assert "stored one" in found.excerpt or "저장된 그림" in found.excerpt


def test_search_puts_titles_first_and_keeps_answers_to_itself(lessons: Path, cache: Path) -> None:
    read = index.read(cache, lessons)
    assert [found.page for found in read.search("demo")] == [""]
    assert [found.page for found in read.search("idea")] == ["idea"]
    assert read.search("products do not change") == []  # the message of the right option
    assert read.search("144") == []  # what a prediction waits for
    assert read.search("  ") == [] and read.search("no such words") == []


def test_the_warm_map_of_three_hundred_lessons_is_read_at_once(tmp_path: Path, cache: Path) -> None:
    numbered(tmp_path / "lessons", 300)
    index.read(cache, tmp_path / "lessons")
    times = []
    for _ in range(15):
        began = time.process_time()  # other work on this machine is not the map's fault
        assert len(index.read(cache, tmp_path / "lessons").entries) == 300
        times.append(time.process_time() - began)
    assert min(times) < 0.008, f"{min(times) * 1e3:.1f} ms"


def test_a_link_to_nothing_and_a_folder_without_permission_are_passed_by(
    lessons: Path, cache: Path
) -> None:
    (lessons / "recurrent" / "gone.yaml").symlink_to("nowhere.yaml")
    (lessons / "closed").mkdir(mode=0)
    os.utime(lessons)
    assert [entry.id for entry in index.read(cache, lessons).entries] == ["demo"]
