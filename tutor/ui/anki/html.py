"""Text as HTML in which nothing is a command: not to a browser, and not to Anki.

Anki reads more than HTML in a field: `[sound:…]`, `[latex]…`, `{{…}}` of templates and clozes, and MathJax
between `\\(` and `\\)`. Lessons write none of that: where it looks as if they did, it is shown as written.
"""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt

_SIGNS = str.maketrans({c: f"&#{ord(c)};" for c in "[]{}"})
_MATHS = re.compile(r"\\(?=[()]|&#9[13];)")
_TAG = re.compile(r"(<[^>]*>)")


def literal(text: str) -> str:
    """Text that is no Markdown; its line breaks stay."""
    return _inert(html.escape(text.strip(), quote=False)).replace("\n", "<br>")


def markdown(text: str) -> str:
    """A lesson's Markdown. HTML in it is shown as written, pictures are not fetched, links are https."""
    return _inert(_MARKDOWN.render(text).strip()) if text.strip() else ""


def inline(text: str) -> str:
    """The same within a line."""
    return _inert(_MARKDOWN.renderInline(text).strip())


def listed(rows: list[str], *, numbered: str = "A") -> str:
    """Rows of HTML as a list with letters (A) or numbers (1)."""
    return f'<ol type="{numbered}">' + "".join(f"<li>{row}</li>" for row in rows) + "</ol>"


def _inert(told: str) -> str:
    parts = _TAG.split(told)  # every second part is a tag
    parts[::2] = [_MATHS.sub(r"\\<span></span>", part.translate(_SIGNS)) for part in parts[::2]]
    return "".join(parts)


def _made() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table").disable("image")
    parser.validateLink = lambda url: url.startswith("https://")  # type: ignore[method-assign]
    return parser


_MARKDOWN = _made()
