"""Sentences that cross a process boundary and are translated on the far side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:
    """Mark `text` for the message catalogue without translating it here."""
    return text


class Verbatim(str):
    """A word that is the same in every language: a knob's name, what somebody typed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence with blanks: `text` is the English message id, `values` fill `{name}` in it.

    A value may itself be a message id (a memory's name, say) or a sentence; it is looked up too, unless
    it is Verbatim.
    """

    text: str
    values: Mapping[str, str | int | float | Say] = field(default_factory=dict)

    def render(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the language of `translate` (gettext's signature)."""

        def said(value: str | int | float | Say) -> str | int | float:
            if isinstance(value, Say):
                return value.render(translate)
            looked_up = isinstance(value, str) and value and not isinstance(value, Verbatim)
            return translate(str(value)) if looked_up else value

        return translate(self.text).format(**{name: said(value) for name, value in self.values.items()})


def rendered(said: str | Say, translate: Callable[[str], str] = str) -> str:
    """A message id or a sentence with blanks, in the language of `translate`."""
    return said.render(translate) if isinstance(said, Say) else translate(said)
