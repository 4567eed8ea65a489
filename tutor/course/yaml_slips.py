"""What an author most likely did where a file is no YAML: libyaml's complaint, and what to write instead.

libyaml says where it gave up, which is often lines below the slip: a quote that was never closed, a key
without its colon. So the lines around are looked at as an author would look at them.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from tutor.course.problem import Place, shown

_KEYS = "the same indentation as the keys before"
_ADVICE = (  # (what libyaml says, what the author most likely needs)
    ("mapping values are not allowed", "quotes around text that has ': ' in it"),
    ("tab character", "spaces instead of tabs"),
    ("scanning an alias", "quotes around text that begins with *"),
    ("scanning an anchor", "quotes around text that begins with &"),
    ("scanning a tag", "quotes around text that begins with !"),
    ("scanning a block scalar", "quotes around text that begins with > or |"),
    ("block sequence entries", "each - on a line of its own, or quotes around text that begins with -"),
    ("unexpected end of stream", "a closing quote"),
    ("unknown escape", "single quotes, which keep \\ as it is"),
    ("expected ',' or", "a closing bracket, or quotes around text with commas or brackets"),
    ("expected ':'", "a key and a colon, or the same indentation as the line before"),
    ("expected '-'", "the same indentation as the lines before"),
    ("expected key", f"{_KEYS}, or quotes around the whole text"),
)
_KEY = r"[a-z_]+"
_LINE = re.compile(rf"\s*(?:- +)*(?P<key>{_KEY}):(?P<gap> *)(?P<value>.*)")
_HEADS = {"scanning a simple key", "scanning a quoted scalar"}
"""What libyaml was reading when it gave up, where the slip is at its beginning."""


def explained(error: yaml.MarkedYAMLError, source: str, loader: Any) -> tuple[Place, str, str]:
    """Where to look, what was found and what was wanted, for a complaint of libyaml's about a file."""
    said = f"{error.context or ''} {error.problem or ''}".strip()
    mark = error.problem_mark
    if error.context_mark and any(head in (error.context or "") for head in _HEADS):
        mark = error.context_mark
    lines = source.split("\n")
    row, column = (mark.line, mark.column) if mark else (0, 0)
    found = f"something that is not YAML ({shown(said, 90)[1:-1]})"
    if "block mapping" in said and (start := _long_quote(source, row, loader)) is not None:
        return start, "a quote that ends lines below", "a closing quote at the end of the text"
    above = next((line for line in reversed(lines[:row]) if line.strip()), "")
    here = lines[row] if row < len(lines) else ""
    wanted = _meant(said, here, column, above)
    if not wanted:
        wanted = next((advice for words, advice in _ADVICE if words in said), "plain YAML")
    return Place(row + 1, column + 1), found, wanted


def _meant(said: str, line: str, column: int, above: str) -> str:
    """What the line itself tells, or ""."""
    blank = line[: len(line) - len(line.lstrip())]
    if "\t" in blank:
        return "spaces instead of tabs"
    if blank.strip(" "):
        return "ordinary spaces at the beginning of the line"
    if match := re.match(rf"\s*(?:- +)*({_KEY})：", line):
        return f"an ordinary colon and a space, {match[1]}: (not ：)"
    has = _LINE.match(line)
    value = has["value"] if has else re.sub(r"^\s*(- +)+", "", line)
    if value[:1] in "‘’“”„«「" and value:
        return f"straight quotes ' around the text, not {value[0]}"
    if "cannot start any token" in said:
        return f"quotes around text that begins with {line[column : column + 1] or 'a sign'}"
    if "mapping values" in said and has and column == has.end("key"):
        if re.match(rf"\s*(?:- +)*{_KEY}:\S", above):
            return "a space behind the colon in the line before"
        return f"{_KEYS}, or quotes around the whole text"
    if "expected ',' or" in said and re.search(r"\S #\S", above + line):
        return "quotes around text that has ' #' in it"
    if re.match(r"\s*-\w", line):
        return "a space behind the -"
    if "expected key" in said:
        if line[column:].startswith("- "):
            return "a key and a colon, as in the lines before, not a -"
        if value[:1] in ("{", "["):
            return f"quotes around text that begins with {value[0]}"
        if value[:1] == "'" and column and re.match(r"\w", line[column:]) and line[column - 1] == "'":
            return "'' for an apostrophe inside 'quotes', or \"double quotes\" around the text"
        if value[:1] in ("'", '"'):
            return "quotes around the whole text, not only its beginning"
    return ""


def _long_quote(source: str, row: int, loader: Any) -> Place | None:
    """The beginning of a quoted text over several lines that ended just here, or None."""
    last = None
    try:
        for token in yaml.scan(source, Loader=loader):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                if token.start_mark.line > row:
                    break
                last = token
    except yaml.YAMLError:
        pass
    if last is None or last.start_mark.line == last.end_mark.line or last.end_mark.line < row - 1:
        return None
    return Place(last.start_mark.line + 1, last.start_mark.column + 1)
