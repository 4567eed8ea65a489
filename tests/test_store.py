from __future__ import annotations

import dataclasses
import json
import sqlite3
import subprocess
import sys
import time
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.kit.lesson import Choice, Option, Predict
from tutor.study import folders, progress, rows, tables
from tutor.study.answers import Answer, answered, page_read
from tutor.study.ask import pose
from tutor.study.grade import grade
from tutor.study.store import Store

QUESTION = Choice(
    ask="?", options=(Option(id="a", text="A", right=True), Option(id="b", text="B", why="No."))
)
PREDICT = Predict(ask="How many?", near=1)


def row(item: str = "q1", result: str = "right", lesson: str = "hopfield", **more: object) -> Answer:
    return Answer(lesson=lesson, item=item, kind="choice", result=result, **more)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "default.db"


def test_an_answer_comes_back_as_it_was_given(path: Path) -> None:
    asked = pose(QUESTION, 7)
    given = answered(
        asked, "b", grade(asked, "b"), lesson="hopfield", item="q1", rev=3, confidence=2, hints=1, tries=2
    )
    store = Store(path)
    saved = store.log(given)
    assert saved.ok and saved.kept and saved.say is None
    [found] = Store(path).answers("hopfield")
    assert found == saved.answer
    assert found == dataclasses.replace(given, device=store.device, moment=found.moment)
    assert (found.seed, found.order, found.response, found.result) == (7, asked.order, "b", "wrong")
    assert (found.rev, found.confidence, found.hints, found.tries) == (3, 2, 1, 2)
    assert set(found.versions) == {"app", "python", "fsrs"}
    at = datetime.fromisoformat(found.at)
    assert abs(at.timestamp() - time.time()) < 60 and at.utcoffset() is not None


_plain = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text()
_json = st.recursive(
    _plain | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(response=_json, text=st.text(st.characters(codec="utf-8")))
@settings(max_examples=15, deadline=None)
def test_any_response_survives_the_log_and_its_copy(
    tmp_path_factory: pytest.TempPathFactory, response: object, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "default.db"
    given = row(response=[response, text, "\ud800 half a pair, \x00, \u2028"], truth=response)
    Store(path).log(given)
    [found] = Store(path).answers()
    assert found.response == given.response and found.truth == given.truth
    path.unlink()
    [again] = Store(path).answers()
    assert again == found


def test_progress_counts_each_item_by_its_last_answer(path: Path) -> None:
    store = Store(path)
    for item, result in (
        ("q1", "wrong"),
        ("q1", "right"),
        ("q2", "partly"),
        ("q3", "right"),
        ("q3", "wrong"),
    ):
        assert store.log(row(item, result)).ok
    store.log(row("q4", "skipped"))
    store.log(row("q5", "revealed"))
    store.log(row("q1", "wrong", lesson="rnn"))
    store.visit("hopfield", "idea")
    store.visit("hopfield", "idea")
    store.visit("hopfield", "watch")
    found = Store(path).progress("hopfield")
    assert (found.right, found.partly, found.wrong, found.skipped, found.answered) == (1, 1, 1, 2, 3)
    assert found.pages == {"idea", "watch"} and found.place == "watch"
    assert set(store.all_progress()) == {("", "hopfield"), ("", "rnn")}
    assert store.progress("never-opened").answered == 0
    assert len(store.answers(pages=True)) == 10, "a page is recorded as read once"


def test_a_page_may_be_read_predicted_on_and_asked_about(path: Path) -> None:
    store = Store(path)
    store.visit("hopfield", "capacity")
    asked = pose(PREDICT, 1)
    said = answered(
        asked, "12", grade(asked, "12"), lesson="hopfield", item="capacity", confidence=1,
        result="committed",
    )  # fmt: skip
    assert store.log(said).ok
    assert store.progress("hopfield").predictions == {"capacity": "committed"}
    seen = answered(
        asked, "12", grade(asked, "12", 17.0), lesson="hopfield", item="capacity", confidence=1,
        truth=17.0, about=said.id,
    )  # fmt: skip
    assert store.log(seen).ok
    found = store.progress("hopfield")
    assert found.predictions == {"capacity": "wrong"} and found.questions == {}
    last = store.last("hopfield", "capacity", predict=True)
    assert last is not None and last.truth == 17.0 and last.about == said.id
    assert store.last("hopfield", "capacity") is None


def test_what_was_not_answered_is_not_recorded() -> None:
    asked = pose(QUESTION, 1)
    with pytest.raises(ValueError):
        answered(asked, None, grade(asked, None), lesson="hopfield", item="q1")
    skipped = answered(asked, None, grade(asked, None), lesson="hopfield", item="q1", result="skipped")
    assert skipped.result == "skipped" and skipped.score == 0


def test_undo_takes_the_last_answer_back_and_keeps_both_rows(path: Path) -> None:
    store = Store(path)
    store.log(row("q1", "right"))
    second = store.log(row("q1", "wrong"))
    assert second.answer is not None and store.progress("hopfield").wrong == 1
    assert store.withdraw(second.answer.id).ok
    assert store.progress("hopfield").right == 1 and store.progress("hopfield").wrong == 0
    assert [a.result for a in store.answers()] == ["right"]
    assert [a.result for a in store.answers(withdrawn=True)] == ["right", "wrong", "withdrawn"]
    only = store.log(row("q2", "right"))
    assert only.answer is not None and store.withdraw(only.answer.id).ok
    assert "q2" not in store.progress("hopfield").questions
    assert not store.withdraw("nothing of that name").ok


def test_rows_are_never_changed_and_the_same_row_counts_once(path: Path) -> None:
    store = Store(path)
    given = row()
    assert store.log(given).ok and store.log(given).ok
    assert len(store.answers()) == 1
    db = sqlite3.connect(path)
    for statement in ("UPDATE answers SET result = 'right'", "DELETE FROM answers"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            db.execute(statement)


def test_a_row_that_makes_no_sense_is_the_callers_error(path: Path) -> None:
    store = Store(path)
    with pytest.raises(sqlite3.IntegrityError):
        store.log(row(score=float("nan")))
    assert store.trouble is None and store.log(row()).ok


def test_progress_rebuilt_from_the_log_is_the_same(path: Path) -> None:
    store = Store(path)
    for n in range(60):
        saved = store.log(row(f"q{n % 7}", ("right", "wrong", "partly")[n % 3], lesson=f"l{n % 4}"))
        if n % 5 == 0:
            assert saved.answer is not None
            store.withdraw(saved.answer.id)
        store.visit(f"l{n % 4}", f"p{n % 3}")
    before = store.all_progress()
    db = tables.connect(path, 1)
    with tables.writing(db):
        db.execute("DELETE FROM items")
        progress.rebuild(db)
    assert Store(path).all_progress() == before


def test_the_order_of_answers_survives_a_clock_that_goes_back(path: Path) -> None:
    store = Store(path)
    with time_machine.travel("2027-03-28T02:30:00+01:00"):
        store.log(row("q1", "wrong"))
    with time_machine.travel("2020-01-01T00:00:00+00:00"):
        store.log(row("q1", "right"))
        store.visit("hopfield", "idea")
        store.visit("rnn", "start")
        store.visit("hopfield", "watch")
    found = Store(path)
    assert [a.result for a in found.answers()] == ["wrong", "right"]
    assert [a.at[:4] for a in found.answers()] == ["2027", "2020"], "what the clock said stays as it was"
    assert found.progress("hopfield").right == 1
    assert found.latest_place() == ("", "hopfield", "watch")


def test_places_and_settings(path: Path) -> None:
    store = Store(path)
    assert store.latest_place() is None and store.place("hopfield") is None
    assert store.put_place("hopfield", "field").ok and store.put_place("rnn", "graph", pack="mine").ok
    assert store.put_setting("language", "ko").ok and store.put_setting("knobs", {"n": [1, 2]}).ok
    again = Store(path)
    assert again.place("hopfield") == "field" and again.place("rnn") is None
    assert again.place("rnn", pack="mine") == "graph"
    assert again.latest_place() == ("mine", "rnn", "graph")
    assert again.setting("language") == "ko" and again.setting("knobs") == {"n": [1, 2]}
    assert again.setting("theme", "dark") == "dark"
    again.put_setting("language", None)
    assert store.setting("language") is None


def test_the_copy_is_plain_text_that_anybody_can_read(path: Path) -> None:
    store = Store(path)
    store.log(row(response="홉필드"))
    [line] = (path.parent / "default.answers.jsonl").read_text("utf-8").splitlines()
    assert "홉필드" in line and json.loads(line)["item"] == "q1"


def test_fields_of_a_later_version_are_kept(path: Path) -> None:
    Store(path).log(row())
    mirror = path.parent / "default.answers.jsonl"
    later = json.loads(mirror.read_text("utf-8")) | {"id": "later", "mood": "curious"}
    with mirror.open("a", encoding="utf-8") as file:
        file.write(json.dumps(later) + "\n")
    found = {a.id: a for a in Store(path).answers()}
    assert found["later"].more == {"mood": "curious"}


def test_opening_needs_nothing_heavy() -> None:
    code = (
        "import sys; from tutor.study.store import Store, profile, page_read;"
        "print([m for m in ('numpy', 'pydantic', 'yaml', 'fsrs', 'torch', 'textual') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_page_read_is_a_row_like_any_other() -> None:
    assert (page_read("hopfield", "idea").kind, page_read("hopfield", "idea").result) == ("page", "read")


def test_each_profile_has_a_log_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(folders.HOME, str(tmp_path))
    assert folders.profile() == tmp_path / "default.db"
    assert folders.cache_folder() == tmp_path / "cache"
    assert folders.profile("Anna") == folders.profile("anna"), "some file systems see no case"
    assert folders.profile("지민") == folders.profile(unicodedata.normalize("NFD", "지민"))
    Store(folders.profile("Anna")).log(row())
    Store(folders.profile("지민"))
    assert folders.profiles() == ["anna", "지민"]
    assert Store(folders.profile("지민")).answers() == []


@pytest.mark.parametrize(
    "name", ["", "..", "a/b", "a b", "-x", "con", "x" * 41, "a\x1b[31m", ".hidden", "a.db"]
)
def test_a_name_no_profile_can_have_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(folders.ProfileError) as error:
        folders.profile(name)
    assert str(error.value).count(".") >= 1 and "\x1b" not in str(error.value)


def test_without_a_home_the_platforms_folders_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(folders.HOME, raising=False)
    assert folders.data_folder().name == "dltutor" and folders.data_folder().is_absolute()
    assert "dltutor" in str(folders.cache_folder())


def test_saving_is_quick_after_a_long_history(path: Path) -> None:
    _assert_quick(path, 20_000, 300)


@pytest.mark.soak
def test_saving_is_quick_after_200_000_answers(path: Path) -> None:
    _assert_quick(path, 200_000, 2_000)


def _assert_quick(path: Path, history: int, more: int) -> None:
    """Saving on top of `history` rows takes as long as on none: medians, in turns, of one run."""
    store, short = Store(path), Store(path.with_name("short.db"))
    db = tables.connect(path, 5)
    with tables.writing(db):
        for n in range(history):
            rows.insert(db, row(f"q{n % 17}", lesson=f"l{n % 40}", moment=n + 1, device="d"))
        progress.rebuild(db)
        tables.put_meta(db, "copied", -1)
    db.close()
    Store(path).close()
    assert store.log(row()).ok and short.log(row()).ok
    saves: dict[Store, list[float]] = {store: [], short: []}
    for n in range(more):
        for one, took in saves.items():
            started = time.perf_counter()
            assert one.log(row(f"q{n % 17}", lesson=f"l{n % 40}")).ok
            took.append(time.perf_counter() - started)
    long_one, short_one = (sorted(took)[more // 2] for took in saves.values())
    print(f"{history} rows: save {long_one * 1e3:.1f} ms, on none {short_one * 1e3:.1f} ms")
    assert long_one <= 2 * short_one + 0.005
