"""The learner's own words, judged by themselves against a rubric."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.kit.lesson import Explain
from tutor.kit.say import Say
from tutor.study.kinds.base import Asked, Grade, Kind, Response, verdict


class OwnWords(Kind[Explain]):
    """score = rubric points that the learner found in their own text / rubric points."""

    def pose(self, question: Explain, seed: int) -> Asked:
        return Asked(question=question, seed=seed, ask=question.ask)

    def missing(self, asked: Asked, response: Response) -> Say | None:
        return None if _parts(response)[0].strip() else Say("Nothing is written yet.")

    def grade(self, question: Explain, asked: Asked, response: Response, truth: float | None) -> Grade:
        text, ticked = _parts(response)
        points = range(len(question.rubric))
        if not ticked <= set(points):
            raise ValueError(f"the rubric has points 0 to {len(points) - 1}, not {sorted(ticked)}")
        score = len(ticked) / len(points) if points else 1.0
        lacking = [question.rubric[point] for point in points if point not in ticked]
        return Grade(
            result=verdict(score),
            score=score,
            message=Say("Not in your answer yet: {point}", {"point": lacking[0]}) if lacking else "",
            given_text=text.strip(),
        )

    def right_text(self, question: Explain, asked: Asked, truth: float | None) -> str:
        return question.model or "\n".join(question.rubric)


def _parts(response: Response) -> tuple[str, set[int]]:
    """The text and the ticked points. Raises TypeError for another shape."""
    if not response:
        return "", set()
    if isinstance(response, str | Sequence):
        raise TypeError(f"an explanation is text and ticked points, not {response!r}")
    text, ticked = response.get("text", ""), response.get("ticked", [])
    if not isinstance(text, str) or not isinstance(ticked, Sequence):
        raise TypeError(f"an explanation is text and ticked points, not {response!r}")
    return text, {int(point) for point in ticked}
