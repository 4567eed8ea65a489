"""Everything out in one file and in again: nothing lost or counted twice, a bad file changes nothing."""

from __future__ import annotations

import io
import json
import random
import time
from pathlib import Path

import pytest
from cli_for_tests import dltutor
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.kit.whole import written
from tutor.study import rows, stream, tables
from tutor.study.answers import Answer, withdrawal
from tutor.study.everything import Unreadable, check
from tutor.study.store import Store, profile

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
lessons, items = st.sampled_from(["hopfield", "rnn", "gan"]), st.sampled_from(["q1", "q2", "idea"])
answers = st.builds(
    Answer,
    at=st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat()),
    offset_minutes=st.integers(-720, 840),
    pack=st.sampled_from(["", "mine"]),
    lesson=lessons,
    rev=st.integers(1, 9),
    item=items,
    kind=st.sampled_from(["choice", "numeric", "explain", "predict", "page", "한"]),
    seed=st.integers(0, 2**31),
    order=st.lists(words, max_size=3).map(tuple),
    response=plain,
    confidence=st.none() | st.integers(0, 2),
    hints=st.integers(0, 3),
    tries=st.integers(1, 3),
    result=st.sampled_from(["right", "partly", "wrong", "skipped", "revealed", "committed", "read"]),
    score=st.floats(0, 1),
    truth=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    mistake=st.just("") | words,
    language=st.sampled_from(["en", "ko"]),
    versions=st.dictionaries(words, words, max_size=2),
    more=st.dictionaries(
        st.text(max_size=6).filter(lambda name: name not in rows.COLUMNS), plain, max_size=2
    ),
)


def row(item: str = "q", **more: object) -> Answer:
    return Answer(lesson="hopfield", item=item, kind="choice", result="right", score=1.0, **more)  # type: ignore[arg-type]


def exported(store: Store) -> bytes:
    out = io.BytesIO()
    store.export(out)
    return out.getvalue()


def told(data: bytes) -> tuple[dict[str, object], bytes]:
    """The head of an export, where the log's name stands, and all the rest."""
    head, _newline, rest = data.partition(b"\n")
    return json.loads(head.rstrip(b",") + b"}"), rest


def anew(store: Store) -> tuple[object, ...]:
    """What is derived, as a log that is rebuilt has it."""
    return store.all_progress(), [store.place(lesson) for lesson in ("hopfield", "rnn", "gan")]


# ---- lossless --------------------------------------------------------------------------------------


some_log = {
    "given": st.lists(answers, max_size=12),
    "backs": st.lists(st.integers(0, 11), max_size=3),
    "places": st.lists(st.tuples(lessons, items), max_size=4),
    "kept": st.dictionaries(words, plain.filter(lambda value: value is not None), max_size=3),
}


@given(**some_log)
@settings(max_examples=15, deadline=None)
def test_out_and_in_gives_the_same_bytes(tmp_path_factory, given, backs, places, kept) -> None:
    there_and_back(tmp_path_factory.mktemp("out"), given, backs, places, kept)


@pytest.mark.soak
@given(**some_log)
@settings(max_examples=500, deadline=None)
def test_out_and_in_gives_the_same_bytes_for_many_logs(
    tmp_path_factory, given, backs, places, kept
) -> None:
    there_and_back(tmp_path_factory.mktemp("out"), given, backs, places, kept)


def there_and_back(folder: Path, given, backs, places, kept) -> None:
    store = Store(folder / "one.db")
    for answer in given:
        assert store.log(answer).ok
    for place in backs:
        if place < len(given):
            store.log(withdrawal(given[place]))
    for lesson, page in places:
        store.put_place(lesson, page)
    for name, value in kept.items():
        store.put_setting(name, value)
    first = exported(store)
    assert json.loads(first)["format"] == 1, "the whole is one JSON object"
    other = Store(folder / "two.db")
    saved, taken = other.take_in(io.BytesIO(first))
    assert saved.ok and taken is not None and taken.new == len(store.answers(pages=True, withdrawn=True))
    second = exported(other)
    (head, rest), (again, rest_again) = told(first), told(second)
    assert rest == rest_again
    assert head.pop("device") != again.pop("device") and head == again
    assert anew(other) == anew(store), "what is derived is derived anew"
    _saved, twice = other.take_in(io.BytesIO(first))
    assert twice is not None and twice.new == 0 and exported(other) == second
    (folder / "two.db").unlink()
    assert (
        told(exported(Store(folder / "two.db")))[1].split(b'"answers"')[1] == rest.split(b'"answers"')[1]
    ), "the plain copy has it all"


def test_two_machines_become_one_without_counting_twice(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "one.db"), Store(tmp_path / "two.db")
    one.log(row("q1"))
    shared = exported(one)
    two.take_in(io.BytesIO(shared))
    first = one.answers()[0]
    one.log(row("q2"))
    two.log(row("q3"))
    two.log(withdrawal(first))
    two.log(row("q2"))
    one.put_place("hopfield", "early")
    two.put_place("hopfield", "late")
    one.put_setting("theme", "light")
    two.put_setting("theme", "dark")
    two.put_setting("author", "Kim")
    for mine, theirs in ((one, two), (two, one), (one, two), (one, one)):
        mine.take_in(io.BytesIO(exported(theirs)))
    rest = [told(exported(store))[1].split(b'"places"')[1] for store in (one, two)]
    assert rest[0] == rest[1]
    for store in (one, two):
        assert len(store.answers(withdrawn=True)) == 5 and len({a.device for a in store.answers()}) == 2
        assert dict(store.progress("hopfield").questions) == {"q2": "right", "q3": "right"}
        assert store.place("hopfield") == "late" and store.setting("author") == "Kim"
    assert (one.setting("theme"), two.setting("theme")) == ("light", "dark"), "one's own setting stays"


def test_what_another_version_wrote_is_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "one.db")
    store.log(row())
    data = json.loads(exported(store))
    data["answers"][0]["mood"] = {"calm": 1}
    data["pictures"] = [1]
    other = Store(tmp_path / "two.db")
    saved, _taken = other.take_in(io.BytesIO(json.dumps(data, indent=3).encode("utf-8-sig")))
    assert saved.ok, "laid out in any way"
    assert other.answers()[0].more == {"mood": {"calm": 1}}


def test_what_garbage_lies_over_is_counted_and_left_out(tmp_path: Path) -> None:
    store = Store(tmp_path / "one.db")
    for n in range(3):
        store.log(row(f"q{n}"))
    db = tables.connect(tmp_path / "one.db", 1)
    db.execute("DROP TRIGGER answers_stay")
    db.execute("UPDATE answers SET response = '{' WHERE item = 'q1'")
    db.execute("INSERT INTO settings VALUES ('bad', '{')")
    assert store.export(out := io.BytesIO()) == (2, 1)
    assert [a["item"] for a in json.loads(out.getvalue())["answers"]] == ["q0", "q2"]


def test_a_window_that_writes_meanwhile_loses_nothing(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "one.db"), Store(tmp_path / "two.db")
    one.log(row("q1"))
    data = exported(one)
    window = Store(tmp_path / "two.db")
    assert window.log(row("before")).ok
    two.take_in(io.BytesIO(data))
    assert window.log(row("after")).ok
    (tmp_path / "two.db").unlink()
    assert {a.item for a in Store(tmp_path / "two.db").answers()} == {"before", "q1", "after"}


# ---- refused ---------------------------------------------------------------------------------------


def good() -> dict[str, object]:
    answer = json.loads(rows.dumps(rows.to_plain(row(device="d", moment=5))))
    return {"dltutor": "everything", "format": 1, "settings": {}, "places": [], "answers": [answer] * 3}


def spoilt(**changes: object) -> bytes:
    return json.dumps({**good(), **changes}).encode()


def one_bad(**changes: object) -> bytes:
    [first, *rest] = good()["answers"]  # type: ignore[misc]
    return spoilt(answers=[*rest, {**first, **changes}])


BAD = {
    "empty": b"",
    "blank": b" \n ",
    "list": b"[]",
    "word": b"null",
    "text": b"Dear diary",
    "binary": random.Random(1).randbytes(5000),
    "utf-16": json.dumps(good()).encode("utf-16"),
    "cut": json.dumps(good()).encode()[:-40],
    "more": json.dumps(good()).encode() + b"{}",
    "deep": b'{"a":' + b"[" * 200_000,
    "open": b'{"a": "' + b"x" * 1_000_000,
    "nan": spoilt(format=float("nan")),
    "others": b"{}",
    "kind": spoilt(dltutor="run"),
    "newer": spoilt(format=2),
    "format": spoilt(format="1"),
    "flag": spoilt(format=True),
    "settings": spoilt(settings=[]),
    "escape": spoilt(settings={"a\x1b": 1}),
    "places": spoilt(places=[{"pack": "", "lesson": "x", "page": "y"}]),
    "moment": spoilt(places=[{"pack": "", "lesson": "x", "page": "y", "moment": 2**62}]),
    "answers": spoilt(answers={"a": 1}),
    "no answer": spoilt(answers=[7]),
    "no id": one_bad(id=""),
    "id": one_bad(id=7),
    "device": one_bad(device=""),
    "never": one_bad(moment=0),
    "ever": one_bad(moment=2**62),
    "sign": one_bad(item="\x1b]52;"),
    "big": one_bad(seed=2**70),
    "score": one_bad(score="1"),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_a_bad_file_changes_nothing(tmp_path: Path, data: bytes) -> None:
    store = Store(tmp_path / "default.db")
    store.log(row())
    before = exported(store)
    with pytest.raises(Unreadable) as refused:
        store.take_in(io.BytesIO(data))
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 80
    assert exported(store) == before and store.trouble is None


def test_the_answer_that_is_none_is_named() -> None:
    with pytest.raises(Unreadable, match="number 3 is none"):
        check(io.BytesIO(one_bad(rev="x")))
    with pytest.raises(Unreadable, match="newer version"):
        check(io.BytesIO(spoilt(format=2)))


def test_a_file_that_changes_while_it_is_taken_in_changes_nothing(tmp_path: Path) -> None:
    class Changing(io.BytesIO):
        def seek(self, *where: int) -> int:
            if self.read_once:
                self.getbuffer()[-30:] = b"x" * 30
            self.read_once = True
            return super().seek(*where)

        read_once = False

    store = Store(tmp_path / "default.db")
    with pytest.raises(ValueError):
        store.take_in(Changing(json.dumps(good()).encode()))
    assert store.answers() == [] and store.log(row()).ok


def test_no_room_takes_in_nothing(tmp_path: Path) -> None:
    from test_store_failures import ran

    one = Store(tmp_path / "one.db")
    for n in range(300):
        one.log(row(f"q{n}", response="x" * 2000))
    (tmp_path / "file.json").write_bytes(exported(one))
    lines = ran(
        tmp_path / "two.db",
        """
        store = Store(path)
        assert store.log(row("mine")).ok
        free = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300000, free[1]))
        saved, taken = store.take_in(path.with_name("file.json").open("rb"))
        print(saved.ok, taken, saved.say.render())
        resource.setrlimit(resource.RLIMIT_FSIZE, free)
        saved, taken = store.take_in(path.with_name("file.json").open("rb"))
        print(saved.ok, taken.new)
        """,
    )
    assert lines == ["False None Not saved: the disk is full or failing.", "True 300"]
    assert len(Store(tmp_path / "two.db").answers()) == 301


# ---- the command line ------------------------------------------------------------------------------


def test_the_command_line_from_one_profile_to_another(home: Path) -> None:
    home.mkdir()
    store = Store(profile())
    for n in range(5):
        store.log(row(f"q{n}"))
    store.put_setting("language", "ko")
    said = dltutor(home, "export", "work.json")
    assert said.code == 0 and "work.json" in said.out and "default" in said.out and not said.err
    again = dltutor(home, "export", "work.json")
    assert again.code == 2 and "--force" in again.err and len(again.err.splitlines()) == 1
    assert dltutor(home, "export", "work.json", "--force").code == 0
    assert [f.name for f in home.iterdir() if f.name.startswith(".")] == [], "nothing is left lying about"
    piped = dltutor(home, "export")
    assert piped.out == (home / "work.json").read_text("utf-8") and not piped.err
    into = dltutor(home, "import", "-", "--profile", "two", stdin=piped.out)
    assert into.code == 0 and "5" in into.out
    assert dltutor(home, "import", "work.json", "--profile", "two").code == 0
    assert Store(profile("two")).answers() == store.answers()
    for bad in ("missing.json", ".", "default.db"):
        refused = dltutor(home, "import", bad, "--profile", "two")
        assert refused.code == 2 and len(refused.err.splitlines()) == 1 and not refused.out
    for bad in (".", "no/such/folder.json"):
        refused = dltutor(home, "export", bad)
        assert refused.code == 2 and len(refused.err.splitlines()) == 1
    assert len(Store(profile("two")).answers()) == 5


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with pytest.raises(RuntimeError), written(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileExistsError), written(path, over=False) as file:
        file.write(b"mine")
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs" and list(tmp_path.iterdir()) == [path]
    with written(path) as file:
        file.write(b"mine")
    assert path.read_bytes() == b"mine"


@given(
    value=st.dictionaries(st.text(max_size=4), plain, max_size=5),
    chunk=st.integers(1, 9),
    indent=st.none() | st.just(2),
)
@settings(max_examples=60, deadline=None)
def test_any_json_is_read_in_pieces_of_any_size(value, chunk, indent) -> None:
    value["many"] = parts = list(value.values())
    before, stream.CHUNK = stream.CHUNK, chunk
    try:
        found = list(stream.members(io.BytesIO(json.dumps(value, indent=indent).encode()), "many"))
    finally:
        stream.CHUNK = before
    assert [v for n, v in found if n == "many"] == parts
    assert {n: v for n, v in found if n != "many"} == {n: v for n, v in value.items() if n != "many"}


@pytest.mark.soak
def test_two_hundred_thousand_answers_in_bounded_time_and_memory(tmp_path: Path) -> None:
    store = Store(tmp_path / "one.db")
    rng = random.Random(1)
    with tables.writing(store._file._db):
        for n in range(200_000):
            added = Answer(
                lesson=f"l{n % 40}", item=f"q{rng.randrange(20)}", kind="choice", result="right",
                order=("a", "b"), response="a", moment=10**15 + n,
            )  # fmt: skip
            rows.insert(store._file._db, added)
    file = (tmp_path / "work.json").open("w+b")
    start = time.process_time()
    assert store.export(file) == (200_000, 0)
    out = time.process_time()
    other = Store(tmp_path / "two.db")
    _saved, taken = other.take_in(file)
    end = time.process_time()
    assert taken is not None and taken.new == 200_000
    assert out - start < 20 and end - out < 60, "about 5 s and 14 s on a quiet core"
