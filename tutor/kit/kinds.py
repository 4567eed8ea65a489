"""The kinds of question, as a lesson file has them: one class each.

How each is posed and graded is in `tutor.study.kinds`, how it is shown in `tutor.ui.widgets.fields` and
`tutor.ui.plain.askers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One option is right."""

    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...]
    """Two to six."""


@dataclass(frozen=True, kw_only=True)
class Multi(Question):
    """Several options may be right; each counts."""

    kind: Literal["multi"] = "multi"
    options: tuple[Option, ...]
    """Three to eight."""


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """A number. Either `answer`, or `draw`, or a range."""

    kind: Literal["numeric"] = "numeric"
    answer: float | None = None
    """The number, where it is fixed."""
    draw: DrawRef | None = None
    """Where the numbers come from, where they are new at each asking; `{blanks}` in `ask` are filled."""
    tolerance: float = 0.0
    """How far off still counts, in the answer's own unit."""
    least: float | None = None
    """Or every number from here up is right (to `most`, if there is one)."""
    most: float | None = None
    """Or every number up to here is."""
    unit: Text = ""
    """Shown behind the field."""
    wrong: tuple[WrongNumber, ...] = ()
    """Known wrong numbers, the more telling first."""


@dataclass(frozen=True, kw_only=True)
class Order(Question):
    """Lines to be put in order; the file has them in the right one."""

    kind: Literal["order"] = "order"
    items: tuple[Item, ...]
    """In the right order; three to seven."""


@dataclass(frozen=True, kw_only=True)
class Trace(Question):
    """A number to say first; then the live model runs and grades it."""

    kind: Literal["trace"] = "trace"
    lab: LabRef
    """What runs; each asking draws a seed of its own."""
    metric: str
    """The metric that is the answer."""
    at: str = "end"
    """When: "end", or "METRIC NUMBER" for the first step where that metric reaches the number."""
    near: float = 0.0
    """How far off still counts as right."""
    unit: Text = ""
    """Shown behind the field."""
    low: Text = ""
    """Said to an answer that is too low."""
    high: Text = ""
    """Said to an answer that is too high."""


@dataclass(frozen=True, kw_only=True)
class Explain(Question):
    """The learner's own words, graded by themselves against a rubric and kept for their journal."""

    kind: Literal["explain"] = "explain"
    rubric: tuple[Text, ...]
    """What a good answer says, point by point."""
    model: Text = ""
    """One good answer."""


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """A statement to be judged, and the reason for it. Both right is right, the verdict alone is half."""

    kind: Literal["true_false"] = "true_false"
    answer: bool
    """Whether the statement in `ask` is true."""
    say: Text
    """Said to whoever judged it the wrong way."""
    reasons: tuple[Option, ...]
    """Two to six, one right; each should tempt whoever says true and whoever says false."""


@dataclass(frozen=True, kw_only=True)
class Short(Question):
    """A word or two, typed. Compared without case and white space; never accepted for being alike."""

    kind: Literal["short"] = "short"
    accept: Words
    """Every spelling that is right, the one to be shown first."""
    near_miss: tuple[WrongWords, ...] = ()
    """Close, and worth half: too broad a word, its sister."""
    wrong: tuple[WrongWords, ...] = ()
    """Known wrong answers. Put here what is spelled like the right one."""
    other: Text = ""
    """Said to an answer that is in no list."""


@dataclass(frozen=True, kw_only=True)
class Cloze(Question):
    """A text with blanks, each typed or chosen; each counts."""

    kind: Literal["cloze"] = "cloze"
    text: Text
    """Plain text with `{id}` where a blank is."""
    blanks: tuple[Blank, ...]
    """One to six."""


@dataclass(frozen=True, kw_only=True)
class Match(Question):
    """To each line on the left one on the right; each counts."""

    kind: Literal["match"] = "match"
    pairs: tuple[Pair, ...]
    """Two to seven; both sides are shuffled."""
    extra: tuple[Option, ...] = ()
    """Lines on the right that belong to nothing, each with what to say to whoever takes it."""


@dataclass(frozen=True, kw_only=True)
class TensorShape(Question):
    """A tensor's shape, typed: dimensions by name or size. Either `accept` or `draw`."""

    kind: Literal["shape"] = "shape"
    dims: tuple[Dimension, ...]
    """The dimensions the learner may name, more than are needed."""
    accept: Shape | None = None
    """The shape, by ids of dimensions or sizes, where it is fixed; [] is a single number."""
    draw: DrawRef | None = None
    """Where sizes and answer come from, where they are new at each asking; `{blanks}` in `ask` are filled,
    and a dimension whose id is among them gets its size."""
    wrong: tuple[WrongShape, ...] = ()
    """Known wrong shapes."""


@dataclass(frozen=True, kw_only=True)
class SpotIt(Question):
    """What is wrong in this code, or on this curve? One line, or one point, is the answer."""

    kind: Literal["spot"] = "spot"
    code: str = ""
    """Lines of code, the same in all languages."""
    points: tuple[float, ...] = ()
    """Or the y of a curve at x = `first`, `first` + 1, …; computed or cited, like every number."""
    draw: DrawRef | None = None
    """Or where the curve comes from: its blank `points` holds numbers with spaces between, its answer is
    the x of the wrong one."""
    first: int = 0
    """The first point's x."""
    x: Text = ""
    """What x counts."""
    y: Text = ""
    """What is drawn."""
    spots: tuple[Spot, ...] = ()
    """What to say to whoever points where, and which is the answer."""
    other: Text = ""
    """Said to whoever points anywhere else. With `draw` it has the curve's blanks."""


@dataclass(frozen=True, kw_only=True)
class Recall(Question):
    """A card: `ask` is its front. The learner says it to themselves, turns it, and says how it was."""

    kind: Literal["recall"] = "recall"
    back: Text
    """The other side. Markdown."""


AnyQuestion = (
    Choice
    | Multi
    | TrueFalse
    | Numeric
    | Short
    | Cloze
    | Order
    | Match
    | TensorShape
    | Trace
    | SpotIt
    | Explain
    | Recall
)
QUESTIONS: dict[str, type[Question]] = {
    "choice": Choice,
    "multi": Multi,
    "true_false": TrueFalse,
    "numeric": Numeric,
    "short": Short,
    "cloze": Cloze,
    "order": Order,
    "match": Match,
    "shape": TensorShape,
    "trace": Trace,
    "spot": SpotIt,
    "explain": Explain,
    "recall": Recall,
}
