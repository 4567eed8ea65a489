"""What the kinds of question are made of: texts, options, labs, known mistakes.

The kinds themselves are in `tutor.kit.kinds`; both are part of the lesson file's schema,
`tutor.kit.lesson`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

Text = Annotated[str, "text"]
"""Words for the learner, in the language asked for. Markdown where the field says so.

The mark is what tells the loader that a translation may replace them.
"""
Words = Annotated[tuple[str, ...], "words"]
"""Spellings of an answer that is typed. A translation adds its own, which come first; the others stay
right: "LSTM" is typed in every language.
"""
Shape = tuple[str | int, ...]
"""A tensor's shape: ids of dimensions, or sizes."""
BLANK = r"\{([a-z0-9]+(?:-[a-z0-9]+)*)\}"
"""A blank of a cloze as it stands in the text: its id in braces."""


@dataclass(frozen=True, kw_only=True)
class LabRef:
    """A lab to run, with its knobs."""

    name: str
    """The lab's name (`dltutor labs`)."""
    set: Mapping[str, int | float | str] = field(default_factory=dict)
    """Knob values; the rest are the lab's defaults."""
    seed: int = 1
    """The run's seed."""
    steps: int | None = None
    """Steps to run; without it the lab's budget."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One option of a choice. Its place on screen is shuffled."""

    id: str
    """By hand, for ever."""
    text: Text
    """What the learner sees."""
    right: bool = False
    """Whether choosing it is right."""
    why: Text = ""
    """Said when it was chosen: why it is right, or what the mistake is. Every wrong option needs one."""
    mistake: str = ""
    """A name for the misconception, shared by all questions that probe it."""


@dataclass(frozen=True, kw_only=True)
class WrongNumber:
    """A known wrong number, or a range of them, and what to say to it."""

    value: float | None = None
    """The number, where it is fixed."""
    drawn: str = ""
    """Or its name among the drawing function's known mistakes."""
    least: float | None = None
    """Or every number from here up (to `most`, if there is one)."""
    most: float | None = None
    """Or every number up to here."""
    say: Text
    """What the learner who gave it is told."""
    mistake: str = ""
    """A name for the misconception."""


@dataclass(frozen=True, kw_only=True)
class DrawRef:
    """Where a parameterised question gets its numbers: a drawing function of a lab."""

    lab: str
    """The lab whose file holds the function."""
    name: str
    """The function's name in that lab's `draws`."""
    args: Mapping[str, int | float | str] = field(default_factory=dict)
    """Its arguments."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line to be put in order."""

    id: str
    """By hand, for ever."""
    text: Text
    """What the learner sees."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every question has."""

    ask: Text
    """The question. One line of Markdown or a few."""
    hints: tuple[Text, ...] = ()
    """Given one at a time, only on request."""
    explain: Text = ""
    """The whole explanation, shown once it is answered or revealed."""
    see: tuple[str, ...] = ()
    """Pages of this lesson that say why."""


@dataclass(frozen=True, kw_only=True)
class WrongWords:
    """Known words that are not the answer, and what to say to whoever types them."""

    words: Words
    """The spellings of it."""
    say: Text
    """What the learner who gave it is told."""
    mistake: str = ""
    """A name for the misconception."""


@dataclass(frozen=True, kw_only=True)
class Blank:
    """One blank of a cloze: typed if it has `accept`, chosen if it has `options`."""

    id: str
    """By hand, for ever; `{id}` stands in the text once."""
    accept: Words = ()
    """Typed: every spelling that is right, the one to be shown first."""
    near_miss: tuple[WrongWords, ...] = ()
    """Typed: close, and worth half."""
    wrong: tuple[WrongWords, ...] = ()
    """Typed: known wrong answers."""
    options: tuple[Option, ...] = ()
    """Chosen: one of them right."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One line of a match: what stands left, and what belongs to it."""

    id: str
    """By hand, for ever."""
    left: Text
    """What is given."""
    right: Text
    """What belongs to it. Pairs with the same text share it."""
    why: Text
    """Said when something else was put to it."""
    mistake: str = ""
    """A name for the misconception."""


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """An axis that a shape is made of."""

    id: str
    """By hand, for ever; `accept` and `wrong` speak of it by this."""
    name: Text = ""
    """What the learner may type for it; without it the id."""
    short: tuple[str, ...] = ()
    """Other names for it: B, N."""
    size: int | None = None
    """How long it is here; the learner may type this too."""


@dataclass(frozen=True, kw_only=True)
class WrongShape:
    """A known wrong shape and what to say to it."""

    shape: Shape | None = None
    """The shape, where it is fixed."""
    drawn: str = ""
    """Or its name among the drawing function's known mistakes."""
    say: Text
    """What the learner who gave it is told."""
    mistake: str = ""
    """A name for the misconception."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A line of code or a point of a curve, and what to say to whoever points at it."""

    id: str
    """By hand, for ever."""
    at: int
    """The line's number, from 1; or the point's x."""
    right: bool = False
    """Whether this is the one that is wrong in the code: the answer."""
    why: Text
    """Said when it was pointed at."""
    mistake: str = ""
    """A name for the misconception."""
