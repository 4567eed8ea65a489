"""Packs that want to do harm: each is refused in one harmless sentence, and nothing of it stays."""

from __future__ import annotations

import contextlib
import errno
import inspect
import io
import os
import random
import re
import resource
import stat
import struct
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import packs_for_tests as made
import pytest
from cli_for_tests import Said, command, environment
from packs_for_tests import Line

from tutor import labs
from tutor.course import find
from tutor.course.packs import contents, install, zipped
from tutor.course.packs.contents import Refused
from tutor.kit.inert import refused

Zip = zipfile.ZipFile
ESCAPES = "\x1b]0;owned\x07\x9b31m\u202e"


@pytest.fixture
def line(capfd, monkeypatch, tmp_path: Path) -> Line:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return Line(capfd, monkeypatch)


def lies(root: Path) -> set[str]:
    """Every file and folder below `root`, but for what is kept in any case."""
    found = {str(path.relative_to(root)) for path in root.rglob("*")}
    return {name for name in found if name not in ("home", "home/packs", "home/packs/.lock")}


def refuse(line: Line, source: Path, told: str, root: Path) -> Said:
    """Neither install nor build takes it, and nothing is left."""
    before = lies(root)
    said = line("pack", "install", source, "--yes")
    assert said.code in (1, 2) and told in said.err, said
    assert said.out == "" and len(said.err.splitlines()) == 1 and len(said.err) < 600
    assert not refused(said.err.rstrip("\n"))
    if source.is_dir():
        built = line("pack", "build", source, "--out", root / "built.zip")
        assert built.code in (1, 2) and built.err == said.err
    assert lies(root) == before
    return said


# ---- zips ----------------------------------------------------------------------------------------


def good(archive: Zip, *without: str) -> None:
    for name, text in made.files().items():
        if name not in without:
            archive.writestr(f"bread/{name}", text)


def named(name: str, data: bytes = b"schema: 1\n") -> Callable[[Zip], None]:
    """The good pack with one entry more, whatever it is called."""

    def fill(archive: Zip) -> None:
        good(archive)
        entry = zipfile.ZipInfo("placeholder")
        entry.filename, entry.compress_type = name, zipfile.ZIP_DEFLATED
        archive.writestr(entry, data)

    return fill


def of_kind(kind: int) -> Callable[[Zip], None]:
    def fill(archive: Zip) -> None:
        good(archive)
        entry = zipfile.ZipInfo("bread/basics/other.yaml")
        entry.external_attr = (kind | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")

    return fill


def hard_link(archive: Zip) -> None:
    good(archive)
    entry = zipfile.ZipInfo("bread/basics/other.yaml")
    target = b"../../../../etc/passwd"
    entry.extra = struct.pack("<HHIIHH", 0x000D, 12 + len(target), 0, 0, 0, 0) + target
    archive.writestr(entry, "")


def bomb(size: int, name: str = "bread/basics/big.yaml") -> Callable[[Zip], None]:
    return named(name, b"a" * size)


def nested(archive: Zip) -> None:
    """A bomb in a zip in a zip, as a lesson: what is inside is never looked at."""
    inner = b"a" * (8 << 20)
    for _ in range(3):
        held = io.BytesIO()
        with Zip(held, "w", zipfile.ZIP_DEFLATED) as one:
            one.writestr("more.zip", inner)
        inner = held.getvalue()
    named("bread/basics/more.yaml", inner)(archive)


def many(count: int) -> Callable[[Zip], None]:
    def fill(archive: Zip) -> None:
        good(archive)
        for i in range(count):
            archive.writestr(f"bread/basics/l{i}.txt", b"")

    return fill


def much(archive: Zip) -> None:
    """No file too large, no ratio too high, all of it too much."""
    good(archive)
    noise = random.Random(1).randbytes(12_000).hex().encode()
    for i in range(40):
        archive.writestr(f"bread/basics/l{i}.yaml", noise * 40)


def twice(archive: Zip) -> None:
    good(archive)
    with pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("bread/basics/intro.yaml", made.lesson("intro", title="Another"))


def unusual(archive: Zip) -> None:
    good(archive, "basics/intro.yaml")
    archive.writestr("bread/basics/intro.yaml", made.lesson("intro"), zipfile.ZIP_LZMA)


def two(archive: Zip) -> None:
    good(archive)
    archive.writestr("other/pack.yaml", made.PACK)


def both(one: str, other: str) -> Callable[[Zip], None]:
    def fill(archive: Zip) -> None:
        named(f"bread/{one}")(archive)
        archive.writestr(f"bread/{other}", b"")

    return fill


ZIPS: dict[str, tuple[Callable[[Zip], None], str]] = {
    "up": (named("bread/../../up.yaml"), "leads out"),
    "up at once": (named("../pack.yaml"), "leads out"),
    "absolute": (named("/tmp/up.yaml"), "absolute"),
    "drive": (named("C:/up.yaml"), "absolute"),
    "drive, no slash": (named("C:up.yaml"), "absolute"),
    "stream": (named("bread/up.yaml:hidden"), "colon"),
    "backslash": (named("bread\\..\\up.yaml"), "backslash"),
    "share": (named("\\\\host\\share\\a.yaml"), "backslash"),
    "device name": (named("bread/basics/aux.yaml"), "Windows"),
    "dot at the end": (named("bread/basics/a.txt."), "Windows"),
    "empty part": (named("bread//a.yaml"), "empty name"),
    "one dot": (named("bread/./a.yaml"), "empty name"),
    "escapes": (named(f"bread/{ESCAPES}.yaml"), "control characters"),
    "new line": (named("bread/a\nb.txt"), "control characters"),
    "NUL": (named("bread/a.yaml\0.txt"), "control characters"),
    "long": (named("bread/" + "a" * 300 + ".txt"), "too long"),
    "case": (named("bread/basics/Intro.yaml"), "some systems take for one"),
    "case of folders": (named("bread/Basics/other.yaml"), "no lesson by its name"),
    "composed": (both("한글.txt", unicodedata.normalize("NFD", "한글.txt")), "some systems take for one"),
    "ligature": (both("\ufb01.txt", "fi.txt"), "take for one"),
    "twice": (twice, "twice"),
    "symbolic link": (of_kind(stat.S_IFLNK), "link"),
    "hard link": (hard_link, "link"),
    "device": (of_kind(stat.S_IFCHR), "no file"),
    "disk": (of_kind(stat.S_IFBLK), "no file"),
    "pipe": (of_kind(stat.S_IFIFO), "no file"),
    "socket": (of_kind(stat.S_IFSOCK), "no file"),
    "bomb": (bomb(20 << 20), "would grow"),
    "bomb beside": (bomb(20 << 20, "bread/picture.png"), "would grow"),
    "small bomb": (bomb(900_000), "would grow"),
    "large": (named("bread/basics/big.yaml", random.Random(1).randbytes(1_100_000)), "1 MiB"),
    "nested": (nested, "would grow|not UTF-8"),
    "much": (much, "32 MiB"),
    "many": (many(contents.MOST_FILES), "files"),
    "unusual": (unusual, "unusual"),
    "two packs": (two, "more than one"),
    "deep": (named("bread/a/b/c.yaml"), "one folder deep"),
    "no pack": (lambda z: good(z, "pack.yaml"), "pack.yaml"),
    "empty": (lambda z: z.writestr("readme.txt", "hi"), "pack.yaml"),
    "no lesson": (lambda z: good(z, "basics/intro.yaml", "basics/intro.ko.yaml"), "no lesson"),
}


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_that_wants_harm_is_refused(name: str, line: Line, tmp_path: Path) -> None:
    fill, told = ZIPS[name]
    file = tmp_path / "bad.zip"
    with Zip(file, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    began = time.process_time()
    said = line("pack", "install", file, "--yes")
    assert any(part in said.err for part in told.split("|")), said
    refuse(line, file, "", tmp_path)
    assert time.process_time() - began < 5


def spoiled(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def central(data: bytes, name: bytes) -> int:
    """Where the central record of that entry begins."""
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(name)] != name:
        at = data.index(b"PK\x01\x02", at + 4)
    return at


def test_what_a_zip_says_of_itself_is_not_believed(line: Line, tmp_path: Path) -> None:
    """Sizes that are not so, secrets, prefixes, cuts: refused, and quickly."""
    file = made.zipped(tmp_path / "a.zip", {**made.files(), "basics/z.yaml": "a" * 200_000})
    data = file.read_bytes()
    record = central(data, b"bread/basics/z.yaml")
    small = made.zipped(tmp_path / "b.zip", made.files()).read_bytes()
    first = central(small, b"bread/pack.yaml")
    end = small.rindex(b"PK\x05\x06")
    bad = {
        "declared small": (spoiled(data, record + 24, struct.pack("<I", 10)), "damaged"),
        "declared huge": (spoiled(small, first + 24, struct.pack("<I", 2**31)), "would grow"),
        "declared well": (spoiled(data, record + 20, struct.pack("<II", 10**6, 200_000)), "damaged"),
        "encrypted": (spoiled(small, first + 8, struct.pack("<H", 1)), "encrypted"),
        "a wrong sum": (spoiled(small, first + 16, b"abcd"), "damaged"),
        "another name inside": (spoiled(small, 30, b"BREAD"), "damaged"),
        "a prefix": (b"#!/bin/sh\nrm -rf /\n" + small, "first byte"),
        "a prefix that looks right": (b"PK\x03\x04" + b"\0" * 60 + small, ""),
        "cut off": (small[: end - 5], "damaged"),
        "cut in half": (small[: len(small) // 2], "damaged"),
        "no zip": (b"hello", "first byte"),
        "nothing": (b"", "first byte"),
        "too many by its records": (b"PK\x03\x04" + b"PK\x01\x02" * 4_000, "files"),
        "too large": (small + b"\0" * zipped.LARGEST_ZIP, "16 MiB"),
        "an index far away": (spoiled(small, end + 16, struct.pack("<I", 2**31)), "damaged"),
        "an index of nothing": (spoiled(small, end + 12, struct.pack("<I", 0)), ""),
    }
    for what, (content, told) in bad.items():
        file = tmp_path / "bad.zip"
        file.write_bytes(content)
        if what == "a prefix that looks right":  # behind it is a whole zip: taken whole, or not
            assert line("pack", "install", file, "--yes").code in (0, 2)
            line("pack", "remove", "bread")
            continue
        refuse(line, file, told, tmp_path)


@pytest.mark.soak
def test_a_hundred_thousand_files_are_refused_at_once(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "many.zip"
    with Zip(file, "w") as archive:
        many(100_000)(archive)
    began = time.process_time()
    refuse(line, file, "files", tmp_path)
    assert time.process_time() - began < 3
    folder = made.folder(tmp_path / "bread", made.files())
    for i in range(100_000):
        (folder / f"{i}.txt").touch()
    began = time.process_time()
    with pytest.raises(Refused, match="files"):
        install.read(folder)
    assert time.process_time() - began < 1


def throw(seed: int, count: int, tmp_path: Path) -> None:
    """Zips with bytes changed, cut, doubled or swapped: refused, faulty, or a pack; never anything else."""
    rng = random.Random(seed)
    whole = made.zipped(tmp_path / "whole.zip", made.files()).read_bytes()
    packs = find.packs_folder()
    packs.mkdir(parents=True)
    file = tmp_path / "thrown.zip"
    for _ in range(count):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            at, end = sorted(rng.randrange(len(data) + 1) for _ in "ab")
            match rng.randrange(5):
                case 0:
                    data[at : at + 1] = rng.randbytes(1)
                case 1:
                    data[at : at + 4] = struct.pack("<I", rng.choice((0, 1, 2**16, 2**31, 2**32 - 1)))
                case 2 if end - at < 200:
                    del data[at:end]
                case 3 if end - at < 500:
                    data[at:at] = data[at:end]
                case _:
                    tail = max(0, len(data) - 600)  # most of what a zip says of itself is at its end
                    data[tail + rng.randrange(len(data) - tail)] = rng.randrange(256)
        file.write_bytes(data)
        began = time.process_time()
        try:
            with install.staged(file, packs) as pack:
                assert pack.about.name
        except Refused as error:
            assert not refused(str(error))
        except install.Faulty as error:
            assert not refused(str(error).replace("\n", ""))
        assert time.process_time() - began < 2
        assert not list(packs.iterdir())


def test_thrown_bytes(tmp_path: Path) -> None:
    throw(20261125, 60, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(8))
def test_many_thrown_bytes(tmp_path: Path, seed: int) -> None:
    throw(seed, 1_000, tmp_path)


PIECES = (
    "..", ".", "", "a", "A", "/", "\\", "C:", "aux", "\0", "\x1b[2J", "\u00e9", "e\u0301", "\ufb01",
    "basics", ".yaml", "a.yaml", "\u202e", "~", "$HOME", "%TEMP%", "con.yaml", "a.ko.yaml", " ",
    "\n", "|", "x" * 90,
)  # fmt: skip


def call_names(seed: int, count: int, tmp_path: Path) -> None:
    """Whatever files are called: what is written lies in the pack's folder, by names that are in it."""
    rng = random.Random(seed)
    for n in range(count):
        parts = rng.choices(PIECES, k=rng.randint(1, 4))
        name = rng.choice(("", "bread/")) + rng.choice(("", "/")).join(parts)
        file = tmp_path / f"{n}.zip"
        with Zip(file, "w", zipfile.ZIP_DEFLATED) as archive:
            named(name)(archive)
        before = lies(tmp_path)
        try:
            with install.staged(file, tmp_path) as pack:
                staged = {str(path.relative_to(pack.folder)) for path in pack.folder.rglob("*.*")}
                assert staged <= {*made.files(), name.removeprefix("bread/")}, name
        except (Refused, install.Faulty) as error:
            assert not refused(str(error).replace("\n", "")), name
        assert lies(tmp_path) == before, name
        file.unlink()


def test_whatever_files_are_called(tmp_path: Path) -> None:
    call_names(20261125, 60, tmp_path)


@pytest.mark.soak
def test_whatever_many_files_are_called(tmp_path: Path) -> None:
    call_names(1, 4_000, tmp_path)


# ---- folders -------------------------------------------------------------------------------------


@pytest.fixture
def bread(tmp_path: Path) -> Path:
    return made.folder(tmp_path / "bread", made.files())


def test_links_and_what_is_no_file_are_refused(line: Line, bread: Path, tmp_path: Path) -> None:
    secret = made.folder(tmp_path / "secret", {"s.yaml": "secret: 1"})
    odd = bread / "basics" / "odd.yaml"
    for make, told in (
        (lambda: odd.symlink_to(secret / "s.yaml"), "link"),
        (lambda: odd.symlink_to("nowhere"), "link"),
        (lambda: odd.symlink_to(bread, target_is_directory=True), "link"),
        (lambda: (bread / "a.png").symlink_to("/etc/passwd"), "link"),
        (lambda: (bread / "more").symlink_to(secret, target_is_directory=True), "link"),
        (lambda: os.mkfifo(odd), "no file"),
        (lambda: (bread / f"{ESCAPES}.txt").touch(), "control characters"),
        (lambda: (bread / "a\\b.txt").touch(), "backslash"),
        (lambda: (bread / "basics" / "Intro.yaml").touch(), "no lesson by its name"),
        (lambda: (bread / "basics" / "a b.yml").touch(), "no lesson by its name"),
        (lambda: ((bread / "A.txt").touch(), (bread / "a.txt").touch()), "take for one"),
        (lambda: ((bread / "\u00e9.txt").touch(), (bread / "e\u0301.txt").touch()), "take for one"),
        (lambda: (bread / os.fsdecode(b"\xff.txt")).touch(), "control characters"),
        (lambda: odd.write_bytes(b"a" * (contents.LARGEST + 1)), "1 MiB"),
        (lambda: odd.write_bytes(b"\xff\xfe"), "UTF-8"),
        (lambda: (bread / "LICENSE").write_bytes(b"\0binary"), "is none"),
    ):
        before = set(bread.rglob("*"))
        make()
        refuse(line, bread, told, tmp_path)
        for path in set(bread.rglob("*")) - before:
            path.unlink()
    assert line("pack", "install", bread, "--yes").code == 0


def test_a_folder_of_too_much_is_refused(
    line: Line, bread: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "MOST_FILES", 50)
    monkeypatch.setattr(contents, "MOST_BYTES", 20_000)
    for i in range(8):
        (bread / "basics" / f"l{i}.yaml").write_bytes(b"#" * 3_000)
    refuse(line, bread, "larger than", tmp_path)
    for i in range(60):
        (bread / f"{i}.txt").touch()
    refuse(line, bread, "more than 50 files", tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_is_told(line: Line, bread: Path, tmp_path: Path) -> None:
    for path in (bread / "basics", bread / "basics" / "intro.yaml", bread):
        mode = path.stat().st_mode
        path.chmod(0)
        refuse(line, bread, "cannot be read", tmp_path)
        path.chmod(mode)


def test_what_the_disk_refuses_to_read_is_told(
    line: Line, bread: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same where root runs the tests: the system says no."""
    for call in ("scandir", "open"):
        with monkeypatch.context() as patch:
            real = getattr(os, call)

            def no(path, *args, real=real, **kw):
                if "bread" in str(path):
                    raise PermissionError(errno.EACCES, "Permission denied", str(path))
                return real(path, *args, **kw)

            patch.setattr(contents.os, call, no)
            refuse(line, bread, "cannot be read: Permission denied", tmp_path)


@pytest.mark.parametrize("what", ["changed", "gone", "more", "less", "linked"])
def test_a_folder_that_changes_while_it_is_read_is_refused(
    what: str, line: Line, bread: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, intro = contents._bytes, bread / "basics" / "intro.yaml"
    acts = {
        "changed": lambda: (intro.write_text("other"), os.utime(intro, (1, 1))),
        "gone": lambda: intro.unlink(missing_ok=True),
        "more": lambda: (bread / "basics" / "new.yaml").touch(),
        "less": lambda: (bread / "basics" / "chapter.yaml").unlink(missing_ok=True),
        "linked": lambda: intro.is_symlink() or (intro.unlink(), intro.symlink_to("/etc/passwd")),
    }

    def meanwhile(file: Path, name: str) -> bytes:
        data = real(file, name)
        acts[what]()
        return data

    monkeypatch.setattr(contents, "_bytes", meanwhile)
    said = line("pack", "install", bread, "--yes")
    assert said.code == 2
    assert any(word in said.err for word in ("changed while", "cannot be read", "link"))
    assert find.packs() == {} and not list((tmp_path / "temporary").iterdir())


# ---- disks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", range(8))
@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_changes_nothing(
    at: int, there: bool, line: Line, bread: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The n-th thing written, synced or renamed finds no room."""
    if there:
        line("pack", "install", bread, "--yes")
    made.folder(bread, made.files("2.0"))
    count = 0

    def full(real):
        def call(*args, **kw):
            nonlocal count
            count += 1
            if count == at + 1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*args, **kw)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(install.os, "fsync", full(os.fsync))
        patch.setattr(install.tempfile, "mkdtemp", full(tempfile.mkdtemp))
        patch.setattr(Path, "rename", full(Path.rename))
        said = line("pack", "install", bread, "--yes")
    versions = [one.about.version for one in install.installed()]
    if said.code:
        assert said.code == 1 and "No space left" in said.err and len(said.err.splitlines()) == 1
        assert versions == (["1.0"] if there else [])
        left = {path.name for path in find.packs_folder().iterdir()}
        assert left == ({".lock", "bread"} if there else {".lock"})
    else:
        assert versions == ["2.0"]


def test_a_disk_that_is_really_full(bread: Path, tmp_path: Path) -> None:
    """No file of this process may be longer than a page: the system itself refuses to write."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        command("pack", "install", str(bread), "--yes"),
        capture_output=True, env=environment(home), cwd=home,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_500, 1_500)), timeout=60,
    )  # fmt: skip
    said = done.stderr.decode().strip().splitlines()
    assert done.returncode == 1 and len(said) == 1 and "could not be changed" in said[0]
    assert {path.name for path in (home / "packs").iterdir()} == {".lock"}


def test_packs_where_nothing_can_be_written(line: Line, bread: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "packs").write_text("a file")
    for args in (("pack", "install", bread, "--yes"), ("pack", "remove", "bread")):
        said = line(*args)
        assert said.code == 1 and len(said.err.splitlines()) == 1 and "could not be changed" in said.err
    assert line("pack", "list").code == 0 and line("lessons").code == 0


# ---- what lessons may ask of the machine ---------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("set: {noise: 0.2}", "set: {noise: 1000000000}", "'1000000000'"),
        ("set: {noise: 0.2}", "set: {noise: .inf}", "'.inf'"),
        ("set: {noise: 0.2}", "set: {stored: 1000000000}", "'1000000000'"),
        ("seeds: [1, 2, 3]", "steps: 1000000000, seeds: [1]", "1,000,000,000 steps"),
        ("seed: 7}\n    then", "seed: 7, steps: 1000000000}\n    then", "1,000,000,000 steps"),
        ("args: {n: 4}", "args: {n: 1000000000}", "n is 2 to 16"),
        ("args: {n: 4}", "args: {n: 1}", "n is 2 to 16"),
        ("args: {n: 4}", "args: {n: 1e300}", "n is 2 to 16"),
        ("lab: hopfield, name: field", "lab: os, name: system", "unknown|'os'"),
        ("minutes: 5", "minutes: 1000000000", "1,000,000,000|600"),
        ("lab: {name: hopfield", "lab: {name: ../../etc", "'../../etc'"),
    ],
)
def test_a_pack_cannot_ask_for_more_than_a_lab_allows(
    old: str, new: str, told: str, line: Line, bread: Path, tmp_path: Path
) -> None:
    text = made.lesson("intro")
    assert old in text
    (bread / "basics" / "intro.yaml").write_text(text.replace(old, new), "utf-8")
    began = time.process_time()
    said = refuse(line, bread, "", tmp_path)
    assert any(part in said.err for part in told.split("|")), said
    assert time.process_time() - began < 5


@pytest.mark.parametrize("value", [10**9, 10**6, 1e300, 1, 0, -5, "x"])
def test_whatever_a_lesson_wants_drawn_is_drawn_or_refused_at_once(value: float | str) -> None:
    """Drawing functions get a stranger's arguments, when a pack is installed and at each asking."""
    began = time.process_time()
    for name in labs.names():
        for function in labs.find(name).draws.values():
            taken = re.findall(r'args(?:\.get\(|\[|, )"(\w+)"', inspect.getsource(function))
            with contextlib.suppress(Exception):
                function(random.Random(1), dict.fromkeys(taken, value))
    assert time.process_time() - began < 3


def test_nothing_a_pack_says_commands_the_terminal(line: Line, bread: Path, tmp_path: Path) -> None:
    """Words of a pack are made inert, and lint refuses what would have to be."""
    for name in ("name", "title", "about", "authors", "license", "version"):
        escaped = made.PACK.replace(f"{name}: ", f'{name}: "\\e]0;x\\a\\u202e" # ', 1)
        (bread / "pack.yaml").write_text(escaped, "utf-8")
        refuse(line, bread, "", tmp_path)
    zip = made.zipped(tmp_path / f"{ESCAPES}.zip", made.files())
    said = line("pack", "install", zip)
    assert said.code == 1 and not refused(said.out.replace("\n", "").replace("\t", ""))
    broken = made.zipped(tmp_path / f"{ESCAPES}2.zip", {"a.txt": ""})
    refuse(line, broken, "not taken", tmp_path)


def test_no_network_is_ever_asked(bread: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    code = (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event.startswith('socket.'): raise SystemExit(f'network: {event} {args}')\n"
        "sys.addaudithook(hook)\n"
        "from tutor.cli.front import run\n"
        "for words in ('install bread --yes', 'list', 'build bread', 'remove bread'):\n"
        "    assert run(['pack', *words.split()]) == 0, words"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment(home), cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
