"""Writing Markdown in which text is text: front matter, tables, quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from tutor.kit.inert import clean

_SPECIAL = re.compile(r"[\\`*_\[\]|]|\{(?=[{%#])")
_HEADING = re.compile(r"^((?:[\s>]|[-+*] |\d+[.)] )*)(#|[-=*_][-=*_\s]*$)")
_CODE = re.compile(r"(`+[^`]*`+)")
_LIVE = re.compile(
    r"\\[!-/:-@\[-`{-~]|[<\[]|\{(?=[{%#])"
    r"|(?<!`)(?P<marks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=marks)(?!`)"
)
_TAMED = {"<": "&lt;", "[": "\\[", "{": "&#123;", "\\{": "&#123;"}
_TAME = frozenset(" -=./:,")


def front(fields: Iterable[tuple[str, object]]) -> str:
    """Front matter: YAML between two rules. Strings are quoted, lists stand in brackets."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields]
    return "\n".join(["---", *lines, "---"])


def plain(text: str) -> str:
    """Text that is no Markdown (an option, a number, a name) as part of a line: it reads as it is.

    Lines of it (an option each) are told one after another.
    """
    line = "; ".join(" ".join(line.split()) for line in clean(text).split("\n") if line.strip())
    return _SPECIAL.sub(lambda found: _TAMED.get(found[0], "\\" + found[0]), line).replace("<", "&lt;")


def lesson(markdown: str) -> str:
    """A lesson's Markdown on one line, as part of somebody's page: emphasis and code stay, and what would
    fetch, lead or run is shown as it was written: HTML, links, pictures, `{{ … }}` of a page generator."""

    def tame(found: re.Match[str]) -> str:
        if found["code"]:
            return code(found["code"], found["marks"])
        return _TAMED.get(found[0], found[0])

    return _LIVE.sub(tame, " ".join(clean(markdown).split()))


def code(text: str, marks: str = "`") -> str:
    """Text as code within a line; nothing in it ends it, and no page generator obeys it."""
    if not ("`" in text and marks == "`") and not re.search(r"\{[{%#]|\n", text):
        return f"{marks}{text}{marks}"
    return "<code>" + "".join(c if c.isalnum() or c in _TAME else f"&#{ord(c)};" for c in text) + "</code>"


def cell(markdown: str) -> str:
    """Markdown made fit for a table: on one line, no bar that would begin a column."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(markdown.split()))


def words(text: str) -> str:
    """Somebody's own words, Markdown as they typed it; only HTML is shown and not obeyed."""
    parts = _CODE.split(clean(text).strip())
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "".join(parts)


def quote(text: str) -> str:
    """Somebody's own words as a quotation: nothing in them ends it, or becomes a heading or a rule."""
    lines = (_HEADING.sub(r"\1\\\2", line) for line in words(text).split("\n"))
    return "\n".join(f"> {line}".rstrip() for line in lines)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown cells."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines)
