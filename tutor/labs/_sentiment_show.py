"""What the sentiment lab shows: each function makes one panel, or says the state of the run in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from tutor.kit.panels import Array, BarsPanel, CurvesPanel, GraphPanel, TablePanel, TextPanel
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace
from tutor.labs._training import exploding

UNITS = 4
"""Units of a box in the graph."""
EXPLODING = 20.0
"""Gradient norm before clipping; a healthy run's is below 2."""
GUESSING = 0.03
"""Nats below ln 2 that do not count as learning."""
BY_HEART, ASTRAY = 0.2, 0.7
"""A loss this low, with held-out reviews right less often than that."""
TESTS = {
    "held": N_("new combinations"),
    "pairs": N_("other order"),
    "negated": N_("new negations"),
    "frames": N_("new frames"),
}


def belief(words: Sequence[str], p: Array) -> TextPanel:
    """The review; each word has the colour of what was believed after it, −1 bad to 1 good."""
    text = " ".join(words)
    values = np.concatenate([np.full(len(word) + 1, 2 * q - 1) for word, q in zip(words, p, strict=True)])
    return TextPanel(
        name="review",
        title=N_("A review, or yours (orange: liked)"),
        text=text,
        values=values[: len(text)].astype(np.float32),
        typed=True,
        asks=N_("write a review"),
    )


def bars(words: Sequence[str], p: Array, chosen: int) -> BarsPanel:
    """What is believed after each word."""
    return BarsPanel(
        name="belief",
        title=N_("Belief that it is liked, word by word"),
        labels=tuple(map(Verbatim, words)),
        values=p,
        chosen=chosen,
    )


def unrolled(words: Sequence[str], read: Mapping[str, Array], t: int) -> GraphPanel:
    """One column a word; only the last one has an output."""
    T = len(words)
    values = np.full((3, T, UNITS), np.nan, dtype=np.float32)
    values[0, -1] = 2 * read["p"][-1] - 1
    for row, part in ((1, read["h"]), (2, np.tanh(read["x"]))):
        values[row, :, : part.shape[1]] = part[:, :UNITS]
    good = read["p"][-1] > 0.5
    return GraphPanel(
        name="unrolled",
        title=N_("Many words in, one verdict out"),
        values=values,
        rows=(N_("verdict"), N_("hidden"), N_("word")),
        columns=tuple(map(Verbatim, words)),
        outputs=(*[""] * (T - 1), N_("liked") if good else N_("disliked")),
        flows=("", ">", ""),
        chosen=t,
        focus=True,
    )


def shares(words: Sequence[str], read: Mapping[str, Array], t: int) -> TablePanel:
    """What each word did: the belief after it, by how much it moved it, what leaving it out does to the
    verdict, and gradient times input of the score."""
    p = read["p"]
    moved = np.diff(p, prepend=0.5)
    rows = tuple(
        (Verbatim(word), f"{p[i]:.2f}", f"{moved[i]:+.2f}", f"{left:+.2f}", f"{slope:+.2f}")
        for i, (word, left, slope) in enumerate(zip(words, read["left_out"], read["gradient"], strict=True))
    )
    return TablePanel(
        name="words",
        title=N_("Which word does it?"),
        header=(N_("word"), "p", N_("moved"), N_("left out"), N_("gradient")),
        rows=rows,
        chosen=t,
    )


def curves(quality: Trace, tests: Sequence[str]) -> CurvesPanel:
    """The reader's verdicts right, test by test, along the run."""
    return CurvesPanel(
        name="right",
        title=N_("Verdicts right"),
        curves={TESTS[name]: quality.curve(1 + 2 * i) for i, name in enumerate(tests)},
        levels={N_("a coin"): 0.5},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def beside(tests: Sequence[str], reader: Sequence[float], bag: Sequence[float], begun: bool) -> TablePanel:
    """The reader beside the bag of words. Before the run has begun there is nothing to tell, and somebody
    may be about to predict it."""
    rows = tuple(
        (TESTS[name], f"{a:.3f}" if begun else "–", f"{b:.3f}" if begun else "–")
        for name, a, b in zip(tests, reader, bag, strict=True)
    )
    return TablePanel(
        name="beside",
        title=N_("Who minds the order?"),
        header=(N_("test"), N_("reader"), N_("bag of words")),
        rows=rows,
    )


def said(p: float, bag: float, truth: bool | None, unknown: Sequence[str]) -> tuple[Say, ...]:
    """The verdict on the review on screen."""

    def called(q: float) -> str:
        return N_("liked") if q > 0.5 else N_("disliked")

    words: dict[str, str] = {"a": called(p), "b": called(bag)}
    words |= {"p": f"{max(p, 1 - p):.2f}", "q": f"{max(bag, 1 - bag):.2f}"}
    verdict = Say(N_("Reader: {a} ({p}). Bag of words: {b} ({q})."), words)
    if unknown:
        return verdict, Say(N_("Never learned: {words}."), {"words": Verbatim(", ".join(unknown[:6]))})
    if truth is None:
        return (verdict,)
    right = (p > 0.5) == truth
    return verdict, Say(N_("The reader is right.") if right else N_("The reader is wrong."))


HEALTH = (
    (N_("Exploding"), N_("half of the last 30 gradients were longer than 20 before clipping")),
    (
        N_("By heart"),
        N_("a loss below 0.2 on what it reads, and fewer than 0.7 of the held-out reviews judged rightly"),
    ),
    (N_("Not learning"), N_("the loss of the last 30 steps is within 0.03 nats of a coin's, ln 2")),
    (N_("Learning"), N_("none of these")),
)
"""What each word means, for `?`."""


def health(trace: Array, held: float, done: bool) -> tuple[Say, ...]:
    """The state of the reader by plain thresholds; nothing before there is something to tell."""
    if len(trace) < 30:
        return ()
    loss = trace[-30:, 1].mean()
    words = {"held": f"{held:.3f}", "loss": f"{loss:.2f}"}
    if warning := exploding(trace[-30:], EXPLODING):
        return (warning,)
    if loss < BY_HEART and held < ASTRAY:
        text = N_("By heart: a loss of {loss} on what it reads, {held} right of the rest.")
    elif loss > math.log(2) - GUESSING:
        text = N_("Not learning: it does no better than a coin.")
    elif done:
        text = N_("At the end {held} of the held-out reviews are judged right.")
    else:
        text = N_("Learning: {held} of the held-out reviews are judged right.")
    return (Say(text, words),)
