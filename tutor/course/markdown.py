"""How much Markdown a text may hold: every block of it becomes a widget, and a screen has room for few.

A page of the course has at most twenty blocks. Thousands would take a screen minutes, so past these
bounds lint complains, and the screen shows the text as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tutor.course.problem import shown
from tutor.course.walk import Fault, Where, Whole
from tutor.kit.lesson import Item, Option, Page, Pair, Predict, Question

BLOCKS = 120
"""Paragraphs, list items, table cells, headings … of one text. How deep they go, the parser bounds (20)."""


def too_much(tokens: Sequence[Token]) -> str:
    """What there is too much of: "" if the text may be laid out."""
    blocks = sum(token.nesting >= 0 and token.type != "inline" for token in tokens)
    return f"{blocks} blocks" if blocks > BLOCKS else ""


def _may_be_too_much(text: str) -> bool:
    """Whether to parse it: no mark makes more than three blocks, no line without one more than two."""
    return 3 * len(_BLOCK_MARKS.findall(text)) + 2 * (text.count("\n") + 1) > BLOCKS


_BLOCK_MARKS = re.compile(r"[-*+](?=\s|$)|\d[.)](?=\s|$)|[>|#]")


def check(whole: Whole) -> Iterator[Fault]:
    """Texts that no screen would lay out."""
    for path, text in _drawn(whole):
        if _may_be_too_much(text) and (found := too_much(_parser().parse(text))):
            wanted = f"at most {BLOCKS} paragraphs, list items and table cells"
            yield Fault(path, "crowded-text", found, wanted)


def _drawn(whole: Whole) -> Iterator[tuple[Where, str]]:
    """Every text that is drawn as Markdown."""
    drawn = ((Page, ("text", "then", "more")), (Question, ("ask", "explain")), (Predict, ("ask",)))
    for kind, names in drawn:
        for path, part in whole.every(kind):
            yield from (((*path, name), getattr(part, name)) for name in names)


def _open(text: str) -> str:
    """A `**` that marks nothing, and what follows: in `**9%**of` a sign is before it, a letter behind."""
    for token in _parser().parse(text):
        for inner in token.children or ():
            if inner.type == "text" and "**" in inner.content:
                return inner.content[inner.content.index("**") :]
    return ""


def _not_shown(text: str) -> tuple[str, str]:
    """The first thing in a text that a terminal leaves out, and what to write instead; "" for nothing."""
    for token in _parser().parse(text):
        for inner in (token, *(token.children or ())):
            if inner.type == "image":
                return f"a picture, {shown(f'![{inner.content}]')}", "words, or signs drawn in a ``` block"
            if inner.type in ("html_block", "html_inline"):
                return f"HTML, {shown(inner.content)}", "Markdown: **strong**, *weak*, `<` for the sign"
    return "", ""


def warnings(whole: Whole) -> Iterator[Fault]:
    """Marks that would be seen, in text drawn as it stands or left open; and what would not be seen."""
    for path, text in _drawn(whole):
        if ("<" in text or "![" in text) and (told := _not_shown(text))[0]:
            yield Fault(path, "not-shown", *told)
        if "**" in text and (open_ := _open(text)):
            wanted = "a space or a sign behind the closing **, or a word before it"
            yield Fault(path, "marks-open", shown(open_), wanted)
    for kind, names in (
        (Page, ("title",)),
        (Option, ("text",)),
        (Item, ("text",)),
        (Pair, ("left", "right")),
    ):
        for path, part in whole.every(kind):
            for name in names:
                if mark := _MARKS.search(getattr(part, name)):
                    yield Fault(
                        (*path, name), "marks-shown", shown(mark[0]), "plain words: no Markdown here"
                    )


_MARKS = re.compile(r"(?<![\w*])(\*{1,2})[^\s*]([^*\n]*[^\s*])?\1(?![\w*])|`[^`\n]+`|\]\(")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("gfm-like")
