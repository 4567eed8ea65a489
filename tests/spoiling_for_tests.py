"""Spoiled lesson files: structure-aware (a value, a key, a branch is another) and by bytes.

`Spoiler` draws from all lessons of the course and from two written for tests, so that every kind of
page and question is spoiled; the same seed gives the same files.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from hostile_for_tests import COMMANDS, MARKUP, TURNED, lesson

ROOT = Path(__file__).parent.parent
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
RESOLVER = yaml.resolver.Resolver()

Key = str | int
Tree = Any
"""Mappings, lists and text, as YAML has them before anything is a number."""

TEXTS = (
    "",
    " ",
    "\n\n\n",
    "\t",
    "null",
    "true",
    "-1",
    "0",
    "1e300",
    "-0.0",
    "1e-300",
    "9" * 400,
    "NaN",
    "{",
    "}",
    "{a}",
    "{{",
    "{s} {w} {nothing}",
    "%s %d",
    "${HOME}",
    "`x",
    "```\ncode",
    "```py\nx = '[/]'\n```",
    "~~~~\n~~~",
    "> " * 60 + "deep",
    "- " * 60 + "deep",
    "1. " * 40 + "deep",
    "#" * 9 + " head",
    "***" * 99,
    "|a|b|\n|-|-|\n|[MASK]|" + "w" * 300 + "|",
    "|" * 200 + "\n" + "|-" * 200,
    "<b onclick=x>b</b>",
    "<!--",
    "![x](file:///etc/passwd)",
    "[l](javascript:alert`1`)",
    "<https://example.org>",
    "[x]: y\n[x]",
    "&#27;[2J",
    "&#x9b;2J &nbsp; &bogus; &#0; &#xD800;",
    "\\x1b[2J \\u202e",
    MARKUP,
    COMMANDS,
    TURNED,
    "\x00",
    "\ufeff",
    "\ud7ff\ue000\ufffe",
    "e" + "\u0301" * 300,
    "\u200b" * 200,
    "👩‍👩‍👧‍👦🇰🇷" * 40,
    "한글 " * 300,
    "ﷺ" * 80,
    "שלום مرحبا",
    "word " * 4_000,
    "x" * 20_000,
    "\n" * 3_000,
    "a\n" * 2_000,
    "한" * 9_000,
    "[" * 3_000,
    "*_" * 2_000,
    "`" * 2_001,
    "(" * 2_000 + "]" * 2_000,
    "\U0001f4a9\u2028\u2029\x85\x0b\x0c",
    "\r\r\n\x1b",
    r"\frac{1}{2}",
    r"\frac{" * 60 + "x" + "}" * 60,
    r"\sqrt{" * 99,
    r"\begin{matrix}" * 9,
    r"\text{[MASK]\x}",
    r"\left( \right",
    r"x^{y^{z^{w^{v}}}}_{a_{b_{c}}}",
    r"\undefined{x}",
    "^",
    "_",
    r"\\",
    "{" * 500,
    "x" * 999,
    "end",
    "step 5",
    "flips 1e9",
    "flips -3",
    "../../etc/passwd",
    "hopfield",
    "gan",
    "lab",
    "kinds",
    "no-such-lab",
)
"""Values that something once tripped over, or might."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes `3` and `true` without quotes, as authors do, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _scalar(dumper: Any, text: str) -> Any:
    tag = RESOLVER.resolve(yaml.ScalarNode, text, (True, False))
    return dumper.represent_scalar(tag, text)


_Dumper.add_representer(str, _scalar)


class Spoiled(NamedTuple):
    """One spoiled lesson: its files' names and bytes, and the page where it was spoiled."""

    name: str
    files: dict[str, bytes]
    page: int


class Spoiler:
    """Draws spoiled lessons."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.lessons = [(file.stem, *both) for file in _sources() if (both := _trees(file))]
        plain = "".join(c if c.isprintable() or c == "\n" else "·" for c in lesson())
        hostile = yaml.load(plain, Loader=LOADER)
        self.lessons += [("hostile", hostile, {})] * 3

    def draw(self, count: int) -> Iterator[Spoiled]:
        """So many spoiled lessons."""
        for _ in range(count):
            yield self.one()

    def one(self) -> Spoiled:
        """A lesson with one to four things spoiled, in one file or in both."""
        rng = self.rng
        name, english, korean = copy.deepcopy(rng.choice(self.lessons))
        pages = english.get("pages") or [{}]
        page = rng.randrange(len(pages))
        for _ in range(rng.choice((1, 1, 1, 2, 4))):
            near = rng.random()
            tree = pages[page] if near < 0.7 and isinstance(pages[page], dict) else english
            if near > 0.85 and korean:
                tree = korean
            self._spoil(tree)
        files = {f"{name}.yaml": _bytes(english), f"{name}.ko.yaml": _bytes(korean)}
        if not korean:
            del files[f"{name}.ko.yaml"]
        if rng.random() < 0.25:
            which = rng.choice(list(files))
            files[which] = self._bytes(files[which])
        return Spoiled(name, files, page)

    # -- by structure ------------------------------------------------------------------------------

    def _spoil(self, tree: Tree) -> None:
        rng = self.rng
        holders = list(_holders(tree))
        holder = rng.choice(holders)
        if not holder:
            return
        key: Key = rng.choice(list(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))
        old = holder[key]
        what = rng.random()
        if what < 0.5:  # another text; most lessons stay readable then, and are drawn
            texts = [(h, k) for h in holders for k in _keys(h) if isinstance(h[k], str) and " " in h[k]]
            if texts:
                holder, key = rng.choice(texts)
                old = holder[key]
            new = rng.choice(TEXTS)
            holder[key] = rng.choice((new, f"{old} {new}", f"{new} {old}", f"{old}\n\n{new}\n"))
        elif what < 0.6:
            del holder[key]
        elif what < 0.7:
            holder[key] = copy.deepcopy(rng.choice(holders))
        elif what < 0.8:
            _name, other, _korean = rng.choice(self.lessons)
            holder[key] = copy.deepcopy(rng.choice(list(_holders(other))))
        elif what < 0.88:
            holder[key] = rng.choice((old, [old], {"kind": old}, [], {}, [[[old]]], {str(key): old}))
        elif isinstance(holder, list):
            holder.extend(copy.deepcopy(holder) * rng.choice((1, 1, 30)))
        else:
            holder[rng.choice((*TEXTS[:20], "id", "lab", "set", "kind", "draw", "unknown"))] = old

    # -- by bytes ----------------------------------------------------------------------------------

    def _bytes(self, data: bytes) -> bytes:
        rng = self.rng
        spoiled = bytearray(data)
        for _ in range(rng.choice((1, 2, 5, 40))):
            at = rng.randrange(len(spoiled) + 1)
            match rng.randrange(5):
                case 0 if spoiled:
                    spoiled[at - 1] = rng.randrange(256)
                case 1:
                    spoiled[at:at] = bytes(rng.choices(range(256), k=rng.choice((1, 3, 90))))
                case 2:
                    del spoiled[at : at + rng.choice((1, 9, 300))]
                case 3:
                    spoiled[at:at] = spoiled[at // 2 : at // 2 + 60]
                case 4:
                    spoiled[at:at] = rng.choice(TEXTS).encode("utf-8", "surrogatepass")
        return bytes(spoiled[: rng.randrange(len(spoiled) + 1)] if rng.random() < 0.1 else spoiled)


def _sources() -> list[Path]:
    found = sorted((ROOT / "lessons").glob("*/*.yaml")) + sorted((ROOT / "tests/kinds").glob("*/*.yaml"))
    return [file for file in found if file.stem != "chapter" and not file.stem.endswith(".ko")]


def _trees(file: Path) -> tuple[Tree, Tree]:
    other = file.with_name(f"{file.stem}.ko.yaml")
    english = yaml.load(file.read_text("utf-8"), Loader=LOADER)
    return english, yaml.load(other.read_text("utf-8"), Loader=LOADER) if other.is_file() else {}


def _holders(tree: Tree) -> Iterator[Tree]:
    """Every list and mapping of a tree."""
    if isinstance(tree, dict | list):
        yield tree
        for inner in tree.values() if isinstance(tree, dict) else tree:
            yield from _holders(inner)


def _keys(holder: Tree) -> list[Key]:
    return list(holder) if isinstance(holder, dict) else list(range(len(holder)))


def _bytes(tree: Tree) -> bytes:
    """The tree as YAML; what YAML's writer refuses is written as JSON, which is YAML too."""
    try:
        return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6).encode()
    except (yaml.YAMLError, UnicodeError, RecursionError):
        return json.dumps(tree).encode("utf-8", "surrogatepass")
