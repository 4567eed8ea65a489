"""Help for where the learner is: what works here, and what it does."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.kit.lab import Lab
from tutor.kit.say import rendered
from tutor.ui.commands import Command
from tutor.ui.screens.modal import Sheet
from tutor.ui.words import _


class HelpModal(Sheet[None]):
    """The commands that work where it was called, and what the lab in view is about."""

    DEFAULT_CSS = """
    HelpModal > #sheet { width: 72; }
    HelpModal .part { padding: 0 0 1 0; }
    """

    def __init__(self, commands: Sequence[Command], lab: type[Lab] | None) -> None:
        super().__init__()
        self.heading = _("What works here")
        self.commands = commands
        self.lab = lab

    def contents(self) -> ComposeResult:
        with VerticalScroll():
            width = max((len(c.shown) for c in self.commands), default=1)
            keys = [
                Content.assemble((f"{c.shown:>{width}}", "bold $accent"), "  ", _(c.help))
                for c in self.commands
            ]
            yield Static(Content("\n").join(keys), classes="part")
            if self.lab:
                yield from self._about(self.lab)

    def _about(self, lab: type[Lab]) -> ComposeResult:
        yield Static(Content.assemble((_(lab.title), "bold"), "\n", _(lab.about)), classes="part")
        knobs = [Content.assemble((k.name, "bold"), "  ", _(k.help)) for k in lab.knobs]
        yield Static(
            Content.assemble((_("Knobs"), "$accent"), "\n", Content("\n").join(knobs)), classes="part"
        )
        metrics = [
            Content.assemble((m.name, "bold"), "  ", _(m.help), f" ({_(m.unit)})" if m.unit else "")
            for m in lab.metrics
        ]
        yield Static(
            Content.assemble((_("Numbers"), "$accent"), "\n", Content("\n").join(metrics)), classes="part"
        )
        if lab.health:
            states = [
                Content.assemble((_(word), "bold"), "  ", rendered(when, _)) for word, when in lab.health
            ]
            told = Content.assemble(
                (_("How it is said to do"), "$accent"), "\n", Content("\n").join(states)
            )
            yield Static(told, classes="part")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
