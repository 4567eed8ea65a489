"""A card: said to oneself, turned, and judged by the learner."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.kit.lesson import Recall
from tutor.kit.say import N_, Say
from tutor.study.kinds.base import Asked, Grade, Kind, Response, verdict

KNEW = {"no": N_("I did not know it"), "partly": N_("I knew some of it"), "yes": N_("I knew it")}
_SCORES = {"no": 0.0, "partly": 0.5, "yes": 1.0}


class Card(Kind[Recall]):
    """As the learner says: 0, ½ or 1."""

    def pose(self, question: Recall, seed: int) -> Asked:
        return Asked(question=question, seed=seed, ask=question.ask)

    def missing(self, asked: Asked, response: Response) -> Say | None:
        return None if _knew(response) else Say("Turn the card first, then say how it was.")

    def grade(self, question: Recall, asked: Asked, response: Response, truth: float | None) -> Grade:
        knew = _knew(response)
        return Grade(result=verdict(_SCORES[knew]), score=_SCORES[knew], given_text=Say(KNEW[knew]))

    def right_text(self, question: Recall, asked: Asked, truth: float | None) -> str:
        return question.back


def _knew(response: Response) -> str:
    """What the learner said of it. Raises TypeError or ValueError for anything else."""
    if not response:
        return ""
    if not isinstance(response, Mapping):
        raise TypeError(f"a card is answered by how well it was known, not {response!r}")
    knew = response.get("knew") or ""
    if knew and knew not in _SCORES:
        raise ValueError(f"known is one of {', '.join(_SCORES)}, not {knew!r}")
    return str(knew)
