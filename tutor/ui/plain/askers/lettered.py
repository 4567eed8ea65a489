"""Lettered lines: one of them, several, or all of them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.study.ask import Asked, Response
from tutor.ui.plain.askers.base import Asker
from tutor.ui.plain.listener import chosen
from tutor.ui.words import _

if TYPE_CHECKING:
    from tutor.ui.plain.asking import Asking


class One(Asker):
    """One letter."""

    def pose(self, asking: Asking, asked: Asked) -> None:
        asking.letters([asked.texts[id] for id in asked.order])

    def read(self, asked: Asked, text: str) -> Response:
        ids = self.ids(asked, text)
        return ids[0] if ids is not None and len(ids) == 1 else None

    def ids(self, asked: Asked, text: str) -> list[str] | None:
        """The lines meant, each once."""
        found = chosen(text, asked.order, dict(asked.texts))
        return None if found is None or len(set(found)) < len(found) else found


class Several(One):
    """The letters of all that are right."""

    def pose(self, asking: Asking, asked: Asked) -> None:
        super().pose(asking, asked)
        asking.paper.say(_("Several may be right: type all their letters."))

    def read(self, asked: Asked, text: str) -> Response:
        return self.ids(asked, text)


class InOrder(One):
    """All letters in the right order."""

    def pose(self, asking: Asking, asked: Asked) -> None:
        super().pose(asking, asked)
        asking.paper.say(_("Type all the letters in the right order."))

    def read(self, asked: Asked, text: str) -> Response:
        ids = self.ids(asked, text)
        return ids if ids is not None and len(ids) == len(asked.order) else None
