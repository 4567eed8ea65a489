"""What the learner grades: their own words by a rubric, and a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.kit.lesson import Explain, Recall
from tutor.study.ask import Asked, Response
from tutor.study.kinds.recall import KNEW
from tutor.ui.plain.askers.base import UNREAD, Asker, one_of, places
from tutor.ui.words import _

if TYPE_CHECKING:
    from tutor.ui.plain.asking import Asking
    from tutor.ui.sitting import Turn


class OwnWords(Asker):
    """A line of one's own, then the points of a good answer to hold it against."""

    once = True
    commits = True

    def pose(self, asking: Asking, asked: Asked) -> None:
        asking.paper.say(_("Answer in your own words, on one line."))

    def read(self, asked: Asked, text: str) -> Response:
        return {"text": text, "ticked": []}

    def judged(self, asking: Asking, turn: Turn, response: Response) -> Response:
        question = turn.question
        assert isinstance(question, Explain) and isinstance(response, dict)
        asking.paper.line(_("A good answer says:"))
        asking.letters(question.rubric)
        while True:
            line = asking.said(turn, _("Which of these does yours say? Their letters, or - for none:"), "-")
            picked = [] if line in ("-", "−", "–") else places(line, question.rubric)
            if picked is not None:
                return {**response, "ticked": sorted(set(picked))}
            asking.paper.say(_(UNREAD))


class Card(Asker):
    """Enter turns it; then the learner says how it was."""

    once = True

    def response(self, asking: Asking, turn: Turn) -> Response:
        question = turn.question
        assert isinstance(question, Recall)
        asking.line(turn, _("Say it to yourself, then Enter turns the card:"))
        asking.paper.text(question.back)
        words = list(map(_, KNEW.values()))
        asking.letters(words)
        return {"knew": list(KNEW)[one_of(asking, turn, _("How was it:"), words)]}
