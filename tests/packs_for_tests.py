"""Small packs as folders and zips, and the command line in this process."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from cli_for_tests import Said
from lessons_for_tests import KOREAN, LESSON

from tutor.cli import front
from tutor.cli.safely import safely

PACK = """schema: 1
name: bread
version: 1.0
title: {en: Baking bread, ko: 빵 굽기}
about: {en: From flour to loaf., ko: 밀가루에서 빵까지.}
authors: [Jane Baker]
license: CC-BY-SA-4.0
languages: [en, ko]
"""
CHAPTER = "schema: 1\nid: basics\norder: 1\ntitle: {en: The basics, ko: 기초}\n"


def lesson(id: str, chapter: str = "basics", title: str = "What flour is") -> str:
    text = LESSON.replace("id: demo\n", f"id: {id}\n").replace("chapter: recurrent", f"chapter: {chapter}")
    return text.replace("A small demo", title)


def korean(id: str) -> str:
    return KOREAN.replace("translates: demo\n", f"translates: {id}\n").replace("작은 예", "밀가루란")


def files(version: str = "1.0", name: str = "bread") -> dict[str, str]:
    """A pack of one lesson in one chapter, by path."""
    about = PACK.replace("version: 1.0", f"version: {version}").replace("name: bread", f"name: {name}")
    return {
        "pack.yaml": about,
        "basics/chapter.yaml": CHAPTER,
        "basics/intro.yaml": lesson("intro"),
        "basics/intro.ko.yaml": korean("intro"),
    }


def flat(name: str = "music") -> dict[str, str]:
    """A pack of two lessons that lie beside its own file."""
    about = PACK.replace("name: bread", f"name: {name}").replace("Baking bread", "Reading music")
    found = {"pack.yaml": about}
    for id in ("notes", "keys"):
        found |= {f"{id}.yaml": lesson(id, name, f"About {id}"), f"{id}.ko.yaml": korean(id)}
    return found


def folder(where: Path, content: Mapping[str, str | bytes]) -> Path:
    for name, text in content.items():
        file = where / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return where


def zipped(where: Path, content: Mapping[str, str | bytes], top: str = "bread/") -> Path:
    with zipfile.ZipFile(where, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(f"{top}{name}", text)
    return where


class Line:
    """The command line in this process."""

    def __init__(self, capfd, monkeypatch) -> None:
        self._capfd, self._monkeypatch = capfd, monkeypatch

    def __call__(self, *args: str | Path, stdin: str = "") -> Said:
        import io

        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
        self._capfd.readouterr()
        code = safely(lambda: front.run([str(arg) for arg in args]))
        return Said(code, *self._capfd.readouterr())
