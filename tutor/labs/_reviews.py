"""Film reviews with a verdict each: the project's own, put together from parts, or a learner's CSV."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import StringIO
from pathlib import Path

from tutor.kit.inert import clean
from tutor.kit.knobs import KnobError
from tutor.kit.say import N_, Say

_FILE = Path(__file__).parents[1] / "data" / "reviews.en.txt"
_SLOT = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
_LABELS = {
    "good": "1 + pos positive good yes true 긍정 좋음",
    "bad": "0 -1 - neg negative bad no false 부정 나쁨",
}
_GOOD = {word: side == "good" for side, words in _LABELS.items() for word in words.split()}
TESTED = 400
"""Reviews in each test."""
LONGEST, FEWEST = 60, 20
"""Words of a review that are read, and rows that a learner's file must have."""
HELD_NEGATED = 6
"""Words of each opinion that are never negated in training."""


@dataclass(frozen=True)
class Review:
    """Words, and whether they speak well of the film."""

    words: tuple[str, ...]
    good: bool


@dataclass(frozen=True)
class Reviews:
    """What is learned from, and tests apart from it; for a learner's file only `held` is there."""

    train: tuple[Review, ...]
    held: tuple[Review, ...]
    """New combinations of seen parts."""
    pairs: tuple[Review, ...] = ()
    """Two and two of the same words in another order, with opposite verdicts."""
    negated: tuple[Review, ...] = ()
    """Negations of words that were never negated in training."""
    frames: tuple[Review, ...] = ()
    """Sentence frames that do not occur in training."""
    tests: dict[str, tuple[Review, ...]] = field(init=False)

    def __post_init__(self) -> None:
        named = {"held": self.held, "pairs": self.pairs, "negated": self.negated, "frames": self.frames}
        object.__setattr__(self, "tests", {name: some for name, some in named.items() if some})


def split_words(text: str) -> tuple[str, ...]:
    """A text as the networks read it: lower case, punctuation apart, LONGEST words at most."""
    return tuple(_WORD.findall(clean(text).lower()))[:LONGEST]


@lru_cache(maxsize=1)
def parts() -> dict[str, tuple[str, ...]]:
    """The file's sections: lists of words, and frames as lines."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(name, []).extend([line] if "frames" in name else line.split())
    return {name: tuple(lines) for name, lines in found.items()}


def negates(frame: str) -> bool:
    """Whether a frame turns a word of opinion round: the whole, or a part of it."""
    return frame.startswith("!") or "not {b}" in frame or "less {b}" in frame or "than {b}" in frame


def fill(frame: str, dice: random.Random, good: bool, kept: Sequence[Sequence[str]]) -> Review:
    """A frame with its slots filled, so that the verdict is `good`. `kept`: words of opinion to draw from,
    good ones and bad ones."""
    says_good = good == frame.startswith("=")
    same, other = (kept[0], kept[1]) if says_good else (kept[1], kept[0])
    a, a2 = dice.sample(list(same), 2)
    n, m = dice.sample(parts()["things"], 2)
    words = {"a": a, "a2": a2, "b": dice.choice(list(other)), "n": n, "m": m}
    return Review(tuple(_SLOT.sub(lambda slot: words[slot[1]], frame[2:]).split()), good)


def swapped(frame: str, review: Review) -> Review:
    """The same words with {a} and {b} exchanged, which turns the verdict round."""
    slots = [i for i, word in enumerate(frame[2:].split()) if word in ("{a}", "{b}")]
    words = list(review.words)
    words[slots[0]], words[slots[1]] = words[slots[1]], words[slots[0]]
    return Review(tuple(words), not review.good)


def films(size: int, seed: int) -> Reviews:
    """The project's reviews: `size` to learn from and TESTED in each test, half of them good."""
    dice = random.Random(seed)
    known, new = parts()["frames"], parts()["new frames"]
    opinions = [list(parts()["good"]), list(parts()["bad"])]
    never = [dice.sample(words, HELD_NEGATED) for words in opinions]
    may_be = [[w for w in words if w not in out] for words, out in zip(opinions, never, strict=True)]

    def one(frames: Sequence[str], i: int, kept: Sequence[Sequence[str]] | None = None) -> Review:
        frame = frames[i // 2 % len(frames)]
        return fill(frame, dice, i % 2 == 0, kept or (may_be if negates(frame) else opinions))

    train = tuple(one(known, i) for i in range(size))
    seen = {review.words for review in train}

    def apart(frames: Sequence[str], kept: Sequence[Sequence[str]] | None = None) -> tuple[Review, ...]:
        found: list[Review] = []
        while len(found) < TESTED:
            review = one(frames, len(found), kept)
            for _ in range(50):  # the shortest frames have few fillings
                if review.words not in seen:
                    break
                review = one(frames, len(found), kept)
            found.append(review)
        return tuple(review for review in found if review.words not in seen)

    both = [frame for frame in known if "{b}" in frame]
    pairs: list[Review] = []
    while len(pairs) < TESTED:
        frame = both[len(pairs) // 2 % len(both)]
        review = fill(frame, dice, bool(dice.getrandbits(1)), may_be if negates(frame) else opinions)
        other = swapped(frame, review)
        if not {review.words, other.words} & seen:
            pairs += [review, other]
    turning = [frame for frame in known if frame.startswith("!")]
    return Reviews(train, apart(known), tuple(pairs), apart(turning, never), apart(new))


def from_csv(text: str, seed: int) -> Reviews:
    """A learner's rows of text and label, in either order, with or without a header; a tenth is held out.
    Raises KnobError if there are too few rows with a label, or only one kind of label."""
    try:
        rows = list(csv.reader(StringIO(text), delimiter="\t" if "\t" in text else ","))
    except csv.Error:
        rows = []
    found = []
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        labels = [i for i, cell in enumerate(cells) if cell.lower() in _GOOD]
        if len(cells) > 1 and labels:
            words = split_words(" ".join(cell for i, cell in enumerate(cells) if i != labels[-1]))
            if words:
                found.append(Review(words, _GOOD[cells[labels[-1]].lower()]))
    if len(found) < FEWEST or len({review.good for review in found}) < 2:
        said = {"n": len(found), "least": FEWEST}
        raise KnobError(
            Say(
                N_(
                    "a file of reviews needs {least} rows or more of a text and a label "
                    "(1 or 0, positive or negative), of both kinds; here are {n}"
                ),
                said,
            )
        )
    random.Random(seed).shuffle(found)
    cut = max(2, len(found) // 10)
    return Reviews(tuple(found[cut:]), tuple(found[:cut]))
