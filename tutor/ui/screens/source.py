"""The source of the very functions that run, as they stand on disk."""

from __future__ import annotations

from collections.abc import Sequence

from rich.syntax import Syntax
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.ui.screens.modal import Sheet
from tutor.ui.words import _


class SourceModal(Sheet[None]):
    """Each piece with its file and first line."""

    DEFAULT_CSS = """
    SourceModal > #sheet { width: 100; }
    SourceModal .where { color: $text-muted; padding: 0 0 1 0; }
    SourceModal .code { padding: 0 0 2 0; width: auto; }
    SourceModal VerticalScroll { overflow-x: auto; }
    """

    def __init__(self, pieces: Sequence[tuple[str, str, int, str]]) -> None:
        super().__init__()
        self.heading = _("What runs, as it is written")
        self.pieces = pieces

    def contents(self) -> ComposeResult:
        colours = "ansi_dark" if self.app.current_theme.dark else "ansi_light"
        with VerticalScroll():
            for title, file, line, source in self.pieces:
                yield Static(Content(f"{title}   {file}:{line}"), classes="where")
                code = Syntax(source, "python", theme=colours, line_numbers=True, start_line=line)
                code.background_style = code.background_style.null()
                yield Static(code, classes="code")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
