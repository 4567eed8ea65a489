"""What every asker does: it says what there is to answer with, and reads a line as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.kit.say import N_, Say
from tutor.study.ask import Asked, Response
from tutor.ui.plain.listener import chosen
from tutor.ui.words import _, spoken

if TYPE_CHECKING:
    from tutor.ui.plain.asking import Asking
    from tutor.ui.sitting import Turn

UNREAD = N_("That is none of the letters above.")


class Asker:
    """One typed line answers: a number, a word or two."""

    once = False
    """Whether the learner grades it, so that there is no second try."""
    commits = False
    """Whether what was said is written down before it is judged."""

    def pose(self, asking: Asking, asked: Asked) -> None:
        """What stands under the question."""

    def read(self, asked: Asked, text: str) -> Response:
        """`text` as a response; None where it is none of what was offered."""
        return text

    def response(self, asking: Asking, turn: Turn) -> Response:
        """What somebody answered, once it is an answer. Raises Skipped."""
        while True:
            text = asking.line(turn, asking.prompt(turn))
            response = self.read(turn.asked, text)
            unread = Say(UNREAD) if response is None and text else None
            lacking = unread or asking.sitting.lacking(turn, response)
            if lacking is None:
                return response
            asking.paper.say(spoken(lacking))

    def judged(self, asking: Asking, turn: Turn, response: Response) -> Response:
        """The response with what the learner says of it themselves."""
        return response


def one_of(asking: Asking, turn: Turn, prompt: str, lettered: Sequence[str]) -> int:
    """Which of some lettered lines is meant, counted from 0; asked until it is one. Raises Skipped."""
    while True:
        picked = places(asking.line(turn, prompt), lettered)
        if picked is not None and len(picked) == 1:
            return picked[0]
        asking.paper.say(_(UNREAD))


def places(text: str, lettered: Sequence[str]) -> list[int] | None:
    """Which of some lettered lines somebody means, counted from 0; None where none."""
    ids = tuple(f"line {i}" for i in range(len(lettered)))
    picked = chosen(text, ids, dict(zip(ids, lettered, strict=True)))
    return None if picked is None else [ids.index(id) for id in picked]
