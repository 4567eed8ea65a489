"""A command is said once: its key, its word in the footer, its line in the palette and in help.

A screen or widget lists its `ACTIONS`; `Commanded` makes bindings of them, and footer, palette and
help ask `active` what works at the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tutor.ui.glyphs import signs

NAMES: dict[str, Callable[[], str]] = {
    "enter": lambda: signs().enter_key,
    "right": lambda: signs().right_key,
    "left": lambda: signs().left_key,
    "up": lambda: signs().up,
    "down": lambda: signs().down,
    "escape": lambda: "Esc",
    "question_mark": lambda: "?",
    "slash": lambda: "/",
    "full_stop": lambda: ".",
    "comma": lambda: ",",
    "equals_sign": lambda: "=",
    "tab": lambda: "Tab",
    "plus": lambda: "+",
    "minus": lambda: "-",
    "ctrl+p": lambda: "^p",
    "ctrl+q": lambda: "^q",
    "ctrl+b": lambda: "^b",
    "ctrl+n": lambda: "^n",
}


TEXT = {
    "space", "full_stop", "comma", "plus", "minus", "equals_sign", "question_mark", "slash",
    "backspace", "left", "right", "home", "end", "up", "down",
}  # fmt: skip
"""Keys with long names that a text field takes for itself."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done: `label` and `help` are message ids."""

    key: str
    """Textual's name of the key; several with commas."""
    action: str
    label: str
    """A word or two, for the footer."""
    help: str
    """A sentence, for palette and help."""
    footer: bool = True
    priority: bool = False

    @property
    def shown(self) -> str:
        """The (first) key as written in the footer."""
        return written(self.key.split(",")[0])

    def key_in(self, focused: Widget | None) -> str:
        """The first key that works while `focused` is (a text field keeps its text); or nothing."""
        keys = self.key.split(",")
        if not isinstance(focused, Input | TextArea):
            return keys[0]
        text = TEXT | {"enter"} if isinstance(focused, TextArea) else TEXT
        return next((key for key in keys if len(key) > 1 and key not in text), "")

    def binding(self) -> Binding:
        """The binding Textual needs."""
        return Binding(self.key, self.action, self.label, show=False, priority=self.priority)


def written(key: str) -> str:
    """A key's name as the screens write it."""
    return NAMES[key]() if key in NAMES else key.upper() if key[:1] == "f" and key[1:].isdigit() else key


class Commanded:
    """Mix-in before a Textual class: its ACTIONS are its bindings."""

    ACTIONS: ClassVar[tuple[Command, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        own = [command.binding() for command in cls.__dict__.get("ACTIONS", ())]
        if own:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *own]  # type: ignore[attr-defined]
        super().__init_subclass__(**kwargs)

    def label_of(self, command: Command) -> str:
        """The footer's word for a command now (a play key pauses while playing)."""
        return command.label


def active(screen: Screen[Any]) -> Iterator[tuple[DOMNode, Command]]:
    """Every command that works now, from the focused widget outwards, with the keys it has left there."""
    taken: set[str] = set()
    start: DOMNode = screen.focused or screen
    nodes = [*start.ancestors_with_self]
    if screen.app not in nodes:
        nodes.append(screen.app)
    for node in nodes:
        if not isinstance(node, Commanded):
            continue
        for cls in type(node).__mro__:
            for command in cls.__dict__.get("ACTIONS", ()):
                left = [key for key in command.key.split(",") if key not in taken]
                here = replace(command, key=",".join(left))
                if not here.key_in(screen.focused):
                    continue
                name = command.action.rpartition(".")[2].partition("(")[0]
                if node.check_action(name, ()):
                    taken |= set(left)
                    yield node, here
