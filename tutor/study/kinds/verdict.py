"""A statement to be judged, with the reason."""

from __future__ import annotations

from tutor.kit.lesson import TrueFalse
from tutor.kit.say import N_, Say, Verbatim
from tutor.study.kinds.base import Asked, Grade, Kind, Response, parts_of, together
from tutor.study.kinds.choices import shuffled

VERDICTS = {"true": N_("True"), "false": N_("False")}


class TrueOrFalse(Kind[TrueFalse]):
    """1 for verdict and reason, ½ for the verdict alone, 0 for a right reason to the wrong verdict."""

    def pose(self, question: TrueFalse, seed: int) -> Asked:
        reasons = shuffled(question.reasons, seed)
        return Asked(
            question=question,
            seed=seed,
            ask=question.ask,
            order=reasons,
            texts={
                **{f"verdict/{id}": word for id, word in VERDICTS.items()},
                **{f"reason/{reason.id}": reason.text for reason in question.reasons},
            },
            parts=("verdict", "reason"),
            choices={"verdict": tuple(VERDICTS), "reason": reasons},
            answer="true" if question.answer else "false",
        )

    def missing(self, asked: Asked, response: Response) -> Say | None:
        given = parts_of(response, asked)
        if "verdict" not in given:
            return Say("Is it true or false?")
        return None if "reason" in given else Say("Choose the reason as well.")

    def grade(self, question: TrueFalse, asked: Asked, response: Response, truth: float | None) -> Grade:
        given = parts_of(response, asked)
        judged = given["verdict"] == asked.answer
        reason = next(one for one in question.reasons if one.id == given["reason"])
        right = judged and reason.right
        message: str | Say = reason.why
        if not judged:
            message = together(question.say, "" if reason.right else reason.why)
        return Grade(
            result="right" if right else "partly" if judged else "wrong",
            score=1.0 if right else 0.5 if judged else 0.0,
            message=message,
            given_text=_told(given["verdict"], reason.text),
            mistake=reason.mistake,
            parts={"verdict": judged, "reason": reason.right},
        )

    def right_text(self, question: TrueFalse, asked: Asked, truth: float | None) -> Say:
        return _told(str(asked.answer), next(one.text for one in question.reasons if one.right))


def _told(verdict: str, reason: str) -> Say:
    return Say("{verdict}: {reason}", {"verdict": VERDICTS[verdict], "reason": Verbatim(reason)})
