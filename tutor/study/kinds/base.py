"""What all kinds of question share: a question as asked, an answer as graded, and the frame of a kind."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from tutor.kit.lesson import AnyQuestion, LabRef, Predict
from tutor.kit.say import Say, Verbatim

Response = str | Sequence[str] | Mapping[str, object] | None
"""What the learner gave, as JSON can carry it:

* choice: the option's id
* multi: list of the ticked options' ids
* numeric, trace, a prediction of a number: the text as typed
* true_false: `{"verdict": "true" or "false", "reason": the reason's id}`
* short, shape: the text as typed
* cloze: blank → the text as typed, or the option's id
* order: list of all item ids in the learner's order
* match: id on the left → id on the right
* spot: the line's number, or the point's x, as text
* explain: `{"text": str, "ticked": [index of each rubric point found in it]}`
* recall: `{"knew": "no", "partly" or "yes"}`
* None, "", [], a part that is missing: nothing yet
"""

Graded = Literal["right", "partly", "wrong", "unanswered"]

_BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A known wrong answer and what to say to it: a number, a range of them, or a shape."""

    say: str
    mistake: str = ""
    value: float | None = None
    least: float = -math.inf
    most: float = math.inf
    shape: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One asking of a question: its shuffle and its numbers are settled. The seed gives it back."""

    question: AnyQuestion | Predict
    seed: int
    ask: str
    """The question's text with its blanks filled."""
    order: tuple[str, ...] = ()
    """Ids of the options or lines as they stand on screen."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The text of each of them; of an option of a part it is under "part/id"."""
    parts: tuple[str, ...] = ()
    """Where several things are asked at once (blanks, pairs, verdict and reason): their ids, in order."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Part → the ids to choose from, as on screen; none where it is typed."""
    answer: float | str | tuple[str, ...] | None = None
    """A number; an id; ids. None where it is none of these, yet to be measured, or the learner's own to
    judge."""
    wrong: tuple[Wrong, ...] = ()
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """What fills the `{blanks}`."""
    lab: LabRef | None = None
    """What has to run before this can be graded (trace)."""

    @property
    def kind(self) -> str:
        """The question's kind; "predict" for a prediction of either kind."""
        return "predict" if isinstance(self.question, Predict) else self.question.kind

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints with their blanks filled, to be given one at a time."""
        return () if isinstance(self.question, Predict) else tuple(map(self.fill, self.question.hints))

    @property
    def explain(self) -> str:
        """The whole explanation with its blanks filled."""
        return "" if isinstance(self.question, Predict) else self.fill(self.question.explain)

    def fill(self, text: str) -> str:
        """`text` with the blanks that have a value filled; every other brace stays as it is."""
        return fill(text, self.values)


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What an answer is worth and what to say to it."""

    result: Graded
    score: float = 0.0
    """0…1. Guessing earns about nothing in every kind but a plain choice."""
    message: str | Say = ""
    """To the learner: why it is right, what the mistake is, or what is missing. Lesson text or our own."""
    right_text: str | Say = ""
    """The right answer in words (one line an option), also where nothing was answered."""
    given_text: str | Say = ""
    """The learner's answer in words, as it was understood."""
    parts: Mapping[str, bool] = field(default_factory=dict)
    """Whether each part of the answer is right: a blank, a pair, the option that was chosen."""
    mistake: str = ""
    """The misconception that this answer shows, by the lesson's name for it."""


Q = TypeVar("Q")


class Kind(ABC, Generic[Q]):
    """A kind of question: how it is posed, when it counts as answered, and how it is graded."""

    @abstractmethod
    def pose(self, question: Q, seed: int) -> Asked:
        """One asking. Everything random comes from `seed`."""

    @abstractmethod
    def missing(self, asked: Asked, response: Response) -> Say | None:
        """What to say where `response` is no answer yet; None where it is one."""

    def doubt(self, asked: Asked, response: Response) -> Say | None:
        """What to ask before an answer counts that looks like a slip of the pen; given again, it counts."""
        return None

    @abstractmethod
    def grade(self, question: Q, asked: Asked, response: Response, truth: float | None) -> Grade:
        """Grade what `missing` let through. `truth` is what a run measured."""

    @abstractmethod
    def right_text(self, question: Q, asked: Asked, truth: float | None) -> str | Say:
        """The right answer in words."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each `{name}` that `values` knows replaced."""
    return _BLANK.sub(lambda blank: values.get(blank.group(1), blank.group()), text)


def ids(response: Response, asked: Asked) -> list[str]:
    """`response` as a list of ids on screen. Raises TypeError or ValueError for anything else."""
    if isinstance(response, str) or not isinstance(response, Sequence):
        raise TypeError(f"a {asked.kind} answer is a list of ids, not {response!r}")
    for id in response:
        if id not in asked.texts:
            raise ValueError(f"{id!r} is not on screen: {', '.join(asked.order)}")
    return list(response)


def text_of(response: Response) -> str:
    """`response` as the text typed. Raises TypeError for anything else."""
    if not response:
        return ""
    if not isinstance(response, str):
        raise TypeError(f"this is answered by the text typed, not {response!r}")
    return response.strip()


def parts_of(response: Response, asked: Asked) -> dict[str, str]:
    """`response` as part → what was typed or chosen, blanks off; only parts that there are.

    Raises TypeError or ValueError for another shape, or an option that is not on screen.
    """
    if not response:
        return {}
    if not isinstance(response, Mapping):
        raise TypeError(f"a {asked.kind} answer says something of each part, not {response!r}")
    found: dict[str, str] = {}
    for part, given in response.items():
        if part not in asked.parts:
            raise ValueError(f"{part!r} is not on screen: {', '.join(asked.parts)}")
        if given is None or given == "":
            continue
        if not isinstance(given, str):
            raise TypeError(f"a part is answered by a text or an id, not {given!r}")
        if (ids := asked.choices.get(part)) and given not in ids:
            raise ValueError(f"{given!r} is not on screen: {', '.join(ids)}")
        if given.strip():
            found[part] = given.strip()
    return found


def together(*said: str | Say, between: str = "\n") -> str | Say:
    """Several texts as one, lesson text and our own; the empty ones are left out."""
    parts = [one for one in said if one]
    if all(isinstance(one, str) for one in parts):
        return between.join(str(one) for one in parts)
    named = {f"p{n}": Verbatim(one) if isinstance(one, str) else one for n, one in enumerate(parts)}
    text = between.join(f"{{{name}}}" for name in named)
    return Say(text, named)


def verdict(score: float) -> Graded:
    """The word for a score: all is right, nothing is wrong, anything between is partly right."""
    return "right" if score >= 1 else "partly" if score > 0 else "wrong"
