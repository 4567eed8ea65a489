"""A lesson as plain data: pages, questions, predictions, claims.

These classes *are* the lesson file's schema: `tutor.course` checks YAML against them and hands them on
with a translation merged in. All text has been made inert at load: printable characters only, never
markup. The docstrings below the fields are the descriptions of the published JSON Schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tutor.kit.kinds import (
    QUESTIONS,
    AnyQuestion,
    Choice,
    Cloze,
    Explain,
    Match,
    Multi,
    Numeric,
    Order,
    Recall,
    Short,
    SpotIt,
    TensorShape,
    Trace,
    TrueFalse,
)
from tutor.kit.question import (
    Blank,
    Dimension,
    DrawRef,
    Item,
    LabRef,
    Option,
    Pair,
    Question,
    Shape,
    Spot,
    Text,
    Words,
    WrongNumber,
    WrongShape,
    WrongWords,
)

__all__ = [
    "QUESTIONS",
    "Answer",
    "AnyQuestion",
    "Blank",
    "Choice",
    "Claim",
    "Cloze",
    "Dimension",
    "DrawRef",
    "Explain",
    "Item",
    "LabRef",
    "Lesson",
    "Match",
    "Multi",
    "Numeric",
    "Option",
    "Order",
    "Page",
    "Pair",
    "Predict",
    "Question",
    "Recall",
    "Shape",
    "Short",
    "Spot",
    "SpotIt",
    "TensorShape",
    "Text",
    "Trace",
    "TrueFalse",
    "Words",
    "WrongNumber",
    "WrongShape",
    "WrongWords",
]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Where the truth of a prediction comes from: a metric of the run on this page."""

    metric: str
    """The metric at the end of the learner's own run."""
    claim: str = ""
    """The claim under `verify` that says what to expect of it over several seeds."""


@dataclass(frozen=True, kw_only=True)
class Predict:
    """A commitment asked for before Run unlocks; confidence is asked after it."""

    ask: Text
    """The question, answered by the run on the same page."""
    kind: Literal["numeric", "choice"] = "numeric"
    """A number, or one of the options."""
    unit: Text = ""
    """Shown behind the field."""
    answer: Answer | None = None
    """For a number: the metric that is the truth."""
    near: float = 0.0
    """How far off still counts as near."""
    low: Text = ""
    """Said to a prediction below the truth."""
    high: Text = ""
    """Said to a prediction above it."""
    options: tuple[Option, ...] = ()
    """For a choice."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One idea: words, perhaps a formula, perhaps a lab, a prediction or a question."""

    id: str
    """By hand, for ever."""
    title: Text = ""
    """A few words over the page."""
    text: Text = ""
    """Markdown without HTML."""
    formula: str = ""
    """TeX, drawn as terminal text; the same in all languages."""
    reads: Text = ""
    """The formula in words, for screen readers and --plain. Needed where there is a formula."""
    lab: LabRef | None = None
    """The live lab of the page."""
    predict: Predict | None = None
    """Asked before the lab runs."""
    then: Text = ""
    """Markdown shown once the run has answered the prediction."""
    question: AnyQuestion | None = None
    """A page is text or a question; its lab may stand beside either."""
    claims: tuple[str, ...] = ()
    """Claims under `verify` that check the numbers of this page."""
    more: Text = ""
    """Markdown for those who want to go deeper, folded."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A number that the lesson states, and the runs that produce it."""

    lab: str
    """The lab."""
    set: Mapping[str, int | float | str] = field(default_factory=dict)
    """Its knobs."""
    seeds: tuple[int, ...] = (1,)
    """One run for each; their median is compared."""
    steps: int | None = None
    """Steps a run; without it the lab's budget."""
    metric: str
    """The metric at the end of the run."""
    minus: str = ""
    """Another metric to subtract first: for claims about differences."""
    at: str = "end"
    """As in a trace question."""
    expect: float | None = None
    """The number stated."""
    within: float = 0.0
    """How far the median may be from it; sampling error is part of it."""
    least: float | None = None
    """Or a lower bound for the median."""
    most: float | None = None
    """Or an upper bound."""
    quick: bool = True
    """Whether it is run on every change (a few seconds at most)."""
    note: str = ""
    """Where the number is published, or why the tolerance is what it is."""


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One lesson file."""

    schema: Literal[1]
    """The version of this format."""
    id: str
    """The same as the file's name."""
    rev: int = 1
    """Raised when meaning changes: the learner is asked then. A mended typo keeps it."""
    language: str = "en"
    """The language of this file's texts (en, ko, de); each other one has a file of its own."""
    title: Text
    """A few words."""
    summary: Text
    """One or two sentences for the map."""
    chapter: str
    """The chapter's id: `recurrent`, `generative`, or a pack's own."""
    order: int = 100
    """The place in its chapter."""
    after: tuple[str, ...] = ()
    """Lessons to read before; advice, never a lock. A pack's own go by whole ids there: `bread/intro`."""
    minutes: int
    """How long it takes to read."""
    lab: LabRef | None = None
    """What a press of space on the map plays."""
    license: str
    """An SPDX name."""
    authors: tuple[str, ...]
    """Who wrote it."""
    goals: tuple[Text, ...]
    """What the learner can do afterwards."""
    pages: tuple[Page, ...]
    """In order; one idea each."""
    verify: Mapping[str, Claim] = field(default_factory=dict)
    """The claims by id."""
    references: tuple[str, ...] = ()
    """Papers, in full."""

    def page(self, id: str) -> Page:
        """The page of that id. Raises KeyError."""
        for page in self.pages:
            if page.id == id:
                return page
        raise KeyError(id)

    @property
    def questions(self) -> tuple[Page, ...]:
        """The pages that ask a question."""
        return tuple(page for page in self.pages if page.question is not None)
