"""A lesson's words: Markdown that is only ever drawn, never obeyed."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual import on
from textual.widgets import Markdown

from tutor.course.markdown import too_much
from tutor.ui.words import _


class _Bounded(MarkdownIt):
    """Reads Markdown; what would take the screen minutes to lay out is one block, as it was written."""

    def parse(self, src: str, env: MutableMapping[str, Any] | None = None) -> list[Token]:
        tokens = super().parse(src, env)
        if not too_much(tokens):
            return tokens
        fence = "`" * (3 + src.count("`"))
        return super().parse(f"{fence}\n{src}\n{fence}", env)


class Prose(Markdown):
    """Markdown without live links: an address is shown when pressed, and nothing is opened."""

    DEFAULT_CSS = """
    Prose { padding: 0 1; margin: 0; height: auto; background: transparent; }
    Prose > MarkdownParagraph { margin: 0 0 1 0; padding: 0; }
    Prose > MarkdownBulletList, Prose > MarkdownOrderedList { margin: 0 0 1 1; padding: 0; }
    Prose > MarkdownFence { margin: 0 0 1 0; background: $panel; }
    Prose MarkdownBullet { color: $accent; }
    """

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(
            text, id=id, classes=classes, open_links=False, parser_factory=lambda: _Bounded("gfm-like")
        )

    @on(Markdown.LinkClicked)
    def _address(self, event: Markdown.LinkClicked) -> None:
        event.stop()
        self.app.notify(event.href, title=_("The link's address"), timeout=8, markup=False)
