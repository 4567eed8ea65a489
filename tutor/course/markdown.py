"""How much Markdown a text may hold: every block of it becomes a widget, and a screen has room for few.

A page of the course has at most twenty blocks. Thousands would take a screen minutes, so past these
bounds lint complains, and the screen shows the text as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tutor.course.walk import Fault, Whole
from tutor.kit.lesson import Page, Predict, Question

BLOCKS = 120
"""Paragraphs, list items, table cells, headings … of one text."""
DEEPEST = 10
"""Lists and quotes inside one another."""


def too_much(tokens: Sequence[Token]) -> str:
    """What there is too much of: "" if the text may be laid out."""
    blocks = sum(token.nesting >= 0 and token.type != "inline" for token in tokens)
    if blocks > BLOCKS:
        return f"{blocks} blocks"
    deepest = max((token.level for token in tokens), default=0)
    return f"{deepest} levels" if deepest > 2 * DEEPEST else ""  # a list has two for each: it, and its item


def check(whole: Whole) -> Iterator[Fault]:
    """Texts that no screen would lay out."""
    drawn = ((Page, ("text", "then", "more")), (Question, ("ask", "explain")), (Predict, ("ask",)))
    for kind, names in drawn:
        for path, part in whole.every(kind):
            for name in names:
                text = getattr(part, name)
                if len(text) > 2 * DEEPEST and (found := too_much(_parser().parse(text))):
                    wanted = f"at most {BLOCKS} paragraphs, items and cells, {DEEPEST} inside one another"
                    yield Fault((*path, name), "crowded-text", found, wanted)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("gfm-like")
