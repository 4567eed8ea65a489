"""What questions and predictions share: a learner may say that they are wrong."""

from __future__ import annotations

from typing import ClassVar

from textual.containers import Vertical

from tutor.kit.say import N_
from tutor.ui.commands import Command, Commanded
from tutor.ui.sitting import Sitting, Turn
from tutor.ui.words import _, spoken


class Doubtful(Commanded, Vertical):
    """A box that asks something."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command(
            "f9",
            "report",
            N_("this question is wrong"),
            N_("Write a report about this question to a file, for its authors"),
            footer=False,
        ),
    )

    def __init__(self, sitting: Sitting, turn: Turn) -> None:
        super().__init__()
        self.sitting = sitting
        self.turn = turn

    def action_report(self) -> None:
        """Ask for a sentence, write the report and say where it lies."""
        from tutor.ui.screens.report import ReportModal

        def write(words: str | None) -> None:
            if words is not None:
                said = spoken(self.sitting.report(self.turn, words))
                self.app.notify(said, title=_("Report"), timeout=20, markup=False)

        self.app.push_screen(ReportModal(), write)
