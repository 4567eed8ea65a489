"""What may be asked of every command: whose work, which language, which signs, screen or plain lines.

The options are taken both before and after a command's name; what comes later wins.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tutor.ui import words

if TYPE_CHECKING:
    from tutor.study.store import Store
    from tutor.ui.plain.paper import Paper

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: dict[str, dict[str, Any]] = {
    "profile": {
        "metavar": "NAME",
        "help": "Whose work this is, where several people learn on one computer.",
    },
    "lang": {"type": click.Choice(list(words.LANGUAGES)), "help": "English or Korean; else the locale's."},
    "ascii": {"is_flag": True, "help": "Draw with ASCII signs only."},
    "plain": {"is_flag": True, "help": "Plain lines instead of a screen."},
}


@dataclass
class Wishes:
    """One command line's wishes; `lang` is None where nothing was asked."""

    profile: str = "default"
    lang: str | None = None
    ascii: bool = False
    plain: bool = False

    def paper(self) -> Paper:
        """Stdout to write on, in the language asked for (or the locale's) if the stream can carry it."""
        from tutor.ui.plain.paper import Paper, width

        paper = Paper(sys.stdout, ascii_signs=self.ascii, width=width(sys.stdout))
        code = self.lang or words.preferred()
        words.use(code if paper.can(words.LANGUAGES[code]) else "en")
        return paper

    def heed(self, store: Store) -> None:
        """Take the learner's own language where the command line asks for none."""
        kept = store.setting("language")
        if self.lang is None and kept in words.LANGUAGES:
            self.lang = str(kept)

    def paper_for(self, store: Store) -> Paper:
        """Paper in the language of the command line, else the learner's own, else the locale's."""
        self.heed(store)
        return self.paper()


def wishes() -> Wishes:
    """The wishes of the command that is running."""
    return click.get_current_context().find_root().ensure_object(Wishes)


def takes(*names: str) -> Callable[[F], F]:
    """Decorates a command with the options of those names; their values are found in `wishes()`."""

    def note(context: click.Context, option: click.Parameter, value: object) -> None:
        if value:
            setattr(context.find_root().ensure_object(Wishes), str(option.name), value)

    def decorate(function: F) -> F:
        for name in reversed(names):
            option = click.option(f"--{name}", expose_value=False, callback=note, **_OPTIONS[name])
            function = option(function)
        return function

    return decorate
