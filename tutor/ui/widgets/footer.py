"""The last line of every screen: what works now, and a press of the mouse does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.dom import DOMNode
from textual.widget import Widget

from tutor.ui.commands import Command, Commanded, active, written
from tutor.ui.words import _

if TYPE_CHECKING:
    from tutor.ui.app import Tutor


class Footer(Widget):
    """One line of keys and words, cut off at the right edge; `?` has the rest."""

    DEFAULT_CSS = """
    Footer { dock: bottom; height: 1; padding: 0 1; color: $text-muted; }
    """
    app: Tutor
    can_focus = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def _commands(self) -> list[tuple[str, str, DOMNode, Command]]:
        found: list[tuple[str, str, DOMNode, Command]] = []
        for node, command in active(self.screen):
            if command.footer:
                assert isinstance(node, Commanded)
                key = written(command.key_in(self.screen.focused))
                found.append((key, _(node.label_of(command)), node, command))
        return found

    def render(self) -> RenderResult:
        key = "bold $foreground"
        line = Content("")
        for shown, label, _node, _command in self._commands():
            part = Content.assemble((shown, key), " ", label, "   ")
            if line.cell_length + part.cell_length - 3 > self.size.width:
                break
            line = line + part
        return line

    def on_click(self, event: events.Click) -> None:
        at = event.x - 1
        for shown, label, node, command in self._commands():
            width = Content(f"{shown} {label}").cell_length
            if 0 <= at < width:
                self.app.obey(command, node)
                return
            at -= width + 3
