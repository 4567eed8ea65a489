"""A sentence of a lesson with its Markdown marks turned into styles, where it stands among others."""

from __future__ import annotations

from markdown_it import MarkdownIt
from textual.content import Content

from tutor.kit.say import Say
from tutor.ui.words import spoken

STYLES = {"em_open": "italic", "strong_open": "bold"}
_READER = MarkdownIt("commonmark", {"html": False}).disable(["html_inline", "image", "link", "autolink"])


def said(message: str | Say) -> Content:
    """What is said to an answer: an author's words are Markdown, a sentence put together here is not."""
    return marked(message) if isinstance(message, str) else Content(spoken(message))


def marked(text: str) -> Content:
    """`*em*`, `**strong**` and `code` as styles; everything else as it stands."""
    parts: list[Content] = []
    open_styles: list[str] = []
    for token in _READER.parseInline(text)[0].children or []:
        if token.type in STYLES:
            open_styles.append(STYLES[token.type])
        elif token.type.endswith("_close"):
            open_styles.pop()
        else:
            words = "\n" if token.type in ("softbreak", "hardbreak") else token.content
            style = " ".join([*open_styles, *(["$accent"] if token.type == "code_inline" else [])])
            parts.append(Content.styled(words, style) if style else Content(words))
    return Content("").join(parts)
