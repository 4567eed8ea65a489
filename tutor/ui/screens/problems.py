"""What lint finds in a lesson, beside the lesson."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.course.problem import Problem, shown_path
from tutor.ui.screens.modal import Sheet
from tutor.ui.words import _


class ProblemsModal(Sheet[None]):
    """Each problem with its place; errors before advice, each in the file's order."""

    DEFAULT_CSS = """
    ProblemsModal > #sheet { width: 72; }
    ProblemsModal .problem { height: auto; padding: 0 0 1 0; }
    """

    def __init__(self, file: Path, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.heading = shown_path(file)
        self.file = file
        self.problems = sorted(problems, key=lambda problem: problem.severity)

    def contents(self) -> ComposeResult:
        with VerticalScroll():
            for problem in self.problems:
                where = f"{problem.line}:{problem.column}"
                if problem.file != self.file:
                    where = f"{shown_path(problem.file)}:{where}"
                error = problem.severity == "error"
                word = Content.styled(
                    _("must") if error else _("advice"), "bold $error" if error else "$warning"
                )
                told = Content.assemble((where, "bold"), "  ", word, "  ", problem.message)
                yield Static(told, classes="problem")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
