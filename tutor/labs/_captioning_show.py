"""What the captioning lab shows: each function makes one panel, or says the state of the run in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array, BarsPanel, CurvesPanel, GraphPanel, GridPanel, TablePanel
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace
from tutor.labs._captioning_declared import WORDS
from tutor.labs._training import exploding

if TYPE_CHECKING:
    from tutor.labs.captioning import Told

UNITS, CHOICES = 6, 4
"""Units of a box in the graph, and words among the bars."""
EXPLODING = 20.0
"""Gradient norm before clipping; a healthy run's is about 1 to 6, and falls."""
UNLOOKED = 0.3
"""Nats above the least loss without looking within which nothing was taken from the picture."""
BY_HEART, ASTRAY = 0.9, 0.6
"""Trained scenes told right at least this often, and new ones less than that."""


def picture(cells: Array) -> GridPanel:
    """The picture that goes in, (12, 18) of booleans."""
    return GridPanel(
        name="picture",
        title=N_("The picture"),
        cells=np.where(cells, 1, -1).astype(np.int8),
        edit="flip",
    )


def unrolled(told: Told, at: int) -> GraphPanel:
    """One column a word: what came in, the state, and the probabilities of the likeliest words."""
    best = np.sort(told.p, axis=1)[:, ::-1][:, :UNITS]  # (T, 6)
    values = np.full((3, len(told.words), UNITS), np.nan, dtype=np.float32)
    for row, part in enumerate((best, told.h[:, :UNITS], np.tanh(told.x[:, :UNITS]))):
        values[row, :, : part.shape[1]] = part
    return GraphPanel(
        name="unrolled",
        title=N_("One picture in, many words out"),
        values=values,
        rows=(N_("output"), N_("hidden"), N_("input")),
        columns=(N_("picture"), *map(Verbatim, told.words[:-1])),
        outputs=tuple(map(Verbatim, told.words)),
        flows=("", ">", ""),
        chosen=at,
        focus=True,
    )


def bars(vocabulary: Sequence[str], told: Told, at: int) -> BarsPanel:
    """What may be said at step `at`: the likeliest words, the one that was said marked."""
    likeliest = np.argsort(-told.p[at], kind="stable")[:CHOICES]
    return BarsPanel(
        name="next",
        title=N_("Next word"),
        labels=tuple(Verbatim(vocabulary[i]) for i in likeliest.tolist()),
        values=told.p[at][likeliest],
        chosen=0,
    )


def shares(vocabulary: Sequence[str], told: Told, at: int) -> TablePanel:
    """From scores to probabilities at step `at`: e to the score, as a multiple of the
    best word's, over the sum of all."""
    scores = told.scores[at]
    likeliest = np.argsort(-scores, kind="stable")[:CHOICES].tolist()
    grown = np.exp(scores - scores.max())  # largest 1
    rows: list[tuple[str, ...]] = [
        (Verbatim(vocabulary[i]), f"{scores[i]:+.2f}", f"{grown[i]:.4f}", f"{told.p[at, i]:.4f}")
        for i in likeliest
    ]
    rest = float(grown.sum() - grown[likeliest].sum())
    rows.append((N_("others"), "", f"{rest:.4f}", f"{max(0.0, rest / grown.sum()):.4f}"))
    rows.append((N_("sum"), "", f"{grown.sum():.4f}", "1"))
    return TablePanel(
        name="shares",
        title=N_("From scores to shares"),
        header=(N_("word"), N_("score"), N_("× best"), N_("share")),
        rows=tuple(rows),
        chosen=0,
    )


def exact(quality: Trace) -> CurvesPanel:
    """Whole captions right along the run."""
    return CurvesPanel(
        name="exact",
        title=N_("Captions right in every word"),
        curves={N_("trained scenes"): quality.curve(2), N_("new scenes"): quality.curve(1)},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def words(quality: Trace) -> CurvesPanel:
    """Single words right along the run."""
    return CurvesPanel(
        name="words",
        title=N_("Words right on new scenes"),
        curves={label: quality.curve(4 + i) for i, label in enumerate(WORDS.values())},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def loss(trace: Trace, start: float, blind: float) -> CurvesPanel:
    """The loss of a caption, under where every run begins, and the least there is without looking."""
    return CurvesPanel(
        name="loss",
        title=N_("Loss of a caption"),
        curves={N_("training"): trace.curve()},
        levels={N_("guessing evenly"): start, N_("without looking"): blind},
        x=N_("step"),
        y=N_("nats"),
        low=0.0,
    )


def said(told: Told, true: tuple[str, ...] | None) -> tuple[Say, ...]:
    """What is said of the picture, and what should be."""
    words = {"words": Verbatim(" ".join(told.words[:-1])), "p": f"{float(told.sure.prod()):.2f}"}
    first = Say(N_("It says: {words} (probability {p})."), words)
    if true is None:
        return first, Say(N_("You changed the picture: what is true now, only you can tell."))
    if true == told.words:
        return first, Say(N_("That is right in every word."))
    return first, Say(N_("True would be: {words}."), {"words": Verbatim(" ".join(true[:-1]))})


HEALTH = (
    (N_("Exploding"), N_("half of the last 40 gradients were longer than 20 before clipping")),
    (
        N_("Fluent but blind"),
        N_("0.9 of sentences correct, the loss within 0.3 of not looking, fewer than 0.1 fit the picture"),
    ),
    (
        N_("By heart"),
        N_("at least 0.9 of the trained scenes are told rightly, and fewer than 0.6 of the new ones"),
    ),
    (N_("Learning"), N_("none of these")),
)
"""What each word means, for `?`."""


def health(trace: Array, quality: Array, blind: float, done: bool) -> tuple[Say, ...]:
    """The state of the run by plain thresholds; nothing before there is something to tell.

    trace (n, 3): step, loss, gradient norm; quality (8,): step, new and trained scenes,
    sentences, each word.
    """
    if len(trace) < 40:
        return ()
    now = trace[-40:, 1].mean()
    (new, known, fluent), by_word = quality[1:4].tolist(), quality[4:]
    if warning := exploding(trace[-40:], EXPLODING):
        return (warning,)
    if abs(now - blind) < UNLOOKED and fluent > BY_HEART and known < 0.1:
        text = N_("Fluent but blind: correct sentences, whatever the picture shows.")
        return (Say(text),)
    worst = int(by_word.argmin())
    names = {"word": tuple(WORDS.values())[worst], "share": f"{by_word[worst]:.2f}", "new": f"{new:.2f}"}
    if known >= BY_HEART and new < ASTRAY:
        text = N_("By heart: {known} of trained scenes right, {new} of new ones. Worst word: the {word}.")
        return (Say(text, {**names, "known": f"{known:.2f}"}),)
    text = N_("Learning: {new} of new scenes right. Worst word: the {word} ({share}).")
    if done:
        text = N_("At the end {new} of new scenes are right. Worst word: the {word} ({share}).")
    return (Say(text, names),)
