"""What a pack says of itself, in the file `pack.yaml` at its top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tutor.course import find, schema, yaml
from tutor.course.problem import LessonError, Problem, shown
from tutor.course.walk import Fault, Where, placed
from tutor.course.yaml import Document
from tutor.kit import ids
from tutor.kit.inert import has_ink, unseen
from tutor.kit.question import Text

LONGEST = 60
"""Characters of a title, a licence or an author's name."""
LONGEST_ABOUT = 600
MOST_AUTHORS = 20
_VERSION = re.compile(r"(0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,8})){0,3}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class PackFile:
    """A pack's file, `pack.yaml` at its top."""

    schema: Literal[1]
    """The version of this format."""
    name: str
    """What its lessons' ids begin with, for ever: small letters, digits and hyphens."""
    version: str
    """Numbers with dots between, raised with each change that is given out: `1.0`, `1.0.1`."""
    title: Mapping[str, Text]
    """A few words, by language: {en: …, ko: …}."""
    about: Mapping[str, Text]
    """What it teaches, and whom, by language."""
    authors: tuple[str, ...]
    """Who wrote it."""
    license: str
    """An SPDX name."""
    languages: tuple[str, ...]
    """The languages all of its lessons are in: [en, ko]."""

    @property
    def number(self) -> tuple[int, ...]:
        """The version, to be compared: 1.0 is 1, and 1.10 is later than 1.9."""
        found = [int(part) for part in self.version.split(".")]
        while found and not found[-1]:
            found.pop()
        return tuple(found)


def read(root: Path) -> PackFile:
    """What the pack in that folder says of itself. Raises LessonError with every problem."""
    document = yaml.read(root / find.PACK)
    pack = schema.read(PackFile, document)
    if problems := check(pack, document):
        raise LessonError(problems)
    return pack


def check(pack: PackFile, document: Document) -> list[Problem]:
    """Every fault of the file, with its place."""
    return [placed(fault, document) for fault in _faults(pack)]


def name_of(root: Path) -> str:
    """The name of the pack in that folder. Raises LessonError."""
    return read(root).name


def _faults(pack: PackFile) -> Iterator[Fault]:
    if not ids.is_pack(pack.name):
        reserved = pack.name in ids.OURS or ids.RESERVED.fullmatch(pack.name)
        found = shown(pack.name) + (", which means something else" if reserved else "")
        yield Fault(("name",), "bad-pack-name", found, ids.PACK)
    if not _VERSION.fullmatch(pack.version):
        yield Fault(("version",), "bad-version", shown(pack.version), "numbers with dots between: 1.0")
    if not pack.languages:
        yield Fault(("languages",), "empty", "no language", "at least one: [en]")
    for i, code in enumerate(pack.languages):
        if not find.is_language(code) or code in pack.languages[:i]:
            yield Fault(("languages", i), "bad-language", shown(code), "a language's code, once: en, ko")
    for name, longest in (("title", LONGEST), ("about", LONGEST_ABOUT)):
        texts: Mapping[str, str] = getattr(pack, name)
        for code in pack.languages:
            if code not in texts:
                yield Fault((name,), "missing-translation", f"no {name} in {shown(code)}", "one")
        for code, text in texts.items():
            yield from _text((name, code), text, longest)
    if not 1 <= len(pack.authors) <= MOST_AUTHORS:
        yield Fault(("authors",), "empty", f"{len(pack.authors)} authors", f"1 to {MOST_AUTHORS}")
    for i, author in enumerate(pack.authors):
        yield from _text(("authors", i), author, LONGEST)
    yield from _text(("license",), pack.license, LONGEST)


def _text(path: Where, text: str, longest: int) -> Iterator[Fault]:
    if char := unseen(text):
        yield Fault(path, "control-character", f"the unseen character {char}", "text that is seen")
    elif not has_ink(text):
        yield Fault(path, "empty", "nothing to see", "words")
    if not 1 <= len(text.strip()) <= longest:
        found = f"{len(text.strip())} characters"
        yield Fault(path, "out-of-range", found, f"1 to {longest}")
