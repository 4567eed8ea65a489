"""Writing Markdown in which text is text: front matter, tables, quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from tutor.kit.inert import clean

_SPECIAL = re.compile(r"[\\`*_\[\]|]")
_HEADING = re.compile(r"^((?:[\s>]|[-+*] |\d+[.)] )*)(#|[-=*_][-=*_\s]*$)")
_CODE = re.compile(r"(`+[^`]*`+)")


def front(fields: Iterable[tuple[str, object]]) -> str:
    """Front matter: YAML between two rules. Strings are quoted, lists stand in brackets."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields]
    return "\n".join(["---", *lines, "---"])


def plain(text: str) -> str:
    """Text that is no Markdown (an option, a number, a name) as part of a line: it reads as it is.

    Lines of it (an option each) are told one after another.
    """
    line = "; ".join(" ".join(line.split()) for line in clean(text).split("\n") if line.strip())
    return _SPECIAL.sub(lambda found: "\\" + found.group(), line).replace("<", "&lt;")


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
