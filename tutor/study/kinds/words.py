"""Words that are typed: right, close, known to be wrong, or unknown. Alike is never the same."""

from __future__ import annotations

from typing import NamedTuple

from tutor.kit.inert import clean
from tutor.kit.lesson import Blank, Short
from tutor.kit.say import Say, Verbatim
from tutor.kit.spelling import key, meant
from tutor.study.kinds.base import Asked, Grade, Kind, Response, text_of, verdict

LONGEST = 200
"""Characters of a typed answer that are kept."""


class Found(NamedTuple):
    """What the lists say to a word."""

    score: float
    """1 right, ½ close, 0 wrong."""
    say: str = ""
    mistake: str = ""
    known: bool = True
    """Whether it is in a list at all."""


def look_up(text: str, lists: Short | Blank) -> Found:
    """In which list a text is, written in any way."""
    word = key(text)
    if word in map(key, lists.accept):
        return Found(1.0)
    for score, several in ((0.5, lists.near_miss), (0.0, lists.wrong)):
        for wrong in several:
            if word in map(key, wrong.words):
                return Found(score, wrong.say, wrong.mistake)
    return Found(0.0, known=False)


def doubt(text: str, lists: Short | Blank) -> Say | None:
    """The question to somebody whose word is in no list, and a slip of the pen away from one that is.

    That word may be a wrong one: being asked does not tell whether it is right.
    """
    if not text or look_up(text, lists).known:
        return None
    known = [*lists.accept]
    for wrong in (*lists.near_miss, *lists.wrong):
        known += wrong.words
    word = meant(text, known)
    if word is None:
        return None
    return Say(
        "“{text}”: did you mean “{word}”? Mend it, or give it once more as it is.",
        {"text": Verbatim(clean(text)[:40]), "word": Verbatim(word)},
    )


class TypedWords(Kind[Short]):
    """In the list of right words 1, close ½, else 0."""

    def pose(self, question: Short, seed: int) -> Asked:
        return Asked(question=question, seed=seed, ask=question.ask)

    def missing(self, asked: Asked, response: Response) -> Say | None:
        return None if text_of(response) else Say("Nothing is typed yet.")

    def doubt(self, asked: Asked, response: Response) -> Say | None:
        assert isinstance(asked.question, Short)
        return doubt(text_of(response), asked.question)

    def grade(self, question: Short, asked: Asked, response: Response, truth: float | None) -> Grade:
        text = text_of(response)[:LONGEST]
        found = look_up(text, question)
        message: str | Say = found.say
        if not found.known:
            message = question.other or Say("That is none of the words I know for it.")
        return Grade(
            result=verdict(found.score),
            score=found.score,
            message=message,
            given_text=clean(text),
            mistake=found.mistake,
        )

    def right_text(self, question: Short, asked: Asked, truth: float | None) -> str:
        return question.accept[0]
