"""The log under everything a disk, a crash and a second window can do to it; nothing here is pretended."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tutor.study import progress, rows, tables
from tutor.study.answers import Answer
from tutor.study.store import Store

PRELUDE = """
import os, resource, sys
from pathlib import Path
from tutor.study.answers import Answer
from tutor.study.store import Store
path = Path(sys.argv[1])
def row(item="q", **more):
    return Answer(lesson="hopfield", item=item, kind="choice", result="right", score=1.0, **more)
"""


def child(path: Path, code: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(code), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def ran(path: Path, code: str) -> list[str]:
    """What a child prints, line by line; it must end well."""
    process = child(path, code)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.splitlines()


def set_aside(path: Path) -> list[Path]:
    return [kept for kept in path.parent.glob("*.damaged-*") if not kept.name.endswith(("-wal", "-shm"))]


def row(item: str = "q", **more: object) -> Answer:
    return Answer(lesson="hopfield", item=item, kind="choice", result="right", score=1.0, **more)  # type: ignore[arg-type]


def filled(path: Path, count: int = 400) -> list[Answer]:
    store = Store(path)
    db = tables.connect(path, 1)
    with tables.writing(db):
        for n in range(count):
            added = rows.insert(db, row(f"q{n}", response="x" * 100))
            assert added
            store._file._mirror.append(added)
        tables.put_meta(db, "copied", store._file._mirror.size())
        progress.rebuild(db)
    store.visit("hopfield", "idea")
    store.put_setting("language", "ko")
    found = store.answers()
    assert len(found) == count
    store.close()
    db.close()
    assert not path.with_name("default.db-wal").exists()
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "default.db"


@pytest.fixture
def mirror(path: Path) -> Path:
    return path.with_name("default.answers.jsonl")


# ---- crashes and company ---------------------------------------------------------------------------


def kill_at_random(path: Path, times: int) -> None:
    rng, confirmed = random.Random(times), list[str]()
    for _ in range(times):
        process = child(
            path,
            """
            store = Store(path)
            while True:
                saved = store.log(row())
                assert saved.ok
                print(saved.answer.id, flush=True)
                store.visit("hopfield", saved.answer.id)
            """,
        )
        assert process.stdout
        for _ in range(rng.randint(1, 12)):
            confirmed.append(process.stdout.readline().strip())
        process.send_signal(signal.SIGKILL)
        confirmed += [line.strip() for line in process.stdout if line.endswith("\n")]
        process.wait()
    store = Store(path)
    assert store.trouble is None
    there = {answer.id for answer in store.answers()}
    assert len(confirmed) >= times and set(confirmed) <= there
    assert len(there) <= len(confirmed) + times, (
        "at most the one in hand was added beyond what was confirmed"
    )
    assert {a.id for a in store._file._mirror.answers()} >= there


def test_killed_at_any_moment_what_was_confirmed_is_there(path: Path) -> None:
    kill_at_random(path, 20)


@pytest.mark.soak
def test_killed_200_times(path: Path) -> None:
    kill_at_random(path, 200)


def test_windows_that_write_at_once_all_succeed(path: Path) -> None:
    code = """
    store = Store(path)
    for n in range(25):
        saved = store.log(row(f"q{n}"))
        assert saved.ok, saved
        print(saved.answer.id, saved.answer.moment)
        store.visit("hopfield", f"p{n}")
    """
    processes = [child(path, code) for _ in range(4)]
    lines = [line for process in processes for line in process.communicate(timeout=60)[0].splitlines()]
    assert [process.returncode for process in processes] == [0] * 4
    store = Store(path)
    found = store.answers()
    assert len(lines) == 100 and {line.split()[0] for line in lines} == {a.id for a in found}
    assert len({line.split()[1] for line in lines}) == 100, "no two at the same moment"
    assert len({a.device for a in found}) == 1
    assert len(store.answers(pages=True)) == 125
    assert [a.id for a in store._file._mirror.answers()] == [a.id for a in store.answers(pages=True)]


def test_windows_that_find_a_damaged_log_at_once_mend_it_once(path: Path) -> None:
    before = filled(path)
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))
    code = """
    store = Store(path)
    saved = store.log(row("new"))
    assert saved.ok, saved
    print(len(store.answers()))
    """
    processes = [child(path, code) for _ in range(4)]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0] * 4
    assert len(Store(path).answers()) == len(before) + 4
    assert len(set_aside(path)) == 1


def test_a_log_kept_busy_is_written_once_it_is_free(path: Path) -> None:
    Store(path).close()
    store = Store(path, wait=0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    saved = store.log(row("q1"))
    assert not saved.ok and saved.kept and saved.say and "busy" in saved.say.render()
    assert store.progress("hopfield").right == 1, "the sitting goes on"
    other.execute("ROLLBACK")
    again = store.log(row("q2"))
    assert again.ok and again.say and store.trouble is None
    assert [a.item for a in Store(path).answers()] == ["q1", "q2"]


# ---- no room, no permission ------------------------------------------------------------------------


def test_full_disk_takes_the_answer_beside_the_log_and_later_into_it(path: Path) -> None:
    filled(path)
    lines = ran(
        path,
        """
        store = Store(path)
        for n in range(30):
            assert store.log(row(f"before{n}")).ok
        free = resource.getrlimit(resource.RLIMIT_FSIZE)
        full = Path(f"{path}-wal").stat().st_size  # what SQLite writes to; the plain copy is far shorter
        resource.setrlimit(resource.RLIMIT_FSIZE, (full, free[1]))
        seen = [store.log(row(f"full{n}")) for n in range(40)]
        print({(saved.ok, saved.kept) for saved in seen})
        print(seen[0].say.render())
        print(store.progress("hopfield").right, len(Store(path).answers()))
        resource.setrlimit(resource.RLIMIT_FSIZE, free)
        saved = store.log(row("after"))
        print(saved.ok, saved.say.render())
        """,
    )
    assert lines[0] == "{(False, True)}"
    assert lines[1].startswith("Not saved in your log: the disk is full or failing.")
    assert lines[2] == "470 470", "this sitting and the next know them"
    assert lines[3].startswith("True Your log can be written again")
    items = [a.item for a in Store(path).answers()]
    assert items[400:] == [f"before{n}" for n in range(30)] + [f"full{n}" for n in range(40)] + ["after"]


def test_no_room_at_all_says_that_it_will_be_lost(path: Path) -> None:
    [first, said, count] = ran(
        path,
        """
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        store = Store(path)
        saved = store.log(row())
        print(saved.ok, saved.kept)
        print(saved.say.render())
        print(store.progress("hopfield").right)
        """,
    )
    assert first == "False False" and "lost when you leave" in said and "full" in said and count == "1"


AS_NOBODY = """
row()  # what it imports may lie where nobody can read
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
"""


@pytest.fixture
def open_path(path: Path) -> Path:
    """A log in a folder whose parents anybody may enter."""
    folder = path.parent
    while folder != folder.parent:
        if folder.stat().st_uid == os.getuid() and folder.stat().st_mode & 0o777 == 0o700:
            folder.chmod(0o711)
        folder = folder.parent
    return path


def test_a_log_that_may_only_be_read_is_read(open_path: Path) -> None:
    path = open_path
    before = filled(path, 20)
    for file in path.parent.iterdir():
        file.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        lines = ran(
            path,
            AS_NOBODY
            + """
            store = Store(path)
            print(len(store.answers()), store.setting("language"), store.place("hopfield"))
            saved = store.log(row("new"))
            print(saved.ok, saved.kept, saved.say.render())
            print(len(store.answers()), store.visit("hopfield", "p2").ok, store.place("hopfield"))
            """.replace("\n            ", "\n"),
        )
    finally:
        path.parent.chmod(0o755)
    assert lines[0] == "20 ko idea"
    assert lines[1].startswith("False False Not saved: your log may only be read.")
    assert lines[2] == "21 False p2"
    assert Store(path).answers() == before


def test_a_folder_where_nothing_can_be_made(open_path: Path) -> None:
    folder = open_path.parent / "closed"
    folder.mkdir(mode=0o555)
    lines = ran(
        folder / "deeper" / "default.db",
        AS_NOBODY + 'store = Store(path)\nprint(store.log(row()).ok, len(store.answers()))',
    )  # fmt: skip
    assert lines == ["False 1"]


def test_a_folder_in_the_place_of_the_log(path: Path) -> None:
    path.mkdir()
    store = Store(path)
    saved = store.log(row("q1"))
    assert not saved.ok and saved.kept and saved.say and "cannot be opened" in saved.say.render()
    assert len(store.says) == 1 and store.put_place("hopfield", "x").say
    path.rmdir()
    assert store.log(row("q2")).ok, "each answer tries again"
    assert [a.item for a in Store(path).answers()] == ["q1", "q2"]


# ---- versions --------------------------------------------------------------------------------------


def test_a_log_from_a_newer_version_is_left_alone_and_given_the_answers_later(path: Path) -> None:
    before = filled(path, 20)
    db = sqlite3.connect(path)
    db.execute("ALTER TABLE answers ADD COLUMN mood TEXT")
    db.execute("PRAGMA user_version = 99")
    db.close()
    content = path.read_bytes()
    store = Store(path)
    assert store.answers() == before, "it is read all the same"
    saved = store.log(row("new"))
    assert not saved.ok and saved.kept and saved.say and "newer version" in saved.say.render()
    assert path.read_bytes() == content
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {len(tables.MIGRATIONS)}")
    db.close()
    later = Store(path)
    assert [a.item for a in later.answers()][-1] == "new" and len(later.says) == 1
    assert len(later.answers()) == 21


def test_a_copy_is_kept_before_each_migration(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = filled(path, 20)
    monkeypatch.setattr(
        tables,
        "MIGRATIONS",
        (*tables.MIGRATIONS, ("CREATE TABLE reviews (item TEXT)", "CREATE TABLE t (x)")),
    )
    store = Store(path)
    assert store.trouble is None and store.answers() == before
    now = len(tables.MIGRATIONS)
    kept = sqlite3.connect(f"{path}.before-version-{now}")
    assert kept.execute("PRAGMA user_version").fetchone() == (now - 1,)
    assert kept.execute("SELECT count(*) FROM answers").fetchone() == (21,)


def test_a_migration_with_no_room_changes_nothing(path: Path) -> None:
    before = filled(path, 20)
    lines = ran(
        path,
        """
        from tutor.study import tables
        big = "CREATE TABLE big AS SELECT hex(zeroblob(2000000)) AS big"
        tables.MIGRATIONS = (*tables.MIGRATIONS, ("CREATE TABLE small (x)", big))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        store = Store(path)
        saved = store.log(row("new"))
        print(len(store.answers()), saved.ok, saved.kept)
        """,
    )
    assert lines == ["21 False True"]
    after = Store(path)
    assert after.answers()[:-1] == before and after.answers()[-1].item == "new"
    tables_now = (
        sqlite3.connect(path).execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    )
    assert ("small",) not in tables_now and after.log(row("q")).ok


# ---- damage ----------------------------------------------------------------------------------------


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(3).randbytes(path.stat().st_size))


def head(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(random.Random(3).randbytes(4096))


def middle(path: Path) -> None:
    with path.open("r+b") as file:
        for place in range(5, path.stat().st_size // 4096, 3):
            file.seek(place * 4096)
            file.write(random.Random(place).randbytes(4096))


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [truncate, empty, garbage, head, middle, gone])
def test_a_damaged_log_comes_back_whole(path: Path, harm: object) -> None:
    before = filled(path)
    harm(path)  # type: ignore[operator]
    harmed = path.read_bytes() if path.exists() else b""
    store = Store(path)
    store.check()
    assert store.answers() == before, "nothing confirmed is lost"
    assert store.trouble is None and len(store.says) == 1
    assert store.progress("hopfield").pages == {"idea"} and store.progress("hopfield").right == 400
    assert store.place("hopfield"), "the place is that of the last answer where it cannot be read"
    assert store.log(row("new")).ok
    if harmed:
        [kept] = set_aside(path)
        assert kept.read_bytes() == harmed, "it is set aside as it was found"
        assert kept.name in store.says[0].render()
    assert len(Store(path).answers()) == 401


@pytest.mark.parametrize("harm", [truncate, middle])
def test_without_the_copy_what_can_be_read_is_recovered(path: Path, mirror: Path, harm: object) -> None:
    before = filled(path)
    harm(path)  # type: ignore[operator]
    mirror.unlink()
    store = Store(path)
    store.check()
    found = store.answers()
    assert 20 < len(found) < 400 and {a.id for a in found} < {a.id for a in before}
    assert str(len(found)) in store.says[0].render()
    assert store.log(row("new")).ok and len(Store(path).answers()) == len(found) + 1


def test_damage_in_mid_sitting(path: Path) -> None:
    filled(path)
    store = Store(path)
    store.log(row("q1"))
    other = Store(path)
    middle(path)
    store.check()
    assert store.log(row("q2")).ok and other.log(row("q3")).ok
    assert len(Store(path).answers()) == 403


def test_garbage_in_the_copy_is_passed_over(path: Path, mirror: Path) -> None:
    filled(path, 3)
    with mirror.open("ab") as file:
        good = json.loads(mirror.read_text("utf-8").splitlines()[0])
        bad: list[object] = [
            7, [], {}, {**good, "id": 3}, {**good, "id": "a", "rev": "x"},
            {**good, "id": "b", "seed": 2**70}, {**good, "id": "c", "order": 1},
            {**good, "id": "d", "item": "\x1b[31m"},
            {**good, "id": "e", "item": "\ud800"}, {**good, "id": "f", "score": "1"},
        ]  # fmt: skip
        file.write(b"\xff\xfe garbage\n" + b"[" * 100_000 + b"\n")
        file.writelines(json.dumps(line).encode() + b"\n" for line in bad)
        file.write(json.dumps({**good, "id": "fine"}).encode() + b"\n")
        file.write(b'{"id": "torn in mid-li')
    store = Store(path)
    assert store.trouble is None and len(store.answers()) == 4
    assert store.log(row("new")).ok
    path.unlink()
    assert len(Store(path).answers()) == 5, "what was written behind a torn line is found"


@pytest.mark.parametrize("left", [0, 100])
def test_a_lost_or_cut_copy_is_written_anew(path: Path, mirror: Path, left: int) -> None:
    before = filled(path, 20)
    os.truncate(mirror, left)
    Store(path)
    path.unlink()
    assert Store(path).answers() == before


def test_a_copy_that_cannot_be_written_does_not_stop_the_log(path: Path, mirror: Path) -> None:
    mirror.mkdir()
    store = Store(path)
    assert store.log(row("q1")).ok and Store(path).log(row("q2")).ok
    mirror.rmdir()
    Store(path)
    path.unlink()
    assert [a.item for a in Store(path).answers()] == ["q1", "q2"]
