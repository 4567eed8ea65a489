"""What the encoder–decoder lab shows: the boxes, the translations, how often they are right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.kit.panels import Array, BarsPanel, CurvesPanel, GraphPanel, TablePanel, TextPanel
from tutor.kit.say import N_, Say, Verbatim
from tutor.kit.trace import Trace

if TYPE_CHECKING:
    from tutor.models.pairs import Task
    from tutor.models.translator import Marks, Watched

UNITS = 16
"""Units drawn in a box."""
START, END, BOTTLENECK = N_("(start)"), N_("(end)"), "c"


def words_of(task: Task, watched: Watched) -> list[str]:
    """The words that are written, one for each bet, the end among them if it was reached."""
    written = [Verbatim(task.target[i]) for i in watched.written]
    return [*written, END][: len(watched.p)]


def columns(task: Task, watched: Watched) -> tuple[list[str], list[str]]:
    """Labels under and over the boxes: words read, c, then the word before; and the word written."""
    read = [Verbatim(task.source[i]) for i in watched.source]
    written = words_of(task, watched)
    return [*read, BOTTLENECK, START, *written[:-1]], [""] * (len(read) + 1) + written


def boxes(task: Task, watched: Watched, hidden: int, chosen: int, room: int) -> GraphPanel:
    """Encoder, bottleneck and decoder side by side; only what is computed once `chosen` has been reached.

    The second reader, from the right, begins at its own end at the same time. −1 shows everything. There
    is room for `room` words at least, so that the picture keeps its form while they come and go.
    """
    n, T = len(watched.source), len(watched.p)
    both = watched.h.shape[1] > hidden
    values = np.full((2 + both, n + 1 + max(T, room), UNITS), np.nan, dtype=np.float32)
    now = chosen if chosen >= 0 else n + T
    for k in range(min(now + 1, n)):
        _fill(values[1, k], watched.h[k, :hidden])
        if both:
            _fill(values[2, n - 1 - k], watched.h[n - 1 - k, hidden:])
    if now >= n:
        _fill(values[1, n], watched.c)
    for t in range(max(0, now - n)):
        _fill(values[1, n + 1 + t], watched.s[t + 1])
        _fill(values[0, n + 1 + t], watched.p[t])
    below, over = columns(task, watched)
    return GraphPanel(
        name="boxes",
        title=N_("Encoder, bottleneck, decoder"),
        values=values,
        rows=(N_("bets"), N_("state"), N_("backward"))[: 2 + both],
        columns=tuple(word if k <= max(now, n) else "" for k, word in enumerate(below)),
        outputs=tuple(word if k <= now else "" for k, word in enumerate(over)),
        over=N_("written"),
        flows=("", ">", "<")[: 2 + both],
        links=("^", ""),
        chosen=chosen,
        focus=True,
    )


def _fill(box: Array, units: Array) -> None:
    box[: min(UNITS, len(units))] = units[:UNITS]


def source(task: Task, watched: Watched, turned: bool) -> TextPanel:
    """What is translated; a learner may write their own."""
    given = watched.source[::-1] if turned else watched.source
    asks = N_("a number: 42,000, or in words") if task.name == "numbers" else N_("write your own")
    return TextPanel(name="number", title=N_("Source"), text=task.say(given), typed=True, asks=asks)


def translations(
    task: Task, seen: Mapping[str, Watched], right: tuple[int, ...] | None, shown: int
) -> TablePanel:
    """What each model writes, how sure it is of it all, and whether it is right."""
    rows = []
    for name, watched in seen.items():
        bets = watched.p.max(axis=1)  # (T,) of the words that were written
        verdict = "" if right is None else N_("correct") if watched.written == right else N_("wrong")
        rows.append((name, Verbatim(task.write(watched.written) or "–"), f"{bets.prod():.2f}", verdict))
    if right is not None:
        rows.append((N_("the truth"), Verbatim(task.write(right)), "", ""))
    return TablePanel(
        name="written",
        title=N_("Translations"),
        header=("", N_("written"), "p", ""),
        rows=tuple(rows),
        chosen=shown,
    )


def by_length(marks: Mapping[str, Marks], least: int) -> CurvesPanel:
    """Wholly right, by the number of source words."""
    curves = {}
    for name, mark in marks.items():
        shares = mark.by_length(least)
        curves[name] = np.array([list(shares), list(shares.values())], dtype=np.float64).reshape(2, -1)
    return CurvesPanel(
        name="lengths",
        title=N_("Wholly right, by length"),
        curves=curves,
        levels={N_("half"): 0.5},
        x=N_("source words"),
        low=0.0,
        high=1.0,
    )


def by_step(traces: Mapping[str, Trace]) -> CurvesPanel:
    """Wholly right, over training."""
    return CurvesPanel(
        name="progress",
        title=N_("Wholly right, by step"),
        curves={name: trace.curve() for name, trace in traces.items()},
        x=N_("step"),
        low=0.0,
        high=1.0,
    )


def by_width(marks: Mapping[str, Marks]) -> BarsPanel:
    """Wholly right, by the bottleneck's width."""
    return BarsPanel(
        name="widths",
        title=N_("Wholly right, by the bottleneck's width"),
        labels=tuple(marks),
        values=np.array([mark.exact for mark in marks.values()]),
        upright=True,
    )


def bets(task: Task, watched: Watched, chosen: int, most: int = 6) -> BarsPanel:
    """The likeliest words at the chosen step of the decoder (its first, where none is chosen)."""
    t = min(max(0, chosen - len(watched.source) - 1), len(watched.p) - 1)
    p = watched.p[t]
    likeliest = np.argsort(-p, kind="stable")[:most]
    names = [*map(Verbatim, task.target), END]
    return BarsPanel(
        name="next",
        title=N_("Bets on the next word"),
        labels=tuple(names[i] for i in likeliest.tolist()),
        values=p[likeliest],
        chosen=0,
    )


def told(task: Task, watched: Watched, chosen: int) -> Say:
    """What happens at the chosen column."""
    n = len(watched.source)
    if chosen < n:
        word = Verbatim(task.source[watched.source[chosen]])
        text = N_("Reading {k} of {n}: the state takes in “{word}”.")
        return Say(text, {"k": chosen + 1, "n": n, "word": word})
    if chosen == n:
        text = N_("All that was read is now {w} numbers: c. The decoder has seen no word of it.")
        return Say(text, {"w": len(watched.c)})
    t = chosen - n - 1
    words = words_of(task, watched)
    said: dict[str, str | int | float | Say] = {"word": words[t], "p": f"{watched.p[t].max():.2f}"}
    if words[t] == END:
        return Say(N_("It bets {p} that nothing more is to be written."), said)
    return Say(N_("It writes “{word}” (p = {p}) and is given it back at the next step."), said)
